"""When there is too little of the past to learn from."""

import numpy as np
import pytest

from fct.data.program.calibration_terms import load_calibration_terms
from fct.scoring.learning.abstention import abstain, figures_of, too_little

TERMS = load_calibration_terms()  # 30 cases, 8 of either outcome, 3 cycles


def figures(cycles: tuple[int, ...], yes: int) -> dict[str, float]:
    """Cases by cycle, and how many of all are yes."""
    years = np.repeat(np.arange(2010, 2010 + len(cycles)), cycles)
    return figures_of(years, np.arange(len(years)) < yes)


def test_the_figures_count_cases_outcomes_and_cycles() -> None:
    """12 + 3 cases of two cycles, 4 of them yes."""
    assert figures((12, 3), 4) == {"cases": 15, "yes": 4, "no": 11, "cycles": 2}


def test_enough_is_enough() -> None:
    """Thirty cases of three cycles with eight of the rarer outcome are just enough."""
    assert too_little(TERMS, "projects", figures((10, 10, 10), 8)) is None


@pytest.mark.parametrize(
    ("cycles", "yes", "reason"),
    [
        ((10, 10, 9), 10, "Past projects that can be learned from: 29; at least 30 are needed."),
        ((10, 10, 10), 7, "Of 30 past projects, 7 have the outcome yes and 23 have no; at least 8"),
        ((10, 10, 10), 23, "23 have the outcome yes and 7 have no; at least 8 of each"),
        ((20, 20), 20, "Cycles that the past projects come from: 2; at least 3 are needed"),
        ((0,), 0, "Past projects that can be learned from: 0;"),
    ],
)
def test_too_little_is_reported_in_words_and_figures(
    cycles: tuple[int, ...], yes: int, reason: str
) -> None:
    """One short of each number."""
    found = too_little(TERMS, "projects", figures(cycles, yes))

    assert found is not None
    assert reason in found.reason
    assert found.figures == figures(cycles, yes)


@pytest.mark.parametrize("reason", TERMS.abstentions)
def test_every_declared_sentence_takes_its_figures(reason: str) -> None:
    """No brace is left over, and none lacks its figure."""
    known = {"cases": 40, "yes": 20, "no": 20, "cycles": 4, "brier": 0.2512, "base_brier": 0.25}
    reported = abstain(TERMS, reason, "projects", known | {"p": 0.4, "concordance": 0.5123}).reason

    assert "{" not in reported
    assert reported.endswith(".")
