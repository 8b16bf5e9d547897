"""The logistic regression without coefficients below zero."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression

from fct.scoring.learning.non_negative_logistic import NonNegativeLogistic, two_stage_weights

ONES = np.ones(2)


def test_without_a_part_it_says_the_base_rate() -> None:
    """Three of four, and a column that never varies: log-odds log 3, the chance 0.75."""
    model = NonNegativeLogistic(np.ones(1), along=1, across=1)
    model.fit(np.ones((4, 1)), np.array([True, True, True, False]))

    assert model.coef_.tolist() == pytest.approx([0])
    assert model.predict_proba(np.ones((1, 1)))[0].tolist() == pytest.approx([0.25, 0.75], abs=1e-4)


def test_where_nothing_falls_it_is_scikit_learn_s() -> None:
    """One spread of 2 in every direction is their ridge with C = 2 squared."""
    draw = np.random.default_rng(1)
    shares = draw.random((200, 2))
    is_yes = draw.random(200) < 1 / (1 + np.exp(2 - shares @ [3.0, 1.5]))
    ours = NonNegativeLogistic(ONES, along=2, across=2).fit(shares, is_yes)
    theirs = LogisticRegression(C=4, tol=1e-8).fit(shares, is_yes)

    assert ours.coef_.tolist() == pytest.approx(theirs.coef_[0].tolist(), abs=1e-3)
    assert ours.intercept_ == pytest.approx(theirs.intercept_[0], abs=1e-3)


def test_a_part_that_harms_counts_for_nothing() -> None:
    """Where yes falls with the share, the coefficient is zero and the base rate is reported."""
    shares = np.linspace(0, 1, 10).reshape(-1, 1)
    model = NonNegativeLogistic(np.ones(1), along=9, across=9).fit(shares, np.arange(10) < 5)

    assert model.coef_.tolist() == [0]
    assert model.predict_proba(shares)[:, 1].tolist() == pytest.approx([0.5] * 10, abs=1e-4)


def test_few_cases_follow_the_direction() -> None:
    """Two columns that say the same keep the proportion 3 to 1 thought likely beforehand."""
    shares = np.repeat([[0.0, 0.0], [1.0, 1.0]], 5, axis=0)
    is_yes = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 1])
    model = NonNegativeLogistic(np.array([3.0, 1.0]), along=10, across=0.1).fit(shares, is_yes)

    assert model.coef_[0] / model.coef_[1] == pytest.approx(3, abs=0.1)


@given(st.integers(0, 10_000))
def test_more_of_a_part_never_lowers_the_chance(seed: int) -> None:
    """Whatever the outcomes were, and whatever center was drawn."""
    draw = np.random.default_rng(seed)
    model = NonNegativeLogistic(draw.random(3) + 0.1, along=8, across=2)
    model.set_params(prior_mean=model.drawn_prior_mean(draw))
    model.fit(draw.random((15, 3)), draw.random(15) < 0.5)
    less = draw.random((20, 3))
    more = less + draw.random((20, 3)) * (draw.random((20, 3)) < 0.5)

    assert (model.predict_proba(more)[:, 1] >= model.predict_proba(less)[:, 1]).all()


def test_a_weight_of_two_is_the_case_twice() -> None:
    """Weights count cases."""
    shares, is_yes = np.array([[0.1], [0.9], [0.4]]), np.array([False, True, True])
    model = NonNegativeLogistic(np.ones(1), along=3, across=3)
    weighted = clone(model).fit(shares, is_yes, np.array([2.0, 1.0, 1.0]))
    doubled = clone(model).fit(shares[[0, 0, 1, 2]], is_yes[[0, 0, 1, 2]])

    assert weighted.coef_.tolist() == pytest.approx(doubled.coef_.tolist(), abs=1e-4)
    assert weighted.intercept_ == pytest.approx(doubled.intercept_, abs=1e-4)


def test_without_intercept_equal_shares_are_even() -> None:
    """The difference of two equal proposals says half."""
    model = NonNegativeLogistic(ONES, along=3, across=3, fit_intercept=False)
    model.fit(np.array([[0.5, 0.1], [0.2, 0.0]]), np.ones(2))

    assert model.predict_proba(np.zeros((1, 2)))[0].tolist() == [0.5, 0.5]
    assert model.predict(np.array([[0.1, 0.1], [-0.1, -0.1]])).tolist() == [True, False]


def test_centers_are_drawn_wide_along_and_narrow_across() -> None:
    """The spread along (1, 1) is 10 and across it 1, within 10 percent over 2,000 draws."""
    model = NonNegativeLogistic(ONES, along=10, across=1)
    draw = np.random.default_rng(0)
    centers = np.array([model.drawn_prior_mean(draw) for _ in range(2000)])

    assert (centers @ ONES / np.sqrt(2)).std() == pytest.approx(10, rel=0.1)
    assert (centers @ [1, -1] / np.sqrt(2)).std() == pytest.approx(1, rel=0.1)


def test_cases_of_a_group_share_its_weight() -> None:
    """Two groups, two weights, none of them 0; single cases have one each."""
    of_group, of_case = two_stage_weights(np.random.default_rng(0), np.array([7, 9, 7]))

    assert of_group[0] == of_group[2] != of_group[1]
    assert len(set(of_case.tolist())) == 3
    assert min(of_group.min(), of_case.min()) > 0


def test_nothing_is_reported_before_a_fit() -> None:
    """There are no coefficients to begin with."""
    with pytest.raises(NotFittedError, match="not fitted yet"):
        NonNegativeLogistic(ONES, along=1, across=1).predict_proba(np.zeros((1, 2)))
