"""What a best set is chosen from and has to keep, in integers.

An item of the search is the least share of a new start's request that may be given, or one step
more; no step is taken without the one before. Money counts in the largest unit that rounds none.
"""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, gcd, lcm
from typing import NamedTuple

from fct.data.program import Conditions
from fct.scoring.ranking.ledger import Ledger, Limit
from fct.scoring.ranking.solver import Row


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new start; its request is in thousands of dollars by fiscal year."""

    ref: str
    tier: int
    merit: float
    request_kusd: Mapping[int, Decimal]
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a best set is chosen from, and what it has to keep.

    Attributes
    ----------
    candidates : sequence of Candidate
        New starts only, in rank order.
    left_kusd : mapping of int to Decimal
        What continuing projects leave of each fiscal year's budget, in thousands of dollars;
        may be below zero. A year not named has 0. A request of zero fits whatever is left.
    conditions : Conditions
        A ref in ``must_fund`` or ``excluded`` that does not compete has no effect.
    groups : sequence of set of str
        Duplicates: at most one of each group is held. Groups may overlap.
    bound : set of str
        Refs of continuing projects; a group that names one is shut to its other refs.
    """

    candidates: Sequence[Candidate]
    left_kusd: Mapping[int, Decimal]
    conditions: Conditions = field(default_factory=Conditions)
    groups: Sequence[AbstractSet[str]] = ()
    bound: AbstractSet[str] = frozenset()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for candidate in self.candidates:
            where = f"best set, candidate {candidate.ref!r}"
            if candidate.ref in seen:
                raise ValueError(f"{where}: was given before; each new start comes once")
            seen.add(candidate.ref)
            numbers: list[float | Decimal] = [candidate.merit, *candidate.request_kusd.values()]
            for number in numbers:
                if not 0 <= number < float("inf"):
                    raise ValueError(f"{where}: merit or request is {number}; give a number from 0")

    @property
    def whole(self) -> "Question":
        """The same question of whole requests: nobody may be given a part."""
        return replace(self, conditions=self.conditions.model_copy(update={"partial": None}))

    def ledger(self) -> Ledger:
        """Return a ledger of which nobody has taken yet."""
        return Ledger(self.left_kusd, self.conditions)


class LimitKind(StrEnum):
    """What limits the money of new starts."""

    BUDGET = "budget"
    FLOOR = "floor"
    CEILING = "ceiling"


class MoneyRow(NamedTuple):
    """A limit of so many thousand dollars; its row counts units of ``unit_kusd``."""

    kind: LimitKind
    limit: Limit
    kusd: Fraction
    row: Row
    unit_kusd: Fraction


class Item(NamedTuple):
    """A share of a new start's request, or a further one, and what it takes by fiscal year."""

    candidate: Candidate
    share: Fraction
    takes_kusd: Mapping[int, Fraction]


class Problem(NamedTuple):
    """A question in integers: choose from ``free`` beside what is held, under all rows."""

    items: list[Item]
    held: frozenset[int]
    free: list[int]
    rows: list[Row]


def problem(question: Question, without: MoneyRow | None = None) -> Problem | None:
    """Return a question in integers; None if it is plain that no set keeps all of it.

    ``without`` is a limit of the question that does not count.
    """
    items = _items(question)
    limits = [one.row for one in _limits(question, items) if without is None or one != without]
    first: dict[str, int] = {}
    for j, item in enumerate(items):
        # Must-funds and groups bind a project by its least share: no further one is taken without
        # it (`_chain_rows`).
        first.setdefault(item.candidate.ref, j)
    rows = [*limits, *_group_rows(question, first), *_chain_rows(items)]
    held = frozenset(first[ref] for ref in question.conditions.must_fund if ref in first)
    free = _possible(rows, [j for j in range(len(items)) if j not in held], held)
    return None if free is None else Problem(items, held, free, _binding(rows, free, held))


def money_limits(question: Question) -> list[MoneyRow]:
    """Return the budgets less what is held back, the floors and the ceilings."""
    return _limits(question, _items(question))


def _items(question: Question) -> list[Item]:
    """Return the items in rank order, smallest share first."""
    items = []
    for one in question.candidates:
        if one.ref in question.conditions.excluded:
            continue
        given = Fraction(0)
        asked = {year: Fraction(kusd) for year, kusd in one.request_kusd.items() if kusd > 0}
        for share in map(Fraction, question.conditions.shares_of(one.ref)):
            takes = {year: kusd * (share - given) for year, kusd in asked.items()}
            items.append(Item(one, share - given, takes))
            given = share
    return items


