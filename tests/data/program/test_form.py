"""The declaration of the form."""

import dataclasses
from collections import Counter

import pytest

from fct.data.common.text import normalize
from fct.data.program.form import (
    CLOSE_OUT,
    PROPOSAL,
    TABLE_SHEETS,
    FieldType,
    declared_rows,
    load_form,
    load_nomination_form,
    load_report_form,
)
from fct.data.program.rules import CRITERIA

FORM = load_form()


def test_every_field_stands_on_a_sheet_of_the_form() -> None:
    """One sheet of answers and four tables, in the order of the declaration."""
    assert list(dict.fromkeys(field.sheet for field in FORM.fields)) == [PROPOSAL, *TABLE_SHEETS]
    assert list(FORM.sheet_purposes) == [PROPOSAL, *TABLE_SHEETS]


def test_field_ids_are_unique() -> None:
    """An id names one field of one sheet."""
    assert len({field.id for field in FORM.fields}) == len(FORM.fields)


@pytest.mark.parametrize("sheet", [PROPOSAL, *TABLE_SHEETS])
def test_no_heading_means_two_fields(sheet: str) -> None:
    """Ids, labels and other wordings of one sheet never meet."""
    names = Counter(
        key
        for field in FORM.of_sheet(sheet)
        for key in {normalize(n) for n in (field.id, field.label, *field.also_written_as)}
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_choices_differ_after_normalizing() -> None:
    """No two choices of a field are written alike."""
    for field in FORM.fields:
        assert len({normalize(choice) for choice in field.choices}) == len(field.choices)


def test_choices_belong_to_choice_fields_alone() -> None:
    """A choice has choices, anything else a unit or nothing."""
    kinds = {FieldType.CHOICE, FieldType.MULTI_CHOICE}

    assert {field.type for field in FORM.fields if field.choices} == kinds
    assert [field.id for field in FORM.fields if field.type in kinds and not field.choices] == []


def test_synonyms_mean_a_declared_choice() -> None:
    """A synonym points to a choice of its field and is none itself."""
    for row in declared_rows("synonyms.csv"):
        field = FORM[row["field"]]
        assert row["means"] in field.choices
        assert normalize(row["written"]) not in {normalize(choice) for choice in field.choices}


def test_limits_are_those_of_the_readings() -> None:
    """1 to 9, 1 to 10, 1 is highest, 120 characters, years 2000 to 2099 (readings 6 and 7)."""
    limits = {
        field.id: (field.minimum, field.maximum, field.longest)
        for field in FORM.fields
        if (field.minimum, field.maximum, field.longest) != (None, None, None)
    }

    assert limits == {
        "title": (None, None, 120),
        "component_priority": (1, None, None),
        "trl": (1, 9, None),
        "mrl": (1, 10, None),
        **dict.fromkeys(("fiscal_year", "funding_year", "procurement_year"), (2000, 2099, None)),
    }


def test_amounts_are_money_and_integers_in_items() -> None:
    """Reading 45; levels, years and priorities are no amounts."""
    assert {field.id for field in FORM.fields if field.is_amount} == {
        *("unit_price_usd", "development_avoided_usd", "quantity_fielded", "article_quantity"),
        *("fct_articles_kusd", "fct_test_kusd", "fct_support_kusd", "fct_us_item_kusd"),
        *("component_kusd", "procurement_quantity", "procurement_kusd"),
    }


def test_the_hash_follows_the_declaration() -> None:
    """A run can prove which form it read."""
    assert len(FORM.sha256) == 64
    assert load_form() is FORM


def test_a_field_that_is_not_declared_is_an_error() -> None:
    """A misspelled id does not pass in silence."""
    with pytest.raises(KeyError, match="titel"):
        FORM["titel"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("intent", "one of: yes, conditional, no"),
        ("title", "text, at most 120 characters"),
        ("trl", "a whole number, 1 to 9"),
        ("component_priority", "a whole number, 1 or more"),
        ("fiscal_year", "a fiscal year of four digits, as 2027 or FY2027"),
        ("component_kusd", "a number in thousands of US dollars"),
        ("test_end", "a date, as YYYY-MM-DD"),
    ],
)
def test_what_is_accepted_is_said_in_words(field: str, words: str) -> None:
    """A finding shows a sponsor what would be accepted."""
    assert FORM[field].accepted == words


def test_the_declaration_is_strict_csv() -> None:
    """Every line has every column."""
    rows = declared_rows("form.csv")

    assert all(None not in row and None not in row.values() for row in rows)


def test_three_answers_of_a_funded_project_go_out() -> None:
    """Title, component and country; every other answer stays within the office."""
    released = [field.id for field in FORM.fields if field.is_released]

    assert released == ["title", "component", "country"]


def test_every_question_stands_in_a_section() -> None:
    """In the order of the declaration, each once, the five criteria each in one of their own."""
    sections = list(FORM.by_section())

    assert [f for _, fields in sections for f in fields] == list(FORM.of_sheet(PROPOSAL))
    assert None not in [section for section, _ in sections]
    for criterion in CRITERIA:
        holding = [s for s, fields in sections if criterion in {f.criterion for f in fields}]
        assert len(holding) == 1


def test_a_question_before_the_first_section_is_not_lost() -> None:
    """A form without sections has all its questions in none."""
    bare = dataclasses.replace(FORM, sections=())
    late = dataclasses.replace(FORM, sections=FORM.sections[1:])

    assert [(s, len(f)) for s, f in bare.by_section()] == [(None, len(FORM.of_sheet(PROPOSAL)))]
    assert next(iter(late.by_section()))[0] is None


def test_no_line_of_nobody_is_a_question() -> None:
    """What stands below the questions can be taken for none of them."""
    names = {
        normalize(name)
        for field in FORM.fields
        for name in (field.id, field.label, *field.also_written_as)
    }
    lines = [line for one in FORM.closings.values() for line in (one.heading, *one.lines.values())]

    assert names.isdisjoint(normalize(line) for line in lines)


def test_a_nomination_asks_what_the_form_marks_and_its_funding() -> None:
    """Seventeen questions and one table, each the very field of the full form."""
    form, whole = load_nomination_form(), load_form()

    assert [field.id for field in form.of_sheet("Proposal")] == [
        "purpose",
        "fiscal_year",
        "title",
        "component",
        "cycle_type",
        "project_type",
        "marking",
        "sponsor_office",
        "project_manager",
        "project_manager_email",
        "item_name",
        "item_description",
        "vendor",
        "country",
        "production_status",
        "trl",
        "complexity",
    ]
    assert form.of_sheet("Funding") == whole.of_sheet("Funding")
    assert form.table_sheets == ("Funding",)


def test_a_close_out_needs_what_a_report_leaves_open() -> None:
    """Both ask the same questions; the finding is needed at the end alone."""
    report, close_out = load_report_form(), load_report_form(CLOSE_OUT)

    assert [field.id for field in report.fields] == [field.id for field in close_out.fields]
    assert (report["finding"].required, close_out["finding"].required) == ("no", "yes")
    assert (report.tables["Results"].least, close_out.tables["Results"].least) == (0, 1)
