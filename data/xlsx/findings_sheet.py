"""The sheet that stands first in a workbook that comes back: every finding, led to its cell."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fct.data.common import cell_name, neutral_text
from fct.data.xlsx.finding_parts import Mark, head_of_findings, sentence_of
from fct.data.xlsx.styles import Kind, StyleSheet
from fct.data.xlsx.xml import attribute, cell_text, escape

FINDINGS_SHEET = "FCT findings"

_KIND_WORDS: Mapping[Kind, str] = {
    Kind.REPAIR: "✗ repair",
    Kind.IMPROVE: "~ can be stronger",
    Kind.NOTE: "i nothing to do",
}
_OF_READER = "i note to read"
_BY_READER = "how the file was read"
_HOW_TO_REPAIR = (
    "Click a cell's name below, read the note in the coloured cell, correct the answer there, "
    "save, and check again. The next check replaces this sheet and the marks."
)
_WIDTHS = (18, 30, 20, 66, 28, 44, 22, 34)
_HEADINGS = (
    *("Cell", "Question", "What kind", "What is wrong, and what to do", "You wrote", "Accepted"),
    *("Criterion", "Rule and source"),
)
_REF_WIDTH, _REF_HEADING = 20, "Proposal"
_LINE_HEIGHT, _LETTERS_A_UNIT = 15, 1.2
_TALLEST = 400


class MarkedFile(NamedTuple):
    """What the sheet says of the file as a whole.

    Attributes
    ----------
    name, sha256 : str
        Of the file as it came.
    judged : str
        For which year, as of which day.
    verdicts : sequence of tuple of str and str
        Each proposal's ref with its verdict.
    banner : str
        Marking of the document.
    """

    name: str
    sha256: str
    judged: str
    verdicts: Sequence[tuple[str, str]]
    banner: str = "CUI"


def findings_sheet(
    marks: Sequence[Mark],
    file: MarkedFile,
    styles: StyleSheet,
    *,
    namespace: str,
    sheet_names: frozenset[str],
) -> bytes:
    """Return the worksheet part that lists the findings.

    Parameters
    ----------
    marks : sequence of Mark
        In the order in which they are listed.
    file : MarkedFile
    styles : StyleSheet
        Grows by the styles of the sheet.
    namespace : str
        Of the workbook's main part.
    sheet_names : frozenset of str
        Sheets that a link can lead to.
    """
    has_refs = len({mark.ref for mark in marks}) > 1
    widths = (_REF_WIDTH, *_WIDTHS) if has_refs else _WIDTHS
    rows = [*_head(marks, file, styles)]
    head = len(rows) + 1
    headings = (_REF_HEADING, *_HEADINGS) if has_refs else _HEADINGS
    rows.append(_row(head, [(text, styles.own("heading")) for text in headings], 20))
    links = []
    for number, mark in enumerate(marks, head + 1):
        cells = _cells(mark, styles)
        cells = [(mark.ref, styles.own("text")), *cells] if has_refs else cells
        rows.append(_row(number, cells, _height(cells, widths)))
        if mark.sheet in sheet_names:
            links.append(_link(cell_name(number - 1, int(has_refs)), mark))
    frame = _Frame(widths, head, len(marks), file.banner)
    return _worksheet("".join(rows), "".join(links), namespace, frame)


def _head(marks: Sequence[Mark], file: MarkedFile, styles: StyleSheet) -> list[str]:
    plain, key = styles.own("plain"), styles.own("key")
    notes = sum(mark.is_of_reader for mark in marks)
    counts = {kind: sum(mark.kind == kind for mark in marks) for kind in Kind}
    found = (
        f"{head_of_findings(counts[Kind.REPAIR], notes, 'finding')}; {counts[Kind.IMPROVE]} that "
        f"can be stronger, {counts[Kind.NOTE] - notes} to know"
    )
    lines = [
        ("File", f"“{file.name}”, SHA-256 {file.sha256}"),
        ("Judged", file.judged),
        ("Verdict", _verdicts(file.verdicts)),
        ("Found", found),
        ("How to repair", _HOW_TO_REPAIR),
    ]
    rows = [
        _row(1, [(file.banner, styles.own("banner"))]),
        _row(2, [("What the check found", styles.own("title"))], 27),
    ]
    rows += [
        _row(number, [(name, key), (text, plain)]) for number, (name, text) in enumerate(lines, 3)
    ]
    return [*rows, _row(len(rows) + 1, [])]


def _verdicts(verdicts: Sequence[tuple[str, str]]) -> str:
    if len(verdicts) == 1:
        return f"{verdicts[0][1]} (“{verdicts[0][0]}”)"
    words = [verdict for _, verdict in verdicts]
    counted = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(words)} proposals: {counted}" if words else "no proposal"


def _cells(mark: Mark, styles: StyleSheet) -> list[tuple[str, int]]:
    text, small = styles.own("text"), styles.own("small")
    kind = _OF_READER if mark.is_of_reader else _KIND_WORDS[mark.kind]
    source = _BY_READER if mark.is_of_reader else f"{mark.rule} ({mark.severity}): {mark.source}"
    return [
        (mark.where, styles.own("link")),
        (mark.label, text),
        (kind, styles.own(mark.kind)),
        (f"{sentence_of(mark, with_answer=False)} {mark.other_rules}".strip(), text),
        ("" if mark.is_of_reader else mark.shown, text),
        (mark.accepted, small),
        (mark.criterion, small),
        (source, small),
    ]


def _height(cells: Sequence[tuple[str, int]], widths: Sequence[int]) -> int:
    lines = max(
        len(textwrap.wrap(text, int(width * _LETTERS_A_UNIT)))
        for (text, _), width in zip(cells, widths, strict=True)
    )
    return min(max(lines, 1) * _LINE_HEIGHT + 3, _TALLEST)


def _row(number: int, cells: Sequence[tuple[str, int]], height: int = _LINE_HEIGHT + 1) -> str:
    written = "".join(
        f'<c r="{cell_name(number - 1, column)}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{cell_text(neutral_text(text))}</t></is></c>'
        for column, (text, style) in enumerate(cells)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{written}</row>'


def _link(cell: str, mark: Mark) -> str:
    quoted = mark.sheet.replace("'", "''")
    given = attribute("ref", cell) + attribute("location", f"'{quoted}'!{mark.cell or 'A1'}")
    given += attribute("display", mark.where)
    return f"<hyperlink{given.decode()}/>"


class _Frame(NamedTuple):
    """What stands around the rows: widths, the row of headings, how many follow, the marking."""

    widths: Sequence[int]
    head: int
    below: int
    banner: str


def _worksheet(rows: str, links: str, namespace: str, frame: _Frame) -> bytes:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(frame.widths, 1)
    )
    head = frame.head
    last = cell_name(head - 1 + frame.below, len(frame.widths) - 1)
    printed = escape("&C" + frame.banner.replace("&", "&&"))
    first = cell_name(head, 0)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{escape(namespace)}"><sheetPr><tabColor rgb="FFC62828"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{last}"/><sheetViews><sheetView showGridLines="0" tabSelected="1" '
        f'workbookViewId="0"><pane ySplit="{head}" topLeftCell="{first}" activePane="bottomLeft" '
        f'state="frozen"/><selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        f'<autoFilter ref="A{head}:{last}"/>'
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddHeader>{printed}</oddHeader><oddFooter>{printed}</oddFooter>"
        "</headerFooter></worksheet>"
    ).encode()
