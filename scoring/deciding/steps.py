"""The steps of a slate: who may take one, what it covers, and what refuses it.

The first step of approval is to submit, each further one is to approve, each by another person
with the role that the cycle names for it. To publish is no step: it needs all of them.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from fct.data.common import Actor, DeniedError, NotNowError, in_series, utc_now
from fct.data.decisions import SlateState, Step, StepKind, Who
from fct.scoring.deciding.choices import closed, over_budget_error
from fct.scoring.deciding.slate_money import first_short_year
from fct.scoring.deciding.standing import Standing

AUTHORITY = "authority"
NAMED = 10  # of a long list the first are named in a sentence; the key has all


def may_not_draft(standing: Standing, who: Who, ref: str) -> DeniedError | None:
    """Return why a person may not decide a proposal; None where that person may.

    ``CONFLICT``, or ``OWN_REVIEW`` where the cycle says that separation is strict.
    """
    if ref in who.in_conflict:
        return DeniedError(
            "CONFLICT", f"You are in conflict with {ref}, so another authority decides it."
        )
    if standing.basis.is_strict and ref in who.reviewed:
        return _own_review([ref], "decides it")
    return None


def deny_submission(standing: Standing, who: Who) -> None:
    """Deny a person the submission of a slate.

    Raises
    ------
    DeniedError
        ``NOT_ALLOWED``, ``CONFLICT``, ``OWN_REVIEW`` or ``SEPARATION``.
    """
    if who.may_all:
        return
    role = standing.basis.approval[0]
    if role not in who.roles:
        raise DeniedError("NOT_ALLOWED", f"The slate of this cycle is submitted by a {role}.")
    if who.in_conflict:
        raise DeniedError(
            "CONFLICT",
            f"You are in conflict with {_named(sorted(who.in_conflict))}, and only a person who is "
            "in no conflict in the cycle submits the slate.",
        )
    reviewed = [ref for ref in standing.to_approve if ref in who.reviewed]
    if standing.basis.is_strict and reviewed:
        raise _own_review(reviewed, "submits the slate")
    # Where one step is all, the submission is the approval.
    if len(standing.basis.approval) == 1:
        _deny_not_separate(standing, who, standing.to_approve)


def refuse_submission(standing: Standing) -> None:
    """Refuse the submission of a slate that is not ready.

    Raises
    ------
    NotNowError
        ``CLOSED``, ``SUBMITTED``, ``UNDECIDED`` or ``OVER_BUDGET``.
    """
    _refuse_closed(standing)
    if standing.state is not SlateState.DRAFT:
        raise NotNowError(
            "SUBMITTED",
            f"The slate is {standing.state} already. To change it, send it back with `fct slate "
            "send-back --reason R`.",
        )
    undecided, changed = standing.undecided, standing.advice_changed
    if undecided or changed:
        parts = [f"{_named(undecided)} without an outcome"] if undecided else []
        parts += [f"{_named(changed)} decided on advice that has changed"] if changed else []
        raise NotNowError(
            "UNDECIDED",
            f"The slate has {' and '.join(parts)}. Decide each with `fct decide`; `fct slate "
            "advise` gives what is undecided its advice.",
            refs=[*undecided, *changed],
        )
    if not standing.decisions:
        raise NotNowError("UNDECIDED", "The slate decides nothing yet.", refs=[])
    refuse_short(standing)


def _refuse_closed(standing: Standing) -> None:
    if (refusal := closed(standing)) is not None:
        raise refusal


def refuse_short(standing: Standing) -> None:
    """Refuse a slate whose decisions exceed what there is in a year."""
    short = first_short_year(standing.basis, standing.chosen)
    if short is not None:
        raise over_budget_error("As it is decided, ", short)


def deny_approval(standing: Standing, who: Who) -> None:
    """Deny approving and sending back to whose roles have no step of approval after the first.

    Raises
    ------
    DeniedError
        ``NOT_ALLOWED``.
    """
    approvers = {AUTHORITY, *standing.basis.approval[1:]}
    if not who.may_all and not who.roles & approvers:
        named = in_series(sorted(approvers))
        raise DeniedError(
            "NOT_ALLOWED", f"The slate of this cycle is approved and sent back by: {named}."
        )


def covered_by(standing: Standing, who: Who) -> list[str]:
    """Return the refs whose decision a person's approval takes a step further.

    Raises
    ------
    DeniedError
        ``CONFLICT``, ``SEPARATION`` or ``NOT_ALLOWED``.
    NotNowError
        ``CLOSED``, ``NOT_SUBMITTED`` or ``APPROVED``.
    """
    deny_approval(standing, who)
    is_open = standing.state is SlateState.IN_APPROVAL
    waiting = standing.waiting if is_open else standing.to_approve
    actable = [ref for ref in waiting if ref not in who.in_conflict]
    if waiting and not actable:
        raise DeniedError(
            "CONFLICT",
            f"You are in conflict with all that waits for approval, {_named(waiting)}; another "
            "authority approves it.",
        )
    _deny_not_separate(standing, who, actable)
    _refuse_closed(standing)
    if standing.state is SlateState.DRAFT:
        raise NotNowError(
            "NOT_SUBMITTED", "The slate is a draft. Submit it first, with `fct slate submit`."
        )
    if standing.state is SlateState.APPROVED:
        raise NotNowError(
            "APPROVED",
            "Every decision has every step already. Publish the slate with `fct slate publish`.",
        )
    return _next_steps(standing, who, actable)


def _next_steps(standing: Standing, who: Who, actable: Sequence[str]) -> list[str]:
    """Return those of the refs whose next step a person may take."""
    if who.may_all:
        return list(actable)
    approval = standing.basis.approval
    anew = [
        ref for ref in actable if who.id not in {step.actor.name for step in standing.taken[ref]}
    ]
    if actable and not anew:
        raise DeniedError(
            "SEPARATION",
            "You have taken a step with each of these decisions already, and each step is another "
            "person's.",
        )
    # Each decision stands at a step of its own: an approver covers only what that person may
    # (reviewing.md, detail 17).
    roles = {ref: approval[len(standing.taken[ref])] for ref in anew}
    mine = [ref for ref in anew if roles[ref] in who.roles]
    if not mine:
        needed = in_series(sorted(set(roles.values())))
        raise DeniedError("NOT_ALLOWED", f"The next step of this slate is that of a {needed}.")
    return mine


def _deny_not_separate(standing: Standing, who: Who, refs: Collection[str]) -> None:
    """Deny an approval to who drafted, reviewed, submitted or certified what it covers."""
    if who.may_all:
        return
    drafted = [
        ref
        for ref in refs
        if ref in standing.decisions and standing.decisions[ref].actor.name == who.id
    ]
    for own, what in (
        (drafted, "drafted the decision on"),
        ([ref for ref in refs if ref in who.reviewed], "reviewed"),
        ([ref for ref in refs if ref in who.brought], "submitted or certified"),
    ):
        if own:
            raise DeniedError(
                "SEPARATION",
                f"You {what} {_named(own)}, and who did that approves nothing that covers it. "
                "Another person does.",
            )


def refuse_send_back(standing: Standing) -> None:
    """Refuse to send back what nobody submitted, or what is published."""
    _refuse_closed(standing)
    if standing.state is SlateState.DRAFT:
        raise NotNowError(
            "NOT_SUBMITTED", "The slate is a draft, so there is nothing to send back."
        )


def refuse_publication(standing: Standing) -> None:
    """Refuse to publish what is not approved, what is flagged, or what there is no money for.

    Raises
    ------
    NotNowError
        ``CLOSED``, ``NOT_APPROVED``, ``FLAGGED`` or ``OVER_BUDGET``.
    """
    _refuse_closed(standing)
    if standing.state is not SlateState.APPROVED:
        waiting = standing.waiting if standing.state is SlateState.IN_APPROVAL else []
        more = f"; without a step: {_named(waiting)}" if waiting else ""
        raise NotNowError(
            "NOT_APPROVED",
            f"The slate is {standing.state}{more}. It is published when every decision has every "
            "step of approval.",
        )
    refs = [ref for ref in standing.to_approve if ref in standing.kept.flagged]
    if refs:
        raise NotNowError(
            "FLAGGED",
            f"A flag is open on {_named(refs)}. Resolve it with a reason (`fct flag resolve`); "
            "`fct flags` lists them.",
            refs=refs,
        )
    refuse_short(standing)


class Act(NamedTuple):
    """What a step does.

    Attributes
    ----------
    kind : StepKind
    covers : sequence of str
        Refs whose decision it takes a step further.
    refs : sequence of str
        Refs that a step back names.
    reason : str
        Of a step back.
    """

    kind: StepKind
    covers: Sequence[str] = ()
    refs: Sequence[str] = ()
    reason: str = ""


def step_on(standing: Standing, act: Act, actor: Actor) -> Step:
    """Return a step that sees the slate as it stands."""
    kept = standing.kept
    if kept.slate is None or kept.standing is None:  # what may take a step has decisions on a run
        raise NotNowError("NOT_SUBMITTED", "There is no slate yet. Decide the proposals first.")
    return Step(
        slate_id=kept.slate.id,
        fiscal_year=kept.slate.fiscal_year,
        number=len(kept.steps) + 1,
        kind=act.kind,
        covers=list(act.covers),
        # What the step saw goes with it: it counts for as long as that is what there is.
        seen=dict(kept.seen),
        withdrawn=sorted(standing.withdrawn),
        run_id=kept.standing.run_id,
        since=kept.standing.since,
        refs=list(act.refs),
        reason=act.reason,
        at=utc_now(),
        actor=actor,
    )


def _own_review(refs: Sequence[str], does: str) -> DeniedError:
    return DeniedError(
        "OWN_REVIEW",
        f"You have a review of {_named(refs)}, and in this cycle separation is strict: another "
        f"person {does}.",
    )


def _named(refs: Sequence[str]) -> str:
    more = len(refs) - NAMED
    return in_series(refs) if more <= 0 else f"{', '.join(refs[:NAMED])} and {more} more"
