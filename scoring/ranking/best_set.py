"""The best set: which new starts earn the most merit within the budgets and conditions.

Greatest sum of merit of tier 1, then of tier 2, then of tier 3; of sets that are equal in all
three, the one that gives more to the better-ranked project where they first differ. All sums are
integers (millionths of a point of merit, whole units of money), so that the answer is exact.

A project earns its merit whole only if it gets its whole request; a share of the request earns
that share of the merit.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from math import lcm

from fct.data.common import kusd_words
from fct.scoring.ranking.best_set_problem import (
    Candidate,
    Problem,
    Question,
    exact_decimal,
    problem,
)
from fct.scoring.ranking.solver import best_choice

_MICRO = 1_000_000  # merits count with 6 decimals


def best_set(
    candidates: Sequence[Candidate],
    left_kusd: Mapping[int, Decimal],
    *,
    groups: Sequence[AbstractSet[str]] = (),
    bound: AbstractSet[str] = frozenset(),
) -> list[str]:
    """Return the refs of the best set without conditions, in rank order.

    The parameters are those of :class:`fct.scoring.ranking.best_set_problem.Question`.

    Raises
    ------
    ValueError
        If a ref is given twice, or a merit or a request is below 0 or is not a number.
    FctError
        If the solver gives up.
    """
    return list(best_shares(Question(candidates, left_kusd, groups=groups, bound=bound)) or {})


def best_shares(question: Question) -> dict[str, Decimal] | None:
    """Return what share of its request each ref of the best set gets, in rank order.

    Returns
    -------
    dict of str to Decimal, or None
        Shares above 0, at most 1; None if no set keeps all conditions.

    Raises
    ------
    FctError
        If the solver gives up.
    """
    asked = problem(question)
    if asked is None:
        return None
    choice = {j for row in asked.rows for j in row.coefs}
    best = best_choice(_tiers(asked, choice), asked.rows, asked.held)
    # What stands in no row can be held whatever else is: it adds merit or, at equal merit, is the
    # better-ranked project that the tie asks for (reading 58).
    return None if best is None else _shares(asked, best | (set(asked.free) - choice))


def merit_micro(merit: float) -> int:
    """Return a merit in millionths of a point."""
    # float() because numpy's own rounding multiplies first and may err in the last place
    return round(round(float(merit), 6) * _MICRO)


def merit_exact(merit: float) -> Fraction:
    """Return a merit as it counts, rounded to 6 decimals."""
    return Fraction(merit_micro(merit), _MICRO)


def _tiers(asked: Problem, choice: AbstractSet[int]) -> list[dict[int, int]]:
    """Return what each item to choose from earns, tier by tier, in one unit."""
    # Millionths times a share are whole in this unit, so the search adds integers.
    parts = lcm(*(item.share.denominator for item in asked.items))
    tiers: dict[int, dict[int, int]] = {}
    for j in sorted(choice):
        one, share, _ = asked.items[j]
        tiers.setdefault(one.tier, {})[j] = merit_micro(one.merit) * int(share * parts)
    return [tiers[tier] for tier in sorted(tiers)]


def _shares(asked: Problem, held: AbstractSet[int]) -> dict[str, Decimal]:
    shares: dict[str, Fraction] = {}
    for j in sorted(held):
        item = asked.items[j]
        shares[item.candidate.ref] = shares.get(item.candidate.ref, Fraction(0)) + item.share
    return {ref: exact_decimal(share) for ref, share in shares.items()}


def not_kept(question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]) -> list[str]:
    """Return a sentence for each condition that awards by ref and fiscal year do not keep."""
    return [
        *_hold_back(question),
        *_must_fund(question, awards_kusd),
        *_floors(question, awards_kusd),
    ]


def _hold_back(question: Question) -> Iterator[str]:
    left = question.ledger().left_kusd
    for year, kusd in sorted(question.conditions.hold_back_kusd.items()):
        # What is left has the hold-back off already: below zero it says how much of it promises
        # took.
        missing = min(kusd, -left[year])
        if missing > 0:
            yield (
                f"FY{year}: {kusd_words(missing)} of the {kusd_words(kusd)} to be held back "
                "are not there, as promises come first."
            )


def _must_fund(
    question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]
) -> Iterator[str]:
    known = {one.ref for one in question.candidates}
    for ref in sorted((question.conditions.must_fund & known) - awards_kusd.keys()):
        yield f"{ref} must be funded, but does not fit what is left for it."


def _floors(question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]) -> Iterator[str]:
    components = {one.ref: one.component for one in question.candidates}
    for (component, year), floor in question.conditions.floors().items():
        given = sum(
            Fraction(award.get(year, 0))
            for ref, award in awards_kusd.items()
            if components[ref] == component
        )
        if given < floor:
            yield (
                f"{component} gets {kusd_words(exact_decimal(Fraction(given)))} in FY{year}, "
                f"below its floor of {kusd_words(floor)}: an order cannot lift a component."
            )
