"""The sample season: about 60 made-up proposals for fiscal year 2027, as real workbooks.

Titles and countries are public, or in the manner of the public lists; vendors, people, numbers and
texts are invented. Every workbook says so.
"""

import datetime as dt
import tempfile
import zipfile
from pathlib import Path

import xlsxwriter

from fct.data.documents.sample_material import load_projects
from fct.data.documents.sample_proposal import make_proposal
from fct.data.documents.template import Filled, write_list_csv, write_list_workbook, write_template
from fct.data.program import Form, load_form

FISCAL_YEAR = 2027
REMARK = (
    "Illustrative. The title and the country are public or in the manner of public lists; vendor, "
    "people, numbers and texts are invented, and a likeness to a real firm or person is accidental."
)
LIST_WORKBOOK_CODE, LIST_CSV_CODE = "USAF", "SOCOM"
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def sample_proposals(seed: int = 2027) -> dict[str, Filled]:
    """Return the proposals of the sample season by ref."""
    return {project.ref: make_proposal(project, seed) for project in load_projects()}


def write_sample_season(folder: Path) -> list[Path]:
    """Write the sample season as the components would send it.

    Most proposals are form workbooks; one component sends a list workbook, one a zip of CSV tables.
    A file ``ILLUSTRATIVE.txt`` beside them says what is made up.

    Parameters
    ----------
    folder : Path
        Made where it is missing; files of the same names are replaced.

    Returns
    -------
    list of Path
        The files to submit, in the order of their names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    form, proposals = load_form(), sample_proposals()
    (folder / "ILLUSTRATIVE.txt").write_text(f"{REMARK}\n", encoding="utf-8")
    paths = []
    for ref, filled in proposals.items():
        if ref.split("-")[1] not in {LIST_WORKBOOK_CODE, LIST_CSV_CODE}:
            paths.append(folder / f"{ref}.xlsx")
            write_template(
                paths[-1],
                form=form,
                filled=filled,
                fiscal_year=FISCAL_YEAR,
                ref=ref,
                remark=REMARK,
            )
    paths.append(folder / f"FY27-{LIST_WORKBOOK_CODE}-list.xlsx")
    listed = _of_component(proposals, LIST_WORKBOOK_CODE)
    write_list_workbook(
        paths[-1], form=form, proposals=listed, fiscal_year=FISCAL_YEAR, remark=REMARK
    )
    paths.append(folder / f"FY27-{LIST_CSV_CODE}-list.zip")
    _write_csv_zip(paths[-1], form, _of_component(proposals, LIST_CSV_CODE))
    return sorted(paths)


def _of_component(proposals: dict[str, Filled], code: str) -> dict[str, Filled]:
    return {ref: filled for ref, filled in proposals.items() if ref.split("-")[1] == code}


def _write_csv_zip(path: Path, form: Form, proposals: dict[str, Filled]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tables = write_list_csv(Path(folder), form=form, proposals=proposals)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in tables:
                entry = zipfile.ZipInfo(table.name, _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, table.read_bytes())


def write_refused_samples(folder: Path) -> list[Path]:
    """Write four files that are not proposals, to show how each is refused.

    Parameters
    ----------
    folder : Path
        Made where it is missing; files of the same names are replaced.

    Returns
    -------
    list of Path
        An old ``.xls`` workbook, an empty file, a workbook without the form, and a form of an
        earlier version.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("old-workbook.xls", "empty.xlsx", "another-workbook.xlsx", "old-form.xlsx")
    old_xls, empty, other, old_form = (folder / name for name in names)
    old_xls.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))  # the header of OLE
    empty.write_bytes(b"")
    for path, sheet in ((other, "Travel budget"), (old_form, "Proposal")):
        with xlsxwriter.Workbook(str(path)) as book:
            created = dt.datetime(FISCAL_YEAR - 1, 1, 1, tzinfo=dt.UTC)
            book.set_properties({"created": created, "comments": REMARK})
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ("Field", "Question", "Answer"))
            page.write_row(1, 0, ("title", "Project title", "Illustrative workbook"))
            if path == old_form:
                book.set_custom_property("fct_form_version", "0.9", "text")
                book.set_custom_property("fct_fiscal_year", str(FISCAL_YEAR), "text")
    return [old_xls, empty, other, old_form]
