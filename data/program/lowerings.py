"""Lowering a rule: proposed by one, confirmed by another, and taken back at once by anyone.

A rule that goes up holds more proposals up and is set by one person alone; a rule that goes down
lets proposals through, so two must want it. A gate is never lowered.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import Actor, DeniedError, UsageError, is_another
from fct.data.program.rule_stages import Stage, StageChange, declared_rule, is_lower, refuse_gate

WAITING = "waiting"


class LoweringStep(StrEnum):
    """What was done to a proposed lowering, in the words that are kept."""

    CONFIRMED = "confirmed"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoweringAnswer:
    """One step, with its reason."""

    step: LoweringStep
    reason: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Lowering:
    """A proposed lowering with what was done to it.

    Attributes
    ----------
    id : str
        As in ``L001``.
    was : Stage
        At which the rule was when it was proposed.
    change : StageChange
        What is proposed, by whom, why, on which figures.
    answers : tuple of LoweringAnswer
        Oldest first.
    """

    id: str
    was: Stage
    change: StageChange
    answers: tuple[LoweringAnswer, ...] = ()

    @property
    def status(self) -> str:
        """``waiting``, or the last step."""
        return str(self.answers[-1].step) if self.answers else WAITING


def refuse_lowering(current: Stage, change: StageChange) -> None:
    """Raise a UsageError if a rule cannot be lowered to a stage."""
    refuse_gate(declared_rule(change.rule), change.stage)
    if not is_lower(change.stage, current):
        raise UsageError(
            f"Rule {change.rule} is at {current}; {change.stage} is not lower, so there is nothing "
            "to confirm."
        )


def refuse_step(lowering: Lowering, answer: LoweringAnswer, current: Stage) -> None:
    """Raise a UsageError if a lowering cannot be confirmed or taken back now.

    Parameters
    ----------
    lowering : Lowering
    answer : LoweringAnswer
    current : Stage
        At which the rule is now.
    """
    if answer.step is LoweringStep.CONFIRMED:
        _refuse_confirmation(lowering, current)
    elif lowering.status == LoweringStep.TAKEN_BACK:
        raise UsageError(f"Lowering {lowering.id} is taken back already; nothing is to be done.")
    elif lowering.status == LoweringStep.CONFIRMED and current is not lowering.change.stage:
        rule = lowering.change.rule
        raise UsageError(
            f"Rule {rule} is at {current} now and not at {lowering.change.stage}, so nothing of "
            f"{lowering.id} is in force. `fct rule stage {rule} block` sets the rule back whole."
        )


def own_step(lowering: Lowering, answer: LoweringAnswer, *, by_name: bool) -> DeniedError | None:
    """Return why a person may not confirm a lowering: who proposed it does not.

    Parameters
    ----------
    lowering : Lowering
    answer : LoweringAnswer
    by_name : bool
        Whether two names are two people, as in an illustrative store; else two accounts are.
    """
    if answer.step is not LoweringStep.CONFIRMED:
        return None
    what = f"lowering {lowering.id}"
    return same_person(lowering.change.actor, answer.actor, what, "confirm", by_name=by_name)


def _refuse_confirmation(lowering: Lowering, current: Stage) -> None:
    if lowering.status != WAITING:
        raise UsageError(
            f"Lowering {lowering.id} is {lowering.status}, so it cannot be confirmed; only one "
            "that is waiting can. `fct rule stages` shows them."
        )
    refuse_gate(declared_rule(lowering.change.rule), lowering.change.stage)
    if current is not lowering.was:
        raise UsageError(
            f"Rule {lowering.change.rule} was at {lowering.was} when {lowering.id} was proposed "
            f"and is at {current} now. Take {lowering.id} back and propose what is wanted now."
        )


def same_person(
    first: Actor, second: Actor, what: str, verb: str, *, by_name: bool
) -> DeniedError | None:
    """Return a denial with ``SEPARATION`` if the second of two people is the first.

    Parameters
    ----------
    first, second : Actor
    what, verb : str
        As in ``lowering L001`` and ``confirm``.
    by_name : bool
        See :func:`fct.data.common.actor.is_another`.
    """
    if is_another(first, second, by_name=by_name):
        return None
    if by_name or (first.verified and second.verified):
        said = f"{first.name} asked for {what}, so another person must {verb} it."
    elif first.account is None:
        said = (
            f"{first.name} asked for {what} before the store kept accounts, so nobody can be known "
            f"to be another. Ask for it again, and have another account of the system {verb} it."
        )
    else:
        said = (
            f"{first.name} asked for {what} from the system's account {first.account}, so another "
            f"account must {verb} it; a name given with --as does not count."
        )
    return DeniedError("SEPARATION", said)
