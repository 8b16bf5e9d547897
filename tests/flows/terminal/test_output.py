"""What the command line prints for people."""

import pytest

from fct.flows.terminal.output import print_check, print_rank, waiver_line

PROPOSAL = {
    "ref": "[red]X[/]",
    "title": "[bold]title[/]",
    "verdict": "returned",
    "criteria": {"user advocacy": "met"},
    "tier": None,
    "maturity": {"low": 10.0, "high": 20.0},
    "strength": 50.0,
    "merit": 22.0,
    "referral": None,
    "findings": [
        {
            "severity": "form",
            "rule": "X1",
            "outcome": "fails",
            "field": "title",
            "sheet": "Proposal",
            "cell": "C4",
            "label": "Project title",
            "seen": "",
            "state": "blank",
            "wrong": "[b]m[/b]",
            "accepted": "text.",
            "repair": "Fill it in.",
            "hint": "",
        }
    ],
    "notes": [],
}
REPORT = {
    "file": "a.xlsx",
    "refusal": None,
    "cycle": {"fiscal_year": 2027, "final_due": "2026-06-30", "found_in": "packaged"},
    "stages": {"found_in": "packaged", "not_blocking": {}},
    "notes": [],
    "proposals": [PROPOSAL],
}


def test_a_sponsors_markup_is_printed_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets in a ref, a title or a message are no markup."""
    print_check(REPORT)

    printed = capsys.readouterr().out
    assert "[red]X[/]" in printed
    assert "[bold]title[/]" in printed
    assert "[b]m[/b]" in printed


def test_an_interval_of_maturity_is_shown_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A blank part makes two numbers."""
    print_check(REPORT)

    assert "maturity 10.0 to 20.0 (answers are missing)" in capsys.readouterr().out


def test_a_refused_file_is_shown_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Code and sentence, and no verdict."""
    print_check(REPORT | {"refusal": {"code": "EMPTY_FILE", "message": "a.xlsx is empty."}})

    assert "(EMPTY_FILE) a.xlsx is empty." in capsys.readouterr().out


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


def test_a_check_says_which_rules_do_not_block(capsys: pytest.CaptureFixture[str]) -> None:
    """And by whose word; nothing is said where every rule is at block."""
    print_check(REPORT | {"stages": {"found_in": "store", "not_blocking": {"A3": "warn"}}})
    assert "rules that do not block a proposal (store): A3 at warn" in capsys.readouterr().out

    print_check(REPORT)
    assert "do not block" not in capsys.readouterr().out


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
