"""The command that keeps a cycle as one file: ``archive``, and ``archive verify``."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fct.data import archives, people, program, subjects
from fct.data.common import UsageError, plural
from fct.data.store import write_through
from fct.flows.terminal import Json, free_path, note_cycle, opened_store, print_report
from fct.scoring import deciding

if TYPE_CHECKING:
    from fct.data.subjects import Store

_NOT_WHOLE = 4
_VERIFY = "verify"


def archive(
    what: Annotated[
        str, typer.Argument(metavar="FY|verify", help="The cycle, as 2027; or verify FILE.zip.")
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.zip]", help="The archive to verify.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    as_json: Json = False,
) -> None:
    """Write all of a cycle into one file, or verify such a file, for which no store is needed."""
    if what == _VERIFY:
        if file is None or out is not None:
            raise UsageError("Name the file to verify: `fct archive verify FILE.zip`.")
        _verify(file, as_json=as_json)
        return
    if out is None or file is not None:
        raise UsageError("Name the file to write: `fct archive FY --out FILE.zip`.")
    with opened_store() as store:
        report = write_archive(store, _fiscal_year(what), out)
        note_cycle(store, report["fiscal_year"])
    sentence = (
        f"Wrote {plural(report['files'], 'file')} to {out}, {report['bytes']:,} bytes, SHA-256 "
        f"{report['sha256']}. Keep that number elsewhere."
    )
    print_report(report, sentence, as_json=as_json)


def _fiscal_year(said: str) -> int:
    digits = said.upper().removeprefix("FY")
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError(f"{said} is not a fiscal year; write it as 2027 or FY2027.")
    return int(digits)


def _verify(file: Path, *, as_json: bool) -> None:
    report = archives.verify_archive(file)
    bad = report["first_bad"]
    sentence = (
        f"As it was written: {plural(report['files'], 'file')}, "
        f"{plural(report['events'], 'event')}; the log ends with {report['head']}."
    )
    if bad is not None:
        sentence = archives.bad_words(bad)
    print_report(report, sentence, as_json=as_json)
    if not report["ok"]:
        raise typer.Exit(_NOT_WHOLE)


def write_archive(store: "Store", fiscal_year: int, out: Path) -> dict[str, Any]:
    """Write the archive of a cycle; operator and owner may, and nothing is hidden from it.

    Returns
    -------
    dict of str to object
        ``file, fiscal_year, run, files, bytes, sha256, head``.

    Raises
    ------
    DeniedError
        If who acts is neither an operator nor the owner.
    UsageError
        If there is no such cycle, or the file is there already.
    StoreError
        If a file that the store names is missing or damaged.
    """
    store.ask(people.Action.STORE_ARCHIVE)
    whole = store.whole()
    _, cycle = whole.cycles.read(fiscal_year)
    free_path(out)
    order, others = _published(whole, fiscal_year, cycle.zone)
    others |= _packages(whole, fiscal_year)
    marking = "\n".join(
        f"{label}: {said}" for label, said in program.load_marking(store.settings.home).lines()
    )
    content, manifest = archives.archive_bytes(whole, fiscal_year, order, others, marking)
    _write(out, content)
    sha256 = hashlib.sha256(content).hexdigest()
    store.exports.add(archives.WRITTEN, f"FY{fiscal_year}", sha256, {"name": out.name})
    return {
        "file": str(out),
        "fiscal_year": fiscal_year,
        "run": order["run"],
        "files": len(manifest["files"]),
        "bytes": len(content),
        "sha256": sha256,
        "head": manifest["log"]["sha256"],
    }


def _published(
    store: "Store", fiscal_year: int, zone: Any
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the order of merit that was published last, and what it was judged by as files."""
    run = store.runs.published(fiscal_year)
    if run is None:
        whence = subjects.provenance_of_cycle(store, fiscal_year).as_plain()
        return {"run": None, "published_at": None, "provenance": whence, "order": []}, {}
    at = store.runs.published_at(run.id)
    rows = archives.order_rows(store.runs.ranks(run.id))
    moment = None if at is None else at.astimezone(zone).isoformat(timespec="seconds")
    whence = subjects.provenance_of(store, run).as_plain()
    order = {"run": run.id, "published_at": moment, "provenance": whence, "order": rows}
    return order, archives.named_texts(store.runs.declarations(run))


def _packages(store: "Store", fiscal_year: int) -> dict[str, bytes]:
    """Return the package of each slate that was decided on, by its name in the archive."""
    found: dict[str, bytes] = {}
    for slate in store.slates.of_cycle(fiscal_year):
        package = deciding.make_package(store, fiscal_year, slate.id)
        files: Mapping[str, bytes] = {**package.files, "manifest.json": package.manifest_bytes}
        found |= {f"package/{slate.id}/{name}": content for name, content in files.items()}
    return found


def _write(out: Path, content: bytes) -> None:
    """Write the file whole or not at all, for its own account alone."""
    part = out.with_name(f".{out.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        write_through(descriptor, content)
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
