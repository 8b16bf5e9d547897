"""The commands that judge files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.subjects.store import Store
from fct.flows.cycle.evaluation import evaluate
from fct.flows.terminal import check_output
from tests.conftest import ACTOR
from tests.support.processes.commands import call

Fct = Callable[..., Result]
EXAMPLES = Path(__file__).parents[2] / "worked_examples"


def test_check_answers_for_every_file(fct: Fct, tmp_path: Path) -> None:
    """A good and a bad file in one call: both are shown, and the exit code is of the worse."""
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    cycle = ("--cycle-file", EXAMPLES / "cycle-2027.yaml")

    result = fct("check", EXAMPLES / "proposals-2027.xlsx", empty, *cycle, "--json")

    listed, refused = json.loads(result.stdout)["files"]
    assert result.exit_code == 3
    assert len(listed["proposals"]) == 60
    assert (refused["refusal"]["code"], refused["proposals"]) == ("EMPTY_FILE", [])


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a check of the worked examples prints."""
    cycle = ("--cycle-file", EXAMPLES / "cycle-2027.yaml")
    home = tmp_path_factory.mktemp("checked")
    checked = call("check", EXAMPLES / "proposals-2027.xlsx", *cycle, env={"FCT_HOME": str(home)})
    return checked.stdout


def test_check_shows_people_cell_finding_and_repair(reported: str) -> None:
    """The cell, what was written, what is accepted and what to do stand in the text.

    The first is an information exchange, so that it opens with its card.
    """
    assert "Proposals B2" in reported
    assert "“What is being asked for” reads “information exchange”" in reported
    assert "Take it to the better program: Information Exchange Program (IEP)" in reported


def test_ranking_files_needs_a_cycle(fct: Fct) -> None:
    """Files do not say what the budgets are."""
    result = fct("rank", EXAMPLES / "proposals-2027.xlsx")

    assert isinstance(result.exception, UsageError)
    assert "--cycle-file" in str(result.exception)


def test_of_a_very_long_list_some_proposals_are_printed(
    fct: Fct, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads more on a screen; the others are counted, and all are shown as JSON."""
    monkeypatch.setattr(check_output, "_MOST_PRINTED", 3)  # as if 5 were more than a season
    path = tmp_path / "list.csv"
    path.write_text("ref,title\n" + "".join(f"R{number},Title\n" for number in range(5)))
    cycle = ("--cycle-file", EXAMPLES / "cycle-2027.yaml")

    reported = fct("check", path, *cycle).stdout
    whole = json.loads(fct("check", path, *cycle, "--json").stdout)["files"][0]["proposals"]

    assert reported.count("Title: ") == 3
    assert "Checked and not shown here: 2 of 5 proposals; `--list findings.xlsx`" in reported
    assert len(whole) == 5


def test_the_verdicts_of_criteria_stand_in_one_column(reported: str) -> None:
    """Whatever their length."""
    lines = reported.splitlines()
    met = {line.index("user advocacy") for line in lines if line.endswith(" user advocacy")}

    assert len(met) == 1


def test_the_order_by_panel_stands_beside_the_machines(judged_store: Store, fct: Fct) -> None:
    """Without a review both are the same, and each row says so."""
    done = evaluate(judged_store, 2027, None, ACTOR, lambda _: None)
    judged_store.runs.publish(done.run_id, ACTOR)
    report = json.loads(fct("rank", "--by", "panel", "--json").stdout)

    assert {row["by"] for row in report["order"]} == {"machine"}
    assert all(row["rank"] == row["rank_official"] for row in report["order"])
    assert report["differs"] == []
    assert "marked differently than by the machine: none" in fct("rank", "--by", "panel").stdout


@pytest.mark.parametrize(
    ("options", "match"),
    [(("--by", "title"), "--by title is not an order"), (("a.xlsx", "--by", "panel"), "no panel")],
)
def test_an_order_that_is_not_known_is_refused(
    fct: Fct, options: tuple[str, ...], match: str
) -> None:
    """Files have no reviews either."""
    done = fct("rank", *options)
    with pytest.raises(UsageError, match=match):
        raise done.exception  # type: ignore[misc] # None fails as well
