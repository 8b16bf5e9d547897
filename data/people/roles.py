"""The roles of people, and which of them one person cannot hold together."""

from collections.abc import Iterable, Set as AbstractSet
from enum import StrEnum

from fct.data.common import UsageError, in_series


class Role(StrEnum):
    """What a person is in the evaluation."""

    SPONSOR = "sponsor"
    CERTIFIER = "certifier"
    REVIEWER = "reviewer"
    EXPERT = "expert"
    AUTHORITY = "authority"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


COMPONENT_ROLES: AbstractSet[Role] = frozenset({Role.SPONSOR, Role.CERTIFIER})
PANEL_ROLES: AbstractSet[Role] = frozenset({Role.REVIEWER, Role.EXPERT, Role.AUTHORITY})


def parse_roles(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles of their names.

    Raises
    ------
    UsageError
        If one is not a role, none is given, or one person cannot hold them together.
    """
    known = {str(role): role for role in Role}
    given = list(names)
    if unknown := [name for name in given if name not in known]:
        raise UsageError(f"{unknown[0]!r} is not a role; the roles are {in_series(list(known))}.")
    roles = frozenset(known[name] for name in given)
    if not roles:
        raise UsageError(f"Name at least one role: {in_series(list(known))}.")
    _refuse_together(roles)
    return roles


def _refuse_together(roles: AbstractSet[Role]) -> None:
    if Role.AUDITOR in roles and len(roles) > 1:
        raise UsageError("An auditor holds no other role; give the role auditor alone.")
    of_component, of_panel = sorted(roles & COMPONENT_ROLES), sorted(roles & PANEL_ROLES)
    if of_component and of_panel:
        raise UsageError(
            f"One person cannot be {of_component[0]} and {of_panel[0]}: whoever speaks for a "
            "component does not judge its proposals. Give one of the two."
        )
