"""Notes on the acquisition frame: a blank optional answer leaves nothing to say."""

import datetime as dt

from fct.data.program.rule_stages import Stage
from fct.expectations.acquisition_frame import RULES
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.reports import proposal_reports
from tests.support.proposals.cases import (
    CYCLE,
    CaseTable,
    Outcomes,
    RuleCase,
    each_case,
    valid_proposal,
)

DAE, CAE = "defense acquisition executive", "component acquisition executive"
BELOW = "designated by the component acquisition executive"
BEFORE = "before production and deployment"
AFTER = dt.date(2026, 7, 1)  # the day after the as-of date
CASES: CaseTable = {
    "N6": (
        RuleCase(
            {"acquisition_category": "ACAT I", "decision_level": DAE},
            "holds",
            "acquisition_category ACAT I, decision_level defense acquisition executive",
        ),
        RuleCase(
            {"acquisition_category": "ACAT II", "decision_level": CAE},
            "holds",
            "acquisition_category ACAT II, decision_level component acquisition executive",
        ),
        RuleCase(
            {"acquisition_category": "ACAT III", "decision_level": BELOW},
            "holds",
            "acquisition_category ACAT III, decision_level designated",
        ),
        RuleCase(
            {"acquisition_category": "none yet", "decision_level": BELOW},
            "holds",
            "acquisition_category none yet, decision_level designated",
        ),
        RuleCase(
            {"acquisition_category": None, "decision_level": BELOW},
            "holds",
            "acquisition_category blank, decision_level designated",
        ),
        RuleCase(
            {"acquisition_category": "ACAT I", "decision_level": None},
            "holds",
            "acquisition_category ACAT I, decision_level blank",
        ),
        RuleCase(
            {"acquisition_category": "ACAT I", "decision_level": BELOW},
            "fails",
            "acquisition_category ACAT I, decision_level designated",
        ),
        RuleCase(
            {"acquisition_category": "ACAT IV", "decision_level": BELOW},
            "unknown",
            "acquisition_category ACAT IV, decision_level designated",
        ),
    ),
    "N7": (
        RuleCase({"requirement_type": "JUON"}, "fails", "requirement_type JUON"),
        RuleCase({"requirement_type": "CDD"}, "holds", "requirement_type CDD"),
        RuleCase({"requirement_type": None}, "unknown", "requirement_type blank"),
        RuleCase(
            {"requirement_type": "JEON", "acquisition_pathway": "Urgent Capability Acquisition"},
            "holds",
            "requirement_type JEON, acquisition_pathway Urgent Capability Acquisition",
        ),
        RuleCase(
            {"acquisition_pathway": "Urgent Capability Acquisition"},
            "fails",
            "acquisition_pathway Urgent Capability Acquisition",
        ),
    ),
    "N8": (
        RuleCase(
            {"acquisition_pathway": "Middle Tier of Acquisition"},
            "holds",
            "acquisition_pathway Middle Tier of Acquisition",
        ),
        RuleCase(
            {"acquisition_pathway": "Software Acquisition"},
            "fails",
            "acquisition_pathway Software Acquisition",
        ),
        RuleCase({"acquisition_pathway": None}, "unknown", "acquisition_pathway blank"),
    ),
    "N9": (
        RuleCase(
            {"program_phase": BEFORE, "procurement_year": 2028},
            "holds",
            "program_phase before production and deployment, procurement_year 2028",
        ),
        RuleCase(
            {"program_phase": BEFORE, "procurement_year": 2027},
            "fails",
            "program_phase before production and deployment, procurement_year 2027",
        ),
        RuleCase(
            {"program_phase": BEFORE, "procurement_year": None},
            "unknown",
            "program_phase before production and deployment, procurement_year blank",
        ),
        RuleCase(
            {"program_phase": None, "procurement_year": 2027},
            "holds",
            "program_phase blank, procurement_year 2027",
        ),
        RuleCase(
            {"program_phase": "production and deployment", "procurement_year": 2027},
            "holds",
            "program_phase production and deployment, procurement_year 2027",
        ),
    ),
    "N10": (
        RuleCase(
            {"preference_step": "1 commercial or dual-use"},
            "holds",
            "preference_step 1 commercial or dual-use",
        ),
        RuleCase(
            {"preference_step": "3 cooperative development"},
            "fails",
            "preference_step 3 cooperative development",
        ),
        RuleCase({"preference_step": None}, "holds", "preference_step blank"),
        RuleCase(
            {"preference_step": "3 cooperative development", "purpose": "joint development"},
            "holds",
            "preference_step 3 cooperative development, purpose joint development",
        ),
        RuleCase({"preference_step": "6"}, "unknown", "preference_step 6"),
    ),
    "N11": (
        RuleCase(
            {"international_involvement": "documented"},
            "holds",
            "international_involvement documented",
        ),
        RuleCase(
            {"international_involvement": "not documented"},
            "fails",
            "international_involvement not documented",
        ),
        RuleCase({"international_involvement": None}, "holds", "international_involvement blank"),
        RuleCase(
            {"international_involvement": "soon"}, "unknown", "international_involvement soon"
        ),
    ),
    "N12": (
        RuleCase({"disclosure_review": "not started"}, "fails", "disclosure_review not started"),
        RuleCase(
            {"exportability_review": "not started"}, "fails", "exportability_review not started"
        ),
        RuleCase(
            {"disclosure_review": None, "technology_security_review": None},
            "holds",
            "disclosure_review blank, technology_security_review blank",
        ),
        RuleCase({"disclosure_review": "soon"}, "unknown", "disclosure_review soon"),
    ),
    "N13": (
        RuleCase({"disclosure_date": CYCLE.final_due}, "holds", "disclosure_date 2026-06-30"),
        RuleCase({"disclosure_date": AFTER}, "fails", "disclosure_date 2026-07-01"),
        RuleCase({"disclosure_date": None}, "holds", "disclosure_date blank"),
        RuleCase({"disclosure_date": "soon"}, "unknown", "disclosure_date soon"),
    ),
    "N14": (
        RuleCase({"us_production": "by teaming"}, "holds", "us_production by teaming"),
        RuleCase(
            {"us_production": "by teaming", "us_production_plan": None},
            "unknown",
            "us_production by teaming, us_production_plan blank",
        ),
        RuleCase(
            {"us_production": "none planned", "us_production_plan": None},
            "holds",
            "us_production none planned, us_production_plan blank",
        ),
        RuleCase(
            {"us_production": None, "us_production_plan": None},
            "holds",
            "us_production blank, us_production_plan blank",
        ),
    ),
}

