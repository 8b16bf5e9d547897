"""The step that takes in what lies in the inbox: every file ends with an answer beside it.

Files arrive in ``<home>/inbox/<fiscal year>/`` or in a folder of a component's name below it; those
in a folder ``new/`` are further proposals, those in ``replaces/<ref>/`` new versions, those in
``out-of-cycle/`` come after the deadline as such. A file that
was acknowledged moves to ``<home>/inbox/taken/``, under its receipt's id. One that was refused
before its search for markings was complete is removed: its sender has it, and a second copy of what
may be a spill is one too many.
"""

import contextlib
import datetime as dt
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from fct.data import submitting
from fct.data.common import (
    Actor,
    DeniedError,
    FctError,
    RefusalError,
    TooLargeError,
    UsageError,
    in_series,
    plural,
    unlinked_file,
    unlinked_tables,
)
from fct.data.deliberations import account_name
from fct.data.gate import printed_name
from fct.data.people import Acting
from fct.data.program import LIST_SHEET, load_limits, refusal
from fct.data.store import private_folder
from fct.data.subjects import REFUSED, Store, Submission
from fct.data.submitting import Delivery, EntryPoint
from fct.flows.cycle.inbox_answers import is_answer, is_answered, leave_answer, leave_form_to_edit

SETTLED_AFTER_S = 5.0  # a file that changed less than this ago may still be copied
TAKEN, NEW, REPLACES = "taken", "new", "replaces"
OUT_OF_CYCLE = "out-of-cycle"
_FISCAL_YEAR = re.compile(r"20[0-9]{2}")
_HELD_BACK = {"QUOTA", "NOT_SCANNED", "NOT_KNOWN"}  # the same file may be taken later
_UNNAMED = {"CLASSIFIED": "a classified file", "MALWARE": "a malicious file"}
# Names that programs give a file while they still write it, and Office's lock files.
_PASSING = re.compile(r"^(\.|~\$)|\.(part|tmp|crdownload)$")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

Progress = Callable[[str], None]


class _Arrived(NamedTuple):
    """A file, or a folder of the tables of a list, in the inbox.

    Attributes
    ----------
    inbox : Path
    steps : tuple of str
        The names that lead to it from the inbox; the first is the fiscal year, where it is taken.
    """

    inbox: Path
    steps: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.inbox.joinpath(*self.steps)

    @property
    def year(self) -> int | None:
        """The fiscal year in whose folder it lies; None where it lies in none."""
        is_in_one = len(self.steps) > 1 and _FISCAL_YEAR.fullmatch(self.steps[0])
        return int(self.steps[0]) if is_in_one else None

    @property
    def shown(self) -> str:
        """Its place in the inbox, as it is printed."""
        return printed_name("/".join(self.steps))

    def delivery(self, actor: Actor, received_at: dt.datetime) -> Delivery:
        """Return how it came, by the folders in which it lies."""
        year, *folders = self.steps[:-1]
        is_new, is_out, replaces, component = False, False, None, None
        while folders:
            folder = folders.pop(0)
            if folder.casefold() == NEW:
                is_new = True
            elif folder.casefold() == OUT_OF_CYCLE:
                is_out = True
            elif folder.casefold() == REPLACES and folders:
                replaces = folders.pop(0)
            else:
                component = folder
        return Delivery(
            actor,
            received_at,
            int(year),
            component,
            replaces,
            is_new=is_new,
            is_out_of_cycle=is_out,
        )


class _Taken(NamedTuple):
    """The bytes of an arrived file, and what the system said of it while it was open."""

    name: str
    content: bytes
    facts: os.stat_result


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
    """Submit every file that lies in the inbox of one of ``years``, and leave an answer beside it.

    What lies in the folder of no cycle's year is left there, with an answer too.

    A file counts as received when it came into its folder, which a sponsor cannot set back. One
    that cannot be submitted now stays where it is, is reported, and does not hold up the others.

    Returns
    -------
    list of Submission
        The receipts, in the order of the files' names.
    """
    receipts = []
    inbox = inbox_folder(store)
    store.files.sweep()
    private_folder(inbox)
    for year in sorted(years):
        with contextlib.suppress(FileExistsError):  # a file of that name is answered like any other
            private_folder(inbox / str(year))
    known = {row.fiscal_year for row in store.cycles.all()}
    # A list, because files are moved while it is gone through.
    for arrived in list(_arrived(inbox, settled_after_s)):
        if arrived.year in known.difference(years):
            continue  # another look takes what lies there
        astray = "" if arrived.year in years else _astray(arrived.year, known)
        if (receipt := _take(store, arrived, actor, progress, astray)) is not None:
            receipts.append(receipt)
    return receipts


