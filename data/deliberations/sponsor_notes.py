"""What a sponsor says to reviewers beside a finding that needs no repair, kept with the version."""

import sqlalchemy as sa

from fct.data.common import utc_now
from fct.data.people import Action
from fct.data.store import Repository, add_event, kept_text
from fct.data.tables import SponsorNote, insert_record, read_records, sponsor_notes


class SponsorNotes(Repository):
    """The notes of sponsors to findings."""

    def add(self, fiscal_year: int, ref: str, version: int, rule: str, text: str) -> SponsorNote:
        """Keep a note to a finding of a version; a later one of the same rule stands before it.

        Raises
        ------
        DeniedError
            If the person may not submit for the proposal.
        UsageError
            If the note is blank or too long.
        """
        actor = self._database.ask(Action.PROPOSAL_SUBMIT, ref)
        note = SponsorNote(
            fiscal_year=fiscal_year,
            ref=ref,
            version=version,
            rule=rule,
            text=kept_text(text, "The note"),
            at=utc_now(),
            actor=actor,
        )
        with self._writing() as connection:
            insert_record(connection, sponsor_notes, note)
            details = {"fiscal_year": fiscal_year, "version": version, "rule": rule}
            add_event(connection, actor, "note to a finding", ref, details)
        return note

    def of_version(self, fiscal_year: int, ref: str, version: int) -> list[SponsorNote]:
        """Return the last note to each rule's finding of a version, or of one before, by rule.

        An answer to a question is a version too, to which no note can be added any more.
        """
        of_it = sa.select(sponsor_notes).where(
            sponsor_notes.c.fiscal_year == fiscal_year,
            sponsor_notes.c.ref == ref,
            # A note stays with its finding over later versions, until a newer one of the same rule.
            sponsor_notes.c.version <= version,
        )
        with self._reading() as connection:
            found = read_records(connection, SponsorNote, of_it.order_by(sponsor_notes.c.id))
        last = {note.rule: note for note in found}
        return [last[rule] for rule in sorted(last)]
