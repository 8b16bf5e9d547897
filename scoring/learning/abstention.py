"""When nothing is learned from the past: too little of it, said in words and figures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fct.data.program import CalibrationTerms

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Abstention:
    """That nothing was learned.

    Attributes
    ----------
    reason : str
        A sentence or two.
    figures : mapping of str to float
        What is known, and for a trial that failed how it came out.
    """

    reason: str
    figures: Figures


def abstain(terms: CalibrationTerms, reason: str, what: str, figures: Figures) -> Abstention:
    """Return an abstention whose sentence is declared, with its figures filled in."""
    words = terms.abstentions[reason]
    return Abstention(words.format(what=what, **terms.model_dump(), **figures), figures)


def figures_of(
    fiscal_years: npt.NDArray[np.int64], is_yes: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """Return how many cases, yeses, noes and cycles there are."""
    yes = int(is_yes.sum())
    return {
        "cases": len(is_yes),
        "yes": yes,
        "no": len(is_yes) - yes,
        "cycles": len(np.unique(fiscal_years)),
    }


def too_little(terms: CalibrationTerms, what: str, figures: Figures) -> Abstention | None:
    """Return why there is too little to learn from, or None."""
    if figures["cases"] < terms.least_cases:
        return abstain(terms, "too_few_cases", what, figures)
    if min(figures["yes"], figures["no"]) < terms.least_of_either:
        return abstain(terms, "too_few_of_either", what, figures)
    if figures["cycles"] < terms.least_cycles:
        return abstain(terms, "too_few_cycles", what, figures)
    return None
