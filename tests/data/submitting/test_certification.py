"""Certifying a proposal before its deadline."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, NotNowError
from fct.data.deliberations.certifications import ToCertify
from fct.data.program.cycle import parse_cycle, sha256_of_text
from fct.data.subjects.store import Store
from fct.data.submitting.answering import answer
from fct.data.submitting.certification import certify
from fct.data.submitting.delivery import Delivery, submit
from fct.data.submitting.receipts import stored_receipt
from fct.data.submitting.withdrawal import withdraw
from tests.support.files.workbooks import write_sample
from tests.support.stores.acting import acting_as, with_people

ARMY = "FY27-ARMY-01"
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\ncertification: required\n"
DEADLINE = parse_cycle(CYCLE, "cycle").deadline
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
IN_JULY = dt.datetime(2026, 7, 5, 14, tzinfo=dt.UTC)

Send = Callable[..., None]


@pytest.fixture
def peopled(sqlite_store: Store) -> Store:
    """A store with a cycle that asks for certification, and people of two components."""
    sqlite_store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), Actor("operator"))
    return with_people(
        sqlite_store,
        ("army", "sponsor", "Army"),
        ("army-office", "certifier", "Army"),
        ("navy-office", "certifier", "Navy"),
        ("authority", "authority", None),
    )


@pytest.fixture
def send(peopled: Store, tmp_path: Path) -> Send:
    """Return a function that submits the Army's proposal with other answers."""

    def submit_form(actor: str = "army", at: dt.datetime = IN_TIME, **answers: Any) -> None:
        path = write_sample(tmp_path / f"{len(answers)}.xlsx", ARMY, ref=ARMY, **answers)
        submit(peopled, path, Delivery(Actor(actor), at, 2027))

    submit_form()
    return submit_form


def uncertified(store: Store) -> set[str]:
    """Return what would not be ranked for lack of a certification."""
    judged = {one.ref: one.version for one in store.versions.to_judge(2027, DEADLINE)}
    return store.certifications.not_certified(2027, judged, DEADLINE)


def test_a_certifier_of_the_component_certifies_the_newest_version(
    peopled: Store, send: Send
) -> None:
    """Once; again the same gives the first certification."""
    send(trl=8)
    office = acting_as(peopled, "army-office")
    made = certify(office, 2027, ARMY, IN_TIME)

    assert (made.version, made.actor.name, made.at) == (2, "army-office", IN_TIME)
    assert certify(office, 2027, ARMY, IN_TIME + dt.timedelta(days=1)) == made
    assert peopled.certifications.of_cycle(2027) == [made]
    assert peopled.events.all()[-1].action == "proposal certified"
    assert uncertified(peopled) == set()


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("army", "It is for: certifier"),
        ("navy-office", f"There is no {ARMY} that you may see"),
        ("authority", "It is for: certifier"),
    ],
)
def test_nobody_else_certifies(peopled: Store, send: Send, person: str, said: str) -> None:
    """The denial is logged."""
    del send
    with pytest.raises(DeniedError, match=said):
        acting_as(peopled, person).certifications.add(
            ToCertify(2027, ARMY, 1, DEADLINE, "It is closed."), IN_TIME
        )

    assert peopled.events.all()[-1].details["outcome"] == "denied"
    assert uncertified(peopled) == {ARMY}


def test_who_submitted_it_does_not_certify_it(peopled: Store, send: Send) -> None:
    """Any of its versions; the reason is said, and the denial logged."""
    send(actor="army-office", trl=8)
    with pytest.raises(DeniedError, match="You submitted FY27-ARMY-01") as seen:
        certify(acting_as(peopled, "army-office"), 2027, ARMY, IN_TIME)

    assert seen.value.code == "SEPARATION"
    assert peopled.events.all()[-1].details["code"] == "SEPARATION"


def test_the_owner_of_a_store_of_one_does_both(sqlite_store: Store, tmp_path: Path) -> None:
    """Before there are people one account may do everything."""
    sqlite_store.cycles.add(2027, CYCLE, sha256_of_text(CYCLE), sqlite_store.actor)
    path = write_sample(tmp_path / "a.xlsx", ARMY, ref=ARMY)
    submit(sqlite_store, path, Delivery(sqlite_store.actor, IN_TIME, 2027))

    assert certify(sqlite_store, 2027, ARMY, IN_TIME).version == 1


def test_after_the_deadline_it_is_closed(peopled: Store, send: Send) -> None:
    """The very moment of the deadline is in time."""
    del send
    office = acting_as(peopled, "army-office")
    with pytest.raises(
        NotNowError, match="the deadline of fiscal year 2027 was 2026-06-30"
    ) as seen:
        certify(office, 2027, ARMY, DEADLINE + dt.timedelta(microseconds=1))

    assert seen.value.code == "CLOSED"
    assert certify(office, 2027, ARMY, DEADLINE).at == DEADLINE


def test_what_is_withdrawn_is_not_certified(peopled: Store, send: Send) -> None:
    """There is nothing to stand behind."""
    del send
    withdraw(peopled, 2027, ARMY, reason="no need", actor=Actor("army"))
    with pytest.raises(NotNowError, match="is withdrawn"):
        certify(acting_as(peopled, "army-office"), 2027, ARMY, IN_TIME)


def test_a_later_version_must_be_certified_again(peopled: Store, send: Send) -> None:
    """A version that came too late asks for nothing: it is not judged."""
    certify(acting_as(peopled, "army-office"), 2027, ARMY, IN_TIME)
    send(at=IN_JULY, trl=3, mrl=3)
    assert uncertified(peopled) == set()

    send(trl=8)
    assert uncertified(peopled) == {ARMY}


def test_an_answer_to_a_question_needs_no_certification(
    peopled: Store, send: Send, tmp_path: Path
) -> None:
    """Also where a late version stands between; the answer to one uncertified helps nothing."""
    certify(acting_as(peopled, "army-office"), 2027, ARMY, IN_TIME)
    send(at=IN_JULY, trl=3, mrl=3)
    asked = peopled.questions.ask(2027, ARMY, ["trl"], "Which level?", dt.date(2026, 7, 10))
    path = write_sample(tmp_path / "answer.xlsx", ARMY, ref=ARMY, trl=7)
    answer(acting_as(peopled, "army"), asked.id, path, IN_JULY)

    assert uncertified(peopled) == set()
    send(trl=7, mrl=8)  # another version in time
    assert uncertified(peopled) == {ARMY}


def test_a_receipt_says_that_the_version_must_be_certified(peopled: Store, send: Send) -> None:
    """Until its component stands behind it, and again for a version that replaces a certified one.

    Without that line a sponsor would read that nothing is to do, and would not be ranked.
    """
    cycle = peopled.cycles.read(2027)[1]

    def receipts() -> list[dict[str, Any]]:
        return [stored_receipt(peopled, one, cycle) for one in peopled.submissions.of_cycle(2027)]

    (first,) = receipts()
    assert first["to_certify"] == [ARMY]
    assert (
        f"Nothing to repair: it is judged for fiscal year 2027. A certifier of the component must "
        f"certify {ARMY} by 2026-06-30 23:59:59 EDT (America/New_York) (`fct certify REF`)"
    ) in first["next"]

    certify(acting_as(peopled, "army-office"), 2027, ARMY, IN_TIME)
    (first,) = receipts()
    assert first["to_certify"] == []
    assert "Nothing to do: it is judged" in first["next"]

    send(trl=8)
    replaced, second = receipts()
    assert second["to_certify"] == [ARMY]
    assert "a certification of an earlier version does not count" in second["next"]
    assert "certif" not in replaced["next"]
