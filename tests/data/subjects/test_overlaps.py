"""Answers to overlaps, on each database."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.proposals.overlap_answers import Answer, OverlapAnswer, pair_of
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from tests.support.stores.people import written

AT = dt.datetime(2026, 7, 2, 12, tzinfo=dt.UTC)
Answering = Callable[..., OverlapAnswer]


@pytest.fixture
def answering(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> Answering:
    """A function that answers on a store with the proposals A and B, and A of the year before."""
    store.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))
    store.submissions.add(make_submission("b", make_proposal("A"), fiscal_year=2026))

    def answer(
        left: str, right: str, kind: Answer, version: int | None = None, **others: Any
    ) -> OverlapAnswer:
        given = {"fiscal_year": 2027, "reason": "One round.", "at": AT, "actor": actor}
        new = OverlapAnswer(left_key=left, right_key=right, answer=kind, **(given | others))
        known = [one for one in store.overlaps.answers(2027) if one.pair == pair_of(left, right)]
        return store.overlaps.add_answer(new, len(known) if version is None else version)

    return answer


def test_an_answer_is_kept_with_its_event(store: Store, answering: Answering, actor: Actor) -> None:
    """In the order of the pair, whichever was named first; who, what and why."""
    kept = answering("FY2027 B", "FY2027 A", Answer.JOINT, reason=" One\nround. ")

    assert store.overlaps.answers(2027) == [kept]
    assert (kept.pair, kept.answer) == (("FY2027 A", "FY2027 B"), Answer.JOINT)
    assert (kept.reason, kept.at, kept.actor) == ("One round.", AT, actor)
    event = store.events.all()[-1]
    assert (event.action, event.object) == ("overlap answered", "FY2027 A + FY2027 B")
    assert event.details == {
        "fiscal_year": 2027,
        "answer": "joint project",
        "reason": "One round.",
    }
    assert verify(store).first_bad is None


def test_every_answer_is_kept(store: Store, answering: Answering) -> None:
    """Dismissed, changed and taken back: three rows, oldest first; other cycles have none."""
    answering("FY2027 A", "FY2027 B", Answer.DISMISSED)
    answering("FY2027 B", "FY2027 A", Answer.JOINT)
    answering("FY2027 A", "FY2027 B", Answer.OPEN)

    kinds = [one.answer for one in store.overlaps.answers(2027)]
    assert kinds == [Answer.DISMISSED, Answer.JOINT, Answer.OPEN]
    assert store.overlaps.answers(2026) == []


def test_a_past_project_and_an_earlier_proposal_can_be_dismissed(answering: Answering) -> None:
    """By the names that the list shows."""
    assert answering("past 7", "FY2027 A", Answer.DISMISSED).right_key == "past 7"
    assert answering("FY2027 B", "FY2026 A", Answer.DISMISSED).left_key == "FY2026 A"


@pytest.mark.parametrize(
    ("named", "others", "words"),
    [
        (("FY2027 A", "FY2027 B", Answer.JOINT), {"reason": " "}, "needs a reason: say it"),
        (("FY2027 A", "FY2027 B", Answer.JOINT), {"reason": "x" * 2001}, "has 2001 characters"),
        (("FY2027 A", "FY2027 A", Answer.JOINT), {}, "FY2027 A is named twice"),
        (("FY2027 A", "FY2027 C", Answer.JOINT), {}, "There is no FY2027 C that you may see"),
        (("FY2027 A", "past 99", Answer.DISMISSED), {}, "There is no past 99 that you may see"),
        (("FY2027 A", "nonsense", Answer.DISMISSED), {}, "There is no nonsense that you may see"),
        (("FY2026 A", "past 7", Answer.DISMISSED), {}, "is a proposal of fiscal year 2027"),
        (("FY2027 A", "past 7", Answer.JOINT), {}, "not of one cycle, so they cannot be a joint"),
        (("FY2027 A", "FY2026 A", Answer.JOINT), {}, "not of one cycle, so they cannot be a joint"),
        (("FY2027 A", "FY2027 B", Answer.OPEN), {}, "have no answer, so there is nothing to take"),
    ],
)
def test_an_answer_that_makes_no_sense_is_reported(
    store: Store,
    answering: Answering,
    named: tuple[str, str, Answer],
    others: dict[str, Any],
    words: str,
) -> None:
    """One sentence, and nothing is written."""
    before = len(written(store))

    with pytest.raises((UsageError, DeniedError), match=words):
        answering(*named, **others)

    assert store.overlaps.answers(2027) == []
    assert len(written(store)) == before


def test_the_same_answer_again_is_reported(store: Store, answering: Answering) -> None:
    """The first one's day, name and reason are named; after it was taken back it can be given."""
    answering("FY2027 A", "FY2027 B", Answer.DISMISSED)
    with pytest.raises(UsageError, match=r"already, on 02 July 2026 by Jane Doe: dismissed, “One"):
        answering("FY2027 A", "FY2027 B", Answer.DISMISSED)

    answering("FY2027 A", "FY2027 B", Answer.OPEN)
    answering("FY2027 A", "FY2027 B", Answer.DISMISSED)

    assert len(store.overlaps.answers(2027)) == 3


def test_an_answer_on_an_old_version_is_refused(store: Store, answering: Answering) -> None:
    """Who answered since, what and why is said, and nothing is written."""
    answering("FY2027 A", "FY2027 B", Answer.DISMISSED, reason="Two rounds.")

    with pytest.raises(NotNowError, match="answered this pair since: dismissed, “Two") as caught:
        answering("FY2027 B", "FY2027 A", Answer.JOINT, version=0)

    assert (caught.value.code, caught.value.more) == (
        "STALE",
        {"version": 1, "changed": ["answer", "reason"]},
    )
    assert len(store.overlaps.answers(2027)) == 1
    answering("FY2027 B", "FY2027 A", Answer.JOINT, version=1)
    assert len(store.overlaps.answers(2027)) == 2
