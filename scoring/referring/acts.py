"""Handing a proposal on to another program, and the letter that goes with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data import referrals
from fct.data.common import UsageError
from fct.data.formats import provenance_of_program
from fct.data.people import Action
from fct.data.program import Cycle, Marking, NamedOffice
from fct.data.proposals import read_fields
from fct.data.subjects import Store, StoredProposal
from fct.data.tables import HandedOn
from fct.scoring.judging import Verdict, judge, stored_exceptions
from fct.scoring.ranking import proposal_reports
from fct.scoring.referring.purposes import purpose_of

_FACTS: Mapping[str, str] = {  # of the proposal, on the letter: field and label
    "title": "Title",
    "component": "Component",
    "sponsor_office": "Office",
    "project_manager": "Manager",
    "project_manager_email": "E-mail",
}
_OF_EVERY_CARD = ("purpose", "component", "partner")


def refer(store: Store, fiscal_year: int, ref: str, to: referrals.HandTo) -> HandedOn:
    """Keep that the version of a proposal that counts was handed on to another program.

    Raises
    ------
    DeniedError
        If the person may not.
    UsageError
        If nothing of it is judged, or it is FCT work as it stands.
    """
    store.ask(Action.REFERRAL_WRITE, ref)
    referrals.named_card(to.program)
    _, cycle = store.cycles.read(fiscal_year)
    stored = _counted(store, cycle, ref)
    (said,) = reports_of(store, cycle, [stored])
    if said["verdict"] != Verdict.INELIGIBLE:
        raise UsageError(
            f"{ref} passes the gates, so it is FCT work and is not handed on; its verdict is "
            f"“{said['verdict']}”."
        )
    purpose = purpose_of(stored)
    return store.referrals.add(fiscal_year, ref, to, version=stored.version, purpose=purpose)


def letter_of(store: Store, made: HandedOn, marking: Marking) -> bytes:
    """Return the letter of a referral as PDF, the same whenever it is printed."""
    store.ask(Action.REFERRAL_WRITE, made.ref)
    stored = store.versions.get(made.fiscal_year, made.ref, made.version)
    # Whom a cycle file names is not on it: that may change, and the letter is always the same.
    card = card_beside(referrals.named_card(made.program), stored)
    table = read_fields([stored.proposal], _FACTS)
    facts = [(label, table.written(name, 0)) for name, label in _FACTS.items()]
    shown = [("Ref", made.ref), *(fact for fact in facts if fact[1])]
    made_from = provenance_of_program(made.fiscal_year).sentence()
    return referrals.referral_letter(made, shown, card, marking, made_from)


def card_beside(
    card: referrals.Card, stored: StoredProposal, offices: Mapping[str, NamedOffice] | None = None
) -> dict[str, Any]:
    """Return a card beside a version of a proposal, whatever else that version asks for."""
    fields = sorted({*_OF_EVERY_CARD, *referrals.fields_of(card)})
    how = referrals.CardOf(offices=offices or {})
    return referrals.card_report(card, read_fields([stored.proposal], fields), 0, how)


def _counted(store: Store, cycle: Cycle, ref: str) -> StoredProposal:
    year = cycle.fiscal_year
    counted = store.versions.ids_to_judge(year, cycle.deadline).get(ref)
    found = [one for one in store.versions.all(year, ref) if one.id == counted]
    if not found:
        raise UsageError(
            f"Nothing of {ref} is judged: it is withdrawn, or it came after the deadline, so there "
            "is nothing to hand on."
        )
    return found[0]


def reports_of(
    store: Store, cycle: Cycle, stored: Sequence[StoredProposal]
) -> list[dict[str, Any]]:
    """Return what is said of some proposals as they stand now."""
    if not stored:
        return []
    exceptions = stored_exceptions(store, cycle, {one.ref: one.version for one in stored})
    return proposal_reports(judge([one.proposal for one in stored], cycle, exceptions=exceptions))
