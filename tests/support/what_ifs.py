"""Three proposals whose order, line and money can be worked by hand, to be ranked again.

Two parts count: production_status with 60 points and user advocacy with 40.

    ref  shares     merit  asks for  of 1000
    A    1, 0       60     600       funded
    B    0.5, 0.5   50     500       passed over: 400 are left
    C    0, 1       40     400       funded
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from fct.scoring.judging.merit_parts import PART_NAMES, Parts
from fct.scoring.ranking.rank_arrays import Ranked, ranked_of_frames

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
    **columns: Any,
) -> Ranked:
    """The official order of A, B and C, with changes; columns are those of a run."""
    refs = [chr(ord("A") + place) for place in range(len(shares))]
    given = {"tier": 1, "maturity_low": 50.0, "competes": True, "title": ""}
    frame = pd.DataFrame({"ref": refs, **given, **columns})
    frame["request_kusd"] = pd.Series(list(asked), dtype=object)
    low = np.zeros((len(refs), len(PART_NAMES)))
    low[:, [PART_NAMES.index(part) for part in TWO_PARTS]] = np.reshape(shares, (-1, 2))
    parts = Parts(tuple(refs), np.array(list(points(60, 40).values())), low, low)
    return ranked_of_frames(frame, frame, parts, (budgets, promised or {}))
