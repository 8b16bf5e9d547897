"""Whom a date waits for: whoever can take the next step, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.reviewing.content import ReviewState
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.deciding.deciding import advise, approve, submit
from fct.scoring.year.waiting import waits_for
from tests.support.stores.reviews import complete_review
from tests.support.stores.seasons import CYCLE, acting_as, change_cycle, make_season

ARMY = ("FY27-ARMY-01", "FY27-ARMY-02", "FY27-ARMY-12")
NAVY = "FY27-NAVY-06"


@pytest.fixture
def season(tmp_path: Path) -> Iterator[Store]:
    """A season with a published run."""
    make_season(tmp_path / "home")
    with open_store(Settings(tmp_path / "home")) as store:
        yield store


def waited_for(store: Store) -> dict[str, tuple[str, ...]]:
    """The people whose step of the slate is next, each with the refs."""
    _, cycle = store.cycles.read(2027)
    return {one.to.person: one.refs for one in waits_for(store, cycle, "decided")}


def test_the_next_step_waits_for_who_may_take_it(season: Store) -> None:
    """Not for a reviewer of a component, an authority on the own proposals, or who took it."""
    drafting = waited_for(season)
    reviewer = acting_as(season, "reviewer-1")
    advise(reviewer, 2027)
    submit(reviewer, 2027)
    submitted = waited_for(season)
    approve(acting_as(season, "authority-3"), 2027)

    assert set(drafting) == {"reviewer-1", "reviewer-2"}
    assert set(submitted) == {"authority-1", "authority-2", "authority-3"}
    assert set(submitted["authority-1"]) - set(submitted["authority-3"]) == set(ARMY)
    assert waited_for(season) == {"authority-1": ARMY, "authority-2": ARMY}


def test_under_strict_separation_the_slate_waits_for_no_reviewer_of_it(season: Store) -> None:
    """Who reviewed a proposal submits no slate in such a cycle."""
    change_cycle(season, CYCLE + "separation: strict\n")
    acting_as(season, "operator-1").assignments.assign(2027, NAVY, "reviewer-1")
    reviewer = acting_as(season, "reviewer-1")
    reviewer.reviews.write(2027, NAVY, complete_review(), ReviewState.IN)
    advise(acting_as(season, "reviewer-2"), 2027)

    assert set(waited_for(season)) == {"reviewer-2"}
