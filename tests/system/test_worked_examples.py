"""120 worked examples of two cycles, held equal in every verdict, outcome, score, rank and mark.

They were worked from the contract alone, by another program. Findings are compared as the set of
(rule, outcome); numbers to 1e-6.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from fct.data.program.cycle import load_cycle
from fct.data.program.rubric import default_rubric
from fct.scoring.judging.judgement import Judgement
from fct.scoring.ranking.check import judge_files
from fct.scoring.ranking.funding_line import order_of_merit
from fct.scoring.ranking.reports import proposal_reports, rank_report

EXAMPLES = Path(__file__).parents[1] / "worked_examples"
YEARS = (2027, 2028)
EXACT = 1e-6

EXPECTED: dict[int, dict[str, Any]] = {
    year: json.loads((EXAMPLES / f"expected-{year}.json").read_text()) for year in YEARS
}
CASES = [(year, ref) for year in YEARS for ref in EXPECTED[year]]
RANKS: dict[int, dict[str, Any]] = {
    year: json.loads((EXAMPLES / f"rank-{year}.json").read_text()) for year in YEARS
}


def judge_year(year: int) -> Judgement:
    """Judge the list workbook of one cycle."""
    cycle = load_cycle(EXAMPLES / f"cycle-{year}.yaml")
    return judge_files([EXAMPLES / f"proposals-{year}.xlsx"], cycle, default_rubric())


@pytest.fixture(scope="module")
def judgements() -> dict[int, Judgement]:
    """Both cycles."""
    return {year: judge_year(year) for year in YEARS}


@pytest.fixture(scope="module")
def reports(judgements: dict[int, Judgement]) -> dict[int, dict[str, Any]]:
    """What is said of each proposal, by year and ref, as JSON gives it."""
    return {
        year: {
            report["ref"]: report
            for report in json.loads(json.dumps(proposal_reports(judgements[year])))
        }
        for year in YEARS
    }


@pytest.fixture(scope="module")
def ranks(judgements: dict[int, Judgement]) -> dict[int, dict[str, Any]]:
    """The order of merit of each cycle, as JSON gives it."""
    return {
        year: json.loads(
            json.dumps(
                rank_report(
                    order_of_merit(judgements[year], load_cycle(EXAMPLES / f"cycle-{year}.yaml"))
                )
            )
        )
        for year in YEARS
    }


def test_there_are_120_examples() -> None:
    """None was lost on the way here."""
    assert len(CASES) == 120


@pytest.mark.parametrize("year", YEARS)
def test_every_proposal_of_the_list_is_judged(
    year: int, reports: dict[int, dict[str, Any]]
) -> None:
    """The same refs."""
    assert set(reports[year]) == set(EXPECTED[year])


@pytest.mark.parametrize(("year", "ref"), CASES)
def test_verdicts_and_outcomes(year: int, ref: str, reports: dict[int, dict[str, Any]]) -> None:
    """Verdict, the five criteria, tier, referral, and every rule's outcome."""
    found, expected = reports[year][ref], EXPECTED[year][ref]
    keys = ("verdict", "criteria", "tier", "referral", "outcomes")

    assert {key: found[key] for key in keys} == {key: expected[key] for key in keys}


@pytest.mark.parametrize(("year", "ref"), CASES)
def test_scores(year: int, ref: str, reports: dict[int, dict[str, Any]]) -> None:
    """Maturity with its interval, strength and merit."""
    found, expected = reports[year][ref], EXPECTED[year][ref]

    assert found["maturity"] == pytest.approx(expected["maturity"], abs=EXACT)
    assert found["strength"] == pytest.approx(expected["strength"], abs=EXACT)
    assert found["merit"] == pytest.approx(expected["merit"], abs=EXACT)


@pytest.mark.parametrize(("year", "ref"), CASES)
def test_findings(year: int, ref: str, reports: dict[int, dict[str, Any]]) -> None:
    """The set of (rule, outcome)."""
    found, expected = (
        {(finding["rule"], finding["outcome"]) for finding in source[year][ref]["findings"]}
        for source in (reports, EXPECTED)
    )

    assert found == expected


@pytest.mark.parametrize("year", YEARS)
def test_the_order_of_merit(year: int, ranks: dict[int, dict[str, Any]]) -> None:
    """Rank, ref, tier, project type, merit, maturity and request of each row."""
    found, expected = ranks[year]["order"], RANKS[year]["order"]
    words = ("rank", "ref", "tier", "project_type")

    assert [[row[key] for key in words] for row in found] == [
        [row[key] for key in words] for row in expected
    ]
    for row, other in zip(found, expected, strict=True):
        assert row["merit"] == pytest.approx(other["merit"], abs=EXACT)
        assert row["maturity"] == pytest.approx(other["maturity"], abs=EXACT)
        assert row["request_kusd"] == pytest.approx(other["request_kusd"], abs=EXACT)


@pytest.mark.parametrize("year", YEARS)
def test_the_marks(year: int, ranks: dict[int, dict[str, Any]]) -> None:
    """What the funding line says of each row."""
    found, expected = ranks[year]["order"], RANKS[year]["order"]

    assert [[row["ref"], row["mark"]] for row in found] == [
        [row["ref"], row["mark"]] for row in expected
    ]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("key", ["budgets", "left"])
def test_the_money(year: int, key: str, ranks: dict[int, dict[str, Any]]) -> None:
    """Budgets and what the line leaves of them, by fiscal year."""
    assert ranks[year][key] == pytest.approx(RANKS[year][key], abs=EXACT)


@pytest.mark.parametrize("year", YEARS)
def test_the_best_set(year: int, ranks: dict[int, dict[str, Any]]) -> None:
    """Refs of those that compete, in rank order (reading 69)."""
    assert ranks[year]["best_set"] == RANKS[year]["best_set"]
