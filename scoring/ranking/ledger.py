"""The ledger: what is left of each year's budget and of each component's ceiling, and who takes it.

All that asks whether a request fits asks here: the funding line, the selections and what explains
them. Money is decimal and exact, so equal to what is left fits (readings 5 and 57).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from fct.data.common import EXACT
from fct.data.program import Conditions

Money = Mapping[int, Decimal]
_NOTHING = Decimal(0)


class Limit(NamedTuple):
    """A sum of money that runs out: a year's budget, or what one component may get of it.

    Attributes
    ----------
    fiscal_year : int
    component : str or None
        None for the budget itself.
    """

    fiscal_year: int
    component: str | None = None

    @property
    def words(self) -> str:
        """As in ``FY2027``, or ``Army in FY2027``."""
        year = f"FY{self.fiscal_year}"
        return year if self.component is None else f"{self.component} in {year}"


Amounts = Mapping[Limit, Decimal]


def after_promises(
    budgets: Money, promised: Money, years: Iterable[int] = ()
) -> dict[int, Decimal]:
    """Return what promises leave of each year's budget, also where that is below zero.

    Parameters
    ----------
    budgets, promised : mapping of int to Decimal
        Thousands of dollars by fiscal year; a year without a budget has 0 (reading 57).
    years : iterable of int, optional
        More years that are to be named.
    """
    return {
        year: EXACT.subtract(budgets.get(year, _NOTHING), promised.get(year, _NOTHING))
        for year in sorted({*budgets, *promised, *years})
    }


def short_of(takes: Amounts, left: Amounts) -> dict[Limit, Decimal]:
    """Return by how much a request exceeds what is left, of each limit that it exceeds."""
    over = {limit: EXACT.subtract(kusd, left.get(limit, _NOTHING)) for limit, kusd in takes.items()}
    return {limit: kusd for limit, kusd in over.items() if kusd > 0}


class Ledger:
    """What is left of every limit.

    Parameters
    ----------
    left_kusd : mapping of int to Decimal
        What promises leave of each fiscal year's budget, in thousands of dollars; may be below
        zero. A year that is not named has 0.
    conditions : Conditions
        What they hold back comes off; their ceilings are limits of their own.
    """

    def __init__(self, left_kusd: Money, conditions: Conditions) -> None:
        held_back = conditions.hold_back_kusd
        left = after_promises(left_kusd, held_back)
        ceilings = conditions.ceilings()
        self._left = {Limit(year): kusd for year, kusd in left.items()}
        self._left |= {Limit(year, name): kusd for (name, year), kusd in ceilings.items()}

    @property
    def left(self) -> dict[Limit, Decimal]:
        """What is left of each limit that is named."""
        return dict(self._left)

    @property
    def left_kusd(self) -> dict[int, Decimal]:
        """What is left of each year's budget."""
        return {
            limit.fiscal_year: kusd for limit, kusd in self._left.items() if limit.component is None
        }

    def takes(self, request_kusd: Money, component: str | None = None) -> dict[Limit, Decimal]:
        """Return what a request takes of each limit; a year of which it asks nothing takes none."""
        # A year with a zero request always fits (reading 57), even one that promises overspent:
        # nothing is taken of it, so nothing of it is asked.
        asked = {Limit(year): kusd for year, kusd in request_kusd.items() if kusd > 0}
        # A component without a ceiling is bound by the budget alone.
        own = {limit._replace(component=component): kusd for limit, kusd in asked.items()}
        return asked | {limit: kusd for limit, kusd in own.items() if limit in self._left}

    def fits(self, takes: Amounts) -> bool:
        """Return whether a request fits what is left of every limit that it takes from."""
        return all(kusd <= self._left.get(limit, _NOTHING) for limit, kusd in takes.items())

    def commit(self, takes: Amounts) -> None:
        """Take a request off what is left."""
        for limit, kusd in takes.items():
            self._left[limit] = EXACT.subtract(self._left.get(limit, _NOTHING), kusd)

    def take_share(self, takes: Amounts, shares: Sequence[Decimal] = (Decimal(1),)) -> Decimal:
        """Take the largest of some shares of a request that fits; return it, 0 if none does.

        ``shares`` rise.
        """
        # Largest first: a larger share is never given up for those that come later in the order.
        for share in reversed(shares):
            part = {limit: EXACT.multiply(kusd, share) for limit, kusd in takes.items()}
            if self.fits(part):
                self.commit(part)
                return share
        return _NOTHING
