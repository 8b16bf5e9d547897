"""Who has sent what, over random seasons whose truth is known."""

import random
import shutil
from pathlib import Path

import pytest

from fct.data.program.cycle import Cycle, Expected, Promise
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import Lane, Standing
from fct.scoring.year.board import board_of, board_report
from fct.scoring.year.waiting import waits_for
from tests.support.processes.samples import sample
from tests.support.stores.year import ACTOR, CALENDAR, moment, send, year_store

COMPONENTS = ("Army", "Navy")
BROKEN = {"item_description": None}


class Truth:
    """What was done with each expected proposal of a season."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        self.component = {f"R{n}": rng.choice(COMPONENTS) for n in range(8)}
        fates = ("sent", "broken", "late", "withdrawn", "never")
        self.fate = {ref: rng.choice(fates) for ref in self.component}

    def of(self, *fates: str) -> set[str]:
        """The refs that met one of some fates."""
        return {ref for ref, fate in self.fate.items() if fate in fates}

    def live(self, store: Store) -> None:
        """Let it happen: what is late comes after the deadline."""
        for ref in sorted(self.component):
            if self.fate[ref] in {"sent", "broken", "withdrawn"}:
                changes = BROKEN if self.fate[ref] == "broken" else {}
                send(store, ref, self.component[ref], **changes)
            if self.fate[ref] == "withdrawn":
                store.standings.add(
                    Standing(
                        fiscal_year=2027,
                        ref=ref,
                        standing="withdrawn",
                        reason="No money.",
                        at=moment("2026-03-01"),
                        actor=ACTOR,
                    )
                )
        store.move_clock(moment("2026-07-02"))
        for ref in sorted(self.of("late")):
            send(store, ref, self.component[ref])

    def cycle(self, store: Store) -> Cycle:
        """The cycle that expects them: half by promise, half by the file."""
        refs = sorted(self.component)
        promised = [Promise(ref=ref, fiscal_year=2027, kusd=1) for ref in refs[::2]]
        expected = [Expected(ref=ref, component=self.component[ref], title=ref) for ref in refs]
        change = {"promised": tuple(promised), "expected": tuple(expected)}
        return store.cycles.read(2027)[1].model_copy(update=change)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose cycle has opened; each season has a copy."""
    home = tmp_path_factory.mktemp("seasons") / "home"
    year_store(home, start="2026-02-02").close()
    return home


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(5, whole=20)))
def test_the_board_names_every_missing_proposal_and_nobody_who_has_sent_is_reminded(
    opened: Path, tmp_path: Path, seed: int
) -> None:
    """Random seasons, against what was done with each proposal."""
    truth = Truth(seed)
    home = Path(shutil.copytree(opened, tmp_path / "home"))
    with open_store(Settings(home)) as store:
        truth.live(store)
        cycle = truth.cycle(store)
        board = board_of(store, cycle)
        waits = waits_for(store, cycle, "final_due")

    assert board.missing.keys() == truth.of("late", "never")
    assert {ref for ref, one in board.missing.items() if one.is_late} == truth.of("late")
    assert board.sent.keys() == truth.of("sent", "broken")
    assert board.to_repair.keys() == truth.of("broken")
    informed = {(one.to.person, ref) for one in waits for ref in one.refs}
    assert informed == {
        (f"sponsor-{truth.component[ref].lower()}", ref)
        for ref in truth.of("late", "never", "broken")
    }


def test_the_board_lists_every_component_and_last_year(tmp_path: Path) -> None:
    """Also one from which nothing came; an earlier cycle is counted beside it."""
    before = CALENDAR.replace("2026", "2025").replace("2027", "2026")
    with year_store(tmp_path / "home", [before, CALENDAR], start="2025-02-02") as store:
        send(store, "FY27-ARMY-01", "Army", 2026)
        report = board_report(store, 2027)

    assert report["fiscal_year"] == 2027
    army, navy = report["components"]
    assert (army["component"], army["last_year"]) == ("Army", {"sent": 1, "missing": 0})
    assert (navy["component"], navy["last_year"]) == ("Navy", {"sent": 0, "missing": 1})
    assert army["missing"] == [{"ref": "FY27-ARMY-01", "title": "Item FY27-ARMY-01"}]
    assert army["certified"] is None


def test_an_invited_nomination_is_expected_and_a_declined_one_is_not(tmp_path: Path) -> None:
    """`summary_due` waits for nominations that did not come; the deadline for what is invited."""
    first = "summary_due: 2026-03-15\n  draft_due"
    with year_store(
        tmp_path / "home", [CALENDAR.replace("draft_due", first)], start="2026-02-02"
    ) as store:
        cycle = store.cycles.read(2027)[1]
        assert {ref for one in waits_for(store, cycle, "summary_due") for ref in one.refs} == {
            "FY27-ARMY-01",
            "FY27-NAVY-01",
        }
        for ref in ("FY27-ARMY-01", "A2", "A3"):
            send(store, ref, "Army", lane=Lane.NOMINATION)
        for ref, answer in (("FY27-ARMY-01", "declined"), ("A2", "invited")):
            store.nominations.answer(2027, ref, answer, "It is not what the program is for.")

        board = board_of(store, cycle)
        waits = waits_for(store, cycle, "summary_due")

    assert board.missing.keys() == {"A2", "FY27-NAVY-01"}
    assert (board.missing["A2"].component, board.missing["A2"].title) == ("Army", "Item A2")
    assert [(one.to.person, one.refs) for one in waits] == [("sponsor-navy", ("FY27-NAVY-01",))]
