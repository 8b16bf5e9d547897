"""Writing and verifying the archive of a cycle."""

import datetime as dt
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from fct.data.archives.contents import (
    json_bytes,
    log_of_archive,
    originals_of_year,
    rows_of_year,
)
from fct.data.archives.verify_alone import LOG, MANIFEST, ORDER, check
from fct.data.common import StoreError
from fct.data.papers import listed, zip_of
from fct.data.store import Database
from fct.data.tables import SCHEMA_REVISION

_STAMP = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # of every file: the same content, the same bytes
_VERSION = 1
_README = """Archive of the cycle of fiscal year {year}

{banner}

verify.py        checks every file here and prints the order of merit; it needs Python alone:
                 python verify.py, or python verify.py FILE.zip
manifest.json    name, bytes and SHA-256 of each file, and where the log ends
order.json       the order of merit that was published last (order.csv: as a table)
data/            every row of the cycle, each table as JSON and as CSV. In the CSV, text that a
                 spreadsheet program would take for a formula has an apostrophe before it, and a
                 text is cut at 32,767 characters; the JSON is whole.
files/           the files as they came, under their SHA-256; data/submissions.json has their names
declarations/    the form, the rules, the rubric and all else that the published run was judged by
package/         what went out of each slate
log.jsonl        the event log: each line is what its SHA-256 is made of, and holds the one before
"""


def archive_bytes(
    database: Database,
    fiscal_year: int,
    order: Mapping[str, Any],
    others: Mapping[str, bytes],
    banner: str,
) -> tuple[bytes, dict[str, Any]]:
    """Return an archive and its manifest; the same content gives the same bytes.

    Parameters
    ----------
    database : Database
        With nothing hidden.
    fiscal_year : int
    order : mapping of str to object
        ``run, published_at, provenance, order``, as ``order.json`` has them.
    others : mapping of str to bytes
        Files that the caller made: those of the package, the declarations, the table of the order.
    banner : str
        The marking.

    Raises
    ------
    StoreError
        If a file that the store names is missing or damaged.
    """
    with database.reading() as connection:
        log, events, head = log_of_archive(connection)
        found = {
            **rows_of_year(connection, fiscal_year),
            **originals_of_year(database, connection, fiscal_year),
        }
    found |= {
        **others,
        ORDER: json_bytes(order),
        LOG: log,
        "verify.py": (files("fct.data.archives") / "verify_alone.py").read_bytes(),
        "README.txt": _README.format(year=fiscal_year, banner=banner).encode(),
    }
    manifest = {
        "archive": _VERSION,
        "fiscal_year": fiscal_year,
        "program": version("fct-evaluation"),
        "schema": SCHEMA_REVISION,
        "run": order["run"],
        "provenance": order["provenance"],
        "log": {"events": events, "sha256": head},
        "files": listed(found),
    }
    return zip_of({**found, MANIFEST: json_bytes(manifest)}, _STAMP), manifest


def verify_archive(path: Path) -> dict[str, Any]:
    """Hold an archive against its own manifest and log; no store is needed.

    Returns
    -------
    dict of str to object
        ``ok, fiscal_year, run, files, bytes, events, head, first_bad``.

    Raises
    ------
    StoreError
        If it cannot be read as an archive.
    """
    if not path.exists():
        raise StoreError(f"There is no archive at {path}. Check the path.")
    try:
        return check(path)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise StoreError(
            f"{path} is not an archive that can be read: {error}. Name a file that `fct archive` "
            "wrote; where it is damaged, take another copy of it."
        ) from None


def named_texts(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Return declarations as files of an archive."""
    return {f"declarations/{name}": text.encode() for name, text in sorted(texts.items())}


def order_rows(ranks: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the ranks of a run as an archive has them."""
    names = ["rank", "ref", "title", "component", "mark", "tied_with"]
    rows = ranks[names].astype(object).to_numpy().tolist()
    return [dict(zip(names, row, strict=True)) for row in rows]
