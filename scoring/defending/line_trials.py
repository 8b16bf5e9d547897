"""One proposal that competes, and the funding line drawn again with one thing changed.

Its place, its request, the budgets, the ceilings or what must be funded. Each answer is the line
itself, drawn by the code that draws it for everybody (:mod:`fct.scoring.ranking.funding_line`),
with everyone else in play.
"""

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from fct.data.common import EXACT
from fct.data.program import Conditions
from fct.scoring.ranking import (
    Amounts,
    Limit,
    Money,
    Question,
    Turn,
    shares_in_order,
    short_of,
    turns_in_order,
)

_Standing = tuple[int, float, float]


@dataclass(frozen=True, eq=False)
class DrawnLine:
    """The funding line of an order as it is drawn: what the trials around all proposals share.

    Attributes
    ----------
    rows : sequence of mapping
        In order of merit: ``ref, tier, merit, maturity, competes``.
    question : Question
        All that compete, in rank order, by whole requests.
    """

    rows: Sequence[Mapping[str, Any]]
    question: Question

    @classmethod
    def of(cls, ranks: pd.DataFrame, question: Question) -> "DrawnLine":
        """Return the line of an order of merit; see :meth:`LineTrial.of`."""
        rows = [{str(name): one for name, one in row.items()} for row in ranks.to_dict("records")]
        return cls(rows, question.whole)

    def around(self, ref: str) -> "LineTrial":
        """Return the line around one proposal."""
        place = self._places[ref]
        others = [*self.rows[:place], *self.rows[place + 1 :]]
        return LineTrial(self.rows[place], place, others, self)

    @cached_property
    def turns(self) -> Mapping[str, Turn]:
        """What each project that is not excluded found when its turn came, by ref, in turn."""
        return {turn.ref: turn for turn in turns_in_order(self.question)}

    def passes_over(self, ref: str) -> bool:
        """Return whether it gives nothing to one that competes and is not ruled in or out."""
        turn = self.turns.get(ref)
        is_ruled_in = ref in self.question.conditions.must_fund
        return turn is not None and not turn.share and not is_ruled_in

    def left_at(self, place: int) -> Amounts:
        """Return what is left when the turn comes of whoever stands at a place of the order."""
        places, left = self._left
        return left[bisect_left(places, place)]

    def standing_above(self, key: _Standing) -> int:
        """Return how many rows are equal to tier, -merit and -maturity, or better."""
        return bisect_right(self._standings, key)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {str(row["ref"]): place for place, row in enumerate(self.rows)}

    @cached_property
    def _standings(self) -> list[_Standing]:
        return sorted(map(standing_of, self.rows))

    @cached_property
    def _left(self) -> tuple[list[int], list[Amounts]]:
        """Return the places of those who take money in rank order, and what each finds left.

        What is left after the last stands behind.
        """
        turns = list(self.turns.values())
        must_fund = self.question.conditions.must_fund
        in_order = [turn for turn in turns if turn.ref not in must_fund]
        after = self.question.ledger().left
        if turns:
            last = turns[-1]
            taken = {limit: EXACT.multiply(kusd, last.share) for limit, kusd in last.takes.items()}
            after = {**last.left, **_less(last.left, taken)}
        places = [self._places[turn.ref] for turn in in_order]
        return places, [*(turn.left for turn in in_order), after]


def standing_of(row: Mapping[str, Any]) -> _Standing:
    """Return what orders the rows of an order of merit, the best first."""
    return int(row["tier"]), -float(row["merit"]), -float(row["maturity"])


def _less(left: Amounts, taken: Amounts) -> Amounts:
    return {
        limit: EXACT.subtract(left.get(limit, Decimal(0)), kusd) for limit, kusd in taken.items()
    }


