"""What commands share: their options, and the store that the environment names."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from fct.data.common import UsageError
from fct.flows.terminal.acting_group import stand_in
from fct.flows.terminal.answering import note_newest_cycle
from fct.flows.terminal.output import say_note

if TYPE_CHECKING:
    from fct.data.subjects import Store

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
FiscalYear = Annotated[int | None, typer.Option(help="Cycle of the store; else its only one.")]
FiscalYearOfProposal = Annotated[
    int | None, typer.Option(help="Cycle of the proposal; else the only one that has it.")
]
READ_ONLY = "This store may only be read: its log does not say what is read here or goes out."


def day_of(option: str, text: str) -> dt.date:
    """Return the day that is written after an option.

    Raises
    ------
    UsageError
        If it is not a date, year, month and day in this order.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text} is not a date; write it as 2027-07-15.") from None


def opened_store() -> "Store":
    """Return the store that the environment names, as who acts sees it and may change it.

    Raises
    ------
    DeniedError
        If the account is nobody's, or nobody may act for another.
    """
    from fct.data.store import Settings
    from fct.data.subjects import open_store_as
    from fct.scoring.ranking import show_seen_runs

    show_seen_runs()
    store = open_store_as(Settings.from_environment(), stand_in())
    if store.acting.note:
        say_note(f"{store.acting.note}{_how_to_stand_in(store)}")
    if store.is_read_only:
        say_note(READ_ONLY)
    return store


def _how_to_stand_in(store: "Store") -> str:
    if store.is_illustrative() and store.people.are_there():
        return " --as ID acts for one of its people."
    return ""


def opened_store_of_all() -> "Store":
    """Return the store for an answer about no one cycle: the clock of the newest is its clock."""
    store = opened_store()
    note_newest_cycle(store)
    return store


def opened_store_quietly() -> "Store":
    """Return the store that the environment names, for what asks for no person."""
    from fct.data.store import Settings
    from fct.data.subjects import open_store

    return open_store(Settings.from_environment())