def _limits(question: Question, items: Sequence[Item]) -> list[MoneyRow]:
    """Return what the ledger may give out of each limit, and the floors, which it cannot know."""
    left = question.ledger().left
    asked = sorted({year for item in items for year in item.takes_kusd})
    floors = question.conditions.floors().items()
    stated = [
        *((LimitKind.BUDGET, Limit(year), left.get(Limit(year), Decimal(0))) for year in asked),
        *((LimitKind.FLOOR, Limit(year, component), kusd) for (component, year), kusd in floors),
        *((LimitKind.CEILING, limit, kusd) for limit, kusd in left.items() if limit.component),
    ]
    return [_money_row(items, kind, limit, Fraction(kusd)) for kind, limit, kusd in stated]


def _money_row(items: Sequence[Item], kind: LimitKind, limit: Limit, kusd: Fraction) -> MoneyRow:
    """Return a limit in the largest unit that rounds no amount."""
    year = limit.fiscal_year
    amounts = {
        j: item.takes_kusd[year]
        for j, item in enumerate(items)
        if year in item.takes_kusd and limit.component in (None, item.candidate.component)
    }
    # Small coefficients without a common factor: HiGHS computes in floating point, and the smaller
    # they are the surer its tolerance is below one unit.
    scale = lcm(*(amount.denominator for amount in amounts.values()))
    unit = Fraction(gcd(*(int(amount * scale) for amount in amounts.values())) or 1, scale)
    coefs = {j: int(amount / unit) for j, amount in amounts.items()}
    if kind is LimitKind.FLOOR:
        # A floor is a cap of the negative. Whole units must reach it, so it is rounded up where a
        # cap is rounded down.
        row = Row({j: -coef for j, coef in coefs.items()}, -ceil(kusd / unit))
    else:
        row = Row(coefs, max(0, floor(kusd / unit)))  # overspent: a request of zero still fits
    return MoneyRow(kind, limit, kusd, row, unit)


def _group_rows(question: Question, first: Mapping[str, int]) -> list[Row]:
    rows = []
    for group in question.groups:
        # A continuing project shuts out those of its group that compete (readings 59 and 71).
        is_shut = bool(group & question.bound)
        refs = group - question.bound if is_shut else group
        rows.append(Row({j: 1 for ref, j in first.items() if ref in refs}, 0 if is_shut else 1))
    return rows


def _chain_rows(items: Sequence[Item]) -> list[Row]:
    """Hold a further share only with the one before."""
    return [
        Row({j + 1: 1, j: -1}, 0)
        for j, (item, further) in enumerate(pairwise(items))
        if item.candidate.ref == further.candidate.ref
    ]


def _possible(rows: Sequence[Row], free: Sequence[int], held: AbstractSet[int]) -> list[int] | None:
    """Return the items that fit each row beside what is held; None if that breaks a row."""
    left, count = set(free), -1
    # Again until nothing falls out: an item that one row shuts out may have been what kept another
    # row.
    while count != len(left):
        count = len(left)
        for coefs, cap in rows:
            # The least that the row can come to: what is held, and all open items that lower it.
            least = sum(coef for j, coef in coefs.items() if j in held or (j in left and coef < 0))
            if least > cap:
                return None
            left -= {j for j, coef in coefs.items() if coef > 0 and least + coef > cap}
    return sorted(left)


def _binding(rows: Sequence[Row], free: Sequence[int], held: AbstractSet[int]) -> list[Row]:
    """Return the rows over what is free, without those under which all fit."""
    open_items = set(free)
    few = [
        Row({j: coef for j, coef in row.coefs.items() if j in open_items}, row.cap - row.sum(held))
        for row in rows
    ]
    return [row for row in few if sum(max(0, coef) for coef in row.coefs.values()) > row.cap]


def exact_decimal(number: Fraction) -> Decimal:
    """Return a number as the decimal that it is, whatever the precision of the context.

    Raises
    ------
    ValueError
        If its decimals have no end.
    """
    places, rest = 0, number.denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest != 1:
        raise ValueError(f"the decimals of {number} have no end")
    return Decimal(f"{int(number * 10**places)}E-{places}")
