"""Reading one answer: blank, read or unreadable, and never a guess."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.cells import BrokenCell, CellValue
from fct.data.program.form import load_form
from fct.data.proposals.answers import Answer, State, as_text, is_blank, read_answer

FORM = load_form()
SOME = dt.datetime(2026, 6, 30, 23, 59, 30)  # noqa: DTZ001 - as a cell holds it
PLACEHOLDERS = (
    *("tbd", "tbc", "tba", "to be determined", "to be confirmed"),
    *("n/a", "unknown", "-", "--", "?"),
)


def read(field: str, value: CellValue) -> Answer:
    """Read a value as the answer to a field."""
    return read_answer(FORM[field], value)


def assert_read(field: str, value: CellValue, expected: Any) -> None:
    """Hold an answer read whole and equal, in value and type."""
    answer = read(field, value)
    assert (answer.state, answer.value) == (State.READ, expected)
    assert type(answer.value) is type(expected)


@pytest.mark.parametrize("value", [None, "", " ", "\u00a0\u2003\n\t"])
def test_white_space_is_blank(value: CellValue) -> None:
    """An empty cell and one of white space is blank in every field, without a note (reading 1)."""
    read_by = {field.id: read_answer(field, value) for field in FORM.fields}

    assert read_by == dict.fromkeys(read_by, (State.BLANK, None, None))
    assert is_blank(value)


@pytest.mark.parametrize("word", PLACEHOLDERS)
def test_placeholders_are_blank_and_noted(word: str) -> None:
    """Each placeholder is blank in every field, however it is written (readings 1 and 2)."""
    for written in (word, f" {word.upper()}\u00a0", word.replace("-", "—")):
        for field in FORM.fields:
            answer = read_answer(field, written)
            assert (answer.state, answer.value) == (State.BLANK, None), field.id
            assert "taken as blank" in (answer.note or ""), field.id


@pytest.mark.parametrize("word", ["T.B.D.", "tbd.", "---", "??", "na", "not known", "nil", "none"])
def test_other_words_are_no_placeholders(word: str) -> None:
    """The list is closed; none is an answer like any other text (reading 1)."""
    assert_read("title", word, word)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("intent", " Yes ", "yes"),
        ("production_status", "FULL‑RATE\u00a0PRODUCTION", "full-rate production"),
        ("requirement_type", "juon", "JUON"),
        ("component", "air  force", "Air Force"),
        ("advocacy_level", "General or Flag Officer or SES", "general or flag officer or SES"),
        ("modification", "none", "none"),
        ("foreign_test_data", "None", "none"),
    ],
)
def test_a_choice_is_read(field: str, value: str, expected: str) -> None:
    """Case, spaces and dashes do not count (reading 2); none is a choice where it is declared."""
    assert_read(field, value, expected)
    assert read(field, value).note is None


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("component", "USAF", "Air Force"),
        ("component", "socom", "USSOCOM"),
        ("production_status", "low rate production", "low-rate production"),
    ],
)
def test_a_synonym_is_read_and_noted(field: str, value: str, expected: str) -> None:
    """A spelling with one meaning is understood, and the note says so (readings 2 and 63)."""
    assert_read(field, value, expected)
    assert read(field, value).note == f"“{value}” was understood as {expected}."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intent", "yess"),
        ("intent", "yes; no"),
        ("intent", True),
        ("intent", 1),
        ("purpose", "comparative test"),
        ("component", "Air"),
        ("disclosure_review", "none"),
        ("requirement_type", dt.date(2026, 1, 1)),
    ],
)
def test_a_choice_is_never_guessed(field: str, value: CellValue) -> None:
    """Likeness, numbers and truth values are no choice; none is not where it is none (67)."""
    assert read(field, value) == (State.UNREADABLE, None, None)


@pytest.mark.parametrize(
    ("value", "state", "expected"),
    [
        ("cost; schedule", State.READ, ("cost", "schedule")),
        ("cost, schedule\nperformance", State.READ, ("cost", "schedule", "performance")),
        ("cost;; ,COST\r\n", State.READ, ("cost",)),
        ("cost; tbd", State.READ, ("cost",)),
        ("cost; glory", State.PARTLY, ("cost",)),
        ("glory", State.UNREADABLE, None),
        (";, \n", State.BLANK, None),
        ("tbd; ?", State.BLANK, None),
    ],
)
def test_a_multi_choice(value: str, state: State, expected: object) -> None:
    """Semicolons, commas and line breaks separate; repeats count once (readings 3, 4 and 64)."""
    answer = read("advantage_type", value)

    assert (answer.state, answer.value) == (state, expected)


@pytest.mark.parametrize(
    ("value", "state", "expected"),
    [
        ("Norway; Korea, Republic of\nUK", State.READ, ("NO", "KR", "GB")),
        ("Norway, Sweden", State.UNREADABLE, None),
        ("Norway; NO; nor", State.READ, ("NO",)),
        ("Norway; Atlantis", State.PARTLY, ("NO",)),
        ("none", State.BLANK, None),
        ("none; Norway", State.PARTLY, ("NO",)),
        (7, State.UNREADABLE, None),
    ],
)
def test_a_country_list(value: CellValue, state: State, expected: object) -> None:
    """A comma is part of a name and separates nothing (reading 3); none alone is blank (67)."""
    answer = read("in_service_with", value)

    assert (answer.state, answer.value) == (state, expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8, "8"),
        (1200.5, "1200.5"),
        (0.1, "0.1"),
        (1e22, "1E+22"),
        ("1,200", "1200"),
        ("1200", "1200"),
        ("1,234,567.89", "1234567.89"),
        (" \u00a0-$1,200.50 ", "-1200.50"),
        ("−5", "-5"),
        ("–5", "-5"),
        ("$0", "0"),
        ("9" * 60, "1E+60"),
        (214.8 + 299.1 + 55.2, "569.1"),
        ("569.1000000000001", "569.1"),
        (-0.1 - 0.2, "-0.3"),
        (123456789012.345, "123456789012.345"),
    ],
)
def test_money_is_read(value: CellValue, expected: str) -> None:
    """15 significant digits, as a spreadsheet shows them (reading 5)."""
    assert_read("component_kusd", value, Decimal(expected))
    assert read("component_kusd", value).note is None


def test_what_is_no_number() -> None:
    """Truth values, dates, percent signs, brackets, words and wrong groups (reading 5)."""
    for value in [
        *(True, False, SOME, dt.date(2026, 1, 1), dt.time(8), dt.timedelta(days=1)),
        *("5 %", "5%", "(5)", "five", "1,20", "12,34", "1,2345", "1 200", "1.200,00", "1e5"),
        *(
            "+5",
            "--5",
            "$-5",
            "1.2.3",
            "٥",
            "５",
            "5 to 6",
            "ca. 5",
            "€5",
            ".",
            "-$",
            "none at all",
        ),
    ]:
        assert read("component_kusd", value) == (State.UNREADABLE, None, None), value


def test_a_whole_number_with_a_binary_fraction_is_whole() -> None:
    """What is shown as 12 is 12 (reading 5)."""
    assert_read("article_quantity", 12.000000000000002, 12)
    assert as_text(12.000000000000002) == "12"
    assert as_text(214.8 + 299.1 + 55.2) == "569.1"


@pytest.mark.parametrize(
    ("field", "value", "expected", "note"),
    [
        ("fct_test_kusd", "420.000", "420", "“420.000” was understood as 420. Is 420,000 meant? "),
        ("fct_test_kusd", "$1.200", "1.2", "Is 1,200 meant? Then write 1200."),
        ("fct_test_kusd", "USD 12.500", "12.5", "Is 12,500 meant? Then write 12500."),
        ("unit_price_usd", "-3.000", "-3", "Is 3,000 meant? "),
        ("fct_test_kusd", "0042", "42", "“0042” was understood as 42. Zeros stand before it, "),
        ("fct_test_kusd", "0,042", "42", "Zeros stand before it, as in a code: "),
        ("fct_test_kusd", "00.5", "0.5", "Zeros stand before it, as in a code: "),
    ],
)
def test_a_number_that_may_mean_another_is_read_and_asked_of(
    field: str, value: str, expected: str, note: str
) -> None:
    """A point before three digits may group them, and zeros in front may be a code's."""
    answer = read(field, value)

    assert (answer.state, answer.value) == (State.READ, Decimal(expected))
    assert note in (answer.note or "")


