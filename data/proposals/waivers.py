"""Waivers: one rule is waived for one proposal, asked for by one person, approved by another.

A waiver changes verdicts, not facts: the outcome of the rule stays, the strength is not lifted, and
the waiver is shown beside the score until it expires.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from fct.data.common import Actor, DeniedError, UsageError
from fct.data.program import declared_rule, is_gate, load_rules, load_stage_terms, same_person


class WaiverChoice(StrEnum):
    """What was said to a request, in the words that are kept."""

    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"


WAITING = "waiting"


class GrantedWaiver(BaseModel):
    """What stands beside a score: the rule, who asked and approved, why, and until when.

    Attributes
    ----------
    id : str
        As in ``FY2027-W001``.
    fiscal_year : int
    ref, rule : str
    reason, requested_by : str
    approval_reason, approved_by : str
    expires : date
        Its last day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    fiscal_year: int
    ref: str
    rule: str
    reason: str
    requested_by: str
    approved_by: str
    approval_reason: str
    expires: dt.date

    def counts_at(self, as_of: dt.date) -> bool:
        """Whether it has not expired, and is of a rule that can be waived."""
        return as_of <= self.expires and not why_not_waivable(self.rule)

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return self.model_dump(mode="json")


@dataclass(frozen=True, kw_only=True, slots=True)
class WaiverAnswer:
    """One answer to a request, with its reason."""

    answer: WaiverChoice
    reason: str
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class WaiverRequest:
    """What is asked for.

    Attributes
    ----------
    fiscal_year : int
    ref, rule, reason : str
    expires : date
        Its last day.
    at : datetime
    actor : Actor
        Who asks.
    """

    fiscal_year: int
    ref: str
    rule: str
    reason: str
    expires: dt.date
    at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """A request with the answers to it.

    Attributes
    ----------
    id : str
        As in ``FY2027-W001``.
    request : WaiverRequest
    answers : tuple of WaiverAnswer
        Oldest first.
    """

    id: str
    request: WaiverRequest
    answers: tuple[WaiverAnswer, ...] = ()

    @property
    def status(self) -> str:
        """``waiting``, or the last answer."""
        return str(self.answers[-1].answer) if self.answers else WAITING

    def granted(self) -> GrantedWaiver | None:
        """Return the waiver as it counts; None where it is not approved, or was revoked."""
        if self.status != WaiverChoice.APPROVED:
            return None
        request, approval = self.request, self.answers[-1]
        return GrantedWaiver(
            id=self.id,
            fiscal_year=request.fiscal_year,
            ref=request.ref,
            rule=request.rule,
            reason=request.reason,
            requested_by=request.actor.name,
            approved_by=approval.actor.name,
            approval_reason=approval.reason,
            expires=request.expires,
        )


def granted_waivers(
    waivers: Iterable[Waiver], refs: Collection[str], as_of: dt.date
) -> list[GrantedWaiver]:
    """Return the waivers of some proposals that are approved and count at a date."""
    granted = (waiver.granted() for waiver in waivers)
    return [
        waiver
        for waiver in granted
        if waiver is not None and waiver.ref in refs and waiver.counts_at(as_of)
    ]


def why_not_waivable(rule: str) -> str:
    """Return why a rule cannot be waived, in a sentence; empty if it can be.

    Source: ``declarations/rule_stages.yaml``.
    """
    terms, declared = load_stage_terms().waivers, load_rules().get(rule)
    if declared is None:
        return f"There is no rule {rule}."
    if rule in terms.never:
        return f"Rule {rule} is law and cannot be waived ({terms.never[rule]})."
    if is_gate(declared):
        return f"Rule {rule} is a gate, and a gate cannot be waived."
    if declared.severity not in terms.severities:
        return f"Rule {rule} is a {declared.severity}: it holds nobody up, so nothing is waived."
    return ""


def refuse_request(request: WaiverRequest) -> None:
    """Raise a UsageError if the rule is unknown or cannot be waived."""
    declared_rule(request.rule)
    if why := why_not_waivable(request.rule):
        allowed = [rule for rule in load_rules() if not why_not_waivable(rule)]
        raise UsageError(f"{why} Rules that can be waived: {', '.join(allowed)}.")


def refuse_expired(request: WaiverRequest, as_of: dt.date) -> None:
    """Raise a UsageError if a waiver would have expired before the cycle's as-of date."""
    if request.expires < as_of:
        raise UsageError(
            f"A waiver until {request.expires} would never count: fiscal year "
            f"{request.fiscal_year} is judged as of {as_of}. Name that day or a later one with "
            "--expires."
        )


def own_answer(waiver: Waiver, answer: WaiverAnswer, *, by_name: bool) -> DeniedError | None:
    """Return why a person may not answer a waiver so: who asked for it does not approve it.

    Refusing and taking back is done at once by anyone.

    Parameters
    ----------
    waiver : Waiver
    answer : WaiverAnswer
    by_name : bool
        Whether two names are two people, as in an illustrative store; else two accounts are.
    """
    if answer.answer is not WaiverChoice.APPROVED:
        return None
    asked_by = waiver.request.actor
    return same_person(asked_by, answer.actor, f"waiver {waiver.id}", "approve", by_name=by_name)


def refuse_answer(waiver: Waiver, answer: WaiverAnswer) -> None:
    """Raise a UsageError if a waiver cannot be answered so as it stands."""
    # Only what was approved can be taken back; all else answers a request that waits.
    needed = WaiverChoice.APPROVED if answer.answer is WaiverChoice.REVOKED else WAITING
    if waiver.status != needed:
        raise UsageError(
            f"Waiver {waiver.id} is {waiver.status}, so it cannot be {answer.answer}; only one "
            f"that is {needed} can. `fct waiver list` shows them."
        )
