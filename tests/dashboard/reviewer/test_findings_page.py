"""The page of all findings: filters, counts and what is exported."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from fct.dashboard.reviewer.findings_page import counts_by_rule

PATH = "findings"


def severities(text: str) -> set[str]:
    """Return the severities of the rows that are shown."""
    return set(re.findall(r"</span>(gate|form|criterion|weakness|note)</span>", text))


def test_every_severity_is_listed(home: Path, open_page: Callable[..., Any]) -> None:
    """Notes too: nothing that a rule says is left out."""
    assert severities(open_page(home, PATH).text) >= {"gate", "form", "criterion", "weakness"}


def test_a_severity_in_the_address_is_a_filter(home: Path, open_page: Callable[..., Any]) -> None:
    """A link leads to the gates alone."""
    assert severities(open_page(home, PATH, f_severity="gate").text) == {"gate"}


def test_a_filter_that_is_set_narrows_the_table(home: Path, open_page: Callable[..., Any]) -> None:
    """The count says how many of how many are shown."""
    page = open_page(home, PATH)

    page.app.multiselect(key="f_criterion").set_value(["market investigation"]).run()

    assert re.search(r">\d+ of \d+ findings<", page.text)


def test_nothing_that_matches_is_said(home: Path, open_page: Callable[..., Any]) -> None:
    """An empty table would look like a clean run."""
    assert "No finding matches" in open_page(home, PATH, f_q="nosuchword").text


def test_rules_are_counted_the_most_frequent_first() -> None:
    """Failing and unknown stand apart."""
    found = pd.DataFrame(
        {"rule": ["A1", "M2", "M2", "M2"], "outcome": ["fails", "fails", "unknown", "fails"]}
    )

    assert counts_by_rule(found).to_numpy().tolist() == [["M2", 2, 1], ["A1", 1, 0]]
