"""Slates: decisions, each a version of its own, and the steps that a slate has taken.

What may be written is decided by the caller, over all that is kept of the slate, in the
transaction that writes it: of two that decide at once the second sees what the first wrote.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from fct.data.common import Actor, DeniedError, NotNowError, dump_json, not_there, utc_now
from fct.data.decisions import (
    Decision,
    KeptSlate,
    Slate,
    StandingRun,
    Step,
    StepKind,
    Who,
)
from fct.data.deliberations.flags import flagged_refs
from fct.data.deliberations.review_rows import refs_in_conflict
from fct.data.deliberations.separation import Part, parts_of
from fct.data.people import PANEL_ROLES, Action, Person, Role
from fct.data.store import Repository, add_event, kept_reason
from fct.data.tables import (
    decisions,
    insert_record,
    newest_person,
    next_number,
    publications,
    read_records,
    slate_steps,
    slates,
    withdrawn_now,
)

_OF_SLATE: sa.BindParameter[str] = sa.bindparam("slate_id")
_SLATES = sa.select(slates).order_by(slates.c.fiscal_year, slates.c.number)
_DECISIONS = sa.select(decisions).where(decisions.c.slate_id == _OF_SLATE).order_by(decisions.c.id)
_STEPS = (
    sa.select(slate_steps).where(slate_steps.c.slate_id == _OF_SLATE).order_by(slate_steps.c.number)
)
_PUBLICATIONS = (
    sa.select(publications.c.id, publications.c.run_id)
    .where(publications.c.fiscal_year == sa.bindparam("fiscal_year"))
    .order_by(publications.c.id.desc())
)

_EVENTS = {
    StepKind.SUBMIT: "slate submitted",
    StepKind.APPROVE: "slate approved",
    StepKind.SEND_BACK: "slate sent back",
    StepKind.PUBLISH: "slate published",
}
STEP_ACTIONS = {
    StepKind.SUBMIT: Action.SLATE_SUBMIT,
    StepKind.APPROVE: Action.SLATE_APPROVE,
    StepKind.SEND_BACK: Action.SLATE_APPROVE,
    StepKind.PUBLISH: Action.SLATE_PUBLISH,
}


class Slates(Repository):
    """The slates of a store."""

    def of_cycle(self, fiscal_year: int) -> list[Slate]:
        """Return the slates of a cycle, the first one first."""
        with self._reading() as connection:
            return _read_slates(connection, slates.c.fiscal_year == fiscal_year)

    def year_of(self, slate_id: str) -> int:
        """Return the fiscal year of a slate.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if there is no such slate.
        """
        with self._reading() as connection:
            found = _read_slates(connection, slates.c.id == slate_id)
        if not found:
            self._database.deny(not_there(slate_id), Action.SLATE_SEE, slate_id)
        return found[0].fiscal_year

    def kept(self, fiscal_year: int, slate_id: str | None = None) -> KeptSlate:
        """Return all that is kept of a slate, of the first one of a cycle by default.

        Raises
        ------
        DeniedError
            ``NOT_THERE``, if the cycle has no such slate.
        """
        try:
            with self._reading() as connection:
                return _kept(connection, fiscal_year, slate_id)
        except DeniedError as denied:
            self._database.deny(denied, Action.SLATE_SEE, slate_id or "")

    def none_kept(self, fiscal_year: int) -> KeptSlate:
        """Return what there is where nobody has decided anything, for who works on no slate."""
        with self._reading() as connection:
            return _kept_alone(connection, fiscal_year, None)

    def published(self, fiscal_year: int) -> dict[str, Decision]:
        """Return the published decision on each proposal of a cycle, by ref; the last one counts.

        A reviewer or expert who is in conflict with any proposal of the cycle is shown none, as if
        there were no slate yet.
        """
        who = self.who(fiscal_year)
        judges = Role.AUTHORITY not in who.roles and who.roles & PANEL_ROLES
        if judges and who.in_conflict and not who.may_all:
            return {}
        kept = [self.kept(fiscal_year, one.id) for one in self.of_cycle(fiscal_year)]
        out = [(one.published.at, one) for one in kept if one.published is not None]
        in_turn = [one for _, one in sorted(out, key=lambda done: done[0])]
        return {ref: decision for one in in_turn for ref, decision in one.newest.items()}

    def who(self, fiscal_year: int) -> Who:
        """Return who acts, as far as it decides what that person may do with the slates."""
        acting = self._database.acting
        # The owner of a store of one, or the program: nothing is asked of parts and conflicts.
        if acting.person is None:
            return Who(id=acting.id, may_all=acting.may_all)
        with self._database.looking() as connection:
            # Without limits: a part in a proposal that is hidden by now still counts.
            had = parts_of(connection, fiscal_year, acting.id)
        with self._reading() as connection:
            person = newest_person(connection, acting.id) or acting.person
            return Who(
                id=acting.id,
                roles=frozenset(map(str, person.roles)),
                in_conflict=self._in_conflict(connection, person, fiscal_year),
                reviewed=had[Part.REVIEWED],
                brought=had[Part.SUBMITTED] | had[Part.CERTIFIED],
            )

    def who_is(self, fiscal_year: int, person_id: str) -> Who:
        """Return another person, as far as it decides what that one may do with the slates."""
        with self._database.looking() as connection:
            person = newest_person(connection, person_id)
            if person is None:
                return Who(id=person_id)
            had = parts_of(connection, fiscal_year, person_id)
            return Who(
                id=person_id,
                roles=frozenset(map(str, person.roles)),
                in_conflict=frozenset(
                    refs_in_conflict(connection, [person], fiscal_year)[person_id]
                ),
                reviewed=had[Part.REVIEWED],
                brought=had[Part.SUBMITTED] | had[Part.CERTIFIED],
            )

    def _in_conflict(
        self, connection: sa.Connection, person: Person, fiscal_year: int
    ) -> frozenset[str]:
        """Return the refs of a cycle that who acts is in conflict with.

        An authority sees them; to all others they are what is hidden.
        """
        if Role.AUTHORITY in person.roles:
            return frozenset(refs_in_conflict(connection, [person], fiscal_year)[person.id])
        hidden = self._database.sight().hidden
        return frozenset(ref for year, ref in hidden if year == fiscal_year)

    def decide(
        self,
        fiscal_year: int,
        slate_id: str | None,
        ref: str | None,
        make: Callable[[KeptSlate, str, Actor], Sequence[Decision]],
    ) -> list[Decision]:
        """Keep decisions, and return them; the first one of a cycle makes its slate.

        Parameters
        ----------
        fiscal_year : int
        slate_id : str or None
            None for the first slate of the cycle.
        ref : str or None
            The one proposal that is decided; None for several.
        make : callable
            Gives the decisions on what is kept, for a slate and by who acts, or refuses them.
        """
        actor = self._database.ask(Action.DECISION_DRAFT, ref)
        with self._writing() as connection:
            kept = _kept(connection, fiscal_year, slate_id)
            new = kept.slate or _slate(fiscal_year, 1, "", actor)
            made = list(make(kept, new.id, actor))
            if kept.slate is None and made:
                insert_record(connection, slates, new)
            for decision in made:
                _insert_decision(connection, decision)
            return made

    def ask(self, kind: StepKind) -> Actor:
        """Return who acts, if that person may take a step of this kind; else it is denied."""
        return self._database.ask(STEP_ACTIONS[kind])

    def take_step(
        self,
        fiscal_year: int,
        slate_id: str | None,
        kind: StepKind,
        make: Callable[[KeptSlate, Actor], Step],
    ) -> Step:
        """Keep a step of a slate, and return it.

        Parameters
        ----------
        fiscal_year : int
        slate_id : str or None
            None for the first slate of the cycle.
        kind : StepKind
        make : callable
            Gives the step over what is kept, by who acts, or refuses it.
        """
        actor = self.ask(kind)
        with self._writing() as connection:
            kept = _kept(connection, fiscal_year, slate_id)
            step = make(kept, actor)
            insert_record(connection, slate_steps, step)
            details = {
                "covers": step.covers,
                "refs": step.refs,
                "reason": step.reason,
                "run_id": step.run_id,
                "sha256": _sha256(step),
            }
            add_event(connection, actor, _EVENTS[kind], step.slate_id, details)
            return step

    def add_supplement(self, fiscal_year: int, reason: str) -> Slate:
        """Make a supplement to the published slate of a cycle.

        Raises
        ------
        NotNowError
            ``NOT_PUBLISHED``, while the cycle's slate can still be changed.
        UsageError
            If the reason is missing or long.
        """
        actor = self._database.ask(Action.DECISION_DRAFT)
        reason = kept_reason(reason, "A supplement")
        with self._writing() as connection:
            if _kept(connection, fiscal_year, None).published is None:
                raise NotNowError(
                    "NOT_PUBLISHED",
                    f"The slate of fiscal year {fiscal_year} is not published, so it can be "
                    "changed itself, with `fct decide`. A supplement comes after a published one.",
                )
            number = next_number(connection, slates, fiscal_year)
            new = _slate(fiscal_year, number, reason, actor)
            insert_record(connection, slates, new)
            add_event(connection, actor, "supplement made", new.id, {"reason": reason})
            return new


def _slate(fiscal_year: int, number: int, reason: str, actor: Actor) -> Slate:
    return Slate(
        id=f"FY{fiscal_year}-{number}",
        fiscal_year=fiscal_year,
        number=number,
        reason=reason,
        at=utc_now(),
        actor=actor,
    )


def _insert_decision(connection: sa.Connection, decision: Decision) -> None:
    insert_record(connection, decisions, decision)
    details = {
        "fiscal_year": decision.fiscal_year,
        "slate": decision.slate_id,
        "version": decision.version,
        "outcome": decision.outcome,
        "kusd": decision.kusd,
        "sha256": _sha256(decision),
    }
    add_event(connection, decision.actor, "decision made", decision.ref, details)


def _sha256(record: Decision | Step) -> str:
    """Return the hash of what a row holds, so that the log shows a row that was changed."""
    # The moment in one zone, as a database may give it back in another.
    plain = asdict(record) | {"at": record.at.astimezone(dt.UTC).isoformat()}
    return hashlib.sha256(dump_json(plain).encode()).hexdigest()


def _read_slates(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Slate]:
    return read_records(connection, Slate, _SLATES.where(*where))


def _kept(connection: sa.Connection, fiscal_year: int, slate_id: str | None) -> KeptSlate:
    of_cycle = _read_slates(connection, slates.c.fiscal_year == fiscal_year)
    wanted = [one for one in of_cycle if slate_id in {None, one.id}]
    if slate_id is not None and not wanted:
        raise not_there(slate_id)
    read = {one.id: _kept_alone(connection, fiscal_year, one) for one in of_cycle}
    if not wanted:
        return _kept_alone(connection, fiscal_year, None)
    kept = read[wanted[0].id]
    own = kept.published
    before = [
        (one.published.at, one)
        for one in read.values()
        if one.published is not None
        and one is not kept
        and (own is None or one.published.at < own.at)
    ]
    ordered = tuple(one for _, one in sorted(before, key=lambda pair: pair[0]))
    return replace(kept, before=ordered)


def _kept_alone(connection: sa.Connection, fiscal_year: int, slate: Slate | None) -> KeptSlate:
    versions: list[Decision] = []
    steps: list[Step] = []
    if slate is not None:
        versions = read_records(connection, Decision, _DECISIONS, slate_id=slate.id)
        steps = read_records(connection, Step, _STEPS, slate_id=slate.id)
    return KeptSlate(
        slate=slate,
        versions=tuple(versions),
        steps=tuple(steps),
        standing=_standing_run(connection, fiscal_year),
        withdrawn=withdrawn_now(connection, fiscal_year),
        flagged=frozenset(flagged_refs(connection, fiscal_year)),
    )


def _standing_run(connection: sa.Connection, fiscal_year: int) -> StandingRun | None:
    """Return the published run, and the publication since which it has been that."""
    standing: StandingRun | None = None
    for number, run_id in connection.execute(_PUBLICATIONS, {"fiscal_year": fiscal_year}):
        # Backwards through the publications, as long as they are of the same run: the last one left
        # is the first of them.
        if standing is not None and run_id != standing.run_id:
            break
        standing = StandingRun(run_id=run_id, since=number)
    return standing
