"""A second reading of what a panel comes to: plain loops over plain values, from the contract."""

import math
from typing import Any

CRITERIA = (
    "user advocacy",
    "valid requirement",
    "market investigation",
    "funded strategy",
    "intent to procure",
)


def machine_level(strength: float) -> int:
    """1 + 4 x strength, rounded half up."""
    return math.floor(1 + 4 * strength + 0.5)


def figures(reviews: list[dict[str, Any]], maturity: float) -> dict[str, Any]:
    """The figures of one complete panel; a review is ``levels`` and ``overrules``."""
    levels, spread = {}, {}
    total = 0.0
    for criterion in CRITERIA:
        given = [review["levels"][criterion] for review in reviews]
        mean = sum(given) / len(given)
        levels[criterion] = round(mean, 6)
        spread[criterion] = max(given) - min(given)
        total += (mean - 1) / 4 * 100
    strength = total / 5
    overruled = {}
    for rule in {rule for review in reviews for rule in review["overrules"]}:
        for outcome in ("holds", "fails", "unknown"):
            votes = sum(review["overrules"].get(rule) == outcome for review in reviews)
            if votes > len(reviews) / 2:
                overruled[rule] = outcome
    return {
        "levels": levels,
        "spread": spread,
        "panel_strength": round(strength, 6),
        "panel_merit": round(0.7 * maturity + 0.3 * strength, 6),
        "overruled": overruled,
    }


def strictness(reviews: dict[str, dict[str, dict[str, int]]], person: str) -> float | None:
    """Own mean minus the mean of others on the same proposals; null below 3 shared ones."""
    own, others, shared = [], [], 0
    for of_ref in reviews.values():
        if person in of_ref and len(of_ref) >= 2:
            shared += 1
            own += list(of_ref[person].values())
            for other, levels in of_ref.items():
                if other != person:
                    others += list(levels.values())
    if shared < 3:
        return None
    return sum(own) / len(own) - sum(others) / len(others)


def panel_order(rows: list[dict[str, Any]]) -> list[str]:
    """Refs by tier, panel merit (else the machine's), maturity, priority, title, ref."""

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        merit = row["merit"] if row["panel_merit"] is None else row["panel_merit"]
        priority = math.inf if row["priority"] is None else row["priority"]
        title = " ".join(row["title"].split()).casefold()
        return (row["tier"], -merit, -row["maturity"], priority, title, row["ref"])

    return [row["ref"] for row in sorted(rows, key=key)]
