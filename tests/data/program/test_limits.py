"""The one table of limits."""

import json
from dataclasses import fields

import pytest
import yaml

from fct.data.common.errors import NotNowError
from fct.data.program.form import read_declaration
from fct.data.program.limits import Limits, left_out_of, load_limits

DECLARED = yaml.safe_load(read_declaration("limits.yaml"))
OF_LARGE = yaml.safe_load(read_declaration("large_runs.yaml"))
UNITS = ("_mib", "_s", "_entries", "_ratio", "_cells", "_characters", "_depth", "_attributes")
COUNTS = {
    *("sheets", "rows", "columns", "repeats", "children_at_once", "proposals"),
    *("proposal_attachments", "daily_files"),
}


def test_a_limit_has_a_unit_and_a_reason() -> None:
    """Its name says what is counted."""
    for name in DECLARED:
        assert name in COUNTS or name.endswith(UNITS), name
        assert DECLARED[name]["value"] > 0, name
        assert DECLARED[name]["reason"].endswith("."), name


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


def test_from_one_more_than_the_most_something_is_left_out() -> None:
    """5,000 that compete have everything; of 5,001 a sentence says what they do without."""
    most = OF_LARGE["most_competing"]["value"]
    left_out = left_out_of(most + 1)

    assert left_out_of(most) is None
    assert left_out is not None
    assert left_out.said.startswith("5,001 proposals compete for money. Above 5,000, these are")
    assert all(what in left_out.said for what in OF_LARGE["left_out"]["value"])
    assert left_out.as_plain()["code"] == "LEFT_OUT"


def test_what_is_left_out_is_refused_with_its_sentence() -> None:
    """Whoever asks for it reads why it is not there."""
    left_out = left_out_of(6000, "came in time")

    assert left_out is not None
    with pytest.raises(NotNowError, match=r"6,000 proposals came in time.*the best set"):
        left_out.refuse()


def test_each_term_of_large_runs_has_a_reason() -> None:
    """No number stands there without one."""
    assert all(term["reason"].endswith(".") for term in OF_LARGE.values())
