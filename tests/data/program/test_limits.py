"""The one table of limits."""

import json
from dataclasses import fields

import pytest
import yaml

from fct.data.program.form import read_declaration
from fct.data.program.limits import Limits, load_limits

DECLARED = yaml.safe_load(read_declaration("limits.yaml"))
UNITS = ("_mib", "_s", "_entries", "_ratio", "_cells", "_characters", "_depth", "_attributes")
COUNTS = {
    *("sheets", "rows", "columns", "repeats", "children_at_once", "proposals"),
    *("proposal_attachments", "daily_files"),
}


@pytest.mark.parametrize("name", DECLARED)
def test_a_limit_has_a_unit_and_a_reason(name: str) -> None:
    """Its name says what is counted."""
    assert name in COUNTS or name.endswith(UNITS)
    assert DECLARED[name]["value"] > 0
    assert DECLARED[name]["reason"].endswith(".")


def test_all_limits_are_declared_and_no_others() -> None:
    """A limit that is not declared would be a number in the code."""
    assert {field.name for field in fields(Limits)} == set(DECLARED)


def test_limits_are_handed_over_whole() -> None:
    """The process that reads has the caller's."""
    limits = load_limits()

    assert Limits(**json.loads(json.dumps(limits.as_values()))) == limits


def test_a_child_stays_within_the_bar() -> None:
    """256 MiB of memory, and 5 s of the processor."""
    assert load_limits().child_memory_mib <= 256
    assert load_limits().child_cpu_s < 5


def test_an_attachment_fits_into_a_child() -> None:
    """A child takes no more than the largest workbook."""
    assert load_limits().attachment_mib <= load_limits().file_mib
    assert load_limits().attachment_mib <= load_limits().proposal_attachments_mib


def test_a_season_fits_into_a_day() -> None:
    """One operator takes in 200 files of the season, with room for as much evidence."""
    assert load_limits().daily_files >= 2 * 200
