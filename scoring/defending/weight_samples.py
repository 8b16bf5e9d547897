"""Plausible weights and shares by chance, and the merit, order and line that each draw gives.

Chance is seeded apart for the weights and for each proposal by its ref, so a draw of one proposal
does not depend on which others there are or on how the work is divided.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from fct.data.common import UsageError
from fct.data.program import RobustnessTerms, load_robustness_terms
from fct.scoring.judging import PART_NAMES, Floats, Parts
from fct.scoring.ranking import MERIT_DECIMALS, Ranked, official_terms

MERIT_UNITS = 10**MERIT_DECIMALS
"""Merit is compared in units of its last decimal."""

_WEIGHTS, _BLANKS, _REVIEWERS = range(3)  # what chance is for: each has a stream of its own
_MERIT_BITS = (100 * MERIT_UNITS).bit_length()
_MOST_OF_16_BITS = 2**16
_SORTED_AT_ONCE = 2**17  # of 8 bytes each: they stay near the processor

Merits = npt.NDArray[np.uint32]
Order = npt.NDArray[np.unsignedinteger]


class Weighting(StrEnum):
    """Which weightings are taken for plausible."""

    AROUND_RUBRIC = "around the rubric"
    ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class Doubts:
    """What is taken for uncertain.

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
            raise ValueError("a spread of reviewers is below 0 or no number")


def weight_draws(weights: Floats, doubts: Doubts) -> Floats:
    """Return plausible weightings.

    Parameters
    ----------
    weights : ndarray of shape (11,)
        The rubric's. A part that it does not weigh weighs nothing in any draw.
    doubts : Doubts

    Returns
    -------
    ndarray of shape (draws, 11)
        In points of merit; each row sums to 100. From the Dirichlet distribution: of the
        concentration times the weights' shares, or of ones.
    """
    is_weighed = weights > 0
    alpha = doubts.terms.concentration * weights[is_weighed] / weights.sum()
    if doubts.weighting is Weighting.ANY:
        alpha = np.ones_like(alpha)
    chance = np.random.default_rng([doubts.terms.seed, _WEIGHTS])
    drawn = np.zeros((doubts.terms.draws, len(weights)))
    drawn[:, is_weighed] = 100 * chance.dirichlet(alpha, doubts.terms.draws)
    return drawn


def share_draws(parts: Parts, place: int, doubts: Doubts) -> list[Floats]:
    """Return plausible shares of one proposal.

    Returns
    -------
    list of ndarray
        One a part, 0 to 1: of shape (draws,), or () where the share is certain.
    """
    draws, low = doubts.terms.draws, parts.low[place]
    shares: list[Floats] = [np.asarray(share) for share in low]
    span = parts.high[place] - low
    if doubts.blanks and span.any():
        chance = _chance_of(parts.refs[place], _BLANKS, doubts)
        for part in np.flatnonzero(span):
            shares[part] = low[part] + span[part] * chance.random(draws)
    if doubts.spread is not None and doubts.spread[place].any():
        chance = _chance_of(parts.refs[place], _REVIEWERS, doubts)
        for part in np.flatnonzero(doubts.spread[place]):
            error = doubts.spread[place, part] * chance.standard_normal(draws)
            shares[part] = np.clip(shares[part] + error, 0, 1)
    return shares


def _chance_of(ref: str, purpose: int, doubts: Doubts) -> np.random.Generator:
    name = int.from_bytes(ref.encode("utf-8", "surrogatepass"), "little")
    return np.random.default_rng([doubts.terms.seed, purpose, name])


