"""One error in a sound workbook: it is found, at its cell, in one pass, and nothing else is.

Each workbook is written, read through the gate and judged, as a sponsor's is.
"""

import random
from pathlib import Path
from typing import Any

import pytest

from fct.data.program.form import PROPOSAL, TABLE_SHEETS, FieldType, load_form
from fct.data.program.rules import Severity, load_rules
from fct.data.store.settings import Settings
from fct.scoring.ranking.check import check_file
from tests.support.files.form_cells import cell_of
from tests.support.files.workbooks import write_form, write_list
from tests.support.processes.samples import sample, some_of
from tests.support.proposals.cases import RuleCase
from tests.support.proposals.seeded import SEEDED

FIELDS = [field for field in load_form().fields if field.type is not FieldType.TEXT]
UNREADABLE = {
    FieldType.CHOICE: "as agreed",
    FieldType.MULTI_CHOICE: "as agreed",
    FieldType.INTEGER: "many",
    FieldType.MONEY: "cheap",
    FieldType.DATE: "soon",
    FieldType.COUNTRY: "Atlantis",
    FieldType.COUNTRY_LIST: "Atlantis",
    FieldType.EMAIL: "nobody",
}
FORM_WIDE = {"X1", "X2", "X5"}  # they read every answer
WORDS = [
    "steel",
    "light",
    "night",
    "range",
    "desk",
    "arctic",
    "quiet",
    "rugged",
    "marine",
    "alpine",
    "heavy",
    "compact",
]


def checked(path: Path) -> list[dict[str, Any]]:
    """All findings of a file but notes."""
    report = check_file(path, None, None, Settings(path.parent / "home"))
    assert report["refusal"] is None
    return [
        finding
        for proposal in report["proposals"]
        for finding in proposal["findings"]
        if finding["severity"] != Severity.NOTE
    ]


def rules_that_read(changed: set[str]) -> set[str]:
    """The rules that read one of these answers, or a row that one of them stands in."""
    form = load_form()
    tables = {form[name].sheet for name in changed} - {PROPOSAL}
    read = changed | {field.id for field in form.fields if field.sheet in tables}
    return {rule.id for rule in load_rules().values() if read & set(rule.fields)}


def test_answers_of_another_type_are_found_at_their_cells(tmp_path: Path) -> None:
    """Each once by X2, all in one form and one pass."""
    wrong = {field.id: UNREADABLE[field.type] for field in FIELDS}
    found = checked(write_form(tmp_path / "form.xlsx", **wrong))

    assert sorted((one["sheet"], one["cell"]) for one in found if one["rule"] == "X2") == sorted(
        (field.sheet, cell_of(field.id)) for field in FIELDS
    )


def test_an_answer_of_another_type_is_found_alone(tmp_path: Path) -> None:
    """Once by X2; what else is shown of the proposal reads the same answer."""
    wrong = {field.id: {field.id: UNREADABLE[field.type]} for field in FIELDS}
    report = check_file(
        write_list(tmp_path / "list.xlsx", wrong), None, None, Settings(tmp_path / "home")
    )
    found = {
        one["ref"]: [row for row in one["findings"] if row["severity"] != Severity.NOTE]
        for one in report["proposals"]
    }

    assert found.keys() == wrong.keys()
    for name, rows in found.items():
        assert [one["field"] for one in rows if one["rule"] == "X2"] == [name], name
        others = [one for one in rows if one["rule"] != "X2"]
        assert {one["rule"] for one in others} <= rules_that_read({name}), name
        assert {one["outcome"] for one in others} <= {"unknown", "fails"}, name


def test_texts_that_are_too_long_are_found_at_their_cells(tmp_path: Path) -> None:
    """And nothing else."""
    long = {field.id: "x" * (field.longest + 1) for field in load_form().fields if field.longest}
    found = checked(write_form(tmp_path / "form.xlsx", **long))

    assert sorted((one["rule"], one["cell"]) for one in found) == sorted(
        ("X2", cell_of(name)) for name in long
    )


