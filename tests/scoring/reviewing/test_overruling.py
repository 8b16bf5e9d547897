"""The panel's verdict: the machine's own code, with overruled rules in place."""

import pytest

from fct.data.program.rule_stages import Stage
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.reviewing.overruling import panel_verdicts
from tests.support.proposals.cases import judged, valid_proposal


def verdict_of(overruled: dict[str, str], exceptions: Exceptions | None = None) -> str:
    """The panel's verdict on a proposal whose user advocacy is dated after the as-of date."""
    found = judged(valid_proposal("P-1", advocacy_date="2026-07-01"), valid_proposal("P-2"))
    said = panel_verdicts(found.outcomes, {"P-1": overruled}, exceptions or Exceptions())
    assert said["P-2"] == "rankable"
    return said["P-1"]


@pytest.mark.parametrize(
    ("overruled", "verdict"),
    [
        ({}, "not recommended"),
        ({"A3": "holds"}, "rankable"),
        ({"A3": "unknown"}, "returned"),
        ({"A3": "holds", "A4": "fails"}, "rankable"),
        ({"A3": "holds", "I1": "fails"}, "not recommended"),
        ({"A3": "fails"}, "not recommended"),
    ],
)
def test_an_overruled_rule_counts_as_the_panel_says(
    overruled: dict[str, str], verdict: str
) -> None:
    """A criterion rule that fails or is unknown decides; a weakness does not."""
    assert verdict_of(overruled) == verdict


def test_a_rule_that_does_not_block_stays_so() -> None:
    """Stages count for the panel as they do for the machine."""
    assert verdict_of({"I1": "fails"}, Exceptions({"A3": Stage.WARN})) == "not recommended"
    assert verdict_of({}, Exceptions({"A3": Stage.WARN})) == "rankable"


def test_the_outcomes_of_the_machine_stay() -> None:
    """What overrules a rule is written into a copy."""
    found = judged(valid_proposal("P-1", advocacy_date="2026-07-01"))
    before = found.outcomes.copy()
    panel_verdicts(found.outcomes, {"P-1": {"A3": "holds"}}, Exceptions())

    assert found.outcomes.equals(before)
