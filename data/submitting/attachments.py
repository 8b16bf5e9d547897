"""Attaching evidence to a proposal: one path for a file from wherever it comes, to a receipt."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from fct.data.common import Actor, RefusalError, TooLargeError, UsageError, normalize, plain_bytes
from fct.data.gate import kept_name, printed_name
from fct.data.people import Action
from fct.data.program import CRITERIA, MIB, Cycle, load_limits, refusal, refusal_messages
from fct.data.reading import refuse_marked, scan_safely
from fct.data.store import sender_of
from fct.data.subjects import Attachment, NewAttachment, Store
from fct.data.submitting.attachment_kinds import (
    AttachmentKind,
    attachment_advice,
    attachment_declaration,
    attachment_kind,
)
from fct.data.submitting.receipts import moment_words

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file is evidence for, and how it came.

    Attributes
    ----------
    fiscal_year : int
    ref : str
        Of the proposal.
    actor : Actor
    received_at : datetime
        Aware.
    criterion : str
        One of the five; empty for the proposal as a whole.
    is_declared : bool
        Whether the submitter states what ``declarations/attachments.yaml`` words.
    """

    fiscal_year: int
    ref: str
    actor: Actor
    received_at: dt.datetime
    criterion: str = ""
    is_declared: bool = False


def attach(store: Store, path: Path, evidence: Evidence) -> Attachment:
    """Attach a file and return its receipt; see :func:`attach_bytes`.

    Raises
    ------
    UsageError
        If the file cannot be opened, too.
    """
    most = load_limits().attachment_mib
    try:
        content = plain_bytes(path, most)
    except TooLargeError:
        raise refusal("ATTACHMENT_TOO_BIG", name=printed_name(path.name), limit=most) from None
    except FileNotFoundError:
        raise UsageError(f"There is no file at {path}. Check the path.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    return attach_bytes(store, path.name, content, evidence)


def attach_bytes(store: Store, name: str, content: bytes, evidence: Evidence) -> Attachment:
    """Attach a file whose bytes are at hand, and return its receipt.

    The same file for the same ref and criterion gives the first receipt. Of a file that is refused
    nothing is kept; of a classified one, not even its name.

    Raises
    ------
    UsageError
        If the store has no such cycle or proposal, the proposal is withdrawn, or the criterion is
        none of the five.
    RefusalError
        If the file is not taken; the code is one of ``declarations/refusals.csv``.
    """
    store.ask(Action.PROPOSAL_ATTACH, evidence.ref)
    criterion = known_criterion(evidence.criterion)
    _, cycle = store.cycles.read(evidence.fiscal_year)
    name = kept_name(name)
    store.intake.refuse_over_quota(sender_of(evidence.actor), name, content)
    try:
        kind = _kind_looked_at(name, content)
    except RefusalError as error:
        if error.code == "CLASSIFIED":
            store.intake.refuse_classified(evidence.actor)
        raise
    deadline = store.extensions.of_proposal(cycle, evidence.ref)
    _refuse_late(name, evidence.received_at, cycle, deadline)
    if not kind.is_looked_into and not evidence.is_declared:
        declaration = attachment_declaration()
        raise refusal("UNDECLARED", name=printed_name(name), declaration=declaration)
    # After the search for markings: no other program gets a classified file.
    store.intake.refuse_harmful(name, content, evidence.actor)
    new = NewAttachment(
        fiscal_year=evidence.fiscal_year,
        ref=evidence.ref,
        criterion=criterion,
        file_name=name,
        content=content,
        kind=kind.name,
        declaration=attachment_declaration() if evidence.is_declared else "",
        actor=evidence.actor,
        received_at=evidence.received_at,
    )
    return store.attachments.add(new)


def known_criterion(name: str) -> str:
    """Return a criterion as it is kept; empty text stands for the proposal as a whole.

    Raises
    ------
    UsageError
        If it is not one of the five.

    Examples
    --------
    >>> known_criterion("Valid  Requirement")
    'valid requirement'
    """
    found = normalize(name)
    if found and found not in CRITERIA:
        raise UsageError(
            f"No criterion is called {name}; write one of {', '.join(CRITERIA)}, or leave it out "
            "for the proposal as a whole."
        )
    return found


def _kind_looked_at(name: str, content: bytes) -> AttachmentKind:
    """Return what a file is; a marking in it is reported before anything else that is wrong."""
    scanned: RefusalError | None = None
    if 0 < len(content) <= load_limits().attachment_mib * MIB:
        look = scan_safely if content.startswith(_ZIP) else refuse_marked
        try:
            look(name, content)
        except RefusalError as error:
            if error.code == "CLASSIFIED":
                raise
            scanned = error
    kind = attachment_kind(name, content)
    if scanned is not None:
        raise _with_own_advice(scanned)
    return kind


def _with_own_advice(refused: RefusalError) -> RefusalError:
    """Return a refusal of the gate with advice for documents; its own is for workbooks."""
    # The advice is the last sentence of the message, and that for a workbook is of no use for a
    # document.
    for_workbooks = refusal_messages()[refused.code].rpartition(". ")[2]
    sentence = refused.message.removesuffix(for_workbooks)
    return RefusalError(refused.code, sentence.rstrip() + " " + attachment_advice())


def _refuse_late(name: str, received_at: dt.datetime, cycle: Cycle, deadline: dt.datetime) -> None:
    if received_at > deadline:
        raise refusal(
            "ATTACHMENT_LATE",
            name=printed_name(name),
            year=cycle.fiscal_year,
            deadline=moment_words(deadline, cycle),
        )
