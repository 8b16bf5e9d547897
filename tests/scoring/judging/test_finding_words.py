# ruff: noqa: E501 - a sentence that a sponsor reads stays whole
"""What is wrong, in the words of one proposal."""

import datetime as dt
from typing import Any

import pytest

from fct.scoring.judging.findings import Finding
from tests.support.proposals.cases import VENDOR, judged, valid_proposal


def finding(rule: str, cycle: dict[str, Any] | None = None, **changes: Any) -> Finding:
    """The first finding of a rule on the valid proposal with changes."""
    found = judged(valid_proposal(**changes), **(cycle or {})).findings
    return next(item for item in found if item.rule == rule)


@pytest.mark.parametrize(
    ("changes", "cell", "said"),
    [
        (
            {"fct_articles_kusd": 348_000, "fct_test_kusd": 420_000, "fct_support_kusd": 35_000},
            "C2",
            (
                "Row 2 of Funding asks for 803,000 thousand, which is $803,000,000; if you mean "
                "$803,000 write 803 (348 in B2, 420 in C2 and 35 in D2)."
            ),
        ),
        (
            {"fct_test_kusd": 420_000},
            "C2",
            (
                "Row 2 of Funding asks for 420,350 thousand, which is $420,350,000; if you mean "
                "$420,000 write 420 in C2."
            ),
        ),
        (
            {"fct_articles_kusd": 0.3, "fct_test_kusd": 0.5, "fct_support_kusd": 0.003},
            "C2",
            (
                "Row 2 of Funding asks for 0.803 thousand, which is $803; if you mean $803,000 "
                "write 803 (300 in B2, 500 in C2 and 3 in D2)."
            ),
        ),
        (
            {"fct_articles_kusd": [300, 0], "fct_test_kusd": [200, 9e5], "funding_year": [1, 2]},
            "C3",
            (
                "Row 3 of Funding asks for 900,050 thousand, which is $900,050,000; if you mean "
                "$900,000 write 900 in C3."
            ),
        ),
        (
            {"fct_test_kusd": 5e9},
            "C2",
            "Row 2 of Funding asks for 5,000,000,350 thousand, which is $5,000,000,350,000.",
        ),
    ],
)
def test_money_in_another_unit(changes: dict[str, Any], cell: str, said: str) -> None:
    """X9 says what is asked for in dollars, and what to write where (reading 77)."""
    found = finding("X9", **changes)

    assert found.cell == cell
    assert found.message.startswith(said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"procurement_kusd": 3_000_000},
            (
                "3,000,000 thousand for 100 items is $30,000,000 each, and the unit price is $30,000. "
                "If you mean $3,000,000 write 3000 in C2; if one item costs $30,000,000 write 30000000 "
                "in C37 of Proposal."
            ),
        ),
        (
            {"unit_price_usd": 30},
            (
                "3,000 thousand for 100 items is $30,000 each, and the unit price is $30. If you mean "
                "$3,000 write 3 in C2; if one item costs $30,000 write 30000 in C37 of Proposal."
            ),
        ),
        (
            {"procurement_kusd": 3},
            (
                "3 thousand for 100 items is $30 each, and the unit price is $30,000. If you mean "
                "$3,000,000 write 3000 in C2; if one item costs $30 write 30 in C37 of Proposal."
            ),
        ),
        (
            {"procurement_quantity": 1},
            "3,000 thousand for 1 item is $3,000,000 each, and the unit price is $30,000. If",
        ),
        (
            {"procurement_kusd": 3e9},
            (
                "3,000,000,000 thousand for 100 items is $30,000,000,000 each, and the unit price is "
                "$30,000. “Amount ($K)” reads"
            ),
        ),
    ],
)
def test_a_purchase_in_another_unit(changes: dict[str, Any], said: str) -> None:
    """X10 says what one item costs, and which unit would agree (reading 78)."""
    found = finding("X10", **changes)

    assert found.cell == "C2"
    assert found.message.startswith(said)


def test_every_purchase_in_another_unit_is_named() -> None:
    """One finding a rule: it names the cells of the others."""
    found = finding("X10", procurement_kusd=[3e6, 3000, 4e6, 5e6])

    assert found.cell == "C2"
    assert " The same is wrong in C4 and C5." in found.wrong


def test_of_many_rows_some_are_described() -> None:
    """Nobody reads the same of a hundred rows."""
    found = finding("X9", fct_test_kusd=[9e5] * 100)

    assert found.message.count("asks for 900,350 thousand") == 4
    assert found.wrong.endswith(" 96 more rows are wrong in the same way.")


def test_two_countries_of_one_candidate() -> None:
    """X11 names both places (reading 79)."""
    found = finding("X11", source_country="US")

    assert (found.sheet, found.cell) == ("Market", "C2")
    assert found.message.startswith(
        f"Market C2 names United States as the country of the vendor, “{VENDOR}”, and Proposal C28 "
        "names Norway as the country of origin. "
    )


def test_every_row_of_the_candidate_is_named() -> None:
    """X11 holds as soon as one of them has the country of the proposal: any may be the wrong one."""
    found = finding(
        "X11", source=[VENDOR, "A", VENDOR, "B"], source_country=["US", "US", "IT", "US"]
    )

    assert found.wrong.startswith(
        "Market C2 names United States and C4 names Italy as the country of the vendor, "
    )


