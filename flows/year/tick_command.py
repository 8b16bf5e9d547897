"""The command of the tick: it does what is due once, or lists what was done."""

import datetime as dt
import logging
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from fct.data import messages, subjects
from fct.data.common import ExitCode, FctError, NotNowError, UsageError, aware_moment, utc_now
from fct.flows import terminal
from fct.flows.terminal import FiscalYear, Json, opened_store, print_lines, print_report
from fct.scoring import ranking
from fct.scoring.year import result_words

if TYPE_CHECKING:
    from fct.data.subjects import Store
    from fct.data.tables import TickAction
    from fct.flows.year.due import Due

_log = logging.getLogger("fct.flows")

Now = Annotated[
    list[str] | None,
    typer.Option(
        "--now",
        metavar="MOMENT",
        help="In an illustrative store: move its clock there first; several in order.",
    ),
]
AfterPause = Annotated[
    bool,
    typer.Option(
        "--after-pause", help="The clock is right, though the last event is more than 7 days old."
    ),
]
Done = Annotated[bool, typer.Option("--done", help="List all that was ever done, and do nothing.")]


def tick(
    now: Now = None,
    after_pause: AfterPause = False,
    done: Done = False,
    fiscal_year: FiscalYear = None,
    as_json: Json = False,
) -> None:
    """Do what is due by the calendars of the cycles, once and in order, and end."""
    if done:
        if now or after_pause:
            raise UsageError("--done only lists; leave --now and --after-pause out.")
        _list_done(fiscal_year, as_json=as_json)
        return
    if fiscal_year is not None:
        raise UsageError("--fiscal-year goes with --done; the tick does what is due in all cycles.")
    report = ticked([aware_moment(one) for one in now or ()], after_pause=after_pause)
    print_report(report, _print_ticked, as_json=as_json)
    if any(_is_failed(one) for one in report["did"]):
        raise typer.Exit(ExitCode.SYSTEM)


def ticked(moments: list[dt.datetime], *, after_pause: bool = False) -> dict[str, Any]:
    """Tick at some moments of an illustrative store, or now, as whoever may; return the report."""
    from fct.data.store import Settings
    from fct.flows.year.rights import starter

    ranking.show_seen_runs()
    with subjects.open_store(Settings.from_environment()) as store:
        name = starter(store, terminal.stand_in())
        return run_tick(store, moments, name, after_pause=after_pause)


def run_tick(
    store: "Store", moments: list[dt.datetime], started_by: str, *, after_pause: bool = False
) -> dict[str, Any]:
    """Wait for the turn, tick, send what waits, and return what was done and what comes next."""
    from fct.flows.year.rights import refuse_wrong_clock
    from fct.flows.year.ticking import system_store, tick as do_due
    from fct.flows.year.trouble import report_trouble
    from fct.flows.year.turns import turn

    if store.is_illustrative():
        _refuse_disorder(moments)
    system = system_store(store)
    did: list[dict[str, Any]] = []
    # Two ticks at once would do nothing twice, for each action asks again within its transaction;
    # the turn spares the work.
    with turn(store, "tick") as holder:
        if holder is not None:
            return {"did": [], "next": None, "waited_for": holder}
        wanted: list[dt.datetime | None] = [*moments] or [None]
        now, following = utc_now(), None
        for moment in wanted:
            if moment is not None:
                store.move_clock(moment)
            now = utc_now()
            refuse_wrong_clock(store, now, after_pause=after_pause)
            result = do_due(system, now, started_by)
            system.ticks.note(now, started_by)
            following = result.following
            lines = [
                done_line(store, one) for one in sorted([*result.did, *result.failed], key=_place)
            ]
            lines += [_unplanned_line(now, *one) for one in result.unplanned.items()]
            report_trouble(system, now, [_what_failed(one) for one in lines if _is_failed(one)])
            more = {} if moment is None else {"now": moment.isoformat()}
            did += [one | more for one in lines]
        mail = send_mail(system, now)
        clear_old_copies(system)
    report = {"did": did, "next": None if following is None else _next_line(store, following)}
    return report | ({} if mail is None else {"mail": mail})


def _refuse_disorder(moments: list[dt.datetime]) -> None:
    """Refuse moments of which one is before another that was named first; nothing is done."""
    for was, moment in pairwise(moments):
        if moment < was:
            raise NotNowError(
                "CLOCK_BACK",
                f"{moment.isoformat()} is named after {was.isoformat()}, and the clock goes "
                "forward alone. Nothing was done; name the moments in order.",
            )


