"""Commands on attachments: evidence beside a workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from fct.data import gate, submitting
from fct.data.common import DeniedError, FctError, utc_now
from fct.data.gate import printed_name
from fct.flows import terminal
from fct.flows.cli.submissions import Ref
from fct.flows.terminal import Json, opened_store, print_json

if TYPE_CHECKING:
    from fct.data.program import Cycle
    from fct.data.subjects import Attachment, Store

Id = Annotated[str, typer.Argument(metavar="ID", help="Of the attachment, as FY2027-A0001.")]
_COLUMNS = ("id", "criterion", "file", "kind", "markings", "bytes", "received", "by")
_WHOLE = "the whole proposal"


def attach(
    ref: Ref,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="PDF, pictures, office files.")
    ],
    criterion: Annotated[
        str, typer.Option(help="Which one it is evidence for; else the whole proposal.")
    ] = "",
    declare: Annotated[
        bool, typer.Option("--declare", help="State that the files hold nothing classified.")
    ] = False,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """Attach files to a proposal as evidence, before the deadline.

    PDF and pictures cannot be looked into, so they need --declare: you have read them, and they
    hold nothing classified. The same file for the same criterion is attached once.
    """
    made: list[Attachment] = []
    problems: list[terminal.NotTaken] = []
    known = submitting.known_criterion(criterion)
    with opened_store() as store:
        (year, ref), actor = terminal.known_ref(store, ref, fiscal_year), store.actor
        for number, file in enumerate(files, 1):
            now = utc_now()
            evidence = submitting.Evidence(year, ref, actor, now, known, declare)
            try:
                made.append(submitting.attach(store, file, evidence))
            # A denial holds of the person and not of this file: the others would end in the same.
            except DeniedError:
                raise
            except FctError as error:
                problems.append(terminal.NotTaken(number, str(file), error))
                continue
            if not as_json:
                _print_receipt(made[-1], _cycle(store, year))
    if as_json:
        untaken = [problem.as_plain() for problem in problems]
        print_json({"attachments": [attachment_report(one) for one in made], "refused": untaken})
    terminal.say_not_taken(problems, of=len(files))
    raise typer.Exit(max([problem.error.exit_code for problem in problems], default=0))


def _cycle(store: "Store", fiscal_year: int) -> "Cycle":
    return store.cycles.read(fiscal_year)[1]


def _print_receipt(made: "Attachment", cycle: "Cycle") -> None:
    out = terminal.console()
    again = " (attached before; this is the first receipt)" if made.is_repeat else ""
    out.print(f"[green]✓ attached[/] {made.id} {escape(printed_name(made.file_name))}{again}")
    place = f"{made.ref} of fiscal year {made.fiscal_year}, {made.criterion or _WHOLE}"
    out.print(f"  evidence for {escape(place)}")
    by = escape(printed_name(made.actor.name))
    verified = "" if made.actor.verified else " (as named, not verified)"
    received = submitting.moment_words(made.received_at, cycle)
    out.print(f"  {made.kind}, {made.size_bytes:,} bytes, received {received}")
    out.print(f"  markings: {escape(submitting.search_words(made.kind, made.actor.name))}")
    out.print(f"  sent by {by}{verified}")
    out.print(f"  SHA-256 of the file {made.file_sha256}")
    if made.declaration:
        out.print(f"  stated: “{escape(made.declaration)}”")


def attachments(
    ref: Ref,
    with_removed: Annotated[
        bool, typer.Option("--removed", help="List those that were removed, too.")
    ] = False,
    fiscal_year: terminal.FiscalYearOfProposal = None,
    as_json: Json = False,
) -> None:
    """List the attachments of a proposal."""
    with opened_store() as store:
        year, ref = terminal.known_ref(store, ref, fiscal_year)
        store.versions.get(year, ref)
        found = store.attachments.of_cycle(year, ref, with_removed=with_removed)
        cycle = _cycle(store, year)
    if as_json:
        print_json([attachment_report(one) for one in found])
    elif not found:
        typer.echo(f"{ref} has no attachments. `fct attach {ref} FILE` adds one.")
    else:
        terminal.print_lines(_COLUMNS, [_row(one, cycle) for one in found])
        for one in found:
            _print_removal(one, cycle)


def _row(one: "Attachment", cycle: "Cycle") -> dict[str, Any]:
    return {
        "id": one.id,
        "criterion": one.criterion or _WHOLE,
        "file": printed_name(one.file_name),
        "kind": one.kind,
        "markings": submitting.search_words(one.kind, one.actor.name),
        "bytes": f"{one.size_bytes:,}",
        "received": submitting.moment_words(one.received_at, cycle),
        "by": printed_name(one.actor.name),
    }


def _print_removal(one: "Attachment", cycle: "Cycle") -> None:
    if (removal := one.removal) is not None:
        by, when = (
            escape(printed_name(removal.actor.name)),
            submitting.moment_words(removal.at, cycle),
        )
        terminal.console().print(
            f"  {one.id} was removed {when} by {by}: “{escape(removal.reason)}”"
        )


def attachment_report(one: "Attachment") -> dict[str, Any]:
    """Return an attachment as JSON values."""
    removal = one.removal
    return {
        "id": one.id,
        "fiscal_year": one.fiscal_year,
        "ref": one.ref,
        "criterion": one.criterion or None,
        "file": one.file_name,
        "sha256": one.file_sha256,
        "size_bytes": one.size_bytes,
        "kind": one.kind,
        "markings": submitting.search_words(one.kind, one.actor.name),
        "declaration": one.declaration or None,
        "received_at": one.received_at.isoformat(),
        "actor": one.actor.name,
        "actor_verified": one.actor.verified,
        "is_repeat": one.is_repeat,
        "removed": None
        if removal is None
        else {
            "reason": removal.reason,
            "at": removal.at.isoformat(timespec="seconds"),
            "actor": removal.actor.name,
        },
    }


def detach(
    attachment_id: Id,
    reason: Annotated[str, typer.Option(help="Why, in a sentence; it is kept.")],
    as_json: Json = False,
) -> None:
    """Take an attachment off its proposal; the record and the file stay."""
    with opened_store() as store:
        removed = store.attachments.remove(attachment_id, reason, store.actor)
    sentence = (
        f"{removed.id} is no longer evidence of {removed.ref}; its record is kept, with the reason."
    )
    terminal.print_report(attachment_report(removed), sentence, as_json=as_json)


def attachment(
    attachment_id: Id,
    out: Annotated[Path, typer.Option("--out", help="File or folder to write it to.")],
    as_json: Json = False,
) -> None:
    """Write an attachment to a file, as it came."""
    with opened_store() as store:
        found = store.attachments.get(attachment_id)
        content = store.attachments.content(attachment_id)
        cycle = _cycle(store, found.fiscal_year)
        path = terminal.free_path(out, gate.safe_download_name(found.file_name))
        terminal.write_out(store, path, content, found.ref)
    if as_json:
        print_json(attachment_report(found) | {"written_to": str(path)})
        return
    typer.echo(f"Wrote {path}: {found.size_bytes:,} bytes, evidence of {found.ref}.")
    _print_removal(found, cycle)
