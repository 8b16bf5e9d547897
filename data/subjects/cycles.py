"""The cycles of the store, read; and what to do where there is none."""

import datetime as dt
import shlex

from fct.data.common import UsageError
from fct.data.program import Cycle, packaged_cycle_texts, parse_cycle
from fct.data.store import Settings
from fct.data.subjects.store import CycleRow, Store

_DAYS_TO_SEND = 60  # of a cycle that is tried after the packaged date has passed


def stored_cycle(store: Store, fiscal_year: int) -> tuple[CycleRow, Cycle]:
    """Return the last version of the cycle of a fiscal year, as it is kept and as it reads.

    Raises
    ------
    UsageError
        If the store has none.
    """
    row = store.cycle(fiscal_year)
    if row is None:
        known = ", ".join(str(other.fiscal_year) for other in store.cycles())
        elsewhere = "" if known else f" {sample_sentence(store.settings)}"
        raise UsageError(
            f"The store has no cycle of fiscal year {fiscal_year}; it has: {known or 'none'}. "
            f"{how_to_add_cycle(dt.datetime.now(dt.UTC), fiscal_year)}{elsewhere}"
        )
    return row, parse_cycle(row.yaml, f"cycle {fiscal_year}")


def no_cycle_sentence(settings: Settings, now: dt.datetime) -> str:
    """Return that a store has no cycle, what adds one, and where the sample season is."""
    place = settings.sqlite_path or "on the server"
    return (
        f"The store {place} has no cycle yet. {how_to_add_cycle(now)} {sample_sentence(settings)}"
    )


def sample_sentence(settings: Settings) -> str:
    """Return where the sample season is, or how it is made."""
    made = Settings(settings.demo_home)
    if made.sqlite_path is not None and made.sqlite_path.exists():
        return f"The sample season is in another store: `{use_line(settings)}` goes there."
    return "`fct demo` makes another store, with a sample season in it."


def use_line(settings: Settings) -> str:
    """Return the line for a shell after which commands use the store of the demonstration."""
    unset = "unset FCT_DATABASE_URL; " if settings.database_url else ""
    return f"{unset}export FCT_HOME={shlex.quote(str(settings.demo_home))}"


def how_to_add_cycle(now: dt.datetime, fiscal_year: int | None = None) -> str:
    """Return the command that adds a cycle which takes files at a moment.

    Parameters
    ----------
    now : datetime
    fiscal_year : int, optional
        Of the cycle; that of the newest packaged file by default.
    """
    packaged = packaged_cycle_texts()
    year = max(packaged) if fiscal_year is None else fiscal_year
    if year not in packaged:
        return "Add it with `fct cycle add FILE`."
    command, why = f"fct cycle add --packaged {year}", ""
    cycle = parse_cycle(packaged[year], f"cycle {year}")
    if now > cycle.deadline:
        command += f" --final-due {now.date() + dt.timedelta(days=_DAYS_TO_SEND)}"
        why = f", with a later date, as its own, {cycle.final_due}, has passed"
    return (
        f"Add your own with `fct cycle add FILE`, or the packaged one of fiscal year {year}{why}: "
        f"`{command}`."
    )
