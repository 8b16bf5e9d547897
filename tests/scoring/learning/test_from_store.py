"""What a store knows of the past of a cycle, and what is learned from it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from fct.data.common.errors import UsageError
from fct.data.program.rubric import default_rubric
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.judging.merit_parts import part_weights
from fct.scoring.learning.from_store import learned_chances, learned_weights, stored_past
from tests.support.proposals.stored_pasts import ACTOR, put_runs, track_lines
from tests.support.stores.homes import blank_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(Settings(blank_store(tmp_path))) as opened:
        yield opened


@pytest.fixture
def with_past(store: Store) -> Store:
    """A store with three past cycles of sixteen and their outcomes, and the cycle of 2027."""
    store.track_record.add(track_lines(put_runs(store)), ACTOR)
    return store


def test_the_past_of_the_last_cycle_is_taken_where_none_is_named(with_past: Store) -> None:
    """All 48 lines of three cycles, and the four published runs."""
    past = stored_past(with_past)

    assert past.fiscal_year == 2027
    assert len(past.lines) == 48
    assert sorted(past.runs) == [2024, 2025, 2026, 2027]
    np.testing.assert_allclose(past.weights, part_weights(default_rubric()))


def test_what_came_after_a_cycle_is_not_of_its_past(with_past: Store) -> None:
    """Of 2025 two cycles of sixteen are known; chances rest on the twelve selected of 2024."""
    past = stored_past(with_past, 2025)
    chances = learned_chances(past)

    assert {line.fiscal_year for line in past.lines} == {2024, 2025}
    assert sorted(past.runs) == [2024, 2025]
    assert (chances.learned, chances.figures["cases"], chances.predictions) == (False, 12, [])
    assert chances.reason is not None
    assert "12; at least 30" in chances.reason


def test_a_store_without_a_cycle_has_no_past(store: Store) -> None:
    """What to do is reported."""
    with pytest.raises(UsageError, match="has no cycle yet"):
        stored_past(store)


def test_a_cycle_without_a_record_says_the_rubric_s_weights_only(store: Store) -> None:
    """No line, so nothing is learned, and no selection agrees or disagrees."""
    put_runs(store)
    weights = learned_weights(stored_past(store))

    assert (weights.learned, weights.weights) == (False, [])
    assert [(row["order"], row["cases"]) for row in weights.agreement] == [("rubric", 0)]


@pytest.mark.long
def test_both_are_learned_from_a_past_that_follows_the_parts(with_past: Store) -> None:
    """A chance for each of the sixteen of 2027, and a weight for each of the eleven parts."""
    past = stored_past(with_past)
    chances, weights = learned_chances(past), learned_weights(past)

    assert (chances.learned, chances.reason, len(chances.predictions)) == (True, None, 16)
    assert chances.left_out == {"it was not selected": 12}
    assert (weights.learned, weights.reason, len(weights.weights)) == (True, None, 11)
    assert [row["order"] for row in weights.agreement] == ["rubric", "implied"]
