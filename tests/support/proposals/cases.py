"""A valid proposal in memory, and the words in which tests change it."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.program.cycle import Cycle
from fct.data.program.form import PROPOSAL, TABLE_SHEETS, FieldType, load_form
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.expectations.case import Case
from fct.expectations.judge_rules import rule_functions
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging.judgement import Judgement, judge
from fct.scoring.ranking.rank import in_order, only_ranked, standings_of

CYCLE = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30))
SHEETS = {name: name for name in (PROPOSAL, *TABLE_SHEETS)}
ORIGIN = Origin("valid.xlsx", "0" * 64, SHEETS)
FIFTY = "x" * 50
VENDOR = "Nordlys AS"

VALID: dict[str, Any] = {
    "purpose": "comparative test with intent to procure",
    "fiscal_year": 2027,
    "title": "Lightweight mortar sight",
    "component": "Army",
    "component_priority": 1,
    "cycle_type": "in cycle",
    "project_type": "new start",
    "marking": "UNCLASSIFIED",
    "sponsor_office": "Program office for sights",
    "project_manager": "Jane Doe",
    "project_manager_email": "jane.doe@army.example.mil",
    "user_organization": "10th Mountain Division",
    "advocacy_type": "signed letter",
    "advocacy_reference": "Letter of 15 January 2026",
    "advocacy_signatory": "MG Roe, commanding general",
    "advocacy_level": "general or flag officer or SES",
    "advocacy_date": dt.date(2026, 1, 15),
    "requirement_type": "CDD",
    "requirement_number": "CDD 26-014",
    "requirement_authority": "Army Requirements Oversight Council",
    "requirement_status": "validated",
    "requirement_date": dt.date(2025, 3, 1),
    "requirement_gap": "Mortar crews cannot lay on a target at night beyond 2 kilometres.",
    "item_name": "Sight S4",
    "item_description": "A sight of 400 grams with a thermal channel for 60 mm and 81 mm mortars.",
    "vendor": VENDOR,
    "country": "Norway",
    "production_status": "full-rate production",
    "trl": 9,
    "mrl": 10,
    "modification": "none",
    "modification_description": "Nothing is modified.",
    "in_service_with": "Norway; Denmark; Canada",
    "quantity_fielded": 9999,
    "foreign_test_data": "provided",
    "unit_price_usd": 30_000,
    "us_alternative": "partly",
    "advantage_type": "cost; performance",
    "advantage_statement": "Half the weight at 60 percent of the price.",
    "development_avoided_usd": 12_000_000,
    "market_methods": "request for information; trade show",
    "market_notice": "RFI W15QKN-26-X-0001",
    "market_completed": dt.date(2026, 2, 1),
    "test_organization": "Army Test and Evaluation Command",
    "test_site": "Yuma",
    "article_quantity": 10,
    "article_source": "purchase",
    "test_start": dt.date(2026, 11, 2),
    "test_end": dt.date(2027, 12, 15),  # fiscal year 2028
    "pass_criteria": "Hits within 30 metres at 2 kilometres by night in 9 of 10 rounds.",
    "complexity": "Firing in arctic winter needs a second season.",
    "acquisition_pathway": "Major Capability Acquisition",
    "acquisition_strategy": "A fixed-price contract with the maker, options for five years.",
    "decision_authority": "PEO Soldier",
    "contracting_office": "ACC New Jersey",
    "intent": "yes",
    "intent_signatory": "BG Poe, PEO Soldier",
    "intent_level": "general or flag officer or SES",
    "intent_date": dt.date(2026, 3, 1),
    "us_production_plan": "Assembly in the United States from the second year.",
    "disclosure_review": "complete",
    "program_phase": "production and deployment",
    "partner_agreement": "Memorandum of understanding of 1 May 2025",
}
# A field that is added later is answered by its example, a date as one.
VALID |= {
    field.id: dt.date.fromisoformat(field.example)
    if field.type is FieldType.DATE
    else field.example
    for field in load_form().of_sheet(PROPOSAL)
    if field.id not in VALID
}
VALID_ROWS: dict[str, list[dict[str, Any]]] = {
    "Market": [
        {
            "source": source,
            "product": product,
            "source_country": country,
            "meets_requirement": meets,
            "reason": reason,
        }
        for source, product, country, meets, reason in (
            (VENDOR, "Sight S4", "Norway", "yes", "Meets every threshold."),
            ("Alpenwerk GmbH", "ZF 12", "Austria", "partly", "Too heavy."),
            ("Bay Optics Inc.", "M67 sight", "United States", "no", "No night channel."),
        )
    ],
    "Schedule": [
        {
            "event": "Test firing",
            "event_start": dt.date(2026, 11, 2),
            "event_end": dt.date(2027, 12, 15),
            "responsible": "ATEC",
        }
    ],
    "Funding": [
        {
            "funding_year": 2027,
            "fct_articles_kusd": 300,  # 10 x 30,000 dollars
            "fct_test_kusd": 200,
            "fct_support_kusd": 50,
            "fct_us_item_kusd": 0,
            "component_kusd": 100,
        }
    ],
    "Procurement": [
        {
            "procurement_year": 2029,
            "procurement_quantity": 100,
            "procurement_kusd": 3000,
            "appropriation": "WTCV line 12",
            "procurement_status": "budgeted",
        }
    ],
}


def sheet_rows(sheet: str, changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table with changes by field id.

    A list gives a column its values, row by row, and settles how many rows there are; any other
    value goes into the first row. What is not given is as in the valid proposal, whose last row
    is repeated. ``{"Funding": []}`` empties a table.
    """
    valid = VALID_ROWS[sheet]
    columns = {
        field.id: changes[field.id] for field in load_form().of_sheet(sheet) if field.id in changes
    }
    counts = [len(values) for values in columns.values() if isinstance(values, list)]
    size = max(counts, default=len(changes.get(sheet, valid)))
    rows = [dict(valid[min(place, len(valid) - 1)]) for place in range(size)]
    for name, values in columns.items():
        listed = values if isinstance(values, list) else [values]
        for row, value in zip(rows, listed, strict=False):
            row[name] = value
    return rows


