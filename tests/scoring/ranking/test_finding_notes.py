"""A sponsor's note beside a finding that needs no repair."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.clock import utc_now
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.scoring.ranking.finding_notes import note_finding, sponsor_note_report
from fct.scoring.ranking.receipt_standing import standings_of
from tests.support.files.workbooks import write_sample
from tests.support.stores.acting import acting_as, with_people
from tests.support.stores.homes import blank_store, copied_home

ARMY = "FY27-ARMY-01"
PEOPLE = (("army", "sponsor", "Army"), ("navy", "sponsor", "Navy"), ("auditor", "auditor", None))


def put_cycle(store: Store, last_day: dt.date) -> None:
    """Put a cycle into a store that ends on a day."""
    text = f"fiscal_year: 2027\nfinal_due: {last_day}\n"
    store.cycles.add(2027, text, sha256_of_text(text), store.actor)


@pytest.fixture
def peopled(home: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with people, and the Army's proposal, whose intent is signed too low (I5)."""

    def make(made: Path) -> None:
        with open_store(Settings(blank_store(made))) as store:
            put_cycle(store, utc_now().date() + dt.timedelta(days=30))
            path = write_sample(tmp_path / "a.xlsx", ARMY, ref=ARMY, intent_level="below")
            submit(store, path, Delivery(store.actor, utc_now(), 2027))
            with_people(store, *PEOPLE)

    with open_store(Settings(copied_home(home, "", make))) as store:
        yield store


def test_a_note_stands_beside_the_finding_of_its_version(peopled: Store) -> None:
    """The last one of a rule stands; a reviewer reads it with the version."""
    army = acting_as(peopled, "army")
    note_finding(army, 2027, ARMY, "I5", "He signs next week.")
    note_finding(army, 2027, ARMY, "I5", "He signed\non Monday.")
    (note,) = acting_as(peopled, "auditor").sponsor_notes.of_version(2027, ARMY, 1)
    said = sponsor_note_report(note)

    assert (said["rule"], said["version"], said["by"]) == ("I5", 1, "army")
    assert said["text"] == "He signed on Monday."
    assert peopled.sponsor_notes.of_version(2027, ARMY, 2) == [note]


def test_a_note_changes_no_verdict(peopled: Store) -> None:
    """What the next run says of the proposal stays."""
    (receipt,) = peopled.submissions.of_cycle(2027)
    _, cycle = peopled.cycles.read(2027)
    before = standings_of(peopled, receipt, cycle)
    note_finding(acting_as(peopled, "army"), 2027, ARMY, "I5", "He signs next week.")

    assert standings_of(peopled, receipt, cycle) == before


def test_a_note_needs_a_finding_that_blocks_nothing(peopled: Store) -> None:
    """The sentence names those that there are."""
    with pytest.raises(UsageError, match=r"no weakness and no note of rule A3, .* I5"):
        note_finding(acting_as(peopled, "army"), 2027, ARMY, "A3", "It is new enough.")
    with pytest.raises(UsageError, match="The note is blank"):
        note_finding(acting_as(peopled, "army"), 2027, ARMY, "I5", " \n")


@pytest.mark.parametrize(("person", "said"), [("navy", "There is no"), ("auditor", "sponsor")])
def test_nobody_else_adds_one(peopled: Store, person: str, said: str) -> None:
    """It is the sponsor's own word; to another component there is no such proposal."""
    with pytest.raises(DeniedError, match=said):
        note_finding(acting_as(peopled, person), 2027, ARMY, "I5", "He signs next week.")
    assert acting_as(peopled, "navy").sponsor_notes.of_version(2027, ARMY, 1) == []


def test_after_the_deadline_nothing_is_added(peopled: Store) -> None:
    """From then on the answer to a question is the only way in."""
    put_cycle(peopled, utc_now().date() - dt.timedelta(days=3))
    with pytest.raises(NotNowError, match="nothing is added to FY27-ARMY-01") as seen:
        note_finding(acting_as(peopled, "army"), 2027, ARMY, "I5", "He signs next week.")

    assert seen.value.code == "CLOSED"
