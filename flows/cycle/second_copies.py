"""The end of second copies: files that were taken in, and the answers that were left beside them.

What was taken stays in the store, under its hash. The copy in ``<home>/inbox/taken/`` and the
answers in the folders of the inbox go once they are as old as ``declarations/inbox.yaml`` says, by
the clock of the machine, which wrote their times.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fct.data.common import loaded_once, parse_yaml
from fct.data.program import read_declaration
from fct.data.store import add_event
from fct.data.subjects import Store
from fct.flows.cycle.inbox import TAKEN, inbox_folder
from fct.flows.cycle.inbox_answers import answers_to, is_answer

_DAY_S = 86_400
_RECEIPT = re.compile(r"(FY\d{4}-[A-Z]\d+)-")
_CLEARED = "second copies cleared"


class Cleared(NamedTuple):
    """What was cleared.

    Attributes
    ----------
    copies, answers : int
        Copies of what was taken in, and answers.
    size_bytes : int
    """

    copies: int
    answers: int
    size_bytes: int


@loaded_once
def second_copy_days() -> int:
    """Return how many days a second copy is kept."""
    declared: dict[str, Any] = parse_yaml(read_declaration("inbox.yaml"), "inbox.yaml")
    return int(declared["second_copy_days"]["value"])


def clear_second_copies(store: Store, now_s: float | None = None) -> Cleared:
    """Clear what is old enough, and keep in the log how much that was.

    A copy whose receipt the store does not know, or whose file it does not have, is left: it may be
    the only one. The answer to what still lies in the inbox is left too.

    Parameters
    ----------
    store : Store
        As the system acts on it.
    now_s : float, optional
        Seconds since 1970; the machine's clock by default.

    Returns
    -------
    Cleared
    """
    before = (time.time() if now_s is None else now_s) - second_copy_days() * _DAY_S
    inbox = inbox_folder(store)
    copies = _old_copies(store, inbox / TAKEN, before)
    answers = [os.stat(name, dir_fd=folder).st_size for folder, name in _old_answers(inbox, before)]
    cleared = Cleared(len(copies), len(answers), sum(map(_size, copies)) + sum(answers))
    if not copies and not answers:
        return cleared
    with store.writing() as connection:
        details = {
            "copies": cleared.copies,
            "answers": cleared.answers,
            "bytes": cleared.size_bytes,
            "older_than_days": second_copy_days(),
        }
        # Before anything is removed: a log that says more went than did is better than the other
        # way round.
        add_event(connection, store.actor, _CLEARED, "inbox", details)
    for path in copies:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for folder, name in _old_answers(inbox, before):
        os.unlink(name, dir_fd=folder)
    return cleared


def _old_copies(store: Store, taken: Path, before: float) -> list[Path]:
    """Return the copies that are old enough; a move into the folder changes a file's ctime."""
    old = [path for path in _inside(taken) if path.lstat().st_ctime < before]
    if not old:
        return []
    hashes = {
        receipt.id: receipt.file_sha256
        for row in store.cycles.all()
        for receipt in store.submissions.of_cycle(row.fiscal_year)
    }
    # Whatever the store does not have is not a second copy.
    return [path for path in old if _is_kept(store, path.name, hashes)]


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_kept(store: Store, name: str, hashes: Mapping[str, str]) -> bool:
    """Whether the store has the file of which this is a copy."""
    receipt = _RECEIPT.match(name)
    sha256 = hashes.get(receipt[1]) if receipt is not None else None
    return sha256 is not None and store.files.is_there(sha256)


def _old_answers(inbox: Path, before: float) -> Iterator[tuple[int, str]]:
    """Give descriptor of the folder and name of each answer that is old; no link is followed.

    The descriptor is good until the next one is given.
    """
    if not inbox.is_dir():
        return
    for place, folders, names, descriptor in os.fwalk(inbox):
        # fwalk goes into what is left in the list: copies are looked at by `_old_copies`.
        if Path(place) == inbox and TAKEN in folders:
            folders.remove(TAKEN)
        needed = {
            answer
            for name in (*folders, *names)
            if not is_answer(name)
            for answer in answers_to(name)
        }
        for name in names:
            if not is_answer(name) or name in needed:
                continue
            if os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_ctime < before:
                yield descriptor, name


def _size(path: Path) -> int:
    if path.is_dir() and not path.is_symlink():
        return sum(one.lstat().st_size for one in path.rglob("*") if one.is_file())
    return path.lstat().st_size
