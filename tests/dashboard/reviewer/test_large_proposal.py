"""One proposal of a run of many."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_it_is_read_by_its_ref(large_home: Path, open_page: Callable[..., Any]) -> None:
    """Its figures, its findings with their cells, and its answers."""
    text = open_page(large_home, "proposal", ref="FY27-USAF-08").text

    assert "FY27-USAF-08" in text
    assert "returned</span>" in text
    assert re.search(r"<code>[A-Z]\d+</code>.*<code>Proposals? [A-Z]+\d+</code>", text)
    assert "Answers of the sheet Proposal" in text


def test_without_a_ref_it_asks_for_one(large_home: Path, open_page: Callable[..., Any]) -> None:
    """No list of all proposals is made to choose from."""
    assert "Name a proposal by its ref" in open_page(large_home, "proposal").text


def test_an_unknown_ref_is_said(large_home: Path, open_page: Callable[..., Any]) -> None:
    """The ref that was asked for stands in the sentence."""
    text = open_page(large_home, "proposal", ref="FY27-NOWHERE").text

    assert "This run judged no proposal <strong>FY27-NOWHERE</strong>" in text
