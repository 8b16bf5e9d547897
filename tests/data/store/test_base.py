"""Every role and every action, on an own proposal and on another one, as the table has it."""

from collections.abc import Callable

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError
from fct.data.people.access import Action, Scope, load_access
from fct.data.people.roles import COMPONENT_ROLES, Role
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from tests.support.processes.samples import sample
from tests.support.stores.people import as_person, person

OWN, OTHER, NOWHERE = "A", "B", "Z"


@pytest.fixture
def published(
    sqlite_store: Store,
    make_proposal: Callable[..., RawProposal],
    make_submission: Callable[..., NewSubmission],
    make_run: Callable[..., RunRecord],
    actor: Actor,
) -> Store:
    """A store with a published run over a proposal of the Navy and one of the Army."""
    of = {OWN: "Navy", OTHER: "Army"}
    proposals = [make_proposal(ref, component=component) for ref, component in of.items()]
    sqlite_store.submissions.add(make_submission("list", *proposals))
    sqlite_store.cycles.add(2027, "fiscal_year: 2027\nfinal_due: 2026-06-30\n", "0", actor)
    ids = [one.id for one in sqlite_store.versions.last(2027)]
    sqlite_store.runs.publish(sqlite_store.runs.add(make_run(ids), actor), actor)
    return sqlite_store


def expected(action: Action, role: Role, ref: str) -> str | None:
    """The code of the first reason that applies, by the table and by who sees what."""
    if ref == NOWHERE or role in {Role.EXPERT, Role.ADMINISTRATOR}:
        return "NOT_THERE"
    if role in COMPONENT_ROLES and ref == OTHER:
        return "NOT_THERE"
    scope = load_access().scope(action, role)
    if scope is Scope.ASSIGNED:
        return "NOT_ASSIGNED"
    is_own = role in COMPONENT_ROLES and ref == OWN
    return None if scope is Scope.ALL or (scope is Scope.OWN and is_own) else "NOT_ALLOWED"


@pytest.mark.sampled
@pytest.mark.parametrize("role", list(Role))
def test_each_action_is_answered_as_the_table_says(published: Store, role: Role) -> None:
    """A denial is logged, alike for what is hidden and for what is not there."""
    component = {"component": "Navy"} if role in COMPONENT_ROLES else {}
    store = as_person(published, person("jane", role, **component))
    before, denials = len(published.events.all()), []
    # Every fourth action, from another one for each role, so that each is tried with some.
    apart = sample(4, whole=1)
    for action in list(Action)[list(Role).index(role) % apart :: apart]:
        for ref in (OWN, OTHER, NOWHERE):
            code = expected(action, role, ref)
            if code is None:
                assert store.ask(action, ref).name == "jane", (action, ref)
                continue
            with pytest.raises(DeniedError, match=r"\w") as denied:
                store.ask(action, ref)
            assert denied.value.code == code, (action, ref)
            denials.append((action, ref, "jane", {"outcome": "denied", "code": code}))
    logged = published.events.all()[before:]
    assert [(one.action, one.object, one.actor.name, one.details) for one in logged] == denials
