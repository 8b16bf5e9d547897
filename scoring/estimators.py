"""The scoring as scikit-learn estimators, for pipelines, cloning and searches over weights.

Thin doors to :mod:`fct.scoring.judging.maturity`; the arithmetic is there. Nothing is learned:
``fit`` checks its parameters. Answers are named columns, so a DataFrame is wanted, not a bare
array.
"""

from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from fct.data.program import MaturityPoints, Rubric
from fct.scoring.judging import MATURITY_PARTS, score_maturity

ANSWER_COLUMNS = (
    *(part for part in MATURITY_PARTS if part != "fielding"),
    "quantity_fielded",
    "in_service_with",
)


class MaturityScorer(TransformerMixin, BaseEstimator):
    """Points of each part of production maturity, lowest, as columns that sum to the maturity.

    Parameters
    ----------
    points : MaturityPoints
        Of a rubric.

    Attributes
    ----------
    feature_names_in_ : ndarray of shape (n_columns,)
        The answers that are read.
    """

    def __init__(self, points: MaturityPoints) -> None:
        self.points = points

    def fit(self, X: pd.DataFrame, y: None = None) -> Self:  # noqa: ARG002, N803
        """Check that every answer has its column; learn nothing.

        Raises
        ------
        ValueError
            If a column is missing.
        """
        if missing := [name for name in ANSWER_COLUMNS if name not in X.columns]:
            raise ValueError(f"no column for the answers {missing}; seen: {list(X.columns)}")
        self.feature_names_in_ = np.array(ANSWER_COLUMNS, dtype=object)
        return self

    def transform(self, X: pd.DataFrame) -> npt.NDArray[np.float64]:  # noqa: N803 - as scikit-learn names it
        """Return the lowest points of each part, of shape (n_proposals, 6)."""
        check_is_fitted(self)
        scores = score_maturity(X[list(self.feature_names_in_)], self.points)
        return scores[[f"{part}_low" for part in MATURITY_PARTS]].to_numpy()

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Return the names of the six parts."""
        return np.array(MATURITY_PARTS, dtype=object)


class MeritScorer(TransformerMixin, BaseEstimator):
    """Merit from the points of the parts of maturity and a strength, all as columns.

    Parameters
    ----------
    maturity_weight, strength_weight : float
        Dimensionless; they sum to 1.
    """

    def __init__(self, *, maturity_weight: float, strength_weight: float) -> None:
        self.maturity_weight = maturity_weight
        self.strength_weight = strength_weight

    def fit(self, X: npt.NDArray[np.float64], y: None = None) -> Self:  # noqa: ARG002, N803
        """Check the weights; learn nothing.

        Raises
        ------
        ValueError
            If the weights do not sum to 1.
        """
        total = self.maturity_weight + self.strength_weight
        if not np.isclose(total, 1.0, atol=1e-9):
            raise ValueError(f"the weights sum to {total:g}, expected 1")
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:  # noqa: N803 - as scikit-learn names it
        """Return the merit, of shape (n_proposals, 1), 0 to 100.

        Parameters
        ----------
        X : ndarray of shape (n_proposals, n_parts + 1)
            Points of each part, then the strength, 0 to 100.
        """
        check_is_fitted(self)
        points = np.asarray(X, dtype=float)
        merit = self.maturity_weight * points[:, :-1].sum(axis=1)
        merit += self.strength_weight * points[:, -1]
        column: npt.NDArray[np.float64] = merit.reshape(-1, 1)
        return column

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Return the one output column, ``merit``."""
        return np.array(["merit"], dtype=object)


def merit_pipeline(rubric: Rubric) -> Pipeline:
    """Return the pipeline from answers and strength to merit, by a rubric's points and weights.

    It takes a frame with :data:`ANSWER_COLUMNS` and ``strength``.
    """
    columns = ColumnTransformer(
        [
            ("maturity", MaturityScorer(rubric.maturity), list(ANSWER_COLUMNS)),
            ("strength", "passthrough", ["strength"]),
        ]
    )
    weights = rubric.merit
    scorer = MeritScorer(maturity_weight=weights.maturity, strength_weight=weights.strength)
    return Pipeline([("columns", columns), ("merit", scorer)])
