"""The file of the track record: what is read, and how each fault is shown."""

from pathlib import Path

import pytest
import xlsxwriter

from fct.data.common.errors import RefusalError, UsageError
from fct.data.reading.client import read_path_safely
from fct.data.reading.track_record import (
    SHEET,
    TrackLine,
    read_track_record,
    track_record_fields,
    write_track_record_template,
)

HEADING = "fiscal_year,ref,was_selected,tested_well,was_procured,source"


def line(**others: object) -> TrackLine:
    """Return a line of the record, with other values."""
    given = {"fiscal_year": 2021, "ref": "A", "was_selected": True, "tested_well": None}
    given |= {"was_procured": False, "source": "Report"}
    return TrackLine(**given | others)  # type: ignore[arg-type] # as each test says


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return where the record is written."""
    return tmp_path / "record.csv"


def read(path: Path, *rows: str, heading: str = HEADING) -> list[TrackLine]:
    """Write these rows and read them."""
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return read_track_record(path)


def test_a_blank_is_not_known(written: Path) -> None:
    """Yes, blank and no are three answers."""
    assert read(written, "2021,A,yes,,no,Report") == [line()]


def test_a_placeholder_is_blank_and_spellings_are_understood(written: Path) -> None:
    """“FY21”, “TRUE”, “N” and “tbd” mean one thing each."""
    found = read(written, "FY21, A ,TRUE,tbd,N,Report")

    assert found == [line()]


def test_columns_may_come_in_any_order(written: Path) -> None:
    """Headings count, not places; case and underscores do not."""
    heading = "Source,REF,Fiscal Year,was procured,tested_well,was_selected"

    assert read(written, "Report,A,2021,no,,yes", heading=heading) == [line()]


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    """Numbers and truth values of cells count as written; a blank row is passed over."""
    path = tmp_path / "record.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Anything")
        sheet.write_row(0, 0, HEADING.split(","))
        sheet.write_row(2, 0, [2021, 12, True, None, False, "Report"])

    assert read_track_record(path) == [line(ref="12")]


def test_every_fault_is_shown_with_row_and_column(written: Path) -> None:
    """What was seen and what is accepted, for all of them at once."""
    with pytest.raises(UsageError, match=r"nothing was kept\.$") as caught:
        read(written, "1899,A,yes,yes,yes,Report", "2021,,maybe,no,no,Report", "2021,C,,,,")

    reported = str(caught.value)
    assert reported.startswith(
        "record.csv: row 2, column fiscal_year says “1899”; accepted is a fis"
    )
    assert "row 3, column ref is blank; accepted is text, at most 200 characters" in reported
    assert "row 3, column was_selected says “maybe”; accepted is one of: yes, no, or bl" in reported
    assert "row 4, column source is blank" in reported


def test_a_long_list_of_faults_is_cut(written: Path) -> None:
    """Ten are shown and the others counted."""
    with pytest.raises(UsageError, match=r"row 11, column ref is blank.*; and 2 more\. Correct"):
        read(written, *["2021,,yes,yes,yes,Report"] * 12)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (HEADING.replace("tested_well,", ""), "row 1: there is no column tested_well. Add it"),
        (HEADING + ",remark", "row 1: the column “remark” is not known; the columns are: fisc"),
        (HEADING + ",Ref", "row 1: the column “Ref” stands twice"),
    ],
)
def test_other_columns_are_refused(written: Path, heading: str, words: str) -> None:
    """A column that is not known may be a misspelled one."""
    with pytest.raises(UsageError, match=words):
        read(written, "2021,A,yes,yes", heading=heading)


def test_headings_alone_are_no_record(written: Path) -> None:
    """Nothing to add is shown."""
    with pytest.raises(UsageError, match="no filled row below its headings"):
        read(written)


def test_two_filled_sheets_are_not_guessed_between(tmp_path: Path) -> None:
    """Unless one of them is named as the template names it."""
    path = tmp_path / "record.xlsx"
    for names, is_read in ((("One", "Two"), False), (("One", SHEET), True)):
        with xlsxwriter.Workbook(str(path)) as book:
            for name in names:
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, HEADING.split(","))
                sheet.write_row(1, 0, [2021, "A", "yes", None, "no", "Report"])
        if is_read:
            assert read_track_record(path) == [line()]
        else:
            with pytest.raises(UsageError, match="the filled sheets are: One, Two"):
                read_track_record(path)


def test_what_steers_a_terminal_is_not_kept(written: Path) -> None:
    """A ref and a source are one line of printable text."""
    (found,) = read(written, '2021,A\x1b[2J,yes,,no,"Report\nof May"')

    assert (found.ref, found.source) == ("A[2J", "Report of May")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    """The gate of the proposals stands before this entry point too."""
    path = tmp_path / "record.xlsx"
    path.write_text(HEADING)

    with pytest.raises(RefusalError, match=r"record\.xlsx is not of a kind that is taken"):
        read_track_record(path)


@pytest.mark.parametrize(
    ("tested_well", "was_procured", "succeeded"),
    [
        (True, True, True),
        (True, False, False),
        (False, None, False),
        (None, False, False),
        (True, None, None),
        (None, True, None),
        (None, None, None),
    ],
)
def test_one_no_is_enough_for_no(
    tested_well: bool | None, was_procured: bool | None, succeeded: bool | None
) -> None:
    """Only two yeses are a success, and what is open stays open."""
    assert line(tested_well=tested_well, was_procured=was_procured).succeeded is succeeded


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_template_has_the_columns(tmp_path: Path, ending: str) -> None:
    """It is read back, and asks for the lines it lacks."""
    path = tmp_path / f"record.{ending}"
    write_track_record_template(path)

    heading = read_path_safely(path).book.sheets[0].rows[0]
    assert heading == list(track_record_fields()) == HEADING.split(",")
    with pytest.raises(UsageError, match=f"record.{ending} has no filled row"):
        read_track_record(path)


def test_the_template_is_a_workbook_or_a_table(tmp_path: Path) -> None:
    """Another ending is shown, and nothing is written."""
    with pytest.raises(UsageError, match="ends in neither"):
        write_track_record_template(tmp_path / "record.pdf")

    assert list(tmp_path.iterdir()) == []
