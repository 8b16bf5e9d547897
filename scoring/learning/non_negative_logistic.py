"""A logistic regression whose coefficients are never below zero: more of a part never harms.

scikit-learn's own has no such bound. The penalty is the one of a normal prior with two spreads: a
wide one along a direction, in which the parts keep their proportions, and a narrow one across it.
With few cases the model is the direction with a slope; with many each part finds its own.
"""

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from fct.data.common import FctError

Floats = npt.NDArray[np.float64]

_TOLERANCE, _MOST_STEPS = 1e-9, 1000


class NonNegativeLogistic(ClassifierMixin, BaseEstimator):
    """Chance of yes, rising or level in every column.

    Parameters
    ----------
    direction : ndarray of shape (n_parts,)
        Proportions of the coefficients thought likely beforehand; their length does not count.
    along, across : float
        Spread of the coefficients along the direction and across it, in log-odds a unit.
    prior_mean : ndarray of shape (n_parts,), optional
        Center of the prior; else 0.
    fit_intercept : bool, default=True

    Attributes
    ----------
    coef_ : ndarray of shape (n_parts,)
    intercept_ : float
    classes_ : ndarray of shape (2,)
    """

    classes_ = np.array([False, True])  # also where a part of the cases has one outcome only

    def __init__(
        self,
        direction: Floats,
        *,
        along: float,
        across: float,
        prior_mean: Floats | None = None,
        fit_intercept: bool = True,
    ) -> None:
        self.direction = direction
        self.along = along
        self.across = across
        self.prior_mean = prior_mean
        self.fit_intercept = fit_intercept

    def fit(self, X: Floats, y: npt.NDArray[Any], sample_weight: Floats | None = None) -> Self:  # noqa: N803 - as scikit-learn names it
        """Find the most likely coefficients; the problem is convex, so there are no others.

        Raises
        ------
        FctError
            If the solver gives up.
        """
        weight = np.ones(len(X)) if sample_weight is None else sample_weight
        # Centered, so that intercept and slopes are found nearly apart; the intercept is moved back
        # below.
        center = np.average(X, axis=0, weights=weight) * self.fit_intercept
        columns = np.column_stack([np.full(len(X), float(self.fit_intercept)), X - center])
        bounds = [(None, None), *[(0, None)] * X.shape[1]]
        found = minimize(
            self._loss,
            np.zeros(X.shape[1] + 1),
            args=(columns, np.asarray(y, dtype=float), weight),
            jac=True,
            method="SLSQP",  # L-BFGS-B starts threads at each step: ten times slower when busy
            bounds=bounds,
            options={"ftol": _TOLERANCE, "maxiter": _MOST_STEPS},
        )
        if not found.success:
            raise FctError(f"the fit to past outcomes gave up: {found.message}; send us the file")
        self.coef_: Floats = np.maximum(found.x[1:], 0.0)
        self.intercept_ = float(found.x[0] - center @ self.coef_) * self.fit_intercept
        return self

    def _loss(self, at: Floats, columns: Floats, y: Floats, weight: Floats) -> tuple[float, Floats]:
        """Return the penalized loss and its slope, at intercept and coefficients."""
        log_odds = columns @ at
        away = at[1:] if self.prior_mean is None else at[1:] - self.prior_mean
        unit = self.direction / np.linalg.norm(self.direction)
        narrow, wide = self.across**-2, self.along**-2
        # The inverse covariance of the prior times the distance: narrow everywhere, but for the
        # part along the direction.
        pull = narrow * away + (wide - narrow) * (unit @ away) * unit
        # logaddexp(0, z) is log(1 + exp(z)) without its overflow.
        loss = weight @ (np.logaddexp(0, log_odds) - y * log_odds) + 0.5 * away @ pull
        slope = columns.T @ (weight * (expit(log_odds) - y))
        slope[1:] += pull
        return float(loss), slope

    def drawn_prior_mean(self, draw: np.random.Generator) -> Floats:
        """Return a center drawn from the prior, for intervals that know what nobody has seen.

        A part that never varied in the past says nothing of its coefficient. Without the draw
        every refit would return the same one, and the interval would be falsely narrow.
        """
        unit = self.direction / np.linalg.norm(self.direction)
        across = self.across * draw.normal(size=len(unit))
        # Narrow noise without its part along the direction, and the wide one in its place.
        mean: Floats = across + (self.along * draw.normal() - unit @ across) * unit
        return mean

    def decision_function(self, X: Floats) -> Floats:  # noqa: N803 - as scikit-learn names it
        """Return the log-odds of yes."""
        check_is_fitted(self, "coef_")
        log_odds: Floats = X @ self.coef_ + self.intercept_
        return log_odds

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803 - as scikit-learn names it
        """Return the chances of no and yes, of shape (n_cases, 2)."""
        yes = expit(self.decision_function(X))
        return np.column_stack([1 - yes, yes])

    def predict(self, X: Floats) -> npt.NDArray[np.bool_]:  # noqa: N803 - as scikit-learn names it
        """Return whether yes is more likely than no."""
        likely: npt.NDArray[np.bool_] = self.decision_function(X) > 0
        return likely


def two_stage_weights(
    draw: np.random.Generator, groups: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return for each case the weights of its group and its own, of one Bayesian bootstrap.

    Each has a mean of 1 over many draws and is never 0, so that no draw loses an outcome.

    References
    ----------
    Rubin, D. B. (1981). The Bayesian bootstrap. Annals of Statistics 9(1), 130-134.
    """
    _, place = np.unique(groups, return_inverse=True)
    # Exponential weights are a Dirichlet draw but for their sum; of cycles and of cases, as both
    # were sampled (Rubin 1981).
    of_group = draw.exponential(size=place.max() + 1)[place]
    return of_group, draw.exponential(size=len(groups))
