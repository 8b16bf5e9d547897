"""How sure the ranks are, as JSON values. Keys may be added, none changed or left out."""

from typing import Any

from fct.scoring.robustness import Robustness, review_order

_DECIMALS = 6


def robustness_report(result: Robustness, *, with_acceptability: bool = False) -> dict[str, Any]:
    """Return how sure each rank is, and by which terms that was found.

    Parameters
    ----------
    result : Robustness
    with_acceptability : bool
        Whether the share of draws at every rank is wanted too, n x n numbers; null where these are
        too many.
    """
    counts = result.acceptability
    return {
        "weighting": str(result.weighting),
        "blanks": result.blanks,
        "reviewed": result.reviewed,
        "terms": result.terms.model_dump(),
        "proposals": [
            {
                "ref": one.ref,
                "rank": one.rank,
                "funded_share": one.funded_share,
                "confidence": None if one.confidence is None else str(one.confidence),
                "rank_from": one.rank_from,
                "rank_to": one.rank_to,
                "lowest_rank": one.lowest_rank,
                "highest_rank": one.highest_rank,
                "mean_rank": round(one.mean_rank, _DECIMALS),
                "tied_with": list(one.tied_with),
                **(
                    {
                        "acceptability": None
                        if counts is None
                        else (counts[n] / result.terms.draws).tolist()
                    }
                    if with_acceptability
                    else {}
                ),
            }
            for n, one in enumerate(result.proposals)
        ],
        "review_order": review_order(result),
    }
