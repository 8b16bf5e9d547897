"""The projects of a store: kept once, and seen by those who may."""

from typing import Any

import pytest

from fct.data.common.errors import DeniedError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.access import Action
from fct.data.projects.acts import terminated, transferred
from fct.data.subjects.store import Store
from tests.support.stores.projects import as_person, start_of, with_projects


def refs_of(store: Store, person: str) -> list[str]:
    """The projects that a person sees."""
    return [kept.ref for kept in as_person(store, person).projects.all()]


def test_a_project_starts_once_for_a_source(store: Store) -> None:
    """The same start again changes nothing, and its event is there once."""
    with_projects(store, start_of("A"))

    assert not store.projects.start(start_of("A"))
    assert [event.action for event in store.projects.events("A")] == ["project started"]


def test_a_component_sees_its_own_projects(sqlite_store: Store) -> None:
    """An operator sees all, a sponsor those of the component, a reviewer is denied."""
    store = with_projects(sqlite_store, start_of("A"), start_of("N", "Navy"), start_of("X", None))

    assert refs_of(store, "operator") == ["A", "N", "X"]
    assert refs_of(store, "army") == ["A"]
    with pytest.raises(DeniedError, match=r"project\.see") as denied:
        refs_of(store, "reviewer")
    assert denied.value.code == "NOT_ALLOWED"
    with pytest.raises(DeniedError, match="There is no N that you may see"):
        as_person(store, "army").projects.get("N")


def test_a_transferred_project_is_seen_by_who_took_it_over(sqlite_store: Store) -> None:
    """From then on it belongs to the other component, whose proposal it never was."""
    store = with_projects(sqlite_store, start_of("A"))
    as_person(store, "operator").projects.change(
        "A", Action.PROJECT_CHANGE, lambda kept, actor: transferred(kept, actor, "Navy", "new user")
    )

    assert (refs_of(store, "navy"), refs_of(store, "army")) == (["A"], [])
    assert [event.action for event in as_person(store, "navy").projects.events("A")] == [
        "project started",
        "project transferred",
    ]


def test_only_an_operator_ends_a_project(sqlite_store: Store) -> None:
    """A sponsor of the component is denied, and nothing is written."""
    store = with_projects(sqlite_store, start_of("A"))

    with pytest.raises(DeniedError, match=r"project\.change"):
        as_person(store, "army").projects.change(
            "A", Action.PROJECT_CHANGE, lambda kept, actor: terminated(kept, actor, "no money")
        )
    assert store.projects.get("A").steps == ()


def test_a_conflict_hides_a_project(
    sqlite_store: Store, make_submission: Any, make_proposal: Any
) -> None:
    """An operator who reviews too does not see the project with which there is a conflict."""
    store = with_projects(sqlite_store, start_of("A"), start_of("N", "Navy"))
    sent = make_submission("a", make_proposal("A", component="Army"))
    store.submissions.add(sent)
    both = store.people.known("operator")
    store.people.change(_also_reviewer(both))
    store.conflicts.add("operator", ConflictWith(ref="A"), "worked on it")

    assert refs_of(store, "operator") == ["N"]


def _also_reviewer(person: Any) -> Any:
    from dataclasses import replace

    from fct.data.people.roles import Role

    return replace(person, roles=frozenset({Role.OPERATOR, Role.REVIEWER}))
