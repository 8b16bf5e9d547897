"""The program against a second reading of the contract, written from its sentences alone.

The second reading (``tests/oracle``) shares no code with the program: what both say of thousands
of generated proposals is what the contract says. The long run is asked for with ``--long``.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
import yaml

from fct.data.program import cycle as program
from fct.data.program.rubric import default_rubric
from fct.scoring.ranking.check import judge_files
from fct.scoring.ranking.order import order_of_merit
from fct.scoring.ranking.reports import proposal_reports, rank_report
from tests.oracle import ranking as oracle
from tests.oracle.cycles import Cycle, read_cycle
from tests.oracle.generator import RawProposal, Season, season, small_season
from tests.oracle.judging import Judgement, all_rules, judge
from tests.oracle.lists import read_list_workbook, write_list_workbook
from tests.oracle.reading import Proposal, read_proposal
from tests.support.processes.samples import sample

EXACT = 1e-6
A_LIST = 100
ROW_KEYS = (
    *("rank", "ref", "tier", "merit", "maturity", "project_type", "mark", "request_kusd"),
    "tied_with",
)
EXAMPLES = Path(__file__).parents[2] / "worked_examples"
NUMBERS = ("maturity_low", "maturity_high", "strength", "merit")


def read_of(one: RawProposal) -> Proposal:
    """A generated proposal as the second reading takes it."""
    return read_proposal(str(one.ref), one.answers, one.tables)


def program_cycle(made: Season) -> program.Cycle:
    """The cycle file of a season as the program takes it."""
    return program.parse_cycle(yaml.safe_dump(made.cycle), "cycle.yaml")


def said_by_program(made: Season, folder: Path) -> dict[str, dict[str, Any]]:
    """What the program says of each proposal of a list workbook, by ref."""
    path = write_list_workbook(folder / "list.xlsx", made)
    judgement = judge_files([path], program_cycle(made), default_rubric())
    return {report["ref"]: flat(report) for report in proposal_reports(judgement)}


def flat(report: dict[str, Any]) -> dict[str, Any]:
    """A report with its findings as a set and its maturity as two numbers."""
    return report | {
        "findings": {(finding["rule"], finding["outcome"]) for finding in report["findings"]},
        "maturity_low": report["maturity"]["low"],
        "maturity_high": report["maturity"]["high"],
    }


def differences(judged: Judgement, report: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What the second reading and the program say differently of a proposal."""
    exact = ("verdict", "criteria", "tier", "referral", "findings")
    pairs = {name: (getattr(judged, name), report[name]) for name in exact}
    pairs |= {
        rule: (judged.outcomes.get(rule), report["outcomes"].get(rule))
        for rule in judged.outcomes.keys() | report["outcomes"].keys()
    }
    apart = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    for name in NUMBERS:
        pair = float(getattr(judged, name)), report[name]
        if pair[0] != pytest.approx(pair[1], abs=EXACT):
            apart[name] = pair
    return apart


def differing(made: Season, folder: Path) -> dict[str, Any]:
    """Every proposal of a season of which the two say something different."""
    reports, cycle = said_by_program(made, folder), read_cycle(made.cycle)
    proposals = [read_of(one) for one in made.proposals]
    assert set(reports) == {one.ref for one in proposals}
    apart = {one.ref: differences(judge(one, cycle), reports[one.ref]) for one in proposals}
    return {ref: found for ref, found in apart.items() if found}


def rank_of_program(made: Season, folder: Path) -> dict[str, Any]:
    """The order of merit as the program prints it."""
    path, cycle = write_list_workbook(folder / "list.xlsx", made), program_cycle(made)
    judgement = judge_files([path], cycle, default_rubric())
    report: dict[str, Any] = json.loads(json.dumps(rank_report(order_of_merit(judgement, cycle))))
    for row in report["order"]:
        row["tied_with"] = sorted(row["tied_with"])
    return report


def rank_of_second_reading(made: Season) -> dict[str, Any]:
    """The order of merit as the second reading has it."""
    return rank_of(list(map(read_of, made.proposals)), read_cycle(made.cycle))


def rank_of(
    proposals: list[Proposal], cycle: Cycle, known: Collection[str] | None = None
) -> dict[str, Any]:
    """The order of merit of the second reading, in the program's form."""
    order = oracle.order_of_merit(proposals, cycle, known)
    return {
        "order": list(rows_of(order)),
        "budgets": {str(year): float(kusd) for year, kusd in sorted(cycle.budgets.items())},
        "left": {str(year): float(kusd) for year, kusd in order.left.items()},
    }


