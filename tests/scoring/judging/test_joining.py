"""House rules over proposals that are judged in batches."""

import numpy as np

from fct.data.program.cycle import Cycle, parse_cycle
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.expectations.case import Case
from fct.scoring.judging.joining import HouseOfAll
from fct.scoring.judging.judgement import house_of
from tests.support.proposals.cases import valid_proposal

HOUSE = """\
fiscal_year: 2027
final_due: 2026-06-30
budgets: {2027: 3000}
house_rules: {"expectations": [
  {"type": "expect_column_values_to_be_unique", "severity": "info",
   "kwargs": {"column": "title"}},
  {"type": "expect_column_values_to_be_unique", "severity": "warning",
   "kwargs": {"column": "funding_year"}}]}
"""


def test_batches_are_given_their_part_of_what_is_asked_of_all() -> None:
    """A, B and C in batches of two and one: A and C share a title, and each has its own rows."""
    cycle: Cycle = parse_cycle(HOUSE, "cycle")
    terms = default_rubric().terms
    titles = {"A": "Radio", "B": "Boat", "C": "Radio"}
    a, b, c = (valid_proposal(ref, title=title) for ref, title in titles.items())
    found = HouseOfAll([[a, b], [c]], cycle, terms)
    whole = house_of(Case(build_table([a, b, c]), cycle, terms))

    first, second = found.of(0, 2), found.of(2, 3)

    assert first["H1"].outcomes.tolist() == [-1, 1]
    assert second["H1"].outcomes.tolist() == [-1]
    for rule in ("H1", "H2"):
        of_first, of_second = first[rule].parts[0], second[rule].parts[0]
        assert np.concatenate([of_first.outcomes, of_second.outcomes]).tolist() == (
            whole[rule].parts[0].outcomes.tolist()
        )
    rows = [one["H2"].parts[0].rows for one in (first, second)]
    assert np.concatenate(rows).tolist() == whole["H2"].parts[0].rows.tolist()
