"""Three selections of new starts under the same conditions, side by side, and where they differ.

- *strict order*: in rank order, up to the first new start that does not fit;
- *order with skip*: the contract's funding line, which passes over what does not fit;
- *best set*: the greatest merit, exactly (:mod:`fct.scoring.ranking.best_set`).

Merit order is the policy, yet it strands money: the three show what each way leaves unspent. A
part of a request earns that part of the merit, in all three; merit is earned whole only whole.
Duplicates bind the best set alone (reading 59).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fct.scoring.ranking.best_set import best_shares, merit_exact, not_kept
from fct.scoring.ranking.best_set_problem import Candidate, Question, exact_decimal
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.infeasibility import Infeasible, infeasible
from fct.scoring.ranking.ledger import Money


class Way(StrEnum):
    """A way to select."""

    STRICT = "strict order"
    SKIP = "order with skip"
    BEST = "best set"


@dataclass(frozen=True, slots=True)
class Selection:
    """The new starts that one way selects.

    Attributes
    ----------
    way : Way
    shares : mapping of str to Decimal
        Of the request, above 0, at most 1, by ref in rank order.
    awards_kusd : mapping of str to mapping of int to Decimal
        Thousands of dollars by ref and fiscal year, only years above zero.
    left_kusd : mapping of int to Decimal
        By fiscal year, after promises, what is held back, and awards.
    unspent_kusd : Decimal
        The sum of what is left, years below zero aside.
    merit_by_tier : mapping of int to Decimal
        The merit earned in each tier that is asked for.
    not_kept : tuple of str
        What could not be kept, in words.
    """

    way: Way
    shares: Mapping[str, Decimal]
    awards_kusd: Mapping[str, Money]
    left_kusd: Money
    unspent_kusd: Decimal
    merit_by_tier: Mapping[int, Decimal]
    not_kept: tuple[str, ...]

    @property
    def funded(self) -> int:
        """How many new starts get money."""
        return len(self.shares)


@dataclass(frozen=True, slots=True)
class Selections:
    """The three ways, side by side.

    Attributes
    ----------
    strict, skip : Selection
    best : Selection or Infeasible
        Infeasible if no set keeps all conditions.
    refs : tuple of str
        All new starts, in rank order.
    """

    strict: Selection
    skip: Selection
    best: Selection | Infeasible
    refs: tuple[str, ...]

    @property
    def found(self) -> tuple[Selection, ...]:
        """The selections that there are."""
        held = (self.strict, self.skip, self.best)
        return tuple(one for one in held if isinstance(one, Selection))


@dataclass(frozen=True, slots=True)
class Difference:
    """A new start that the selections treat differently.

    Attributes
    ----------
    ref : str
    shares : mapping of Way to Decimal
        The share of its request that each way gives; 0 for nothing.
    """

    ref: str
    shares: Mapping[Way, Decimal]

    @property
    def held_by(self) -> tuple[Way, ...]:
        """The ways that fund it, whole or in part."""
        return tuple(way for way, share in self.shares.items() if share)


def select(question: Question) -> Selections:
    """Select new starts in three ways under the same conditions.

    Raises
    ------
    FctError
        If the solver gives up.
    """
    best = best_shares(question)
    return Selections(
        strict=_selection(Way.STRICT, shares_in_order(question, is_strict=True), question),
        skip=_selection(Way.SKIP, shares_in_order(question), question),
        best=infeasible(question) if best is None else _selection(Way.BEST, best, question),
        refs=tuple(one.ref for one in question.candidates),
    )


def differences(selections: Selections) -> list[Difference]:
    """Return the new starts that the selections treat differently, in rank order.

    Where the best set is infeasible, the other two are compared.
    """
    found = selections.found
    return [
        Difference(ref, {one.way: one.shares.get(ref, Decimal(0)) for one in found})
        for ref in selections.refs
        if len({one.shares.get(ref) for one in found}) > 1
    ]


def _selection(way: Way, shares: Mapping[str, Decimal], question: Question) -> Selection:
    by_ref = {one.ref: one for one in question.candidates}
    awards = {ref: _award(by_ref[ref], share) for ref, share in shares.items()}
    ledger = question.ledger()
    for award in awards.values():
        # Without its component: ceilings were kept when shares were given, and only years are
        # shown.
        ledger.commit(ledger.takes(award))
    left = ledger.left_kusd
    return Selection(
        way=way,
        shares=shares,
        awards_kusd=awards,
        left_kusd=dict(sorted(left.items())),
        # A year that promises overspent does not make up for money left in another.
        unspent_kusd=_sum(max(kusd, Decimal(0)) for kusd in left.values()),
        merit_by_tier=_merit_by_tier(question.candidates, shares),
        not_kept=tuple(not_kept(question, awards)),
    )


def _award(one: Candidate, share: Decimal) -> dict[int, Decimal]:
    """Return what a project gets: the same share of its request in every year."""
    return {
        year: exact_decimal(Fraction(kusd) * Fraction(share))
        for year, kusd in sorted(one.request_kusd.items())
        if kusd > 0
    }


def _merit_by_tier(
    candidates: Sequence[Candidate], shares: Mapping[str, Decimal]
) -> dict[int, Decimal]:
    earned = dict.fromkeys(sorted({one.tier for one in candidates}), Fraction(0))
    for one in candidates:
        earned[one.tier] += merit_exact(one.merit) * Fraction(shares.get(one.ref, 0))
    return {tier: exact_decimal(merit) for tier, merit in earned.items()}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return exact_decimal(sum(map(Fraction, amounts), Fraction(0)))
