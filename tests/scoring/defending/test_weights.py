"""Moved weights: eleven points, or a share of maturity and its parts."""

from typing import Any

import numpy as np
import pytest

from fct.data.common.errors import UsageError
from fct.data.program.rubric import default_rubric
from fct.data.program.rules import CRITERIA
from fct.scoring.defending.weights import (
    WeightForm,
    form_of_weights,
    normal_weights,
    weights_of_form,
)
from fct.scoring.judging.maturity import MATURITY_PARTS
from fct.scoring.judging.merit_parts import PART_NAMES, part_weights
from tests.support.proposals.what_ifs import points

OFFICIAL = part_weights(default_rubric())
EVEN_POINTS = dict.fromkeys(MATURITY_PARTS, 1.0)
EVEN_CRITERIA = dict.fromkeys(CRITERIA, 1.0)


def test_only_proportions_count() -> None:
    """1 and 3 are 25 and 75 of 100; by name or in the order of the parts."""
    by_name = normal_weights(points(1, 3))
    by_place = normal_weights([1, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0])

    assert by_name.tolist() == [25, 0, 0, 0, 0, 0, 75, 0, 0, 0, 0]
    assert by_place.tolist() == by_name.tolist()


def test_the_rubric_s_own_weights_stay_as_they_are() -> None:
    """To the last bit, so that what-ifs without a change are the official order."""
    assert normal_weights(OFFICIAL).tolist() == OFFICIAL.tolist()


def test_very_large_and_very_small_weights_are_weights() -> None:
    """Their sum is not finite, or their share of it tiny."""
    assert normal_weights([1e308] * 11).tolist() == pytest.approx([100 / 11] * 11)
    assert normal_weights([5e-324] + [0.0] * 10)[0] == 100


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0] * 10, "There are 10 weights; 11 are needed, in this order: production_status, mod"),
        ([-1.0] + [1.0] * 10, "Weights: production_status has -1 points; a number from 0 up"),
        ([float("inf")] + [1.0] * 10, "Weights: production_status has inf points"),
        ([0.0] * 11, "Weights: all parts have 0 points; give at least one part more"),
        ({"trl": 1.0}, "Weights: no points for production_status, .*; give 0 where"),
        ({**dict.fromkeys(PART_NAMES, 1.0), "cost": 1.0}, "Weights: cost is not a part; parts are"),
    ],
)
def test_wrong_weights_are_explained(weights: Any, message: str) -> None:
    """The sentence says what was seen and what is accepted."""
    with pytest.raises(UsageError, match=message):
        normal_weights(weights)


def test_a_form_gives_eleven_weights() -> None:
    """Half of merit to six equal parts, half to five of which one counts double."""
    form = WeightForm(0.5, EVEN_POINTS, {**EVEN_CRITERIA, "user advocacy": 2.0})

    assert weights_of_form(form).tolist() == pytest.approx([50 / 6] * 6 + [50 / 3] + [50 / 6] * 4)


def test_the_rubric_s_form_comes_back() -> None:
    """0.7, the points of the rubric file and a fifth for each criterion."""
    form = form_of_weights(OFFICIAL, OFFICIAL)

    assert form.maturity == pytest.approx(0.7)
    assert list(form.points.values()) == pytest.approx([35, 25, 15, 10, 10, 5])
    assert list(form.criteria.values()) == pytest.approx([0.2] * 5)
    assert weights_of_form(form).tolist() == pytest.approx(OFFICIAL.tolist())


def test_a_half_without_weight_keeps_the_official_proportions() -> None:
    """Merit of strength alone says nothing about the six parts."""
    form = form_of_weights(np.array([0.0] * 6 + [20.0] * 5), OFFICIAL)

    assert form.maturity == 0
    assert list(form.points.values()) == pytest.approx([35, 25, 15, 10, 10, 5])


def test_a_half_with_share_0_needs_no_points() -> None:
    """All of merit to strength."""
    form = WeightForm(0, dict.fromkeys(MATURITY_PARTS, 0.0), EVEN_CRITERIA)

    assert weights_of_form(form).tolist() == pytest.approx([0] * 6 + [20] * 5)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (WeightForm(70, EVEN_POINTS, EVEN_CRITERIA), "share of maturity is 70; a number from 0"),
        (WeightForm(float("nan"), EVEN_POINTS, EVEN_CRITERIA), "share of maturity is nan"),
        (
            WeightForm(0.7, dict.fromkeys(MATURITY_PARTS, 0.0), EVEN_CRITERIA),
            "Maturity counts 0.7 of merit, but each of its parts has 0; give one of production_st",
        ),
        (
            WeightForm(0.7, EVEN_POINTS, dict.fromkeys(CRITERIA, 0.0)),
            "Strength counts 0.3 of merit, but each of its parts has 0; give one of user advocacy",
        ),
        (WeightForm(0.7, {**EVEN_POINTS, "trl": -1}, EVEN_CRITERIA), "trl has -1 points; a number"),
        (WeightForm(0.7, {**EVEN_POINTS, "trl": -9}, EVEN_CRITERIA), "trl has -9 points; a number"),
        (WeightForm(0.7, {"trl": 1.0}, EVEN_CRITERIA), "no points for production_status"),
    ],
)
def test_a_wrong_form_is_explained(form: WeightForm, message: str) -> None:
    """The sentence names the half or the part, as the person gave it."""
    with pytest.raises(UsageError, match=message):
        weights_of_form(form)
