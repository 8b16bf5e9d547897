"""The order by panel on its page, as it stands after each review."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.reviewing.content import ReviewState
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.reviewing import order_by_panel, panel_rank_report
from tests.support.stores.reviews import complete_review

FIRST = Person(id="rev-1", name="A", roles=frozenset({Role.REVIEWER}))
SECOND = Person(id="rev-2", name="B", roles=frozenset({Role.REVIEWER}))
REF = "FY27-ARMY-02"
ROW = re.compile(
    r'<tr><td class="n">(\d+) [^/]*(?:</span>)?</td><td class="n">(\d+)</td><th[^>]*>.*?'
    r'class="ref">([^<]*)</span></th><td[^>]*>(panel|machine)</td>'
)


@pytest.fixture
def assigned(small_home: Path) -> Path:
    """A store in which two people review one proposal."""
    with open_store(Settings(small_home)) as store:
        for person in (FIRST, SECOND):
            store.people.add(person)
            store.assignments.assign(2027, REF, person.id, None)
    return small_home


def review(store: Store, person: Person, level: int, seen: int | None) -> None:
    """Put a review in that gives every criterion one level, as a new version of what was seen."""
    own = store.as_(Acting(person.actor(), person))
    content = complete_review((level,) * 5)
    own.reviews.write(2027, REF, content, ReviewState.IN, read=seen)


def shown(home: Path, open_page: Callable[..., Any]) -> list[tuple[int, int, str, str]]:
    """Return rank by panel, rank, ref and whose merit counts, row by row as the page shows them."""
    text = open_page(home, "panel", part="Order by panel").text
    return [(int(by), int(rank), ref, whose) for by, rank, ref, whose in ROW.findall(text)]


def stored(home: Path) -> list[tuple[int, int, str, str]]:
    """Return the same as `fct rank --by panel` prints it."""
    with open_store(Settings(home)) as store:
        order = panel_rank_report(order_by_panel(store, 2027))["order"]
    return [(row["rank"], row["rank_official"], row["ref"], row["by"]) for row in order]


def test_the_order_by_panel_follows_each_review(
    assigned: Path, open_page: Callable[..., Any]
) -> None:
    """It is that of the command before a panel is complete, once it is, and after a new version."""
    orders = []
    for person, level, seen in ((FIRST, 5, None), (SECOND, 1, None), (SECOND, 5, 1)):
        with open_store(Settings(assigned)) as store:
            review(store, person, level, seen)
        orders.append(shown(assigned, open_page))
        assert orders[-1] == stored(assigned)

    whose = [{ref: by for _, _, ref, by in order}[REF] for order in orders]
    assert whose == ["machine", "panel", "panel"]
    assert len({tuple(order) for order in orders}) == len(orders)
