"""The figures of a panel: what the reviews of one proposal come to, once every one of them is in.

The machine's figures stay as they are; those of the panel stand beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from fct.data.program import CRITERIA, MeritWeights
from fct.data.reviewing import ReviewContent, load_review_terms


@dataclass(frozen=True, kw_only=True, slots=True)
class PanelFigures:
    """What the reviews of one proposal come to.

    Attributes
    ----------
    levels : mapping of str to float
        Mean level of each criterion.
    spread : mapping of str to int
        Highest level less lowest of each criterion.
    deviation : mapping of str to float
        Standard deviation of the levels of each criterion, as shares from 0 to 1.
    strength : float
        0 to 100: mean over the criteria of (mean level - 1) / 4.
    overruled : mapping of str to str
        Own outcome of each rule that more than half of the reviews overrule alike.
    """

    levels: Mapping[str, float]
    spread: Mapping[str, int]
    deviation: Mapping[str, float]
    strength: float
    overruled: Mapping[str, str] = field(default_factory=dict)

    def merit(self, maturity: float, weights: MeritWeights) -> float:
        """Return the rubric's merit with the panel's strength in place of the machine's."""
        return weights.maturity * maturity + weights.strength * self.strength


def panel_figures(reviews: Sequence[ReviewContent]) -> PanelFigures:
    """Return what complete reviews of one proposal come to.

    Parameters
    ----------
    reviews : sequence of ReviewContent
        At least one; each has a level of every criterion.
    """
    terms = load_review_terms()
    given = {name: [_level(one, name) for one in reviews] for name in CRITERIA}
    levels = {name: fmean(values) for name, values in given.items()}
    return PanelFigures(
        levels=levels,
        spread={name: max(values) - min(values) for name, values in given.items()},
        # Of the population, not of a sample: these reviews are all there are, and one alone has
        # deviation 0.
        deviation={name: pstdev(map(terms.share_of, values)) for name, values in given.items()},
        strength=100 * fmean(terms.share_of(level) for level in levels.values()),
        overruled=overruled_rules(reviews),
    )


def _level(review: ReviewContent, criterion: str) -> int:
    level = review.level(criterion)
    if level is None:
        raise ValueError(f"a review that counts has no level of {criterion}")
    return level


def overruled_rules(reviews: Sequence[ReviewContent]) -> dict[str, str]:
    """Return the outcome of each rule that more than half of the reviews overrule alike."""
    votes: dict[tuple[str, str], int] = {}
    for review in reviews:
        for one in review.overrules:
            if one.rule is not None and one.outcome is not None:
                votes[one.rule, one.outcome] = votes.get((one.rule, one.outcome), 0) + 1
    # More than half, so that no two outcomes of one rule can both be it.
    return {rule: outcome for (rule, outcome), count in votes.items() if 2 * count > len(reviews)}
