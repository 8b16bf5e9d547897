"""Reading a file without a parser in this process: the cells come from a child that read them.

Every caller reads sponsors' files by :func:`read_book_safely` or :func:`read_path_safely`.
"""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fct.data.common import RefusalError, TooLargeError, paused_collector, plain_bytes, tables_in
from fct.data.gate import GateRefusalError, Kind, kind_of, stored_archive
from fct.data.program import MIB, load_limits, refusal, refusal_messages
from fct.data.reading.book_json import AnswerError, load_looks, load_rows
from fct.data.reading.frames import Frame
from fct.data.reading.sandbox import reading_process
from fct.data.reading.workers import answer_of_worker, dask_address
from fct.data.sheets import RawBook, RawSheet

if TYPE_CHECKING:
    from fct.data.sheets import BookFacts

_LONGEST_SEEN, _LONGEST_MESSAGE = 200, 1000


class SafeReading(NamedTuple):
    """A file's cells, and what was learned beside them.

    Attributes
    ----------
    book : RawBook
    notes : list of str
        As in ``external link``, ``embedded object``, ``data connection``, ``DDE link``.
    facts : BookFacts or None
        Of a workbook, where they were asked for.
    """

    book: RawBook
    notes: list[str]
    facts: "BookFacts | None" = None


def read_book_safely(name: str, content: bytes) -> RawBook:
    """Read the cells of a file whose bytes are at hand, in a child with limits.

    Raises
    ------
    RefusalError
        If the file is not taken; the code is one of ``declarations/refusals.csv``. That of a
        classified file is ``CLASSIFIED``: then keep nothing of it, its name and hash included.
    FctError
        If nothing can be read now, whatever the file.
    """
    return read_safely(name, content).book


def read_path_safely(path: Path, *, with_facts: bool = False) -> SafeReading:
    """Read the cells of a workbook, a CSV file, a zip or a folder of CSV files, in a child.

    Parameters
    ----------
    path : Path
    with_facts : bool
        Whether the facts of a workbook are wanted too (:mod:`fct.data.sheets.facts`).

    Raises
    ------
    RefusalError
        As :func:`read_book_safely`, and if there is no such file.
    FctError
        If nothing can be read now, whatever the file.
    """
    most = load_limits().file_mib
    name = shown_name(path.name)
    try:
        if path.is_dir():
            return _read_folder(path, most)
        content = plain_bytes(path, most)
    except TooLargeError:
        raise refusal("FILE_TOO_BIG", name=name, limit=most) from None
    except FileNotFoundError as error:
        raise refusal("NOT_FOUND", name=error.filename or path) from None
    except OSError as error:
        raise refusal("DAMAGED", name=name, detail=error.strerror) from None
    return read_safely(path.name, content, with_facts=with_facts)


def _read_folder(path: Path, most: int) -> SafeReading:
    name = shown_name(path.name)
    contents = tables_in(path, most)
    if not contents:
        if workbooks := workbooks_in(path):
            raise refusal("SEVERAL_FORMS", name=name, seen=workbooks)
        raise refusal("NOT_A_WORKBOOK", name=name)
    # With name and length of each table, so that no other division of the same bytes has this hash.
    digest = hashlib.sha256()
    for table, content in contents:
        digest.update(f"{table}\0{len(content)}\0".encode() + content)
    reading = read_safely(f"{name}.zip", stored_archive(contents))
    return reading._replace(book=reading.book._replace(file=name, sha256=digest.hexdigest()))


def read_safely(name: str, content: bytes, *, with_facts: bool = False) -> SafeReading:
    """Read a file as :func:`read_book_safely` does, with what was learned beside its cells."""
    task = b"F" if with_facts else b"W"
    # What is refused here is refused by the child, which looks for markings in it too.
    with contextlib.suppress(GateRefusalError):
        if kind_of(name, content, load_limits()) in {Kind.TABLE, Kind.TABLES}:
            task = b"T"
    frames = answer_of_child(task, name, content)
    with paused_collector():
        return _reading_of(shown_name(name), hashlib.sha256(content).hexdigest(), frames)


def answer_of_child(task: bytes, name: str, content: bytes, given: bytes = b"") -> list[Frame]:
    """Return what a child answers to a file for one task (:mod:`fct.data.reading.worker`).

    Raises
    ------
    RefusalError
        If the file is not taken, or the child came to no end.
    FctError
        If there is no child to be had, whatever the file.
    """
    shown, most = shown_name(name), load_limits().file_mib
    if not content:
        raise refusal("EMPTY_FILE", name=shown)
    if len(content) > most * MIB:
        raise refusal("FILE_TOO_BIG", name=shown, limit=most)
    try:
        if address := dask_address():
            frames = answer_of_worker(address, task, shown, content, given)
        else:
            frames = reading_process().ask(task, shown, content, given)
    except GateRefusalError as error:
        raise _refusal_of(shown, error.code, error.seen) from None
    if frames[-1][0] == b"X":
        raise _reported_refusal(shown, frames[-1][1])
    return frames


def shown_name(name: str) -> str:
    """Return a file name as it is kept and shown: no control or direction signs, not too long."""
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable[-load_limits().name_characters :] or "file"


def _reading_of(name: str, sha256: str, frames: list[Frame]) -> SafeReading:
    """Return what a child answered, each piece of it checked, or raise its refusal."""
    sheets: list[RawSheet] = []
    properties: dict[str, str] = {}
    notes: list[str] = []
    facts = None
    try:
        for letter, text in frames:
            if letter == b"S":
                sheets.append(RawSheet(_text(json.loads(text)), []))
            elif letter == b"R":
                sheets[-1].rows.extend(load_rows(text))
            elif letter == b"L":
                sheets[-1] = sheets[-1]._replace(looks=load_looks(text))
            elif letter == b"P":
                said = json.loads(text)
                properties = {_text(key): _text(is_) for key, is_ in said["properties"].items()}
                notes = [_text(note) for note in said["notes"]]
            elif letter == b"F":
                facts = _facts_of(text)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise refusal("READER_STOPPED", name=name) from None
    return SafeReading(RawBook(name, sha256, sheets, properties), notes, facts)


def _facts_of(text: bytes) -> "BookFacts":
    from fct.data.sheets import facts_from_json

    return facts_from_json(json.loads(text))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise AnswerError("no text")
    return value


def _reported_refusal(name: str, text: bytes) -> RefusalError:
    """Return the refusal that a child reported, its words checked."""
    try:
        reported = json.loads(text)
        code = reported["code"]
        if "message" in reported and code in refusal_messages():
            return RefusalError(code, harmless(reported["message"], _LONGEST_MESSAGE))
        return _refusal_of(name, code, reported["seen"])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return refusal("READER_STOPPED", name=name)


def _refusal_of(name: str, code: str, seen: dict[str, object]) -> RefusalError:
    """Return the refusal of a code that the child or the gate named."""
    words = {key: harmless(value, _LONGEST_SEEN) for key, value in seen.items()}
    return refusal(code, **({"name": name} | words))


def harmless(value: object, longest: int) -> str:
    """Return what a child said as one line that can be shown, cut off at a length."""
    return "".join(sign for sign in str(value) if sign.isprintable())[:longest]


def workbooks_in(folder: Path) -> int:
    """Return how many workbooks a folder holds, by their names."""
    from fct.data.gate import is_workbook_name

    return sum(is_workbook_name(path.name) for path in folder.iterdir())
