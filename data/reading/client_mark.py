"""Marking a workbook without a parser in this process: a child opens, inspects and marks it."""

from collections.abc import Sequence

from fct.data.program import MIB, load_limits, refusal
from fct.data.reading.client import answer_of_child, harmless, shown_name
from fct.data.reading.job_mark import given_as_json
from fct.data.xlsx import Mark, MarkedFile, NotMarkableError

_ZIP = b"PK\x03\x04"
_LONGEST_REASON = 300


def mark_workbook_safely(
    name: str, content: bytes, marks: Sequence[Mark], file: MarkedFile
) -> bytes:
    """Return an xlsx workbook with its findings marked in it, as a child made it.

    Parameters
    ----------
    name : str
        Of the file, with its ending.
    content : bytes
        The workbook as it came.
    marks : sequence of Mark
        In the order in which they are shown.
    file : MarkedFile

    Returns
    -------
    bytes
        Those of :func:`fct.data.xlsx.mark.mark_workbook`.

    Raises
    ------
    NotMarkableError
        If the file is not a workbook, or is built in a way that cannot be patched.
    RefusalError
        If the gate does not let it pass, or the child comes to no end; the code is one of
        ``declarations/refusals.csv``.
    FctError
        If nothing can be marked now, whatever the file.
    """
    given = given_as_json(marks, file)
    if len(given) > load_limits().file_mib * MIB:
        raise NotMarkableError("it has more findings than a workbook can show")
    answer = dict(answer_of_child(b"M", name, content, given))
    if b"U" in answer:
        reason = answer[b"U"].decode(errors="replace")
        raise NotMarkableError(harmless(reason, _LONGEST_REASON))
    marked = answer.get(b"B", b"")
    if not marked.startswith(_ZIP):
        raise refusal("READER_STOPPED", name=shown_name(name))
    return marked
