"""What intake hands on: a proposal as its cells stand in the file, nothing read into them yet."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that holds no value that could be read.

    Attributes
    ----------
    shown : str
        What the sponsor sees: ``#REF!`` and the like, or the formula that has no stored value.
    """

    shown: str


CellValue: TypeAlias = (
    str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | BrokenCell | None
)


class Cell(NamedTuple):
    """One cell: its value and its place, both counted from 0."""

    value: CellValue
    row: int
    column: int


class Note(NamedTuple):
    """What the reader did on its own; it changes no outcome."""

    text: str
    sheet: str
    cell: str
    field: str | None = None


class SecondProposal(NamedTuple):
    """That a form holds a second proposal; where its first answer stands, and what it is."""

    sheet: str
    cell: str
    field: str
    text: str
    seen: str


class Origin(NamedTuple):
    """The file that a proposal came from, what its sheets are called there, and its older form.

    ``older_form`` is the version of its form where that is not today's when it is read.
    """

    file: str
    sha256: str
    sheets: Mapping[str, str]
    older_form: str = ""


@dataclass(frozen=True, slots=True)
class RawProposal:
    """One proposal, cell by cell.

    Attributes
    ----------
    ref : str
        Reference, given by intake.
    origin : Origin
    answers : dict of str to Cell
        Cells of the sheet ``Proposal`` by field id; a field without a cell is absent.
    rows : dict of str to list of dict
        For each table sheet, its rows as cells by field id.
    notes : list of Note
    second : SecondProposal or None
        What the file holds of a second proposal, which is read by nobody.
    """

    ref: str
    origin: Origin
    answers: dict[str, Cell]
    rows: dict[str, list[dict[str, Cell]]]
    notes: list[Note] = field(default_factory=list)
    second: SecondProposal | None = None


def cell_name(row: int, column: int) -> str:
    """Return the spreadsheet name of a cell, both numbers counted from 0.

    Examples
    --------
    >>> cell_name(4, 27)
    'AB5'
    """
    return f"{column_letters(column)}{row + 1}"


def column_letters(number: int) -> str:
    """Return the letters of a column, 0 being A."""
    letters = ""
    number += 1
    while number:
        # Letters count from 1 and have no zero (after Z comes AA), hence the 1 less each time.
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_KINDS: dict[type, tuple[str, Callable[[Any], Any]]] = {
    dt.datetime: ("datetime", dt.datetime.isoformat),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("seconds", dt.timedelta.total_seconds),
    BrokenCell: ("broken", lambda cell: cell.shown),
}
CELL_TYPES = frozenset({str, float, int, bool, type(None), *_KINDS})


def _seconds(seconds: float) -> dt.timedelta:
    return dt.timedelta(seconds=seconds)


_MADE: Mapping[str, Callable[[Any], CellValue]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "seconds": _seconds,
    "broken": BrokenCell,
}


def value_to_json(value: object) -> dict[str, Any]:
    """Return the value of a cell that JSON has no type for as ``{kind: content}``."""
    # By the very type: a moment is a date as well.
    name, convert = _KINDS[type(value)]
    return {name: convert(value)}


def value_from_json(stored: Mapping[str, Any]) -> CellValue:
    """Return the value that :func:`value_to_json` wrote."""
    ((kind, content),) = stored.items()
    return _MADE[kind](content)


def cell_to_json(cell: Cell) -> list[Any]:
    """Return a cell as JSON values, its type kept."""
    value = value_to_json(cell.value) if type(cell.value) in _KINDS else cell.value
    return [value, cell.row, cell.column]


def cell_from_json(stored: list[Any]) -> Cell:
    """Return the cell that :func:`cell_to_json` wrote."""
    value, row, column = stored
    return Cell(value_from_json(value) if isinstance(value, dict) else value, row, column)


def proposal_to_json(proposal: RawProposal) -> dict[str, Any]:
    """Return a proposal as JSON values; :func:`proposal_from_json` gives it back equal."""
    return {
        "ref": proposal.ref,
        "origin": [
            proposal.origin.file,
            proposal.origin.sha256,
            dict(proposal.origin.sheets),
            # Left out where there is none, as in all that was kept before there was this: the same
            # proposal has one text.
            *filter(None, [proposal.origin.older_form]),
        ],
        "answers": {name: cell_to_json(cell) for name, cell in proposal.answers.items()},
        "rows": {
            sheet: [{name: cell_to_json(cell) for name, cell in row.items()} for row in rows]
            for sheet, rows in proposal.rows.items()
        },
        "notes": [list(note) for note in proposal.notes],
        **({"second": list(proposal.second)} if proposal.second else {}),
    }


def proposal_from_json(stored: dict[str, Any]) -> RawProposal:
    """Return the proposal that :func:`proposal_to_json` wrote."""
    return RawProposal(
        ref=stored["ref"],
        origin=Origin(*stored["origin"]),
        answers={name: cell_from_json(cell) for name, cell in stored["answers"].items()},
        rows={
            sheet: [{name: cell_from_json(cell) for name, cell in row.items()} for row in rows]
            for sheet, rows in stored["rows"].items()
        },
        notes=[Note(*note) for note in stored["notes"]],
        second=SecondProposal(*stored["second"]) if "second" in stored else None,
    )
