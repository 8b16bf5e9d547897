"""The clock of an illustrative store."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from fct.data.common.clock import follow_clock, is_clock_simulated, utc_now
from fct.data.common.errors import UsageError

Fct = Callable[..., Result]


@pytest.fixture(autouse=True)
def _own_clock() -> None:
    follow_clock(None)


def test_it_stands_where_it_was_moved_to(fct: Fct) -> None:
    """Every command of that store goes by it, and it only goes forward."""
    fct("store", "new", "--illustrative")
    moved = fct("clock", "2027-03-01T08:00-05:00", "--json")
    fct("person", "list")
    back = fct("clock", "2027-02-01T08:00-05:00", "--json")

    assert json.loads(moved.stdout)["at"] == "2027-03-01T08:00:00-05:00"
    assert is_clock_simulated()
    assert utc_now().isoformat() == "2027-03-01T13:00:00+00:00"
    assert (back.exit_code, json.loads(back.stdout)["refused"]["code"]) == (3, "CLOCK_BACK")


def test_a_real_store_goes_by_the_machine(fct: Fct) -> None:
    """Its clock is not moved."""
    refused = fct("clock", "2027-03-01T08:00-05:00", "--json")

    assert refused.exit_code == 3
    assert json.loads(refused.stdout)["refused"]["code"] == "NOT_ILLUSTRATIVE"
    assert not is_clock_simulated()


@pytest.mark.parametrize("text", ["tomorrow", "2027-03-01T08:00"])
def test_a_moment_has_a_zone(fct: Fct, text: str) -> None:
    """Else it is a wrong call."""
    wrong = fct("clock", text)

    assert isinstance(wrong.exception, UsageError)
    assert "2027-02-01T08:00-05:00" in str(wrong.exception)
