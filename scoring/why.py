"""Why a proposal stands where it stands: its parts with their evidence, the line, and any pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from fct.data.absent import none_if_absent
from fct.data.conditions import Conditions
from fct.data.rules import CRITERIA, Severity, load_rules
from fct.data.table import ProposalTable
from fct.scoring.award_line import after_hold_back
from fct.scoring.evidence import Evidence, answers_of
from fct.scoring.maturity import MATURITY_PARTS
from fct.scoring.parts import PART_NAMES, Parts

PART_FIELDS: Mapping[str, tuple[str, ...]] = {
    "fielding": ("quantity_fielded", "in_service_with"),
}
"""Fields behind a part of maturity whose name is not that of its field."""

Money = Mapping[int, Decimal]


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
    """How far a new start is from the funding line, all others staying as they are.

    Attributes
    ----------
    is_funded : bool
    rank_needed : int or None
        The lowest rank, this proposal counted, at which its request fits; None if it fits at no
        rank of its tier.
    must_beat : str or None
        Ref of the proposal that it has to stand above for that; None if no other is in the way.
    points : float or None
        Of merit: what a proposal below the line needs more than, or what a funded one can lose
        before its request no longer fits. None where no merit within the tier changes its mark.
    too_much_kusd : dict of str to Decimal
        By how much its request exceeds what is left at its rank: by ``FY2027``, or by
        ``Army in FY2027`` where the cycle limits its component; empty where it fits.
    named_in : str
        The condition of the cycle that names it, ``must_fund`` or ``excluded``; else empty.
    """

    is_funded: bool
    rank_needed: int | None
    must_beat: str | None
    points: float | None
    too_much_kusd: dict[str, Decimal]
    named_in: str = ""


def distance_to_line(
    order: pd.DataFrame, left: Money, ref: str, conditions: Conditions | None = None
) -> Distance:
    """Return how far a ranked new start is from the line.

    Parameters
    ----------
    order : DataFrame
        In order of merit: ``ref, tier, merit, project_type, request_kusd``, and ``component``
        where conditions limit components.
    left : mapping of int to Decimal
        What continuing projects' promises leave of each year's budget.
    ref : str
    conditions : Conditions, optional
        Of the cycle.
    """
    conditions = conditions or Conditions()
    ladder = Ladder.of(order, left, ref, conditions)
    own, present = ladder.own, ladder.place
    if ref in conditions.excluded:
        return Distance(False, None, None, None, {}, "excluded")
    if ref in conditions.must_fund:
        short = ladder.too_much(ladder.left_first)
        return Distance(not short, None, None, None, short, "must_fund")
    lowest = ladder.lowest_funded_place()
    first, last = ladder.tier_places(int(own["tier"]))
    if lowest is not None and lowest >= present:  # funded, down to `lowest`
        below = ladder.others[lowest] if lowest < last else None
        lose = None if below is None else float(own["merit"]) - float(below["merit"])
        return Distance(True, min(lowest, last) + 1, _ref(below), lose, {})
    short = ladder.too_much(ladder.left_before[present])
    if lowest is None or lowest < first:
        return Distance(False, None, None, None, short)
    above = ladder.others[lowest]
    return Distance(
        False, lowest + 1, _ref(above), float(above["merit"]) - float(own["merit"]), short
    )


def _ref(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None else str(row["ref"])


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The order of merit without one proposal, and the money left before each place in it.

    Attributes
    ----------
    own : mapping
        The row of the proposal.
    place : int
        Where it stands now, from 0: so many of the others stand above it.
    others : list of mapping
        The rows of all others, in order.
    left_before : list of dict
        What is left of each year's budget, and of each limited component, at each place, the end
        included: one more than others.
    left_first : dict
        What is left for it where the conditions name it as must-fund: those above it took theirs.
    asks : mapping
        The request of the proposal by year, and by component and year where that is limited.
    limits : mapping
        The limits of components by component and year.
    """

    own: Mapping[str, Any]
    place: int
    others: list[dict[str, Any]]
    left_before: list[dict[Any, Decimal]]
    left_first: dict[Any, Decimal]
    asks: Mapping[Any, Decimal]
    limits: Mapping[Any, Decimal]

    @classmethod
    def of(
        cls, order: pd.DataFrame, left: Money, ref: str, conditions: Conditions | None = None
    ) -> "Ladder":
        """Return the ladder around one proposal of an order of merit."""
        conditions = conditions or Conditions()
        rows: list[dict[str, Any]] = [
            {str(name): value for name, value in row.items()} for row in order.to_dict("records")
        ]
        (place,) = (n for n, row in enumerate(rows) if row["ref"] == ref)
        others = rows[:place] + rows[place + 1 :]
        limits = conditions.ceilings()
        amounts: dict[Any, Decimal] = {**after_hold_back(left, conditions), **limits}
        left_first = amounts
        for n, row in enumerate(others):
            if row["ref"] in conditions.must_fund:
                amounts = _taken(row, amounts, limits)
                left_first = amounts if n < place else left_first
        left_before = [amounts]
        for row in others:
            if row["ref"] not in conditions.must_fund | conditions.excluded:
                amounts = _taken(row, amounts, limits)
            left_before.append(amounts)
        asks = _asked(rows[place], limits)
        return cls(rows[place], place, others, left_before, left_first, asks, limits)

    def lowest_funded_place(self) -> int | None:
        """Return the lowest place at which the request fits; what is left only falls on the way."""
        fitting = [n for n, left in enumerate(self.left_before) if _fits(self.asks, left)]
        return fitting[-1] if fitting else None

    def too_much(self, left: Mapping[Any, Decimal]) -> dict[str, Decimal]:
        """Return by how much the request exceeds what is left of each year or limit."""
        over = {key: kusd - left.get(key, Decimal(0)) for key, kusd in self.asks.items()}
        return {_named(key): kusd for key, kusd in over.items() if kusd > 0 and self.asks[key]}

    def drops(self, place: int) -> list[str]:
        """Return the refs that would lose their money if the proposal took its own at a place.

        Only those that no condition of the cycle names are looked at.
        """
        before = self._funded_after(place, self.left_before[place])
        left = {
            key: kusd - self.asks.get(key, Decimal(0))
            for key, kusd in self.left_before[place].items()
        }
        after = set(self._funded_after(place, left))
        return [ref for ref in before if ref not in after]

    def _funded_after(self, place: int, left: dict[Any, Decimal]) -> list[str]:
        funded = []
        for row in self.others[place:]:
            taken = _taken(row, left, self.limits)
            if taken is not left:
                funded.append(str(row["ref"]))
            left = taken
        return funded

    def tier_places(self, tier: int) -> tuple[int, int]:
        """Return the first and the last place of a tier."""
        first = sum(int(row["tier"]) < tier for row in self.others)
        return first, first + sum(int(row["tier"]) == tier for row in self.others)

    def place_of(self, tier: int, merit: float, maturity: float) -> int:
        """Return the place that a proposal of these figures would have.

        One that is equal in all of them is taken to stand above: no tie is won by supposing.
        """
        key = (tier, -merit, -maturity)
        return sum(
            (int(row["tier"]), -float(row["merit"]), -float(row["maturity"])) <= key
            for row in self.others
        )


def _named(key: Any) -> str:
    if isinstance(key, tuple):
        component, year = key
        return f"{component} in FY{year}"
    return f"FY{key}"


def _asked(row: Mapping[str, Any], limits: Mapping[Any, Decimal]) -> dict[Any, Decimal]:
    asked = dict(row["request_kusd"])
    limited = {(row.get("component"), year): kusd for year, kusd in asked.items()}
    return asked | {key: kusd for key, kusd in limited.items() if key in limits}


def _taken(
    row: Mapping[str, Any], left: dict[Any, Decimal], limits: Mapping[Any, Decimal]
) -> dict[Any, Decimal]:
    """Return what is left after a row took its request, if it competes and fits."""
    asked = _asked(row, limits)
    if row["project_type"] == "continuing" or not _fits(asked, left):
        return left
    return {key: kusd - asked.get(key, Decimal(0)) for key, kusd in left.items()}


def _fits(asked: Mapping[Any, Decimal], left: Mapping[Any, Decimal]) -> bool:
    return all(kusd <= left.get(key, Decimal(0)) for key, kusd in asked.items() if kusd)


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


def compare(order: pd.DataFrame, parts: Parts, refs: Sequence[str]) -> Comparison:
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
