"""The step that takes in what lies in the inbox: every file ends with a receipt.

Files arrive in ``<home>/inbox/<fiscal year>/`` or in a folder of a component's name below it. A
file that was acknowledged moves to ``<home>/inbox/taken/``, under its receipt's id.
"""

import datetime as dt
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from fct.data.actor import Actor
from fct.data.errors import FctError, RefusalError
from fct.data.file_names import printed_name
from fct.data.form import LIST_SHEET
from fct.data.store import Store
from fct.data.store_submissions import Submission
from fct.data.submitting import Delivery, submit

SETTLED_AFTER_S = 5.0  # a file that changed less than this ago may still be copied
_FISCAL_YEAR = re.compile(r"20[0-9]{2}")
_REMOVED = {"CLASSIFIED": "classified", "MALWARE": "malicious"}
_PASSING = re.compile(r"^(\.|~\$)|\.(part|tmp|crdownload)$")

Progress = Callable[[str], None]


def inbox_folder(store: Store) -> Path:
    """Return the folder in which files arrive."""
    return store.settings.home / "inbox"


def ingest(
    store: Store,
    years: Collection[int],
    actor: Actor,
    progress: Progress = print,
    *,
    settled_after_s: float = SETTLED_AFTER_S,
) -> list[Submission]:
    """Submit every file that lies in the inbox of one of ``years``, and move it away.

    A file counts as received when it came into its folder, which a sponsor cannot set back. One
    that cannot be submitted now stays where it is, is told, and keeps no other from being taken.

    Returns
    -------
    list of Submission
        The receipts, in the order of the files' names.
    """
    receipts = []
    store.files.sweep()
    for path, fiscal_year, component in _arrived(inbox_folder(store), settled_after_s):
        if fiscal_year not in years:
            continue
        try:
            arrived = dt.datetime.fromtimestamp(path.stat().st_ctime, dt.UTC)
            delivery = Delivery(actor, arrived, fiscal_year, component)
            receipt = submit(store, path, delivery)
            _move_away(inbox_folder(store) / "taken", path, receipt)
        except (FctError, OSError) as error:
            code = error.code if isinstance(error, RefusalError) else ""
            if code in _REMOVED:
                _remove(path)  # no copy of it may stay, not even here
                progress(f"a {_REMOVED[code]} file was refused and removed from the inbox")
                continue
            progress(f"{printed_name(path.name)} was left in the inbox: {error}")
            continue
        progress(f"{receipt.id}: {receipt.status}, {receipt.proposal_count} proposals")
        receipts.append(receipt)
    return receipts


def _arrived(inbox: Path, settled_after_s: float) -> Iterator[tuple[Path, int, str | None]]:
    if not inbox.is_dir():
        return
    newest = time.time() - settled_after_s
    for year in sorted(inbox.iterdir()):
        if not (year.is_dir() and _FISCAL_YEAR.fullmatch(year.name)):
            continue
        for path in _deliveries(year):
            if path.stat().st_mtime <= newest:
                component = path.parent.name if path.parent != year else None
                yield path, int(year.name), component


def _deliveries(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; one that holds the tables of a list is one delivery."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or _PASSING.search(path.name):
            continue
        if path.is_file() or (path / f"{LIST_SHEET}.csv").is_file():
            yield path
        elif path.is_dir():
            yield from _deliveries(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _move_away(taken: Path, path: Path, receipt: Submission) -> None:
    taken.mkdir(parents=True, exist_ok=True)
    path.rename(taken / f"{receipt.id}-{path.name[-100:]}")
