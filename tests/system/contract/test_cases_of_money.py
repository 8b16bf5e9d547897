# ruff: noqa: E501 - a sentence that a sponsor reads stays whole
"""Files that real use broke: money in other units, and answers that contradict one another."""

from pathlib import Path
from typing import Any

import pytest

from fct.data.program.cycle import load_cycle, packaged_cycle_texts, parse_cycle
from fct.scoring.judging.judgement import Judgement
from fct.scoring.ranking.check import judge_files
from fct.scoring.ranking.order import order_of_merit
from fct.scoring.ranking.reports import proposal_reports, rank_report

FILES = Path(__file__).parents[2] / "cases"
CYCLE = parse_cycle(packaged_cycle_texts()[2027], "2027.yaml")


def judged_file(name: str) -> Judgement:
    """Judge one file for the packaged cycle."""
    return judge_files([FILES / name], CYCLE, None)


def report_of(name: str) -> dict[str, Any]:
    """What is said of the one proposal of a file."""
    (report,) = proposal_reports(judged_file(name))
    return report


@pytest.mark.parametrize(
    ("name", "verdict", "rule", "place", "said"),
    [
        (
            "m04_dollars_all.xlsx",
            "returned",
            "X9",
            "Funding C2",
            "803,000 thousand, which is $803,000,000; if you mean $803,000 write 803 ",
        ),
        ("m01_1.2M.xlsx", "returned", "X2", "Funding C2", "Write 1200, if $1,200,000 is meant"),
        (
            "m10_acct_neg.xlsx",
            "returned",
            "X5",
            "Funding C2",
            "negative, and with it the FCT money",
        ),
        ("m10_acct_neg.xlsx", "returned", "S5", "Funding C2", "adds up to -37 thousand dollars"),
        (
            "y1_candidate_US_in_market.xlsx",
            "returned",
            "X11",
            "Market C2",
            "Market C2 names United States as the country of the vendor",
        ),
        (
            "s29_uslist.xlsx",
            "not recommended",
            "M3",
            "Proposal C27",
            "has the name of the vendor, “Sightmaker Ltd”. The closest is “Sight Maker Limited” in A2",
        ),
    ],
)
def test_the_finding_names_the_cell_and_what_was_meant(
    name: str, verdict: str, rule: str, place: str, said: str
) -> None:
    """The verdict, the cell, and the sentence that helps."""
    report = report_of(name)
    (finding,) = [finding for finding in report["findings"] if finding["rule"] == rule]

    assert report["verdict"] == verdict
    assert f"{finding['sheet']} {finding['cell']}" == place
    assert said in finding["message"]


def test_a_negative_amount_is_not_no_money() -> None:
    """The FCT money that is asked for is not said to be none."""
    messages = [finding["message"] for finding in report_of("m10_acct_neg.xlsx")["findings"]]

    assert not [message for message in messages if "No FCT money" in message]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("f16_420dot000.xlsx", "Funding C2", "“420.000” was understood as 420. Is 420,000 meant?"),
        ("q01_examples.xlsx", "Proposal C4", "This is the form's own example, “25 mm frangible"),
    ],
)
def test_the_note_asks(name: str, place: str, said: str) -> None:
    """What can be read and is hardly meant so is noted."""
    notes = report_of(name)["notes"]

    assert [note["text"] for note in notes if f"{note['sheet']} {note['cell']}" == place] != []
    assert any(said in note["text"] for note in notes)


def test_a_sum_of_fractions_is_the_decimal_that_is_shown() -> None:
    """214.8 + 299.1 + 55.2 is 569.1: what is asked for is all that is left, and is funded."""
    judgement = judged_file("Q1-sum-of-three.xlsx")
    order = rank_report(order_of_merit(judgement, load_cycle(FILES / "c7.yaml")))["order"]

    assert [row["mark"] for row in order] == ["funded"]
