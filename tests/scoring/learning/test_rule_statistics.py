"""Counts of alarms and rates of false ones."""

import datetime as dt
import itertools

import pandas as pd
import pytest

from fct.data.common.actor import Actor
from fct.data.program.rule_stages import AlarmCounts, AlarmReview, RuleStatistics
from fct.scoring.learning.rule_statistics import LABELS, false_alarm_interval, rule_statistics

AT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def review(proposal_id: int, is_false: bool, rule: str = "A3") -> AlarmReview:
    """Return a review of an alarm."""
    return AlarmReview(
        proposal_id=proposal_id,
        rule=rule,
        is_false=is_false,
        reason="Seen.",
        at=AT,
        actor=Actor("Op"),
    )


@pytest.fixture
def judged() -> pd.DataFrame:
    """Six proposals of two years; on A3 three fail, one is unknown, two hold."""
    return pd.DataFrame(
        {
            "proposal_id": [1, 2, 3, 4, 5, 6],
            "fiscal_year": [2027, 2027, 2027, 2028, 2028, 2028],
            "component": ["Navy", "Army", None, "Navy", "Navy", "Army"],
            "A3": [-1, -1, 0, 1, -1, 1],
            "A4": [1, 1, 1, 1, 1, 1],
        }
    )


def of_a3(judged: pd.DataFrame, *reviews: AlarmReview) -> RuleStatistics:
    """Return the figures of A3."""
    return rule_statistics(judged, reviews, ["A3"])["A3"]


def test_alarms_are_counted_whole_by_component_and_by_year(judged: pd.DataFrame) -> None:
    """Worked by hand; a component that is not known is a group of its own."""
    found = of_a3(judged, review(1, is_false=True), review(5, is_false=False))

    assert found.whole == AlarmCounts(judged=6, fails=3, unknown=1, reviewed=2, false_alarms=1)
    assert found.by_component == {
        "Army": AlarmCounts(judged=2, fails=1),
        "Navy": AlarmCounts(judged=3, fails=2, reviewed=2, false_alarms=1),
        "not known": AlarmCounts(judged=1, unknown=1),
    }
    assert found.by_fiscal_year == {
        2027: AlarmCounts(judged=3, fails=2, unknown=1, reviewed=1, false_alarms=1),
        2028: AlarmCounts(judged=3, fails=1, reviewed=1),
    }


def test_the_last_review_of_an_alarm_counts(judged: pd.DataFrame) -> None:
    """Somebody looked again."""
    found = of_a3(judged, review(1, is_false=True), review(1, is_false=False))

    assert (found.whole.reviewed, found.whole.false_alarms) == (1, 0)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (review(4, is_false=True), "the rule holds there now"),
        (review(99, is_false=True), "of a version that is not the last"),
        (review(1, is_false=True, rule="A4"), "of another rule"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_review_of_no_alarm_counts_for_nothing(
    judged: pd.DataFrame, about: AlarmReview, why: str
) -> None:
    """A corrected rule starts anew where it was wrong."""
    assert of_a3(judged, about).whole.reviewed == 0, why


def test_each_rule_has_its_own_figures(judged: pd.DataFrame) -> None:
    """A4 holds on all six."""
    found = rule_statistics(judged, [review(1, is_false=True)], ["A3", "A4"])

    assert list(found) == ["A3", "A4"]
    assert found["A4"].whole == AlarmCounts(judged=6)
    assert found["A4"].rate_interval is None


def test_the_order_of_proposals_does_not_matter(judged: pd.DataFrame) -> None:
    """Nor that of reviews of different alarms."""
    reviews = [review(1, is_false=True), review(3, is_false=False), review(5, is_false=True)]
    first = of_a3(judged, *reviews)
    for seed, again in enumerate(itertools.permutations(reviews)):
        assert of_a3(judged.sample(frac=1, random_state=seed), *again) == first


def test_an_empty_store_has_no_alarms() -> None:
    """Nothing judged, nothing to divide by."""
    nothing = pd.DataFrame(columns=[*LABELS, "A3"])

    assert of_a3(nothing) == RuleStatistics(rule="A3", whole=AlarmCounts())


@pytest.mark.parametrize(
    ("false_alarms", "reviewed", "low", "high"),
    [
        # Wilson with z = 1.96: center (p + z2 / 2n) / (1 + z2 / n), z2 = 3.8415.
        (0, 10, 0.0, 0.2775),  # 3.8415 / 13.8415
        (0, 20, 0.0, 0.1611),  # 3.8415 / 23.8415
        (10, 10, 0.7225, 1.0),
        (1, 25, 0.0071, 0.1954),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_the_interval_of_a_rate_is_wilsons(
    false_alarms: int, reviewed: int, low: float, high: float
) -> None:
    """At 95 percent; none false of ten is not none false at all."""
    counts = AlarmCounts(judged=50, fails=30, reviewed=reviewed, false_alarms=false_alarms)

    assert false_alarm_interval(counts) == pytest.approx((low, high), abs=5e-5)


def test_without_a_review_there_is_no_interval() -> None:
    """Not shown is not zero."""
    assert false_alarm_interval(AlarmCounts(judged=50, fails=30)) is None
