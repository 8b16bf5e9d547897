"""What the command line prints for people."""

import pytest

from fct.data.common.errors import NotNowError
from fct.flows.terminal.output import print_lines, print_rank, say_problem, waiver_line


def test_without_a_budget_no_line_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """The program says so instead of putting all below a line."""
    print_rank({"order": [], "budgets": {}, "promised": {}, "left": {}, "best_set": []})

    assert "no budget yet" in capsys.readouterr().out


def test_without_a_best_set_it_says_what_to_give_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Not “none”, which would be a set without projects."""
    money = {"budgets": {"2027": 500.0}, "promised": {}, "left": {}}
    print_rank(
        {
            "order": [],
            **money,
            "best_set": [],
            "no_effect": [],
            "warnings": [],
            "no_best_set": "Give up A.",
        }
    )

    assert "best set under the same budgets: Give up A." in capsys.readouterr().out


def test_a_waiver_is_printed_with_all_that_stands_behind_it() -> None:
    """Which rule, until when, who approved and why; a reason is no markup."""
    waiver = {
        "id": "FY2027-W001",
        "ref": "A",
        "rule": "A3",
        "outcome": "fails",
        "expires": "2026-09-30",
        "approved_by": "Bob Ray",
        "approval_reason": "[red]Seen[/].",
    }

    assert waiver_line(waiver) == (
        "[yellow]waived[/] A: rule A3 fails, waived by FY2027-W001 until 2026-09-30, approved by "
        "Bob Ray: “\\[red]Seen\\[/].”"
    )


def test_what_changed_is_said_with_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    """Who is asked to look at what changed reads what did; where nothing did, nothing is said."""
    for changed in (["levels.user advocacy.level", "recommendation.choice"], []):
        say_problem(NotNowError("STALE", "Version 2 is the newest.", version=2, changed=changed))

    with_changes, without = capsys.readouterr().err.splitlines()
    assert with_changes.endswith(
        "newest. What changed: levels.user advocacy.level, recommendation.choice."
    )
    assert without == "fct: STALE: Version 2 is the newest."


def test_a_table_shows_words_and_no_values_of_python(capsys: pytest.CaptureFixture[str]) -> None:
    """Lists and mappings as a series, yes and no, and a dash where nothing is."""
    row = {"a": ["X", "Y"], "b": True, "c": [], "d": {"of": "2028", "kusd": ["FY2028 12"]}}
    print_lines(("a", "b", "c", "d", "e"), [row])

    last = capsys.readouterr().out.splitlines()[-1]
    assert last.split() == ["X,", "Y", "yes", "–", "of:", "2028;", "kusd:", "FY2028", "12", "–"]
