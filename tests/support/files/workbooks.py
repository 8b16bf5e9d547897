"""Files and grids of cells as sponsors send them, made where a test needs them."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

import python_calamine
import xlsxwriter

from fct.data.documents import template
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, Stamp, write_list_workbook
from fct.data.program.form import LIST_SHEET, PROPOSAL, TABLE_SHEETS, Form, load_form
from fct.data.sheets.raw_book import RawBook, RawSheet
from tests.support.proposals.cases import valid_values

Grid = Sequence[Sequence[Any]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"

# Forms that were written, by all that goes into them: writing one takes longer than most tests.
_WRITTEN: dict[tuple[Form, str, str], bytes] = {}


def write_template(
    path: Path, *, form: Form, filled: Filled | None = None, **stamp: Unpack[Stamp]
) -> None:
    """Write a form as the program does; one that was written before is copied."""
    key = form, repr(filled), repr(sorted(stamp.items()))
    if key in _WRITTEN:
        path.write_bytes(_WRITTEN[key])
        return
    template.write_template(path, form=form, filled=filled, **stamp)
    _WRITTEN[key] = path.read_bytes()


def book(sheets: Mapping[str, Grid], **properties: str) -> RawBook:
    """Return a file that has been read, from grids by sheet name."""
    raw = [RawSheet(name, [list(row) for row in grid]) for name, grid in sheets.items()]
    return RawBook("sent.xlsx", "0" * 64, raw, properties)


def form_grids(**changes: Any) -> dict[str, list[list[Any]]]:
    """Return the five sheets of the valid proposal as a form workbook, with changes."""
    form = load_form()
    answers, rows = valid_values(changes)
    grids: dict[str, list[list[Any]]] = {PROPOSAL: [["Field", "Question", "Answer"]]}
    grids[PROPOSAL] += [[f.id, f.label, answers[f.id]] for f in form.of_sheet(PROPOSAL)]
    for sheet in TABLE_SHEETS:
        fields = form.of_sheet(sheet)
        grids[sheet] = [[field.label for field in fields]]
        grids[sheet] += [[row[field.id] for field in fields] for row in rows[sheet]]
    return grids


def list_grids(proposals: Mapping[Any, Mapping[str, Any]]) -> dict[str, list[list[Any]]]:
    """Return the five sheets of a list: the valid proposal under each ref, with its changes."""
    form = load_form()
    fields = form.of_sheet(PROPOSAL)
    grids: dict[str, list[list[Any]]] = {LIST_SHEET: [["ref", *(field.id for field in fields)]]}
    for sheet in TABLE_SHEETS:
        grids[sheet] = [["ref", *(field.id for field in form.of_sheet(sheet))]]
    for ref, changes in proposals.items():
        answers, rows = valid_values(changes)
        grids[LIST_SHEET].append([ref, *(answers[field.id] for field in fields)])
        for sheet in TABLE_SHEETS:
            grids[sheet] += [[ref, *row.values()] for row in rows[sheet]]
    return grids


def filled(**changes: Any) -> Filled:
    """Return the valid proposal as the template takes it, with changes."""
    answers, rows = valid_values(changes)
    return {"answers": answers, "rows": rows}


def write_form(path: Path, ref: str | None = None, **changes: Any) -> Path:
    """Write the valid proposal as a form workbook, with changes."""
    write_template(path, form=load_form(), filled=filled(**changes), fiscal_year=2027, ref=ref)
    return path


def write_sample(
    path: Path, sample: str, *, ref: str | None = None, fiscal_year: int = 2027, **answers: Any
) -> Path:
    """Write a proposal of the sample season as a form workbook, with other answers.

    Parameters
    ----------
    path : Path
    sample : str
        Ref in the season.
    ref : str, optional
        That is stamped; by default none is.
    fiscal_year : int
    **answers
        By the id of the field.
    """
    of_season = sample_proposals()[sample]
    changed: Filled = {"answers": of_season["answers"] | answers, "rows": of_season["rows"]}
    write_template(path, form=load_form(), filled=changed, fiscal_year=fiscal_year, ref=ref)
    return path


def write_failing(path: Path, sample: str, **stamp: Any) -> Path:
    """Write a proposal of the sample season whose advocacy is too old, so that A3 fails."""
    return write_sample(path, sample, advocacy_date=dt.date(2020, 1, 1), **stamp)


def write_list(path: Path, proposals: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write a list workbook: the valid proposal under each ref, with its changes."""
    listed = {ref: filled(**changes) for ref, changes in proposals.items()}
    write_list_workbook(path, form=load_form(), proposals=listed, fiscal_year=2027)
    return path


def write_grids(path: Path, grids: Mapping[str, Grid]) -> Path:
    """Write grids as an xlsx file, as somebody's own spreadsheet."""
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        for name, grid in grids.items():
            sheet = workbook.add_worksheet(name)
            for row, values in enumerate(grid):
                sheet.write_row(row, 0, values)
    return path


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive with the given parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx_of(rows: str, sheet: str = "Data") -> bytes:
    """Return an xlsx file of one sheet whose ``<sheetData>`` holds ``rows`` as they are."""
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{content_type}.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{content_type}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        }
    )


def ods_of(rows: str, sheet: str = "Data") -> bytes:
    """Return an ods file of one sheet whose table holds ``rows`` as they are."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN_DOCUMENT}:manifest:1.0"/>',
            "content.xml": '<?xml version="1.0"?><office:document-content '
            f'xmlns:office="{_OPEN_DOCUMENT}:office:1.0" '
            f'xmlns:table="{_OPEN_DOCUMENT}:table:1.0" xmlns:text="{_OPEN_DOCUMENT}:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="{sheet}">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
            "meta.xml": f'<office:document-meta xmlns:office="{_OPEN_DOCUMENT}:office:1.0" '
            f'xmlns:meta="{_OPEN_DOCUMENT}:meta:1.0"><office:meta>'
            '<meta:user-defined meta:name="fct_ref">FY27-1</meta:user-defined>'
            "</office:meta></office:document-meta>",
        }
    )


def first_sheet(path: Path) -> set[object]:
    """The cells of a workbook's first sheet, which the project's reader passes over."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {cell for row in book.get_sheet_by_index(0).to_python() for cell in row}