@pytest.mark.parametrize(
    ("value", "note"),
    [("420.000", "Is 420,000 meant?"), ("007", "understood as 7."), ("0042", "as in a code")],
)
def test_a_quantity_that_may_mean_another_is_asked_of(value: str, note: str) -> None:
    """Whole numbers are asked of as money is."""
    answer = read("procurement_quantity", value)

    assert answer.state is State.READ
    assert note in (answer.note or "")


@pytest.mark.parametrize("value", ["0", "0.5", "0.125", "12,500.000", "1,200", "420.00", 420.0])
def test_a_plain_number_is_not_asked_of(value: CellValue) -> None:
    """Only what may be meant otherwise is asked of."""
    assert read("fct_test_kusd", value).note is None


@pytest.mark.parametrize(
    "value", ["CUI//SP-CTI", "cui // sp-expt // nocon", "CUI//NOFORN", "CUI//SP-CTI//FEDCON"]
)
def test_a_marking_with_categories_is_cui(value: str) -> None:
    """The whole text is kept in the cell and named in the note (reading 83)."""
    answer = read("marking", value)

    assert (answer.state, answer.value) == (State.READ, "CUI")
    assert answer.note == f"“{value}” was understood as CUI; all of it is kept."


@pytest.mark.parametrize("value", ["CUI//", "CUI/SP-CTI", "UNCLASSIFIED//FOUO", "//CUI", "CUIX//A"])
def test_other_markings_are_unreadable(value: str) -> None:
    """Only CUI takes categories, after two strokes (reading 83)."""
    assert read("marking", value) == (State.UNREADABLE, None, None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("field", ["component_kusd", "article_quantity", "trl", "fiscal_year"])
def test_a_number_that_is_none_is_unreadable(field: str, value: float) -> None:
    """A damaged file can hold a number cell that is not a number, or endless."""
    assert read(field, value) == (State.UNREADABLE, None, None)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.2M", "1200000"), ("$1.5 million", "1500000"), ("500k", "500000"), ("USD 500", "500")],
)
def test_money_with_one_meaning_is_read_and_noted(value: str, expected: str) -> None:
    """More may be read where only one meaning is possible; a note says so (readings 5 and 66)."""
    answer = read("development_avoided_usd", value)

    assert (answer.state, answer.value) == (State.READ, Decimal(expected))
    assert answer.note == f"“{value}” was understood as {Decimal(expected):,f}."


