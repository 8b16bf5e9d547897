"""A sponsor submits for the own component alone, and not what the same person certified."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fct.data.common import DeniedError, RawProposal, not_there
from fct.data.deliberations import Part
from fct.data.people import Action, Role
from fct.data.proposals import component_of
from fct.data.subjects import Store

if TYPE_CHECKING:
    from fct.data.submitting.delivery import Delivery


def allowed_delivery(store: Store, delivery: "Delivery") -> "Delivery":
    """Return a delivery as who acts may make it: of the own component where a sponsor has one.

    Raises
    ------
    DeniedError
        ``NOT_THERE`` for a ref to replace that the person does not see; ``NOT_ALLOWED`` for another
        component, for who is no sponsor, and for a moment of receipt that not everybody states.
    """
    store.ask(Action.PROPOSAL_SUBMIT, delivery.replaces)
    if delivery.is_moment_stated and not _may_state_moment(store):
        _deny(store, "When a file came is stated by an operator alone; without it the clock says.")
    own = own_component(store)
    if own is None:
        return delivery
    _refuse_component(store, own, [delivery.component])
    return replace(delivery, component=own)


def refuse_others(store: Store, fiscal_year: int, proposals: Sequence[RawProposal]) -> None:
    """Refuse a file whole that holds a proposal of another component, or one with another part.

    Raises
    ------
    DeniedError
        ``NOT_ALLOWED``, ``NOT_THERE`` of a ref that the person does not see, or ``SEPARATION``.
    """
    own = own_component(store)
    if own is None:
        return
    _refuse_component(store, own, map(component_of, proposals))
    # A ref of another component is answered as one that was never there.
    hidden = {ref for year, ref in store.sight().hidden if year == fiscal_year}
    for proposal in proposals:
        if proposal.ref in hidden:
            store.deny(not_there(proposal.ref), Action.PROPOSAL_SUBMIT, proposal.ref)
    refs = [proposal.ref for proposal in proposals if proposal.ref]
    store.separation.deny_second_part(Part.SUBMITTED, fiscal_year, refs)


def own_component(store: Store) -> str | None:
    """Return the component for which who acts submits; None for the owner and the system."""
    person = store.acting.person
    return None if person is None else person.component


def _refuse_component(store: Store, own: str, named: Iterable[str | None]) -> None:
    others = [one for one in named if one not in {None, own}]
    if others:
        _deny(store, f"You submit for {own}, and this is of {others[0]}; nothing of it was taken.")


def _deny(store: Store, sentence: str) -> None:
    store.deny(DeniedError("NOT_ALLOWED", sentence), Action.PROPOSAL_SUBMIT, "submission")


def _may_state_moment(store: Store) -> bool:
    acting = store.acting
    return acting.may_all or acting.has(Role.OPERATOR) or store.is_illustrative()
