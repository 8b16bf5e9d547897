"""The declared table of actions."""

import pytest

from fct.data.people.access import Action, Scope, load_access
from fct.data.people.roles import Role


def test_every_action_has_a_row_for_each_role() -> None:
    """No action is forgotten, and none is there twice."""
    rows = [(row.action, row.role) for row in load_access().rows]

    assert len(rows) == len(set(rows)) == len(Action) * len(Role)


@pytest.mark.parametrize(
    ("action", "role", "scope"),
    [
        (Action.PROPOSAL_SUBMIT, Role.SPONSOR, Scope.OWN),
        (Action.PROPOSAL_SEE, Role.EXPERT, Scope.ASSIGNED),
        (Action.PROPOSAL_SEE, Role.ADMINISTRATOR, Scope.NONE),
        (Action.ORDER_SEE, Role.EXPERT, Scope.NONE),
        (Action.SLATE_PUBLISH, Role.AUTHORITY, Scope.ALL),
        (Action.REVIEW_ASSIGN, Role.OPERATOR, Scope.ALL),
    ],
)
def test_the_table_says_who_may_do_what(action: Action, role: Role, scope: Scope) -> None:
    """As reviewing.md has the roles."""
    assert load_access().scope(action, role) is scope


def test_an_auditor_only_looks() -> None:
    """Whatever changes something is not an auditor's; to hold against what was is to look."""
    looks = {Action.STORE_VERIFY, Action.RUN_REPRODUCE}
    access = load_access()

    allowed = {one for one in Action if access.scope(one, Role.AUDITOR) is not Scope.NONE}

    assert all(action.endswith(".see") for action in allowed - looks)
