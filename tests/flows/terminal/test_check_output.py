"""How the report on a checked file is printed."""

import pytest

from fct.flows.terminal.check_output import print_check

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


def test_a_check_says_which_rules_do_not_block(capsys: pytest.CaptureFixture[str]) -> None:
    """And by whose word; nothing is said where every rule is at block."""
    print_check(REPORT | {"stages": {"found_in": "store", "not_blocking": {"A3": "warn"}}})
    assert "rules that do not block a proposal (store): A3 at warn" in capsys.readouterr().out

    print_check(REPORT)
    assert "do not block" not in capsys.readouterr().out
