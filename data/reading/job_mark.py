"""What a child does with a workbook that is to be marked: the gate, then the marks.

It is given, as JSON text, the marks and what they say of the file. It answers ``B`` with the
marked workbook, or ``U`` with the reason why it cannot be marked, and ``E``.
"""

import json
from collections.abc import Sequence
from typing import Any, Literal

from fct.data.gate import Kind, MarkingScanner, inspect_workbook, kind_of
from fct.data.reading.job_read import Reading, Send
from fct.data.xlsx import Mark, MarkedFile, NotMarkableError, mark_workbook


def given_as_json(marks: Sequence[Mark], file: MarkedFile) -> bytes:
    """Return what :func:`mark_gated_workbook` is given, as JSON text."""
    return json.dumps([marks, file], separators=(",", ":")).encode()


def mark_gated_workbook(
    reading: Reading, send: Send, name: str, content: bytes, given: bytes
) -> None:
    """Inspect a workbook, mark it and send it.

    Raises
    ------
    GateRefusalError
        If the gate does not let it pass. A classified file is refused as such, whatever else it is.
    """
    with MarkingScanner(reading.markings, reading.earn).of_file(name, content) as scanner:
        kind = kind_of(name, content, reading.limits)
        if kind is Kind.XLSX:
            content = inspect_workbook(
                content, kind, reading.limits, scanner, reading.own_sheets
            ).content
    if kind is Kind.XLSX:
        letter, answer = _marked(content, *json.loads(given))
    else:
        letter, answer = b"U", b"it is no .xlsx workbook"
    send(letter, answer)
    send(b"E", b"")


def _marked(
    content: bytes, marks: list[list[Any]], file: list[Any]
) -> tuple[Literal[b"B", b"U"], bytes]:
    try:
        marked = mark_workbook(content, [Mark(*mark) for mark in marks], MarkedFile(*file))
    except NotMarkableError as error:
        return b"U", str(error).encode(errors="replace")
    return b"B", marked


def warm_up_marking(content: bytes) -> None:
    """Mark a sound workbook and forget it, so that nothing is left to be looked up or imported."""
    mark_workbook(content, [Mark("", "Warm", "A1")], MarkedFile("", "", "", []))
