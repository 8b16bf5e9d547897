"""Roles, and those that nobody holds together."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.people.roles import Role, parse_roles


def test_roles_are_named() -> None:
    """Several at once are one set."""
    assert parse_roles(["operator", "reviewer"]) == {Role.OPERATOR, Role.REVIEWER}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Name at least one role"),
        (["boss"], "'boss' is not a role"),
        (["auditor", "operator"], "holds no other role"),
        (["sponsor", "reviewer"], "cannot be sponsor and reviewer"),
        (["certifier", "authority"], "cannot be certifier and authority"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(names: list[str], said: str) -> None:
    """Whoever speaks for a component does not judge; an auditor is nothing else."""
    with pytest.raises(UsageError, match=said):
        parse_roles(names)