@dataclass(frozen=True, slots=True, eq=False)
class LineTrial:
    """The funding line around one proposal.

    Attributes
    ----------
    own : mapping
        The row of the proposal.
    place : int
        Where it stands, from 0: so many of the others stand above it.
    others : list of mapping
        The rows of all others, in order.
    line : DrawnLine
        As it is drawn today.
    """

    own: Mapping[str, Any]
    place: int
    others: list[Mapping[str, Any]]
    line: DrawnLine

    @classmethod
    def of(cls, ranks: pd.DataFrame, question: Question, ref: str) -> "LineTrial":
        """Return the line around one proposal of an order of merit.

        Parameters
        ----------
        ranks : DataFrame
            In order of merit: ``ref, tier, merit, maturity, competes``, and ``component`` where
            conditions limit components.
        question : Question
            Of the order. Parts of a request are no matter of the line.
        ref : str
            One that competes.
        """
        return DrawnLine.of(ranks, question).around(ref)

    @property
    def ref(self) -> str:
        """The ref of the proposal."""
        return str(self.own["ref"])

    @property
    def question(self) -> Question:
        """All that compete, in rank order, by whole requests."""
        return self.line.question

    @property
    def conditions(self) -> Conditions:
        """What the line keeps."""
        return self.question.conditions

    def turn(self, question: Question | None = None) -> Turn | None:
        """Return what it found when its turn came; None if it is excluded."""
        if question is None:
            return self.line.turns.get(self.ref)
        return next((turn for turn in turns_in_order(question) if turn.ref == self.ref), None)

    def is_funded(self, question: Question | None = None) -> bool:
        """Return whether the line funds it."""
        if question is None:
            turn = self.turn()
            return turn is not None and turn.share > 0
        return self.ref in shares_in_order(question)

    def is_funded_at(self, place: int, **changed: Any) -> bool:
        """Return whether the line funds it at another place; see :meth:`at`.

        One that gets nothing today takes nothing from anybody, so that without limits of the line
        what is left at each place is what is left there today.
        """
        turn = self.turn()
        if turn is None or not self.line.passes_over(self.ref) or not self.conditions.line.is_empty:
            return self.is_funded(self.at(place, **changed))
        return not short_of(turn.takes, self.line.left_at(place + (place > self.place)))

    def drops(self, question: Question) -> list[str]:
        """Return the refs that the line funds today and would not fund then, in rank order."""
        then = shares_in_order(question)
        return [ref for ref in shares_in_order(self.question) if ref not in then]

    def at(self, place: int, **changed: Any) -> Question:
        """Return what the line would be drawn from if it stood at another place.

        Parameters
        ----------
        place : int
        **changed : object
            Its tier and merit there, which limits of the line ask for.
        """
        own = next(one for one in self.question.candidates if one.ref == self.ref)
        own = dataclasses.replace(own, **changed)
        others = [one for one in self.question.candidates if one.ref != self.ref]
        # Places count all that are ranked, candidates only those that compete.
        above = sum(bool(row["competes"]) for row in self.others[:place])
        return dataclasses.replace(
            self.question, candidates=[*others[:above], own, *others[above:]]
        )

    def asking(self, request_kusd: Money) -> Question:
        """Return what the line would be drawn from if it asked for other amounts."""
        candidates = [
            dataclasses.replace(one, request_kusd=request_kusd) if one.ref == self.ref else one
            for one in self.question.candidates
        ]
        return dataclasses.replace(self.question, candidates=candidates)

    def with_more(self, more: Amounts) -> Question:
        """Return what the line would be drawn from if some limits were higher."""
        budgets = {one.fiscal_year: kusd for one, kusd in more.items() if one.component is None}
        left = dict(self.question.left_kusd)
        for year, kusd in budgets.items():
            left[year] = EXACT.add(left.get(year, Decimal(0)), kusd)
        conditions = _with_ceilings(self.conditions, more)
        return dataclasses.replace(self.question, left_kusd=left, conditions=conditions)

    def must_be_funded(self) -> Question:
        """Return what the line would be drawn from if the cycle said that it must be funded."""
        changes = {
            "must_fund": self.conditions.must_fund | {self.ref},
            "excluded": self.conditions.excluded - {self.ref},
        }
        return self._under(changes)

    def not_excluded(self) -> Question:
        """Return what the line would be drawn from if the cycle did not exclude it."""
        return self._under({"excluded": self.conditions.excluded - {self.ref}})

    def _under(self, changes: Mapping[str, Any]) -> Question:
        conditions = self.conditions.model_copy(update=dict(changes))
        return dataclasses.replace(self.question, conditions=conditions)

    def lowest_funded_place(self) -> int | None:
        """Return the lowest place at which it would be funded; None if no place is.

        What is left only falls on the way down the others, so one that is funded at a place is
        funded at every place above it: halving finds the lowest.
        """
        if not self.is_funded_at(0):
            return None
        funded, open_ = 0, len(self.others)
        while funded < open_:
            middle = (funded + open_ + 1) // 2
            if self.is_funded_at(middle):
                funded = middle
            else:
                open_ = middle - 1
        return funded

    def tier_places(self, tier: int) -> tuple[int, int]:
        """Return the first and the last place of a tier."""
        first = sum(int(row["tier"]) < tier for row in self.others)
        return first, first + sum(int(row["tier"]) == tier for row in self.others)

    def place_of(self, tier: int, merit: float, maturity: float) -> int:
        """Return the place that a proposal of these figures would have.

        One that is equal in all of them is taken to stand above: no tie is won by supposition.
        """
        key = (tier, -merit, -maturity)
        # Equal figures leave it below: priority and title of an answer that was not given decide
        # nothing in its favor.
        return self.line.standing_above(key) - (standing_of(self.own) <= key)


def _with_ceilings(conditions: Conditions, more: Amounts) -> Conditions:
    components = dict(conditions.components)
    for (year, name), kusd in more.items():
        if name is not None:
            own = components[name]
            raised = {**own.ceiling_kusd, year: EXACT.add(own.ceiling_kusd[year], kusd)}
            components[name] = own.model_copy(update={"ceiling_kusd": raised})
    return conditions.model_copy(update={"components": components})


def limits_of(turn: Turn, component: str | None) -> dict[Limit, Decimal]:
    """Return what was left at a turn of each year, and of the own component's ceilings."""
    return {
        limit: kusd for limit, kusd in turn.left.items() if limit.component in {None, component}
    }
