"""Awards in rank order: what each new start gets where those before it took theirs.

What must be funded comes first, in rank order among itself; what is excluded gets nothing; what is
held back and the ceilings of components are kept. A project that may be given a part gets the
largest share that fits. Duplicates do not bind an order (reading 59), and an order cannot lift a
component to its floor.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from fct.data.conditions import Conditions
from fct.scoring.set_problem import Candidate, Question, exact_decimal


def shares_in_order(question: Question, *, is_strict: bool = False) -> dict[str, Decimal]:
    """Return what share of its request each new start gets, in rank order, only shares above zero.

    Strict order ends at the first new start that gets nothing; else it is passed over. One that
    must be funded and does not fit ends nothing: it stands before the order.
    """
    named = question.conditions.must_fund
    order = [one for one in question.candidates if one.ref not in question.conditions.excluded]
    purse = _Purse(question)
    shares = {one.ref: purse.take(one) for one in order if one.ref in named}
    for one in order:
        if one.ref not in named:
            shares[one.ref] = purse.take(one)
            if is_strict and not shares[one.ref]:
                break
    return {one.ref: shares[one.ref] for one in order if shares.get(one.ref)}


def after_hold_back(left_kusd: Mapping[int, Decimal], conditions: Conditions) -> dict[int, Decimal]:
    """Return what is left of each year when what is held back is taken off."""
    left = dict(left_kusd)
    for year, kusd in conditions.hold_back_kusd.items():
        left[year] = exact_decimal(Fraction(left.get(year, 0)) - Fraction(kusd))
    return dict(sorted(left.items()))


class _Purse:
    """What is left of the budgets, and of what each component may get."""

    def __init__(self, question: Question) -> None:
        left = after_hold_back(question.left_kusd, question.conditions)
        self._left = {year: Fraction(kusd) for year, kusd in left.items()}
        self._room = {
            limit: Fraction(kusd) for limit, kusd in question.conditions.ceilings().items()
        }
        self._shares_of = question.conditions.shares_of

    def take(self, one: Candidate) -> Decimal:
        """Take the largest share of a request that fits; return it, 0 if none does."""
        asked = {year: Fraction(kusd) for year, kusd in one.request_kusd.items() if kusd > 0}
        limits = {year: (one.component or "", year) for year in asked}
        for share in reversed(self._shares_of(one.ref)):
            taken = {year: kusd * Fraction(share) for year, kusd in asked.items()}
            if all(
                kusd <= self._left.get(year, 0) and kusd <= self._room.get(limits[year], kusd)
                for year, kusd in taken.items()
            ):
                for year, kusd in taken.items():
                    self._left[year] -= kusd
                    if limits[year] in self._room:
                        self._room[limits[year]] -= kusd
                return share
        return Decimal(0)
