"""Conflicts of interest: entered, proposed, answered, lifted; nothing is taken away."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, replace

import sqlalchemy as sa

from fct.data import people, tables
from fct.data.common import (
    Actor,
    DeniedError,
    NotNowError,
    UsageError,
    in_series,
    not_there,
    utc_now,
)
from fct.data.deliberations.conflict_rows import (
    CONFIRMED,
    DISMISSED,
    LIFTED,
    blocked,
    people_asked,
    read_conflicts,
    read_proposed,
)
from fct.data.people import PANEL_ROLES, Action, Conflict, ProposedConflict, Role
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import ConflictRow, ConflictStep, conflicts, insert_record


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictWith:
    """With what somebody has a conflict: one of the three, in the words typed."""

    ref: str | None = None
    vendor: str | None = None
    component: str | None = None


class Conflicts(Repository):
    """The conflicts of interest of a store."""

    def all(self) -> list[Conflict]:
        """Return the conflicts that who asks may see, by their number.

        Operator, authority and auditor see all; everybody else those that they entered of
        themselves.
        """
        acting, sight = self._database.acting_now(), self._database.sight()
        # Read without limits below, as a conflict hides its own proposal: whoever entered it would
        # else not find it again.
        hidden = {ref.casefold() for _, ref in sight.hidden}
        with self._database.looking() as connection:
            found = read_conflicts(connection)
        return [one for one in found if _is_shown(one, acting, hidden)]

    def add(self, person_id: str, what: ConflictWith, reason: str) -> Conflict:
        """Keep a conflict; of oneself it is taken in any case, with the same answer.

        Raises
        ------
        UsageError
            If not one of the three is named, the component is unknown, the reason is missing or
            long, or the person neither reviews nor decides.
        DeniedError
            If who adds may not, or there is no such person or proposal.
        """
        actor = self._database.ask(Action.CONFLICT_WRITE, person=person_id)
        what, line = _checked(what), kept_reason(reason, "A conflict of interest")
        is_own = self._database.acting.id == person_id
        # Of oneself the ref is not looked up: the same answer for one that is not there and one
        # that is hidden gives nothing away (contract 9).
        if what.ref is not None and not is_own and not self._database.sees(what.ref):
            self._database.deny(not_there(what.ref), Action.CONFLICT_WRITE, what.ref)
        with self._database.looking() as connection:
            person = tables.newest_people(connection).get(person_id)
        if person is None or not person.active:
            self._database.deny(not_there(person_id), Action.CONFLICT_WRITE, person_id)
        _refuse_uninvolved(person)
        with self._writing() as connection:
            kept = _keep(connection, actor, _row(actor, person_id, what, line))
        # Another proposal is hidden from this person now, and with it readers see another run.
        self._database.prepare_sights()
        return kept

    def proposed(self) -> list[ProposedConflict]:
        """Return what the proposals propose, answered or not, by ref and person.

        Raises
        ------
        DeniedError
            With ``NOT_ALLOWED``, of who is not an operator.
        """
        self._ask_operator("conflicts")
        with self._database.looking() as connection:
            found = read_proposed(connection)
        seen = self._database.seen_refs()
        return [one for one in found if one.ref in seen]

    def confirm(self, proposed_id: str) -> tuple[ProposedConflict, Conflict]:
        """Make a proposed conflict one that counts; a second time nothing changes.

        Raises
        ------
        DeniedError
            If who confirms is not an operator, or there is no such proposed conflict.
        """
        actor, one = self._proposed(proposed_id)
        with self._writing() as connection:
            for row in read_conflicts(connection):
                if row.id in _confirming(connection, proposed_id):
                    return replace(one, answer=CONFIRMED), row
            said = f": “{one.written}” ({one.sheet} {one.cell or ''})".rstrip()
            reason = f"Confirmed, {one.why}{said if one.written else ''}."
            new = _row(actor, one.person, ConflictWith(ref=one.ref), reason, proposed_id)
            kept = _keep(connection, actor, new)
        self._database.prepare_sights()
        return replace(one, answer=CONFIRMED), kept

    def dismiss(self, proposed_id: str, reason: str) -> ProposedConflict:
        """Keep that a proposed conflict does not stand; a second time nothing changes.

        Raises
        ------
        UsageError
            If the reason is missing or long.
        NotNowError
            With ``ANSWERED`` where it was confirmed, ``CONFLICT`` where the component decides.
        DeniedError
            As for :meth:`confirm`.
        """
        actor, one = self._proposed(proposed_id)
        line = kept_reason(reason, "A dismissal")
        if one.why is people.Why.COMPONENT:
            raise NotNowError(
                "CONFLICT",
                f"{one.ref} is of the component of {one.person}, which is a conflict by itself; "
                "an administrator changes the component.",
            )
        with self._writing() as connection:
            if _confirming(connection, proposed_id):
                raise NotNowError(
                    "ANSWERED", f"{proposed_id} was confirmed; lift the conflict that it became."
                )
            if one.answer != DISMISSED:
                _answer(connection, actor, proposed_id, DISMISSED, line)
        return replace(one, answer=DISMISSED)

    def lift(self, conflict_id: str, reason: str) -> Conflict:
        """Keep that a conflict counts no longer; a second time nothing changes.

        Raises
        ------
        UsageError
            If the reason is missing or long.
        DeniedError
            If who lifts is not an operator, has the conflict, or it is not there.
        """
        # What is not shown to who acts is not there to lift either.
        known = {one.id: one for one in self.all()}
        if conflict_id not in known:
            self._database.deny(not_there(conflict_id), Action.CONFLICT_WRITE, conflict_id)
        actor, one = self._ask_operator(conflict_id), known[conflict_id]
        if one.person == actor.name:
            denied = DeniedError(
                "SEPARATION", "Nobody lifts an own conflict of interest; ask another operator."
            )
            self._database.deny(denied, Action.CONFLICT_WRITE, conflict_id)
        line = kept_reason(reason, "Lifting a conflict")
        with self._writing() as connection:
            if one.lifted is None:
                step = _answer(connection, actor, conflict_id, LIFTED, line)
                one = replace(one, lifted=step.at)
        self._database.prepare_sights()
        return one

    def blocked(self) -> Mapping[tuple[str, str], str]:
        """Return by person and ref the code why one who reviews or decides cannot be assigned it.

        ``CONFLICT``, or ``CONFLICT_PROPOSED`` while nobody answered one that is proposed.
        """
        with self._database.looking() as connection:
            return blocked(connection, people_asked(connection))

    def _ask_operator(self, name: str) -> Actor:
        """Return as who writes, if the person may act on everybody's conflicts."""
        actor = self._database.ask(Action.CONFLICT_WRITE)
        if people.Scope.ALL not in self._database.acting_now().scopes(Action.CONFLICT_WRITE):
            denied = DeniedError(
                "NOT_ALLOWED",
                f"Your roles do not include this ({Action.CONFLICT_WRITE} of "
                "others). It is for: operator.",
            )
            self._database.deny(denied, Action.CONFLICT_WRITE, name)
        return actor

    def _proposed(self, proposed_id: str) -> tuple[Actor, ProposedConflict]:
        actor = self._ask_operator(proposed_id)
        found = next((one for one in self.proposed() if one.id == proposed_id), None)
        if found is None:
            self._database.deny(not_there(proposed_id), Action.CONFLICT_WRITE, proposed_id)
        return actor, found


