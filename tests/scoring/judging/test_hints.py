"""Hints on what an answer that is not accepted may have been meant as."""

import pytest

from fct.data.program.form import FieldType, load_form
from fct.data.proposals.answers import State, read_answer
from fct.scoring.judging.hints import hint
from tests.support.proposals.cases import judged, valid_proposal

FORM = load_form()


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("test_end", "46000", "46000 is what a date looks like without its format: "),
        ("test_end", "46000.5", "or write 2025-12-09, if that is the day."),
        ("test_end", "6/7/2028", "It has two readings, month first or day first: write 2028-06-07"),
        ("test_end", "6/7/2028", " or 2028-07-06."),
        ("test_end", "13/4/2028", "Write 2028-04-13, if that is the day."),
        ("test_end", "4.13.2028", "Write 2028-04-13, if that is the day."),
        ("test_end", "5/5/2028", "Write 2028-05-05, if that is the day."),
        ("test_end", "2028-4-3", "Write 2028-04-03, if that is the day."),
        ("test_end", "20 MAR 26", "Write 2026-03-20, if that is the day."),
        ("test_end", "20MAR26", "Write 2026-03-20, if that is the day."),
        ("test_end", "20-Mar-26", "Write 2026-03-20, if that is the day."),
        ("test_end", "20MAR2026", "Write 2026-03-20, if that is the day."),
        ("test_end", "20260320", "Write 2026-03-20, if that is the day."),
        ("test_end", "2026/3/23", "Write 2026-03-23, if that is the day."),
        ("test_end", "2026.3.23", "Write 2026-03-23, if that is the day."),
        ("test_end", "13/4/28", "Write 2028-04-13, if that is the day."),
        ("test_end", "6/7/28", "It has two readings, month first or day first: write 2028-06-07"),
        ("test_end", "20261340", "This day does not exist."),
        ("test_end", "2028-02-30", "This day does not exist."),
        ("test_end", "31/2/2028", "This day does not exist."),
        ("test_end", "May 2028", "The day is missing: "),
        ("test_end", "14-Feb", "The year is missing: write the whole day, as YYYY-MM-DD."),
        ("test_end", "Feb 14", "The year or the day is missing: write the whole day, "),
        ("test_end", "########", "This is what a program shows where a column is too narrow"),
        ("country", "####", "This is what a program shows where a column is too narrow"),
        ("market_methods", "###", "This is what a program shows where a column is too narrow"),
        ("trl", "TRL nine", "Write 9, if that is the number."),
        ("trl", "nine (9)", "Write 9, if that is the number."),
        ("article_quantity", "twelve each", "Write 12, if that is the number."),
        ("article_quantity", "ten or twelve", "Write one number, in digits."),
        ("unit_price_usd", "thirty thousand", "Write one number, in digits."),
        ("article_quantity", "1O", "A letter stands in it for a digit: write 10, if that is the"),
        ("fiscal_year", "2O27", "A letter stands in it for a digit: write 2027, if that is the"),
        ("article_quantity", "5l", "Write 5, if that is the number."),
        ("fiscal_year", "27", "Write 2027, if that is the fiscal year."),
        ("funding_year", "'27", "Write 2027, if that is the fiscal year."),
        ("procurement_year", "FY-29", "Write 2029, if that is the fiscal year."),
        ("procurement_year", "GFY29", "Write 2029, if that is the fiscal year."),
        ("test_end", "Q3 FY28", "The day is missing: "),
        ("title", "x" * 500, "It has 500 characters: shorten it by 380."),
        ("trl", "Technology readiness level", "This is the question itself: "),
        ("country", " nation ", "This is the question itself: "),
        ("unit_price_usd", "30\u202f000\u00a0$", "Write 30000, if that is the number."),
        ("unit_price_usd", "３０，０００", "Write 30,000, if that is the number."),
        ("fct_articles_kusd", "1\u2009250\u2009000 $", "Write 1250, if $1,250,000 is meant: "),
        ("unit_price_usd", "3.00E+04", "Write 30000, if that is the number."),
        ("unit_price_usd", "3,1e+04", "Write 31000, if that is the number."),
        ("fiscal_year", "1905-07-19", "Write 2027 in a cell without the format of a date"),
        ("fiscal_year", "2027-01-01", "Write the fiscal year alone, not a day."),
        ("trl", "7-8", "Write one number, not a range."),
        ("unit_price_usd", "about 2M", "Write 2000000, if $2,000,000 is meant: "),
        ("component_kusd", "1.5 million", "Write 1500, if $1,500,000 is meant: "),
        ("fct_test_kusd", "$1.2M", "Write 1200, if $1,200,000 is meant: "),
        ("fct_test_kusd", "500k", "Write 500, if $500,000 is meant: "),
        ("fct_test_kusd", "USD 1.2 million", "Write 1200, "),
        ("fct_test_kusd", "1.2M USD", "Write 1200, "),
        ("fct_test_kusd", "$1,200K", "Write 1200, "),
        ("fct_test_kusd", "0.5 bn dollars", "Write 500000, "),
        ("fct_test_kusd", "1,2M", "Write the whole number in thousands of US dollars, "),
        ("fct_test_kusd", "1.200M", "Write the whole number in thousands of US dollars, "),
        ("fct_test_kusd", "€1.2M", "It is in another currency (€): write the amount in thousands"),
        ("unit_price_usd", "420 EUR", "It is in another currency (EUR): "),
        ("fct_test_kusd", "(420)", "Brackets stand for less than zero: write 420, "),
        ("fct_test_kusd", "420,50", "Write 420.50, if that is the number."),
        ("fct_test_kusd", "$1.200,00", "Write 1200.00, if that is the number."),
        ("fct_test_kusd", "1.234.567", "Write 1234.567, if $1,234,567 is meant: "),
        ("unit_price_usd", "1 200", "Write 1200, if that is the number."),
        ("article_quantity", "1'200", "Write 1200, if that is the number."),
        ("procurement_quantity", "10k", "Write 10000, if that is the number."),
        ("component_kusd", "100 to 200", "Write one number, not a range."),
        ("production_status", "full rate prodution", "Did you mean “full-rate production”?"),
        ("country", "Noway", "Did you mean “Norway”?"),
        ("country", "Norway and Sweden", "Write one country alone."),
        ("advantage_type", "cost; shedule; fun", "Not accepted in it: “shedule”. Did you mean"),
        ("advantage_type", "cost; shedule; fun", " “schedule”? “fun”."),
        ("in_service_with", "Norway\nSwedn", "Not accepted in it: “Swedn”. Did you mean “Sweden”?"),
        ("country", "S. Korea", "Did you mean “South Korea”?"),
        ("country", "England", "Did you mean “United Kingdom”?"),
        ("country", "Korea", "Did you mean “South Korea” or “North Korea”?"),
        ("country", "Oslo, Norway", "Did you mean “Norway”?"),
        ("country", "Great Britian", "Did you mean “United Kingdom”?"),
        ("country", "Deutschland", "Did you mean “Germany”?"),
        ("procurement_status", "POM", "Did you mean “programmed”?"),
        ("procurement_status", "POM-28", "Did you mean “programmed”?"),
        ("procurement_status", "in the budget", "Did you mean “budgeted”?"),
        ("procurement_status", "funded", "Did you mean “budgeted” or “programmed”?"),
        ("procurement_status", "UFR", "Did you mean “unfunded”?"),
        ("advocacy_level", "O-7", "Did you mean “general or flag officer or SES”?"),
        ("intent_level", "O 5", "Did you mean “below”?"),
        ("intent_level", "SES-2", "Did you mean “general or flag officer or SES”?"),
        ("trl", "TRL 9", "Write 9, if that is the number."),
        ("mrl", "MRL-9", "Write 9, if that is the number."),
        ("trl", "nine", "Write 9, if that is the number."),
        ("trl", "8.5", "Write a whole number."),
        ("article_quantity", "1,200 rounds", "Write 1200, if that is the number."),
        ("fct_test_kusd", "approx. 420", "Write 420, if that is the number."),
        ("fiscal_year", "fiscal year 2027", "Write 2027, if that is the fiscal year."),
        ("fiscal_year", "2027/28", "Write one number, not a range."),
        ("component", "US Air Force (AFLCMC)", "Did you mean “Air Force”?"),
        ("component", "Army/Navy", "Write one of them alone."),
        ("purpose", "comparative test", "Did you mean “comparative test with intent to procure”?"),
        ("purpose", "exchange", "Did you mean “information exchange” or “personnel exchange”?"),
        ("requirement_type", "CDD 2024-117", "Did you mean “CDD”?"),
        ("intent", "Yes, if funded", "Did you mean “conditional”?"),
        ("intent", "Yes.", "Did you mean “yes”?"),
        ("production_status", "LRIP 2", "Did you mean “low-rate production”?"),
        ("production_status", "in production", "“full-rate production” or “low-rate production”?"),
        ("test_end", "Friday, March 20th, 2026", "Write 2026-03-20, if that is the day."),
        ("test_end", "20th of March 2026", "Write 2026-03-20, if that is the day."),
        ("test_end", "2027", "The day is missing: "),
        ("test_end", "3QFY27", "The day is missing: "),
        ("test_end", "2026-03-20 to 2026-04-01", "Write one day, not several."),
        ("project_manager_email", "jane at navy.mil", "Write jane@navy.mil, if that is"),
        ("project_manager_email", "Jane <jane@navy.mil>", "Write jane@navy.mil alone, "),
        ("project_manager_email", "a@navy.mil; b@navy.mil", "Write one address alone."),
        ("in_service_with", "Norway, Sweden", "Put a semicolon between them."),
        ("advantage_type", "price", "Not accepted in it: “price”. Did you mean “cost”?"),
    ],
)  # fmt: skip
def test_a_hint_says_how_to_write_what_may_be_meant(field: str, written: str, said: str) -> None:
    """By the type of the field; the answer stays as it is, unreadable."""
    assert read_answer(FORM[field], written).state in {State.UNREADABLE, State.PARTLY}
    assert said in hint(FORM[field], written)