def test_every_rule_has_an_error_to_seed() -> None:
    """Else the next test would prove less than it says."""
    assert set(SEEDED) == set(load_rules())
    assert {rule for rule, case in SEEDED.items() if case.expected == "unknown"} == {
        *("A1", "M1", "M7", "G8", "N14")
    }


@pytest.mark.sampled
@pytest.mark.parametrize("rule", some_of([*SEEDED], 8))
def test_the_error_of_a_rule_is_found_where_it_was_seeded(rule: str, tmp_path: Path) -> None:
    """At an answer that the rule reads; every other finding reads an answer that was changed."""
    case: RuleCase = SEEDED[rule]
    path = write_form(tmp_path / "form.xlsx", **case.changes)
    report = check_file(path, None, None, Settings(tmp_path / "home"))
    (proposal,) = report["proposals"]
    found = [one for one in proposal["findings"] if one["rule"] == rule]
    form = load_form()
    fields = [form[one["field"]] for one in found]

    assert {one["outcome"] for one in found} == {case.expected}
    for one, field in zip(found, fields, strict=True):
        assert field.id in load_rules()[rule].fields or rule in FORM_WIDE
        assert one["sheet"] == field.sheet
        column = cell_of(field.id).rstrip("0123456789")
        assert one["cell"].rstrip("0123456789") in {column, ""}
    changed = set(case.changes) - {*TABLE_SHEETS}
    changed |= {field.id for field in form.fields if field.sheet in case.changes}
    assert {one["rule"] for one in proposal["findings"]} <= rules_that_read(changed) | FORM_WIDE


def sound_answers(draw: random.Random) -> dict[str, Any]:
    """Other answers with which every rule holds, too."""

    def words(count: int) -> str:
        return " ".join(draw.choices(WORDS, k=count))

    price, articles = draw.randrange(1, 400) * 1000, draw.randrange(2, 40)
    return {
        "title": words(5),
        "component": draw.choice(["Army", "Navy", "Air Force", "Marine Corps", "USSOCOM"]),
        "sponsor_office": words(3),
        "project_manager_email": f"{draw.choice(WORDS)}@{draw.choice(WORDS)}.example.mil",
        "advocacy_type": draw.choice(["signed letter", "signed memorandum"]),
        "requirement_type": draw.choice(["CDD", "CPD", "ICD", "JUON"]),
        "requirement_gap": words(12),
        "item_name": words(2),
        "item_description": words(12),
        "country": (country := draw.choice(["Norway", "Israel", "GBR", "SE", "Germany"])),
        "source_country": [country, "Austria", "United States"],
        "trl": 9,
        "in_service_with": "; ".join(draw.sample(["Norway", "Canada", "DEU", "Poland"], 2)),
        "unit_price_usd": price,
        "article_quantity": articles,
        "fct_articles_kusd": price * articles // 1000,
        "fct_test_kusd": draw.randrange(1, 900),
        "component_kusd": draw.randrange(1, 900),
        "acquisition_strategy": words(14),
        "procurement_kusd": price // 10 * draw.randrange(1, 9),  # a hundred are bought
        "pass_criteria": words(15),
    }


@pytest.mark.sampled
def test_nothing_is_found_in_sound_workbooks(tmp_path: Path) -> None:
    """Forms and a list, each with other answers: 500 of them by ``--long``."""
    draw = random.Random(20261126)
    forms = [
        write_form(tmp_path / f"{number}.xlsx", **sound_answers(draw))
        for number in range(sample(4, whole=10))
    ]
    listed = write_list(
        tmp_path / "list.xlsx",
        {f"A-{number}": sound_answers(draw) for number in range(sample(96, whole=490))},
    )

    for path in [*forms, listed]:
        assert [(one["rule"], one["message"]) for one in checked(path)] == []