def _is_shown(one: Conflict, acting: people.Acting, hidden: AbstractSet[str]) -> bool:
    # Of conflicts that others entered of oneself nothing is shown: each names a proposal that is
    # hidden by it.
    if one.person == acting.id and not acting.has(Role.AUTHORITY, Role.AUDITOR):
        return one.by == acting.id
    is_hidden = one.ref is not None and one.ref.strip().casefold() in hidden
    return acting.has(Role.OPERATOR, Role.AUTHORITY, Role.AUDITOR) and not is_hidden


def _checked(what: ConflictWith) -> ConflictWith:
    named = [one for one in (what.ref, what.vendor, what.component) if one is not None]
    if len(named) != 1 or not named[0].strip():
        raise UsageError("Name one of a ref, a vendor and a component.")
    people.refuse_unknown_component(what.component)
    return what


def _refuse_uninvolved(person: people.Person) -> None:
    if not person.roles & PANEL_ROLES:
        raise UsageError(
            f"{person.id} neither reviews nor decides; only whoever has one of the roles "
            f"{in_series(sorted(PANEL_ROLES), 'and')} has conflicts of interest."
        )


def _confirming(connection: sa.Connection, proposed_id: str) -> list[str]:
    """Return the ids of the conflicts that a proposed one became."""
    found = sa.select(conflicts.c.id).where(conflicts.c.proposed_id == proposed_id)
    return list(connection.execute(found).scalars())


def _keep(connection: sa.Connection, actor: Actor, given: ConflictRow) -> Conflict:
    """Add a conflict under the next id, with its event."""
    number = int(connection.scalar(sa.select(sa.func.max(conflicts.c.number))) or 0) + 1
    row = replace(given, id=f"C{number:03d}")
    insert_record(connection, conflicts, row, number=number)
    details = {"person": row.person, "ref": row.ref, "vendor": row.vendor}
    details |= {"component": row.component, "reason": row.reason, "proposed_id": row.proposed_id}
    add_event(connection, actor, "conflict added", row.id, details)
    return next(one for one in read_conflicts(connection) if one.id == row.id)


def _row(
    actor: Actor, person_id: str, what: ConflictWith, reason: str, proposed_id: str | None = None
) -> ConflictRow:
    return ConflictRow(
        id="",
        person=person_id,
        ref=what.ref,
        vendor=what.vendor,
        component=what.component,
        reason=reason,
        proposed_id=proposed_id,
        at=utc_now(),
        actor=actor,
    )


def _answer(
    connection: sa.Connection, actor: Actor, conflict_id: str, step: str, reason: str
) -> ConflictStep:
    row = ConflictStep(
        conflict_id=conflict_id,
        step=step,
        reason=reason,
        at=utc_now(),
        actor=actor,
    )
    insert_record(connection, tables.conflict_steps, row)
    add_event(connection, actor, f"conflict {step}", conflict_id, {"reason": reason})
    return row
