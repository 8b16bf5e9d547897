"""What the command line prints for people."""

import pytest

from fct.flows.output import print_check, print_rank

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
        {"severity": "form", "rule": "X1", "sheet": "Proposal", "cell": "C4", "message": "[b]m[/b]"}
    ],
    "notes": [],
}
REPORT = {
    "file": "a.xlsx",
    "refusal": None,
    "cycle": {"fiscal_year": 2027, "final_due": "2026-06-30", "found_in": "packaged"},
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


def test_an_interval_of_maturity_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A blank part makes two numbers."""
    print_check(REPORT)

    assert "maturity 10.0 to 20.0 (answers are missing)" in capsys.readouterr().out


def test_a_refused_file_is_told_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    """Code and sentence, and no verdict."""
    print_check(REPORT | {"refusal": {"code": "EMPTY_FILE", "message": "a.xlsx is empty."}})

    assert "(EMPTY_FILE) a.xlsx is empty." in capsys.readouterr().out


def test_without_a_budget_no_line_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """The program says so instead of putting all below a line."""
    print_rank({"order": [], "budgets": {}, "promised": {}, "left": {}, "best_set": []})

    assert "no budget yet" in capsys.readouterr().out
