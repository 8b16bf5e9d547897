"""The funding line around one proposal, from the rows of an order of merit."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from fct.data.program.conditions import Conditions
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.ranking.best_set_problem import Candidate, Question


def trial_of(
    ranks: pd.DataFrame,
    left_kusd: Mapping[int, Decimal],
    ref: str,
    conditions: Conditions | None = None,
) -> LineTrial:
    """The line through the rows that compete, under what promises leave and conditions."""
    candidates = [
        Candidate(row["ref"], row["tier"], row["merit"], row["request_kusd"], row.get("component"))
        for row in ranks.to_dict("records")
        if row["competes"]
    ]
    return LineTrial.of(ranks, Question(candidates, left_kusd, conditions or Conditions()), ref)
