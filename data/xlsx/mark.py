"""The sponsor's own workbook, marked: bad cells colored, a note in each, a list on a first sheet.

The package is patched, never loaded and saved, so that everything else stays as the sponsor made
it. Marks of an earlier check are replaced. Only the standard library is needed, so that it runs
in the limited process that reads workbooks.
"""

from collections.abc import Mapping, Sequence

from fct.data.xlsx.book import Book, BookSheet
from fct.data.xlsx.finding_parts import Kind, Mark
from fct.data.xlsx.findings_sheet import FINDINGS_SHEET, findings_sheet
from fct.data.xlsx.marked_file import MarkedFile
from fct.data.xlsx.notes import AUTHOR, Notes, NoteText, layout_of
from fct.data.xlsx.package import NotMarkableError, Package
from fct.data.xlsx.sheet import Place, Sheet, read_place
from fct.data.xlsx.styles import StyleSheet
from fct.data.xlsx.xml import NotXmlError

__all__ = ["FINDINGS_SHEET", "Mark", "MarkedFile", "NotMarkableError", "mark_workbook"]

_SAVED_BY = "docProps/app.xml"
_ASKS: Mapping[Kind, str] = {
    Kind.REPAIR: "please repair",
    Kind.IMPROVE: "can be stronger",
    Kind.NOTE: "nothing to do",
}


def mark_workbook(content: bytes, marks: Sequence[Mark], file: MarkedFile) -> bytes:
    """Return an xlsx workbook with its findings marked in it.

    Parameters
    ----------
    content : bytes
        The workbook as it came.
    marks : sequence of Mark
        In the order in which they are listed.
    file : MarkedFile

    Returns
    -------
    bytes
        The same call gives the same bytes; parts that hold no mark are those of ``content``.

    Raises
    ------
    NotMarkableError
        If it is not a workbook, or is built in a way that cannot be patched.
    """
    package = Package(content)
    try:
        _mark(package, marks, file)
        return package.to_bytes()
    except NotXmlError as error:
        raise NotMarkableError(f"its XML cannot be read: {error}") from None


def _mark(package: Package, marks: Sequence[Mark], file: MarkedFile) -> None:
    book = Book(package)
    book.remove_sheet(FINDINGS_SHEET)
    place_of_styles = book.styles()
    known = package.read(place_of_styles)
    saved_by = package.read(_SAVED_BY) if _SAVED_BY in package else b""
    styles = StyleSheet(known, is_from_libreoffice=b"LibreOffice" in saved_by)
    sheets = book.sheets
    # Those without findings too: the marks of an earlier check have to go.
    for sheet in sheets:
        of_sheet = [mark for mark in marks if mark.sheet == sheet.name]
        _mark_sheet(package, book, sheet, of_sheet, styles)
    listed = findings_sheet(
        marks,
        file,
        styles,
        namespace=book.namespace,
        sheet_names=frozenset(sheet.name for sheet in sheets),
    )
    book.insert_first_sheet(FINDINGS_SHEET, listed)
    # Last, as cells and list add styles while they are made.
    package.write(place_of_styles, styles.to_bytes())


def _mark_sheet(
    package: Package, book: Book, part: BookSheet, marks: Sequence[Mark], styles: StyleSheet
) -> None:
    content = package.read(part.part)
    sheet = Sheet(content, styles)
    sheet.unselect()
    if part.has_cells:
        by_place: dict[Place, list[Mark]] = {}
        for mark in marks:
            if (place := read_place(mark.cell)) is not None:
                # Of merged cells only the first shows a fill and a note.
                by_place.setdefault(sheet.anchored(place), []).append(mark)
        kinds = {place: _most_pressing(of) for place, of in by_place.items()}
        sheet.style(kinds)
        sheet.overlay(kinds)
        drawing = sheet.root.first("legacyDrawing")
        named = drawing.attribute("id") if drawing is not None else None
        notes = Notes(package, part.part, named, book.base)
        texts = {place: note_text(of) for place, of in sorted(by_place.items())}
        notes.write(texts, book.namespace, layout_of(sheet.root, sheet.heights))
        sheet.link_notes(notes.relation, book.base)
    package.write(part.part, sheet.to_bytes())


def note_text(marks: Sequence[Mark]) -> NoteText:
    """Return the note of one cell: what was seen, what is accepted, what to do, rule and source."""
    found = [mark for mark in marks if not mark.is_of_reader]
    of_cell = [mark for mark in found if not mark.is_of_column]
    lines = [f"Seen: {(of_cell or found)[0].shown}"] if found else []
    for mark in marks:
        if mark.is_of_reader:
            lines += ["", f"How it was read: {mark.wrong}"] if lines else [mark.wrong]
    for mark in found:
        lines += [
            "",
            f"Wrong: {mark.wrong}" if mark.kind is Kind.REPAIR else mark.wrong,
            f"Accepted: {mark.accepted}",
            f"What to do: {mark.what_to_do}",
            f"Rule {mark.rule} ({mark.severity}), source: {mark.source}",
        ]
        lines += [mark.other_rules] if mark.other_rules else []
    asks = _ASKS[_most_pressing(marks)] if found else "a note to read"
    return NoteText(f"{AUTHOR}: {asks}", "\n".join(lines))


def _most_pressing(marks: Sequence[Mark]) -> Kind:
    kinds = {mark.kind for mark in marks}
    return next(kind for kind in Kind if kind in kinds)
