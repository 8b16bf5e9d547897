"""Where no set of new starts keeps all conditions: which one to give up, and how much of it.

Each condition is relaxed alone, as little as possible, all others kept. The least amount is found
by the exact search; then the question is asked again with the condition so relaxed, and must have
an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fct.data.common import FctError, kusd_words
from fct.data.program import ComponentLimits, Conditions
from fct.scoring.ranking.best_set_problem import (
    LimitKind,
    MoneyRow,
    Question,
    exact_decimal,
    money_limits,
    problem,
)
from fct.scoring.ranking.solver import greatest


class Relaxed(StrEnum):
    """A kind of condition that can be relaxed."""

    BUDGET = "budget"
    HOLD_BACK = "hold back"
    FLOOR = "floor"
    CEILING = "ceiling"
    MUST_FUND = "must fund"
    EXCLUDED = "excluded"
    DUPLICATES = "duplicates"


_WORDS = {
    Relaxed.BUDGET: "raise {year}'s budget by {money}",
    Relaxed.HOLD_BACK: "hold back {money} less in {year}",
    Relaxed.FLOOR: "drop {year}'s floor of {component} by {money}",
    Relaxed.CEILING: "raise {year}'s ceiling of {component} by {money}",
    Relaxed.MUST_FUND: "give up must-fund {refs}",
    Relaxed.EXCLUDED: "let {refs} compete, which is excluded",
    Relaxed.DUPLICATES: "let the duplicates {refs} be funded together",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One condition, relaxed as little as lets some set keep all others.

    Attributes
    ----------
    condition : Relaxed
    fiscal_year : int or None
    component : str or None
    refs : tuple of str
        Of what must be funded, is excluded, or is a group of duplicates.
    by_kusd : Decimal or None
        Thousands of dollars by which a limit of money is raised or lowered.
    """

    condition: Relaxed
    fiscal_year: int | None = None
    component: str | None = None
    refs: tuple[str, ...] = ()
    by_kusd: Decimal | None = None

    @property
    def words(self) -> str:
        """What to do, as a person would say it."""
        money = "" if self.by_kusd is None else kusd_words(self.by_kusd)
        return _WORDS[self.condition].format(
            year=f"FY{self.fiscal_year}",
            component=self.component,
            refs=" and ".join(self.refs),
            money=money,
        )


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No set of new starts keeps all conditions.

    Attributes
    ----------
    relaxations : tuple of Relaxation
        Each by itself lets a set keep all others; none if no single one does.
    """

    relaxations: tuple[Relaxation, ...]

    @property
    def words(self) -> str:
        """The sentence for a person: what is wrong, and what to do."""
        if not self.relaxations:
            return (
                "No set of new starts keeps all conditions, and giving up one of them alone is not "
                "enough; take away several, floors and must-funds first, and ask again."
            )
        ways = "; or ".join(one.words for one in self.relaxations)
        return f"No set of new starts keeps all conditions. To have one: {ways}."


def infeasible(question: Question) -> Infeasible:
    """Return which single condition to give up, in the order budgets, limits, refs.

    Raises
    ------
    FctError
        If a relaxation does not help when it is tried: the solver was wrong.
    """
    found = [*_of_money(question), *_of_refs(question), *_of_groups(question)]
    for one in found:
        if one.condition in {Relaxed.MUST_FUND, Relaxed.EXCLUDED, Relaxed.DUPLICATES}:
            continue  # found by trying
        if not is_feasible(relax(question, one)):
            raise FctError(f"best set: to {one.words} does not help; send us the cycle file")
    return Infeasible(tuple(found))


def is_feasible(question: Question) -> bool:
    """Whether some set keeps all conditions."""
    asked = problem(question)
    if asked is None:
        return False
    choice = sorted({j for row in asked.rows for j in row.coefs})
    return greatest({}, asked.rows, choice, asked.held) is not None


def _of_money(question: Question) -> Iterator[Relaxation]:
    for row in money_limits(question):
        year, component = row.limit
        short = _short_kusd(question, row)
        if short is None:
            continue
        one = Relaxation(
            condition=Relaxed(row.kind),
            fiscal_year=year,
            component=component,
            by_kusd=short,
        )
        yield one
        held_back = question.conditions.hold_back_kusd.get(year, Decimal(0))
        # Holding back less helps alone only where what is held back covers all that is missing.
        if row.kind is LimitKind.BUDGET and short <= held_back:
            yield replace(one, condition=Relaxed.HOLD_BACK)


def _short_kusd(question: Question, limit: MoneyRow) -> Decimal | None:
    """Return by how much a limit is missed at least, if all others are kept; None if they cannot.

    A floor's row counts negative units, so that missing it least is the least sum here, too.
    """
    asked = problem(question, without=limit)
    if asked is None:
        return None
    # The set that takes least of this limit, whatever it is worth, says by how much the limit has
    # to move.
    weights = {j: -coef for j, coef in limit.row.coefs.items() if j in {*asked.free, *asked.held}}
    choice = {j for row in asked.rows for j in row.coefs} | (weights.keys() - asked.held)
    least = greatest(weights, asked.rows, sorted(choice), asked.held)
    if least is None:
        return None
    units = limit.row.sum(least)
    kusd = -limit.kusd if limit.kind is LimitKind.FLOOR else limit.kusd
    return exact_decimal(units * limit.unit_kusd - Fraction(kusd))


def _of_refs(question: Question) -> Iterator[Relaxation]:
    refs = [one.ref for one in question.candidates]
    for condition, named in (
        (Relaxed.MUST_FUND, question.conditions.must_fund),
        (Relaxed.EXCLUDED, question.conditions.excluded),
    ):
        for ref in refs:
            one = Relaxation(condition=condition, refs=(ref,))
            if ref in named and is_feasible(relax(question, one)):
                yield one


def _of_groups(question: Question) -> Iterator[Relaxation]:
    for group in dict.fromkeys(map(frozenset, question.groups)):
        one = Relaxation(condition=Relaxed.DUPLICATES, refs=tuple(sorted(group)))
        if is_feasible(relax(question, one)):
            yield one


def relax(question: Question, one: Relaxation) -> Question:
    """Return the question with a condition relaxed."""
    by = one.by_kusd or Decimal(0)
    year = one.fiscal_year or 0
    changes: dict[str, object] = {}
    stated = question.conditions
    match one.condition:
        case Relaxed.BUDGET:
            left = {**question.left_kusd, year: _sum(question.left_kusd.get(year, Decimal(0)), by)}
            return replace(question, left_kusd=left)
        case Relaxed.DUPLICATES:
            kept = [group for group in question.groups if group != set(one.refs)]
            return replace(question, groups=kept)
        case Relaxed.HOLD_BACK:
            held_back = stated.hold_back_kusd
            changes = {"hold_back_kusd": {**held_back, year: _sum(held_back[year], -by)}}
        case Relaxed.FLOOR | Relaxed.CEILING:
            changes = {"components": _moved(stated, one)}
        case Relaxed.MUST_FUND:
            changes = {"must_fund": stated.must_fund - set(one.refs)}
        case Relaxed.EXCLUDED:
            changes = {"excluded": stated.excluded - set(one.refs)}
    return replace(question, conditions=stated.model_copy(update=changes))


def _moved(stated: Conditions, one: Relaxation) -> dict[str, ComponentLimits]:
    """Return the limits of components with one floor lowered or one ceiling raised."""
    component, year, by = one.component or "", one.fiscal_year or 0, one.by_kusd or Decimal(0)
    limits = stated.components[component]
    if one.condition is Relaxed.FLOOR:
        moved = {"floor_kusd": {**limits.floor_kusd, year: _sum(limits.floor_kusd[year], -by)}}
    else:
        moved = {"ceiling_kusd": {**limits.ceiling_kusd, year: _sum(limits.ceiling_kusd[year], by)}}
    return {**stated.components, component: limits.model_copy(update=moved)}


def _sum(kusd: Decimal, by: Decimal) -> Decimal:
    return exact_decimal(Fraction(kusd) + Fraction(by))
