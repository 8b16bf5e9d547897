"""The one function that decides, against the table row by row."""

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
LOOKING = {action for action in Action if action.endswith(".see")} | {Action.CONFLICT_WRITE}


def acting(*roles: Role) -> Acting:
    """Return who acts in these roles, of the Navy."""
    person = Person(id="jane", name="Jane", roles=frozenset(roles), component="Navy")
    return Acting(person.actor(), person)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_its_row_says(role: Role) -> None:
    """Each action on own, other and assigned proposals."""
    things = (OWN, OTHER, ASSIGNED)
    reached = {
        Scope.NONE: set(),
        Scope.OWN: {OWN.name},
        Scope.ASSIGNED: {ASSIGNED.name},
        Scope.ALL: {thing.name for thing in things},
    }
    for action in Action:
        allowed = {thing.name for thing in things if not may(acting(role), action, thing)}

        assert allowed == reached[load_access().scope(action, role)], action


@pytest.mark.parametrize("role", Role)
def test_what_is_not_seen_is_not_there_whatever_the_role(role: Role) -> None:
    """Before anything else is said of any action."""
    message = "There is no FY27-X that you may see."
    for action in Action:
        denied = may(acting(role), action, Object(name="FY27-X", is_seen=False))

        assert denied is not None, action
        assert denied.as_plain() == {"denied": {"code": "NOT_THERE", "message": message}}, action


@pytest.mark.parametrize("role", Role)
def test_nobody_acts_in_conflict(role: Role) -> None:
    """Looking stays allowed, and a component's own people act for it."""
    thing = Object(name="FY27-NAVY-01", is_own=True, is_assigned=True, is_in_conflict=True)
    free = Object(name="FY27-NAVY-01", is_own=True, is_assigned=True)
    for action in Action:
        denied = may(acting(role), action, thing)
        code = None if denied is None else denied.code

        if may(acting(role), action, free) is None:
            is_stopped = action not in LOOKING and role not in COMPONENT_ROLES
            assert (code == "CONFLICT") is is_stopped, action
        else:
            assert code == "NOT_ALLOWED", action


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
