"""Why a proposal stands where it stands, as JSON values and in words, for commands and pages."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fct.data.absent import none_if_absent
from fct.data.form import load_form
from fct.data.rules import load_rules
from fct.data.table import build_table
from fct.scoring.crossing import Change, Crossing, Step, crossing
from fct.scoring.exceptions import Exceptions
from fct.scoring.funding_line import CONTINUING
from fct.scoring.marks import rule_words
from fct.scoring.ranked_run import RankedRun
from fct.scoring.why import (
    Comparison,
    Contribution,
    Distance,
    Ladder,
    compare,
    contributions,
    distance_to_line,
)

_DECIMALS = 6


def parts_of(found: RankedRun, ref: str) -> list[Contribution]:
    """Return the contributions to one proposal's merit."""
    return contributions(found.parts.only([ref]), build_table([found.proposals[ref]]))


def distance_of(found: RankedRun, ref: str) -> Distance | None:
    """Return how far a proposal is from the line; None where it does not compete for money."""
    (row,) = found.order[found.order["ref"] == ref].to_dict("records")
    if row["project_type"] == CONTINUING or not found.budgets:
        return None
    return distance_to_line(found.order, found.after_promises, ref, found.cycle.conditions)


def crossing_of(found: RankedRun, ref: str) -> Crossing | None:
    """Return the smallest change that would fund a proposal; None for one that needs none."""
    distance = distance_of(found, ref)
    if distance is None or distance.is_funded or distance.named_in:
        return None
    ladder = Ladder.of(found.order, found.after_promises, ref, found.cycle.conditions)
    judged_by = (found.cycle, found.rubric, Exceptions.of_run(found.run.evidence))
    return crossing(found.proposals[ref], ladder, *judged_by)


def why_report(found: RankedRun, ref: str) -> dict[str, Any]:
    """Return why one ranked proposal stands where it stands."""
    (row,) = found.order[found.order["ref"] == ref].to_dict("records")
    distance, change = distance_of(found, ref), crossing_of(found, ref)
    return {
        "ref": ref,
        "title": row["title"],
        "rank": int(row["rank"]),
        "tier": int(row["tier"]),
        "merit": row["merit"],
        "maturity": row["maturity"],
        "mark": str(row["mark"]),
        "tied_with": row["tied_with"],
        "contributions": [contribution_report(one) for one in parts_of(found, ref)],
        "distance": None if distance is None else distance_report(distance),
        "said": None if distance is None else distance_words(distance, int(row["tier"])),
        "smallest_change": None if change is None else crossing_report(change),
    }


def sponsor_report(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without what it says of other sponsors' proposals.

    Parameters
    ----------
    report : dict
        Of :func:`why_report`.
    """
    distance = report["distance"]
    told = None
    if distance is not None:
        told = {key: value for key, value in distance.items() if key != "must_beat"}
    change = report["smallest_change"]
    if change is not None:
        change = {
            "smallest": _without_drops(change["smallest"]),
            "by_part": [_without_drops(one) for one in change["by_part"]],
        }
    own = {key: value for key, value in report.items() if key != "tied_with"}
    return own | {
        "tied": bool(report["tied_with"]),
        "distance": told,
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
    ask = _too_much_words({what: Decimal(str(k)) for what, k in distance["too_much_kusd"].items()})
    need = "" if points is None else f" It needed more than {points:.2f} points of merit more."
    return f"Not funded.{need}{ask}"


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
    }


def distance_words(found: Distance, tier: int) -> str:
    """Return in words how far a proposal is from the line, all others staying as they are."""
    if found.named_in:
        return _named_words(found)
    if found.is_funded and found.must_beat is None:
        return "Funded at any merit within its tier: its request fits to the end."
    if found.is_funded:
        return (
            f"Funded; it can lose up to {found.points:.2f} points of merit. Below "
            f"{found.must_beat} its request would no longer fit: rank {found.rank_needed} is the "
            "last."
        )
    ask = _too_much_words(found.too_much_kusd)
    if found.rank_needed is None:
        return (
            f"Not funded, and no merit would change that: its request fits at no rank of tier "
            f"{tier}.{ask}"
        )
    return (
        f"Not funded. It needs more than {found.points:.2f} points of merit, to stand above "
        f"{found.must_beat} at rank {found.rank_needed}, where it would fit.{ask}"
    )


def _named_words(found: Distance) -> str:
    if found.named_in == "excluded":
        return "Not funded: the cycle's conditions exclude it, at any merit."
    if found.is_funded:
        return "Funded at any merit: the cycle's conditions say that it must be."
    too_much = _too_much_words(found.too_much_kusd)
    return f"It must be funded by the cycle's conditions, and does not fit.{too_much}"


def _too_much_words(amounts: Mapping[str, Decimal]) -> str:
    if not amounts:
        return ""
    money = ", ".join(f"{kusd:,.1f} k$ of {what}" for what, kusd in amounts.items())
    return f" At its own rank it asks for {money} more than is left."


def crossing_report(found: Crossing) -> dict[str, Any]:
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
        "adds": round(change.adds, _DECIMALS),
        "tier": change.tier,
        "rank": change.rank,
        "crosses": change.crosses,
        "drops": list(change.drops),
    }


def step_words(step: Step) -> str:
    """Return one step of a change in words."""
    if step.rule:
        return f"rule {step.rule} holds: {rule_words(load_rules()[step.rule], load_form())}"
    return f"“{load_form()[step.field].label}” reads {step.becomes} instead of {step.was}"


def pair_report(found: RankedRun, refs: Sequence[str]) -> dict[str, Any]:
    """Return why one of two stands above the other."""
    return comparison_report(compare(found.order, found.parts, refs))


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