def _arrived(inbox: Path, settled_after_s: float) -> Iterator[_Arrived]:
    newest = time.time() - settled_after_s
    for top in sorted(inbox.iterdir()):
        if top.name == TAKEN or _is_passed_over(top):
            continue
        is_year = _FISCAL_YEAR.fullmatch(top.name) is not None
        is_whole = _what_else(top) or top.is_file() or (not is_year and _is_of_tables(top))
        for path in [top] if is_whole else _deliveries(top):
            if path.lstat().st_mtime <= newest:
                yield _Arrived(inbox, path.relative_to(inbox).parts)


def _astray(year: int | None, known: Collection[int]) -> str:
    """Return why what lies in no folder of a cycle's year is not taken, and what to do."""
    if not known:
        return "No cycle takes files yet: ask the office that runs the store when one does."
    why = "It lies outside of the folders of the fiscal years, from which files are taken"
    if year is not None:
        why = f"No cycle of fiscal year {year} takes files"
    folders = in_series([f"`{one}`" for one in sorted(known)], "or")
    return f"{why}: put it into the folder {folders} of the inbox."


def _deliveries(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; one that holds the tables of a list is one delivery.

    What is neither a file nor a folder is among them, so that its sender gets an answer.
    """
    for path in sorted(folder.iterdir()):
        if _is_passed_over(path):
            continue
        if _what_else(path) or path.is_file() or _is_of_tables(path):
            yield path
        else:
            yield from _deliveries(path)


def _is_passed_over(path: Path) -> bool:
    """Whether a name is that of a file on its way, or of an answer."""
    return bool(_PASSING.search(path.name)) or is_answer(path.name)


def _is_of_tables(folder: Path) -> bool:
    return os.path.lexists(folder / f"{LIST_SHEET}.csv")


def _what_else(path: Path) -> str:
    """Return what lies at a path, in words, where it is neither a file nor a folder."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "is a link, which the inbox does not follow"
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "is not a file"


def _misplaced(path: Path) -> str:
    """Return why a delivery is not one that can be read, and what to do; empty where it is."""
    tables = sorted(path.glob("*.[cC][sS][vV]")) if path.is_dir() else []
    for one in (path, *([] if path.is_symlink() else tables)):
        if what := _what_else(one):
            kind = "folder" if one.is_dir() else "file"
            shown = printed_name(str(one.relative_to(path.parent)))
            return f"{shown} {what}: put the {kind} itself there."
    return ""


def _take(
    store: Store, arrived: _Arrived, actor: Actor, progress: Progress, astray: str
) -> Submission | None:
    """Submit one file, answer its sender, and move or remove the file; one astray is left."""
    taken = None
    try:
        if why := _misplaced(arrived.path) or astray:
            _say_once(arrived, why, progress)
            return None
        with _open_folder(arrived) as folder:
            taken = _read(arrived, folder)
            # ctime: mtime is the sender's to set, and a file is received when it is there with its
            # last byte.
            received_at = dt.datetime.fromtimestamp(taken.facts.st_ctime, dt.UTC)
            sender = _as_sender(store, taken)
            actor = actor if sender is store else sender.actor
            delivery = arrived.delivery(actor, received_at)
            receipt = submitting.submit_bytes(sender, taken.name, taken.content, delivery)
            sentence = _answer(store, receipt, arrived, folder)
    except (FctError, OSError) as error:
        _turn_away(arrived, taken, error, progress)
        return None
    if not _is_same(arrived.path, taken.facts):
        progress(f"{arrived.shown} was replaced while it was read; the new one is taken next")
    elif receipt.is_searched:
        _move_away(arrived.inbox / TAKEN, arrived.path, receipt)
    else:
        _remove(arrived.path)
        sentence += "; its search for markings was not complete, so the file was removed"
    progress(f"{arrived.shown}: {sentence}")
    return receipt


def _as_sender(store: Store, taken: _Taken) -> Store:
    """Return the store as the person sees it whose account owns a file.

    Before there are people, whoever takes the files in acts.

    Raises
    ------
    RefusalError
        ``NOT_KNOWN``, where that is nobody.
    """
    if not store.people.are_there():
        return store
    uid = taken.facts.st_uid
    account = account_name(uid)
    person = store.people.of_account(account)
    if person is None:
        raise refusal("NOT_KNOWN", name=printed_name(taken.name), account=account)
    return store.as_(Acting(person.actor(uid), person))


@contextlib.contextmanager
def _open_folder(arrived: _Arrived) -> Iterator[int]:
    """Open the folder of a file step by step from the inbox, following no link."""
    with contextlib.ExitStack() as opened:
        # From descriptor to descriptor: a folder that is exchanged for a link while we look leads
        # nowhere else.
        folder = os.open(arrived.inbox, _FOLDER)
        opened.callback(os.close, folder)
        for step in arrived.steps[:-1]:
            folder = os.open(step, _FOLDER, dir_fd=folder)
            opened.callback(os.close, folder)
        yield folder


def _read(arrived: _Arrived, folder: int) -> _Taken:
    """Return the bytes of a file or of a folder of tables, each from one descriptor."""
    name = arrived.steps[-1]
    try:
        try:
            return _Taken(name, *unlinked_file(name, folder, load_limits().file_mib))
        except (UsageError, IsADirectoryError):
            if not arrived.path.is_dir():
                raise
        tables = os.open(name, _FOLDER, dir_fd=folder)
        try:
            content = submitting.packed_tables(unlinked_tables(tables, load_limits().file_mib))
            return _Taken(f"{name}.zip", content, os.fstat(tables))
        finally:
            os.close(tables)
    except TooLargeError:
        raise refusal(
            "FILE_TOO_BIG", name=printed_name(name), limit=load_limits().file_mib
        ) from None


def _answer(store: Store, receipt: Submission, arrived: _Arrived, folder: int) -> str:
    """Leave the receipt beside the file, with the form to edit, and return it in one sentence."""
    from fct.data.submitting import receipt_lines
    from fct.scoring.ranking import receipt_with_standing

    _, cycle = store.cycles.read(receipt.fiscal_year)
    report = receipt_with_standing(store, receipt, cycle, EntryPoint.INBOX)
    name = arrived.steps[-1]
    lines, unanswered = receipt_lines(report), ""
    try:
        if receipt.lacks_ref:
            how = submitting.how_to_change(report, EntryPoint.INBOX)
            lines.append(f"{leave_form_to_edit(store, receipt, name, folder)}{how}")
        leave_answer(name, lines, folder)
    except OSError as error:  # the file is taken all the same
        unanswered = f"; no answer could be left: {error.strerror}"
    if receipt.status == REFUSED:
        return f"refused {receipt.id}, {receipt.refusal_code}{unanswered}"
    late = ", LATE: it will not be judged" if submitting.is_late(report) else ""
    again = ", received before" if receipt.is_repeat else ""
    count = len(receipt.refs)
    return f"accepted {receipt.id}, {plural(count, 'proposal')}{late}{again}"


def _say_once(arrived: _Arrived, why: str, progress: Progress) -> None:
    """Answer the sender of what is left where it is; not again while nothing of it changed."""
    name = arrived.steps[-1]
    with _open_folder(arrived) as folder:
        if is_answered(name, folder, arrived.path.lstat().st_ctime_ns):
            return
        leave_answer(name, ["not taken", why], folder)
    progress(f"{arrived.shown} was left in the inbox: {why}")


def _turn_away(
    arrived: _Arrived, taken: _Taken | None, error: Exception, progress: Progress
) -> None:
    """Answer the sender of a file that has no receipt; one that is refused for good is removed."""
    code = error.code if isinstance(error, RefusalError) else ""
    denied = f"refused {error.code}" if isinstance(error, DeniedError) else ""
    name = arrived.steps[-1]
    # The name of a classified file may be classified too.
    unnamed = _UNNAMED.get(code)
    is_final = bool(code) and code not in _HELD_BACK
    said = str(error)
    if isinstance(error, RefusalError):
        said = submitting.refusal_words(error.code, error.message, EntryPoint.INBOX)
    if isinstance(error, OSError):
        said = f"it cannot be read ({error.strerror})"
    with contextlib.suppress(OSError), _open_folder(arrived) as folder:
        # Nothing of the store is said to who may not know of it: a denial gives its code alone.
        head = f"refused {code}" if code else denied or "not taken"
        leave_answer("a-file" if unnamed else name, [head, said], folder)
    if is_final and (taken is None or _is_same(arrived.path, taken.facts)):
        _remove(arrived.path)  # no copy of it may stay, not even here
    if unnamed:
        progress(f"{unnamed} was refused and removed from the inbox")
    elif is_final:
        progress(f"{arrived.shown}: refused, {code}, and removed from the inbox: {said}")
    else:
        progress(f"{arrived.shown} was left in the inbox: {said}")


def _is_same(path: Path, facts: os.stat_result) -> bool:
    """Whether a name still leads to the file that was read."""
    try:
        now = path.lstat()
    except OSError:
        return False
    # Device and inode name the file, ctime its last change; a name and a size can be the same for
    # another one.
    return (now.st_dev, now.st_ino, now.st_ctime_ns) == (
        facts.st_dev,
        facts.st_ino,
        facts.st_ctime_ns,
    )


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _move_away(taken: Path, path: Path, receipt: Submission) -> None:
    private_folder(taken)
    path.rename(taken / f"{receipt.id}-{path.name[-100:]}")
