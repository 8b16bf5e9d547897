"""Commands on waivers: ask for one, answer it, list them."""

from typing import Annotated, Any

import typer

from fct.data import proposals
from fct.data.common import UsageError, utc_now
from fct.flows import terminal
from fct.flows.cli.rule_tables import print_waivers
from fct.flows.terminal import Json, opened_store_of_all
from fct.scoring import learning

WaiverId = Annotated[str, typer.Argument(metavar="ID", help="As FY2027-W001.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence; it is kept and shown.")]

waiver_commands = typer.Typer(
    no_args_is_help=True, help="Waive one rule for one proposal: ask, approve, refuse, revoke."
)


@waiver_commands.command()
def request(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal, as on its receipt.")],
    rule: Annotated[str, typer.Argument(help="Id of a rule, as A3.")],
    reason: Reason,
    expires: Annotated[str, typer.Option(metavar="DATE", help="Its last day, as 2027-09-30.")],
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Ask that a rule is waived for a proposal; another person must approve it."""
    last_day = terminal.day_of("--expires", expires)
    with opened_store_of_all() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        asked = proposals.WaiverRequest(
            fiscal_year=year,
            ref=ref,
            rule=rule,
            reason=reason,
            expires=last_day,
            at=utc_now(),
            actor=store.actor,
        )
        proposals.refuse_request(asked)
        proposals.refuse_expired(asked, store.cycles.read(year)[1].final_due)
        learning.refuse_needless(store, asked)
        waiver = store.waivers.request(asked)
    _say(
        waiver,
        f"{waiver.id} asks that rule {rule} is waived for {ref} until {last_day}. Another person "
        f"approves it with `fct waiver approve {waiver.id}`; until then nothing changes.",
        as_json,
    )


@waiver_commands.command()
def approve(waiver_id: WaiverId, reason: Reason, as_json: Json = False) -> None:
    """Approve a waiver: from the next run on verdicts take the rule to hold."""
    waiver = _answer(waiver_id, "approved", reason)
    asked = waiver.request
    _say(
        waiver,
        f"{waiver.id} is approved: from the next run on verdicts take rule {asked.rule} to hold "
        f"for {asked.ref}, until {asked.expires}. Its outcome and the strength stay, and the "
        "waiver is shown beside the score.",
        as_json,
    )


@waiver_commands.command()
def refuse(waiver_id: WaiverId, reason: Reason, as_json: Json = False) -> None:
    """Refuse a waiver that waits."""
    waiver = _answer(waiver_id, "refused", reason)
    _say(waiver, f"{waiver.id} is refused; nothing changes.", as_json)


@waiver_commands.command()
def revoke(waiver_id: WaiverId, reason: Reason, as_json: Json = False) -> None:
    """Take an approved waiver back: it does not count from the next run on."""
    waiver = _answer(waiver_id, "revoked", reason)
    _say(waiver, f"{waiver.id} is revoked: it does not count from the next run on.", as_json)


def _answer(waiver_id: str, answer: str, reason: str) -> Any:
    with opened_store_of_all() as store:
        given = proposals.WaiverAnswer(
            answer=proposals.WaiverChoice(answer),
            reason=reason,
            at=utc_now(),
            actor=store.actor,
        )
        return store.waivers.answer(waiver_id, given)


@waiver_commands.command("list")
def list_waivers(
    fiscal_year: Annotated[
        int | None, typer.Option(help="Cycle of the store; else all of them.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the waivers with who asked, who answered, why, and until when they count."""
    with opened_store_of_all() as store:
        years = [row.fiscal_year for row in store.cycles.all()]
        if fiscal_year is not None and fiscal_year not in years:
            listed = ", ".join(map(str, years)) or "none"
            raise UsageError(f"The store has no cycle of {fiscal_year}; it has: {listed}.")
        chosen = years if fiscal_year is None else [fiscal_year]
        report = [
            waiver_report(waiver) for year in chosen for waiver in store.waivers.of_cycle(year)
        ]
    words = print_waivers if report else "There are no waivers."
    terminal.print_report(report, words, as_json=as_json)


def waiver_report(waiver: Any) -> dict[str, Any]:
    """Return a waiver with its answers."""
    asked = waiver.request
    return {
        "id": waiver.id,
        "fiscal_year": asked.fiscal_year,
        "ref": asked.ref,
        "rule": asked.rule,
        "status": waiver.status,
        "expires": asked.expires.isoformat(),
        "reason": asked.reason,
        "requested_by": asked.actor.name,
        "requested_by_account": asked.actor.account,
        "requested_at": asked.at.isoformat(timespec="seconds"),
        "answers": [
            {
                "answer": str(one.answer),
                "reason": one.reason,
                "by": one.actor.name,
                "account": one.actor.account,
                "at": one.at.isoformat(timespec="seconds"),
            }
            for one in waiver.answers
        ],
    }


def _say(waiver: Any, sentence: str, as_json: bool) -> None:
    terminal.print_row(waiver_report(waiver), sentence, as_json=as_json)
