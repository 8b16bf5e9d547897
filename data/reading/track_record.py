"""The track record: what became of proposals of past cycles, and the file in which it comes.

The columns and what each accepts are declared in ``declarations/track_record.csv``. A blank is not
known, which is not no.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fct.data.common import (
    BrokenCell,
    CellValue,
    UsageError,
    clean_text,
    loaded_once,
    normalize,
    squeeze,
)
from fct.data.program import Field, FieldType, declared_rows
from fct.data.proposals import State, as_text, is_blank, read_answer
from fct.data.sheets import RawBook, RawSheet

SHEET = "Track record"
_MOST_LISTED, _LONGEST_SEEN = 10, 60
_GUIDE_WIDTH, _COLUMN_WIDTH, _ROWS_WITH_LISTS = 110, 18, 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackLine:
    """What became of one proposal of a past cycle; None is not known.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    was_selected, tested_well, was_procured : bool or None
    source : str
        Where this is known from.
    """

    fiscal_year: int
    ref: str
    was_selected: bool | None
    tested_well: bool | None
    was_procured: bool | None
    source: str

    @property
    def succeeded(self) -> bool | None:
        """Whether it tested well and was procured; one no is enough for no."""
        if self.tested_well and self.was_procured:
            return True
        if self.tested_well is False or self.was_procured is False:
            return False
        return None


@loaded_once
def track_record_fields() -> Mapping[str, Field]:
    """Return the columns of the file, in order."""
    return {row["id"]: _field(row) for row in declared_rows("track_record.csv")}


def _field(row: Mapping[str, str]) -> Field:
    kind = FieldType(row["type"])
    is_choice = kind is FieldType.CHOICE
    limits = {name: int(row[name]) if row[name] else None for name in _LIMITS}
    return Field(
        id=row["id"],
        sheet=SHEET,
        label=row["id"],
        type=kind,
        choices=tuple(row["choices_or_unit"].split("|")) if is_choice else (),
        unit="" if is_choice else row["choices_or_unit"],
        minimum=limits["minimum"],
        maximum=limits["maximum"],
        longest=limits["longest"],
        required=row["required"],
        criterion="",
        source="",
        also_written_as=(),
        guidance=row["guidance"],
        example=row["example"],
    )


_LIMITS = ("minimum", "maximum", "longest")


@loaded_once
def _synonyms() -> Mapping[tuple[str, str], str]:
    return {
        (row["id"], written): means
        for row in declared_rows("track_record.csv")
        for written, _, means in (pair.partition("=") for pair in row["synonyms"].split("|"))
        if means
    }


def read_track_record(path: Path) -> list[TrackLine]:
    """Read a track record from a CSV file or a workbook, in a child with limits.

    Raises
    ------
    RefusalError
        If the file is not taken; see :func:`fct.data.reading.client.read_path_safely`.
    UsageError
        If its columns or any of its cells cannot be read; each is named, and none is taken.
    """
    # Imported here: the tables of the store import this module for its record alone.
    from fct.data.reading.client import read_path_safely

    return track_lines(read_path_safely(path).book)


def track_lines(book: RawBook) -> list[TrackLine]:
    """Return the lines of a track record whose cells are at hand; raises UsageError."""
    rows = _sheet(book).rows
    places = _places(book.file, rows[0])
    faults: list[str] = []
    lines = []
    for number, row in enumerate(rows[1:], 2):
        if all(is_blank(value) for value in row):
            continue
        values = {name: _cell(row, place) for name, place in places.items()}
        found = [f"row {number}, {fault}" for fault in _faults(values)]
        faults += found
        if not found:
            lines.append(TrackLine(**{name: _read(name, values[name])[1] for name in places}))
    if faults:
        more = len(faults) - _MOST_LISTED
        listed = "; ".join(faults[:_MOST_LISTED]) + (f"; and {more} more" if more > 0 else "")
        raise UsageError(
            f"{book.file}: {listed}. Correct these cells and add the file again; nothing was kept."
        )
    if not lines:
        raise UsageError(f"{book.file} has no filled row below its headings. Write one a project.")
    return lines


def _sheet(book: RawBook) -> RawSheet:
    """Return the sheet of the track record, or the only one that has cells."""
    named = [sheet for sheet in book.sheets if normalize(sheet.name) == normalize(SHEET)]
    filled = named or [
        sheet for sheet in book.sheets if any(not is_blank(v) for row in sheet.rows for v in row)
    ]
    if len(filled) != 1 or not filled[0].rows:
        seen = ", ".join(sheet.name for sheet in filled) or "none"
        raise UsageError(
            f"{book.file}: the filled sheets are: {seen}. One is taken, or one that is named "
            f"“{SHEET}”; `fct record template FILE` writes it."
        )
    return filled[0]


def _places(file: str, headings: Sequence[CellValue]) -> dict[str, int]:
    """Return the place of each column, by its heading in the first row."""
    known = {_heading(name): name for name in track_record_fields()}
    places: dict[str, int] = {}
    for place, value in enumerate(headings):
        if is_blank(value):
            continue
        name = known.get(_heading(as_text(value)))
        if name is None or name in places:
            what = "stands twice" if name else "is not known"
            raise UsageError(
                f"{file}, row 1: the column “{_seen(value)}” {what}; the columns are: "
                f"{', '.join(known.values())}. Remove it or correct its heading."
            )
        places[name] = place
    if missing := [name for name in known.values() if name not in places]:
        raise UsageError(
            f"{file}, row 1: there is no column {', '.join(missing)}. Add it, or copy the lines "
            "into the file that `fct record template FILE` writes."
        )
    return places


def _heading(text: str) -> str:
    return normalize(text.replace("_", " "))


def _cell(row: Sequence[CellValue], place: int) -> CellValue:
    return row[place] if place < len(row) else None


def _faults(values: Mapping[str, CellValue]) -> Iterator[str]:
    """Yield what is wrong with each cell of a row: its column, what was seen, what is accepted."""
    for name, field in track_record_fields().items():
        state, value = _read(name, values[name])
        accepted = field.accepted
        if field.required != "yes":
            accepted += ", or blank for not known"
        if state is State.BLANK and field.required == "yes":
            yield f"column {name} is blank; accepted is {accepted}"
        elif state is State.UNREADABLE or value == "":
            yield f"column {name} says “{_seen(values[name])}”; accepted is {accepted}"


def _read(name: str, value: CellValue) -> tuple[State, Any]:
    """Return whether a cell is blank, read or unreadable, and its value."""
    field = track_record_fields()[name]
    answer = read_answer(field, value)
    found = answer.value
    if answer.state is State.UNREADABLE and not isinstance(value, BrokenCell):
        found = _synonyms().get((name, normalize(as_text(value))))
        if found is None:
            return State.UNREADABLE, None
    if field.type is FieldType.CHOICE:
        found = None if found is None else found == field.choices[0]
    elif isinstance(found, str):
        found = _printable(found)
    return (State.READ if found is not None else answer.state), found


def _printable(text: str) -> str:
    return clean_text("".join(sign for sign in squeeze(text) if sign.isprintable()))


def _seen(value: CellValue) -> str:
    return _printable(as_text(value))[:_LONGEST_SEEN]


def write_track_record_template(path: Path) -> None:
    """Write the empty file: a workbook with lists and guidance, or the headings as CSV.

    Raises
    ------
    UsageError
        If the path ends in neither .xlsx nor .csv.
    """
    match path.suffix.lower():
        case ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerow(track_record_fields())
        case ".xlsx":
            _write_workbook(path)
        case _:
            raise UsageError(f"{path} ends in neither .xlsx nor .csv; name it with one of them.")


def _write_workbook(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet, guide = book.add_worksheet(SHEET), book.add_worksheet("Guidance")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        guide.set_column(0, 0, _COLUMN_WIDTH)
        guide.set_column(1, 1, _GUIDE_WIDTH)
        for place, (name, field) in enumerate(track_record_fields().items()):
            sheet.write_string(0, place, name, bold)
            sheet.set_column(place, place, _COLUMN_WIDTH)
            if field.choices:
                rule = {"validate": "list", "source": list(field.choices)}
                sheet.data_validation(1, place, _ROWS_WITH_LISTS, place, rule)
            guide.write_string(place, 0, name, bold)
            guide.write_string(place, 1, f"{field.guidance} For example: {field.example}")