def valid_values(changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return answers and rows of the valid proposal with changes by field id."""
    form_fields = {field.id for field in load_form().fields}
    if unknown := set(changes) - form_fields - set(TABLE_SHEETS):
        raise KeyError(f"the form has no field {sorted(unknown)}")
    answers = {name: changes.get(name, value) for name, value in VALID.items()}
    return answers, {sheet: sheet_rows(sheet, changes) for sheet in TABLE_SHEETS}


def valid_proposal(ref: str = "P-1", **changes: Any) -> RawProposal:
    """Return a proposal on which every rule holds, with changes by field id.

    Answers stand in column C from the second row on, in their order; None is an empty cell.
    """
    answers, rows = valid_values(changes)
    return RawProposal(
        ref,
        ORIGIN,
        {name: Cell(value, place, 2) for place, (name, value) in enumerate(answers.items(), 1)},
        {
            sheet: [
                {name: Cell(v, place, column) for column, (name, v) in enumerate(row.items())}
                for place, row in enumerate(lines, 1)
            ]
            for sheet, lines in rows.items()
        },
    )


class RuleCase(NamedTuple):
    """A change to the valid proposal, what the rule says then, and why.

    ``cycle`` changes the cycle in the same way.
    """

    changes: Mapping[str, Any]
    expected: str
    why: str
    cycle: Mapping[str, Any] = {}


CaseTable = Mapping[str, Sequence[RuleCase]]


def case_of(changes: Mapping[str, Any], cycle: Mapping[str, Any] | None = None) -> Case:
    """Return the valid proposal with changes, as a rule gets it."""
    judged_for = CYCLE.model_copy(update=dict(cycle or {}))
    return Case(build_table([valid_proposal(**changes)]), judged_for, default_rubric().terms)


class Outcomes:
    """What the rules say of every case of a table; cases of one cycle are judged in one batch."""

    def __init__(self, table: CaseTable) -> None:
        self._table = table

    def __call__(self, rule: str, case: RuleCase) -> str:
        return self._by_rule[rule][id(case)]

    @functools.cached_property
    def _by_rule(self) -> dict[str, dict[int, str]]:
        batches: dict[str, list[tuple[str, RuleCase]]] = {}
        for rule, cases in self._table.items():
            for case in cases:
                batches.setdefault(repr(case.cycle), []).append((rule, case))
        found: dict[str, dict[int, str]] = {rule: {} for rule in self._table}
        for batch in batches.values():
            cycle = CYCLE.model_copy(update=dict(batch[0][1].cycle))
            proposals = [valid_proposal(f"P-{n}", **c.changes) for n, (_, c) in enumerate(batch)]
            judged_together = Case(build_table(proposals), cycle, default_rubric().terms)
            for rule in {rule for rule, _ in batch}:
                outcomes = rule_functions()[rule](judged_together).outcomes
                for outcome, (asked, case) in zip(outcomes, batch, strict=True):
                    if asked == rule:
                        found[rule][id(case)] = OUTCOME_NAMES[int(outcome)]
        return found


def judged(*proposals: RawProposal, **cycle: Any) -> Judgement:
    """Return the judgement on proposals, for the test cycle with changes."""
    return judge(list(proposals), CYCLE.model_copy(update=cycle))


def ranked_frame(judgement: Judgement) -> pd.DataFrame:
    """Return the ranked proposals of a judgement, best first."""
    return in_order(only_ranked(standings_of(judgement, default_rubric()).frame))


def each_case(table: CaseTable) -> list[tuple[str, RuleCase]]:
    """Return every case of a table with its rule."""
    return [(rule, case) for rule, cases in table.items() for case in cases]
