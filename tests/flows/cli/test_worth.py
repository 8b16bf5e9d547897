"""The commands on what is worth checking and asking first, by the contract."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.people.acting import Acting
from fct.data.program.cycle import sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle.evaluation import evaluate
from tests.support.processes.commands import call as run_command
from tests.support.stores.homes import copied_home
from tests.support.stores.seasons import ACTOR, CYCLE, REFS, make_season

ANSWER = {
    *("ref", "field", "sheet", "cell", "written", "lower", "now", "then"),
    *("funded_share_now", "funded_share_then", "has_evidence"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small season with a published run and people."""
    return copied_home(tmp_path_factory.mktemp("worth") / "store", "", make_season)


def run(home: Path, *call: str) -> Result:
    """What a command answers."""
    return run_command(*call, env={"FCT_HOME": str(home)})


def said(home: Path, *call: str) -> dict[str, Any]:
    """The JSON of a command that is allowed."""
    result = run(home, *call, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_verify_first_lists_what_changes_a_mark_and_all_of_it_with_all(home: Path) -> None:
    """Every key of the contract stands there, and ``--all`` adds those that change no mark."""
    changing = said(home, "verify-first")["answers"]
    everything = said(home, "verify-first", "--all")["answers"]

    assert changing
    assert all(row.keys() >= ANSWER for row in everything)
    assert changing == [row for row in everything if row["now"] != row["then"]]
    assert len(everything) > len(changing)
    assert {row["lower"] for row in everything if row["rule"]} == {"fails"}


def test_ask_first_lists_open_answers_by_what_they_flip(home: Path) -> None:
    """What is blank and carries points is asked for, with the share that it flips."""
    questions = said(home, "ask-first")["questions"]

    assert questions
    flips = [row["flips"] for row in questions]
    assert flips == sorted(flips, reverse=True)
    assert all(0 <= share <= 1 for share in flips)


@pytest.mark.parametrize("command", ["verify-first", "ask-first"])
@pytest.mark.parametrize("person", ["expert-1", "sponsor-army", "boss"])
def test_only_who_sees_the_order_may_ask(home: Path, command: str, person: str) -> None:
    """An expert and a sponsor are not allowed; an operator is."""
    result = run(home, command, "--json", "--as", person)
    if person == "boss":
        assert result.exit_code == 0
        return
    assert result.exit_code == 5
    assert json.loads(result.stdout)["denied"]["code"] == "NOT_ALLOWED"


def test_it_is_kept_with_the_run_and_changes_no_hash(home: Path) -> None:
    """A run that is judged again is the same run, and what was kept of it stays."""
    with open_store(Settings(home)) as store:
        found = store.runs.published(2027)
        assert found is not None
        kept = store.runs.worth(found)
        assert kept is not None
        assert {row["ref"] for row in kept.answers} == {
            row["ref"] for row in said(home, "verify-first", "--all")["answers"]
        }


def test_a_schedule_that_evaluates_needs_not_see_the_order(home: Path, tmp_path: Path) -> None:
    """It is kept over every proposal, and no denial is in the log."""
    copy = Path(shutil.copytree(home, tmp_path / "store"))
    with open_store(Settings(copy)) as store:
        text = CYCLE.replace("3000", "2500")
        store.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        schedule = store.as_(Acting(Actor("system"), is_system=True))
        run_id = evaluate(schedule, 2027, None, ACTOR, lambda _: None).run_id

        kept = store.runs.worth(store.runs.get(run_id))
        assert kept is not None
        assert {row["ref"] for row in kept.answers} <= set(REFS)
        assert store.events.all()[-1].action == "run added"


def test_a_person_in_conflict_is_answered_over_the_rest(home: Path) -> None:
    """The reviewer of the Army is said nothing of the Army's proposals, and it is kept apart."""
    own = said(home, "verify-first", "--all", "--as", "reviewer-4")["answers"]

    assert own
    assert not [row for row in own if "ARMY" in row["ref"]]
    again = said(home, "verify-first", "--all", "--as", "reviewer-4")["answers"]
    assert again == own
    assert any("ARMY" in row["ref"] for row in said(home, "verify-first", "--all")["answers"])


def test_without_a_published_run_the_call_is_wrong(tmp_path: Path) -> None:
    """There is nothing to ask of."""
    result = run(tmp_path / "none", "verify-first", "--fiscal-year", "2027")
    assert isinstance(result.exception, UsageError)
    assert "No run of fiscal year 2027 is published" in str(result.exception)
