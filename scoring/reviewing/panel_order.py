"""The order by panel: the machine's proposals by the panel's merit, with the line drawn anew.

Who is ranked stays the machine's; where a panel is not complete the machine's merit counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fct.data.common import NotNowError
from fct.data.program import CRITERIA, LEFT_OUT, MERIT_DECIMALS, load_robustness_terms
from fct.data.reviewing import load_review_terms
from fct.scoring.defending import Robustness, SensitivityTerms, robustness
from fct.scoring.judging import MATURITY_COUNT, Floats, Parts
from fct.scoring.ranking import (
    OrderOfMerit,
    in_order,
    with_line_and_best_set,
)
from fct.scoring.reviewing.panel import PanelFigures


@dataclass(frozen=True, slots=True, eq=False)
class PanelOrder:
    """The order by panel beside the machine's.

    Attributes
    ----------
    order, official : OrderOfMerit
        By panel, and the machine's.
    merits : mapping of str to float
        The panel's merit by ref, rounded to 6 decimals, of those that have one.
    sureness, official_sureness : Robustness
        The panel's takes the deviation among reviewers for uncertain too.
    """

    order: OrderOfMerit
    official: OrderOfMerit
    merits: Mapping[str, float]
    sureness: Robustness
    official_sureness: Robustness


def in_panel_order(
    official: OrderOfMerit,
    panels: Mapping[str, PanelFigures],
    merits: Mapping[str, float],
    official_sureness: Robustness | None = None,
) -> PanelOrder:
    """Return the machine's order by the panel's merit.

    Parameters
    ----------
    official : OrderOfMerit
    panels : mapping of str to PanelFigures
        By ref, of complete panels alone.
    merits : mapping of str to float
        The panel's merit of each.
    official_sureness : Robustness, optional
        What :func:`sureness_of` returned for the machine's order.

    Raises
    ------
    NotNowError
        With ``LEFT_OUT``, where so many compete that nobody says how sure their ranks are.
    """
    if (large := official.left_out) is not None:
        raise NotNowError(
            LEFT_OUT,
            f"{large.competing:,} proposals compete for money, and above {large.most:,} there is "
            "no order by panel: it says how sure each rank is. `fct rank` prints the order of "
            "merit, and `fct review REF --show` what a panel said of one proposal.",
        )
    rounded = {ref: round(merits[ref], MERIT_DECIMALS) for ref in official.refs if ref in panels}
    by_panel = official.ranks["ref"].map(rounded).fillna(official.ranks["merit"])
    ranks = in_order(official.ranks.assign(merit=by_panel.astype(float)))
    parts = _with_levels(official.parts.only(ranks["ref"].tolist()), panels)
    order = with_line_and_best_set(replace(official, ranks=ranks, parts=parts))
    sureness = sureness_of(order, _spread(parts, panels))
    return PanelOrder(
        order, official, rounded, sureness, official_sureness or sureness_of(official)
    )


def sureness_of(order: OrderOfMerit, spread: Floats | None = None) -> Robustness:
    """Return how sure the ranks of an order are, by as many weight samples as fit."""
    declared = load_robustness_terms()
    terms = declared.for_size(len(order.refs)) or declared
    return robustness(order, SensitivityTerms(spread=spread, terms=terms))


def _with_levels(parts: Parts, panels: Mapping[str, PanelFigures]) -> Parts:
    """Return parts with the panel's levels as the shares of the criteria, which are certain."""
    low, high, terms = parts.low.copy(), parts.high.copy(), load_review_terms()
    for place, ref in enumerate(parts.refs):
        if (panel := panels.get(ref)) is not None:
            shares = [terms.share_of(panel.levels[name]) for name in CRITERIA]
            low[place, MATURITY_COUNT:] = high[place, MATURITY_COUNT:] = shares
    return replace(parts, low=low, high=high)


def _spread(parts: Parts, panels: Mapping[str, PanelFigures]) -> Floats:
    spread = np.zeros_like(parts.low)
    for place, ref in enumerate(parts.refs):
        if (panel := panels.get(ref)) is not None:
            spread[place, MATURITY_COUNT:] = [panel.deviation[name] for name in CRITERIA]
    return spread


def differing(found: PanelOrder) -> pd.DataFrame:
    """Return those whose rank or mark differs, in the panel's order.

    Returns
    -------
    DataFrame of shape (n_differing, 5)
        ``ref``, ``rank``, ``rank_official``, ``mark``, ``mark_official``.
    """
    names = ["ref", "rank", "mark"]
    both = found.order.ranks[names].merge(
        found.official.ranks[names], on="ref", suffixes=("", "_official")
    )
    is_other = (both["rank"] != both["rank_official"]) | (both["mark"] != both["mark_official"])
    return both.loc[is_other, ["ref", "rank", "rank_official", "mark", "mark_official"]]
