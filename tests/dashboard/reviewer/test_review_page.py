"""Queue and review of a person: levels beside the machine's, drafts, versions, nothing lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.dashboard.reviewer.review_form import Form, show_form
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.rules import CRITERIA
from fct.data.reviewing.content import Choice, LevelGiven, Recommended, ReviewContent, ReviewState
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store

REVIEWER = Person(id="rev", name="R", roles=frozenset({Role.REVIEWER}))
EXPERT = Person(id="exp", name="E", roles=frozenset({Role.EXPERT}))
REF, OTHER = "FY27-ARMY-02", "FY27-ARMY-05"
REASON = "Mature, cheap, and the user waits for it."


def as_(store: Store, person: Person) -> Store:
    """Return the store as a person sees it."""
    return store.as_(Acting(person.actor(), person))


@pytest.fixture
def assigned(small_home: Path) -> Path:
    """A store in which a reviewer and an expert have one review each to do."""
    with open_store(Settings(small_home)) as store:
        store.people.add(REVIEWER)
        store.people.add(EXPERT)
        store.assignments.assign(2027, REF, "rev", None)
        store.assignments.assign(2027, OTHER, "exp", None)
    return small_home


def text_of(app: Any) -> str:
    """Return all that a page shows as HTML."""
    return "\n".join(one.proto.body for one in app.get("html"))


def test_the_queue_holds_what_is_assigned(assigned: Path, open_page: Callable[..., Any]) -> None:
    """The own reviews, each with the reason for its place, and no others."""
    page = open_page(assigned, "queue", "rev")

    assert page.failures == []
    assert REF in page.text
    assert OTHER not in page.text
    assert "not started" in page.text


def test_an_expert_finds_what_is_assigned_alone(
    assigned: Path, open_page: Callable[..., Any]
) -> None:
    """Review and queue open, the order does not."""
    review = open_page(assigned, "review", "exp")

    assert review.failures == []
    assert OTHER in review.text
    assert REF not in review.text
    assert "Order of merit" not in open_page(assigned, "order-of-merit", "exp").text


def test_a_review_is_kept_as_a_draft_and_sent_in(
    assigned: Path, open_page: Callable[..., Any]
) -> None:
    """What lacks stands on the page by its path; what is whole is in, as version 2."""
    app = open_page(assigned, "review", "rev").app
    for radio in app.radio:
        if "your level" in radio.label:
            radio.set_value(5)
    next(one for one in app.button if one.label == "Keep as a draft").click()
    app.run()
    assert "Version 1 of your review is kept as a draft." in text_of(app)

    next(one for one in app.button if one.label == "Send in").click()
    app.run()
    assert "recommendation.choice is missing" in text_of(app)

    next(one for one in app.radio if one.label == "Your recommendation").set_value(Choice.FUND)
    for area in app.text_area:
        area.set_value(REASON)
    next(one for one in app.button if one.label == "Send in").click()
    app.run()
    assert "Version 2 of your review is in." in text_of(app)
    with open_store(Settings(assigned)) as store:
        newest = as_(store, REVIEWER).reviews.own(2027, REF)[-1]
    assert (newest.version, newest.state, newest.content.level("user advocacy")) == (2, "in", 5)


def test_what_is_kept_draws_the_page_once(
    assigned: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click keeps the review before the page is drawn, and draws it no second time."""
    drawn: list[Form] = []

    def draw(form: Form, *more: Any) -> None:
        drawn.append(form)
        show_form(form, *more)

    app = open_page(assigned, "review", "rev").app
    monkeypatch.setattr("fct.dashboard.reviewer.review_page.show_form", draw)
    next(one for one in app.button if one.label == "Keep as a draft").click()
    app.run()

    assert [one.key[-2:] for one in drawn] == [" 1"]
    assert "Version 1 of your review is kept as a draft." in text_of(app)


def test_a_version_of_another_window_is_not_written_over(
    assigned: Path, open_page: Callable[..., Any]
) -> None:
    """The page says so, names what changed, and loads it when asked."""
    app = open_page(assigned, "review", "rev").app
    levels = {name: LevelGiven(level=4, reason=REASON) for name in CRITERIA}
    content = ReviewContent(
        levels=levels, recommendation=Recommended(choice=Choice.FUND, reason=REASON)
    )
    with open_store(Settings(assigned)) as store:
        as_(store, REVIEWER).reviews.write(2027, REF, content, ReviewState.IN)

    next(one for one in app.button if one.label == "Keep as a draft").click()
    app.run()

    text = text_of(app)
    assert "Nothing was written" in text
    assert "levels.user advocacy.level" in text
    next(one for one in app.button if one.label == "Load version 1").click()
    app.run()
    assert [one.value for one in app.radio if "your level" in one.label] == [4] * 5
    with open_store(Settings(assigned)) as store:
        assert len(as_(store, REVIEWER).reviews.own(2027, REF)) == 1


def test_the_panel_shows_its_figures_once_all_are_in(
    assigned: Path, open_page: Callable[..., Any]
) -> None:
    """Before, a dash; after, the strength beside the machine's."""
    assert "0 of 1" in open_page(assigned, "panel", "rev").text
    levels = {name: LevelGiven(level=3, reason=REASON) for name in CRITERIA}
    content = ReviewContent(
        levels=levels, recommendation=Recommended(choice=Choice.FUND, reason=REASON)
    )
    with open_store(Settings(assigned)) as store:
        as_(store, REVIEWER).reviews.write(2027, REF, content, ReviewState.IN)

    page = open_page(assigned, "panel", "rev")

    assert page.failures == []
    assert "1 of 1" in page.text
    assert ">50.00<" in page.text
