"""Variants of proposals: equal to reading the changed proposals from scratch."""

import random

import pandas as pd

from fct.data.program.form import PROPOSAL, TABLE_SHEETS
from fct.data.proposals.table import build_table
from fct.data.proposals.variants import Variant, table_of_variants
from tests.support.proposals.mutations import random_batch
from tests.support.proposals.worth import with_answer

FIELDS = ("trl", "intent_date", "in_service_with", "vendor", "unit_price_usd")


def test_variants_read_as_if_they_had_been_read_whole() -> None:
    """Values, states, owners and cells are those of the table built of the changed proposals."""
    rng, batch = random.Random(3), random_batch(3, 12)
    variants = []
    for _ in range(30):
        place, field = rng.randrange(len(batch)), rng.choice(FIELDS)
        changed = with_answer(batch[place], field, rng.choice(("7", "2026-06-30", "Norway", None)))
        variants.append(Variant(place, changed, (field,)))
        both = with_answer(changed, "mrl", rng.choice(("8", "eight", None)))
        variants.append(Variant(place, both, (field, "mrl")))
        variants.append(Variant(place, batch[place]))

    found = table_of_variants(build_table(batch), variants)
    whole = build_table([one.proposal for one in variants])

    assert found.refs.equals(whole.refs)
    for sheet in (PROPOSAL, *TABLE_SHEETS):
        mine, its = found.sheets[sheet], whole.sheets[sheet]
        pd.testing.assert_frame_equal(mine.frame(mine.columns), its.frame(its.columns))
        for field in its.state_columns:
            assert mine.state(field).tolist() == its.state(field).tolist()
        assert mine.owner.tolist() == its.owner.tolist()
        assert mine.cells == its.cells