def merit_draws(parts: Parts, doubts: Doubts, weights: Floats | None = None) -> Merits:
    """Return the merit of each proposal in each draw, of shape (n, draws), in millionths.

    Parameters
    ----------
    parts : Parts
    doubts : Doubts
    weights : ndarray of shape (draws, 11), optional
        Those of :func:`weight_draws` where none are given.

    Raises
    ------
    ValueError
        If the spread is not that of these proposals.
    """
    shape = (len(parts.refs), len(PART_NAMES))
    if doubts.spread is not None and doubts.spread.shape != shape:
        raise ValueError(f"the spread has shape {doubts.spread.shape}, the proposals have {shape}")
    if weights is None:
        weights = weight_draws(parts.weights, doubts)
    by_part = np.ascontiguousarray(weights.T)
    merits = np.empty((len(parts.refs), len(weights)), dtype=np.uint32)
    merit, points = np.empty(len(weights)), np.empty(len(weights))
    for place in range(len(parts.refs)):
        merit[:] = 0
        # Added part by part: a product of matrices rounds by the machine that it runs on.
        for weight, share in zip(by_part, share_draws(parts, place, doubts), strict=True):
            if share.ndim or share:
                merit += np.multiply(weight, share, out=points)
        merits[place] = np.rint(np.multiply(merit, MERIT_UNITS, out=points), out=points)
    return merits


def order_draws(ranked: Ranked, merits: Merits) -> Order:
    """Return who has which rank in each draw.

    Parameters
    ----------
    ranked : Ranked
        Its tiers never mix, and its order of ties decides where merits are equal.
    merits : ndarray of shape (n, draws)

    Returns
    -------
    ndarray of shape (n, draws)
        Row r holds the places, in the official order, of who is ranked r-th.
    """
    size, draws = merits.shape
    tie_order = ranked.tie_order
    by_tie = np.argsort(tie_order).astype(np.uint16 if size <= _MOST_OF_16_BITS else np.uint32)
    bits = size.bit_length()
    # One number holds tier, merit (more is less) and tie, so that sorting numbers ranks them.
    base = (ranked.tiers << (_MERIT_BITS + bits)) + tie_order
    order = np.empty((size, draws), dtype=by_tie.dtype)
    step = max(1, _SORTED_AT_ONCE // max(size, 1))
    for start in range(0, draws, step):
        keys = merits[:, start : start + step].T.astype(np.int64, order="C")
        keys <<= bits
        np.subtract(base, keys, out=keys)
        keys.sort(axis=1)
        keys &= (1 << bits) - 1
        order[:, start : start + step] = by_tie[keys].T
    return order


def funded_draws(ranked: Ranked, order: Order) -> npt.NDArray[np.int64]:
    """Return in how many draws each proposal is funded as a new start, of shape (n,).

    The funding line is drawn through every draw at once, under the conditions of the cycle.
    What is promised and held back comes off first. New starts that must be funded come next, then
    the others, both in rank order: each is funded if its request fits what is left of every year
    and of its component's ceilings, and passed over otherwise. Excluded ones get nothing.
    """
    size, draws = order.shape
    terms = official_terms(ranked)
    limits = terms.limits(ranked)
    # Less than 0 left is as good as 0: a request of 0 fits, and no other.
    left = [np.full(draws, max(most, 0), limits.left.dtype) for most in limits.left.tolist()]
    asked = list(np.ascontiguousarray(limits.asked.T))
    funded = np.zeros(size, dtype=np.int64)
    for may_take in terms.turns(ranked):
        for row in order:
            who = row.astype(np.intp)
            requests = [column[who] for column in asked]
            fits = may_take[who]
            for request, amount in zip(requests, left, strict=True):
                fits &= request <= amount
            for request, amount in zip(requests, left, strict=True):
                np.subtract(amount, request * fits, out=amount)
            funded += np.bincount(who[fits], minlength=size)
    return funded


def refuse_size(size: int, terms: RobustnessTerms) -> None:
    """Refuse more draws of so many proposals than memory holds.

    Raises
    ------
    UsageError
        If there are more, with how many are accepted.
    """
    most = terms.most_draws(size)
    if terms.draws > most:
        raise UsageError(
            f"{terms.draws:,} draws of {size:,} ranked proposals need too much memory; ask for at "
            f"most {most:,}: `fct sure --draws {most}`."
        )
