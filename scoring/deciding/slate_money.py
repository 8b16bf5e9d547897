"""The money of a slate, by fiscal year: budget, held back, promised, decided, and what is left.

``left`` is the budget less all three. The money of a project that the line marks continuing is its
promise: it stands in ``promised`` while it is undecided or funded, and nowhere once it is decided
otherwise. A supplement pays an out-of-cycle proposal from what is held back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fct.data.common import EXACT
from fct.data.decisions import Kusd, Outcome
from fct.scoring.deciding.basis import Basis, Item, sum_by_year

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a slate gives one proposal.

    Attributes
    ----------
    outcome : Outcome
    kusd : mapping of int to Decimal
        In thousands of dollars by fiscal year.
    is_supplement : bool
        Whether a supplement gives it.
    """

    outcome: Outcome
    kusd: Kusd
    is_supplement: bool = False


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The money of one fiscal year, in thousands of dollars."""

    budget: Decimal
    held: Decimal
    promised: Decimal
    decided: Decimal

    @property
    def left(self) -> Decimal:
        """The budget less what is held back, promised and decided."""
        taken = EXACT.add(EXACT.add(self.held, self.promised), self.decided)
        return EXACT.subtract(self.budget, taken)


def money_of_slate(basis: Basis, chosen: Mapping[str, Chosen]) -> dict[int, YearMoney]:
    """Return the money of each year that is budgeted, promised, held, competed for or given.

    Parameters
    ----------
    basis : Basis
    chosen : mapping of str to Chosen
        What is decided, by ref; a ref that the run did not judge counts for nothing.
    """
    kept = {ref: one for ref, one in chosen.items() if ref in basis.items}
    given = [(basis.items[ref], one) for ref, one in kept.items()]
    from_held = _total(one.kusd for item, one in given if _is_from_held(item, one))
    decided = _total(one.kusd for item, one in given if _is_decided(item, one))
    freed = _total(
        item.promise or {} for item, one in given if item.promise is not None and _frees(one)
    )
    years = {*basis.budgets, *basis.held, *basis.promised, *decided}
    years |= {year for one in basis.items.values() if one.competes for year in one.request}
    return {
        year: YearMoney(
            basis.budgets.get(year, NOTHING),
            EXACT.subtract(basis.held.get(year, NOTHING), from_held.get(year, NOTHING)),
            # A promise given back is money again; one that is funded stays where it was counted.
            EXACT.subtract(basis.promised.get(year, NOTHING), freed.get(year, NOTHING)),
            decided.get(year, NOTHING),
        )
        for year in sorted(years)
    }


def _is_decided(item: Item, one: Chosen) -> bool:
    """Whether its money is a decision's, not a promise's."""
    return one.outcome.is_funded and (item.promise is None or _frees(one))


def _frees(one: Chosen) -> bool:
    """Whether a continuing project gives its promise back; one withdrawn is not decided."""
    return one.outcome not in {Outcome.FUND, Outcome.WITHDRAWN}


def _is_from_held(item: Item, one: Chosen) -> bool:
    return item.is_out_of_cycle and one.is_supplement and _is_decided(item, one)


def _total(amounts: Iterable[Kusd]) -> dict[int, Decimal]:
    return sum_by_year(pair for kusd in amounts for pair in kusd.items())


def over_budget(
    basis: Basis, before: Mapping[str, Chosen], after: Mapping[str, Chosen]
) -> tuple[int, Decimal] | None:
    """Return the first year that a change takes below zero, and by how much; None for no year.

    A year that was below zero and is not taken lower does not count: a change that gives money
    back is always possible.
    """
    was, now = money_of_slate(basis, before), money_of_slate(basis, after)
    for year, money in now.items():
        for name in ("held", "left"):
            left = getattr(money, name)
            # Only what makes it worse is refused: in a year that is over already less money must be
            # possible.
            if left < 0 and left < (getattr(was[year], name) if year in was else NOTHING):
                return year, -left
    return None


def first_short_year(basis: Basis, chosen: Mapping[str, Chosen]) -> tuple[int, Decimal] | None:
    """Return the first year whose decisions exceed what there is, and by how much."""
    for year, money in money_of_slate(basis, chosen).items():
        # A year that promises alone overspent is nobody's decision.
        if (lowest := min(money.left, money.held)) < 0 and money.decided > 0:
            return year, -lowest
    return None
