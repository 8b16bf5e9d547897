"""Receiving a file in one writing transaction: whether it is new, whose it is, what it replaces."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from fct.data import deliberations, tables
from fct.data.common import (
    Actor,
    NotNowError,
    RawProposal,
    RefusalError,
    UsageError,
    clean_text,
    dump_json,
    not_there,
    proposal_to_json,
    squeeze,
)
from fct.data.gate import printed_name
from fct.data.program import refusal
from fct.data.proposals import as_text, texts_of
from fct.data.store import KeptFiles, add_event, keep_file, name_file, refuse_over_quota, sender_of
from fct.data.subjects.receipts import (
    ACCEPTED,
    REFUSED,
    Submission,
    held_versions,
    read_submissions,
)
from fct.data.subjects.versions import (
    KnownRefs,
    alike_refs,
    alike_words,
    choice,
    judged_version,
    known_refs,
)
from fct.data.subjects.withdrawals import withdrawn_among
from fct.data.tables import Lane, ProposalRow, SubmissionRow, proposals, submissions

NO_DEADLINE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)

# What a refusal says may hold words of the file, so that of one not searched this is kept instead.
_NOT_SEARCHED = (
    "It was refused before its search for markings was complete, so nothing of it is kept but its "
    "name, size and SHA-256, and the code of the refusal. Send it again to read what is wrong."
)

# Refusals of the way by which a file came. One that was taken by another way is no repeat then: the
# sender has to read why this way is closed.
_OF_A_WAY = {"NOT_OUT_OF_CYCLE", "CYCLE_IS_OVER", "NOT_INVITED", "NO_NOMINATIONS"}

Rows = list[ProposalRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSubmission:
    """A file as intake hands it to the store.

    Attributes
    ----------
    fiscal_year : int
        Of the cycle.
    file_name : str
        As the sponsor called it.
    content : bytes
        The file.
    actor : Actor
        Who submits.
    received_at : datetime
        Aware.
    component : str or None
        Who submits it, where that is known.
    replaces : str or None
        Ref that the submitter names; the file then holds one proposal.
    refusal : RefusalError or None
        Why the file is not taken; it then holds no proposals.
    proposals : sequence of RawProposal
        A ref of empty text asks for a new one.
    form_version, form_sha256, rules_sha256 : str
        What the file was read by.
    is_test : bool
        Whether it is only tried: received and checked, never judged.
    received_at_stated : bool
        Whether the actor stated ``received_at``, which is else the clock's.
    deadline : datetime
        Of the cycle; what came later is not judged.
    is_searched : bool
        Whether its search for markings was complete. Of a file of which it was not, nothing is
        kept but name, size, SHA-256 and the code of the refusal.
    is_asked : bool
        Whether it is refused where it looks like a proposal of the cycle (reading 75).
    answering : Answering or None
        The question that it answers.
    timing : str
        The first word of its receipt on whether it came in time.
    lane : Lane
        By which way it came.
    """

    fiscal_year: int
    file_name: str
    content: bytes = field(repr=False)
    actor: Actor
    received_at: dt.datetime
    component: str | None = None
    replaces: str | None = None
    refusal: RefusalError | None = None
    proposals: Sequence[RawProposal] = field(default=(), repr=False)
    form_version: str = ""
    form_sha256: str = ""
    rules_sha256: str = ""
    is_test: bool = False
    received_at_stated: bool = False
    deadline: dt.datetime = NO_DEADLINE
    is_searched: bool = True
    is_asked: bool = False
    answering: deliberations.Answering | None = None
    timing: str = ""
    lane: Lane = Lane.IN_CYCLE


def proposal_rows(new: NewSubmission) -> Rows:
    """Return the rows of a file's proposals, as far as they do not depend on what is stored.

    Their versions and the submission are named when they are added.
    """
    return [
        ProposalRow(
            fiscal_year=new.fiscal_year,
            ref=clean_text(proposal.ref.strip()),
            version=0,
            submission_id="",
            position=position,
            title=_title(proposal),
            component=choice(proposal, "component"),
            project_type=choice(proposal, "project_type"),
            cycle_type=choice(proposal, "cycle_type"),
            cells=dump_json(proposal_to_json(proposal)),
        )
        for position, proposal in enumerate(new.proposals, 1)
    ]


def receive(
    connection: sa.Connection, kept: KeptFiles, new: NewSubmission, rows: Rows
) -> Submission:
    """Add a submission in a writing transaction, or return the receipt that it has already.

    Parameters
    ----------
    connection : Connection
    kept : KeptFiles
    new : NewSubmission
    rows : list of ProposalRow
        From :func:`proposal_rows`.

    Raises
    ------
    DeniedError
        If the ref that it replaces is not in the cycle.
    UsageError
        If it names one and holds several proposals.
    RefusalError
        If the sender's quota of the day is used up; then nothing of the file is kept.
    NotNowError
        If it answers a question and is not what was asked for; nothing of it is kept either.
    """
    if new.answering is not None:
        return _receive_answer(connection, kept, new, rows)
    sha256 = hashlib.sha256(new.content).hexdigest()
    earlier = _accepted_before(connection, new, sha256, rows)
    # The bytes of an older version sent again are no repeat: the sender wants that version back,
    # which makes it a new one.
    if earlier is not None and _is_again(earlier, new) and _is_current(connection, new, earlier):
        return replace(earlier, is_repeat=True)
    known = known_refs(connection, new.fiscal_year)
    if new.refusal is None:
        rows = _with_old_refs(rows, earlier)
        rows = _with_replaced_ref(new, rows, known)
        if (refused := _refused(connection, new, rows, known)) is not None:
            new, rows = replace(new, refusal=refused, proposals=()), []
    # After the refusals by what the cycle has, whose code is part of what makes a receipt the same;
    # before the quota, as a repeat keeps nothing more.
    if (first := _refused_before(connection, new, sha256)) is not None:
        return _as_seen_now(first, new)
    refuse_over_quota(
        connection, sender_of(new.actor, new.component), new.file_name, len(new.content)
    )
    rows = _with_new_refs(new, rows, known)
    return _as_seen_now(_add(connection, kept, new, rows, known), new)


def _is_again(earlier: Submission, new: NewSubmission) -> bool:
    """Whether a file that was taken comes again by the same way, and is not refused for it."""
    refused = new.refusal is not None and new.refusal.code in _OF_A_WAY
    return earlier.lane is new.lane and not refused


def _receive_answer(
    connection: sa.Connection, kept: KeptFiles, new: NewSubmission, rows: Rows
) -> Submission:
    """Add the version that answers a question, in which only the named fields differ."""
    answering = new.answering
    if answering is None or new.refusal is not None:
        raise ValueError("only a file that is taken answers a question")
    question = answering.question
    was = _compared(connection, question, new)
    known = known_refs(connection, new.fiscal_year)
    if (refused := _refused(connection, new, rows, known)) is not None:
        raise refused
    refuse_over_quota(
        connection, sender_of(new.actor, new.component), new.file_name, len(new.content)
    )
    submission = _add(connection, kept, new, rows, known)
    texts = [texts_of(proposal, question.fields) for proposal in (was, *new.proposals)]
    deliberations.insert_answer(connection, question, answering.answer(submission.id, *texts))
    return submission


def _compared(
    connection: sa.Connection, question: deliberations.Question, new: NewSubmission
) -> RawProposal:
    """Return the version with which an answer is compared, in which nothing else differs.

    It is the newest that is judged: what came late must not come in by an answer.
    """
    deliberations.refuse_answered(connection, question)
    deliberations.refuse_other_proposal(question, [proposal.ref for proposal in new.proposals])
    stored = judged_version(connection, question.fiscal_year, question.ref, new.deadline)
    if stored is None:
        raise NotNowError(
            "LATE", f"{question.ref} came after the deadline, so that no answer brings it in."
        )
    deliberations.refuse_other_fields(question, stored.proposal, new.proposals[0])
    return stored.proposal


def _accepted_before(
    connection: sa.Connection, new: NewSubmission, sha256: str, rows: Rows
) -> Submission | None:
    """Return the submission of the same bytes for the same purpose, the last one of several."""
    found = read_submissions(
        connection,
        submissions.c.fiscal_year == new.fiscal_year,
        submissions.c.component == (new.component or ""),
        submissions.c.file_sha256 == sha256,
        submissions.c.is_test == new.is_test,
        submissions.c.status == ACCEPTED,
    )
    if new.replaces is not None:
        found = [
            one for one in found if new.replaces == one.replaces or one.refs == (new.replaces,)
        ]
    else:
        own = {row.ref for row in rows if row.ref}
        found = [one for one in found if own <= set(one.refs)]
        # A stable sort. A file sent without a ref to replace is most like one that named none, and
        # the last of several is taken.
        found.sort(key=lambda one: one.replaces is None)
    return found[-1] if found else None


def _is_current(connection: sa.Connection, new: NewSubmission, earlier: Submission) -> bool:
    """Whether what a submission brought is judged now, or is the newest of its ref.

    Of one all of whose proposals were withdrawn nothing is.
    """
    # No version of a test is kept, so that none can be older than another.
    if earlier.is_test:
        return True
    gone = set(withdrawn_among(connection, new.fiscal_year, earlier.refs))
    return len(gone) < len(earlier.refs) and all(
        held.version in {held.counted_version, held.newest_version}
        for held in held_versions(connection, earlier.id, new.deadline)
    )


def _with_old_refs(rows: Rows, earlier: Submission | None) -> Rows:
    """Return the proposals of a file that came before with the refs that they got then."""
    # The bytes are the same, so that the rows stand in the same order; else the reader is a newer
    # one and finds another number of proposals, which cannot be paired.
    if earlier is None or len(earlier.refs) != len(rows):
        return rows
    return [replace(row, ref=row.ref or ref) for row, ref in zip(rows, earlier.refs, strict=True)]


def _with_replaced_ref(new: NewSubmission, rows: Rows, known: KnownRefs) -> Rows:
    """Return the one proposal of a file with the ref that its submitter names (reading 75)."""
    if new.replaces is None:
        return rows
    if new.replaces not in known.versions:
        raise not_there(new.replaces)
    if len(rows) != 1:
        raise UsageError(
            f"{new.file_name} holds {len(rows)} proposals, so it cannot replace "
            f"{new.replaces}; submit a file with that proposal alone."
        )
    return [replace(rows[0], ref=new.replaces)]


def _refused(
    connection: sa.Connection, new: NewSubmission, rows: Rows, known: KnownRefs
) -> RefusalError | None:
    """Return why a file that can be read is not taken, by what the cycle has."""
    return (
        _withdrawn(connection, new, rows)
        or _taken(new, rows, known)
        or _looks_like(connection, new, rows)
    )


def _withdrawn(connection: sa.Connection, new: NewSubmission, rows: Rows) -> RefusalError | None:
    """Return the refusal of a file that would bring back, unasked, what a sponsor withdrew."""
    withdrawn = withdrawn_among(connection, new.fiscal_year, [row.ref for row in rows])
    if not withdrawn:
        return None
    return refusal("WITHDRAWN", name=printed_name(new.file_name), refs=", ".join(withdrawn))


def _taken(new: NewSubmission, rows: Rows, known: KnownRefs) -> RefusalError | None:
    """Return the refusal of a file with a ref that belongs to another component, or None.

    Refs are the components' own: one must not replace another's proposal by chance.
    """
    for row in rows:
        # A form that names no component, from a sender who names none, is not held against the
        # owner: that it is missing is a finding of the rules.
        owner, component = known.owners.get(row.ref), row.component or new.component
        if owner is not None and component not in {None, owner}:
            return refusal(
                "REF_TAKEN",
                name=printed_name(new.file_name),
                ref=row.ref,
                owner=owner,
                component=component,
            )
    return None


def _looks_like(connection: sa.Connection, new: NewSubmission, rows: Rows) -> RefusalError | None:
    """Return the question whether a form without a ref is a new version of one that came."""
    # Only of a file with one proposal: the sender's answer is one ref for the whole file.
    if not new.is_asked or [row.ref for row in rows] != [""]:
        return None
    component = rows[0].component or new.component
    (proposal,) = new.proposals
    refs = alike_refs(connection, new.fiscal_year, new.deadline, proposal, component)
    return _question(new.file_name, refs) if refs else None


def _question(file_name: str, refs: Sequence[str]) -> RefusalError:
    """Return the refusal of a form that looks like proposals of its cycle."""
    error = refusal("LOOKS_LIKE", name=printed_name(file_name), **alike_words(refs))
    error.refs = tuple(refs)
    return error


def _refused_before(
    connection: sa.Connection, new: NewSubmission, sha256: str
) -> Submission | None:
    """Return the first receipt of the same file that was refused for the same reason."""
    if new.refusal is None:
        return None
    found = read_submissions(
        connection,
        submissions.c.fiscal_year == new.fiscal_year,
        submissions.c.component == (new.component or ""),
        submissions.c.file_sha256 == sha256,
        submissions.c.replaces == (new.replaces or ""),
        submissions.c.refusal_code == new.refusal.code,
        submissions.c.is_test == new.is_test,
        is_repeat=True,
    )
    return found[0] if found else None


def _as_seen_now(receipt: Submission, new: NewSubmission) -> Submission:
    """Return a receipt with what the refusal says to the sender, which may not be kept."""
    if new.refusal is None:
        return receipt
    message = clean_text(new.refusal.message)
    return replace(receipt, refusal_message=message, looks_like=new.refusal.refs)


def _with_new_refs(new: NewSubmission, rows: Rows, known: KnownRefs) -> Rows:
    """Return the rows, those without a ref with an unused one."""
    # With the refs of the same file, which may name one that the series comes to.
    taken = {row.ref for row in rows} | known.versions.keys()
    numbered = (f"FY{new.fiscal_year % 100:02d}-{number:04d}" for number in count(1))
    unused = (ref for ref in numbered if ref not in taken)
    return [row if row.ref else replace(row, ref=next(unused)) for row in rows]


def _add(
    connection: sa.Connection, kept: KeptFiles, new: NewSubmission, rows: Rows, known: KnownRefs
) -> Submission:
    """Write a submission with its proposals and its event, and return it."""
    number = tables.next_number(connection, submissions, new.fiscal_year)
    submission_id = f"FY{new.fiscal_year}-{'T' if new.is_test else 'S'}{number:04d}"
    if new.is_searched:
        sha256 = keep_file(connection, kept, new.content)
    else:
        sha256 = name_file(connection, new.content)
    refs = [row.ref for row in rows]
    rows = [] if new.is_test else rows  # no run can read what is not among the proposals
    tables.insert_record(
        connection,
        submissions,
        _receipt(new, sha256, submission_id),
        number=number,
        test_refs=refs if new.is_test else [],
    )
    names = tables.field_names(ProposalRow)
    whole = (_numbered(row, submission_id, known) for row in rows)
    tables.insert_tuples(connection, proposals, names, map(attrgetter(*names), whole))
    status = ACCEPTED if new.refusal is None else REFUSED
    kind = "test submission" if new.is_test else "submission"
    details = _details(new, sha256)
    add_event(connection, new.actor, f"{kind} {status}", submission_id, details)
    return read_submissions(connection, submissions.c.id == submission_id)[0]


def _numbered(row: ProposalRow, submission_id: str, known: KnownRefs) -> ProposalRow:
    known.versions[row.ref] += 1
    return replace(row, version=known.versions[row.ref], submission_id=submission_id)


def _details(new: NewSubmission, sha256: str) -> dict[str, Any]:
    details: dict[str, Any] = {
        "file_sha256": sha256,
        "component": new.component,
        "proposals": len(new.proposals),
        "replaces": new.replaces,
        "refusal": None if new.refusal is None else new.refusal.code,
    }
    if new.lane is not Lane.IN_CYCLE:
        details["lane"] = str(new.lane)
    if new.received_at_stated:
        details["received_at_stated"] = True
    if new.timing:
        details["timing"] = new.timing
    return details


def _receipt(new: NewSubmission, sha256: str, submission_id: str) -> SubmissionRow:
    refused = new.refusal
    return SubmissionRow(
        id=submission_id,
        fiscal_year=new.fiscal_year,
        component=new.component,
        file_sha256=sha256,
        file_name=clean_text(new.file_name),
        received_at=new.received_at,
        status=ACCEPTED if refused is None else REFUSED,
        refusal_code=None if refused is None else refused.code,
        refusal_message=_kept_message(new),
        form_version=new.form_version,
        form_sha256=new.form_sha256,
        rules_sha256=new.rules_sha256,
        proposal_count=len(new.proposals),
        replaces=new.replaces,
        is_test=new.is_test,
        lane=new.lane,
        actor=new.actor,
    )


def _kept_message(new: NewSubmission) -> str | None:
    if new.refusal is None:
        return None
    return clean_text(new.refusal.message) if new.is_searched else _NOT_SEARCHED


def _title(proposal: RawProposal) -> str:
    cell = proposal.answers.get("title")
    return "" if cell is None else clean_text(squeeze(as_text(cell.value)))
