"""Three proposals whose order, line and money can be worked by hand, to be ranked again.

Two parts count: production_status with 60 points and user advocacy with 40.

    ref  shares     merit  asks for  of 1000
    A    1, 0       60     600       funded
    B    0.5, 0.5   50     500       passed over: 400 are left
    C    0, 1       40     400       funded
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from fct.data.program.conditions import Conditions
from fct.data.program.cycle import Promise
from fct.data.program.rubric import default_rubric
from fct.scoring.judging.merit_parts import PART_NAMES, Parts
from fct.scoring.ranking.order import OrderOfMerit, with_line
from tests.support.proposals.cases import CYCLE

TWO_PARTS = ("production_status", "user advocacy")
SHARES = ((1.0, 0.0), (0.5, 0.5), (0.0, 1.0))
ASKED = ({2027: "600"}, {2027: "500"}, {2027: "400"})
BUDGETS = {2027: Decimal(1000)}


def points(production_status: float, user_advocacy: float) -> dict[str, float]:
    """Weights of the two parts; the others have none."""
    given = dict(zip(TWO_PARTS, (production_status, user_advocacy), strict=True))
    return {part: given.get(part, 0.0) for part in PART_NAMES}


def three(
    *,
    shares: Sequence[tuple[float, float]] = SHARES,
    asked: Sequence[Mapping[int, str]] = ASKED,
    budgets: Mapping[int, Decimal] = BUDGETS,
    promised: Mapping[int, Decimal] | None = None,
    conditions: Conditions | None = None,
    **columns: Any,
) -> OrderOfMerit:
    """The official order of A, B and C, with changes; columns are those of a run."""
    refs = [chr(ord("A") + place) for place in range(len(shares))]
    given = {"tier": 1, "maturity": 50.0, "competes": True, "title": "", "component": None}
    given |= {"merit": 0.0, "component_priority": float("nan"), "project_type": "new start"}
    frame = pd.DataFrame(
        {"ref": pd.Series(refs, dtype=object), "rank": range(1, len(refs) + 1), **given, **columns}
    )
    requests = [{year: Decimal(kusd) for year, kusd in one.items()} for one in asked]
    frame["request_kusd"] = pd.Series(requests, dtype=object)
    low = np.zeros((len(refs), len(PART_NAMES)))
    low[:, [PART_NAMES.index(part) for part in TWO_PARTS]] = np.reshape(shares, (-1, 2))
    parts = Parts(tuple(refs), np.array(list(points(60, 40).values())), low, low)
    promises = tuple(
        Promise(ref=f"P-{year}", fiscal_year=year, kusd=kusd)
        for year, kusd in (promised or {}).items()
    )
    stated = {"budgets": budgets, "promised": promises, "conditions": conditions or Conditions()}
    cycle = CYCLE.model_copy(update=stated)
    return with_line(OrderOfMerit(frame, parts, cycle, default_rubric()))


def under(order: OrderOfMerit, conditions: Conditions) -> OrderOfMerit:
    """The same proposals, the line drawn again under conditions of the cycle."""
    cycle = order.cycle.model_copy(update={"conditions": conditions})
    return with_line(replace(order, cycle=cycle))