def test_of_many_rows_of_the_candidate_the_others_are_counted() -> None:
    """Four are named."""
    found = finding("X11", source=[VENDOR] * 7, source_country="US")

    assert "C5 names United States and 3 more rows name others as the country" in found.wrong


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"source": [VENDOR, "A"]},
            (
                "The Market sheet lists 2 different sources; at least 3 are needed, the vendor among "
                "them. List every contender"
            ),
        ),
        (
            {"source": ["Nordlys A/S", "B", "C"]},
            (
                f"No source in the Market sheet has the name of the vendor, “{VENDOR}”. The closest is "
                "“Nordlys A/S” in A2. “Vendor” reads"
            ),
        ),
        (
            {"source": ["X", "B", "C"]},
            f"No source in the Market sheet has the name of the vendor, “{VENDOR}”. “Vendor” reads",
        ),
        (
            {"source": ["X"]},
            (
                "The Market sheet lists 1 different source; at least 3 are needed, the vendor among "
                f"them. No source in the Market sheet has the name of the vendor, “{VENDOR}”. List"
            ),
        ),
    ],
)
def test_which_part_of_the_market_is_missing(changes: dict[str, Any], said: str) -> None:
    """M3 says which of its two causes it is, and which source is written most like the vendor."""
    assert finding("M3", **changes).message.startswith(said)


def test_a_candidate_that_is_not_found_is_shown_with_the_closest_row() -> None:
    """M4 cannot be judged without the vendor's row."""
    found = finding("M4", source=["Nordlys A/S", "B", "C"])

    assert found.outcome == "unknown"
    assert found.message.endswith(" The closest is “Nordlys A/S” in A2.")


@pytest.mark.parametrize(
    ("rules", "changes", "cell", "said"),
    [
        (
            ("X5", "S5"),
            {"fct_test_kusd": -420},
            "C2",
            (
                "This amount or quantity is negative, and with it the FCT money that is asked for adds "
                "up to -70 thousand dollars, which is not above zero. "
            ),
        ),
        (
            ("X5", "S5"),
            {"fct_articles_kusd": [0, 10], "fct_test_kusd": [0, 0], "fct_support_kusd": [0, -10]},
            "D3",
            (
                "This amount or quantity is negative, and with it the FCT money that is asked for adds "
                "up to 0 thousand dollars, which is not above zero. "
            ),
        ),
        (
            ("X5", "S6"),
            {"component_kusd": -100},
            "F2",
            (
                "This amount or quantity is negative, and with it the component's own money adds up to "
                "-100 thousand dollars, which is not above zero. "
            ),
        ),
        (
            ("X5", "I3"),
            {"procurement_quantity": [100, -100]},
            "B3",
            (
                "This amount or quantity is negative, and with it the quantity to be bought adds up to "
                "0, which is not above zero. "
            ),
        ),
    ],
)
def test_a_negative_amount_and_the_total_that_it_spoils(
    rules: tuple[str, str], changes: dict[str, Any], cell: str, said: str
) -> None:
    """Both rules say one sentence, under the cell of the negative amount."""
    for rule in rules:
        found = finding(rule, **changes)
        assert (found.cell, found.message[: len(said)]) == (cell, said)


def test_a_negative_amount_that_spoils_no_total() -> None:
    """X5 alone speaks, of the amount alone."""
    found = finding("X5", fct_support_kusd=-5)

    assert found.message.startswith("This amount or quantity is negative. “FCT: support and travel")


def test_a_total_of_zero_is_not_blamed_on_a_sign() -> None:
    """Nothing is negative: what is asked for does not add up to more than zero."""
    found = finding("S5", fct_articles_kusd=0, fct_test_kusd=0, fct_support_kusd=0)

    assert found.message.startswith("The FCT money that is asked for does not add up to more than")


def test_the_first_day_of_the_money() -> None:
    """N4 names both days (reading 80)."""
    found = finding("N4", test_start=dt.date(2026, 9, 1))

    assert found.message.startswith(
        "The test of this new start begins on 2026-09-01; fiscal year 2027 begins on 2026-10-01, "
    )


def test_years_paid_before_are_named() -> None:
    """A sponsor who asks for one year reads why a reason is required (reading 84)."""
    cycle = {"already_funded": {"P-1": (2026, 2025)}}
    for rule in ("G8", "X1"):
        found = finding(rule, cycle, complexity=None)
        assert found.message.endswith(
            "By the cycle, FCT paid for this project in fiscal years 2025 and 2026, which count "
            "too."
        )


def test_a_continuing_project_without_a_promise() -> None:
    """N5 says what that means for its money (reading 56)."""
    found = finding("N5", project_type="continuing")

    assert found.severity == "note"
    assert "it competes for money like a new start" in found.message


@pytest.mark.parametrize("rule", ["S3", "S4"])
@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([None, 400], "“Amount ($K)” is not known in C2, so the first purchase is not known."),
        (
            ["x", None],
            "“Amount ($K)” is not known in C2 and C3, so the first purchase is not known.",
        ),
        ([0, 0], "No purchase has an amount above zero."),
    ],
)
def test_why_the_first_purchase_is_not_known(rule: str, amounts: list[Any], said: str) -> None:
    """The cells that it waits for; an amount of a later year is not waited for (reading 22)."""
    found = finding(rule, procurement_year=[2029, 2030], procurement_kusd=amounts)

    assert found.outcome == "unknown"
    assert found.message.endswith(f" {said}")
