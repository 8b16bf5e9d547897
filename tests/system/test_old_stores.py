"""Stores that earlier programs wrote: opened, brought up to date, and judged to the same order."""

import shutil
from pathlib import Path

import pytest

from fct.data.program.rule_stages import Stage
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from tests.conftest import ACTOR

STORES = Path(__file__).parents[1] / "stores"
ORDER = [
    ("FY27-USMC-02", 1, 100.0),
    ("FY27-ARMY-02", 2, 96.33),
    ("FY27-ARMY-01", 3, 90.06),
    ("FY27-ARMY-04", 4, 89.08),
    ("FY27-NAVY-02", 5, 84.16),
    ("FY27-NAVY-04", 6, 70.95),
    ("FY27-ARMY-03", 7, 82.88),
]


def test_every_earlier_schema_has_a_store_here() -> None:
    """From 0003 on, a schema that is left gets one, written by the program that used it."""
    assert [path.name for path in sorted(STORES.iterdir())] == ["schema-0003.sqlite"]


@pytest.mark.parametrize("name", ["schema-0003.sqlite"])
def test_an_old_store_is_judged_to_the_same_order(name: str, tmp_path: Path) -> None:
    """Eight proposals, judged and published; a rule at warn and an approved waiver stay so."""
    shutil.copy(STORES / name, tmp_path / "fct.sqlite")
    with open_store(Settings(tmp_path)) as store:
        before = store.published_run(2027)
        assert before is not None
        was = store.ranks(before.id)
        events = len(store.events())
        assert store.verify_events() is None
        assert store.events()[0].actor.account is None
        assert not store.is_illustrative()
        assert store.rule_stages() == {"A3": Stage.WARN}

        run_id = evaluate(store, 2027, None, ACTOR, lambda _: None).run_id
        publish(store, run_id, ACTOR)

        after = store.published_run(2027)
        assert after is not None
        assert after.id == run_id != before.id
        ranks, scores = store.ranks(run_id), store.scores(run_id).set_index("ref")
        found = [
            (ref, rank, round(float(scores.loc[ref, "merit"]), 2))
            for ref, rank in zip(ranks["ref"], ranks["rank"], strict=True)
        ]
        assert found == ORDER
        assert was["ref"].tolist() == ranks["ref"].tolist()
        assert len(store.events()) == events + 2
        assert store.events()[-1].actor.account == ACTOR.account
        assert store.verify_events() is None
