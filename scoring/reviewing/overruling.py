"""The panel's verdict: the machine's own code over its outcomes, with overruled rules in place."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging import Exceptions, verdicts_by

_CODES = {name: code for code, name in OUTCOME_NAMES.items()}


def panel_verdicts(
    outcomes: pd.DataFrame, overruled: Mapping[str, Mapping[str, str]], exceptions: Exceptions
) -> dict[str, str]:
    """Return the verdict on each proposal with its overruled rules.

    Parameters
    ----------
    outcomes : DataFrame of shape (n, n_rules)
        1 holds, 0 unknown, -1 fails, as the machine found them; indexed by ref.
    overruled : mapping of str to mapping of str to str
        By ref, the outcome that the panel puts in place of the machine's.
    exceptions : Exceptions
        By which the machine gave its verdicts.
    """
    codes = outcomes.to_numpy(dtype=np.int8, copy=True)
    columns = {str(rule): place for place, rule in enumerate(outcomes)}
    rows = {str(ref): place for place, ref in enumerate(outcomes.index)}
    for ref, rules in overruled.items():
        for rule, outcome in rules.items():
            codes[rows[ref], columns[rule]] = _CODES[outcome]
    said = pd.DataFrame(codes, index=outcomes.index, columns=outcomes.columns)
    waived = {(rows[one.ref], one.rule) for one in exceptions.waivers if one.ref in rows}
    _, _, verdicts = verdicts_by(said, exceptions.stages, waived)
    return {ref: str(verdict) for ref, verdict in zip(rows, verdicts, strict=True)}
