"""What chance a proposal has, once selected, to test well and be procured; or why not.

Learned from past cycles, tried on cycles that were left out, and never part of merit or rank. It is
fitted again from the stored numbers each time; no model is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from scipy.stats import binomtest
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import GroupKFold, cross_val_predict, permutation_test_score

from fct.data.program import CalibrationTerms
from fct.scoring.judging import Parts
from fct.scoring.learning.abstention import Abstention, Figures, abstain, figures_of, too_little
from fct.scoring.learning.non_negative_logistic import (
    Floats,
    NonNegativeLogistic,
    two_stage_weights,
)

WHAT = "projects"


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Past projects whose outcome is known.

    Attributes
    ----------
    parts : Parts
        Of n projects; the weights are those of the rubric that counts now.
    fiscal_years : ndarray of shape (n,)
    succeeded : ndarray of shape (n,)
        Whether it tested well and was procured.
    """

    parts: Parts
    fiscal_years: npt.NDArray[np.int64]
    succeeded: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What was learned.

    Attributes
    ----------
    figures : mapping of str to float
        ``cases``, ``yes``, ``no``, ``cycles``; ``brier`` and ``base_brier``, both on cycles left
        out; ``skill``, the share by which the first is the smaller; ``p``, the chance of such a
        Brier score where outcomes depend on no part.
    curve : DataFrame
        One row a bin of chances predicted for cycles left out: ``predicted`` (mean), ``cases``,
        ``yes``, ``share``, ``low``, ``high`` (Wilson).
    coefficients : ndarray of shape (11,)
        Log-odds a share of each part; never below 0.
    """

    figures: Figures
    curve: pd.DataFrame
    coefficients: Floats
    _intercept: float = field(repr=False)
    _draws: Floats = field(repr=False)  # a row each: intercept, then coefficients
    _seen: Floats = field(repr=False)  # lowest and highest share of each part
    _confidence: float = field(repr=False)

    def predict(self, parts: Parts) -> pd.DataFrame:
        """Return the chance of each proposal, from its lowest shares.

        Returns
        -------
        DataFrame
            ``ref``, ``chance``, ``low`` and ``high``, 0 to 1, in the order of ``parts``.
        """
        chance = expit(self._intercept + parts.low @ self.coefficients)
        # One chance from each refit; its quantiles are the interval (Bayesian bootstrap, Rubin
        # 1981).
        drawn = expit(self._draws[:, :1] + self._draws[:, 1:] @ parts.low.T)
        tail = (1 - self._confidence) / 2
        low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
        return pd.DataFrame(
            {
                "ref": list(parts.refs),
                "chance": chance,
                # The fit is a mode and the quantiles are of refits, so the first may lie just
                # outside them.
                "low": np.minimum(low, chance),
                "high": np.maximum(high, chance),
            }
        )

    def is_beyond(self, parts: Parts) -> npt.NDArray[np.bool_]:
        """Return whether a proposal has a share that no past project had, lower or higher."""
        lowest, highest = self._seen
        beyond: npt.NDArray[np.bool_] = ((parts.low < lowest) | (parts.low > highest)).any(axis=1)
        return beyond


def learn(cases: Cases, terms: CalibrationTerms) -> Calibration | Abstention:
    """Learn from the past, or say in words why not.

    It abstains where there are too few cases, too few of either outcome or too few cycles, and
    where on cycles that were left out the model does no better than the base rate: its Brier score
    is no smaller, or is as small when outcomes change places within their cycles.
    """
    figures = figures_of(cases.fiscal_years, cases.succeeded)
    if (lacking := too_little(terms, WHAT, figures)) is not None:
        return lacking
    model = NonNegativeLogistic(
        cases.parts.weights, along=terms.chance_along, across=terms.chance_across
    )
    predicted = _left_out(model, cases, terms)
    base = _left_out(DummyClassifier(strategy="prior"), cases, terms)
    brier = float(brier_score_loss(cases.succeeded, predicted))
    base_brier = float(brier_score_loss(cases.succeeded, base))
    figures |= {"brier": brier, "base_brier": base_brier, "skill": 1 - brier / base_brier}
    figures["p"] = _p_of_skill(model, cases, terms)
    # Two hurdles: better than the base rate on cycles left out, and better than chance makes
    # likely.
    if brier >= base_brier or figures["p"] > terms.largest_p:
        return abstain(terms, "no_skill", WHAT, figures)
    shares = cases.parts.low
    model.fit(shares, cases.succeeded)
    return Calibration(
        figures,
        reliability_curve(predicted, cases.succeeded, terms),
        model.coef_,
        model.intercept_,
        _drawn(model, cases, terms),
        np.stack([shares.min(axis=0), shares.max(axis=0)]),
        terms.drawn_confidence,
    )


def folds(fiscal_years: npt.NDArray[np.int64], terms: CalibrationTerms) -> GroupKFold:
    """Return the split by cycle: each is left out whole, alone where there are few."""
    # By cycle, because cases of one cycle share what is not in the parts: its rules, its reviewers,
    # its money.
    return GroupKFold(min(len(np.unique(fiscal_years)), terms.most_folds))


def _left_out(model: Any, cases: Cases, terms: CalibrationTerms) -> Floats:
    """Return the chance of each case by a model that has not seen its cycle."""
    chances: Floats = cross_val_predict(
        model,
        cases.parts.low,
        cases.succeeded,
        groups=cases.fiscal_years,
        cv=folds(cases.fiscal_years, terms),
        method="predict_proba",
    )[:, 1]
    return chances


def _p_of_skill(model: NonNegativeLogistic, cases: Cases, terms: CalibrationTerms) -> float:
    """Return how often outcomes that changed places within their cycles are predicted as well."""
    _, _, p = permutation_test_score(
        model,
        cases.parts.low,
        cases.succeeded,
        groups=cases.fiscal_years,
        cv=folds(cases.fiscal_years, terms),
        scoring=_minus_brier,
        n_permutations=terms.permutations,
        random_state=terms.seed,
    )
    return float(p)


def _minus_brier(model: NonNegativeLogistic, shares: Floats, is_yes: Floats) -> float:
    # not by name: a cycle left out may have one outcome only
    return -float(np.mean((model.predict_proba(shares)[:, 1] - is_yes) ** 2))


def reliability_curve(
    predicted: Floats, happened: npt.NDArray[np.bool_], terms: CalibrationTerms
) -> pd.DataFrame:
    """Return how often it happened beside the predicted chance, in bins of about equal size."""
    bins = max(1, min(terms.curve_bins, len(predicted) // terms.least_bin_cases))
    rows = [
        {
            "predicted": float(predicted[places].mean()),
            **wilson(int(happened[places].sum()), len(places), terms),
        }
        # Bins of equal size rather than width: chances crowd together, and an empty bin says
        # nothing.
        for places in np.array_split(np.argsort(predicted, kind="stable"), bins)
    ]
    return pd.DataFrame(rows)


def wilson(yes: int, cases: int, terms: CalibrationTerms) -> dict[str, float]:
    """Return a share with its interval by Wilson's score: ``cases, yes, share, low, high``."""
    ends = binomtest(yes, cases).proportion_ci(terms.confidence, method="wilson")
    return {
        "cases": cases,
        "yes": yes,
        "share": yes / cases,
        "low": float(ends.low),
        "high": float(ends.high),
    }


def _drawn(model: NonNegativeLogistic, cases: Cases, terms: CalibrationTerms) -> Floats:
    """Return intercept and coefficients of refits with cycles, cases and prior drawn anew."""
    draw = np.random.default_rng(terms.seed)
    rows: list[Sequence[float]] = []
    for _ in range(terms.draws):
        of_cycle, of_case = two_stage_weights(draw, cases.fiscal_years)
        weight = of_cycle * of_case
        refit = clone(model).set_params(prior_mean=model.drawn_prior_mean(draw))
        refit.fit(cases.parts.low, cases.succeeded, sample_weight=weight / weight.mean())
        rows.append([refit.intercept_, *refit.coef_])
    return np.array(rows)
