"""Later deadlines, and moments of receipts put right: each by two people."""

import datetime as dt
from dataclasses import dataclass

from fct.data.common import NotNowError, UsageError, not_there, utc_now
from fct.data.messages import Letter
from fct.data.people import Action, Person, Role
from fct.data.program import Cycle, load_form
from fct.data.store import kept_reason
from fct.data.subjects import Store, Submission
from fct.data.submitting.receipts import moment_words
from fct.data.tables import ExtensionRow, MomentCorrection


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """An extension as somebody enters it.

    Attributes
    ----------
    target : str
        A component or a ref.
    until : datetime
        The first moment at which a file is late.
    reason, approved_by : str
    """

    target: str
    until: dt.datetime
    reason: str
    approved_by: str


def extend(store: Store, cycle: Cycle, wanted: Wanted) -> ExtensionRow:
    """Give one component or proposal a later deadline, and inform its approver and sponsors.

    Raises
    ------
    DeniedError
        If who enters it may not, or there is no such proposal.
    NotNowError
        ``NOT_IN_CYCLE``, ``NOT_LATER``, ``AFTER_EVALUATION`` or ``NOT_APPROVER``.
    UsageError
        If the reason is missing or long.
    """
    actor = store.ask(Action.DEADLINE_EXTEND)
    reason = kept_reason(wanted.reason, "An extension")
    component, ref = _target(store, cycle, wanted.target)
    of = component or store.versions.components(cycle.fiscal_year).get(ref or "")
    of = of or next((one.component for one in cycle.expected if one.ref == ref), None)
    # One transaction for what is asked and what is written: two extensions entered at once are
    # looked at one after the other.
    with store.writing():
        _refuse_moment(store, cycle, wanted.until, (ref, of))
        _refuse_approver(store, wanted.approved_by, of)
        row = ExtensionRow(
            fiscal_year=cycle.fiscal_year,
            component=component,
            ref=ref,
            until=wanted.until,
            reason=reason,
            approved_by=wanted.approved_by.strip(),
            at=utc_now(),
            actor=actor,
        )
        store.extensions.add(row)
        _inform(store, cycle, row, of)
    return row


def _target(store: Store, cycle: Cycle, target: str) -> tuple[str | None, str | None]:
    """Return the component or the ref that is named."""
    name = target.strip()
    known = {one.casefold(): one for one in load_form()["component"].choices}
    component = known.get(name.casefold())
    if component is not None:
        if component not in cycle.components:
            listed = ", ".join(cycle.components)
            raise NotNowError(
                "NOT_IN_CYCLE",
                f"{component} is not among the components of fiscal year {cycle.fiscal_year}: "
                f"{listed}. Add it with `fct cycle change`, or name another one.",
            )
        return component, None
    refs = {*store.versions.components(cycle.fiscal_year)}
    refs |= {one.ref for one in cycle.expected}
    refs |= {one.ref for one in cycle.promised if one.fiscal_year == cycle.fiscal_year}
    # As it is written before any spelling of it: two refs may differ in case alone.
    same = [ref for ref in sorted(refs) if ref.casefold() == name.casefold()]
    ref = name if name in refs else same[0] if len(same) == 1 else None
    if ref is None:
        store.deny(not_there(name), Action.DEADLINE_EXTEND, name)
    return None, ref


def _refuse_moment(
    store: Store, cycle: Cycle, until: dt.datetime, of: tuple[str | None, str | None]
) -> None:
    evaluated = cycle.at("evaluated")
    year = cycle.fiscal_year
    if evaluated is not None and until >= evaluated:
        raise NotNowError(
            "AFTER_EVALUATION",
            f"Fiscal year {year} is evaluated at {moment_words(evaluated, cycle)}, and an "
            "extension ends before that. Move `evaluated` first, with `fct cycle change`.",
        )
    if store.ticks.is_action_done("publish", year):
        raise NotNowError(
            "AFTER_EVALUATION",
            f"The run that reviewers see of fiscal year {year} is published, so no deadline of it "
            "can be later.",
        )
    now = store.extensions.deadlines(cycle).of(*of)
    # A deadline is the last moment in time; an extension ends at the first that is late, a
    # microsecond later.
    if until <= now + dt.timedelta(microseconds=1):
        raise NotNowError(
            "NOT_LATER",
            f"The deadline is {moment_words(now, cycle)} already, and an extension never shortens "
            "it. Name a later moment.",
        )


def _refuse_approver(store: Store, name: str, component: str | None) -> None:
    """Raise NotNowError unless somebody else approves, as detail 13 of year.md asks."""
    person = _approver(store, name)
    if not store.people.are_there():
        return
    if person is None or Role.AUTHORITY not in person.roles:
        why = "is not an active person with the role authority"
    elif person.id == store.acting.id:
        why = "enters the extension, and nobody approves the own entry"
    elif component is not None and person.component == component:
        why = f"is of {component}, and nobody approves for the own component"
    else:
        return
    raise NotNowError("NOT_APPROVER", f"{name} {why}. Name another authority.")


def _approver(store: Store, name: str) -> Person | None:
    """Return the active person who is named to approve, or None."""
    if not name.strip():
        raise UsageError("Name who approves it, with --approved-by.")
    person = store.people.find(name.strip())
    return person if person is not None and person.active else None


def _inform(store: Store, cycle: Cycle, row: ExtensionRow, component: str | None) -> None:
    letter = Letter(
        text="extended",
        action="extend",
        about="final_due",
        fiscal_year=cycle.fiscal_year,
        ref=row.ref,
        date=f"{row.component or row.ref} {row.until.isoformat()}",
        facts={
            "whose": row.component or row.ref,
            "until": moment_words(row.until, cycle),
            "reason": row.reason,
            "approved_by": row.approved_by,
            "by": row.actor.name,
        },
    )
    to = store.messages.holders(Role.SPONSOR, component=component) if component else []
    if store.people.are_there():
        to += store.messages.named([row.approved_by])
    store.messages.send(letter, to)


def correct_receipt(
    store: Store, submission: Submission, moment: dt.datetime, reason: str, approved_by: str
) -> MomentCorrection:
    """Put the moment of a receipt right where the clock was wrong; both moments are kept.

    Raises
    ------
    DeniedError
        If who enters it may not.
    NotNowError
        ``NOT_APPROVER``, if nobody else approves it.
    UsageError
        If the moment lies ahead, or the reason is missing or long.
    """
    actor = store.ask(Action.RECEIPT_CORRECT)
    line = kept_reason(reason, "A correction of a receipt's moment")
    if moment > utc_now():
        raise UsageError(f"{moment.isoformat()} lies ahead, and no file came yet at that moment.")
    _refuse_second(store, approved_by)
    row = MomentCorrection(
        submission_id=submission.id,
        was=submission.received_at,
        moment=moment,
        reason=line,
        approved_by=approved_by.strip(),
        at=utc_now(),
        actor=actor,
    )
    store.corrections.add(row)
    return row


def _refuse_second(store: Store, name: str) -> None:
    """Raise NotNowError unless a second person, an authority or operator, approves."""
    person = _approver(store, name)
    if not store.people.are_there():
        return
    is_second = person is not None and person.id != store.acting.id
    if not is_second or person is None or not person.roles & {Role.AUTHORITY, Role.OPERATOR}:
        raise NotNowError(
            "NOT_APPROVER",
            f"{name} is not another active person with the role authority or operator. Name one.",
        )
