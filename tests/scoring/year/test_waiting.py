"""Whom a date waits for: whoever can take the next step, and nobody else."""

from pathlib import Path

import pytest

from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.deciding.deciding import advise, approve, submit
from fct.scoring.year.waiting import waits_for
from tests.support.seasons import acting_as, make_season

ARMY = ("FY27-ARMY-01", "FY27-ARMY-02", "FY27-ARMY-12")


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a season with a published run."""
    home = tmp_path_factory.mktemp("waiting") / "home"
    make_season(home)
    return home


def waited_for(store: Store) -> dict[str, tuple[str, ...]]:
    """The people whose step of the slate is next, each with the refs."""
    _, cycle = store.cycles.read(2027)
    return {one.to.person: one.refs for one in waits_for(store, cycle, "decided")}


def test_the_next_step_waits_for_who_may_take_it(season: Path) -> None:
    """Not for a reviewer of a component, an authority on the own proposals, or who took it."""
    with open_store(Settings(season)) as store:
        drafting = waited_for(store)
        reviewer = acting_as(store, "reviewer-1")
        advise(reviewer, 2027)
        submit(reviewer, 2027)
        submitted = waited_for(store)
        approve(acting_as(store, "authority-3"), 2027)
        approved_in_part = waited_for(store)

    assert set(drafting) == {"reviewer-1", "reviewer-2"}
    assert set(submitted) == {"authority-1", "authority-2", "authority-3"}
    assert set(submitted["authority-1"]) - set(submitted["authority-3"]) == set(ARMY)
    assert approved_in_part == {"authority-1": ARMY, "authority-2": ARMY}
