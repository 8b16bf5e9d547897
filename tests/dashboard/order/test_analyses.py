"""What the pages compute of a published run, where more are ranked than memory has places for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.dashboard.kit import queries
from fct.data.program.robustness_terms import load_robustness_terms


@pytest.fixture
def with_places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Return a function that leaves places for ranked proposals times draws; 10 draws at least."""

    def leave(places: int) -> None:
        terms = load_robustness_terms().but(most_places=places, least_draws=10)
        monkeypatch.setattr(queries, "load_robustness_terms", lambda: terms)
        queries.robustness_of.clear()

    yield leave
    queries.robustness_of.clear()


def test_fewer_weightings_are_drawn_of_many(
    home: Path, open_page: Callable[..., Any], with_places: Callable[[int], None]
) -> None:
    """With 200 places there is room for some draws of the few that are ranked, not for 10,000."""
    with_places(200)
    page = open_page(home, "order-of-merit", charts="true")

    assert page.failures == []
    assert "Each rank under 10,000 weight samples" not in page.text
    assert " weight samples around the rubric" in page.text
    assert "funded in" in open_page(home, "why", ref="FY27-ARMY-05").text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("order-of-merit", ("Too many are ranked to try enough weight samples", "FY27-ARMY-05")),
        ("why", ("too many are ranked to try enough", "What the merit is made of")),
    ],
)
def test_too_many_have_no_sureness_and_keep_their_page(
    home: Path,
    open_page: Callable[..., Any],
    with_places: Callable[[int], None],
    path: str,
    said: tuple[str, str],
) -> None:
    """One place is too few for 10 draws of one: the rest of the page stands, with a sentence."""
    with_places(1)
    page = open_page(home, path, ref="FY27-ARMY-05", charts="true")

    assert page.failures == []
    assert all(words in page.text for words in said)
