"""Later deadlines, and moments put right, by two people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from fct.data.submitting.extending import Wanted, correct_receipt, extend
from fct.data.submitting.receipts import stored_receipt
from tests.support.stores.office import as_person
from tests.support.stores.year import moment, send, year_store

UNTIL = "2026-07-10T00:00-04:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A day after the deadline, with one late proposal of the Army, as the operator has it."""
    with year_store(tmp_path / "home", start="2026-02-02") as made:
        person = Person(
            id="authority-army",
            name="A",
            roles=frozenset({Role.AUTHORITY}),
            component="Army",
        )
        made.people.add(person)
        made.move_clock(moment("2026-07-02T12:00"))
        send(made, "FY27-ARMY-01", "Army")
        yield as_person(made, "operator-1")


def given(store: Store, target: str = "Army", until: str = UNTIL, by: str = "authority-1") -> None:
    """Give an extension."""
    wanted = Wanted(target=target, until=moment(until), reason="Snow.", approved_by=by)
    extend(store, store.cycles.read(2027)[1], wanted)


def judged(store: Store) -> list[str]:
    """The refs that the next run judges."""
    return [one.ref for one in store.versions.to_judge(2027, store.cycles.read(2027)[1].deadline)]


@pytest.mark.parametrize("target", ["Army", "army", "FY27-ARMY-01", "fy27-army-01"])
def test_an_extension_given_later_brings_in_what_came_late(store: Store, target: str) -> None:
    """Its receipt says so from then on, and keeps its first word; others stay late."""
    cycle = store.cycles.read(2027)[1]
    send(store.whole(), "FY27-NAVY-01", "Navy")
    assert judged(store) == []

    given(store, target)

    assert judged(store) == ["FY27-ARMY-01"]
    army, navy = (stored_receipt(store, one, cycle) for one in store.submissions.of_cycle(2027))
    assert (army["timing"], army["in_time"], army["late"]) == ("in time, extended", True, [])
    assert army["deadline"].startswith("2026-07-09T23:59:59")
    assert navy["timing"] == "late"
    (message,) = (one.row for one in store.messages.all() if one.row.person == "authority-1")
    assert "Reason: Snow." in message.text


def test_what_comes_at_the_very_end_of_an_extension_is_late(store: Store) -> None:
    """The close is at that moment."""
    given(store)
    whole = store.whole()
    whole.move_clock(moment(UNTIL))
    send(whole, "FY27-ARMY-07", "Army")

    assert judged(store) == ["FY27-ARMY-01"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"target": "Space Force"}, "NOT_IN_CYCLE"),
        ({"target": "other"}, "NOT_IN_CYCLE"),
        ({"until": "2026-06-30T12:00-04:00"}, "NOT_LATER"),
        ({"until": "2026-07-01T00:00-04:00"}, "NOT_LATER"),
        ({"until": "2026-08-15T00:00-04:00"}, "AFTER_EVALUATION"),
        ({"by": "operator-1"}, "NOT_APPROVER"),
        ({"by": "nobody"}, "NOT_APPROVER"),
        ({"by": "authority-army"}, "NOT_APPROVER"),
    ],
)
def test_what_nobody_may_extend_is_refused(store: Store, change: dict[str, str], code: str) -> None:
    """With the code of the reason; nothing is kept."""
    with pytest.raises(NotNowError, match=r"\.$") as caught:
        given(store, **change)

    assert caught.value.code == code
    assert store.extensions.of_cycle(2027) == []


def test_who_may_not_extend_and_what_is_not_there_is_denied(store: Store) -> None:
    """A sponsor is no operator."""
    with pytest.raises(DeniedError, match="It is for: operator"):
        given(as_person(store.whole(), "sponsor-army"))
    with pytest.raises(DeniedError, match="There is no FY27-NONE that you may see"):
        given(store, "FY27-NONE")


def test_a_moment_is_put_right_by_two_and_both_are_kept(store: Store) -> None:
    """The proposal is then in time."""
    (receipt,) = store.submissions.of_cycle(2027)
    right = moment("2026-06-30T20:00")
    with pytest.raises(NotNowError, match="operator-1 is not another active person"):
        correct_receipt(store, receipt, right, "The clock was wrong.", "operator-1")
    with pytest.raises(UsageError, match="lies ahead"):
        correct_receipt(store, receipt, moment("2026-07-03"), "Wrong.", "authority-1")

    correct_receipt(store, receipt, right, "The clock was wrong.", "authority-1")

    assert judged(store) == ["FY27-ARMY-01"]
    (now,) = store.submissions.of_cycle(2027)
    report = stored_receipt(store, now, store.cycles.read(2027)[1])
    assert (now.received_at, report["timing"]) == (right, "in time")
    assert [(one["was"][:10], one["is"][:10]) for one in report["corrections"]] == [
        ("2026-07-02", "2026-06-30")
    ]
