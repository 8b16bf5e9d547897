"""The ranks of each proposal over all draws, by two ways."""

import numpy as np
import pytest

from fct.data.program.robustness_terms import load_robustness_terms
from fct.scoring.defending.rank_spans import (
    RankSpan,
    counts_of_rank,
    spans_of_counts,
    spans_of_order,
)

TERMS = load_robustness_terms()
# Four draws: A stands at ranks 1, 1, 1, 2; B at 2, 2, 3, 1; C at 3, 3, 2, 3.
ORDER = np.array([[0, 0, 0, 1], [1, 1, 2, 0], [2, 2, 1, 2]], dtype=np.uint16)


def test_every_rank_is_counted() -> None:
    """A row is a proposal and a column a rank."""
    assert counts_of_rank(ORDER).tolist() == [[3, 1, 0], [1, 2, 1], [0, 1, 3]]


def test_spans_are_those_of_the_ranks_in_order() -> None:
    """Of B's 1, 2, 2, 3 one quarter is up to 1, three quarters up to 2: the quantiles of half."""
    terms = TERMS.but(draws=4, lowest_quantile=0.25, highest_quantile=0.75)

    assert spans_of_order(ORDER, terms) == [
        RankSpan(1, 2, 1, 1, 1.25),
        RankSpan(1, 3, 1, 2, 2.0),
        RankSpan(2, 3, 2, 3, 2.75),
    ]


@pytest.mark.parametrize(("size", "draws"), [(1, 1), (3, 7), (40, 101), (7, 20)])
@pytest.mark.parametrize("quantiles", [(0.05, 0.95), (0.25, 0.5), (0.1, 1.0)])
def test_both_ways_give_the_same(size: int, draws: int, quantiles: tuple[float, float]) -> None:
    """Orders by chance."""
    chance = np.random.default_rng([size, draws])
    order = np.array([chance.permutation(size) for _ in range(draws)], dtype=np.uint16).T
    low, high = quantiles
    terms = TERMS.but(draws=draws, lowest_quantile=low, highest_quantile=high)

    assert spans_of_order(order, terms) == spans_of_counts(counts_of_rank(order), terms)


def test_more_draws_than_are_turned_at_once_give_the_same() -> None:
    """1,100 proposals of 1,000 draws are more than 1,048,576 places."""
    order = np.random.default_rng(1).permuted(
        np.tile(np.arange(1100, dtype=np.uint16)[:, None], 1000), axis=0
    )
    terms = TERMS.but(draws=1000)

    assert spans_of_order(order, terms) == spans_of_counts(counts_of_rank(order), terms)


def test_nothing_ranked_has_no_span() -> None:
    """No proposal, no ranks."""
    nothing = np.empty((0, 5), dtype=np.uint16)

    assert spans_of_order(nothing, TERMS.but(draws=5)) == []
    assert counts_of_rank(nothing).shape == (0, 0)
