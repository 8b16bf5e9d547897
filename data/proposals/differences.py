"""What differs between two versions of a proposal, field by field.

Compared is what an answer means: “FY27” and 2027, or a blank and “TBD”, are the same. Rows of the
tables are matched by what names them, then by likeness; their order says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from fct.data.common import Cell, RawProposal, cell_name, normalize, squeeze
from fct.data.program import PROPOSAL, TABLE_SHEETS, Field, load_form
from fct.data.proposals.answers import State, as_text, is_blank, read_answer

ROW_KEYS = {
    "Market": ("source", "product"),
    "Schedule": ("event",),
    "Funding": ("funding_year",),
    "Procurement": ("procurement_year", "appropriation"),
}
_ALIKE = 0.5  # of the filled answers: from here on it is the same row, changed

Row: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs.

    Attributes
    ----------
    kind : str
        ``changed``, ``filled in``, ``cleared``, ``row added`` or ``row removed``.
    field, label : str
    sheet : str
        As it is called in the newer file; for a removed row, in the older one.
    row : str or None
        What names the row of a table, as in ``2027``.
    cell : str
        Where the answer stands now; for what is gone, where it stood.
    was, now : str
        As written; empty for a blank.
    """

    kind: str
    field: str
    label: str
    sheet: str
    row: str | None
    cell: str
    was: str
    now: str


def difference(before: RawProposal, after: RawProposal) -> list[Change]:
    """Return what differs between two versions, in the order of the form.

    Parameters
    ----------
    before, after : RawProposal
        Two versions of one proposal, of one cycle or of two.
    """
    sides = (before.origin.sheets, after.origin.sheets)
    changes = list(_changes(PROPOSAL, sides, (before.answers, after.answers), None))
    for sheet in TABLE_SHEETS:
        was, now = before.rows.get(sheet, []), after.rows.get(sheet, [])
        for old, new in match_rows(sheet, was, now):
            changes += _changes(sheet, sides, (old or {}, new or {}), (old, new))
    return changes


_Sheets: TypeAlias = tuple[Mapping[str, str], Mapping[str, str]]


def _changes(
    sheet: str,
    sheets: _Sheets,
    sides: tuple[Row, Row],
    row: tuple[Row | None, Row | None] | None,
) -> Iterator[Change]:
    """Yield the answers of the sheet, or of one row of it, that differ."""
    old, new = row or (None, None)
    name = None if row is None else row_name(sheet, new or old or {})
    for field in load_form().of_sheet(sheet):
        was, now = (side.get(field.id) for side in sides)
        if _same(field, was, now):
            continue
        if row is not None and None in row:
            kind = "row removed" if new is None else "row added"
        else:
            kind = "changed" if _text(was) and _text(now) else "filled in"
            kind = kind if _text(now) else "cleared"
        place = now if new is not None or row is None else was
        place = place or was
        called = sheets[0 if place is was else 1].get(sheet, sheet)
        cell = "" if place is None else cell_name(place.row, place.column)
        yield Change(kind, field.id, field.heading, called, name, cell, _text(was), _text(now))


def _text(cell: Cell | None) -> str:
    return "" if cell is None or is_blank(cell.value) else squeeze(as_text(cell.value))


def _meaning(field: Field, cell: Cell | None) -> tuple[bool, Any]:
    """Return what an answer means where it can be read, else its text; blank is nothing."""
    if cell is None:
        return True, None
    answer = read_answer(field, cell.value)
    if answer.state in {State.BLANK, State.READ}:
        return True, answer.value
    return False, squeeze(as_text(cell.value))


def _same(field: Field, was: Cell | None, now: Cell | None) -> bool:
    return _meaning(field, was) == _meaning(field, now)


def row_name(sheet: str, row: Row) -> str:
    """Return what names a row of a table, as in ``Example AB, launcher``."""
    return ", ".join(filter(None, (_text(row.get(name)) for name in ROW_KEYS[sheet])))


def match_rows(
    sheet: str, before: Sequence[Row], after: Sequence[Row]
) -> list[tuple[Row | None, Row | None]]:
    """Return the rows of two versions as pairs, in the newer order; removed ones stand last.

    Rows that are equal belong together, then those of one name, then those of which at least half
    of the answers agree. What is left was removed or added.
    """
    fields = load_form().of_sheet(sheet)
    old = [{field.id: _meaning(field, row.get(field.id)) for field in fields} for row in before]
    new = [{field.id: _meaning(field, row.get(field.id)) for field in fields} for row in after]
    partner: dict[int, int] = {}
    # Equal rows first, then those of the same name, then the most alike: so a row that was moved is
    # not one that was removed and another that was added.
    _pair([_whole(row) for row in old], [_whole(row) for row in new], partner)
    _pair([_key(sheet, row) for row in old], [_key(sheet, row) for row in new], partner)
    _pair_alike(old, new, partner)
    found: list[tuple[Row | None, Row | None]] = [
        (before[partner[at]] if at in partner else None, row) for at, row in enumerate(after)
    ]
    gone = set(range(len(before))) - set(partner.values())
    return found + [(before[at], None) for at in sorted(gone)]


_Meanings: TypeAlias = Mapping[str, tuple[bool, Any]]


def _whole(row: _Meanings) -> str:
    return repr(list(row.items()))


def _key(sheet: str, row: _Meanings) -> str:
    named = [row[name][1] for name in ROW_KEYS[sheet]]
    return "" if named[0] is None else normalize(" | ".join(map(str, named)))


def _pair(old: Sequence[str], new: Sequence[str], partner: dict[int, int]) -> None:
    """Pair the rows of the same text that have no partner yet, in their order."""
    waiting: dict[str, list[int]] = {}
    for at, text in enumerate(old):
        if text and at not in partner.values():
            waiting.setdefault(text, []).append(at)
    for at, text in enumerate(new):
        if at not in partner and waiting.get(text):
            partner[at] = waiting[text].pop(0)


def _pair_alike(
    old: Sequence[_Meanings], new: Sequence[_Meanings], partner: dict[int, int]
) -> None:
    taken = set(partner.values())
    scored = [
        # Of equally alike ones the nearest in the sheet, so that the answer does not depend on
        # chance.
        (-_likeness(old[was], new[now]), abs(was - now), now, was)
        for now in range(len(new))
        if now not in partner
        for was in range(len(old))
        if was not in taken
    ]
    for score, _, now, was in sorted(scored):
        if -score >= _ALIKE and now not in partner and was not in taken:
            partner[now] = was
            taken.add(was)


def _likeness(old: _Meanings, new: _Meanings) -> float:
    # Two blanks say nothing of likeness: of sparse rows any two would be alike.
    filled = [name for name in old if old[name][1] is not None or new[name][1] is not None]
    return sum(old[name] == new[name] for name in filled) / len(filled) if filled else 0.0