def test_a_scale_on_thousands_is_not_guessed() -> None:
    """500k in a column of thousands could mean two amounts."""
    assert read("component_kusd", "500k").state is State.UNREADABLE


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("trl", 8.0, 8),
        ("trl", "8", 8),
        ("trl", "8.0", 8),
        ("trl", "9", 9),
        ("mrl", 10, 10),
        ("component_priority", 1, 1),
        ("article_quantity", -3, -3),
        ("article_quantity", "1,000", 1000),
        ("quantity_fielded", 10**30, 10**30),
    ],
)
def test_an_integer_is_read(field: str, value: CellValue, expected: int) -> None:
    """8.0 is 8 (reading 5); both limits are allowed (reading 6)."""
    assert_read(field, value, expected)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trl", 8.5),
        ("trl", "8.5"),
        ("trl", 0),
        ("trl", 10),
        ("trl", "TRL 9"),
        ("trl", True),
        ("mrl", 11),
        ("component_priority", 0),
        ("article_quantity", 0.1),
        ("article_quantity", "1.2M"),
    ],
)
def test_an_integer_is_whole_and_within_its_limits(field: str, value: CellValue) -> None:
    """8.5 is unreadable (reading 5), and so is what lies outside (reading 6)."""
    assert read(field, value).state is State.UNREADABLE


@pytest.mark.parametrize("field", ["fiscal_year", "funding_year", "procurement_year"])
@pytest.mark.parametrize("value", [2027, 2027.0, "2027", "FY2027", "fy 2027", " FY\u00a02027"])
def test_a_fiscal_year_is_read(field: str, value: CellValue) -> None:
    """A number, or text with or without FY before it (reading 7)."""
    assert_read(field, value, 2027)


def test_a_short_fiscal_year_is_read_and_noted() -> None:
    """FY27 may be read as 2027 (reading 7)."""
    assert read("fiscal_year", "FY27") == (State.READ, 2027, "“FY27” was understood as 2027.")


@pytest.mark.parametrize(
    "value",
    [27, "27", 1999, 2100, "FY1999", "FY2100", "FY 202", "2027/28", "2027-2028", 2027.5, SOME],
)
def test_what_is_no_fiscal_year(value: CellValue) -> None:
    """A bare two-digit number and a year outside 2000 to 2099 are unreadable (reading 7)."""
    assert read("fiscal_year", value).state is State.UNREADABLE


@pytest.mark.parametrize("value", [2000, 2099, "FY2000", "FY2099"])
def test_the_first_and_the_last_fiscal_year(value: CellValue) -> None:
    """2000 and 2099 are allowed (reading 7)."""
    assert read("fiscal_year", value).state is State.READ


