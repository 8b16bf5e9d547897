"""Commands on nominations: invite the full proposal, or decline it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import calendar, projects
from fct.data.people import Action
from fct.flows import terminal
from fct.flows.terminal import FiscalYearOfProposal, Json, opened_store, print_report
from fct.scoring import following

if TYPE_CHECKING:
    from fct.data.decisions import NominationAnswer
    from fct.data.subjects import Store

Ref = Annotated[str, typer.Argument(help="Reference of the nomination, as on its receipt.")]


def invite(ref: Ref, fiscal_year: FiscalYearOfProposal = None, as_json: Json = False) -> None:
    """Invite the full proposal of a nomination; its component is informed."""
    with opened_store() as store:
        answer, informed = _answered(store, ref, fiscal_year, "")
    sentence = f"{answer.ref} is invited: its component is asked to send the full proposal."
    print_report(_report(answer, informed), sentence, as_json=as_json)


def decline(
    ref: Ref,
    reason: Annotated[str, typer.Option(help="Why, in a sentence; the component reads it.")],
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Decline a nomination, with the reason that its component reads."""
    with opened_store() as store:
        answer, informed = _answered(store, ref, fiscal_year, reason, is_invited=False)
    sentence = f"{answer.ref} is declined: its component is informed of the reason."
    print_report(_report(answer, informed), sentence, as_json=as_json)


def _answered(
    store: "Store", ref: str, fiscal_year: int | None, reason: str, *, is_invited: bool = True
) -> tuple["NominationAnswer", list[str]]:
    """Answer a nomination and inform its component, together or not at all."""
    year, ref = terminal.known_ref(store, ref, fiscal_year)
    store.ask(Action.NOMINATION_ANSWER, ref)  # before, so that a denial is logged
    with store.writing():
        answer = store.nominations.answer(
            year, ref, projects.INVITED if is_invited else projects.DECLINED, reason
        )
        informed = following.inform_of_nomination(store, answer)
    return answer, informed


def _report(answer: "NominationAnswer", informed: list[str]) -> dict[str, Any]:
    return {
        "ref": answer.ref,
        "fiscal_year": answer.fiscal_year,
        "state": answer.answer,
        "reason": answer.reason or None,
        "by": answer.actor.name,
        "at": answer.at.isoformat(timespec="seconds"),
        calendar.TOLD: informed,
    }
