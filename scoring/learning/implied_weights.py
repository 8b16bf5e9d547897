"""The weights of the parts that past selections imply, next to the rubric's; or why none are given.

Only proposals of one cycle and tier are compared. A weight says what the selections are consistent
with, not why anybody chose; it never enters merit or rank.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone

from fct.data.program import CalibrationTerms
from fct.scoring.judging import PART_NAMES, Parts
from fct.scoring.learning.abstention import Abstention, Figures, abstain, figures_of, too_little
from fct.scoring.learning.calibration import folds, wilson
from fct.scoring.learning.non_negative_logistic import (
    Floats,
    NonNegativeLogistic,
    two_stage_weights,
)

WHAT = "selections"
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """Past proposals of which it is known whether they were selected.

    Attributes
    ----------
    parts : Parts
        Of n proposals; the weights are those of the rubric that counts now.
    fiscal_years, tiers : ndarray of shape (n,)
    was_selected : ndarray of shape (n,)
    """

    parts: Parts
    fiscal_years: Places
    tiers: Places
    was_selected: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class ImpliedWeights:
    """What past selections imply.

    Attributes
    ----------
    figures : mapping of str to float
        ``cases``, ``yes``, ``no``, ``cycles``, ``pairs``; ``concordance``, the share of pairs
        that the implied order has right in cycles left out; ``p``, the chance of such a share
        where selections depend on no part.
    weights : DataFrame
        One row a part: ``part``, ``rubric``, ``implied``, ``low``, ``high``, in points of merit;
        rubric and implied each sum to 100.
    agreement : DataFrame
        One row an order, ``rubric`` and ``implied``, the latter in cycles left out: of how many
        ``cases`` the selection was what the order gives (``yes``), as a ``share`` with ``low``
        and ``high``.
    """

    figures: Figures
    weights: pd.DataFrame
    agreement: pd.DataFrame


class _Pairs(NamedTuple):
    """Every selected proposal with every one of its group that was passed over."""

    better: Places
    worse: Places
    weight: Floats


def imply(decisions: Decisions, terms: CalibrationTerms) -> ImpliedWeights | Abstention:
    """Return the weights that past selections imply, or say in words why none are given.

    Only groups, of one cycle and tier, in which some were selected and some were not count. It
    abstains where these are too few, and where on cycles that were left out the implied order has
    no more pairs right than chance has.
    """
    known = _comparable(decisions)
    figures = figures_of(known.fiscal_years, known.was_selected)
    if (lacking := too_little(terms, WHAT, figures)) is not None:
        return lacking
    model = NonNegativeLogistic(
        np.ones(len(PART_NAMES)),
        along=terms.weight_along,
        across=terms.weight_across,
        fit_intercept=False,
    )
    pairs = _pairs(known)
    scores = _left_out(model, known, terms)
    concordance = _concordance(scores, pairs)
    figures |= {"pairs": len(pairs.better), "concordance": concordance}
    figures["p"] = _p_of_order(model, known, concordance, terms)
    if figures["p"] > terms.largest_p:
        return abstain(terms, "no_order", WHAT, figures)
    agreement = [
        rubric_agreement(known, terms),
        {"order": "implied", **wilson(_agreeing(scores, known), len(scores), terms)},
    ]
    return ImpliedWeights(figures, _weights(model, known, terms), pd.DataFrame(agreement))


def rubric_agreement(decisions: Decisions, terms: CalibrationTerms) -> dict[str, Any]:
    """Return how many selections are those that the rubric's order gives, with an interval.

    Nothing is learned for it, so it stands where no weights are given, too. The row is one of
    :attr:`ImpliedWeights.agreement`; without comparable selections its share is None.
    """
    known = _comparable(decisions)
    count = len(known.was_selected)
    if not count:
        return {"order": "rubric", **dict.fromkeys(("cases", "yes"), 0), "share": None}
    return {"order": "rubric", **wilson(_agreeing(known.parts.merit, known), count, terms)}


def _comparable(decisions: Decisions) -> Decisions:
    """Return the decisions of the groups in which some were selected and some were not."""
    kept = [
        place
        for group in _groups(decisions)
        if 0 < decisions.was_selected[group].sum() < len(group)
        for place in group.tolist()
    ]
    rows = np.array(sorted(kept), dtype=np.int64)
    parts = decisions.parts
    return Decisions(
        Parts(
            tuple(parts.refs[row] for row in rows), parts.weights, parts.low[rows], parts.high[rows]
        ),
        decisions.fiscal_years[rows],
        decisions.tiers[rows],
        decisions.was_selected[rows],
    )


def _groups(decisions: Decisions) -> Iterator[Places]:
    """Yield the places of the proposals of each cycle and tier."""
    keys = np.column_stack([decisions.fiscal_years, decisions.tiers])
    _, group = np.unique(keys, axis=0, return_inverse=True)
    for number in range(group.max(initial=-1) + 1):
        yield np.flatnonzero(group == number)


def _pairs(decisions: Decisions) -> _Pairs:
    """Return the pairs; those of a group weigh together what its decisions say, not its square."""
    better, worse, weight = [], [], []
    for group in _groups(decisions):
        is_in = decisions.was_selected[group]
        one, other = np.meshgrid(group[is_in], group[~is_in], indexing="ij")
        better.append(one.ravel())
        worse.append(other.ravel())
        # A group of n has up to n*n/4 pairs and only about n decisions: its pairs weigh together no
        # more than n/2 choices of one from two.
        weight.append(np.full(one.size, 2 / len(group)))  # 1 where one is chosen of two
    return _Pairs(np.concatenate(better), np.concatenate(worse), np.concatenate(weight))


def _fit(model: NonNegativeLogistic, decisions: Decisions, pairs: _Pairs, weight: Floats) -> Floats:
    shares = decisions.parts.low
    differences = shares[pairs.better] - shares[pairs.worse]
    # The chance that the better of a pair is chosen, by the difference of their shares (Bradley and
    # Terry): every pair is a yes, and there is no intercept.
    coefficients: Floats = model.fit(differences, np.ones(len(differences)), weight).coef_
    return coefficients


def _left_out(model: NonNegativeLogistic, decisions: Decisions, terms: CalibrationTerms) -> Floats:
    """Return the score of each proposal by weights that have not seen its cycle."""
    pairs, years = _pairs(decisions), decisions.fiscal_years
    score = np.zeros(len(years))
    for train, held in folds(years, terms).split(years, groups=years):
        # Pairs never cross a cycle, so where one of a pair is left out the other is, too.
        is_in = np.isin(pairs.better, train)
        seen = _Pairs(pairs.better[is_in], pairs.worse[is_in], pairs.weight[is_in])
        score[held] = decisions.parts.low[held] @ _fit(model, decisions, seen, seen.weight)
    return score


def _concordance(score: Floats, pairs: _Pairs) -> float:
    """Return the weighted share of pairs that a score has right; an equal pair is half right."""
    ahead = np.sign(score[pairs.better] - score[pairs.worse])
    return float(np.average((1 + ahead) / 2, weights=pairs.weight))


def _p_of_order(
    model: NonNegativeLogistic, decisions: Decisions, seen: float, terms: CalibrationTerms
) -> float:
    """Return how often selections that changed places within their group are predicted as well.

    It stops as soon as the answer is known to be above ``largest_p``.
    """
    draw = np.random.default_rng(terms.seed)
    groups = list(_groups(decisions))
    as_good = 0
    for number in range(1, terms.permutations + 1):
        was_selected = decisions.was_selected.copy()
        for group in groups:
            was_selected[group] = draw.permutation(was_selected[group])
        chance = Decisions(decisions.parts, decisions.fiscal_years, decisions.tiers, was_selected)
        as_good += _concordance(_left_out(model, chance, terms), _pairs(chance)) >= seen
        # Enough orders by chance are as good already: however the rest come out, p is past its
        # limit.
        if (1 + as_good) / (1 + terms.permutations) > terms.largest_p:
            return (1 + as_good) / (1 + number)
    return (1 + as_good) / (1 + terms.permutations)


def _agreeing(score: Floats, decisions: Decisions) -> int:
    """Return for how many proposals the selection is what the order by a score gives.

    The order is given the number that was selected of each group; equal scores stand as they came.
    """
    agreeing = 0
    for group in _groups(decisions):
        was_selected = decisions.was_selected[group]
        order = np.argsort(-score[group], kind="stable")
        advised = np.zeros(len(group), dtype=bool)
        advised[order[: was_selected.sum()]] = True
        agreeing += int((advised == was_selected).sum())
    return agreeing


def _weights(
    model: NonNegativeLogistic, decisions: Decisions, terms: CalibrationTerms
) -> pd.DataFrame:
    """Return the implied weights in points of merit, with intervals from refits."""
    pairs = _pairs(decisions)
    implied = _points(_fit(model, decisions, pairs, pairs.weight))
    draw = np.random.default_rng(terms.seed)
    drawn = []
    for _ in range(terms.draws):
        of_cycle, of_case = two_stage_weights(draw, decisions.fiscal_years)
        weight = pairs.weight * of_cycle[pairs.better]
        weight *= of_case[pairs.better] * of_case[pairs.worse]
        # The same total as before, or the prior would weigh more in one refit than in another.
        weight *= pairs.weight.sum() / weight.sum()
        refit = clone(model).set_params(prior_mean=model.drawn_prior_mean(draw))
        drawn.append(_points(_fit(refit, decisions, pairs, weight)))
    tail = (1 - terms.confidence) / 2
    low, high = np.quantile(np.array(drawn), [tail, 1 - tail], axis=0)
    return pd.DataFrame(
        {
            "part": PART_NAMES,
            "rubric": decisions.parts.weights,
            "implied": implied,
            "low": np.minimum(low, implied),
            "high": np.maximum(high, implied),
        }
    )


def _points(coefficients: Floats) -> Floats:
    """Return coefficients as weights that sum to 100; where all are zero, all parts alike."""
    total = coefficients.sum()
    alike = np.full(len(coefficients), 100 / len(coefficients))
    points: Floats = 100 * coefficients / total if total > 0 else alike
    return points
