"""At which ranks each proposal stands over all draws: by counts of every rank, or without them.

Counts of every rank are n x n numbers. Where these are too many, the ranks of each proposal are
put in order instead; both give the same.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.program import RobustnessTerms
from fct.scoring.defending.weight_samples import Order

_TURNED_AT_ONCE = 2**20  # places, of 8 bytes each

Counts = npt.NDArray[np.unsignedinteger]


class RankSpan(NamedTuple):
    """The ranks of one proposal; 1 is the best and the lowest number.

    ``rank_from`` and ``rank_to`` are at the two quantiles of the terms.
    """

    lowest_rank: int
    highest_rank: int
    rank_from: int
    rank_to: int
    mean_rank: float


def counts_of_rank(order: Order) -> Counts:
    """Return in how many draws each proposal had each rank, of shape (n, n), a proposal a row."""
    size, draws = order.shape
    by_rank = np.empty((size, size), dtype=np.min_scalar_type(draws))
    for rank, row in enumerate(order):
        by_rank[rank] = np.bincount(row, minlength=size)
    return np.ascontiguousarray(by_rank.T)


def spans_of_counts(counts: Counts, terms: RobustnessTerms) -> list[RankSpan]:
    """Return the span of each proposal by the counts of its ranks."""
    numbers = np.arange(1, len(counts) + 1)
    spans = []
    for row in counts:
        of_rank = row.astype(np.int64)
        up_to = np.cumsum(of_rank) / terms.draws
        seen = numbers[of_rank > 0]
        spans.append(
            RankSpan(
                lowest_rank=int(seen[0]),
                highest_rank=int(seen[-1]),
                rank_from=1 + int(np.argmax(up_to >= terms.lowest_quantile)),
                rank_to=1 + int(np.argmax(up_to >= terms.highest_quantile)),
                mean_rank=int(of_rank @ numbers) / terms.draws,
            )
        )
    return spans


def spans_of_order(order: Order, terms: RobustnessTerms) -> list[RankSpan]:
    """Return the span of each proposal without counting every rank.

    Parameters
    ----------
    order : ndarray of shape (n, draws)
        Of :func:`fct.scoring.defending.weight_samples.order_draws`.
    terms : RobustnessTerms
    """
    up_to = np.arange(1, terms.draws + 1) / terms.draws
    first = int(np.argmax(up_to >= terms.lowest_quantile))
    last = int(np.argmax(up_to >= terms.highest_quantile))
    spans = []
    for row in _ranks(order):
        ranks = np.sort(row, kind="stable").astype(np.int64) + 1
        spans.append(
            RankSpan(
                lowest_rank=int(ranks[0]),
                highest_rank=int(ranks[-1]),
                rank_from=int(ranks[first]),
                rank_to=int(ranks[last]),
                mean_rank=int(ranks.sum()) / terms.draws,
            )
        )
    return spans


def _ranks(order: Order) -> Order:
    """Return the rank of each proposal in each draw, counted from 0."""
    size, draws = order.shape
    ranks = np.empty_like(order)
    numbers = np.arange(size, dtype=order.dtype)[:, np.newaxis]
    step = max(1, _TURNED_AT_ONCE // max(size, 1))
    for start in range(0, draws, step):
        some = order[:, start : start + step].astype(np.intp)
        np.put_along_axis(ranks[:, start : start + step], some, numbers, axis=0)
    return ranks
