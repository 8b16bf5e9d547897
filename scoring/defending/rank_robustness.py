"""How sure a rank is: how many plausible weight samples fund each proposal, and at which ranks.

The weights of a rubric are a choice, and a blank answer may be worth more than the nothing that it
counts. So the order and the line are made again under thousands of plausible weights and shares.

Source of the measures: Lahdelma and Salminen (2001), SMAA-2: stochastic multicriteria acceptability
analysis for group decision making. Operations Research 49(3), 444-454.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from fct.data.common import UsageError
from fct.data.program import RobustnessTerms
from fct.scoring.defending.weight_samples import (
    Merits,
    RankSpan,
    SensitivityTerms,
    Weighting,
    counts_of_rank,
    merit_samples,
    order_samples,
    refuse_size,
    spans_of_counts,
    spans_of_order,
)
from fct.scoring.judging import Floats
from fct.scoring.ranking import OrderOfMerit, beyond_reach, funded_counts


class Confidence(StrEnum):
    """How sure it is on which side of the funding line a new start stands."""

    SURE = "sure"
    BORDERLINE = "borderline"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankConfidence:
    """How sure the rank of one proposal is.

    Attributes
    ----------
    ref : str
    rank : int
        The official one.
    funded_share : float or None
        Share of the weight samples in which it is funded; None for a continuing project, which has
        its promise whatever its rank.
    confidence : Confidence or None
    lowest_rank, highest_rank : int
        Over all samples; 1 is the best and the lowest number.
    rank_from, rank_to : int
        The ranks between the two quantiles of the terms.
    mean_rank : float
    tied_with : tuple of str
        Refs of the same tier whose parts are exactly the same: no weighting can part them.
    """

    ref: str
    rank: int
    funded_share: float | None
    confidence: Confidence | None
    lowest_rank: int
    highest_rank: int
    rank_from: int
    rank_to: int
    mean_rank: float
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Robustness:
    """How sure the ranks of a cycle are.

    Attributes
    ----------
    proposals : tuple of RankConfidence
        In the official order.
    acceptability : ndarray of shape (n, n), or None
        Samples in which the proposal of the row had the rank of the column, both in the official
        order; every row and every column sums to their number. None where n x n are too many.
    weighting : Weighting
    blanks : bool
        Whether blank answers were taken for uncertain.
    reviewed : bool
        Whether reviewers' spread was.
    terms : RobustnessTerms
        Number of samples, seed, concentration and thresholds.
    """

    proposals: tuple[RankConfidence, ...]
    acceptability: npt.NDArray[np.unsignedinteger] | None = field(repr=False)
    weighting: Weighting
    blanks: bool
    reviewed: bool
    terms: RobustnessTerms


def robustness(official: OrderOfMerit, sensitivity: SensitivityTerms | None = None) -> Robustness:
    """Rank and fund the proposals of a cycle under every plausible weighting.

    Parameters
    ----------
    official : OrderOfMerit
    sensitivity : SensitivityTerms, optional
        Weights around the rubric's and blank answers where none are given. The same terms for
        the same proposals give the same result, whatever order their files came in.

    Raises
    ------
    UsageError
        If memory does not hold so many proposals and samples;
        :meth:`fct.data.program.robustness_terms.RobustnessTerms.for_size` gives terms that fit.
    NotNowError
        With ``LEFT_OUT``, where so many compete that this is left out.
    """
    official.refuse_large()
    sensitivity = sensitivity or SensitivityTerms()
    size, terms = len(official.refs), sensitivity.terms
    refuse_size(size, terms)
    merits = merit_samples(official.parts, sensitivity)
    order = order_samples(official, merits)
    # Acceptability of each rank (SMAA-2) is a table of n by n; of very many proposals only the
    # spans are kept.
    counts = counts_of_rank(order) if size * size <= terms.most_places else None
    spans = spans_of_order(order, terms) if counts is None else spans_of_counts(counts, terms)
    limits = official.conditions.line
    beyond = None if limits.is_empty else beyond_reach(limits, official.tiers, merits)
    counted = funded_counts(
        official.requests, official.ledger(), official.conditions, order, beyond
    )
    shares = (counted / terms.draws).tolist()
    return Robustness(
        proposals=_proposals(official, shares, spans, terms),
        acceptability=counts,
        weighting=sensitivity.weighting,
        blanks=sensitivity.blanks,
        reviewed=sensitivity.spread is not None,
        terms=terms,
    )


def _proposals(
    official: OrderOfMerit,
    shares: Sequence[float],
    spans: Sequence[RankSpan],
    terms: RobustnessTerms,
) -> tuple[RankConfidence, ...]:
    found = []
    for place, tied_with in enumerate(_equal_profiles(official)):
        share = shares[place] if official.competes[place] else None
        found.append(
            RankConfidence(
                ref=official.refs[place],
                rank=place + 1,
                funded_share=share,
                confidence=None if share is None else _confidence(share, terms),
                **spans[place]._asdict(),
                tied_with=tied_with,
            )
        )
    return tuple(found)


def _confidence(funded_share: float, terms: RobustnessTerms) -> Confidence:
    if funded_share >= terms.sure_share:
        return Confidence.SURE
    return Confidence.OUT if funded_share <= terms.out_share else Confidence.BORDERLINE


def _equal_profiles(official: OrderOfMerit) -> list[tuple[str, ...]]:
    """Return for each proposal the refs of its tier that reach the same share of every part."""
    profiles = np.hstack([official.tiers[:, None], official.parts.low, official.parts.high])
    groups: dict[tuple[float, ...], list[str]] = {}
    keys = [tuple(profile) for profile in profiles.tolist()]
    for key, ref in zip(keys, official.refs, strict=True):
        groups.setdefault(key, []).append(ref)
    return [
        tuple(other for other in groups[key] if other != ref)
        for key, ref in zip(keys, official.refs, strict=True)
    ]


def review_order(result: Robustness) -> list[str]:
    """Return the refs in the order in which a review changes most.

    Borderline ones first, the closest to one half before others, then sure ones, then those that
    are out, each as ranked; continuing projects last, since no review moves their money.
    """
    turns = {Confidence.BORDERLINE: 0, Confidence.SURE: 1, Confidence.OUT: 2, None: 3}

    def effort(one: RankConfidence) -> tuple[int, float, int]:
        is_open = one.confidence is Confidence.BORDERLINE
        share = one.funded_share
        # Nearest to even odds first: there one review decides most often.
        return turns[one.confidence], abs(share - 0.5) if is_open and share else 0.0, one.rank

    return [one.ref for one in sorted(result.proposals, key=effort)]


def winning_share(
    official: OrderOfMerit, one: str, other: str, sensitivity: SensitivityTerms | None = None
) -> float:
    """Return the share of samples in which a proposal stands above another.

    Equal merits count half. A proposal of a better tier wins in every sample.

    Raises
    ------
    UsageError
        If one of the two is not official.
    """
    sensitivity = sensitivity or SensitivityTerms()
    places = []
    for ref in (one, other):
        if ref not in official.refs:
            raise UsageError(f"{ref} is not ranked; give the ref of a proposal that has a rank.")
        places.append(official.refs.index(ref))
    first, second = official.tiers[places]
    # Tiers never mix, under no weights.
    if first != second:
        return float(first < second)
    if sensitivity.spread is not None:
        sensitivity = SensitivityTerms(
            sensitivity.weighting, sensitivity.blanks, sensitivity.spread[places], sensitivity.terms
        )
    mine, its = merit_samples(official.parts.only([one, other]), sensitivity)
    return float(_wins(mine, its)) / sensitivity.terms.draws


def _wins(mine: Merits, others: Merits) -> Floats:
    """Return in how many samples one merit is higher than others, equal ones counting half."""
    # A tie counts half for each, so that the two shares of a pair sum to 1 (pairwise winning
    # index).
    higher = np.count_nonzero(mine > others, axis=-1)
    return np.asarray(higher + 0.5 * np.count_nonzero(mine == others, axis=-1))


_DECIMALS = 6


def robustness_report(result: Robustness) -> dict[str, Any]:
    """Return how sure each rank is, and by which terms that was found."""
    return {
        "weighting": str(result.weighting),
        "blanks": result.blanks,
        "reviewed": result.reviewed,
        "terms": result.terms.model_dump(),
        "proposals": [
            asdict(one)
            | {"mean_rank": round(one.mean_rank, _DECIMALS), "tied_with": list(one.tied_with)}
            for one in result.proposals
        ],
        "review_order": review_order(result),
    }