def rows_of(order: oracle.Order) -> list[dict[str, Any]]:
    """The rows of an order of merit."""
    return [
        {
            "rank": place,
            "ref": one.ref,
            "tier": one.judgement.tier,
            "merit": float(one.merit),
            "maturity": float(one.maturity),
            "project_type": one.proposal.answers["project_type"],
            "mark": order.marks[one.ref],
            "request_kusd": {str(year): float(kusd) for year, kusd in sorted(one.request.items())},
            "tied_with": sorted(order.tied_with[one.ref]),
        }
        for place, one in enumerate(order.candidates, 1)
    ]


def assert_same_rank(
    expected: dict[str, Any], found: dict[str, Any], keys: tuple[str, ...] = ROW_KEYS
) -> None:
    """Hold two orders of merit against each other, key by key of the contract."""
    assert [{key: row[key] for key in keys} for row in found["order"]] == [
        {key: row[key] for key in keys}
        | {key: pytest.approx(row[key], abs=EXACT) for key in ("merit", "maturity")}
        for row in expected["order"]
    ]
    assert found["budgets"] == expected["budgets"]
    assert found["left"] == expected["left"]


@pytest.mark.parametrize("year", [2027, 2028])
def test_the_second_reading_works_the_examples(year: int) -> None:
    """It comes to every verdict, outcome, score, rank and mark of the worked examples."""
    cycle = read_cycle(yaml.safe_load((EXAMPLES / f"cycle-{year}.yaml").read_text()))
    worked = json.loads((EXAMPLES / f"expected-{year}.json").read_text())
    rank = json.loads((EXAMPLES / f"rank-{year}.json").read_text())
    proposals = read_list_workbook(EXAMPLES / f"proposals-{year}.xlsx")
    # A rule that was added since is not among what was worked.
    known = set[str]().union(*(one["outcomes"] for one in worked.values()))
    apart = {
        one.ref: differences(judge(one, cycle, known), flat(worked[one.ref])) for one in proposals
    }

    assert {ref: found for ref, found in apart.items() if found} == {}
    assert apart.keys() == worked.keys()
    assert_same_rank(rank_of(proposals, cycle, known), rank, ROW_KEYS[:-1])
    assert oracle.best_set(proposals, cycle, known) == rank["best_set"]


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(5))
def test_generated_proposals_agree(seed: int, tmp_path: Path) -> None:
    """Proposals in five cycles, 300 at most: verdicts, outcomes, scores, referrals and findings."""
    assert differing(season(seed, sample(20, whole=60)), tmp_path) == {}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_thousands_of_generated_proposals_agree(seed: int, tmp_path: Path) -> None:
    """10,000 proposals, in the same respects."""
    assert differing(season(seed, A_LIST), tmp_path) == {}


@pytest.mark.sampled
def test_every_rule_is_tried_on_each_side() -> None:
    """The generated proposals make every rule come out in every way that it can."""
    never = {
        *((rule, "fails") for rule in ("G8", "A1", "M1", "M7")),  # readings 13 and 14
        ("X2", "unknown"),  # reading 41
        ("N14", "fails"),  # reading 13
    }
    words = ("holds", "fails", "unknown")
    possible = {(rule, word) for rule in all_rules() for word in words} - never
    seen: set[tuple[str, str]] = set()
    for seed in range(5):
        made = season(seed, 300)
        for proposal in made.proposals:
            seen |= judge(read_of(proposal), read_cycle(made.cycle)).outcomes.items()
            if seen >= possible and not sample(0, whole=1):
                break  # the long run looks through all of them for an outcome too many

    assert seen == possible


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(2))
def test_a_long_list_ranks_alike(seed: int, tmp_path: Path) -> None:
    """Order, marks and money of a list of 200 in the end."""
    made = season(seed, sample(60, whole=200))

    assert_same_rank(rank_of_second_reading(made), rank_of_program(made, tmp_path))


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(6, 40))]
)
def test_small_seasons_rank_alike(seed: int, tmp_path: Path) -> None:
    """Order, marks, ties, money left, and the best of all sets, found by looking at every one."""
    assert_same_small_season(small_season(seed), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1500))
def test_hundreds_of_small_seasons_rank_alike(seed: int, tmp_path: Path) -> None:
    """500 seasons, in the same respects."""
    assert_same_small_season(small_season(seed), tmp_path)


def assert_same_small_season(made: Season, folder: Path) -> None:
    """Hold order and best set against each other."""
    found = rank_of_program(made, folder)
    proposals = [read_of(one) for one in made.proposals]

    assert_same_rank(rank_of_second_reading(made), found)
    assert found["best_set"] == oracle.best_set(proposals, read_cycle(made.cycle))
