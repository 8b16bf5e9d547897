"""A sponsor submits for the own component alone."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, UsageError
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.certification import certify
from fct.data.submitting.delivery import Delivery, submit
from tests.support.files.workbooks import write_list, write_sample
from tests.support.stores.acting import acting_as, with_people
from tests.support.stores.homes import blank_store

ARMY, USMC = "FY27-ARMY-01", "FY27-USMC-01"
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
PEOPLE = (
    ("army", "sponsor", "Army"),
    ("marines", "sponsor", "Marine Corps"),
    ("reviewer", "reviewer", None),
    ("operator", "operator", None),
)


@pytest.fixture
def peopled(sqlite_store: Store, tmp_path: Path) -> Store:
    """A store with people, and with the Army's proposal in its cycle."""
    sqlite_store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), Actor("operator"))
    submit(sqlite_store, sample(tmp_path, ARMY), Delivery(Actor("army"), IN_TIME, 2027))
    return with_people(sqlite_store, *PEOPLE)


def sample(folder: Path, ref: str, **answers: object) -> Path:
    """Write a proposal of the sample season."""
    return write_sample(folder / f"{ref}-{len(answers)}.xlsx", ref, ref=ref, **answers)


def delivery(store: Store, **more: Any) -> Delivery:
    """Return how a file comes from who acts."""
    return Delivery(store.actor, IN_TIME, 2027, **more)


def test_a_sponsor_submits_for_the_own_component(peopled: Store, tmp_path: Path) -> None:
    """It is named on the receipt though nobody said it."""
    marines = acting_as(peopled, "marines")
    receipt = submit(marines, sample(tmp_path, USMC), delivery(marines))

    assert (receipt.component, receipt.actor.name) == ("Marine Corps", "marines")


def test_another_component_is_not_named(peopled: Store, tmp_path: Path) -> None:
    """Whatever is in the file; the denial is logged, and nothing of the file is kept."""
    marines = acting_as(peopled, "marines")
    with pytest.raises(
        DeniedError, match="You submit for Marine Corps, and this is of Army"
    ) as seen:
        submit(marines, sample(tmp_path, USMC), delivery(marines, component="Army"))

    assert seen.value.code == "NOT_ALLOWED"
    assert peopled.events.all()[-1].details["outcome"] == "denied"
    assert len(peopled.submissions.of_cycle(2027)) == 1


def test_a_list_with_a_row_of_another_component_is_not_taken(
    peopled: Store, tmp_path: Path
) -> None:
    """The whole file."""
    marines = acting_as(peopled, "marines")
    rows = {"M-1": {"component": "Marine Corps"}, "M-2": {"component": "Navy"}}
    with pytest.raises(DeniedError, match="this is of Navy; nothing of it was taken"):
        submit(marines, write_list(tmp_path / "list.xlsx", rows), delivery(marines))

    assert len(peopled.submissions.of_cycle(2027)) == 1


@pytest.mark.parametrize("ref", [ARMY, "FY27-NOBODY-01"])
def test_what_one_does_not_see_one_does_not_replace(
    peopled: Store, tmp_path: Path, ref: str
) -> None:
    """The answer is that of a ref which is not there."""
    marines = acting_as(peopled, "marines")
    with pytest.raises(DeniedError, match=f"There is no {ref} that you may see"):
        submit(marines, sample(tmp_path, USMC), delivery(marines, replaces=ref))


def test_the_stamp_of_another_component_is_answered_alike(peopled: Store, tmp_path: Path) -> None:
    """A form with a foreign ref in it does not say whose ref that is."""
    marines = acting_as(peopled, "marines")
    path = write_sample(tmp_path / "a.xlsx", USMC, ref=ARMY)
    with pytest.raises(DeniedError, match=f"There is no {ARMY} that you may see"):
        submit(marines, path, delivery(marines))


@pytest.mark.parametrize("person", ["reviewer", "operator", "owner"])
def test_who_is_no_sponsor_submits_nothing(peopled: Store, tmp_path: Path, person: str) -> None:
    """The roles bind as soon as there are people."""
    theirs = acting_as(peopled, person)
    with pytest.raises(DeniedError, match="It is for: sponsor"):
        submit(theirs, sample(tmp_path, USMC), delivery(theirs))


def test_who_certified_a_proposal_does_not_submit_it(sqlite_store: Store, tmp_path: Path) -> None:
    """Submitting and certifying are different people's, in either order."""
    sqlite_store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), Actor("operator"))
    people = with_people(sqlite_store, *PEOPLE)
    both = frozenset({Role.SPONSOR, Role.CERTIFIER})
    people.people.add(Person(id="both", name="Both", roles=both, component="Army"))
    army, other = acting_as(people, "army"), acting_as(people, "both")
    submit(army, sample(tmp_path, ARMY), delivery(army))
    certify(other, 2027, ARMY, IN_TIME)

    with pytest.raises(DeniedError, match=f"You certified {ARMY}"):
        submit(other, sample(tmp_path, ARMY, trl=8), delivery(other))
    assert submit(army, sample(tmp_path, ARMY, trl=8), delivery(army)).versions == (2,)


def test_the_moment_of_receipt_is_not_stated_by_everybody(peopled: Store, tmp_path: Path) -> None:
    """In a store with people that is real an operator states it; a sponsor who is none does not."""
    army = acting_as(peopled, "army")
    with pytest.raises(DeniedError, match="stated by an operator alone"):
        submit(army, sample(tmp_path, ARMY, trl=8), delivery(army, is_moment_stated=True))


def test_the_moment_of_receipt_is_stated_where_all_is_illustrative(tmp_path: Path) -> None:
    """There it is how a season is played through."""
    with open_store(Settings(blank_store(tmp_path / "home"))) as store:
        store.make_new(store.actor, illustrative=True)
        store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), store.actor)
        army = acting_as(with_people(store, *PEOPLE), "army")
        receipt = submit(army, sample(tmp_path, ARMY), delivery(army, is_moment_stated=True))

    assert receipt.received_at == IN_TIME


def test_who_may_add_no_cycle_is_not_told_how(peopled: Store, tmp_path: Path) -> None:
    """A sponsor with the form of another year gets what a sponsor can do about it."""
    form = sample(tmp_path, USMC)
    marines = acting_as(peopled, "marines")
    with pytest.raises(UsageError) as to_sponsor:
        submit(marines, form, Delivery(marines.actor, IN_TIME, 2028))
    with pytest.raises(UsageError, match="Add it with `fct cycle add FILE`") as to_operator:
        acting_as(peopled, "operator").cycles.read(2028)

    assert str(to_sponsor.value) == (
        "The store has no cycle of fiscal year 2028; it has: 2027. Use the form of a year that it "
        "has, or ask the office that runs the cycles."
    )
    assert "Use the form" not in str(to_operator.value)


def test_the_letter_of_a_late_file_says_that_it_is_not_judged(
    peopled: Store, tmp_path: Path
) -> None:
    """One that came in time says nothing of that, and that of a refused file names its page."""
    marines = acting_as(peopled, "marines")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    late = Delivery(marines.actor, IN_TIME + dt.timedelta(days=60), 2027)
    submit(marines, sample(tmp_path, USMC), delivery(marines))
    submit(marines, sample(tmp_path, USMC, trl=8), late)
    submit(marines, broken, delivery(marines))
    in_time, too_late, refused = (
        one.row.text for one in peopled.messages.all() if one.row.person == "marines"
    )

    assert "Status: accepted\n" in in_time
    assert "Status: accepted, and not judged, as it came after the deadline\n" in too_late
    assert "“Print a receipt again” on the page “Submit”" in refused
