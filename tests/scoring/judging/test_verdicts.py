"""Verdicts, strength, tier and referral, from outcomes that are set by hand."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from fct.data.program.rubric import StrengthWeights
from fct.data.program.rules import CRITERIA, Severity, load_rules
from fct.scoring.judging.verdicts import criterion_strengths, criterion_verdicts, proposal_verdicts
from tests.support.proposals.cases import judged, valid_proposal

WEIGHTS = StrengthWeights(criterion=3, weakness=1)
ASSESSMENT = "technical assessment"
COOPERATIVE = (
    "Cooperative research, development and acquisition: an international cooperative program "
    "(bottom-up proposal, Summary Statement of Intent)"
)
US_ITEM = "none of the seven: a US item is tested with the component's own money"
INFORMATION = "Information Exchange Program (an annex to a master information exchange agreement)"
SALES = (
    "none of the seven: foreign military sales (letter of request, letter of offer and acceptance)"
)
PROTOTYPE = {"production_status": "prototype"}
EXCHANGE = "information exchange"


def outcomes(changes: Mapping[str, int]) -> pd.DataFrame:
    """One proposal on which every rule holds, but for ``changes``."""
    return pd.DataFrame([dict.fromkeys(load_rules(), 1) | dict(changes)], dtype="int8")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "met"),
        ({"A4": -1}, "weak"),
        ({"A4": 0}, "weak"),
        ({"A3": 0}, "not shown"),
        ({"A3": 0, "A4": -1}, "not shown"),
        ({"A3": -1}, "not met"),
        ({"A3": -1, "A1": 0, "A4": 0}, "not met"),
        ({"X6": -1, "N1": -1, "G1": -1}, "met"),  # rules outside the criterion
    ],
)
def test_the_verdict_on_a_criterion(changes: dict[str, int], expected: str) -> None:
    """Not met, not shown, weak, met: the first that applies."""
    verdicts = criterion_verdicts(outcomes(changes))

    assert verdicts["user advocacy"].tolist() == [expected]
    assert list(verdicts) == list(CRITERIA)
    assert set(verdicts.drop(columns="user advocacy").iloc[0]) == {"met"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "rankable"),
        ({"A4": -1, "M6": 0}, "rankable"),  # weaknesses lower the strength alone
        ({"X6": -1, "X7": 0, "X8": -1, "N1": -1, "N2": 0}, "rankable"),  # reading 49
        ({"X1": 0, "X3": 0, "X4": 0, "X5": 0}, "rankable"),  # an unknown form rule: reading 49
        ({"A3": -1}, "not recommended"),
        ({"A3": 0}, "returned"),
        ({"A3": 0, "R2": -1}, "returned"),
        ({"A1": 0, "A3": -1}, "not recommended"),  # advocacy is not met, and so not "not shown"
        ({"X1": -1}, "returned"),
        ({"X2": -1, "I1": -1}, "returned"),
        ({"G5": 0}, "returned"),
        ({"G5": 0, "I1": -1}, "returned"),
        ({"G1": -1}, "ineligible"),
        ({"G1": -1, "G2": 0, "X1": -1, "I1": -1, "A3": 0}, "ineligible"),
    ],
)
def test_the_verdict_on_a_proposal(changes: dict[str, int], expected: str) -> None:
    """Ineligible, returned, not recommended, rankable: the first that applies."""
    frame = outcomes(changes)

    assert proposal_verdicts(frame, criterion_verdicts(frame)).tolist() == [expected]


@pytest.mark.parametrize(
    ("changes", "criterion", "lost"),
    [
        ({}, "user advocacy", 0),
        ({"A4": -1}, "user advocacy", 1),
        ({"A4": 0}, "user advocacy", 1),  # unknown counts as not holding
        ({"A3": 0}, "user advocacy", 3),
        ({"M1": 0, "M6": -1}, "market investigation", 3 + 1),
        ({"S6": -1, "S7": -1}, "funded strategy", 1 + 1),
        ({"I1": -1, "I4": -1}, "intent to procure", 3 + 1),
    ],
)
def test_the_strength_of_a_criterion(changes: dict[str, int], criterion: str, lost: int) -> None:
    """Weight of holding rules over all its rules: criterion rules count 3, weaknesses 1."""
    found = criterion_strengths(outcomes(changes), WEIGHTS)
    severities = [rule.severity for rule in load_rules().values() if rule.criterion == criterion]
    whole = 3 * severities.count(Severity.CRITERION) + severities.count(Severity.WEAKNESS)

    assert found[criterion].tolist() == pytest.approx([1 - lost / whole])
    assert set(found.drop(columns=criterion).iloc[0]) == {1.0}


def test_a_criterion_of_which_nothing_holds_has_no_strength() -> None:
    """Three rules of the contract and a weakness, unknown (reading 51)."""
    of_it = [rule.id for rule in load_rules().values() if rule.criterion == "valid requirement"]
    found = criterion_strengths(outcomes(dict.fromkeys(of_it, 0)), WEIGHTS)

    assert {"R1", "R2", "R3", "R4"} <= set(of_it)
    assert found["valid requirement"].tolist() == [0]


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, 1),
        ({"production_status": "late development", "trl": 7, "modification": "minor"}, 1),
        ({"production_status": "prototype"}, 2),
        ({"modification": "moderate"}, 2),
        ({"intent": "conditional"}, 2),
        ({"intent": None}, 2),  # tier 1 only where all four conditions certainly hold
        ({"modification": "Atlantis"}, 2),
        ({"purpose": ASSESSMENT}, 3),
        ({"purpose": ASSESSMENT, "intent": None}, 3),
        ({"purpose": None}, 0),  # null in JSON
        ({"purpose": "Atlantis"}, 0),
        ({"purpose": EXCHANGE}, 1),  # given for every proposal, rankable or not
    ],
)
def test_the_tier(changes: dict[str, Any], tier: int) -> None:
    """ISC chapter 13 on highest priority (reading 52)."""
    assert judged(valid_proposal(**changes)).scores["tier"].tolist() == [tier]


@pytest.mark.parametrize(
    ("changes", "referral"),
    [
        ({}, None),
        ({"trl": None, "purpose": None}, None),  # returned: only an ineligible one is referred
        ({"country": "Russia"}, None),
        ({"country": "Russia", "purpose": EXCHANGE, "component": "other"}, None),  # G4 comes first
        ({"country": "USA"}, US_ITEM),
        ({"country": "USA", "purpose": EXCHANGE, **PROTOTYPE}, INFORMATION),
        ({"country": "USA", "purpose": "technical assessment", **PROTOTYPE}, US_ITEM),
        ({"country": "USA", "purpose": "buy without test"}, US_ITEM),
        ({"country": "USA", "purpose": "sale to a partner"}, SALES),
        ({"country": "USA", "purpose": "joint development"}, COOPERATIVE),
        ({"country": "USA", "purpose": None}, US_ITEM),
        ({"country": "USA", "purpose": "a test"}, US_ITEM),
        ({"country": "Russia", "purpose": "sale to a partner"}, None),
        ({"purpose": "sale to a partner", **PROTOTYPE}, SALES),
        ({"purpose": EXCHANGE, **PROTOTYPE}, INFORMATION),
        ({"purpose": "personnel exchange"}, "Engineer and Scientist Exchange Program"),
        (
            {"purpose": "use of a test facility"},
            "Test and Evaluation Program (reciprocal use of test facilities; cooperative T&E)",
        ),
        ({"purpose": "joint development"}, COOPERATIVE),
        (
            {"purpose": "buy without test"},
            "Defense trade (reciprocal procurement, DFARS 225.872; security of supply)",
        ),
        (
            {"purpose": "logistic support"},
            "Cooperative logistics (acquisition and cross-servicing agreement)",
        ),
        (PROTOTYPE, COOPERATIVE),
        ({"component": "other"}, None),
        ({"component": "other", **PROTOTYPE}, COOPERATIVE),
    ],
)
def test_the_referral(changes: dict[str, Any], referral: str | None) -> None:
    """The first row of the table that applies, word for word (reading 53)."""
    assert judged(valid_proposal(**changes)).scores["referral"].tolist() == [referral]
