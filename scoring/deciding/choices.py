"""What a person chooses for a proposal, and what refuses it, in the order of the refusals.

Nobody may decide in a published slate, on a stale version, more than the request, against the
advice without a reason, or more than the budget.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fct.data.common import EXACT, Actor, NotNowError, UsageError, in_series, kusd_words, squeeze
from fct.data.decisions import Decision, Kusd, Outcome
from fct.scoring.deciding.basis import Item
from fct.scoring.deciding.slate_money import NOTHING, Chosen, over_budget
from fct.scoring.deciding.standing import Standing
from fct.scoring.ranking import money_report

SHORTEST_REASON = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What a person chooses for one proposal.

    Attributes
    ----------
    ref : str
    outcome : Outcome
    kusd : mapping of int to Decimal
        As written: of a part alone.
    reason : str
    conditions : tuple of str
    if_version : int or None
        The version that it was chosen on, 0 for none; None where it was not said.
    """

    ref: str
    outcome: Outcome
    kusd: Kusd = field(default_factory=dict)
    reason: str = ""
    conditions: tuple[str, ...] = ()
    if_version: int | None = None

    def refuse_form(self) -> None:
        """Raise a UsageError if the amounts cannot go with the outcome, whatever the request."""
        if self.outcome is not Outcome.PART and self.kusd:
            takes = "takes its whole request" if self.outcome is Outcome.FUND else "holds no money"
            raise UsageError(f"“{self.outcome}” {takes}; leave the amounts out, or fund in part.")
        if any(kusd < 0 for kusd in self.kusd.values()):
            raise UsageError("An amount is below 0; write thousands of dollars, at least 0.")
        if self.outcome is Outcome.PART and not any(self.kusd.values()):
            raise UsageError(
                "“fund in part” needs an amount above 0 of a fiscal year, in thousands of dollars, "
                "as in 2027=400.5."
            )


def decision_on(
    standing: Standing, choice: Choice, slate_id: str, at: dt.datetime, actor: Actor
) -> Decision:
    """Return the next version of a decision.

    Raises
    ------
    NotNowError
        The first of :func:`refusals_of`.
    UsageError
        If the amounts cannot go with the outcome.
    """
    for refusal in refusals_of(standing, choice):
        raise refusal
    return next_version(standing, choice, slate_id, at, actor)


def advice_on(
    standing: Standing, refs: Sequence[str], slate_id: str, at: dt.datetime, actor: Actor
) -> list[Decision]:
    """Return decisions that take the advice on some proposals over, which needs no reason.

    Raises
    ------
    NotNowError
        ``CLOSED``, or ``OVER_BUDGET`` where other decisions have taken the money.
    """
    if (refusal := closed(standing)) is not None:
        raise refusal
    items = standing.basis.items
    choices = [Choice(ref=ref, outcome=items[ref].advice) for ref in refs]
    short = over_budget(standing.basis, standing.chosen, applied(standing, choices))
    if short is not None:
        raise over_budget_error("With the advice taken over, ", short)
    return [next_version(standing, one, slate_id, at, actor) for one in choices]


def next_version(
    standing: Standing, choice: Choice, slate_id: str, at: dt.datetime, actor: Actor
) -> Decision:
    """Return the next version of a decision, whatever refuses it."""
    newest = standing.kept.newest.get(choice.ref)
    item = standing.basis.items[choice.ref]
    return Decision(
        slate_id=slate_id,
        fiscal_year=standing.basis.fiscal_year,
        ref=choice.ref,
        version=1 if newest is None else newest.version + 1,
        run_id=standing.basis.run_id,
        advice=item.advice,
        outcome=choice.outcome,
        kusd=given_kusd(item, choice),
        reason=choice.reason,
        conditions=list(choice.conditions),
        at=at,
        actor=actor,
    )


def refusals_of(standing: Standing, choice: Choice) -> Iterator[NotNowError]:
    """Yield what refuses a choice, in the order in which it is said.

    The codes are ``CLOSED``, ``WITHDRAWN``, ``STALE``, ``OVER_REQUEST``, ``NEEDS_REASON`` and
    ``OVER_BUDGET``.

    Raises
    ------
    UsageError
        If the amounts cannot go with the outcome.
    """
    choice.refuse_form()
    item = standing.basis.items[choice.ref]
    # In the order of reviewing.md, detail 32; the first one is what a person reads.
    for refusal in (
        closed(standing),
        _withdrawn(standing, choice.ref),
        _stale(standing, choice),
        _over_request(item, choice),
    ):
        if refusal is not None:
            yield refusal
    _refuse_whole_part(item, choice)
    for refusal in (_without_reason(standing, item, choice), _over_budget(standing, item, choice)):
        if refusal is not None:
            yield refusal


def closed(standing: Standing) -> NotNowError | None:
    """Return the refusal of a change of what is published; None where it is not."""
    slate = standing.kept.slate
    if standing.kept.published is None or slate is None:
        return None
    return NotNowError(
        "CLOSED",
        f"Slate {slate.id} is published and never changes. What comes later is a supplement: "
        f"`fct slate new --supplement --reason R --fiscal-year {slate.fiscal_year}`.",
    )


def given_kusd(item: Item, choice: Choice) -> Kusd:
    """Return what a choice gives, in thousands of dollars, only years above zero."""
    if choice.outcome is Outcome.FUND:
        return item.whole
    return {year: kusd for year, kusd in choice.kusd.items() if kusd}


