"""Attachments: evidence beside a proposal's workbook, added and removed with a reason.

A row is never changed: what was removed stays with its file, and the removal is a row of its own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from fct.data import store, tables
from fct.data.common import Actor, UsageError, clean_text, not_there, utc_now
from fct.data.gate import printed_name
from fct.data.people import Action
from fct.data.program import MIB, load_limits, refusal
from fct.data.store import add_event
from fct.data.subjects.withdrawals import withdrawn_among
from fct.data.tables import Removal, attachment_removals, attachments, files, insert_record


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAttachment(tables.AttachmentFacts):
    """A file as intake hands it to the store."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment(tables.AttachmentRow):
    """The receipt of an attachment.

    Attributes
    ----------
    size_bytes : int
    removal : Removal or None
        Why it is no longer evidence.
    is_repeat : bool
        Whether the file was there already, and this is the first receipt again.
    """

    size_bytes: int
    removal: Removal | None = None
    is_repeat: bool = False


class Attachments(store.Repository):
    """The attachments of a store."""

    def add(self, new: NewAttachment) -> Attachment:
        """Keep an attachment and return its receipt.

        The same file for the same ref and criterion gives the first receipt again and writes
        nothing, unless that one was removed.

        Raises
        ------
        DeniedError
            If who attaches may not, or the cycle has no such proposal.
        UsageError
            If it is withdrawn.
        RefusalError
            If the proposal has as many or as large attachments as are taken, or the sender's quota
            is used up.
        """
        self._database.ask(Action.PROPOSAL_ATTACH, new.ref)
        with store.receiving_file(self._database, new.content) as connection:
            return _receive(connection, self._database.files, new)

    def of_cycle(
        self, fiscal_year: int, ref: str | None = None, *, with_removed: bool = False
    ) -> list[Attachment]:
        """Return the attachments of a cycle, or of one proposal, in the order they came."""
        where = [attachments.c.fiscal_year == fiscal_year]
        where += [] if ref is None else [attachments.c.ref == ref]
        with self._reading() as connection:
            found = _read(connection, *where)
        return [one for one in found if with_removed or one.removal is None]

    def get(self, attachment_id: str) -> Attachment:
        """Return one attachment, removed or not; raises DeniedError if the id is unknown."""
        with self._reading() as connection:
            return _one(connection, attachment_id)

    def remove(self, attachment_id: str, reason: str, actor: Actor) -> Attachment:
        """Take an attachment off its proposal; the row and the file stay, with the reason.

        Raises
        ------
        DeniedError
            If who removes may not, or the id is unknown.
        UsageError
            If it was removed already, or the reason is missing or long.
        """
        self._database.ask(Action.PROPOSAL_ATTACH, self.get(attachment_id).ref)
        kept = store.kept_reason(reason, "Removing an attachment")
        with self._writing() as connection:
            _refuse_removed(_one(connection, attachment_id))
            removal = Removal(reason=kept, at=utc_now(), actor=actor)
            insert_record(connection, attachment_removals, removal, attachment_id=attachment_id)
            add_event(connection, actor, "attachment removed", attachment_id, {"reason": kept})
            return _one(connection, attachment_id)

    def content(self, attachment_id: str) -> bytes:
        """Return the bytes of an attachment, checked against its hash.

        Raises
        ------
        DeniedError
            If the id is unknown.
        StoreError
            If the file is missing or not what was kept.
        """
        return self._database.files.read(self.get(attachment_id).file_sha256)


def _receive(connection: sa.Connection, kept: store.KeptFiles, new: NewAttachment) -> Attachment:
    """Add an attachment in a writing transaction, or return the receipt that it has already."""
    _refuse_proposal(connection, new)
    place = [attachments.c.fiscal_year == new.fiscal_year, attachments.c.ref == new.ref]
    # One that was removed is no repeat: sent again it becomes evidence again, by a receipt of its
    # own.
    there = [one for one in _read(connection, *place) if one.removal is None]
    sha256 = hashlib.sha256(new.content).hexdigest()
    for one in there:
        if (one.file_sha256, one.criterion) == (sha256, new.criterion):
            return replace(one, is_repeat=True)
    _refuse_too_much(new, there)
    store.refuse_over_quota(connection, store.sender_of(new.actor), new.file_name, len(new.content))
    number = tables.next_number(connection, attachments, new.fiscal_year)
    attachment_id = f"FY{new.fiscal_year}-A{number:04d}"
    store.keep_file(connection, kept, new.content)
    row = {"id": attachment_id, "number": number, "file_sha256": sha256}
    insert_record(connection, attachments, new, **row, file_name=clean_text(new.file_name))
    details = {
        "ref": new.ref,
        "criterion": new.criterion,
        "file_sha256": sha256,
        "kind": new.kind,
        "is_declared": bool(new.declaration),
    }
    add_event(connection, new.actor, store.ATTACHED, attachment_id, details)
    return _one(connection, attachment_id)


def _refuse_proposal(connection: sa.Connection, new: NewAttachment) -> None:
    tables.refuse_unknown(connection, new.fiscal_year, new.ref)
    if withdrawn_among(connection, new.fiscal_year, [new.ref]):
        raise UsageError(
            f"{new.ref} is withdrawn, so nothing is attached to it. Bring it back before "
            "the deadline and attach the file again."
        )


def _refuse_too_much(new: NewAttachment, there: Sequence[Attachment]) -> None:
    limits = load_limits()
    name = printed_name(new.file_name)
    if len(there) >= limits.proposal_attachments:
        raise refusal(
            "TOO_MANY_ATTACHMENTS", name=name, ref=new.ref, limit=limits.proposal_attachments
        )
    size_bytes = sum(one.size_bytes for one in there) + len(new.content)
    if size_bytes > limits.proposal_attachments_mib * MIB:
        raise refusal(
            "ATTACHMENTS_TOO_BIG", name=name, ref=new.ref, limit=limits.proposal_attachments_mib
        )


def _one(connection: sa.Connection, attachment_id: str) -> Attachment:
    found = _read(connection, attachments.c.id == attachment_id)
    if not found:
        raise not_there(attachment_id)
    return found[0]


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Attachment]:
    """Return the attachments that match, removed ones too, in the order they came."""
    of_id = sa.select(attachments.c.id).where(*where)
    removed = sa.select(attachment_removals).where(attachment_removals.c.attachment_id.in_(of_id))
    removals = tables.read_records_by(connection, Removal, removed, "attachment_id")
    found = sa.select(attachments, files.c.size_bytes).join(files).where(*where)
    in_order = found.order_by(attachments.c.fiscal_year, attachments.c.number)
    return [
        tables.record_of(
            Attachment, tables.shown_row(connection, row), removal=removals.get(row["id"])
        )
        for row in connection.execute(in_order).mappings()
    ]


def _refuse_removed(found: Attachment) -> None:
    if (removal := found.removal) is not None:
        raise UsageError(
            f"{found.id} was removed already, on {removal.at:%d %B %Y} by {removal.actor.name}: "
            f"“{removal.reason}”."
        )
