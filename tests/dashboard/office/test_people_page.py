"""The page of people: the list for who may see it, the forms for administrators."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store


@pytest.fixture
def peopled(small_home: Path) -> Path:
    """A store with an administrator, an auditor and a reviewer."""
    with open_store(Settings(small_home)) as store:
        for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER):
            person = Person(
                id=f"the-{role}", name=f"N {role}", email=f"{role}@x", roles=frozenset({role})
            )
            store.people.add(person)
    return small_home


def test_an_administrator_adds_a_person(peopled: Path, open_page: Callable[..., Any]) -> None:
    """The same function as the command's, so the same sentences."""
    app = open_page(peopled, "people", "the-administrator").app
    fields = {one.key: one for one in app.text_input}
    fields["add_id"].set_value("new one")
    fields["name new"].set_value("New Person")
    next(one for one in app.multiselect if one.key == "roles new").set_value(["reviewer"])
    add = next(one for one in app.button if one.label == "Add")
    add.click()
    app.run()
    text = "\n".join(one.proto.body for one in app.get("html"))
    assert "is not an id of a person" in text

    {one.key: one for one in app.text_input}["add_id"].set_value("new-one")
    next(one for one in app.button if one.label == "Add").click()
    app.run()

    assert "new-one is added." in "\n".join(one.proto.body for one in app.get("html"))
    with open_store(Settings(peopled)) as store:
        assert store.people.known("new-one").roles == {Role.REVIEWER}


def test_an_auditor_sees_people_without_email_and_changes_none(
    peopled: Path, open_page: Callable[..., Any]
) -> None:
    """E-mail is for administrators alone."""
    page = open_page(peopled, "people", "the-auditor")

    assert "the-reviewer" in page.text
    assert "reviewer@x" not in page.text
    assert [one.label for one in page.app.button if one.label in {"Add", "Change", "Retire"}] == []


def test_a_reviewer_does_not_find_the_page(peopled: Path, open_page: Callable[..., Any]) -> None:
    """Nor by its address."""
    assert "People and their roles" not in open_page(peopled, "people", "the-reviewer").text


@pytest.mark.parametrize(("who", "sees"), [("the-auditor", True), ("the-reviewer", False)])
def test_activity_is_the_own_or_an_auditors(
    peopled: Path, open_page: Callable[..., Any], who: str, sees: bool
) -> None:
    """What others did is not for everybody."""
    page = open_page(peopled, "activity", who)

    assert page.failures == []
    assert ("person added" in page.text) is sees
