"""Withdrawn and re-opened proposals, on each database."""

import datetime as dt
from collections.abc import Callable

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, UsageError
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.subjects.withdrawals import REOPENED
from fct.data.tables.core import Standing
from fct.data.tables.known import WITHDRAWN

DEADLINE = dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=dt.UTC)
LATE = DEADLINE + dt.timedelta(seconds=1)
AT = dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC)


def change(actor: Actor, standing: str = WITHDRAWN, reason: str = "No money.") -> Standing:
    """Return a change of where a proposal stands."""
    return Standing(fiscal_year=2027, ref="A", standing=standing, reason=reason, at=AT, actor=actor)


def judged(store: Store) -> list[str]:
    """Return the refs that would be judged."""
    return [one.ref for one in store.versions.to_judge(2027, DEADLINE)]


def test_a_withdrawn_proposal_is_kept_and_not_judged(two: Store, actor: Actor) -> None:
    """The proposal and its versions can still be read."""
    two.standings.add(change(actor))

    assert judged(two) == ["B"]
    assert two.versions.get(2027, "A").version == 1
    assert [one.version for one in two.versions.all(2027, "A")] == [1]


def test_a_withdrawn_proposal_is_not_late(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Only what still stands is counted."""
    store.submissions.add(make_submission("a", make_proposal("A"), received_at=LATE))
    assert len(store.versions.late(2027, DEADLINE)) == 1

    store.standings.add(change(actor))

    assert store.versions.late(2027, DEADLINE) == []


def test_a_reopened_proposal_is_judged_as_it_stood(two: Store, actor: Actor) -> None:
    """Withdrawn, re-opened and withdrawn again: the last change counts."""
    two.standings.add(change(actor))
    two.standings.add(change(actor, REOPENED, ""))
    assert judged(two) == ["A", "B"]

    two.standings.add(change(actor))
    assert judged(two) == ["B"]


def test_each_change_is_an_event_with_its_reason(two: Store, actor: Actor) -> None:
    """Who, what and why; the chain holds."""
    two.standings.add(change(actor))
    two.standings.add(change(actor, REOPENED, ""))

    said = [(one.action, one.object, one.details["reason"]) for one in two.events.all()[-2:]]
    assert said == [("proposal withdrawn", "A", "No money."), ("proposal reopened", "A", "")]
    assert [one.standing for one in two.standings.of_cycle(2027, "A")] == [WITHDRAWN, REOPENED]
    assert two.standings.of_cycle(2027)[0].actor == actor
    assert verify(two).first_bad is None


@pytest.mark.parametrize(
    ("standing", "reason", "words"),
    [
        (WITHDRAWN, " ", "needs a reason"),
        (WITHDRAWN, "x" * 2001, "has 2001 characters; at most 2000"),
        (REOPENED, "", "A is not withdrawn, so there is nothing to re-open"),
    ],
)
def test_a_change_that_makes_no_sense_is_reported(
    two: Store, actor: Actor, standing: str, reason: str, words: str
) -> None:
    """One sentence, and nothing is written."""
    with pytest.raises(UsageError, match=words):
        two.standings.add(change(actor, standing, reason))

    assert two.standings.of_cycle(2027) == []


def test_what_is_withdrawn_is_not_withdrawn_again(two: Store, actor: Actor) -> None:
    """The first one's day, name and reason are reported."""
    two.standings.add(change(actor))

    with pytest.raises(UsageError, match=r"already, on 02 June 2026 by Jane Doe: “No money\.”"):
        two.standings.add(change(actor))


def test_only_what_is_there_can_be_withdrawn(store: Store, actor: Actor) -> None:
    """A ref of another year is none of this one."""
    with pytest.raises(DeniedError, match="There is no A that you may see"):
        store.standings.add(change(actor))


def test_a_new_version_of_a_withdrawn_proposal_is_refused(
    two: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A resent file must not bring back unasked what somebody withdrew; re-opened, it is taken."""
    two.standings.add(change(actor))
    new = make_submission("b", make_proposal("A", title="Better"))

    refused = two.submissions.add(new)
    again = two.submissions.add(new)
    two.standings.add(change(actor, REOPENED, ""))
    taken = two.submissions.add(new)

    assert (refused.status, refused.refusal_code, refused.refs) == ("refused", "WITHDRAWN", ())
    assert "withdrawn: A. Bring it back before the deadline" in str(refused.refusal_message)
    assert (again.id, again.is_repeat) == (refused.id, True)
    assert (taken.status, taken.refs, taken.versions) == ("accepted", ("A",), (2,))


def test_a_file_named_as_a_new_version_is_refused_alike(
    two: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Whether the ref is in the file or named beside it."""
    two.standings.add(change(actor))

    receipt = two.submissions.add(make_submission("b", make_proposal(), replaces="A"))

    assert receipt.refusal_code == "WITHDRAWN"


def test_the_file_that_was_taken_keeps_its_receipt(
    two: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Sending it again gives the first receipt and brings nothing back."""
    two.standings.add(change(actor))

    again = two.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))

    assert (again.status, again.is_repeat) == ("accepted", True)
    assert judged(two) == ["B"]


def test_a_reason_is_one_line_of_text(two: Store, actor: Actor) -> None:
    """Nothing in it steers the terminal of the one who reads it."""
    two.standings.add(change(actor, reason="No \x1b[2Jmoney\nthis year.\0"))

    assert two.standings.of_cycle(2027)[0].reason == "No [2Jmoney this year."
