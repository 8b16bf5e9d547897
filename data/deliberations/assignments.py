"""Who is to review what: assigned and unassigned by an operator, by hand or by a balanced plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from fct.data.common import Actor, NotNowError, not_there, utc_now
from fct.data.deliberations.conflict_rows import blocked
from fct.data.deliberations.review_rows import (
    REVIEWING,
    Pair,
    assigned_now,
    stored_assignments,
    versions_of,
)
from fct.data.people import Action, Person, Role
from fct.data.reviewing import (
    Assignment,
    AssignmentChange,
    AssignmentStep,
    review_that_is_in,
)
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import assignments, insert_record, newest_people, refuse_unknown

_BARRED = {
    "CONFLICT": "{person} has a conflict of interest with {ref}; assign somebody else.",
    "CONFLICT_PROPOSED": (
        "A conflict of {person} with {ref} is proposed and not answered yet; confirm or dismiss it "
        "first, or assign somebody else."
    ),
}


class Assignments(Repository):
    """Who reviews what until when."""

    def assign(
        self, fiscal_year: int, ref: str, person_id: str, due: dt.date | None = None
    ) -> Assignment:
        """Let a person review a proposal; who is assigned already gets the new due day, if any.

        Raises
        ------
        DeniedError
            If who assigns may not, or there is no such proposal or person.
        NotNowError
            ``NOT_A_REVIEWER``, ``CONFLICT`` or ``CONFLICT_PROPOSED`` of the person.
        """
        actor = self._database.ask(Action.REVIEW_ASSIGN, ref)
        person = self._person(person_id, is_active=True)
        with self._writing() as connection:
            refuse_unknown(connection, fiscal_year, ref)
            _refuse_to_assign(ref, person, blocked(connection, [person], ref))
            standing = assigned_now(connection, fiscal_year).get((ref, person_id))
            # Assigned again without a day, the one that stands holds.
            if standing is None or due not in {None, standing.due}:
                _keep(connection, _assigned(actor, fiscal_year, (ref, person_id), due))
            return _one(connection, fiscal_year, (ref, person_id))

    def _person(self, person_id: str, *, is_active: bool = False) -> Person:
        with self._reading() as connection:
            person = newest_people(connection).get(person_id)
        if person is not None and (person.active or not is_active):
            return person
        owner = self._database.acting
        if owner.may_all and owner.id == person_id:  # a store of one has nobody else to review
            return Person(id=owner.id, name=owner.id, roles=frozenset({Role.REVIEWER}))
        denied = not_there(person_id)
        self._database.deny(denied, Action.REVIEW_ASSIGN, person_id)
        raise denied

    def assign_all(
        self, fiscal_year: int, added: Mapping[str, Sequence[str]], due: dt.date | None = None
    ) -> None:
        """Carry out a plan whole, or, where somebody in it came into conflict since, not at all.

        Raises
        ------
        DeniedError, NotNowError
            As for :meth:`assign`.
        """
        actor = self._database.ask(Action.REVIEW_ASSIGN)
        with self._writing() as connection:
            people = newest_people(connection)
            barred = blocked(connection, people.values())
            standing = assigned_now(connection, fiscal_year)
            for pair in [(ref, one) for ref, chosen in added.items() for one in chosen]:
                # Refused in the middle, the transaction takes back what was kept of the plan
                # before.
                _refuse_to_assign(pair[0], people[pair[1]], barred)
                # The plan was made a while ago: whoever was assigned by hand since keeps that day.
                if pair not in standing:
                    _keep(connection, _assigned(actor, fiscal_year, pair, due))

    def unassign(self, fiscal_year: int, ref: str, person_id: str, reason: str) -> Assignment:
        """Take an assignment back; what was written of the review stays.

        Returns
        -------
        Assignment
            As it stood.

        Raises
        ------
        DeniedError
            If who asks may not, or there is no such proposal.
        NotNowError
            ``NOT_ASSIGNED``, if the person is not to review it.
        UsageError
            If the reason is missing or long.
        """
        actor = self._database.ask(Action.REVIEW_ASSIGN, ref)
        line = kept_reason(reason, "Taking an assignment back")
        self._person(person_id)
        with self._writing() as connection:
            if (ref, person_id) not in assigned_now(connection, fiscal_year):
                raise NotNowError(
                    "NOT_ASSIGNED",
                    f"{person_id} is not assigned to {ref}, so there is nothing to take back.",
                )
            was = _one(connection, fiscal_year, (ref, person_id))
            _unassign(connection, actor, fiscal_year, (ref, person_id), line)
        return was

    def of_cycle(self, fiscal_year: int) -> list[Assignment]:
        """Return the assignments of a cycle, by ref and person, as far as they may be seen.

        Who is in conflict with what they were assigned is for operator, authority and auditor.
        """
        self._database.ask(Action.REVIEW_SEE)
        with self._reading() as connection:
            found = stored_assignments(connection, fiscal_year)
        if self._database.acting.has(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR):
            return found
        return [one for one in found if not one.is_in_conflict]

    def own(self, fiscal_year: int) -> list[Assignment]:
        """Return what is assigned to the person who acts."""
        self._database.ask(Action.REVIEW_WRITE)
        own = self._database.acting.id
        with self._reading() as connection:
            found = stored_assignments(connection, fiscal_year)
        return [one for one in found if one.person == own and not one.is_in_conflict]

    def able(self, refs: Sequence[str]) -> dict[str, set[str]]:
        """Return which reviewers may be assigned to each of some proposals."""
        self._database.ask(Action.REVIEW_ASSIGN)
        with self._reading() as connection:
            reviewers = _reviewers(connection)
            barred = blocked(connection, reviewers)
        return {
            ref: {person.id for person in reviewers if (person.id, ref) not in barred}
            for ref in refs
        }

    def loads(self, fiscal_year: int) -> dict[str, int]:
        """Return how many assignments each reviewer of a cycle has, those without any too."""
        self._database.ask(Action.REVIEW_ASSIGN)
        with self._reading() as connection:
            loads = {person.id: 0 for person in _reviewers(connection)}
            for _, person_id in assigned_now(connection, fiscal_year):
                # Who left or is no reviewer any more carries nothing that a plan could even out.
                if person_id in loads:
                    loads[person_id] += 1
        return loads


def unassign_unfinished(connection: sa.Connection, actor: Actor, person_id: str) -> list[str]:
    """Take back whatever a person who leaves has not finished, in the caller's transaction.

    Returns
    -------
    list of str
        The refs, by cycle.
    """
    years = sa.select(assignments.c.fiscal_year).where(assignments.c.person == person_id)
    taken = []
    for fiscal_year in sorted(set(connection.execute(years).scalars())):
        written = versions_of(connection, fiscal_year)
        for pair in assigned_now(connection, fiscal_year):
            if pair[1] == person_id and review_that_is_in(written.get(pair, [])) is None:
                _unassign(connection, actor, fiscal_year, pair, "The person was retired.")
                taken.append(pair[0])
    return taken


def _reviewers(connection: sa.Connection) -> list[Person]:
    known = newest_people(connection).values()
    return [person for person in known if person.active and Role.REVIEWER in person.roles]


def _refuse_to_assign(ref: str, person: Person, barred: Mapping[Pair, str]) -> None:
    """Refuse whom nobody may assign (reviewing.md, detail 24).

    Parameters
    ----------
    ref : str
    person : Person
    barred : mapping of (str, str) to str
        Of :func:`fct.data.deliberations.conflict_rows.blocked`, by person and ref.
    """
    if not person.active or not person.roles & REVIEWING:
        raise NotNowError(
            "NOT_A_REVIEWER",
            f"{person.id} is neither a reviewer nor an expert; assign somebody who is.",
        )
    if (code := barred.get((person.id, ref))) is not None:
        raise NotNowError(code, _BARRED[code].format(person=person.id, ref=ref))


def _assigned(actor: Actor, fiscal_year: int, pair: Pair, due: dt.date | None) -> AssignmentChange:
    ref, person_id = pair
    return AssignmentChange(
        fiscal_year=fiscal_year,
        ref=ref,
        person=person_id,
        step=AssignmentStep.ASSIGNED,
        due=due,
        at=utc_now(),
        actor=actor,
    )


def _unassign(
    connection: sa.Connection, actor: Actor, fiscal_year: int, pair: Pair, reason: str
) -> None:
    change = _assigned(actor, fiscal_year, pair, None)
    _keep(connection, replace(change, step=AssignmentStep.UNASSIGNED, reason=reason))


def _keep(connection: sa.Connection, change: AssignmentChange) -> None:
    insert_record(connection, assignments, change)
    due = None if change.due is None else change.due.isoformat()
    details = {"fiscal_year": change.fiscal_year, "person": change.person, "due": due}
    details |= {"reason": change.reason} if change.reason else {}
    add_event(connection, change.actor, f"review {change.step}", change.ref, details)


def _one(connection: sa.Connection, fiscal_year: int, pair: Pair) -> Assignment:
    (found,) = (
        one for one in stored_assignments(connection, fiscal_year) if (one.ref, one.person) == pair
    )
    return found
