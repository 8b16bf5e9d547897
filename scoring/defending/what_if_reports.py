"""What-ifs as JSON values, for the command and the pages.

Keys may be added, none changed or left out: other programs read them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data.program import MERIT_DECIMALS, LevelBudgets
from fct.data.tables import SavedScenario
from fct.scoring.defending.side_by_side import Place, SideBySide
from fct.scoring.defending.what_if_order import WhatIf
from fct.scoring.judging import PART_NAMES, Floats
from fct.scoring.ranking import MARKS, money_report


def what_if_report(result: WhatIf) -> dict[str, Any]:
    """Return the new order, its line, and what changed against the official order."""
    refs, marks, merit = result.official.refs, result.marks.tolist(), result.merit.tolist()
    tiers = result.official.tiers.tolist()
    official_marks, tied_with = result.official_marks.tolist(), result.tied_with
    return {
        **_terms_report(result),
        "weights_official": _weights_report(result.official.parts.weights),
        "order": [
            {
                "ref": refs[place],
                "rank": rank,
                "rank_official": place + 1,
                "tier": tiers[place],
                "merit": merit[place],
                "mark": str(MARKS[marks[place]]),
                "mark_official": str(MARKS[official_marks[place]]),
                "tied_with": tied_with.get(refs[place], []),
            }
            for rank, place in enumerate(result.order.tolist(), 1)
        ],
        "moved": [move._asdict() for move in result.moves],
        "entered": result.entered,
        "dropped": result.dropped,
    }


def comparison_report(side: SideBySide) -> dict[str, Any]:
    """Return scenarios side by side: rank and mark of each ref that differs, and the money."""
    return {"scenarios": _results_report(side), "differing": _rows_report(side.differing)}


def budget_scenarios_report(
    side: SideBySide, levels: Sequence[LevelBudgets] = ()
) -> dict[str, Any]:
    """Return the line under several budgets: who flips, and the money.

    ``levels`` says of declared levels what they are a share of, and why.
    """
    results = _results_report(side)
    for level in levels:
        results[level.name]["level"] = {
            "share": float(level.share),
            "of": "last year" if level.is_of_last_year else "request",
            "reason": level.reason,
            "starts_new": level.starts_new,
        }
    return {"scenarios": results, "flips": _rows_report(side.flips)}


def scenario_report(saved: SavedScenario) -> dict[str, Any]:
    """Return a saved scenario, with who saved it when."""
    return {
        "fiscal_year": saved.fiscal_year,
        "version": saved.version,
        **saved.content.as_plain(),
        "at": saved.at.isoformat(),
        "actor": saved.actor.name,
    }


def _results_report(side: SideBySide) -> dict[str, dict[str, Any]]:
    return {
        name: {**_terms_report(result), "funded": int(result.is_funded.sum())}
        for name, result in side.results.items()
    }


def _terms_report(result: WhatIf) -> dict[str, Any]:
    return {
        "weights": _weights_report(result.weights),
        "budgets": money_report(result.budgets),
        "conditions": result.conditions.as_plain(),
        "not_applied": result.not_applied,
        "no_effect": result.no_effect,
        "warnings": result.warnings,
        "used": money_report(result.used),
        "left": money_report(result.left),
    }


def _weights_report(weights: Floats) -> dict[str, float]:
    return {
        part: round(points, MERIT_DECIMALS)
        for part, points in zip(PART_NAMES, weights.tolist(), strict=True)
    }


def _rows_report(rows: Mapping[str, Mapping[str, Place]]) -> list[dict[str, Any]]:
    return [
        {
            "ref": ref,
            "places": {
                name: {"rank": place.rank, "mark": str(place.mark)}
                for name, place in places.items()
            },
        }
        for ref, places in rows.items()
    ]
