"""The conditions that a selection did not keep, in words.

An order of merit cannot lift a component to its floor, nor fund what does not fit; what promises
take cannot be held back. Ceilings, exclusions and the budget are always kept.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from fct.scoring.award_line import after_hold_back
from fct.scoring.relaxing import plain_kusd
from fct.scoring.set_problem import Question, exact_decimal


def not_kept(question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]) -> list[str]:
    """Return a sentence for each condition that awards by ref and fiscal year do not keep."""
    return [
        *_hold_back(question),
        *_must_fund(question, awards_kusd),
        *_floors(question, awards_kusd),
    ]


def _hold_back(question: Question) -> Iterator[str]:
    left = after_hold_back(question.left_kusd, question.conditions)
    for year, kusd in sorted(question.conditions.hold_back_kusd.items()):
        missing = min(kusd, -left[year])
        if missing > 0:
            yield (
                f"FY{year}: {plain_kusd(missing)} k$ of the {plain_kusd(kusd)} k$ to be held back "
                "are not there, as promises come first."
            )


def _must_fund(
    question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]
) -> Iterator[str]:
    known = {one.ref for one in question.candidates}
    for ref in sorted(question.conditions.must_fund - question.bound - awards_kusd.keys()):
        if ref in known:
            yield f"{ref} must be funded, but does not fit what is left for it."
        else:
            yield f"{ref} must be funded, but is no ranked new start of this cycle."


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
                f"{component} gets {plain_kusd(exact_decimal(Fraction(given)))} k$ in FY{year}, "
                f"below its floor of {plain_kusd(floor)} k$: an order cannot lift a component."
            )
