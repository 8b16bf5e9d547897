"""Certifications: that a component stands behind a version of its proposal."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from fct.data import tables
from fct.data.calendar import came_by
from fct.data.common import NotNowError
from fct.data.deliberations.separation import Part, Separation
from fct.data.people import Action
from fct.data.store import Repository, add_event
from fct.data.tables import Certification, certifications, proposals, question_answers


@dataclass(frozen=True, slots=True)
class ToCertify:
    """What is to be certified, and until when.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    version : int
        The newest that is judged.
    deadline : datetime
        Of the proposal.
    closed : str
        The sentence where it has passed.
    """

    fiscal_year: int
    ref: str
    version: int
    deadline: dt.datetime
    closed: str


class Certifications(Repository):
    """The certifications of a store."""

    def add(self, wanted: ToCertify, at: dt.datetime) -> Certification:
        """Keep that the component stands behind a version; again the same gives the first one.

        Raises
        ------
        DeniedError
            ``SEPARATION``, if the person submitted or reviewed it, or approved its decision;
            else as the decision says.
        NotNowError
            ``CLOSED``, after the deadline.
        """
        actor = self._database.ask(Action.PROPOSAL_CERTIFY, wanted.ref)
        Separation(self._database).deny_second_part(
            Part.CERTIFIED, wanted.fiscal_year, [wanted.ref]
        )
        if at > wanted.deadline:
            raise NotNowError("CLOSED", wanted.closed)
        with self._writing() as connection:
            there = [
                one
                for one in _read(connection, wanted.fiscal_year, wanted.ref)
                if one.version == wanted.version
            ]
            if there:
                return there[0]
            made = Certification(
                fiscal_year=wanted.fiscal_year,
                ref=wanted.ref,
                version=wanted.version,
                at=at,
                actor=actor,
            )
            tables.insert_record(connection, certifications, made)
            details = {"fiscal_year": made.fiscal_year, "version": made.version}
            add_event(connection, actor, "proposal certified", made.ref, details)
            return made

    def of_cycle(self, fiscal_year: int, ref: str | None = None) -> list[Certification]:
        """Return the certifications of a cycle, or of one proposal, oldest first."""
        with self._reading() as connection:
            return _read(connection, fiscal_year, ref)

    def not_certified(
        self, fiscal_year: int, versions: Mapping[str, int], deadline: dt.datetime
    ) -> set[str]:
        """Return those of some proposals behind which their component does not stand.

        Certified must be the newest version that came in time; those that answer questions since
        need not be.

        Parameters
        ----------
        fiscal_year : int
        versions : mapping of str to int
            The version of each proposal that counts, by ref.
        deadline : datetime
            Of the cycle.
        """
        with self._reading() as connection:
            newest: dict[str, int] = {}
            for one in _read(connection, fiscal_year, None):
                newest[one.ref] = max(one.version, newest.get(one.ref, 0))
            sent = _sent(connection, fiscal_year, deadline)
        return {
            ref
            for ref, version in versions.items()
            # Versions that answer questions are not among those sent. Where none is left, any
            # certification will do.
            if newest.get(ref, 0) < max((one for one in sent[ref] if one <= version), default=1)
        }


def _sent(
    connection: sa.Connection, fiscal_year: int, deadline: dt.datetime
) -> Mapping[str, list[int]]:
    """Return the versions of each ref that came in time and answer no question."""
    answers = question_answers.c.submission_id == proposals.c.submission_id
    found = (
        sa.select(proposals.c.ref, proposals.c.version)
        .select_from(proposals.join(tables.submissions).outerjoin(question_answers, answers))
        .where(
            proposals.c.fiscal_year == fiscal_year,
            question_answers.c.question_id.is_(None),
            sa.or_(came_by(deadline), proposals.c.cycle_type == "out of cycle"),
        )
    )
    sent: dict[str, list[int]] = defaultdict(list)
    for row in connection.execute(found):
        sent[row.ref].append(row.version)
    return sent


def _read(connection: sa.Connection, fiscal_year: int, ref: str | None) -> list[Certification]:
    where = [certifications.c.fiscal_year == fiscal_year]
    where += [] if ref is None else [certifications.c.ref == ref]
    in_order = sa.select(certifications).where(*where)
    found = tables.read_records(connection, Certification, in_order)
    return sorted(found, key=lambda one: (one.at, one.ref, one.version))
