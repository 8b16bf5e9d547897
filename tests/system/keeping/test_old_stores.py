"""Stores that earlier programs wrote: opened, brought up to date, and judged to the same order."""

import shutil
from pathlib import Path

import pytest

from fct.data.audit.chain import read_chain
from fct.data.audit.faults import Fault
from fct.data.audit.verifying import verify_rows
from fct.data.backups.upgrading import upgrade_store
from fct.data.program.rule_stages import Stage
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import SCHEMA_REVISION
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from tests.conftest import ACTOR
from tests.support.processes.samples import some_of

STORES = Path(__file__).parents[2] / "stores"
ORDER = [
    ("FY27-USMC-02", 1, 100.0),
    ("FY27-ARMY-02", 2, 96.33),
    ("FY27-ARMY-01", 3, 90.06),
    ("FY27-ARMY-04", 4, 89.08),
    ("FY27-NAVY-02", 5, 84.16),
    ("FY27-NAVY-04", 6, 70.95),
    ("FY27-ARMY-03", 7, 82.88),
]


NAMES = [f"schema-{number}.sqlite" for number in ("0003", "0005", "0011", "0018")]


def fault_of(store: Store) -> Fault | None:
    """The first event or row that is not as it was written; the files are not kept here."""
    with store.looking() as connection:
        chain, fault = read_chain(connection)
        return fault or verify_rows(connection, chain)[1]


def order_of(store: Store, run_id: str) -> list[tuple[str, int, float]]:
    """Ref, rank and merit of what is ranked."""
    merits = store.runs.scores(run_id).set_index("ref")["merit"]
    ranks = store.runs.ranks(run_id)
    return [
        (ref, rank, round(float(merits[ref]), 2))
        for ref, rank in zip(ranks["ref"], ranks["rank"], strict=True)
    ]


def outcomes_of(store: Store, run_id: str) -> dict[tuple[str, str], str]:
    """The outcome of each rule on each proposal."""
    rows = store.runs.outcomes(run_id)
    return dict(
        zip(zip(rows["ref"], rows["rule"], strict=True), rows["outcome"].map(str), strict=True)
    )


def maturities_of(store: Store, run_id: str) -> dict[str, float]:
    """The maturity of each proposal."""
    scores = store.runs.scores(run_id)
    return dict(zip(scores["ref"], scores["maturity_low"], strict=True))


def test_the_newest_schema_has_a_store_here() -> None:
    """Each schema that is used by a release gets one, written by the program that used it."""
    assert [path.name for path in sorted(STORES.iterdir())] == NAMES
    assert NAMES[-1] == f"schema-{SCHEMA_REVISION}.sqlite"


@pytest.mark.sampled
@pytest.mark.parametrize("name", some_of(NAMES, 2))
def test_an_old_store_is_judged_to_the_same_order(name: str, tmp_path: Path) -> None:
    """Eight proposals, judged and published; a rule at warn and an approved waiver stay so."""
    shutil.copy(STORES / name, tmp_path / "fct.sqlite")
    upgrade_store(Settings(tmp_path))
    with open_store(Settings(tmp_path)) as store:
        before = store.runs.published(2027)
        assert before is not None
        events = len(store.events.all())
        assert fault_of(store) is None
        assert not store.is_illustrative()
        assert store.stages.now() == {"A3": Stage.WARN}
        assert [waiver.request.ref for waiver in store.waivers.of_cycle(2027)] == ["FY27-ARMY-02"]

        run_id = evaluate(store, 2027, None, ACTOR, lambda _: None).run_id
        publish(store, run_id, ACTOR)

        after = store.runs.published(2027)
        assert after is not None
        assert after.id == run_id
        assert order_of(store, before.id) == ORDER
        assert [row[:2] for row in order_of(store, run_id)] == [row[:2] for row in ORDER]
        # A rule that was added since counts in the strength of a proposal, and so in its merit.
        assert outcomes_of(store, before.id).items() <= outcomes_of(store, run_id).items()
        assert maturities_of(store, before.id) == maturities_of(store, run_id)
        # The same program on the same input gives the first run: it is neither kept nor published.
        assert len(store.events.all()) == events + (0 if run_id == before.id else 2)
        assert fault_of(store) is None


def test_events_from_before_accounts_were_kept_still_verify(tmp_path: Path) -> None:
    """Their actors have none, and those that are added have one."""
    shutil.copy(STORES / "schema-0003.sqlite", tmp_path / "fct.sqlite")
    upgrade_store(Settings(tmp_path))
    with open_store(Settings(tmp_path)) as store:
        assert store.events.all()[0].actor.account is None

        store.intake.refuse_classified(ACTOR)

        assert store.events.all()[-1].actor.account == ACTOR.account
        assert fault_of(store) is None
