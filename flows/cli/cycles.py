"""Commands on cycles: add one, show what a change of one would do, change it, list and show."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import program, subjects, tables
from fct.data.common import NotNowError, UsageError, utc_now
from fct.data.people import Action
from fct.flows import terminal
from fct.flows.terminal import Json, note_cycle, opened_store, print_report
from fct.scoring import defending

if TYPE_CHECKING:
    from fct.data.subjects import Store

CycleFile = Annotated[Path | None, typer.Argument(help="Cycle file (YAML).")]
Packaged = Annotated[
    int | None, typer.Option(metavar="YEAR", help="Take the packaged file of a fiscal year.")
]
FinalDue = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="With --packaged: another last day, as 2027-01-31."),
]

_FINAL_DUE = re.compile(r"^final_due:.*$", re.MULTILINE)

cycle_commands = typer.Typer(no_args_is_help=True, help="Add, change, list and show cycles.")


@cycle_commands.command("add")
def add_cycle(
    file: CycleFile = None,
    packaged: Packaged = None,
    final_due: FinalDue = None,
    as_json: Json = False,
) -> None:
    """Add a cycle, or before it opens another version of one; the old version is kept."""
    from fct.flows.cycle import cycle_notes, refuse_unknown_expected

    text, name = _text(file, packaged, final_due)
    cycle = program.parse_new_cycle(text, name)
    with opened_store() as store:
        store.ask(Action.CYCLE_CHANGE)
        _refuse_opened(store, cycle.fiscal_year, program.sha256_of_text(text))
        refuse_unknown_expected(store.whole(), cycle, text, name)
        version = store.cycles.add(
            cycle.fiscal_year, text, program.sha256_of_text(text), store.actor
        )
        notes = cycle_notes(store, cycle, None)
        note_cycle(store, cycle.fiscal_year)
    if as_json:
        terminal.print_json({"fiscal_year": cycle.fiscal_year, "version": version, "notes": notes})
        return
    typer.echo(f"Fiscal year {cycle.fiscal_year}: version {version}, due {cycle.final_due}.")
    for note in notes if packaged is None else ():
        typer.echo(note)
    if utc_now() > cycle.deadline:
        typer.echo(
            "That day has passed: a file that comes now is late, and only out-of-cycle proposals "
            "of it are judged. `fct cycle change` moves the day."
        )
    if packaged is not None:
        typer.echo(
            "Budgets, promises and duplicates of the packaged file are illustrative; "
            "`fct cycle change FILE` puts your own in their place."
        )


def _text(file: Path | None, packaged: int | None, final_due: str | None) -> tuple[str, str]:
    if (file is None) == (packaged is None):
        raise UsageError("Name a cycle file, or a packaged one with --packaged YEAR.")
    if file is not None:
        if final_due is not None:
            raise UsageError(f"--final-due goes with --packaged; write the date into {file.name}.")
        return program.read_cycle_text(file), file.name
    known = program.packaged_cycle_texts()
    if packaged not in known:
        listed = ", ".join(map(str, known))
        raise UsageError(f"No cycle of {packaged} is packaged; there is: {listed}.")
    name = f"the packaged cycle {packaged}"
    if final_due is None:
        return known[packaged], name
    day = terminal.day_of("--final-due", final_due)
    return _FINAL_DUE.sub(f"final_due: {day}", known[packaged]), name


def _refuse_opened(store: "Store", fiscal_year: int, sha256: str) -> None:
    from fct.flows.cycle import Phase, phase

    row = store.cycles.find(fiscal_year)
    if row is None or row.sha256 == sha256:
        return
    stored = tables.stored_cycle(row)
    if phase(stored, utc_now()) is not Phase.NOT_OPEN:
        raise NotNowError(
            "USE_CHANGE",
            f"The store has version {row.version} of cycle {fiscal_year}, which has opened. "
            "`fct cycle change FILE` shows what another text changes and for whom; with --reason "
            "it is taken.",
        )


@cycle_commands.command("change")
def change_cycle(
    file: CycleFile = None,
    packaged: Packaged = None,
    final_due: FinalDue = None,
    reason: Annotated[
        str | None, typer.Option(help="Why, in a sentence; without it nothing is written.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what another version of a cycle changes and for whom; take it with a reason."""
    from fct.flows.cycle import cycle_notes, refuse_closed, refuse_unknown_expected

    text, name = _text(file, packaged, final_due)
    wanted = program.parse_new_cycle(text, name)
    with opened_store() as store:
        store.ask(Action.CYCLE_CHANGE)
        row, stored = store.cycles.read(wanted.fiscal_year)
        refuse_unknown_expected(store.whole(), wanted, text, name)
        is_same = row.sha256 == program.sha256_of_text(text)
        report: dict[str, Any] = {
            "fiscal_year": wanted.fiscal_year,
            "version": row.version,
            "written": False,
            "changes": defending.changed_keys(stored, wanted),
            **(
                {"for": [], "no_effect": []}
                if is_same
                else defending.changed_by(store, stored, wanted)
            ),
        }
        report["notes"] = cycle_notes(store, wanted, stored)
        closed = _closed(store, stored, wanted, text) if reason is None and not is_same else None
        report["notes"] += [closed] if closed else []
        # What a change would do may be looked at at any time; only to take it, the dates must still
        # be open.
        if reason is not None and not is_same:
            refuse_closed(store, stored, wanted, text, utc_now())
            report["version"] = store.cycles.change(row, text, store.actor, reason)
            report["written"] = True
        note_cycle(store, wanted.fiscal_year)
    printed = partial(_print_change, is_same=is_same, is_closed=closed is not None)
    print_report(report, printed, as_json=as_json)


