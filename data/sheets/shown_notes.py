"""Notes on answers whose cells show another value than they hold (reading 81)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fct.data.common import Cell, CellValue, Note, cell_name
from fct.data.gate import Look, Oddity
from fct.data.program import Field, FieldType
from fct.data.proposals import as_text
from fct.data.sheets.raw_book import RawSheet

_NUMBERS = {FieldType.MONEY, FieldType.INTEGER}
_LISTED_CELLS = 4
_LONGEST_HELD = 40


class _Odd(NamedTuple):
    field: Field
    cell: Cell
    look: Look


def cell_as_shown(sheet: RawSheet, field: Field, cell: Cell) -> Cell:
    """Return an answer as it is read: money and numbers in another unit as the text that is seen.

    So ``€420`` is unreadable, whether it is typed or made by a number format. A number that is
    shown as a day is that day, where a day is asked for.
    """
    for look in sheet.looks.get((cell.row, cell.column), ()):
        if look.kind is Oddity.DAY and field.type is FieldType.DATE:
            return cell._replace(value=dt.date.fromisoformat(look.shown))
        if field.type not in _NUMBERS:
            continue
        # A percent is kept as a fraction and an amount in euros as a number: taken by its value it
        # would be read as dollars.
        if look.kind is Oddity.UNIT:
            return cell._replace(value=look.shown)
    return cell


def look_notes(sheet: RawSheet, answers: Iterable[tuple[Field, Cell]]) -> list[Note]:
    """Return the notes on answers of one proposal on one sheet.

    Parameters
    ----------
    sheet : RawSheet
    answers : iterable of tuple of Field and Cell
    """
    if not sheet.looks:
        return []
    groups: dict[tuple[Oddity, str], list[_Odd]] = {}
    for field, cell in answers:
        for look in sheet.looks.get((cell.row, cell.column), ()):
            if _is_noted(field, look.kind):
                # A line through cells is one act of the sponsor's, whatever the fields.
                of_all = look.kind is Oddity.STRUCK
                key = (look.kind, "" if of_all else field.id)
                groups.setdefault(key, []).append(_Odd(field, cell, look))
    return [_note(sheet, kind, group) for (kind, _), group in groups.items()]


def _is_noted(field: Field, kind: Oddity) -> bool:
    if kind is Oddity.DAY:
        return False
    return field.type in _NUMBERS or kind not in {Oddity.UNIT, Oddity.OTHER}


def _note(sheet: RawSheet, kind: Oddity, group: Sequence[_Odd]) -> Note:
    field, cell, look = group[0]
    names = [cell_name(odd.cell.row, odd.cell.column) for odd in group]
    if kind is Oddity.STRUCK:
        text = (
            f"A line is drawn through {listed(names)}, and what stands there is read like any "
            "other answer. If it should not count, empty the cell or delete the row."
        )
        return Note(text, sheet.name, names[0], field.id if len(names) == 1 else None)
    text = _TEXTS[kind].format(
        shown=look.shown,
        held=_held(sheet.rows[cell.row][cell.column]),
        unit=f"an amount in {field.unit}" if field.type is FieldType.MONEY else "a whole number",
    )
    others = f" The same holds for {listed(names[1:])}." if len(names) > 1 else ""
    return Note(text + others, sheet.name, names[0], field.id)


_TEXTS = {
    Oddity.UNIT: (
        "The cell shows “{shown}” and holds {held}. A percent, or an amount in another currency "
        "than the US dollar, is not read: write {unit}, in a cell that shows the plain number."
    ),
    Oddity.OTHER: (
        "The cell shows “{shown}” and holds {held}: we read {held} ({unit}). If that is not what "
        "you mean, write the number in a cell that shows it whole."
    ),
    Oddity.HIDDEN: (
        "The cell shows nothing, for its number format hides it, and holds “{held}”: we read that. "
        "Empty the cell if there is no answer."
    ),
    Oddity.PARTLY_STRUCK: (
        "A line is drawn through a part of this text, “{shown}”: we read the whole text. Delete "
        "what no longer holds."
    ),
}


def _held(value: CellValue) -> str:
    text = " ".join(as_text(value).split())
    return text if len(text) <= _LONGEST_HELD else text[: _LONGEST_HELD - 1] + "…"


def listed(cells: Sequence[str]) -> str:
    """Return the first of some cells, and how many more there are."""
    more = len(cells) - _LISTED_CELLS
    named = ", ".join(cells[:_LISTED_CELLS])
    return f"{named} and {more} more" if more > 0 else named
