"""Every answer in JSON says where it comes from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.subjects.store import Store

Fct = Callable[..., Result]


def whence(result: Result) -> dict[str, Any]:
    """What an answer says of where it comes from."""
    found: dict[str, Any] = json.loads(result.stdout)["provenance"]
    return found


@pytest.mark.usefixtures("published")
def test_an_answer_names_its_cycle_and_run(fct: Fct) -> None:
    """The run that readers see, once a command knows its cycle; one about no cycle names none."""
    answers = [fct(*words, "--json") for words in (("rank",), ("versions", "FY27-NAVY-01"))]
    beside = whence(fct("person", "list", "--json"))

    assert [(whence(one)["cycle"], whence(one)["run"]) for one in answers] == [
        (2027, "FY2027-R001"),
        (2027, "FY2027-R001"),
    ]
    assert whence(answers[0])["rubric_version"] == "default-1"
    assert (beside["cycle"], beside["run"], beside["schema_version"]) == (None, None, 1)


def test_an_answer_on_another_run_names_that(fct: Fct, published: Store) -> None:
    """Of two runs, the one that was judged again."""
    text = published.cycles.read(2027)[0].yaml + "retention_years: 12\n"
    published.cycles.change(published.cycles.read(2027)[0], text, published.actor, "Longer.")
    newer = whence(fct("evaluate", "--fiscal-year", 2027, "--publish", "--json"))
    older = whence(fct("reproduce", "FY2027-R001", "--json"))

    assert (newer["run"], newer["cycle_version"]) == ("FY2027-R002", older["cycle_version"] + 1)
    assert older["run"] == "FY2027-R001"


def test_a_file_that_no_store_has_names_its_rubric(fct: Fct, forms: dict[str, Path]) -> None:
    """A check names the cycle and the rubric of its files; a denial comes from nothing."""
    checked = whence(fct("check", forms["FY27-NAVY-01"], "--json"))
    denied = json.loads(fct("why", "FY27-NAVY-99", "--as", "x", "--json").stdout)

    assert (checked["cycle"], checked["run"]) == (2027, None)
    assert checked["rubric_version"] == "default-1"
    assert list(denied) == ["denied"]
