"""120 worked examples of two cycles, held equal in every verdict, outcome, score, rank and mark.

They were worked from the contract alone, by another program, for one version of form, rules and
rubric (``declarations-1``), and are judged by that version, whatever is declared today. Findings
are compared as the set of (rule, outcome); numbers to 1e-6.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.proposals.worked_examples import EXAMPLES, YEARS

ROOT = Path(__file__).parents[3]
RUN = (
    "import sys, runpy; sys.path.insert(0, '.'); "
    "runpy.run_module('tests.support.proposals.worked_examples', run_name='__main__')"
)
EXACT = 1e-6

EXPECTED: dict[int, dict[str, Any]] = {
    year: json.loads((EXAMPLES / f"expected-{year}.json").read_text()) for year in YEARS
}
CASES = [(year, ref) for year in YEARS for ref in EXPECTED[year]]
RANKS: dict[int, dict[str, Any]] = {
    year: json.loads((EXAMPLES / f"rank-{year}.json").read_text()) for year in YEARS
}


@pytest.fixture(scope="module")
def worked() -> dict[str, Any]:
    """Both cycles, judged by the declarations that the examples were worked for."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def reports(worked: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """What is said of each proposal, by year and ref, as JSON gives it."""
    return {year: worked[str(year)]["reports"] for year in YEARS}


@pytest.fixture(scope="module")
def ranks(worked: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The order of merit of each cycle, as JSON gives it."""
    return {year: worked[str(year)]["rank"] for year in YEARS}


def test_there_are_120_examples() -> None:
    """None was lost on the way here."""
    assert len(CASES) == 120


@pytest.mark.parametrize("year", YEARS)
def test_every_proposal_of_the_list_is_judged(
    year: int, reports: dict[int, dict[str, Any]]
) -> None:
    """The same refs."""
    assert set(reports[year]) == set(EXPECTED[year])


def test_verdicts_and_outcomes(reports: dict[int, dict[str, Any]]) -> None:
    """Verdict, the five criteria, tier, referral, and every rule's outcome."""
    for year, ref in CASES:
        found, expected = reports[year][ref], EXPECTED[year][ref]
        keys = ("verdict", "criteria", "tier", "referral", "outcomes")

        assert {key: found[key] for key in keys} == {key: expected[key] for key in keys}, (
            year,
            ref,
        )


def test_scores(reports: dict[int, dict[str, Any]]) -> None:
    """Maturity with its interval, strength and merit."""
    for year, ref in CASES:
        found, expected = reports[year][ref], EXPECTED[year][ref]

        assert found["maturity"] == pytest.approx(expected["maturity"], abs=EXACT), (year, ref)
        assert found["strength"] == pytest.approx(expected["strength"], abs=EXACT), (year, ref)
        assert found["merit"] == pytest.approx(expected["merit"], abs=EXACT), (year, ref)


def test_findings(reports: dict[int, dict[str, Any]]) -> None:
    """The set of (rule, outcome)."""
    for year, ref in CASES:
        found, expected = (
            {(finding["rule"], finding["outcome"]) for finding in source[year][ref]["findings"]}
            for source in (reports, EXPECTED)
        )

        assert found == expected, (year, ref)


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
