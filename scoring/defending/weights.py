"""Weights that somebody moves: eleven points of merit, or a share of maturity and its parts.

Only proportions count; what comes out sums to 100, as the rubric's own weights do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fct.data.common import UsageError
from fct.data.program import CRITERIA, check_weights
from fct.scoring.judging import MATURITY_COUNT, MATURITY_PARTS, PART_NAMES, Floats

WHOLE = 100.0
_ALIKE = 1e-9  # as the rubric's own sums are checked

Weights = Mapping[str, float] | Sequence[float] | Floats


@dataclass(frozen=True, slots=True)
class WeightForm:
    """Weights as the rubric states them.

    Attributes
    ----------
    maturity : float
        Share of maturity in merit, 0 to 1; the rest is the share of strength.
    points : mapping of str to float
        Of the six parts of maturity.
    criteria : mapping of str to float
        Share of each of the five criteria in strength.
    """

    maturity: float
    points: Mapping[str, float]
    criteria: Mapping[str, float]


def normal_weights(weights: Weights) -> Floats:
    """Return weights in points of merit, which sum to 100, of shape (11,).

    Parameters
    ----------
    weights : mapping of str to float, or sequence of float
        By part, or in the order of ``PART_NAMES``.

    Raises
    ------
    UsageError
        If a part is unknown or missing, a weight is below zero or not finite, or all are zero.
    """
    if not isinstance(weights, Mapping):
        if len(weights) != len(PART_NAMES):
            raise UsageError(
                f"There are {len(weights)} weights; {len(PART_NAMES)} are needed, in this order: "
                f"{', '.join(PART_NAMES)}."
            )
        weights = {part: float(one) for part, one in zip(PART_NAMES, weights, strict=True)}
    given = _checked(weights)
    shares = WHOLE * _shares(given)
    is_normal = np.allclose(given, shares, rtol=0, atol=_ALIKE)
    return given if is_normal else shares  # the rubric's own stay as they are, to the last bit


def weights_of_form(form: WeightForm) -> Floats:
    """Return the eleven weights of a form, which sum to 100; points and shares need no sum.

    Raises
    ------
    UsageError
        If the share of maturity is not from 0 to 1, or a half that counts has no points.
    """
    if not 0 <= form.maturity <= 1:
        raise UsageError(
            f"The share of maturity is {form.maturity:g}; a number from 0 to 1 is accepted, "
            "such as 0.7."
        )
    given = _checked({**form.points, **form.criteria})
    halves = (
        ("Maturity", form.maturity, MATURITY_PARTS, given[:MATURITY_COUNT]),
        ("Strength", 1 - form.maturity, CRITERIA, given[MATURITY_COUNT:]),
    )
    for half, share, names, points in halves:
        if share > 0 and not points.any():
            raise UsageError(
                f"{half} counts {share:g} of merit, but each of its parts has 0; give one of "
                f"{', '.join(names)} more, or {half.lower()} the share 0."
            )
    weights = [
        share * _shares(points) if points.any() else points for _, share, _, points in halves
    ]
    return normal_weights(np.concatenate(weights))


def form_of_weights(weights: Floats, official: Floats) -> WeightForm:
    """Return the form of eleven weights: points sum to 100, shares of criteria to 1.

    Parameters
    ----------
    weights : ndarray of shape (11,)
        As :func:`normal_weights` gives them.
    official : ndarray of shape (11,)
        The rubric's. A half without any weight keeps its proportions from there: its own are lost.
    """
    halves = (slice(None, MATURITY_COUNT), slice(MATURITY_COUNT, None))
    points, criteria = (
        _shares(weights[half] if weights[half].any() else official[half]) for half in halves
    )
    return WeightForm(
        maturity=float(_shares(weights)[:MATURITY_COUNT].sum()),
        points=dict(zip(MATURITY_PARTS, (WHOLE * points).tolist(), strict=True)),
        criteria=dict(zip(CRITERIA, criteria.tolist(), strict=True)),
    )


def _checked(weights: Mapping[str, float]) -> Floats:
    try:
        return np.array(list(check_weights(weights).values()))
    except ValueError as error:
        raise UsageError(f"Weights: {error}.") from None


def _shares(weights: Floats) -> Floats:
    """Return weights as shares of their sum."""
    # A power of two takes no digit, and the sum of very large numbers would not be finite.
    _, exponent = math.frexp(float(weights.max()))
    moderate = np.ldexp(weights, -exponent)
    shares: Floats = moderate / moderate.sum()
    return shares
