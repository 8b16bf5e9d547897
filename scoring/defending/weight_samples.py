"""Weight samples: plausible weights and shares by chance, and the merit and order of each sample.

Chance is seeded apart for the weights and for each proposal by its ref, so a sample of one proposal
does not depend on which others there are or on how the work is divided.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.common import UsageError
from fct.data.program import MERIT_DECIMALS, RobustnessTerms, load_robustness_terms
from fct.scoring.judging import PART_NAMES, Floats, Parts
from fct.scoring.ranking import OrderOfMerit

MERIT_UNITS = 10**MERIT_DECIMALS
"""Merit is compared in units of its last decimal."""

_WEIGHTS, _BLANKS, _REVIEWERS = range(3)  # what chance is for: each has a stream of its own
_MERIT_BITS = (100 * MERIT_UNITS).bit_length()
_MOST_OF_16_BITS = 2**16
_SORTED_AT_ONCE = 2**17  # of 8 bytes each: they stay near the processor
_TURNED_AT_ONCE = 2**20  # places, of 8 bytes each

Counts = npt.NDArray[np.unsignedinteger]
Merits = npt.NDArray[np.uint32]
Order = npt.NDArray[np.unsignedinteger]


class Weighting(StrEnum):
    """Which weight samples are taken for plausible."""

    AROUND_RUBRIC = "around the rubric"
    ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class SensitivityTerms:
    """What is taken for uncertain: the terms of a sensitivity analysis.

    Attributes
    ----------
    weighting : Weighting
        Weights around the rubric's, or any weights of the parts that it weighs, each as likely.
    blanks : bool
        Whether a part that is open (a blank answer, an unknown rule) may reach any share between
        its lowest and its highest; otherwise it has the lowest, as in the official rank.
    spread : ndarray of shape (n, 11), optional
        Standard deviation of the shares among reviewers, by part in the official order; None where
        there are no reviews yet.
    terms : RobustnessTerms
    """

    weighting: Weighting = Weighting.AROUND_RUBRIC
    blanks: bool = True
    spread: Floats | None = None
    terms: RobustnessTerms = field(default_factory=load_robustness_terms)

    def __post_init__(self) -> None:
        if self.spread is not None and not (self.spread >= 0).all():  # NaN is not
            raise ValueError("a spread of reviewers is below 0 or is not a number")


def weight_samples(weights: Floats, sensitivity: SensitivityTerms) -> Floats:
    """Return plausible weight samples.

    Parameters
    ----------
    weights : ndarray of shape (11,)
        The rubric's. A part that it does not weigh weighs nothing in any sample.
    sensitivity : SensitivityTerms

    Returns
    -------
    ndarray of shape (samples, 11)
        In points of merit; each row sums to 100. From the Dirichlet distribution: of the
        concentration times the weights' shares, or of ones.
    """
    is_weighed = weights > 0
    # Around the rubric: the mean of a Dirichlet distribution is alpha over its sum, and the sum
    # says how near its samples are. A part of weight 0 stays at 0.
    alpha = sensitivity.terms.concentration * weights[is_weighed] / weights.sum()
    if sensitivity.weighting is Weighting.ANY:
        # All ones is the uniform distribution over the weights that sum to 1.
        alpha = np.ones_like(alpha)
    chance = np.random.default_rng([sensitivity.terms.seed, _WEIGHTS])
    samples = np.zeros((sensitivity.terms.draws, len(weights)))
    samples[:, is_weighed] = 100 * chance.dirichlet(alpha, sensitivity.terms.draws)
    return samples


def share_samples(parts: Parts, place: int, sensitivity: SensitivityTerms) -> list[Floats]:
    """Return plausible shares of one proposal.

    Returns
    -------
    list of ndarray
        One a part, 0 to 1: of shape (samples,), or () where the share is certain.
    """
    size, low = sensitivity.terms.draws, parts.low[place]
    shares: list[Floats] = [np.asarray(share) for share in low]
    span = parts.high[place] - low
    if sensitivity.blanks and span.any():
        chance = _chance_of(parts.refs[place], _BLANKS, sensitivity)
        for part in np.flatnonzero(span):
            shares[part] = low[part] + span[part] * chance.random(size)
    if sensitivity.spread is not None and sensitivity.spread[place].any():
        chance = _chance_of(parts.refs[place], _REVIEWERS, sensitivity)
        for part in np.flatnonzero(sensitivity.spread[place]):
            error = sensitivity.spread[place, part] * chance.standard_normal(size)
            # A review cannot give less than nothing or more than all of a part; what errs past an
            # end lies on it.
            shares[part] = np.clip(shares[part] + error, 0, 1)
    return shares


def _chance_of(ref: str, purpose: int, sensitivity: SensitivityTerms) -> np.random.Generator:
    # The ref itself, because Python's hash of a text differs from process to process.
    name = int.from_bytes(ref.encode("utf-8", "surrogatepass"), "little")
    return np.random.default_rng([sensitivity.terms.seed, purpose, name])


def merit_samples(
    parts: Parts, sensitivity: SensitivityTerms, weights: Floats | None = None
) -> Merits:
    """Return the merit of each proposal in each sample, of shape (n, samples), in millionths.

    Parameters
    ----------
    parts : Parts
    sensitivity : SensitivityTerms
    weights : ndarray of shape (samples, 11), optional
        Those of :func:`weight_samples` where none are given.

    Raises
    ------
    ValueError
        If the spread is not that of these proposals.
    """
    shape = (len(parts.refs), len(PART_NAMES))
    if sensitivity.spread is not None and sensitivity.spread.shape != shape:
        raise ValueError(
            f"the spread has shape {sensitivity.spread.shape}, the proposals have {shape}"
        )
    if weights is None:
        weights = weight_samples(parts.weights, sensitivity)
    by_part = np.ascontiguousarray(weights.T)
    merits = np.empty((len(parts.refs), len(weights)), dtype=np.uint32)
    merit, points = np.empty(len(weights)), np.empty(len(weights))
    for place in range(len(parts.refs)):
        merit[:] = 0
        # Added part by part: a product of matrices rounds by the machine that it runs on.
        for weight, share in zip(by_part, share_samples(parts, place, sensitivity), strict=True):
            if share.ndim or share:
                merit += np.multiply(weight, share, out=points)
        merits[place] = np.rint(np.multiply(merit, MERIT_UNITS, out=points), out=points)
    return merits


def order_samples(official: OrderOfMerit, merits: Merits) -> Order:
    """Return who has which rank in each sample.

    Parameters
    ----------
    official : OrderOfMerit
        Its tiers never mix, and its order of ties decides where merits are equal.
    merits : ndarray of shape (n, samples)

    Returns
    -------
    ndarray of shape (n, samples)
        Row r holds the places, in the official order, of who is ranked r-th.
    """
    size, samples = merits.shape
    tie_order = official.tie_order
    by_tie = np.argsort(tie_order).astype(np.uint16 if size <= _MOST_OF_16_BITS else np.uint32)
    bits = size.bit_length()
    # One number holds tier, merit (more is less) and tie, so that sorting numbers ranks them: a
    # merit has fewer bits than the step of a tier, and a tie fewer than the step of a merit, so
    # none can outweigh what comes before it, and no two numbers are equal.
    base = (official.tiers << (_MERIT_BITS + bits)) + tie_order
    order = np.empty((size, samples), dtype=by_tie.dtype)
    step = max(1, _SORTED_AT_ONCE // max(size, 1))
    for start in range(0, samples, step):
        keys = merits[:, start : start + step].T.astype(np.int64, order="C")
        keys <<= bits
        np.subtract(base, keys, out=keys)
        keys.sort(axis=1)
        keys &= (1 << bits) - 1
        order[:, start : start + step] = by_tie[keys].T
    return order


def refuse_size(size: int, terms: RobustnessTerms) -> None:
    """Refuse more weight samples of so many proposals than memory holds.

    Raises
    ------
    UsageError
        If there are more, with how many are accepted.
    """
    most = terms.most_draws(size)
    if terms.draws > most:
        raise UsageError(
            f"{terms.draws:,} weight samples of {size:,} ranked proposals need too much memory; "
            f"ask for at most {most:,}: `fct sure --draws {most}`."
        )


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
    """Return in how many samples each proposal had each rank, of shape (n, n), one a row."""
    size, samples = order.shape
    # A count is at most the number of samples: two bytes instead of eight for ten thousand.
    by_rank = np.empty((size, size), dtype=np.min_scalar_type(samples))
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
                # argmax gives the first true: the lowest rank at which so large a share of samples
                # is reached.
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
    order : ndarray of shape (n, samples)
        Of :func:`fct.scoring.defending.weight_samples.order_samples`.
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
    """Return the rank of each proposal in each sample, counted from 0."""
    size, samples = order.shape
    ranks = np.empty_like(order)
    numbers = np.arange(size, dtype=order.dtype)[:, np.newaxis]
    step = max(1, _TURNED_AT_ONCE // max(size, 1))
    for start in range(0, samples, step):
        some = order[:, start : start + step].astype(np.intp)
        np.put_along_axis(ranks[:, start : start + step], some, numbers, axis=0)
    return ranks
