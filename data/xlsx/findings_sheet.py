"""The sheet that stands first in a workbook that comes back: every finding, led to its cell."""

from collections.abc import Sequence
from typing import NamedTuple

from fct.data.common import cell_name, neutral_text
from fct.data.xlsx.finding_parts import Mark
from fct.data.xlsx.finding_table import finding_cells, headings_of, height_of_cells, widths_of
from fct.data.xlsx.marked_file import MarkedFile, head_lines, standing_lines
from fct.data.xlsx.styles import StyleSheet
from fct.data.xlsx.text_height import Text, row_height
from fct.data.xlsx.xml import attribute, cell_text, escape

FINDINGS_SHEET = "FCT findings"

_HOW_TO_REPAIR = (
    "Click a cell's name below, read the note in the colored cell, correct the answer there, "
    "save, and check again. The next check replaces this sheet and the marks."
)
_REF_HEADING = "Proposal"
_TITLE_HEIGHT, _HEADING_HEIGHT = 24, 28
_LINE = 15


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
    before = [_REF_HEADING] if len({mark.ref for mark in marks}) > 1 else []
    widths = widths_of(before)
    said = _Said(widths, styles)
    lines = [*head_lines(file, marks), ("How to repair", _HOW_TO_REPAIR)]
    rows = [
        _row(1, [(file.banner, styles.own("banner"))]),
        _row(2, [("What the check found", styles.own("title"))], _TITLE_HEIGHT),
        *(said.row(number, *line) for number, line in enumerate(lines, 3)),
    ]
    head = len(rows) + 2
    heading = styles.own("heading")
    rows.append(_row(head, [(text, heading) for text in headings_of(before)], _HEADING_HEIGHT))
    links = []
    for number, mark in enumerate(marks, head + 1):
        cells = [*([(mark.ref, "text")] if before else []), *finding_cells(mark)]
        styled = [(text, styles.own(style)) for text, style in cells]
        rows.append(_row(number, styled, height_of_cells(cells, widths), is_fixed=False))
        if mark.sheet in sheet_names:
            links.append(_link(cell_name(number - 1, len(before)), mark))
    rows += [
        said.row(number, *line)
        for number, line in enumerate(standing_lines(file), head + len(marks) + 2)
    ]
    frame = _Frame(widths, head, len(marks), file.banner, said.merged)
    return _worksheet("".join(rows), "".join(links), namespace, frame)


class _Said:
    """Rows of a name and a text that goes over all other columns; their merged cells are kept."""

    def __init__(self, widths: Sequence[int], styles: StyleSheet) -> None:
        self.styles, self.merged = styles, list[str]()
        self._name_width, self._width = widths[0], sum(widths[1:])
        self._last = len(widths) - 1

    def row(self, number: int, name: str, text: str) -> str:
        """Return one row, as high as its text needs."""
        self.merged.append(f"{cell_name(number - 1, 1)}:{cell_name(number - 1, self._last)}")
        cells = [(name, self.styles.own("key")), (text, self.styles.own("plain"))]
        high = row_height(Text(name, self._name_width, is_bold=True), Text(text, self._width))
        return _row(number, cells, high)


def _row(
    number: int,
    cells: Sequence[tuple[str, int]],
    height: float = _LINE,
    *,
    is_fixed: bool = True,
) -> str:
    written = "".join(
        # Inline text (ECMA-376 part 1, 18.3.1.53) leaves the sponsor's table of shared texts alone.
        f'<c r="{cell_name(number - 1, column)}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{cell_text(neutral_text(text))}</t></is></c>'
        for column, (text, style) in enumerate(cells)
    )
    # Where it is not fixed, a program may fit the row to its own font.
    fixed = ' customHeight="1"' if is_fixed else ""
    return f'<row r="{number}" ht="{height:g}"{fixed}>{written}</row>'


def _link(cell: str, mark: Mark) -> str:
    # An apostrophe in a sheet's name is doubled in a reference.
    quoted = mark.sheet.replace("'", "''")
    given = attribute("ref", cell) + attribute("location", f"'{quoted}'!{mark.cell or 'A1'}")
    given += attribute("display", mark.where)
    return f"<hyperlink{given.decode()}/>"


class _Frame(NamedTuple):
    """What stands around the rows: widths, headings, rows below them, marking, merged cells."""

    widths: Sequence[int]
    head: int
    below: int
    banner: str
    merged: Sequence[str]


def _worksheet(rows: str, links: str, namespace: str, frame: _Frame) -> bytes:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(frame.widths, 1)
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in frame.merged)
    head = frame.head
    last = cell_name(head - 1 + frame.below, len(frame.widths) - 1)
    # In a header & begins a code, and && is the character (ECMA-376 part 1, 18.3.1.46).
    printed = escape("&C" + frame.banner.replace("&", "&&"))
    foot = escape("&L&A") + printed + escape("&RPage &P of &N")
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
        f'<autoFilter ref="A{head}:{last}"/><mergeCells count="{len(frame.merged)}">{merged}'
        "</mergeCells>"
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="1" orientation="landscape" fitToHeight="0"/>'
        f"<headerFooter><oddHeader>{printed}</oddHeader><oddFooter>{foot}</oddFooter>"
        "</headerFooter></worksheet>"
    ).encode()