@pytest.mark.parametrize(
    "value",
    [dt.date(2026, 6, 30), SOME, "2026-06-30", " 2026‑06–30 "],
)
def test_a_date_is_read(value: CellValue) -> None:
    """A date cell without its time, or YYYY-MM-DD (reading 8)."""
    assert_read("test_end", value, dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    "value",
    [
        *("30 Jun 2026", "30-June-2026", "June 30, 2026", "Jun. 30 2026", "2026-06-30 08:00"),
        "2026/06/30",
    ],
)
def test_a_date_with_one_meaning_is_read_and_noted(value: str) -> None:
    """Other text is read where only one day can be meant (reading 8)."""
    answer = read("test_end", value)

    assert (answer.state, answer.value) == (State.READ, dt.date(2026, 6, 30))
    assert answer.note == f"“{value}” was understood as 2026-06-30."


@pytest.mark.parametrize("value", ["2026-06-30T00:00:00.000Z", "2026-06-30 00:00:00"])
def test_the_moment_at_which_a_day_begins_is_that_day(value: str) -> None:
    """Programs write a date cell so; nobody types it, and there is nothing to say of it."""
    assert read("test_end", value) == (State.READ, dt.date(2026, 6, 30), None)
    assert as_text(value) == "2026-06-30"


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2026/6/30",
            "2026/30/06",
            "6/7/2026",
            "06-07-2026",
            "30.06.2026",
            "2026-6-30",
            "20260630",
            "June 2026",
            "2026",
        ),
        *("2026-02-30", "31 Jun 2026", "2026-13-01", "30 Juin 2026", "30 Jun 26", "Q3 2026"),
        *(46203, 46203.5, True, dt.time(8), dt.timedelta(days=3), "0000-01-01"),
    ],
)
def test_what_is_no_date(value: CellValue) -> None:
    """Two possible days, bare numbers and days that do not exist are unreadable (reading 8)."""
    assert read("test_end", value).state is State.UNREADABLE


@pytest.mark.parametrize("value", [BrokenCell("#REF!"), BrokenCell("a formula"), "#REF!", "#n/a"])
def test_an_error_value_is_unreadable_in_every_field(value: CellValue) -> None:
    """As a cell or as text, in text fields too (reading 11)."""
    read_by = {field.id: read_answer(field, value) for field in FORM.fields}

    assert read_by == dict.fromkeys(read_by, (State.UNREADABLE, None, None))
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (True, "TRUE"),
        (dt.date(2026, 6, 30), "2026-06-30"),
        (SOME, "2026-06-30 23:59:30"),
        ("  two\u00a0 words\n", "two words"),
        ("#1 choice", "#1 choice"),
    ],
)
def test_any_value_reads_as_text(value: CellValue, expected: str) -> None:
    """Any cell value is readable as text, squeezed (reading 11)."""
    assert_read("vendor", value, expected)


@pytest.mark.parametrize(("length", "state"), [(120, State.READ), (121, State.UNREADABLE)])
def test_a_title_has_at_most_120_characters(length: int, state: State) -> None:
    """Code points count, after outer and inner white space is squeezed (readings 6 and 11)."""
    assert read("title", "é" * length).state is state
    assert read("title", f"  {'é' * (length - 2)} \n é ").state is state


@pytest.mark.parametrize("value", ["a@b.c", "a.b@c.d.mil", "  a@b.c ", "ä@b.c", "a@b..c"])
def test_an_email_is_read(value: str) -> None:
    """One @, something before it, a dot between two non-empty parts after it (reading 42)."""
    assert_read("project_manager_email", value, value.strip())


@pytest.mark.parametrize(
    "value", ["a", "@b.c", "a@", "a@b", "a@.b", "a@b.", "a@b@c.d", "a b@c.d", "a@b. c", 5]
)
def test_what_is_no_email(value: CellValue) -> None:
    """Reading 42."""
    assert read("project_manager_email", value).state is State.UNREADABLE


def test_none_is_blank_in_an_optional_field_that_is_neither_text_nor_choice() -> None:
    """Amounts, numbers and lists; elsewhere it is an answer (reading 67)."""
    blank = {f.id for f in FORM.fields if read_answer(f, " None ").state is State.BLANK}

    assert blank == {
        *("component_priority", "in_service_with", "quantity_fielded", "development_avoided_usd"),
        *("fct_support_kusd", "fct_us_item_kusd", "component_kusd"),
        *("disclosure_date", "exchange_content", "shared"),
    }


def test_a_truth_value_is_not_mistaken_for_a_number_that_equals_it() -> None:
    """True equals 1 to Python; each is read as what it is, in any order."""
    assert read("trl", 1).value == 1
    assert read("trl", True).state is State.UNREADABLE
    assert read("trl", 1.0).value == 1


def test_numbers_read_as_text_in_their_shortest_form() -> None:
    """What a sponsor typed as 17 is not shown as 17.0."""
    assert [as_text(value) for value in (17.0, 17.5, None, -0.0)] == ["17", "17.5", "", "0"]
