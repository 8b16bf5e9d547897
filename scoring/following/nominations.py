"""What a component is informed of its nomination."""

from typing import TYPE_CHECKING

from fct.data.decisions import NominationAnswer
from fct.data.messages import Letter
from fct.data.people import Role
from fct.data.submitting import own_deadline

if TYPE_CHECKING:
    from fct.data.subjects import Store


def inform_of_nomination(store: "Store", answer: NominationAnswer) -> list[str]:
    """Inform the component of a nomination of its answer, and return who is informed."""
    cycle = store.cycles.read(answer.fiscal_year)[1]
    component = store.whole().versions.components(answer.fiscal_year).get(answer.ref)
    letter = Letter(
        text=f"nomination_{answer.answer}",
        action="nomination",
        about=answer.answer,
        fiscal_year=answer.fiscal_year,
        ref=answer.ref,
        date=answer.at.isoformat(),
        facts={
            "until": own_deadline(store, cycle, answer.ref, component).words,
            "reason": answer.reason,
        },
    )
    to = (
        store.messages.holders(Role.SPONSOR, component=component)
        if component
        else store.messages.holders(Role.OPERATOR)
    )
    return store.messages.send(letter, to)
