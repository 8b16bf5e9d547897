"""Checks the archive of a cycle, and prints the order of merit that was published.

It needs Python 3.7 or later and nothing else: no store, no other file of the program.

    python verify.py             in the folder in which the archive was unpacked
    python verify.py FILE.zip    the archive itself
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Fault: TypeAlias = dict[str, str | None]

MANIFEST, LOG, ORDER = "manifest.json", "log.jsonl", "order.json"
FIRST_HASH = "0" * 64
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def read_archive(place: Path) -> tuple[dict[str, bytes], Fault | None]:
    """Return the files of an archive by name, and the first that cannot be read."""
    if place.is_dir():
        found = sorted(path for path in place.rglob("*") if path.is_file())
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}, None
    files: dict[str, bytes] = {}
    bad: Fault | None = None
    with zipfile.ZipFile(place) as archive:
        for info in archive.infolist():
            # Unpacked, the second would take the place of the first: which one was checked would
            # hang on the program.
            if info.filename in files:
                bad = bad or fault("file", info.filename, "once", "twice")
                continue
            try:
                files[info.filename] = archive.read(info)
            except _BROKEN as error:
                bad = bad or fault("file", info.filename, "a file that can be read", str(error))
    return files, bad


def fault(kind: str, name: str, expected: str | None, found: str | None) -> Fault:
    """Return one thing that is not as it was written."""
    return {"kind": kind, "id": name, "expected": expected, "found": found}


def check(place: Path) -> dict[str, Any]:
    """Hold an archive against its manifest, and its log against its own chain.

    Returns
    -------
    dict of str to object
        ``ok, fiscal_year, run, files, bytes, events, head, first_bad``.
    """
    files, bad = read_archive(place)
    manifest = _manifest(files)
    listed = manifest.get("files", []) if manifest else []
    if manifest is None:
        bad = bad or fault("file", MANIFEST, "the manifest of an archive", None)
    bad = bad or _first_bad_file(files, listed)
    events, head, broken = _chain(files.get(LOG, b""))
    log = (manifest or {}).get("log", {})
    if broken is None and (events, head) != (log.get("events"), log.get("sha256")):
        broken = fault("event", str(events), str(log.get("sha256")), head)
    bad = bad or broken
    return {
        "ok": bad is None,
        "fiscal_year": (manifest or {}).get("fiscal_year"),
        "run": (manifest or {}).get("run"),
        "files": len(listed),
        "bytes": sum(one["bytes"] for one in listed),
        "events": events,
        "head": head,
        "first_bad": bad,
    }


def _manifest(files: dict[str, bytes]) -> dict[str, Any] | None:
    try:
        said = json.loads(files[MANIFEST])
        for one in said["files"]:
            str(one["name"]), int(one["bytes"]), str(one["sha256"])
    except (KeyError, ValueError, TypeError):
        return None
    return said if isinstance(said, dict) else None


def _first_bad_file(files: dict[str, bytes], listed: Sequence[dict[str, Any]]) -> Fault | None:
    for one in listed:
        content = files.get(one["name"])
        found = None if content is None else hashlib.sha256(content).hexdigest()
        if found != one["sha256"]:
            return fault("file", one["name"], one["sha256"], found)
    # What the manifest does not name was put in later.
    more = sorted(files.keys() - {one["name"] for one in listed} - {MANIFEST})
    for name in more:
        return fault("file", name, None, hashlib.sha256(files[name]).hexdigest())
    return None


def _chain(log: bytes) -> tuple[int, str, Fault | None]:
    """Return how many entries the log has, the hash of the last, and the first that is broken.

    Each line is what is hashed, byte for byte; the next line holds its hash.
    """
    previous, number = FIRST_HASH, 0
    for number, line in enumerate(log.splitlines(), 1):
        try:
            said = json.loads(line)["previous_hash"]
        except (ValueError, KeyError, TypeError):
            said = None
        if said != previous:
            return number, previous, fault("event", str(number), previous, said)
        previous = hashlib.sha256(line).hexdigest()
    return number, previous, None


def order_lines(place: Path) -> list[str]:
    """Return the order of merit in words, one proposal a line."""
    files, _ = read_archive(place)
    said = json.loads(files[ORDER])
    if said["run"] is None:
        return ["No run of this cycle was published."]
    rows = [
        "{:>4}  {:<18} {:<16} {}".format(one["rank"], one["ref"], one["mark"], one["title"])
        for one in said["order"]
    ]
    return ["{}, published {}".format(said["run"], said["published_at"]), *rows]


def bad_words(bad: Fault) -> str:
    """Return in a sentence what is not as it was written."""
    what = f"Not as it was written: {bad['kind']} {bad['id']}"
    if bad["found"] is None:
        return f"{what} is missing."
    if bad["expected"] is None:
        return f"{what} does not belong here."
    return f"{what}, expected {bad['expected']}, found {bad['found']}."


def main(arguments: Sequence[str]) -> int:
    """Check the archive that is named, or the folder of this file, and print its order."""
    place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        report = check(place)
        said = order_lines(place) if report["ok"] else []
    except _BROKEN as error:
        sys.stderr.write(f"{place} is not an archive that can be read: {error}\n")
        return 4
    bad = report["first_bad"]
    if bad is not None:
        sys.stderr.write(f"{bad_words(bad)}\n")
        return 4
    said.append(
        f"\nAs it was written: {report['files']} files, {report['bytes']:,} bytes, "
        f"{report['events']} events; the log ends with {report['head']}."
    )
    sys.stdout.write("\n".join(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
