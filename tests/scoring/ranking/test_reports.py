"""Results as JSON values: the contract of the command."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fct.data.program.conditions import Conditions
from fct.data.program.form import declared_rows, load_form
from fct.data.program.rule_stages import Stage
from fct.data.program.rules import CRITERIA, Severity, load_rules
from fct.data.proposals.waivers import GrantedWaiver
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.order import order_of_merit
from fct.scoring.ranking.reports import form_report, proposal_reports, rank_report, rules_report
from tests.support.proposals.cases import CYCLE, judged, valid_proposal


def report(**changes: Any) -> dict[str, Any]:
    """What is said of the valid proposal with changes, through JSON and back."""
    (found,) = json.loads(json.dumps(proposal_reports(judged(valid_proposal(**changes)))))
    return dict(found)


def test_a_proposal_has_the_keys_of_the_contract() -> None:
    """Keys may be added, none changed or left out."""
    found = report()

    assert set(found) >= {
        *("ref", "verdict", "criteria", "tier", "maturity", "strength", "merit", "referral"),
        *("outcomes", "findings"),
    }
    assert list(found["criteria"]) == list(CRITERIA)
    assert list(found["outcomes"]) == list(load_rules())
    assert set(found["maturity"]) == {"low", "high"}


def test_a_finding_has_the_keys_of_the_contract() -> None:
    """Each rule that fails or is unknown."""
    (found,) = report(intent_level="below")["findings"]

    assert (
        found.items()
        >= {
            "rule": "I5",
            "outcome": "fails",
            "severity": "weakness",
            "field": "intent_level",
            "sheet": "Proposal",
            "cell": "C59",
        }.items()
    )
    assert found["message"]


def test_a_finding_shows_the_stage_of_its_rule_and_its_waiver() -> None:
    """A waived rule keeps its outcome and its finding, with who approved, why and until when."""
    old = valid_proposal("A", advocacy_date=dt.date(2020, 1, 1), intent="no")
    waiver = {
        "id": "FY2027-W001",
        "fiscal_year": 2027,
        "ref": "A",
        "rule": "A3",
        "reason": "Renewed by message.",
        "requested_by": "Ann Lee",
        "approved_by": "Bob Ray",
        "approval_reason": "Seen.",
        "expires": "2026-06-30",
    }
    exceptions = Exceptions({"I1": Stage.WARN}, [GrantedWaiver.model_validate(waiver)])
    judgement = judge([old], CYCLE, exceptions=exceptions)
    (found,) = json.loads(json.dumps(proposal_reports(judgement)))

    assert found["waivers"] == [waiver | {"outcome": "fails"}]
    assert [(one["rule"], one["stage"], one["waived"]) for one in found["findings"]] == [
        ("A3", "block", waiver),
        ("I1", "warn", None),
        ("I4", "block", None),
    ]
    assert (found["outcomes"]["A3"], found["outcomes"]["I1"]) == ("fails", "fails")


def test_waivers_stand_beside_the_rank() -> None:
    """Of the proposals that have one; without any the list is empty."""
    order = order_of_merit(judged(valid_proposal("A"), valid_proposal("B")), CYCLE)
    waived = {"B": [{"id": "FY2027-W001"}]}
    with_one = rank_report(replace(order, waivers=waived))

    assert [row["waivers"] for row in with_one["order"]] == [[], waived["B"]]
    assert [row["waivers"] for row in rank_report(order)["order"]] == [[], []]


def test_a_best_set_that_no_conditions_allow_is_shown_in_words() -> None:
    """The key is there only then: A asks for 550 and must be funded, there are 500."""
    conditions = Conditions(must_fund=frozenset({"A"}))
    cycle = CYCLE.model_copy(update={"budgets": {2027: Decimal(500)}, "conditions": conditions})
    found = rank_report(order_of_merit(judged(valid_proposal("A")), cycle))

    assert found["best_set"] == []
    assert "raise FY2027's budget by $50K; or give up must-fund A" in found["no_best_set"]
    assert "no_best_set" not in rank_report(order_of_merit(judged(valid_proposal("A")), CYCLE))


def weight_of(criterion: str) -> int:
    """What its rules weigh together: a weakness one, another rule three (reading 51)."""
    weights = {Severity.CRITERION: 3, Severity.WEAKNESS: 1}
    of_it = [rule for rule in load_rules().values() if rule.criterion == criterion]
    return sum(weights[rule.severity] for rule in of_it)


def test_numbers_are_rounded_to_six_decimals() -> None:
    """One country of three: 96.666667; A4 fails and M7 is unknown: reading 61."""
    found = report(in_service_with="Norway", advocacy_level="below", market_notice=None)
    lost = 1 / weight_of("user advocacy") + 1 / weight_of("market investigation")
    strength = 100 * (5 - lost) / 5  # with 10 and 17: 96.823529

    assert found["maturity"] == {"low": 96.666667, "high": 96.666667}
    assert found["strength"] == round(strength, 6)
    assert found["merit"] == round(0.7 * 290 / 3 + 0.3 * strength, 6)  # then 96.713725


def test_absent_values_are_null() -> None:
    """A tier that is not known, and a referral that is not given (reading 61)."""
    found = report(purpose=None)

    assert (found["tier"], found["referral"]) == (None, None)


def test_notes_stand_apart_from_findings() -> None:
    """What the reader did on its own changes no outcome (reading 63)."""
    found = report(component="USAF")

    assert found["findings"] == []
    assert found["notes"] == [
        {
            "field": "component",
            "sheet": "Proposal",
            "cell": "C5",
            "text": "“USAF” was understood as Air Force.",
        }
    ]


def test_a_rank_report_has_the_keys_of_the_contract() -> None:
    """Order, budgets, what is left and the best set; money as numbers by year (reading 69)."""
    proposals = [valid_proposal("A", fct_support_kusd=50.1), valid_proposal("B")]
    cycle = CYCLE.model_copy(update={"budgets": {2027: Decimal("600.1")}})
    found = json.loads(json.dumps(rank_report(order_of_merit(judged(*proposals), cycle))))

    assert (
        found["order"][0].items()
        >= {
            "ref": "A",
            "rank": 1,
            "tier": 1,
            "merit": 100.0,
            "maturity": 100.0,
            "project_type": "new start",
            "mark": "funded",
            "request_kusd": {"2027": 550.1},
            "tied_with": ["B"],
        }.items()
    )
    assert found["order"][1]["mark"] == "below the line"
    assert (found["budgets"], found["left"]) == ({"2027": 600.1}, {"2027": 50.0})
    assert found["best_set"] == ["A"]


def test_the_rules_report_lists_every_rule() -> None:
    """With the keys of the contract."""
    found = json.loads(json.dumps(rules_report(load_rules())))

    assert [rule["rule"] for rule in found] == list(load_rules())
    assert all(
        set(rule) >= {"rule", "criterion", "severity", "text", "source", "fields"} for rule in found
    )
    assert {rule["starting_stage"] for rule in found} == {"block"}


@pytest.mark.parametrize(
    "column",
    ["id", "sheet", "label", "type", "choices_or_unit", "required", "criterion", "also_written_as"],
)
def test_the_form_report_gives_the_declaration_back(column: str) -> None:
    """Each field with the columns of ``form.csv``, word for word."""
    declared = [row[column] for row in declared_rows("form.csv")]

    assert [field[column] for field in form_report(load_form())] == declared
