"""The exact search: what the solver says is verified, and what it prints is kept off."""

import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from fct.scoring.ranking import solver as module
from fct.scoring.ranking.solver import Row, best_choice, greatest

ONE_OF_TWO = [Row({0: 2, 1: 2}, 3)]


def test_a_choice_that_the_solver_gets_wrong_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that first claims a choice over the cap changes nothing but the time."""
    search, wrong = module._search, [frozenset({0, 1})]

    def claims_too_much(*arguments: Any) -> tuple[frozenset[int] | None, int]:
        if wrong:
            return wrong.pop(), 10**12
        return search(*arguments)

    monkeypatch.setattr(module, "_search", claims_too_much)

    assert best_choice([{0: 90, 1: 80}], ONE_OF_TWO, frozenset()) == {0}
    assert wrong == []


def test_a_wrong_helper_does_not_exclude_the_choice_that_it_helped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Item 0 needs one of 1 and 2 of the next tier; the solver first brings none of them."""
    search, wrong = module._search, [frozenset({0})]

    def forgets_the_helper(*arguments: Any) -> tuple[frozenset[int] | None, int]:
        if wrong:
            return wrong.pop(), 10**12
        return search(*arguments)

    monkeypatch.setattr(module, "_search", forgets_the_helper)
    rows = [Row({1: -1, 2: -1}, -1), Row({0: 1, 1: 1, 2: 1}, 2)]

    assert best_choice([{0: 5}, {1: 1, 2: 3}], rows, frozenset()) == {0, 2}
    assert wrong == []


@pytest.mark.parametrize(
    ("rows", "held"),
    [
        ([Row({0: -1, 1: -1}, -3)], []),  # of two, three
        ([Row({0: 2, 1: 2}, 3), Row({0: -2, 1: -2}, -3)], []),  # 3 of 2 and 2
    ],
)
def test_where_no_choice_keeps_all_rows_there_is_none(
    rows: Sequence[Row], held: Sequence[int]
) -> None:
    """None is not the empty choice."""
    assert best_choice([{0: 1, 1: 1}], rows, frozenset(held)) is None
    assert greatest({0: 1}, rows, [0, 1], frozenset(held)) is None


def test_the_greatest_sum_may_be_below_zero() -> None:
    """At least 5 of 4, 3 and 2: the least is 3 + 2."""
    rows = [Row({0: -4, 1: -3, 2: -2}, -5)]

    assert greatest({0: -4, 1: -3, 2: -2}, rows, [0, 1, 2], frozenset()) == {1, 2}


def test_the_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever HiGHS has to say does not get between the lines of ``--json``."""
    with module._silent_stdout():
        subprocess.run(["echo", "from below"], check=True)

    assert capfd.readouterr().out == ""