def _closed(store: "Store", was: program.Cycle, wanted: program.Cycle, text: str) -> str | None:
    """Return why a change that is only looked at could not be taken."""
    from fct.flows.cycle import refuse_closed

    try:
        refuse_closed(store, was, wanted, text, utc_now())
    except NotNowError as error:
        return str(error)
    return None


def _print_change(report: dict[str, Any], *, is_same: bool, is_closed: bool) -> None:
    year, version = report["fiscal_year"], report["version"]
    if is_same:
        typer.echo(f"Fiscal year {year}: the file is version {version} already; nothing changes.")
        return
    for line in [
        *defending.change_lines(report["changes"]),
        *report["no_effect"],
        *report["notes"],
    ]:
        typer.echo(line)
    if report["for"]:
        terminal.print_lines(("who", "what"), report["for"])
    else:
        typer.echo("No deadline, verdict, rank or mark changes for anybody.")
    if report["written"]:
        typer.echo(f"Fiscal year {year}: version {version} is kept. `fct evaluate` judges by it.")
    elif is_closed:
        typer.echo("Nothing is written, and this change cannot be taken any more.")
    else:
        typer.echo("Nothing is written yet; the same command with --reason takes the change.")


@cycle_commands.command("copy")
def copy_cycle(
    fiscal_year: Annotated[int, typer.Argument(metavar="FROM")],
    to: Annotated[int, typer.Argument(metavar="TO", min=2000, max=2099)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the file.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write another year's cycle file: same content, dates moved, money from the out-years."""
    from fct.flows.cycle import copied_cycle

    if to <= fiscal_year:
        raise UsageError(f"{to} does not come after {fiscal_year}; name a later fiscal year.")
    terminal.free_path(out, overwrite=overwrite)
    with opened_store() as store:
        row, cycle = store.cycles.read(fiscal_year)
        store.ask(Action.CYCLE_CHANGE)
        note_cycle(store, fiscal_year)
        copied = copied_cycle(store, row, cycle, to)
        terminal.write_out(store, out, copied.text.encode(), f"cycle {fiscal_year}")
    report = {"file": str(out), "fiscal_year": to, "notes": list(copied.notes)}
    sentence = f"Wrote {out}: the cycle of fiscal year {to}. Read it, then `fct cycle add {out}`."
    print_report(report, "\n".join([sentence, *copied.notes]), as_json=as_json)


@cycle_commands.command("template")
def cycle_template(
    fiscal_year: Annotated[int | None, typer.Option(help="Else the next one.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write it; else it is printed.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    as_json: Json = False,
) -> None:
    """Write a cycle file with every key explained."""
    today = utc_now()
    year = today.year + 2 if fiscal_year is None else fiscal_year
    text = program.cycle_template_text(year)
    if out is not None:
        terminal.free_path(out, overwrite=overwrite)
        out.write_text(text, "utf-8")
    report = {"file": None if out is None else str(out), "fiscal_year": year, "yaml": text}
    words = text if out is None else f"Wrote {out}: a cycle file of fiscal year {year}."
    print_report(report, words, as_json=as_json)


@cycle_commands.command("list")
def list_cycles(as_json: Json = False) -> None:
    """List the cycles of the store."""
    with opened_store() as store:
        rows = [
            {
                "fiscal_year": row.fiscal_year,
                "version": row.version,
                "sha256": row.sha256,
                "published_run": getattr(store.runs.published(row.fiscal_year), "id", None),
            }
            for row in store.cycles.all()
        ]
        settings = store.settings
    if as_json:
        terminal.print_json(rows)
    elif rows:
        terminal.print_lines(("fiscal_year", "version", "published_run", "sha256"), rows)
    else:
        typer.echo(subjects.no_cycle_sentence(settings, utc_now()))


@cycle_commands.command("show")
def show_cycle(fiscal_year: Annotated[int, typer.Argument()], as_json: Json = False) -> None:
    """Show the cycle file of a fiscal year."""
    with opened_store() as store:
        row, _ = store.cycles.read(fiscal_year)
        note_cycle(store, fiscal_year)
        yaml = store.withheld().text(row.yaml)
    report = {"fiscal_year": row.fiscal_year, "version": row.version, "yaml": yaml}
    print_report(report, yaml, as_json=as_json)
