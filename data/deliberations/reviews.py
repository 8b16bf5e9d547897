"""Reviews: written version by version, read by whoever may."""

import sqlalchemy as sa

from fct.data import reviewing
from fct.data.common import not_there, utc_now
from fct.data.deliberations.review_rows import (
    REVIEWING,
    Pair,
    machine_levels,
    newest_versions,
    stored_panels,
    versions_of,
)
from fct.data.deliberations.separation import Part, Separation
from fct.data.people import Action, Role
from fct.data.reviewing import Reader, ReviewState, ReviewVersion
from fct.data.store import Repository, add_event
from fct.data.tables import insert_record, last_cycle, refuse_unknown, reviews, stored_cycle


class Reviews(Repository):
    """What reviewers and experts say of proposals."""

    def write(
        self,
        fiscal_year: int,
        ref: str,
        content: reviewing.ReviewContent,
        state: ReviewState,
        *,
        read: int | None = None,
    ) -> list[ReviewVersion]:
        """Add a version to the own review of a proposal.

        Parameters
        ----------
        fiscal_year : int
        ref : str
        content : ReviewContent
        state : ReviewState
            A draft may have gaps.
        read : int, optional
            The version that it was written from; 0 or nothing for none.

        Returns
        -------
        list of ReviewVersion
            All versions, oldest first.

        Raises
        ------
        DeniedError
            If it is not the person's to review; ``SEPARATION``, if the person submitted or
            certified it, or approved its decision.
        NotNowError
            ``STALE``, if there is a newer version than the one that was read.
        UsageError
            If it is to go in and lacks something: every place by its path.
        """
        actor = self._database.ask(Action.REVIEW_WRITE, ref)
        person = self._database.acting.id
        Separation(self._database).deny_second_part(Part.REVIEWED, fiscal_year, [ref])
        with self._writing() as connection:
            refuse_unknown(connection, fiscal_year, ref)
            versions = _own(connection, fiscal_year, ref, person)
            reviewing.refuse_stale(versions, read)
            if state is ReviewState.IN:
                # Against the levels of the published run: any other level than the machine's needs
                # its reason.
                reviewing.refuse_incomplete(content, machine_levels(connection, fiscal_year, ref))
            added = ReviewVersion(
                fiscal_year=fiscal_year,
                ref=ref,
                person=person,
                version=len(versions) + 1,
                state=state,
                content=content,
                proposal_version=newest_versions(connection, fiscal_year)[ref][0],
                at=utc_now(),
                actor=actor,
            )
            insert_record(connection, reviews, added)
            details = {"fiscal_year": fiscal_year, "version": added.version, "state": str(state)}
            details |= {"proposal_version": added.proposal_version}
            add_event(connection, actor, "review written", ref, details)
        return [*versions, added]

    def own(self, fiscal_year: int, ref: str) -> list[ReviewVersion]:
        """Return the versions of the own review of a proposal, drafts too, oldest first."""
        self._database.ask(Action.REVIEW_SEE, ref)
        with self._reading() as connection:
            return _own(connection, fiscal_year, ref, self._database.acting.id)

    def of(self, fiscal_year: int, ref: str, person: str) -> list[ReviewVersion]:
        """Return the versions of somebody's review that are in, oldest first.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if no review may be read now.
        """
        if person == self._database.acting.id:
            return self.own(fiscal_year, ref)
        self._database.ask(Action.REVIEW_SEE, ref)
        reader = self.reader(fiscal_year)
        with self._reading() as connection:
            refuse_unknown(connection, fiscal_year, ref)
            panel = stored_panels(connection, fiscal_year)[ref]
            if person in reader.readable(panel):
                versions = _own(connection, fiscal_year, ref, person)
                return [one for one in versions if one.state is ReviewState.IN]
        denied = not_there(f"review of {ref} by {person}")
        self._database.deny(denied, Action.REVIEW_SEE, ref)
        raise denied

    def readable(self, fiscal_year: int) -> dict[Pair, list[ReviewVersion]]:
        """Return the reviews of a cycle that may be read now, by ref and person.

        Each with its versions that are in, oldest first.
        """
        self._database.ask(Action.PANEL_SEE)
        reader = self.reader(fiscal_year)
        with self._reading() as connection:
            panels = stored_panels(connection, fiscal_year)
            versions = versions_of(connection, fiscal_year)
        return {
            (ref, person): [one for one in versions[ref, person] if one.state is ReviewState.IN]
            for ref, panel in sorted(panels.items())
            for person in reader.readable(panel)
        }

    def machine_levels(self, fiscal_year: int, ref: str) -> dict[str, int]:
        """Return the machine's own level of each criterion; empty where it judged nothing."""
        self._database.ask(Action.REVIEW_SEE, ref)
        with self._reading() as connection:
            return machine_levels(connection, fiscal_year, ref)

    def panels(self, fiscal_year: int) -> dict[str, reviewing.PanelState]:
        """Return the reviews of every proposal that may be seen, by ref.

        They hold reviews that may not be read yet: whoever shows one asks :meth:`reader`.
        """
        self._database.ask(Action.PANEL_SEE)
        with self._reading() as connection:
            return stored_panels(connection, fiscal_year)

    def reader(self, fiscal_year: int) -> Reader:
        """Return the person who acts, as far as it decides which reviews may be read."""
        acting = self._database.acting
        with self._reading() as connection:
            row = last_cycle(connection, fiscal_year)
        are_open = row is not None and stored_cycle(row).reviews_open
        # An operator who reviews as well must not read others' scores before the own is in.
        if acting.has(Role.OPERATOR) and not acting.has(*REVIEWING):
            are_open = True
        reads_all = acting.has(Role.AUTHORITY, Role.AUDITOR)
        return Reader(id=acting.id, reads_all=reads_all, are_open=are_open)


def _own(connection: sa.Connection, fiscal_year: int, ref: str, person: str) -> list[ReviewVersion]:
    found = versions_of(connection, fiscal_year, reviews.c.ref == ref, reviews.c.person == person)
    return found.get((ref, person), [])
