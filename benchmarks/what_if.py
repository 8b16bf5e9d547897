"""Moving weights and budgets: time of one what-if, whole call, beside the plain line in Decimals.

Each call gets other weights and other budgets, as a person who moves sliders gives them. A third of
what is asked for is there; requests are 100 to 900.5 thousand dollars in one or two of three years;
shares of the parts lie on a coarse grid, so that there are ties. The peer is the same work in plain
Python, written here: merit row by row, ``sorted``, and one request after the other off a dict of
what is left, in Decimals. Both must agree on every rank, mark and dollar. Each size runs without
conditions and with some of every kind that a line keeps. The first call also makes the arrays of
the requests, which the others find; it is printed by itself as well.

Run it with ``python benchmarks/what_if.py``.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from fct.data.program.conditions import Conditions
from fct.data.program.cycle import Cycle
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.weights import normal_weights
from fct.scoring.defending.what_if_order import WhatIf, what_if
from fct.scoring.judging.merit_parts import Floats, Parts, part_weights
from fct.scoring.ranking.funding_line import MARKS, Mark
from fct.scoring.ranking.ledger import Money
from fct.scoring.ranking.order import OrderOfMerit, with_line

SIZES = {
    150: (200, 0.050),
    20_000: (51, 0.200),
    100_000: (21, 0.200),
}  # proposals: (calls, bar in seconds)
PEER_CALLS = 3
YEARS = (2027, 2028, 2029)
CONTINUING_SHARE = 0.1
TIERS = (1, 1, 1, 2, 2, 2, 2, 3)
COMPONENTS = ("Army", "Navy", "Air Force")


def frames_of(size: int) -> tuple[pd.DataFrame, Parts]:
    """Return proposals in the official order, and their parts."""
    chance = random.Random(size)
    steps = np.array([chance.randint(0, 8) for _ in range(size * 11)], dtype=float)
    shares = steps.reshape(size, 11) / 8
    weights = part_weights(default_rubric())
    asked = []
    for _ in range(size):
        years = chance.sample(YEARS, chance.randint(1, 2))
        asked.append({year: Decimal(chance.randrange(1000, 9006, 5)) / 10 for year in years})
    frame = pd.DataFrame(
        {
            "ref": [f"B-{n:06}" for n in range(size)],
            "tier": [chance.choice(TIERS) for _ in range(size)],
            "maturity": shares[:, :6] @ weights[:6] / 0.7,
            "competes": [chance.random() >= CONTINUING_SHARE for _ in range(size)],
            "merit": 0.0,
            "component_priority": float("nan"),
            "title": "",
            "component": [chance.choice(COMPONENTS) for _ in range(size)],
            "request_kusd": pd.Series(asked, dtype=object),
        }
    )
    merit = plain_merit(shares, weights)
    maturity = [round(low, 6) for low in frame["maturity"].tolist()]
    keys = zip(frame["tier"], [-m for m in merit], [-m for m in maturity], range(size), strict=True)
    order = [key[-1] for key in sorted(keys)]
    refs = frame["ref"].tolist()
    parts = Parts(tuple(refs), weights, shares, shares).only([refs[row] for row in order])
    return frame.iloc[order].reset_index(drop=True), parts


def plain_merit(shares: Floats, weights: Floats) -> list[float]:
    """Return merit row by row."""
    points = weights.tolist()
    return [
        round(sum(share * point for share, point in zip(row, points, strict=True)), 6)
        for row in shares.tolist()
    ]


def conditions_of(ranks: pd.DataFrame, budgets: Money) -> Conditions:
    """Return some of every kind that a line keeps: a ceiling is a fifth of the year's budget."""
    new = ranks.loc[ranks["competes"], "ref"].tolist()
    ceilings = {year: kusd // 5 for year, kusd in budgets.items()}
    return Conditions.model_validate(
        {
            "must_fund": new[-3:],
            "excluded": new[:3],
            "hold_back_kusd": {YEARS[0]: 100},
            "components": {name: {"ceiling_kusd": ceilings} for name in COMPONENTS[:2]},
        }
    )


def plain_what_if(
    ranks: pd.DataFrame, ranked: OrderOfMerit, weights: Floats, budgets: Money
) -> tuple[list[str], list[Mark], Money]:
    """Return refs in the new order, their marks and what is left, in plain Python."""
    merit = plain_merit(ranked.parts.low, weights)
    maturity = ranked.maturity.tolist()
    keys = [
        (tier, -merit[row], -maturity[row], ref, row)
        for row, (tier, ref) in enumerate(zip(ranks["tier"], ranks["ref"], strict=True))
    ]
    again = ranks.iloc[[key[-1] for key in sorted(keys)]]
    refs, is_new = again["ref"].tolist(), again["competes"].tolist()
    rows = again.loc[again["competes"], ["ref", "component", "request_kusd"]]
    funded, left = plain_line(list(rows.itertuples(index=False)), budgets, ranked.conditions)
    return refs, plain_marks(refs, is_new, funded), left


def plain_line(
    rows: list[Any], budgets: Money, conditions: Conditions
) -> tuple[AbstractSet[str], Money]:
    """Return who is funded and what is left of each year, from rows of ref, component, request."""
    left: dict[Any, Decimal] = {
        year: budgets.get(year, Decimal(0)) - conditions.hold_back_kusd.get(year, Decimal(0))
        for year in YEARS
    }
    for name, limits in conditions.components.items():
        left |= {(name, year): kusd for year, kusd in limits.ceiling_kusd.items()}
    first = [row for row in rows if row[0] in conditions.must_fund]
    others = [row for row in rows if row[0] not in conditions.must_fund | conditions.excluded]
    funded = set()
    for ref, component, request in first + others:
        keys = [(key, kusd) for year, kusd in request.items() for key in (year, (component, year))]
        takes = [(key, kusd) for key, kusd in keys if key in left]
        if all(kusd <= left[key] for key, kusd in takes):
            funded.add(ref)
            for key, kusd in takes:
                left[key] -= kusd
    return funded, {year: left[year] for year in YEARS}


def plain_marks(refs: list[str], is_new: list[bool], funded: AbstractSet[str]) -> list[Mark]:
    """Return the mark of each, in their order."""
    last = max((place for place, ref in enumerate(refs) if ref in funded), default=-1)
    return [
        Mark.CONTINUING
        if not new
        else Mark.FUNDED
        if ref in funded
        else Mark.PASSED_OVER
        if place < last
        else Mark.BELOW
        for place, (ref, new) in enumerate(zip(refs, is_new, strict=True))
    ]


def agrees(result: WhatIf, plain: tuple[list[str], list[Mark], Money]) -> bool:
    """Return whether both came to the same order, marks and money."""
    marks = [MARKS[mark] for mark in result.marks[result.order].tolist()]
    return (result.refs, marks, dict(result.left)) == plain


def run(size: int, calls: int, bar_s: float, *, with_conditions: bool) -> bool:
    """Print the times of one size; return whether they keep the bar and both agree."""
    ranks, parts = frames_of(size)
    budgets = {
        year: sum((asked.get(year, Decimal(0)) for asked in ranks["request_kusd"]), Decimal(0)) // 3
        for year in YEARS
    }
    conditions = conditions_of(ranks, budgets) if with_conditions else Conditions()
    stated = {"budgets": budgets, "conditions": conditions}
    cycle = Cycle(fiscal_year=YEARS[0], final_due=dt.date(2026, 6, 30)).model_copy(update=stated)
    ranked = with_line(OrderOfMerit(ranks, parts, cycle, default_rubric()))
    chance = random.Random(1)
    seconds, busy_seconds, plain_seconds, differ = [], [], [], 0
    for call in range(calls):
        moved = [point * chance.uniform(0.5, 1.5) for point in parts.weights.tolist()]
        money = {year: kusd * chance.randint(50, 150) / 100 for year, kusd in budgets.items()}
        begun, busy = time.perf_counter(), time.process_time()
        result = what_if(ranked, weights=moved, budgets=money)
        seconds.append(time.perf_counter() - begun)
        busy_seconds.append(time.process_time() - busy)
        if call < PEER_CALLS:
            begun = time.perf_counter()
            plain = plain_what_if(ranks, ranked, normal_weights(moved), money)
            plain_seconds.append(time.perf_counter() - begun)
            differ += not agrees(result, plain)
    median, late = statistics.median(seconds), float(np.quantile(seconds, 0.95))
    plain_s = statistics.median(plain_seconds)
    case = f"{size} proposals{' under conditions' if with_conditions else ''}"
    print(
        f"{case}: median {median * 1e3:.2f} ms, p95 {late * 1e3:.2f} ms of {calls} "
        f"calls, first {seconds[0] * 1e3:.2f} ms, processor "
        f"{statistics.median(busy_seconds) * 1e3:.2f} ms; plain line {plain_s * 1e3:.2f} ms, "
        f"{plain_s / median:.0f} times as long; {differ} of {PEER_CALLS} differ"
    )
    return differ == 0 and late <= bar_s


def main() -> None:
    """Run all sizes, without and with conditions; exit with 1 where a bar is missed."""
    runs = [
        run(size, calls, bar_s, with_conditions=with_conditions)
        for size, (calls, bar_s) in SIZES.items()
        for with_conditions in (False, True)
    ]
    raise SystemExit(0 if all(runs) else 1)


if __name__ == "__main__":
    main()
