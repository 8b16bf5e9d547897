"""Commands on what is said beside reviews: comments and flags."""

from typing import Annotated, Any

import typer

from fct.data.common import UsageError
from fct.flows import terminal
from fct.flows.terminal import FiscalYearOfProposal, Json, known_ref, opened_store
from fct.scoring import reviewing

Ref = Annotated[str, typer.Argument(help="Reference of a proposal.")]


def comment(
    ref: Ref,
    text: Annotated[str, typer.Argument(help="What is to be said.")],
    to: Annotated[
        str, typer.Option(metavar="WHOM", help="private, reviewers or sponsor; no default.")
    ],
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Say something of a proposal: to yourself, to reviewers, or to its sponsor at once."""
    from fct.data.reviewing import Audience

    if to not in set(Audience):
        raise UsageError(f"--to {to} is not a reader; write one of {', '.join(Audience)}.")
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        one = store.comments.add(year, ref, Audience(to), text)
    terminal.print_row(
        reviewing.comment_report(one), f"{one.id} is kept, to {to}.", as_json=as_json
    )


def comments(ref: Ref, fiscal_year: FiscalYearOfProposal = None, as_json: Json = False) -> None:
    """List what was said of a proposal, as far as it is for you."""
    with opened_store() as store:
        year, ref = known_ref(store, ref, fiscal_year)
        rows = [
            reviewing.comment_report(one, to_sponsor=store.comments.shows_office)
            for one in store.comments.of(year, ref)
        ]
    columns = ("id", "to", "by", "at", "text")
    terminal.print_listed({"comments": rows}, columns, "No comments.", as_json=as_json)


def flag(
    ref: Annotated[str, typer.Argument(help="Reference of a proposal; or `resolve`.")],
    flag_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="After `resolve`: the flag, as FY2027-F001.")
    ] = None,
    team: Annotated[str | None, typer.Option(help="Who has to look at it, as legal.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in a sentence; it is kept.")] = None,
    fiscal_year: FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Flag a proposal for a team, so that its decision waits; `fct flag resolve ID` ends that."""
    if reason is None:
        raise UsageError("A flag needs a reason: say it in a sentence with --reason.")
    # A proposal may have the ref “resolve”: the command is meant only with an id behind it.
    is_resolving = ref == "resolve" and flag_id is not None
    if is_resolving is (team is not None) or (flag_id is not None and not is_resolving):
        raise UsageError(
            "Write `fct flag REF --team TEAM --reason R`, or `fct flag resolve ID --reason R`."
        )
    with terminal.opened_store_of_all() as store:
        if is_resolving:
            one = store.flags.resolve(str(flag_id), reason)
        else:
            year, ref = known_ref(store, ref, fiscal_year)
            one = store.flags.add(year, ref, str(team), reason)
    what = f"{one.raised.id} on {one.raised.ref}, for {one.raised.team},"
    words = "is open: the decision is not published before it is resolved."
    sentence = f"{what} {words if one.is_open else 'is resolved.'}"
    terminal.print_row(reviewing.flag_report(one), sentence, as_json=as_json)


def flags(fiscal_year: terminal.FiscalYear = None, as_json: Json = False) -> None:
    """List the flags, open and resolved ones."""
    with opened_store() as store:
        year = terminal.chosen_year(store, fiscal_year)
        rows = [reviewing.flag_report(one) for one in store.flags.of_cycle(year)]
    terminal.print_listed({"flags": rows}, _print_flags, "There are no flags.", as_json=as_json)


def _print_flags(rows: list[dict[str, Any]]) -> None:
    shown = [row | {"resolved": (row["resolved"] or {}).get("at")} for row in rows]
    terminal.print_lines(("id", "ref", "team", "reason", "by", "at", "resolved"), shown)