def _withdrawn(standing: Standing, ref: str) -> NotNowError | None:
    if ref not in standing.withdrawn:
        return None
    return NotNowError(
        "WITHDRAWN",
        f"{ref} is withdrawn by its sponsor, so there is nothing to decide. If it is re-opened "
        "with `fct reopen`, decide it then.",
    )


def _stale(standing: Standing, choice: Choice) -> NotNowError | None:
    newest = standing.kept.newest.get(choice.ref)
    version = 0 if newest is None else newest.version
    # The first decision on a proposal need not name a version: there is nothing that it could write
    # over.
    if choice.if_version == version or (choice.if_version is None and newest is None):
        return None
    read = {one.version: one for one in standing.kept.versions if one.ref == choice.ref}
    was = None if choice.if_version is None else read.get(choice.if_version)
    who = "nobody has decided it yet" if newest is None else f"{newest.actor.name} decided last"
    said = "no version was named" if choice.if_version is None else f"not {choice.if_version}"
    return NotNowError(
        "STALE",
        f"The decision on {choice.ref} is at version {version}, {said}: {who}. Look at it, "
        f"then decide on version {version}.",
        version=version,
        changed=changed_paths(was, newest),
    )


def changed_paths(was: Decision | None, now: Decision | None) -> list[str]:
    """Return the paths of what differs between two versions of a decision, as ``kusd.2027``."""
    before, after = _leaves(was), _leaves(now)
    paths = before.keys() | after.keys()
    return sorted(path for path in paths if before.get(path) != after.get(path))


def _leaves(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {}
    leaves = {
        "outcome": decision.outcome,
        "reason": decision.reason or None,
        "conditions": list(decision.conditions) or None,
        **{f"kusd.{year}": kusd for year, kusd in decision.kusd.items()},
    }
    return {path: value for path, value in leaves.items() if value is not None}


def _over_request(item: Item, choice: Choice) -> NotNowError | None:
    for year, kusd in sorted(choice.kusd.items()):
        asked = item.request.get(year, NOTHING)
        if kusd > asked:
            over = EXACT.subtract(kusd, asked)
            return NotNowError(
                "OVER_REQUEST",
                f"{choice.ref} asks {kusd_words(asked)} of FY{year}, and the decision gives it "
                f"{kusd_words(kusd)}, {kusd_words(over)} more. Give it at most what it asks.",
                fiscal_year=year,
                kusd=kusd_number(over),
            )
    return None


def _refuse_whole_part(item: Item, choice: Choice) -> None:
    if choice.outcome is Outcome.PART and all(
        choice.kusd.get(year, NOTHING) == asked for year, asked in item.request.items()
    ):
        raise UsageError(
            f"The amounts give {choice.ref} all that it asks for; that is “fund”, without amounts."
        )


def _without_reason(standing: Standing, item: Item, choice: Choice) -> NotNowError | None:
    why = _why_a_reason(standing, item, choice)
    length = len(squeeze(choice.reason))
    # A reason that is given is long enough to be one even where none is needed; it is kept and
    # shown.
    if length >= SHORTEST_REASON or not (why or length):
        return None
    said = f"this one has {length}" if length else "none was given"
    return NotNowError(
        "NEEDS_REASON",
        f"{why or 'A reason is kept and shown.'} A reason has at least {SHORTEST_REASON} "
        f"characters; {said}. Say why in a sentence.",
    )


def _why_a_reason(standing: Standing, item: Item, choice: Choice) -> str:
    """Return why a choice needs a reason, in a sentence; empty where it needs none."""
    if choice.outcome is not item.advice:
        return (
            f"“{choice.outcome}” differs from the advice on {item.ref}, “{item.advice}” "
            f"(verdict {item.verdict}), so it needs a reason."
        )
    twins = _funded_twins(standing, item.ref) if choice.outcome.is_funded else []
    if twins:
        return (
            f"{item.ref} and {in_series(twins)} stand in one group of duplicates; to fund more "
            "than one of them needs a reason."
        )
    return ""


def _funded_twins(standing: Standing, ref: str) -> list[str]:
    groups = (group for group in standing.basis.duplicates if ref in group)
    others = {other for group in groups for other in group} - {ref}
    chosen = standing.chosen
    return sorted(other for other in others if other in chosen and chosen[other].outcome.is_funded)


def _over_budget(standing: Standing, item: Item, choice: Choice) -> NotNowError | None:
    after = applied(standing, [choice])
    short = over_budget(standing.basis, standing.chosen, after)
    return None if short is None else over_budget_error(f"With {item.ref}, ", short)


def over_budget_error(lead: str, short: tuple[int, Decimal]) -> NotNowError:
    """Return the refusal of decisions that exceed a year's budget."""
    year, kusd = short
    return NotNowError(
        "OVER_BUDGET",
        f"{lead}FY{year} would be over its budget by {kusd_words(kusd)}, after what is held back "
        "and promised. Give less, or decide another proposal otherwise first; `fct slate` shows "
        "the money of each year.",
        fiscal_year=year,
        kusd=kusd_number(kusd),
    )


def kusd_number(kusd: Decimal) -> float | str:
    """Return an amount as a JSON number."""
    return money_report({0: kusd})["0"]


def applied(standing: Standing, choices: Sequence[Choice]) -> Mapping[str, Chosen]:
    """Return what a slate would give with some choices made."""
    items, is_supplement = standing.basis.items, standing.is_supplement
    made = {
        one.ref: Chosen(one.outcome, given_kusd(items[one.ref], one), is_supplement)
        for one in choices
    }
    return {**standing.chosen, **made}
