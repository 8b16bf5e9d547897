"""Findings as a list to work through, for every kind of file: what to do first, ids last."""

from collections.abc import Sequence

import pandas as pd

from fct.data.common import Note
from fct.data.documents.export import export_xlsx
from fct.data.xlsx import Mark, sentence_of

_COLUMNS = (
    *("What is wrong, and what to do", "Sheet", "Cell", "Question", "You wrote", "Accepted"),
    *("What kind", "Criterion", "Proposal", "File", "Rule", "Outcome", "Source"),
)
_NOTE_COLUMNS = ("What we read differently from what you see", "Sheet", "Cell", "Proposal", "File")


def findings_list(
    marks: Sequence[tuple[str, Mark]], notes: Sequence[tuple[str, str, Note]], *, banner: str
) -> bytes:
    """Return findings, and the notes of the reader, as a workbook of two sheets.

    Parameters
    ----------
    marks : sequence of tuple of str and Mark
        Each with the file that it is about.
    notes : sequence of tuple of str, str and Note
        Each with its file and its proposal, which is empty for a note on a file.
    banner : str
        Marking of the document.
    """
    found = pd.DataFrame([_row(file, mark) for file, mark in marks], columns=list(_COLUMNS))
    read = pd.DataFrame(
        [(note.text, note.sheet, note.cell, ref, file) for file, ref, note in notes],
        columns=list(_NOTE_COLUMNS),
    )
    return export_xlsx({"Findings": found, "Notes": read}, banner=banner)


def _row(file: str, mark: Mark) -> tuple[str, ...]:
    return (
        f"{sentence_of(mark, with_answer=False)} {mark.other_rules}".strip(),
        *(mark.sheet, mark.cell, mark.label, mark.seen or mark.shown, mark.accepted),
        *(mark.severity, mark.criterion, mark.ref, file, mark.rule, mark.outcome, mark.source),
    )
