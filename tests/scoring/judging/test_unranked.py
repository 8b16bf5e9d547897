"""What decided that a judged proposal has no rank."""

import pandas as pd

from fct.scoring.judging.unranked import deciding
from tests.scoring.defending.test_smallest_change import waiver


def findings(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Findings of proposal A: rule, severity and outcome."""
    return pd.DataFrame(
        [
            {"ref": "A", "rule": rule, "severity": severity, "outcome": outcome}
            for rule, severity, outcome in rows
        ]
    )


def rules(verdict: str, frame: pd.DataFrame, **evidence: object) -> list[str]:
    """The rules that decide."""
    return [row["rule"] for row in deciding(verdict, frame.to_dict("records"), evidence)]


ALL = findings(
    ("A3", "criterion", -1),
    ("I2", "criterion", 0),
    ("X2", "form", -1),
    ("G5", "gate", 0),
    ("G4", "gate", -1),
    ("A4", "weakness", -1),
)


def test_the_findings_that_decide_come_in_the_order_of_the_verdict() -> None:
    """A gate that fails; a gate, a form rule, a criterion that is open; a criterion that fails."""
    assert rules("ineligible", ALL) == ["G4"]
    assert rules("returned", ALL) == ["G5", "X2", "I2"]
    assert rules("not recommended", ALL) == ["A3"]


def test_what_did_not_count_decides_nothing() -> None:
    """X2 only warned in that run, and A3 was waived."""
    waived = {"A": [waiver("A").as_plain()]}

    assert rules("returned", ALL, stages={"X2": "warn"}) == ["G5", "I2"]
    assert rules("not recommended", ALL, waivers=waived) == []
