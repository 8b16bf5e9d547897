"""The commands that move weights and budgets, and keep what was tried."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.actor import current_actor
from fct.data.common.errors import UsageError

Fct = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("published")


def answer(fct: Fct, *arguments: str) -> Any:
    """What a command answers programs."""
    result = fct(*arguments, "--json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def test_without_a_change_it_is_the_official_order(fct: Fct) -> None:
    """Refs, marks and money left are those of the rank."""
    rank, tried = answer(fct, "rank"), answer(fct, "whatif")

    assert [one["ref"] for one in tried["order"]] == [one["ref"] for one in rank["order"]]
    assert [one["mark"] for one in tried["order"]] == [one["mark"] for one in rank["order"]]
    assert tried["left"] == rank["left"]
    assert tried["moved"] == []


def test_a_budget_of_nothing_funds_nobody_who_asks_for_it(fct: Fct) -> None:
    """All that were funded are named as dropped; the published order stays."""
    before = answer(fct, "rank")
    tried = answer(fct, "whatif", "--budget", "2027=0")
    funded = [one["ref"] for one in before["order"] if one["mark"] == "funded"]

    assert tried["dropped"] == funded
    assert answer(fct, "rank") == before


def test_weights_that_are_not_named_keep_their_points(fct: Fct) -> None:
    """TRL has 7 of 100 points; with 14 all sum to 107 before they are made 100 again."""
    weights = answer(fct, "whatif", "--weight", "trl=14")["weights"]

    assert weights["trl"] == pytest.approx(100 * 14 / 107)
    assert weights["mrl"] == pytest.approx(100 * 10.5 / 107)


def test_weights_are_printed_where_they_are_not_the_rubric_s(fct: Fct) -> None:
    """14 of 107 points are 13.0841 of 100."""
    assert "trl 13.0841" in " ".join(fct("whatif", "--weight", "trl=14").stdout.split())
    assert "points of merit" not in fct("whatif").stdout


def test_help_says_what_points_are(fct: Fct) -> None:
    """They are scaled."""
    said = " ".join(fct("whatif", "--help").stdout.replace("│", " ").split())

    assert "points of merit before all are scaled to 100" in said


def test_a_wrong_call_is_shown(fct: Fct) -> None:
    """What was seen and what is accepted; nothing is saved."""
    wrong = (
        (("--weight", "speed=3"), "speed is not a part"),
        (("--weight", "trl=much"), "its value is not a number; write it as trl=20"),
        (("--weight", "trl=-1"), "trl has -1 points"),
        (("--weight", "trl=1e308"), "trl has 1E+308 points; a number from 0 to 1,000"),
        (("--budget", "2027=1e999"), "The budget of 2027 is 1E+999"),
        (("--budget", "2027=NaN"), "its value is not a number"),
        (("--budget", f"{'9' * 5000}=1"), "is not a fiscal year"),
        (("--budget", "soon=3"), "soon is not a fiscal year"),
        (("--budget", "2027=-3"), "The budget of 2027 is -3"),
        (("--save", "official"), "is what the cycle's own order is called"),
    )
    for arguments, said in wrong:
        error = fct("whatif", *arguments).exception

        assert isinstance(error, UsageError), arguments
        assert said in str(error), arguments
    assert answer(fct, "scenario", "list") == []


def test_a_scenario_is_kept_listed_shown_and_compared(fct: Fct) -> None:
    """A second save of the same name is version 2; the comparison shows what differs."""
    answer(fct, "whatif", "--budget", "2027=0", "--save", "Nothing", "--note", "a trial")
    second = answer(fct, "whatif", "--budget", "2027=1", "--save", "Nothing")
    (listed,) = answer(fct, "scenario", "list")
    compared = answer(fct, "scenario", "compare", "Nothing")

    assert second["saved"] == {"name": "Nothing", "version": 2}
    assert (listed["name"], listed["version"], listed["actor"]) == (
        "Nothing",
        2,
        current_actor().name,
    )
    assert answer(fct, "scenario", "show", "Nothing")["budgets"]["2027"] == 1
    assert list(compared["scenarios"]) == ["official", "Nothing"]
    assert {one["ref"] for one in compared["differing"]} >= set(second["dropped"])


def test_an_unknown_scenario_is_shown(fct: Fct) -> None:
    """The sentence says what is saved."""
    error = fct("scenario", "show", "Nowhere").exception

    assert isinstance(error, UsageError)
    assert "Nowhere" in str(error)


def test_levels_of_money_are_shown_with_their_reasons(fct: Fct) -> None:
    """Nine tenths where last year's budget is not known, the request, and eleven tenths."""
    levels = answer(fct, "scenario", "levels")["scenarios"]

    assert [one["budgets"]["2027"] for one in levels.values()] == [1800, 2000, 2200]
    assert all(one["level"]["reason"] for one in levels.values())


@pytest.mark.parametrize(
    "arguments", [("whatif",), ("sure",), ("scenario", "levels"), ("scenario", "list")]
)
def test_people_get_a_table(fct: Fct, arguments: tuple[str, ...]) -> None:
    """The same commands without --json end well and say something."""
    result = fct(*arguments)

    assert result.exit_code == 0
    assert len(result.stdout.split()) > 3


def test_how_sure_each_rank_is(fct: Fct) -> None:
    """Every ranked proposal, with the share of draws in which it is funded; twice the same."""
    first, second = answer(fct, "sure"), answer(fct, "sure")
    refs = [one["ref"] for one in answer(fct, "rank")["order"]]

    assert first == second
    assert [one["ref"] for one in first["proposals"]] == refs
    assert first["terms"]["draws"] == 10_000
    assert set(first["review_order"]) == set(refs)
    assert answer(fct, "sure", "--any-weights")["weighting"] == "any"


def test_as_many_weightings_are_drawn_as_are_asked_for(fct: Fct) -> None:
    """200 of them; none at all is refused."""
    error = fct("sure", "--draws", "0").exception

    assert answer(fct, "sure", "--draws", "200")["terms"]["draws"] == 200
    assert isinstance(error, UsageError)
    assert "draws is 0" in str(error)