def test_of_a_long_list_some_pieces_are_named() -> None:
    """Each is compared with all countries, so that thousands would take long."""
    reported = hint(FORM["in_service_with"], "; ".join(f"Land {number}" for number in range(4_000)))

    assert reported.startswith("Not accepted in it: “Land 0”. “Land 1”. ")
    assert reported.endswith("“Land 3”. And 3,996 more.")


@pytest.mark.parametrize("sign", ["1", "a", "1 ", "a,", "@", "9."])
def test_in_a_long_answer_nothing_is_looked_for(sign: str) -> None:
    """Some patterns would go over it once for each of its characters."""
    for field in (one for one in FORM.fields if one.type is not FieldType.TEXT):
        said = hint(field, sign * 5_000)

        assert "meant" not in said, field.id
        assert "if that" not in said, field.id


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("test_end", "soon"),
        ("component", "DARPA"),
        ("country", "Atlantis"),
        ("country", "x" * 90),
        ("unit_price_usd", "cheap"),
        ("trl", "10"),
        ("fct_test_kusd", "$420K a year"),
        ("fct_test_kusd", "5% of it"),
        ("intent", "no idea, but yes"),
        ("fiscal_year", "202"),
        ("fct_test_kusd", "12,34,567"),
        ("fct_test_kusd", "#DIV/0!"),
        ("project_manager_email", "nobody"),
    ],
)
def test_nothing_is_guessed_where_it_cannot_be_known(field: str, written: str) -> None:
    """The message says what is accepted, and no more."""
    assert hint(FORM[field], written) == ""


def test_a_finding_ends_with_its_hint() -> None:
    """After what is accepted, and from the whole answer, of which a part is shown."""
    found = judged(valid_proposal(title="x" * 500)).findings

    (finding,) = (item for item in found if item.rule == "X2")
    assert finding.hint == "It has 500 characters: shorten it by 380."
    assert finding.message.endswith(f"Write it as accepted. {finding.hint}")
