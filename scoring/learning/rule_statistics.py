"""How often each rule raises an alarm, and how often a false one: counts, rates, intervals."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from fct.data.program import AlarmCounts, AlarmReview, RuleStatistics, load_stage_terms
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN

LABELS = ("proposal_id", "fiscal_year", "component")
_Key = TypeVar("_Key", str, int)


def rule_statistics(
    judged: pd.DataFrame, reviews: Sequence[AlarmReview], rules: Sequence[str]
) -> dict[str, RuleStatistics]:
    """Return the figures of rules over judged proposals.

    An alarm is an outcome that would be a finding: the rule fails or is unknown. A review counts
    while the version it is about is among the proposals and the rule still raises it; the
    last one of an alarm counts.

    Parameters
    ----------
    judged : DataFrame of shape (n, 3 + n_rules)
        One row a proposal: ``proposal_id``, ``fiscal_year``, ``component`` (None where not known),
        then for each rule 1 holds, 0 unknown, -1 fails.
    reviews : sequence of AlarmReview
        Oldest first.
    rules : sequence of str
    """
    found = latest_reviews(reviews)
    return {rule: _statistics(rule, judged, found) for rule in rules}


def latest_reviews(reviews: Sequence[AlarmReview]) -> dict[tuple[int, str], AlarmReview]:
    """Return the last review of each alarm, by version of the proposal and rule."""
    return {(review.proposal_id, review.rule): review for review in reviews}


def _statistics(
    rule: str, judged: pd.DataFrame, reviews: Mapping[tuple[int, str], AlarmReview]
) -> RuleStatistics:
    outcomes = judged[rule].to_numpy(dtype=np.int8)
    seen = [reviews.get((int(key), rule)) for key in judged["proposal_id"]]
    is_reviewed = np.array([review is not None for review in seen], dtype=bool)
    is_false = np.array([review is not None and review.is_false for review in seen], dtype=bool)
    spoke_up = outcomes != HOLDS
    frame = pd.DataFrame(
        {
            "judged": np.ones(len(judged), dtype=int),
            "fails": outcomes == FAILS,
            "unknown": outcomes == UNKNOWN,
            "reviewed": spoke_up & is_reviewed,
            "false_alarms": spoke_up & is_false,
        }
    ).astype(int)
    whole = _counts(frame.sum())
    components = ["not known" if pd.isna(name) else str(name) for name in judged["component"]]
    years = [int(year) for year in judged["fiscal_year"]]
    return RuleStatistics(
        rule=rule,
        whole=whole,
        rate_interval=false_alarm_interval(whole),
        by_component={key: _counts(part) for key, part in _grouped(frame, components)},
        by_fiscal_year={key: _counts(part) for key, part in _grouped(frame, years)},
    )


def _grouped(frame: pd.DataFrame, keys: Sequence[_Key]) -> list[tuple[_Key, "pd.Series[int]"]]:
    """Return the sums over the rows of each key, in the order of the keys."""
    of_key = np.array(keys, dtype=object)
    return [(key, frame[of_key == key].sum()) for key in sorted(set(keys))]


def _counts(sums: "pd.Series[int]") -> AlarmCounts:
    return AlarmCounts(**{str(name): int(count) for name, count in sums.items()})


def false_alarm_interval(counts: AlarmCounts) -> tuple[float, float] | None:
    """Return the Wilson interval of the false-alarm rate; None before the first review.

    Source: E. B. Wilson, "Probable inference", JASA 22 (1927); confidence as declared.
    """
    if not counts.reviewed:
        return None
    from scipy.stats import binomtest

    interval = binomtest(counts.false_alarms, counts.reviewed).proportion_ci(
        load_stage_terms().confidence, method="wilson"
    )
    return float(interval.low), float(interval.high)
