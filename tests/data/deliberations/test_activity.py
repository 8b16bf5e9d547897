"""Who did what, as far as who asks may read it."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.common.errors import DeniedError, RefusalError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.access import Action
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import Runs
from fct.data.subjects.store import Store
from tests.data.deliberations.conftest import As
from tests.support.stores.acting import acting_as, with_people


@pytest.fixture
def peopled(two: Store) -> Store:
    """The store with the proposals A and B of the Navy, and people."""
    return with_people(
        two,
        ("navy", "sponsor", "Navy"),
        ("army", "sponsor", "Army"),
        ("auditor", "auditor", None),
        ("authority", "authority", None),
    )


def deny(store: Store, person: str, ref: str) -> None:
    """Try what a person may not do."""
    with pytest.raises(DeniedError, match=r"There is no|Your roles do not"):
        acting_as(store, person).ask(Action.QUESTION_ASK, ref)


def test_an_auditor_reads_all_of_it(peopled: Store) -> None:
    """In the order in which it was done, with the hash of each entry."""
    deny(peopled, "navy", "A")
    deeds = acting_as(peopled, "auditor").activity.all()

    assert [deed.event for deed in deeds] == peopled.events.all()
    assert {deed.event.actor.name for deed in deeds} > {"navy", "Jane Doe"}


def test_everybody_else_reads_the_own_deeds(peopled: Store) -> None:
    """Asking for those of somebody else is denied, and the denial is one's own deed."""
    deny(peopled, "navy", "A")
    deny(peopled, "army", "A")
    own = acting_as(peopled, "authority").activity.all()
    with pytest.raises(DeniedError, match=r"navy"):
        acting_as(peopled, "authority").activity.all(person="navy")

    assert own == []
    assert [deed.event.action for deed in acting_as(peopled, "authority").activity.all()] == [
        "log.see"
    ]
    assert [deed.event.object for deed in acting_as(peopled, "navy").activity.all()] == ["A"]


def test_an_auditor_reads_what_one_person_did(peopled: Store) -> None:
    """By the person's id."""
    deny(peopled, "navy", "A")
    deeds = acting_as(peopled, "auditor").activity.all(person="navy")

    assert {deed.event.actor.name for deed in deeds} == {"navy"}


def test_a_denial_a_refusal_and_the_rest(
    peopled: Store, make_submission: Callable[..., NewSubmission]
) -> None:
    """A denial and a refusal have their code; everything else was done."""
    deny(peopled, "navy", "A")
    peopled.submissions.add(make_submission("x", refusal=RefusalError("OLD_XLS", "It is old.")))
    outcomes = [(one.outcome, one.code) for one in acting_as(peopled, "auditor").activity.all()]

    assert outcomes[-2:] == [("denied", "NOT_ALLOWED"), ("refused", "OLD_XLS")]
    assert set(outcomes[:-2]) == {("done", None)}


def test_what_was_done_to_a_proposal_has_its_submissions_too(peopled: Store) -> None:
    """The event of a file names the file, and belongs to each proposal in it."""
    deny(peopled, "navy", "B")
    deeds = acting_as(peopled, "auditor").activity.all("A")

    assert [deed.event.object for deed in deeds] == ["FY2027-S0001"]
    with pytest.raises(DeniedError, match="There is no A that you may see"):
        acting_as(peopled, "army").activity.all("A")


def test_a_deed_to_what_is_hidden_now_is_not_shown(
    as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line of the log would say that it is there: a reviewer entered a conflict since."""
    monkeypatch.setattr(Runs, "seen_by", ())  # the run of this store was not made by judging
    reviewer = as_("reviewer-1")
    reviewer.questions.ask(2027, "A", ["trl"], "Which level?", dt.date(2026, 7, 10))
    before = [one.event.action for one in reviewer.activity.all()]
    for ref in ("A", "NOBODY-1"):
        reviewer.conflicts.add("reviewer-1", ConflictWith(ref=ref), "My brother works there.")
    after = [one.event.action for one in reviewer.activity.all()]

    assert before == ["question asked", "message written"]
    assert after == ["conflict added", "conflict added"]
    assert "question asked" in [one.event.action for one in as_("auditor-1").activity.all()]


def test_the_own_attempt_does_not_say_what_is_there(peopled: Store) -> None:
    """What is hidden and what never was are denied alike, and stand in the own log alike."""
    deny(peopled, "army", "A")
    deny(peopled, "army", "NOBODY-1")
    shown = [(one.event.object, one.code) for one in acting_as(peopled, "army").activity.all()]

    assert shown == [("A", "NOT_THERE"), ("NOBODY-1", "NOT_THERE")]