outcome_of = Outcomes(CASES)


def test_outcome() -> None:
    """Where it holds, where it fails, and where it cannot be known."""
    for rule, case in each_case(CASES):
        assert outcome_of(rule, case) == case.expected, f"{rule}: {case.why}"


def test_every_note_can_be_watched_first_and_none_moves_a_verdict() -> None:
    """At watch the outcome is kept and not shown; at block verdict and merit stay the same."""
    changes = {
        "requirement_type": "JUON",
        "decision_level": DAE,
        "program_phase": BEFORE,
        "procurement_year": 2028,
        "preference_step": "3 cooperative development",
        "international_involvement": "not documented",
        "disclosure_review": "not started",
        "disclosure_date": AFTER,
    }
    plain = dict.fromkeys(changes) | {
        name: changes[name] for name in ("requirement_type", "procurement_year")
    }
    watched = Exceptions(dict.fromkeys(RULES, Stage.WATCH))

    (shown,) = proposal_reports(judge([valid_proposal(**changes)], CYCLE))
    (hidden,) = proposal_reports(judge([valid_proposal(**changes)], CYCLE, exceptions=watched))
    (without,) = proposal_reports(judge([valid_proposal(**plain)], CYCLE))

    assert {one["rule"] for one in shown["findings"]} >= {"N6", "N7", "N10", "N11", "N12", "N13"}
    assert not {one["rule"] for one in hidden["findings"]} & RULES.keys()
    assert hidden["outcomes"] == shown["outcomes"]
    for name in ("verdict", "criteria", "tier", "strength", "merit", "maturity"):
        assert shown[name] == hidden[name] == without[name]
