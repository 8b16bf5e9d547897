"""The conditions that a selection did not keep, in words.

An order of merit cannot lift a component to its floor, nor fund what does not fit; what promises
take cannot be held back. Ceilings, exclusions and the budget are always kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from decimal import Decimal
from fractions import Fraction

from fct.data.common import kusd_words
from fct.data.program import ALL, Conditions
from fct.scoring.ranking.best_set_problem import Question, exact_decimal
from fct.scoring.ranking.ledger import Ledger


def not_kept(question: Question, awards_kusd: Mapping[str, Mapping[int, Decimal]]) -> list[str]:
    """Return a sentence for each condition that awards by ref and fiscal year do not keep."""
    return [
        *_hold_back(question),
        *_must_fund(question, awards_kusd),
        *_floors(question, awards_kusd),
    ]


def _hold_back(question: Question) -> Iterator[str]:
    left = Ledger(question.left_kusd, question.conditions).left_kusd
    for year, kusd in sorted(question.conditions.hold_back_kusd.items()):
        missing = min(kusd, -left[year])
        if missing > 0:
            yield (
                f"FY{year}: {kusd_words(missing)} of the {kusd_words(kusd)} to be held back "
                "are not there, as promises come first."
            )


def without_effect(
    conditions: Conditions, competing: AbstractSet[str], continuing: AbstractSet[str]
) -> list[str]:
    """Return a sentence for each ref that conditions name though it does not compete for money.

    Parameters
    ----------
    conditions : Conditions
    competing, continuing : set of str
        The ranked refs: those that compete, and those that have their promise (reading 55).
    """
    partial = conditions.partial
    named: list[tuple[Iterable[str], str]] = [
        (conditions.must_fund, "must be funded"),
        (conditions.excluded, "gets nothing"),
        ([] if partial is None or partial.refs == ALL else partial.refs, "may be given a part"),
    ]
    return [
        f"The conditions say that {ref} {what}; that has no effect: {_idle(ref, continuing)}."
        for refs, what in named
        for ref in sorted(refs)
        if ref not in competing
    ]


def _idle(ref: str, continuing: AbstractSet[str]) -> str:
    if ref in continuing:
        return "it is continuing, and what it was promised comes off first"
    return "it is not among the ranked proposals"


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
