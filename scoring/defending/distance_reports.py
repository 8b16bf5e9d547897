"""Why a proposal stands where it stands, as JSON values and in words, for commands and pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fct.data.common import in_series, kusd_words, none_if_absent
from fct.data.program import load_form, load_rules
from fct.data.proposals import build_table
from fct.scoring.defending.distance_to_line import (
    Comparison,
    Contribution,
    Distance,
    compare_proposals,
    contributions,
    distance_to_line,
)
from fct.scoring.defending.line_trials import DrawnLine, LineTrial
from fct.scoring.defending.remedies import Means, Remedy
from fct.scoring.defending.smallest_change import (
    Change,
    Counterfactuals,
    JudgedBy,
    Step,
    counterfactuals,
    smallest_changes,
)
from fct.scoring.judging import Verdict, rule_words
from fct.scoring.ranking import Limit, OrderOfMerit, is_unconfirmed, money_report

_DECIMALS = 6


def parts_of(found: OrderOfMerit, ref: str) -> list[Contribution]:
    """Return the contributions to one proposal's merit."""
    return contributions(found.parts.only([ref]), build_table([found.proposals[ref]]))


def trial_of(found: OrderOfMerit, ref: str) -> LineTrial | None:
    """Return the line around a proposal; None where it does not compete or there is no money."""
    (competes,) = found.ranks.loc[found.ranks["ref"] == ref, "competes"]
    if not competes or not found.budgets:
        return None
    return LineTrial.of(found.ranks, found.question(), ref)


def distance_of(found: OrderOfMerit, ref: str) -> Distance | None:
    """Return how far a proposal is from the line; None where it does not compete for money."""
    trial = trial_of(found, ref)
    return None if trial is None else distance_to_line(trial)


def counterfactuals_of(found: OrderOfMerit, ref: str) -> Counterfactuals | None:
    """Return the smallest change that would fund a proposal; None for one that needs none."""
    trial = trial_of(found, ref)
    if trial is None or not trial.line.passes_over(ref):
        return None
    judged_by = (found.cycle, found.rubric, found.exceptions)
    return counterfactuals(found.proposals[ref], trial, *judged_by)


def smallest_changes_of(
    found: OrderOfMerit, refs: Iterable[str]
) -> Iterator[tuple[str, Change | None]]:
    """Yield those of some proposals that need a change to be funded, each with its smallest.

    Parameters
    ----------
    found : OrderOfMerit
    refs : iterable of str
        Those that do not compete need none.
    """
    if not found.budgets:
        return
    line = DrawnLine.of(found.ranks, found.question())
    over = [ref for ref in refs if line.passes_over(ref)]
    by = JudgedBy(found.cycle, found.rubric, found.exceptions)
    tried = ((found.proposals[ref], line.around(ref)) for ref in over)
    yield from zip(over, smallest_changes(tried, by), strict=True)


def why_report(found: OrderOfMerit, ref: str) -> dict[str, Any]:
    """Return why one ranked proposal stands where it stands."""
    (row,) = found.ranks[found.ranks["ref"] == ref].to_dict("records")
    distance, change = distance_of(found, ref), counterfactuals_of(found, ref)
    return {
        "ref": ref,
        "title": row["title"],
        "verdict": str(Verdict.RANKABLE),
        "rank": int(row["rank"]),
        "tier": int(row["tier"]),
        "merit": row["merit"],
        "maturity": row["maturity"],
        "mark": str(row["mark"]),
        "unconfirmed": is_unconfirmed(row),
        "request_kusd": money_report(row["request_kusd"]),
        "tied_with": row["tied_with"],
        "contributions": [contribution_report(one) for one in parts_of(found, ref)],
        "distance": None if distance is None else distance_report(distance),
        "said": None if distance is None else distance_words(distance, int(row["tier"])),
        "would_fund": [] if distance is None else [remedy_report(r) for r in distance.remedies],
        "smallest_change": None if change is None else counterfactuals_report(change),
    }


