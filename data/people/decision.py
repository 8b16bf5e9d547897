"""The one function that decides whether somebody may do something to something."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fct.data.common import DeniedError, in_series, not_there
from fct.data.people.access import Action, Scope, load_access
from fct.data.people.acting import Acting
from fct.data.people.roles import COMPONENT_ROLES, Role

# Who only looks at a proposal does not act on it: an authority in conflict sees it.
_LOOKING = frozenset(
    {
        Action.PROPOSAL_SEE,
        Action.ORDER_SEE,
        Action.REVIEW_SEE,
        Action.PANEL_SEE,
        Action.SLATE_SEE,
        Action.PROJECT_SEE,
        Action.TRENDS_SEE,
        Action.CALENDAR_SEE,
        Action.BOARD_SEE,
        Action.MESSAGE_SEE,
        Action.LISTS_SEE,
        Action.TICK_SEE,
        Action.PERSON_SEE,
        Action.LOG_SEE,
        Action.CONFLICT_WRITE,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Object:
    """What somebody wants to do something to, as far as the decision needs it.

    Attributes
    ----------
    name : str
        As it was typed.
    is_seen : bool
        Whether it is there and the person may see it.
    is_own : bool
        Whether it belongs to the person's component, or is the person.
    is_assigned : bool
        Whether the person is to review it.
    is_in_conflict : bool
        Whether the person has a conflict of interest with it.
    """

    name: str
    is_seen: bool = True
    is_own: bool = False
    is_assigned: bool = False
    is_in_conflict: bool = False


def may(acting: Acting, action: Action, thing: Object | None = None) -> DeniedError | None:
    """Return why somebody may not do something, or None where it is allowed.

    Parameters
    ----------
    acting : Acting
    action : Action
    thing : Object, optional
        What it is done to; None where the action has no object of its own.
    """
    # Before all else: what one does not see is not there, whatever one may do.
    if thing is not None and not thing.is_seen:
        return not_there(thing.name)
    scopes = acting.scopes(action)
    if not scopes:
        return _not_allowed(action)
    # The role is enough for what has no object, or before the object is known.
    if thing is None or acting.may_all:
        return None
    if not _is_within(scopes, thing):
        return _out_of_scope(action, scopes, thing)
    # A sponsor has a conflict with every proposal of the own component by itself, and yet is the
    # one to send it.
    is_acting = action not in _LOOKING and not _is_for_own_component(acting, action)
    if thing.is_in_conflict and is_acting:
        return DeniedError(
            "CONFLICT",
            f"You have a conflict of interest with {thing.name}, so somebody else decides this.",
        )
    return None


def _is_within(scopes: AbstractSet[Scope], thing: Object) -> bool:
    return (
        Scope.ALL in scopes
        or (Scope.OWN in scopes and thing.is_own)
        or (Scope.ASSIGNED in scopes and thing.is_assigned)
    )


def _is_for_own_component(acting: Acting, action: Action) -> bool:
    """Whether the person acts as the component's own sponsor or certifier."""
    access = load_access()
    return any(access.scope(action, role) is Scope.OWN for role in acting.roles & COMPONENT_ROLES)


def _not_allowed(action: Action) -> DeniedError:
    access = load_access()
    able = [role for role in Role if access.scope(action, role) is not Scope.NONE]
    return DeniedError(
        "NOT_ALLOWED",
        f"Your roles do not include this ({action}). It is for: {in_series(able)}.",
    )


def _out_of_scope(action: Action, scopes: AbstractSet[Scope], thing: Object) -> DeniedError:
    if Scope.ASSIGNED in scopes:
        return DeniedError(
            "NOT_ASSIGNED", f"{thing.name} is not assigned to you; an operator assigns reviews."
        )
    return DeniedError(
        "NOT_ALLOWED",
        f"{thing.name} is not your own, nor your component's, so this ({action}) is not yours.",
    )
