"""Conflicts on their page: entered by oneself, answered and lifted by an operator."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.dashboard.conftest import Page
from tests.support.stores.people import as_person, person

REF = "FY27-ARMY-05"


@pytest.fixture(scope="module")
def staffed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a reviewer, one of the Army, and an operator."""
    folder = tmp_path_factory.mktemp("conflicts") / "home"
    shutil.copytree(home, folder)
    with open_store(Settings(folder)) as store:
        as_person(store, person("rita", Role.REVIEWER))
        as_person(store, person("arthur", Role.REVIEWER, component="Army"))
        as_person(store, person("olga", Role.OPERATOR))
    return folder


def test_a_reviewer_enters_an_own_conflict_and_an_operator_lifts_it(
    staffed: Path, open_page: Callable[..., Page]
) -> None:
    """It counts at once, in both directions; of another's component the page says that it does."""
    page = open_page(staffed, "conflicts", person="rita").app
    page.text_input[0].set_value(REF)
    page.text_input[1].set_value("My brother works there.")
    entering = next(one for one in page.button if one.label == "Enter")
    entering.click()
    page.run()
    with open_store(Settings(staffed)) as store:
        rita = as_person(store, person("rita", Role.REVIEWER))
        assert not rita.sees(REF)
        (kept,) = rita.conflicts.all()

    shown = open_page(staffed, "conflicts", person="olga")
    assert "By their own component, without an answer: arthur (" in shown.text
    lift = next(one for one in shown.app.selectbox if one.label == "Lift")
    lift.set_value(kept.id)
    why = next(one for one in shown.app.text_input if one.label == "Why it is lifted")
    why.set_value("He has left the vendor.")
    next(one for one in shown.app.button if one.label == "Lift").click()
    shown.app.run()

    with open_store(Settings(staffed)) as store:
        assert as_person(store, person("rita", Role.REVIEWER)).sees(REF)


def test_whoever_may_enter_own_conflicts_alone_is_not_asked_for_whom(
    season_home: Path, open_page: Callable[..., Page]
) -> None:
    """A reviewer chooses no person; an operator does."""
    own = open_page(season_home, "conflicts", "reviewer-1")
    any_ = open_page(season_home, "conflicts", "operator-1")

    assert "Enter a conflict of your own" in own.text
    assert "Person" not in [one.label for one in own.app.selectbox]
    assert "Person" in [one.label for one in any_.app.selectbox]
