"""Submissions: files received, each with its receipt."""

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import replace

import sqlalchemy as sa

from fct.data.common import DeniedError, not_there
from fct.data.gate import printed_name
from fct.data.messages import Letter, Messages, listed
from fct.data.people import Action, Scope
from fct.data.store import Repository, receiving_file
from fct.data.subjects.receipts import (
    LATE,
    HeldVersion,
    Submission,
    held_versions,
    read_submissions,
)
from fct.data.subjects.receiving import NewSubmission, proposal_rows, receive
from fct.data.tables import events, last_cycle, stored_cycle, submissions

_NOT_JUDGED = ", and not judged, as it came after the deadline"


class Submissions(Repository):
    """The submissions of a store."""

    def add(self, new: NewSubmission) -> Submission:
        """Keep a file and what is in it, and return its receipt.

        The one transaction spans the file, its submission, its proposals and the event log. The
        same file as the judged version gives its receipt again and writes nothing; that of an
        older version becomes the newest. A refused file replaces nothing. A ref that the cycle
        knows gets a further version, if it is of the same component.

        Raises
        ------
        DeniedError
            If who submits may not, of another component neither, or the ref to replace is not in
            the cycle.
        UsageError
            If it names a ref to replace and holds several proposals.
        RefusalError
            If the sender's quota of the day is used up.
        StoreError
            If it cannot be written now; then nothing of it is kept.
        """
        rows = proposal_rows(new)
        self._database.ask(Action.PROPOSAL_SUBMIT, new.replaces)
        new = self._of_own_component(new, {new.component, *(row.component for row in rows)})
        with receiving_file(self._database, new.content) as connection:
            receipt = receive(connection, self._database.files, new, rows)
            self._inform(new, receipt, _said_moment(connection, receipt))
            return receipt

    def _inform(self, new: NewSubmission, receipt: Submission, received: str) -> None:
        """Write the person who sent a file what became of it; a name alone has no address."""
        if receipt.is_repeat or receipt.is_test or not new.actor.verified:
            return
        outbox = Messages(self._database)
        letter = Letter(
            text="receipt" if receipt.refusal_code is None else "refused",
            action="receipt",
            about=receipt.id,
            fiscal_year=receipt.fiscal_year,
            facts={
                "receipt": receipt.id,
                "received": received,
                "timing": new.timing or receipt.status,
                "status": receipt.status + (_NOT_JUDGED if new.timing == LATE else ""),
                "code": receipt.refusal_code,
                "refs": listed(receipt.refs),
            },
        )
        outbox.send(letter, outbox.named([new.actor.name]))

    def _of_own_component(
        self, new: NewSubmission, components: AbstractSet[str | None]
    ) -> NewSubmission:
        """Return a file as that of its sender's component, who sends for no other one."""
        acting = self._database.acting_now()
        if acting.person is None or Scope.ALL in acting.scopes(Action.PROPOSAL_SUBMIT):
            return new
        own = acting.person.component
        if others := sorted(one for one in components if one is not None and one != own):
            denied = DeniedError(
                "NOT_ALLOWED",
                f"You submit for {own} alone; {printed_name(new.file_name)} is, or holds "
                f"proposals, of {others[0]}. Nothing of the file is kept.",
            )
            self._database.deny(denied, Action.PROPOSAL_SUBMIT, others[0])
        return replace(new, component=own)

    def get(self, submission_id: str) -> Submission:
        """Return one receipt.

        Raises
        ------
        DeniedError
            With ``NOT_THERE``, if it is not there or may not be seen.
        """
        with self._reading() as connection:
            found = read_submissions(connection, submissions.c.id == submission_id)
            if not found:
                raise not_there(submission_id)
        return found[0]

    def of_cycle(self, fiscal_year: int) -> list[Submission]:
        """Return the receipts of a cycle, in the order in which the files came."""
        with self._reading() as connection:
            return read_submissions(connection, submissions.c.fiscal_year == fiscal_year)

    def held_versions(self, submission_id: str, deadline: dt.datetime) -> list[HeldVersion]:
        """Return the versions that a submission brought, each with the one that counts now."""
        with self._reading() as connection:
            return held_versions(connection, submission_id, deadline)

    def first_timing(self, submission_id: str) -> str | None:
        """Return the first word of a receipt on whether it came in time, where one is kept."""
        of_it = sa.select(events.c.details).where(events.c.object == submission_id)
        with self._reading() as connection:
            found = connection.scalars(of_it.order_by(events.c.seq)).all()
        return next((str(one["timing"]) for one in found if "timing" in one), None)

    def is_moment_stated(self, submission_id: str) -> bool:
        """Return whether the submitter stated the moment of receipt, which is else the clock's."""
        of_it = sa.select(events.c.details).where(events.c.object == submission_id)
        with self._reading() as connection:
            found = connection.scalars(of_it).all()
        return any(details.get("received_at_stated") for details in found)


def _said_moment(connection: sa.Connection, receipt: Submission) -> str:
    """Return when a file came, by the clock of its cycle, with its offset."""
    row = last_cycle(connection, receipt.fiscal_year)
    if row is None:
        return receipt.received_at.isoformat(timespec="seconds")
    return stored_cycle(row).local(receipt.received_at)