def sponsor_report(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without what it says of other sponsors' proposals.

    Parameters
    ----------
    report : dict
        Of :func:`why_report`, or of one that has no rank.
    """
    if report["rank"] is None:
        return report  # it speaks of its own answers alone
    distance = report["distance"]
    own_distance = None
    if distance is not None:
        hidden = {"must_beat", "left_kusd"}
        own_distance = {key: value for key, value in distance.items() if key not in hidden}
    change = report["smallest_change"]
    if change is not None:
        change = {
            "smallest": _without_drops(change["smallest"]),
            "by_part": [_without_drops(one) for one in change["by_part"]],
        }
    own = {key: value for key, value in report.items() if key != "tied_with"}
    return own | {
        "tied": bool(report["tied_with"]),
        "distance": own_distance,
        "would_fund": [
            _without_drops(one) for one in report["would_fund"] if one["change"] == Means.REQUEST
        ],
        "said": None if distance is None else _sponsor_words(distance),
        "smallest_change": change,
    }


def _without_drops(change: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if change is None else {k: v for k, v in change.items() if k != "drops"}


def _sponsor_words(distance: dict[str, Any]) -> str:
    points = distance["points"]
    if distance["is_funded"]:
        return (
            "Funded." if points is None else f"Funded; it could lose {points:.2f} points of merit."
        )
    need = "" if points is None else f" It needed more than {points:.2f} points of merit more."
    short = {what: Decimal(str(kusd)) for what, kusd in distance["too_much_kusd"].items()}
    return f"Not funded.{need}{_short_words(short)}"


def contribution_report(one: Contribution) -> dict[str, Any]:
    """Return one part of a merit with its evidence."""
    return {
        "part": one.part,
        "group": one.group,
        "points": round(one.points, _DECIMALS),
        "of": round(one.most, _DECIMALS),
        "at_best": round(one.at_best, _DECIMALS),
        "evidence": [
            {name: getattr(answer, name) for name in ("field", "label", "sheet", "cell", "written")}
            for answer in one.evidence
        ],
    }


def distance_report(found: Distance) -> dict[str, Any]:
    """Return a distance to the line."""
    return {
        "is_funded": found.is_funded,
        "named_in": found.named_in or None,
        "rank_needed": found.rank_needed,
        "must_beat": found.must_beat,
        "points": None if found.points is None else round(found.points, _DECIMALS),
        "too_much_kusd": {what: float(kusd) for what, kusd in found.too_much_kusd.items()},
        "left_kusd": {what: float(kusd) for what, kusd in found.left_kusd.items()},
    }


def remedy_report(found: Remedy) -> dict[str, Any]:
    """Return what would fund a proposal."""
    return {
        "change": str(found.means),
        "kusd": {limit.words: float(kusd) for limit, kusd in found.kusd.items()},
        "said": remedy_words(found),
        "drops": list(found.drops),
    }


def remedy_words(found: Remedy) -> str:
    """Return in words what would fund a proposal; who would lose money stands beside it."""
    amounts = in_series(
        f"{kusd_words(kusd)} of {limit.words}" for limit, kusd in found.kusd.items()
    )
    if found.means is Means.REQUEST:
        return f"It would be funded at its rank if it asked for no more than {amounts}."
    if found.means is Means.MONEY:
        raised = in_series(
            f"{kusd_words(kusd)} more {_of_limit(limit)}" for limit, kusd in found.kusd.items()
        )
        return f"It would be funded with {raised}, everyone else still in play."
    if found.means is Means.MUST_FUND:
        return "It would be funded if the cycle's conditions said that it must be."
    return "It would be funded if the cycle's conditions did not exclude it."


def _of_limit(limit: Limit) -> str:
    if limit.component is None:
        return f"in the budget of FY{limit.fiscal_year}"
    return f"in the ceiling of {limit.words}"


def distance_words(found: Distance, tier: int) -> str:
    """Return in words how far a proposal is from the line, all others staying as they are."""
    return f"{_merit_words(found, tier)}{_left_words(found)}{_short_words(found.too_much_kusd)}"


def _merit_words(found: Distance, tier: int) -> str:
    if found.named_in:
        return _named_words(found)
    if found.barred:
        return f"Not funded: {found.barred}."
    if found.is_funded and found.must_beat is None:
        return "Funded at any merit within its tier: its request fits to the end."
    if found.is_funded:
        return (
            f"Funded; it can lose up to {found.points:.2f} points of merit. Below "
            f"{found.must_beat} its request would no longer fit: rank {found.rank_needed} is the "
            "last."
        )
    if found.rank_needed is None:
        return (
            "Not funded, and no merit would change that: its request fits at no rank of tier "
            f"{tier}."
        )
    return (
        f"Not funded. It needs more than {found.points:.2f} points of merit, to stand above "
        f"{found.must_beat} at rank {found.rank_needed}, where it would fit."
    )


def _named_words(found: Distance) -> str:
    if found.named_in == "excluded":
        return "Not funded: the cycle's conditions exclude it, at any merit."
    if found.is_funded:
        return "Funded at any merit: the cycle's conditions say that it must be."
    return "It must be funded by the cycle's conditions, and does not fit."


def _left_words(found: Distance) -> str:
    if not found.left_kusd:
        return ""
    left = in_series(f"{kusd_words(kusd)} of {what}" for what, kusd in found.left_kusd.items())
    return f" When its turn came, {left} {'was' if len(found.left_kusd) == 1 else 'were'} left."


def _short_words(amounts: Mapping[str, Decimal]) -> str:
    if not amounts:
        return ""
    money = in_series(f"{kusd_words(kusd)} of {what}" for what, kusd in amounts.items())
    return f" It asks for {money} more than was left for it."


def counterfactuals_report(found: Counterfactuals) -> dict[str, Any]:
    """Return the smallest change and the change by each part."""
    return {
        "smallest": None if found.smallest is None else change_report(found.smallest),
        "by_part": [change_report(change) for change in found.by_part],
    }


def change_report(change: Change) -> dict[str, Any]:
    """Return one change."""
    return {
        "steps": [
            {name: getattr(step, name) for name in ("part", "field", "rule", "was", "becomes")}
            for step in change.steps
        ],
        "said": "; ".join(step_words(step) for step in change.steps),
        "fact": change.is_fact,
        "adds": round(change.adds, _DECIMALS),
        "tier": change.tier,
        "rank": change.rank,
        "crosses": change.crosses,
        "drops": list(change.drops),
    }


def step_words(step: Step) -> str:
    """Return one step of a change in words."""
    if step.rule:
        holds_when = rule_words(load_rules()[step.rule], load_form()).removesuffix(".")
        return f"rule {step.rule} holds: {holds_when}"
    fact = "only if it is a fact: " if step.is_fact else ""
    return f"{fact}“{load_form()[step.field].label}” reads {step.becomes} instead of {step.was}"


def pair_report(found: OrderOfMerit, refs: Sequence[str]) -> dict[str, Any]:
    """Return why one of two stands above the other."""
    return comparison_report(compare_proposals(found.ranks, found.parts, refs))


def comparison_report(pair: Comparison) -> dict[str, Any]:
    """Return a comparison of two proposals."""
    first, second = pair.values_of_both
    return {
        "above": pair.above,
        "below": pair.below,
        "decided_by": pair.decided_by,
        "values": [none_if_absent(first), none_if_absent(second)],
        "differences": [
            {"part": part, "points": round(points, _DECIMALS)} for part, points in pair.differences
        ],
    }
