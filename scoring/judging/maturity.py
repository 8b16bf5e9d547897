"""Production maturity, 0 to 100, and the merit that it makes with the strength.

Maturity has six parts, each an interval where its answer is blank.
Source: ISC chapter 13 puts first what is in production or late development with little or no
modification; the points are the rubric's.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.program import (
    ChoiceScale,
    FieldingScale,
    LevelScale,
    MaturityPoints,
    MeritWeights,
    Rubric,
)

MATURITY_PARTS = tuple(MaturityPoints.model_fields)

SCORED_ANSWERS = (
    *(part for part in MATURITY_PARTS if part != "fielding"),
    "quantity_fielded",
    "in_service_with",
)
"""The answers of the sheet ``Proposal`` that maturity is made of."""

Points = npt.NDArray[np.float64]


def score_merit(answers: pd.DataFrame, strength: pd.Series, rubric: Rubric) -> pd.DataFrame:
    """Return the scores of maturity, the strength and the merit.

    Parameters
    ----------
    answers : DataFrame of shape (n, n_fields)
        As :func:`score_maturity` takes them.
    strength : Series of shape (n,)
        Of each proposal in this order, 0 to 100.
    rubric : Rubric

    Returns
    -------
    DataFrame of shape (n, 16)
        The columns of :func:`score_maturity`, ``strength`` and ``merit``, 0 to 100.
    """
    return with_merit(
        with_maturity(with_strength(answers, strength), rubric.maturity), rubric.merit
    )


def with_strength(answers: pd.DataFrame, strength: pd.Series) -> pd.DataFrame:
    """Return the answers with the strength, by place, as a column more."""
    return answers.assign(strength=strength.to_numpy())


def with_maturity(answers: pd.DataFrame, points: MaturityPoints) -> pd.DataFrame:
    """Return the scores of maturity beside the strength, which goes on as it is."""
    return score_maturity(answers, points).assign(strength=answers["strength"])


def with_merit(scores: pd.DataFrame, weights: MeritWeights) -> pd.DataFrame:
    """Return the scores with the merit, 0 to 100: what is not known counts as its lowest."""
    maturity, strength = scores["maturity_low"], scores["strength"]
    return scores.assign(merit=weights.maturity * maturity + weights.strength * strength)


def score_maturity(answers: pd.DataFrame, points: MaturityPoints) -> pd.DataFrame:
    """Return the points of each part and their sum, lowest and highest.

    Parameters
    ----------
    answers : DataFrame of shape (n, n_fields)
        Read answers of the sheet ``Proposal``, None where blank or unreadable; ``SCORED_ANSWERS``
        are among its columns. ``in_service_with`` is a tuple of countries.
    points : MaturityPoints

    Returns
    -------
    DataFrame of shape (n, 14)
        ``<part>_low`` and ``<part>_high`` for each of the six parts, in points, then
        ``maturity_low`` and ``maturity_high``, 0 to 100.
    """
    columns: dict[str, Points] = {}
    for part in MATURITY_PARTS:
        scale = getattr(points, part)
        low, high = _part_points(answers, part, scale)
        columns[f"{part}_low"], columns[f"{part}_high"] = low, high
    frame = pd.DataFrame(columns, index=answers.index)
    frame["maturity_low"] = frame[[f"{part}_low" for part in MATURITY_PARTS]].sum(axis=1)
    frame["maturity_high"] = frame[[f"{part}_high" for part in MATURITY_PARTS]].sum(axis=1)
    return frame


def _part_points(
    answers: pd.DataFrame, part: str, scale: ChoiceScale | LevelScale | FieldingScale
) -> tuple[Points, Points]:
    match scale:
        case ChoiceScale():
            return choice_points(answers[part].to_numpy(), scale)
        case LevelScale():
            return level_points(answers[part].to_numpy(), scale)
        case FieldingScale():
            quantities = answers["quantity_fielded"].to_numpy()
            countries = answers["in_service_with"].to_numpy()
            fielded = fielding_points(quantities, countries, scale)
            return fielded, fielded


def choice_points(answers: npt.NDArray[Any], scale: ChoiceScale) -> tuple[Points, Points]:
    """Return the lowest and highest points of answers, None where blank or unreadable."""
    share: Mapping[str, float] = scale.scale
    # A blank choice may be any of them: the interval of its lowest and highest points (reading 50).
    least, most = min(share.values()), max(share.values())
    low = np.array([least if a is None else share[a] for a in answers], dtype=float)
    high = np.array([most if a is None else share[a] for a in answers], dtype=float)
    return scale.points * low, scale.points * high


def level_points(levels: npt.NDArray[Any], scale: LevelScale) -> tuple[Points, Points]:
    """Return the lowest and highest points of readiness levels, None where not known."""
    span = scale.highest - scale.lowest
    low = np.array([scale.lowest if v is None else v for v in levels], dtype=float)
    high = np.array([scale.highest if v is None else v for v in levels], dtype=float)
    return scale.points * (low - scale.lowest) / span, scale.points * (high - scale.lowest) / span


def fielding_points(
    quantities: npt.NDArray[Any], countries: npt.NDArray[Any], scale: FieldingScale
) -> Points:
    """Return the points for items in service.

    A quantity that is not known or negative counts as 0; countries are tuples of codes, None
    where nothing is known.
    """
    # Plus one, so that none fielded gives 0; the logarithm, because the first hundred prove more
    # than the next.
    fielded = [0.0 if v is None else math.log10(1 + max(0, v)) for v in quantities]
    served = [0 if users is None else len(users) for users in countries]
    by_quantity = np.minimum(1.0, np.array(fielded, dtype=float) / scale.full_quantity_log10)
    by_country = np.minimum(1.0, np.array(served, dtype=float) / scale.full_countries)
    share = scale.quantity_share * by_quantity + (1 - scale.quantity_share) * by_country
    points: Points = scale.points * share
    return points