def send_mail(system: "Store", now: dt.datetime) -> str | None:
    """Send what waits; return what is wrong with the address of the mail server, or None."""
    try:
        messages.send_waiting(system.messages, now)
    except UsageError as error:
        return str(error)
    return None


def clear_old_copies(system: "Store") -> None:
    """Clear second copies that have come to their end; what fails is tried by the next tick."""
    from fct.flows.cycle import clear_second_copies

    try:
        clear_second_copies(system)
    except (FctError, OSError) as error:
        _log.warning("second copies were not cleared: %s", error)


def _place(row: "TickAction") -> tuple[Any, ...]:
    from fct.flows.year.due import ORDER

    return (row.due, ORDER.index(row.action), row.fiscal_year, row.ref or "", -row.days_before)


def done_line(store: "Store", row: "TickAction") -> dict[str, Any]:
    """Return a thing that the tick did, as JSON values."""
    return {
        "action": row.action,
        "fiscal_year": row.fiscal_year,
        "ref": row.ref,
        "due": _in_zone(store, row.fiscal_year, row.due),
        "late": row.is_late,
        "result": row.result,
    }


def _unplanned_line(now: dt.datetime, action: str, said: str) -> dict[str, Any]:
    """Return that nobody could say what is due of an action, as a thing that failed."""
    return {
        "action": action,
        "fiscal_year": None,
        "ref": None,
        "due": now.isoformat(timespec="seconds"),
        "late": False,
        "result": {"error": said},
    }


def _is_failed(done: Mapping[str, Any]) -> bool:
    return "error" in done["result"]


def _what_failed(done: Mapping[str, Any]) -> str:
    if done["fiscal_year"] is None:
        return f"what is due of “{done['action']}” could not be found out"
    return f"{_named(done)}, due {done['due']}, was not done"


def _named(done: Mapping[str, Any]) -> str:
    about = f" {done['ref']}" if done["ref"] else ""
    year = "All cycles" if done["fiscal_year"] is None else f"FY{done['fiscal_year']}"
    return f"{year} {done['action']}{about}"


def _next_line(store: "Store", due: "Due") -> dict[str, Any]:
    return {
        "action": due.action,
        "fiscal_year": due.fiscal_year,
        "ref": due.ref,
        "at": _in_zone(store, due.fiscal_year, due.due),
    }


def _in_zone(store: "Store", fiscal_year: int, moment: dt.datetime) -> str:
    _, cycle = store.cycles.read(fiscal_year)
    return moment.astimezone(ZoneInfo(cycle.time_zone)).isoformat(timespec="seconds")


def _list_done(fiscal_year: int | None, *, as_json: bool) -> None:
    with opened_store() as store:
        rows = store.ticks.all(fiscal_year)
        done = [
            done_line(store, row) | {"at": _in_zone(store, row.fiscal_year, row.at)} for row in rows
        ]
    print_report({"done": done}, _print_done, as_json=as_json)


def _print_done(report: Mapping[str, Any]) -> None:
    if not report["done"]:
        typer.echo("Nothing was done yet. `fct tick` does what is due.")
        return
    print_lines(
        ("at", "action", "fiscal_year", "ref", "due", "result"), map(in_words, report["done"])
    )


def _print_ticked(report: Mapping[str, Any]) -> None:
    if "waited_for" in report:
        typer.echo(f"Another tick is under way ({report['waited_for']}), so this one did nothing.")
        return
    for line in ticked_lines(report):
        typer.echo(line)


def ticked_lines(report: Mapping[str, Any]) -> list[str]:
    """Return what a tick did and what comes next, a sentence each."""
    passed = sum("passed" in one["result"] for one in report["did"])
    lines = [line_of(one) for one in report["did"] if "passed" not in one["result"]]
    lines += (
        [f"{passed} more passed while no tick ran; nobody is informed of them."] if passed else []
    )
    lines = lines or ["Nothing was due."]
    lines += [f"Messages stay where they are: {report['mail']}"] if "mail" in report else []
    following = report["next"]
    if following is None:
        return [*lines, "Nothing comes next by the calendars of the store's cycles."]
    about = f" {following['ref']}" if following["ref"] else ""
    named = f"{following['action']}{about} of FY{following['fiscal_year']}"
    return [*lines, f"Next: {named} at {following['at']}."]


def line_of(done: Mapping[str, Any]) -> str:
    """Return one thing that was done, as a sentence."""
    late = ", late" if done["late"] else ""
    return f"{_named(done)}, due {done['due']}{late}: {result_words(done['result'])}"


def in_words(done: Mapping[str, Any]) -> dict[str, Any]:
    """Return one thing that was done with its result in words."""
    return {**done, "result": result_words(done["result"])}
