"""Why a proposal stands where it stands: its parts with their evidence, the line, and any pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from fct.data.common import none_if_absent
from fct.data.program import CRITERIA, Severity, load_rules
from fct.data.proposals import ProposalTable
from fct.scoring.defending.line_trials import LineTrial, limits_of
from fct.scoring.defending.remedies import Remedy, remedies
from fct.scoring.judging import MATURITY_PARTS, PART_NAMES, Evidence, Parts, answers_of

PART_FIELDS: Mapping[str, tuple[str, ...]] = {
    "fielding": ("quantity_fielded", "in_service_with"),
}
"""Fields behind a part of maturity whose name is not that of its field."""


class Contribution(NamedTuple):
    """One part of a merit.

    Attributes
    ----------
    part : str
    group : str
        ``maturity`` or ``strength``.
    points, most : float
        Of the 100 of merit: reached, and what the part could give.
    at_best : float
        Reached if every blank answer were the best and every unknown rule held.
    evidence : tuple of Evidence
        The answers behind it, each with its cell.
    """

    part: str
    group: str
    points: float
    most: float
    at_best: float
    evidence: tuple[Evidence, ...]


def contributions(parts: Parts, table: ProposalTable) -> list[Contribution]:
    """Return the parts of the merit of one proposal, in the order of the rubric.

    Parameters
    ----------
    parts : Parts
        Of that proposal alone.
    table : ProposalTable
        Of that proposal alone.
    """
    return [
        Contribution(
            part=name,
            group="maturity" if name in MATURITY_PARTS else "strength",
            # Merit counts from the lowest maturity; what an open answer may add stands beside it
            # (`at_best`).
            points=float(parts.weights[n] * parts.low[0, n]),
            most=float(parts.weights[n]),
            at_best=float(parts.weights[n] * parts.high[0, n]),
            evidence=tuple(
                one for field in fields_of_part(name) for one in answers_of(table, field)
            ),
        )
        for n, name in enumerate(PART_NAMES)
    ]


def fields_of_part(part: str) -> tuple[str, ...]:
    """Return the fields that a part of merit rests on; of a criterion, those its rules read."""
    if part not in CRITERIA:
        return PART_FIELDS.get(part, (part,))
    rules = load_rules().values()
    counted = {Severity.CRITERION, Severity.WEAKNESS}
    fields = [f for r in rules if r.criterion == part and r.severity in counted for f in r.fields]
    return tuple(dict.fromkeys(fields))


@dataclass(frozen=True, slots=True)
class Distance:
    """How far one that competes is from the funding line, all others staying as they are.

    Attributes
    ----------
    is_funded : bool
    rank_needed : int or None
        The lowest rank, this proposal counted, at which it is funded; None if no rank of its
        tier does.
    must_beat : str or None
        Ref of the proposal that it has to stand above for that; None if no other is in the way.
    points : float or None
        Of merit: what a proposal below the line needs more than, or what a funded one can lose
        before its request no longer fits. None where no merit within the tier changes its mark.
    too_much_kusd : dict of str to Decimal
        By how much its request exceeds what was left when its turn came: by ``FY2027``, or by
        ``Army in FY2027`` where the cycle limits its component; empty where it fits.
    named_in : str
        The condition of the cycle that names it, ``must_fund`` or ``excluded``; else empty.
    left_kusd : dict of str to Decimal
        What was left when its turn came, by the same names; empty for one that is excluded.
    remedies : tuple of Remedy
        What would fund it beside more merit.
    barred : str
        Why the cycle's line does not reach it, in words; empty where it does.
    """

    is_funded: bool
    rank_needed: int | None
    must_beat: str | None
    points: float | None
    too_much_kusd: dict[str, Decimal]
    named_in: str = ""
    left_kusd: dict[str, Decimal] = field(default_factory=dict)
    remedies: tuple[Remedy, ...] = ()
    barred: str = ""


def distance_to_line(trial: LineTrial) -> Distance:
    """Return how far a ranked proposal that competes is from the line."""
    own, present, turn = trial.own, trial.place, trial.turn()
    found = tuple(remedies(trial))
    if turn is None:
        return Distance(False, None, None, None, {}, "excluded", remedies=found)
    left = {limit.words: kusd for limit, kusd in limits_of(turn, own.get("component")).items()}
    short = {limit.words: kusd for limit, kusd in turn.short.items()}
    money: dict[str, Any] = {"too_much_kusd": short, "left_kusd": left, "remedies": found}
    if trial.ref in trial.conditions.must_fund:
        return Distance(bool(turn.share), None, None, None, named_in="must_fund", **money)
    if turn.barred:
        return Distance(False, None, None, None, barred=turn.barred, **money)
    lowest = trial.lowest_funded_place()
    first, last = trial.tier_places(int(own["tier"]))
    if turn.share and lowest is not None:  # funded, down to `lowest`
        # Funded to the end of its tier: no merit that it could lose matters.
        below = trial.others[lowest] if lowest < last else None
        lose = None if below is None else float(own["merit"]) - float(below["merit"])
        return Distance(True, min(lowest, last) + 1, _ref(below), lose, **money)
    # Points never lift a proposal over a tier (scoring.md), so a place above its own tier is no
    # way.
    if lowest is None or lowest < first or lowest >= present:
        return Distance(False, None, None, None, **money)
    above = trial.others[lowest]
    points = float(above["merit"]) - float(own["merit"])
    return Distance(False, lowest + 1, _ref(above), points, **money)


def _ref(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None else str(row["ref"])


class Comparison(NamedTuple):
    """Why one proposal stands above another.

    Attributes
    ----------
    above, below : str
    decided_by : str
        The first of tier, merit, maturity, component's priority, title and ref that differs.
    values_of_both : tuple of object
        What the two have of that.
    differences : list of tuple of str and float
        By part of merit: points of the one above less those of the one below, the largest first.
    """

    above: str
    below: str
    decided_by: str
    values_of_both: tuple[Any, Any]
    differences: list[tuple[str, float]]


DECIDING: Mapping[str, str] = {
    "tier": "tier",
    "merit": "merit",
    "maturity": "maturity, as the merits are equal",
    "component_priority": "the component's own priority, as merit and maturity are equal",
    "title": "title, by alphabet: all else is equal",
}
"""What decides between two proposals, in this order (reading 54), in words; the ref is last."""


def compare_proposals(order: pd.DataFrame, parts: Parts, refs: Sequence[str]) -> Comparison:
    """Return why one of two ranked proposals stands above the other.

    Parameters
    ----------
    order : DataFrame
        In order of merit: ``ref`` and the columns of :data:`DECIDING`.
    parts : Parts
        With both.
    refs : sequence of str
        The two, in any order.
    """
    # In rank order, whatever the order in which the two were named.
    rows = order[order["ref"].isin(list(refs))].to_dict("records")
    above, below = rows
    decided_by, values = "ref, as all else is equal", (above["ref"], below["ref"])
    for name, words in DECIDING.items():
        if name in above and none_if_absent(above[name]) != none_if_absent(below[name]):
            decided_by, values = words, (above[name], below[name])
            break
    both = parts.only([above["ref"], below["ref"]])
    points = both.weights * (both.low[0] - both.low[1])
    differences = [(name, float(points[n])) for n, name in enumerate(PART_NAMES) if points[n]]
    differences.sort(key=lambda one: -abs(one[1]))
    return Comparison(above["ref"], below["ref"], decided_by, values, differences)
