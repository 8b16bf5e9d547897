"""The one function that decides, against the table row by row."""

import itertools

import pytest

from fct.data.common.actor import Actor
from fct.data.people.access import Action, Scope, load_access
from fct.data.people.acting import Acting
from fct.data.people.decision import Object, may
from fct.data.people.person import Person
from fct.data.people.roles import COMPONENT_ROLES, Role

OWN = Object(name="FY27-NAVY-01", is_own=True)
OTHER = Object(name="FY27-ARMY-01")
ASSIGNED = Object(name="FY27-ARMY-02", is_assigned=True)
PAIRS = list(itertools.product(Action, Role))
LOOKING = {action for action in Action if action.endswith(".see")} | {Action.CONFLICT_WRITE}


def acting(*roles: Role) -> Acting:
    """Return who acts in these roles, of the Navy."""
    person = Person(id="jane", name="Jane", roles=frozenset(roles), component="Navy")
    return Acting(person.actor(), person)


@pytest.mark.parametrize(("action", "role"), PAIRS)
def test_each_role_may_do_what_its_row_says(action: Action, role: Role) -> None:
    """On own, other and assigned proposals."""
    scope = load_access().scope(action, role)

    allowed = {
        thing.name for thing in (OWN, OTHER, ASSIGNED) if not may(acting(role), action, thing)
    }

    assert (
        allowed
        == {
            Scope.NONE: set(),
            Scope.OWN: {OWN.name},
            Scope.ASSIGNED: {ASSIGNED.name},
            Scope.ALL: {OWN.name, OTHER.name, ASSIGNED.name},
        }[scope]
    )


@pytest.mark.parametrize(("action", "role"), PAIRS)
def test_what_is_not_seen_is_not_there_whatever_the_role(action: Action, role: Role) -> None:
    """Before anything else is said."""
    denied = may(acting(role), action, Object(name="FY27-X", is_seen=False))

    assert denied is not None
    assert denied.as_plain() == {
        "denied": {"code": "NOT_THERE", "message": "There is no FY27-X that you may see."}
    }


@pytest.mark.parametrize(("action", "role"), PAIRS)
def test_nobody_acts_in_conflict(action: Action, role: Role) -> None:
    """Looking stays allowed, and a component's own people act for it."""
    thing = Object(name="FY27-NAVY-01", is_own=True, is_assigned=True, is_in_conflict=True)
    free = Object(name="FY27-NAVY-01", is_own=True, is_assigned=True)

    denied = may(acting(role), action, thing)

    if may(acting(role), action, free) is None:
        is_stopped = action not in LOOKING and role not in COMPONENT_ROLES
        assert (denied is not None and denied.code == "CONFLICT") is is_stopped
    else:
        assert denied is not None
        assert denied.code == "NOT_ALLOWED"


def test_a_reviewer_is_denied_what_is_not_assigned() -> None:
    """The code says why."""
    denied = may(acting(Role.REVIEWER), Action.REVIEW_WRITE, OTHER)

    assert denied is not None
    assert denied.code == "NOT_ASSIGNED"


def test_the_owner_may_all_and_a_schedule_little() -> None:
    """A schedule judges and publishes; it does not decide."""
    owner, schedule = Acting(Actor("root")), Acting(Actor("system"), is_system=True)

    assert all(may(owner, action, OTHER) is None for action in Action)
    assert may(schedule, Action.RUN_EVALUATE) is None
    assert may(schedule, Action.SLATE_PUBLISH) is not None
