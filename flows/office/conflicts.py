"""Commands on conflicts of interest: enter one, list and answer them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import deliberations
from fct.flows.terminal import Json, opened_store_of_all, print_listed, print_report, print_row

if TYPE_CHECKING:
    from fct.data.people import Conflict, ProposedConflict

Id = Annotated[str, typer.Argument(metavar="ID", help="As `fct conflict propose` shows it.")]
_NONE = "There are no conflicts that you may see."
Reason = Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")]

conflict_commands = typer.Typer(
    no_args_is_help=True,
    help="Conflicts of interest: who must not see or judge which proposals.",
)


@conflict_commands.command()
def add(
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="Id of a person.")],
    reason: Reason,
    ref: Annotated[str | None, typer.Argument(help="Reference of a proposal.")] = None,
    vendor: Annotated[str | None, typer.Option(help="Every proposal of this vendor.")] = None,
    component: Annotated[str | None, typer.Option(help="Every proposal of this component.")] = None,
    as_json: Json = False,
) -> None:
    """Enter a conflict of interest of your own, or as an operator of anybody who judges."""
    what = deliberations.ConflictWith(ref=ref, vendor=vendor, component=component)
    with opened_store_of_all() as store:
        made = store.conflicts.add(person_id, what, reason)
    sentence = f"{made.id}: {made.person} has a conflict of interest with {_what(made)}."
    print_row(conflict_report(made), sentence, as_json=as_json)


@conflict_commands.command("list")
def list_conflicts(as_json: Json = False) -> None:
    """List the conflicts that you may see: your own words, or as an operator all."""
    with opened_store_of_all() as store:
        found = [conflict_report(one) for one in store.conflicts.all()]
    columns = ("id", "person", "ref", "vendor", "component", "reason", "by", "since", "lifted")
    print_listed({"conflicts": found}, columns, _NONE, as_json=as_json)


@conflict_commands.command()
def propose(as_json: Json = False) -> None:
    """List who is named in a proposal, sent it, certified it or is of its component."""
    with opened_store_of_all() as store:
        found = [proposed_report(one) for one in store.conflicts.proposed()]
    columns = ("id", "person", "ref", "why", "sheet", "cell", "written", "answer")
    print_listed({"proposed": found}, columns, _NONE, as_json=as_json)


@conflict_commands.command()
def confirm(proposed_id: Id, as_json: Json = False) -> None:
    """Make a proposed conflict one that counts."""
    with opened_store_of_all() as store:
        answered, made = store.conflicts.confirm(proposed_id)
    report = proposed_report(answered) | {"conflict": conflict_report(made)}
    sentence = f"{proposed_id} is confirmed: {made.id}, {made.person} with {_what(made)}."
    print_report(report, sentence, as_json=as_json)


@conflict_commands.command()
def dismiss(proposed_id: Id, reason: Reason, as_json: Json = False) -> None:
    """Say that a proposed conflict does not stand."""
    with opened_store_of_all() as store:
        answered = store.conflicts.dismiss(proposed_id, reason)
    sentence = f"{proposed_id} is dismissed: {answered.person} may be assigned {answered.ref}."
    print_row(proposed_report(answered), sentence, as_json=as_json)


@conflict_commands.command()
def lift(
    conflict_id: Annotated[
        str, typer.Argument(metavar="ID", help="As `fct conflict list` shows it.")
    ],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Take a conflict back; it stays in the record."""
    with opened_store_of_all() as store:
        lifted = store.conflicts.lift(conflict_id, reason)
    sentence = f"{lifted.id} is lifted: {lifted.person} with {_what(lifted)}."
    print_row(conflict_report(lifted), sentence, as_json=as_json)


def conflict_report(one: "Conflict") -> dict[str, Any]:
    """Return a conflict as JSON values."""
    lifted = None if one.lifted is None else one.lifted.isoformat(timespec="seconds")
    return asdict(one) | {"since": one.since.isoformat(timespec="seconds"), "lifted": lifted}


def proposed_report(one: "ProposedConflict") -> dict[str, Any]:
    """Return a proposed conflict as JSON values."""
    return {"id": one.id, **asdict(one), "why": str(one.why)}


def _what(one: "Conflict") -> str:
    named = {"proposal": one.ref, "vendor": one.vendor, "component": one.component}
    return next(f"{kind} {name}" for kind, name in named.items() if name is not None)
