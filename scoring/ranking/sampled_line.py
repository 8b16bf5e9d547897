"""The funding line through one order or thousands at once: the ledger's, as arrays.

It says of how many orders each project is funded, by whole requests, under the conditions that the
line keeps. A test holds it equal to :mod:`fct.scoring.ranking.funding_line` order by order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.data.program import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, exact_decimal
from fct.scoring.ranking.funding_line import Flags
from fct.scoring.ranking.ledger import Ledger, Limit

Whole = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]

_MOST = 2**62  # two such numbers can be added in 64 bits
_BLOCK = 2**14  # places of all orders that are tried together; they stay in the processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class WholeRequests:
    """What proposals ask for, as whole numbers of a unit that rounds no amount.

    Attributes
    ----------
    places : mapping of str to int
        The place of each ref, counted from 0.
    competes : ndarray of shape (n,)
        Which compete for money; the others stand in an order and get nothing.
    of_component : mapping of str to ndarray of shape (n,)
        Which belong to each component.
    years : list of int
    units : ndarray of shape (n_years, n)
        Of 64 bits where all that is asked of a year can be added up in them, else of any size.
    units_per_kusd : int
    """

    places: Mapping[str, int]
    competes: Flags
    of_component: Mapping[str, Flags]
    years: list[int]
    units: Whole
    units_per_kusd: int

    def of_limit(self, limit: Limit) -> Whole:
        """Return what each takes of a limit."""
        asked: Whole = self.units[self.years.index(limit.fiscal_year)]
        if limit.component is not None:
            asked = asked * self.of_component[limit.component]
        return asked

    def named(self, refs: Iterable[str]) -> Flags:
        """Return which are named."""
        flags = np.zeros(len(self.places), dtype=bool)
        flags[[self.places[ref] for ref in refs if ref in self.places]] = True
        return flags

    def kusd(self, chosen: Flags) -> dict[int, Decimal]:
        """Return what the chosen ask for together of each year."""
        totals = np.where(chosen, self.units, 0).sum(axis=1).tolist()
        return {
            year: exact_decimal(Fraction(total, self.units_per_kusd))
            for year, total in zip(self.years, totals, strict=True)
        }


def whole_requests(candidates: Sequence[Candidate], refs: Sequence[str]) -> WholeRequests:
    """Return what candidates ask for; refs are all that stand in an order."""
    of_ref = {ref: place for place, ref in enumerate(refs)}
    places = np.array([of_ref[one.ref] for one in candidates], dtype=np.intp)
    ratios = [
        {year: kusd.as_integer_ratio() for year, kusd in one.request_kusd.items()}
        for one in candidates
    ]
    # In this unit every request is a whole number, so that sums and comparisons of arrays are as
    # exact as the ledger's decimals.
    scale = lcm(*{parts for one in ratios for _, parts in one.values()})
    years = sorted({year for one in ratios for year in one})
    asked = [
        [
            0 if (ratio := one.get(year)) is None else ratio[0] * (scale // ratio[1])
            for one in ratios
        ]
        for year in years
    ]
    # numpy adds 64 bits past their end without a word; what might get there is kept as Python's
    # integers, slower and exact.
    is_small = all(sum(row) < _MOST for row in asked)
    units = np.zeros((len(years), len(refs)), dtype=np.int64 if is_small else object)
    for row, amounts in zip(units, asked, strict=True):
        row[places] = amounts
    competes, components = np.zeros(len(refs), dtype=bool), np.full(len(refs), None, dtype=object)
    competes[places] = True
    components[places] = [one.component for one in candidates]
    names = {one.component for one in candidates if one.component is not None}
    of_component = {name: components == name for name in names}
    return WholeRequests(of_ref, competes, of_component, years, units, scale)


def funded_counts(
    requests: WholeRequests,
    ledger: Ledger,
    conditions: Conditions,
    order: npt.NDArray[np.integer],
    beyond: Flags | None = None,
) -> Counts:
    """Return in how many orders each proposal is funded, of shape (n,).

    Parameters
    ----------
    requests : WholeRequests
    ledger : Ledger
        What there is to give out; nothing is taken of it.
    conditions : Conditions
        Those of the ledger.
    order : ndarray of shape (n, orders)
        Row r holds the places, among the refs, of who is ranked r-th in each order.
    beyond : ndarray of shape (n, orders), optional
        Where conditions limit the line: whom it does not reach in each order, by place.
    """
    size, orders = order.shape
    takes, left = whole_limits(requests, ledger)
    remaining = np.repeat(left[:, None], orders, axis=1)
    if not conditions.line.is_empty:
        if beyond is None:
            raise ValueError("a line with limits needs to know whom it does not reach")
        return _counts_in_reach(requests, conditions, order, (takes, remaining, beyond))
    # All orders take a few ranks at a time: steps in Python are few, and the numbers stay in cache.
    height = max(1, _BLOCK // max(1, orders))
    funded = np.zeros(size, dtype=np.int64)
    for may_take in taking_groups(requests, conditions):
        for top in range(0, size, height):
            chosen = list(_chosen(order[top : top + height], takes, remaining, may_take))
            funded += np.bincount(np.concatenate(chosen), minlength=size)
    return funded


def _counts_in_reach(
    requests: WholeRequests,
    conditions: Conditions,
    order: npt.NDArray[np.integer],
    money: tuple[Whole, Whole, Flags],
) -> Counts:
    """Return the same for a line with limits, rank by rank: each miss counts for those below."""
    takes, remaining, beyond = money
    size, orders = order.shape
    columns, funded = np.arange(orders), np.zeros(size, dtype=np.int64)
    must_fund, most = requests.named(conditions.must_fund), conditions.line.most_passed_over
    # No order can pass over more than all.
    most = size if most is None else most
    for may_take in taking_groups(requests, conditions):
        is_first = bool((may_take & must_fund).any())
        passed_over = np.zeros(orders, dtype=np.int64)
        for row in order:
            who = row.astype(np.intp)
            asks = may_take[who]
            if not is_first:
                # As `Reach`: must-funds stand before the order, so no limit of the line touches
                # them, and a miss of theirs counts for nobody below.
                asks = asks & ~beyond[who, columns] & (passed_over <= most)
            fits, amounts = asks.copy(), [column[who] for column in takes]
            for asked, left in zip(amounts, remaining, strict=True):
                fits &= asked <= left
            for asked, left in zip(amounts, remaining, strict=True):
                np.subtract(left, asked * fits, out=left)
            passed_over += asks & ~fits
            funded += np.bincount(who[fits], minlength=size)
    return funded


def _chosen(
    ranks: npt.NDArray[np.integer], takes: Whole, remaining: Whole, may_take: Flags
) -> Iterator[npt.NDArray[np.intp]]:
    """Yield the places of who is funded in a few ranks of all orders; take it off what remains.

    What remains only falls. So who does not fit before these ranks does not fit in its turn, and
    where all others fit together, each fits in its turn. Where they do not in some order, the upper
    half of the ranks comes first and then the lower one; a single rank always fits together.
    """
    waiting = [ranks]
    while waiting:
        who = waiting.pop().astype(np.intp)
        fits = may_take[who]
        asked = [column[who] for column in takes]
        for amounts, left in zip(asked, remaining, strict=True):
            fits &= amounts <= left
        spent = [(amounts * fits).sum(axis=0) for amounts in asked]
        # Whoever fits alone has room at its turn if all of them fit together: then order does not
        # matter. Whoever does not fit alone never will, for what is left only falls.
        if len(who) == 1 or all(map(np.all, map(np.less_equal, spent, remaining))):
            for most, left in zip(spent, remaining, strict=True):
                np.subtract(left, most, out=left)
            yield who[fits]
        else:
            # Here order matters in some order of merit, so the ranks are halved until it does not.
            # A rank that fits nowhere now fits nowhere later.
            open_ranks = who[fits.any(axis=1)]
            half = len(open_ranks) // 2
            # The upper half lies on top: it takes its money before the lower half is looked at.
            waiting += [open_ranks[half:], open_ranks[:half]]


def taking_groups(requests: WholeRequests, conditions: Conditions) -> list[Flags]:
    """Return who takes money first, and who after them."""
    takers = requests.competes & ~requests.named(conditions.excluded)
    must_fund = requests.named(conditions.must_fund)
    return [group for group in (takers & must_fund, takers & ~must_fund) if group.any()]


def whole_limits(requests: WholeRequests, ledger: Ledger) -> tuple[Whole, Whole]:
    """Return what each takes of each limit, and what is left of it, in the unit of the requests.

    What is left is rounded down to the unit, which refuses nobody who fits; it is at least 0, as a
    request of nothing fits whatever is left; and at most what all ask for together, which is as
    good as any larger sum and cannot run over the 64 bits.
    """
    named = ledger.left
    ceilings = [
        limit
        for limit in named
        if limit.component in requests.of_component and limit.fiscal_year in requests.years
    ]
    limits = [*map(Limit, requests.years), *ceilings]
    takes = np.array([requests.of_limit(limit) for limit in limits], dtype=requests.units.dtype)
    takes = takes.reshape(len(limits), len(requests.places))
    units = [
        # Requests are whole units, so one fits what is left if it fits that rounded down, and only
        # then.
        floor(Fraction(named.get(limit, Decimal(0))) * requests.units_per_kusd)
        for limit in limits
    ]
    bounded = [
        # More than all ask for together changes nothing and might not fit 64 bits; below zero only
        # a request of zero fits, as at zero.
        max(0, min(most, total))
        for most, total in zip(units, takes.sum(axis=1).tolist(), strict=True)
    ]
    return takes, np.array(bounded, dtype=takes.dtype)
