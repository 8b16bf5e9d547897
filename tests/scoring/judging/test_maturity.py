"""Production maturity, worked by hand from the points of ``scoring.md``."""

from typing import Any

import numpy as np
import pytest

from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.scoring.judging.maturity import (
    MATURITY_PARTS,
    SCORED_ANSWERS,
    fielding_points,
    score_maturity,
)
from tests.support.proposals.cases import valid_proposal

POINTS = default_rubric().maturity


def interval(part: str, **changes: Any) -> tuple[float, float]:
    """Lowest and highest points of one part, or of the whole."""
    answers = build_table([valid_proposal(**changes)]).proposal
    frame = score_maturity(answers.frame(SCORED_ANSWERS), POINTS)
    return float(frame[f"{part}_low"].iloc[0]), float(frame[f"{part}_high"].iloc[0])


@pytest.mark.parametrize(
    ("part", "answer", "points"),
    [
        ("production_status", "full-rate production", 35),
        ("production_status", "low-rate production", 29.75),
        ("production_status", "late development", 21),
        ("production_status", "early development", 7),
        ("production_status", "prototype", 3.5),
        ("production_status", "concept", 0),
        ("modification", "none", 25),
        ("modification", "minor", 20),
        ("modification", "moderate", 7.5),
        ("modification", "major", 0),
        ("mrl", 10, 15),
        ("mrl", 7, 10),  # 15 x 6 / 9
        ("mrl", 1, 0),
        ("trl", 9, 10),
        ("trl", 7, 7.5),  # 10 x 6 / 8
        ("trl", 1, 0),
        ("foreign_test_data", "provided", 5),
        ("foreign_test_data", "available on request", 2.5),
        ("foreign_test_data", "none", 0),
    ],
)
def test_the_points_of_a_part(part: str, answer: Any, points: float) -> None:
    """Each answer has its share of the part's points."""
    assert interval(part, **{part: answer}) == pytest.approx((points, points))


@pytest.mark.parametrize(
    ("part", "most"),
    [
        ("production_status", 35),
        ("modification", 25),
        ("mrl", 15),
        ("trl", 10),
        ("foreign_test_data", 5),
    ],
)
@pytest.mark.parametrize("answer", [None, "tbd", "Atlantis"])
def test_a_part_that_is_not_known_is_an_interval(part: str, most: float, answer: Any) -> None:
    """Blank or unreadable, it is anything from nothing to all (reading 50)."""
    assert interval(part, **{part: answer}) == (0, most)
    assert interval("maturity", **{part: answer}) == pytest.approx((100 - most, 100))


@pytest.mark.parametrize(
    ("quantity", "countries", "points"),
    [
        (9999, "NO; DK; CA", 10),  # log10(10,000) / 4 = 1, and 3 of 3
        (10**9, "NO; DK; CA; SE; FI", 10),  # no more than all
        (99, None, 2.5),  # 10 x 0.5 x log10(100) / 4
        (0, "NO", 10 / 6),  # 10 x 0.5 x 1 / 3
        (None, None, 0),
        (-5, None, 0),
        ("many", "Atlantis", 0),
        (None, "NO; Norway; NOR", 10 / 6),
        (None, "NO; Atlantis", 10 / 6),
        (None, "Norway; USA", 10 / 3),
    ],
)
def test_fielding(quantity: Any, countries: Any, points: float) -> None:
    """Half by quantity, half by different readable countries; unknown counts as 0 (reading 50)."""
    found = interval("fielding", quantity_fielded=quantity, in_service_with=countries)

    assert found == pytest.approx((points, points))


def test_the_whole_is_the_sum_of_its_parts() -> None:
    """21 + 20 + 10 + 7.5 + 2.5 + 2.5 = 63.5 of 100."""
    low, high = interval(
        "maturity",
        production_status="late development",
        modification="minor",
        mrl=7,
        trl=7,
        quantity_fielded=99,
        in_service_with=None,
        foreign_test_data="available on request",
    )

    assert (low, high) == pytest.approx((63.5, 63.5))


def test_two_unknown_parts_add_up() -> None:
    """Blank TRL and MRL leave 25 points open."""
    assert interval("maturity", trl=None, mrl=None) == pytest.approx((75, 100))


def test_the_columns_are_the_parts_then_the_whole() -> None:
    """A page can show how the score came about."""
    answers = build_table([valid_proposal()]).proposal
    frame = score_maturity(answers.frame(SCORED_ANSWERS), POINTS)

    assert list(frame) == [
        f"{part}_{end}" for part in (*MATURITY_PARTS, "maturity") for end in ("low", "high")
    ]


def test_fielding_is_plain_arithmetic_on_arrays() -> None:
    """The function is of use without a table: quantities and tuples of countries in."""
    quantities = np.array([99, None, 10**8], dtype=object)
    countries = np.array([None, ("NO", "DK", "CA"), None], dtype=object)
    found = fielding_points(quantities, countries, POINTS.fielding)

    assert found.tolist() == [2.5, 5.0, 5.0]
