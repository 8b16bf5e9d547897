"""The cells of an ods file, walked through before a parser unfolds what is repeated."""

from fct.data.gate.refused import gate_refusal
from fct.data.gate.sheet import NO_STORED_VALUE, Places, check_grid
from fct.data.gate.xml_walk import Attributes, Opened, TakeText, XmlWalk, local_name
from fct.data.program import Limits

_LONG_NUMBER = 12
_CELLS = {"table-cell", "covered-table-cell"}


def _attribute(attributes: Attributes, name: str) -> str | None:
    return next((value for key, value in attributes.items() if local_name(key) == name), None)


class OdsWalk(XmlWalk):
    """A walk through ``content.xml``.

    Attributes
    ----------
    filled : int
        Cells that hold a value or a formula, repeats multiplied.
    broken : dict
        By name of the table: what is shown in cells that hold no value which could be read.
    notes : set of str
        What else was met.
    """

    def __init__(self, part: str, limits: Limits, take_text: TakeText) -> None:
        super().__init__(part, limits, take_text)
        self.filled = 0
        self.broken: dict[str, Places] = {}
        self.notes: set[str] = set()
        self._tables = 0
        self._places: Places = {}
        self._row = self._row_repeat = self._column = 0
        self._last_row = self._last_column = 0
        self._row_filled = self._row_width = 0
        self._place = (0, 0)
        self._is_typed = self._has_text = False
        self._shown: list[str] = []

    def kinds(self) -> dict[str, Opened | None]:
        """Return what is done when an element opens, by its name without prefix."""
        return super().kinds() | {
            "table": self._table,
            "table-row": self._row_opens,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
            "s": self._spaces,
            "dde-link": self._linked,
            "event-listener": self._listens,
        }

    def _table(self, attributes: Attributes) -> None:
        self._close_row()
        self._tables += 1
        if self._tables > self.limits.sheets:
            raise gate_refusal("TOO_MANY_SHEETS", seen=self._tables, limit=self.limits.sheets)
        name = _attribute(attributes, "name") or ""
        self._places = self.broken.setdefault(name, {})
        self._row = self._row_repeat = self._last_row = self._last_column = 0
        self.other(attributes)

    def _row_opens(self, attributes: Attributes) -> None:
        self._close_row()
        self._row += self._row_repeat
        self._row_repeat = self._repeat(attributes, "number-rows-repeated")
        self._column = self._row_filled = self._row_width = 0
        self.texts.append("\0")

    def _cell(self, attributes: Attributes) -> None:
        repeat = self._repeat(attributes, "number-columns-repeated") if attributes else 1
        # One pass over the names: a list may have a million cells.
        has_formula = has_type = False
        for name in attributes:
            local = local_name(name)
            has_formula |= local == "formula"
            has_type |= local == "value-type"
        if has_formula or has_type:
            self._row_filled += repeat
            self._row_width = self._column + repeat
        if has_formula:
            self._note_formula(_attribute(attributes, "formula") or "")
            self._collect_shown(has_type)
        self._place = (self._row, self._column)
        self._column += repeat
        self.other(attributes)

    def _collect_shown(self, is_typed: bool) -> None:
        """Collect what a cell with a formula shows, until it ends."""
        self._is_typed, self._has_text = is_typed, False
        self._shown = []
        # Only while such a cell is open: the usual handlers are of the list itself, and cost no
        # call of ours.
        self.parser.CharacterDataHandler = self._add_shown
        self.parser.EndElementHandler = self._element_ends

    def _add_shown(self, text: str) -> None:
        self.texts.append(text)
        if not self._in_comment():
            self._shown.append(text)

    def _in_comment(self) -> bool:
        """Return whether what is met stands in a comment to a cell, not in the cell."""
        return any(local_name(one) == "annotation" for one in self.open)

    def _element_ends(self, name: str) -> None:
        self.open.remove(name)
        if local_name(name) not in _CELLS:
            self._has_text |= local_name(name) == "p" and not self._in_comment()
            return
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.EndElementHandler = self.open.remove
        shown = "".join(self._shown)
        if shown.startswith(("Err:", "#")):
            self._places[self._place] = shown
        elif not self._is_typed and (shown or not self._has_text):
            # LibreOffice writes a text without a value, as `=""` gives it, as an empty paragraph.
            self._places[self._place] = NO_STORED_VALUE

    def _repeat(self, attributes: Attributes, name: str) -> int:
        """Return how often something is repeated; the most, where prefixes state it twice."""
        most = 1
        for key, stated in attributes.items():
            if local_name(key) != name:
                continue
            is_number = stated.isascii() and stated.isdecimal() and len(stated) < _LONG_NUMBER
            repeat = int(stated) if is_number else 0
            if not 0 < repeat <= self.limits.repeats:
                raise gate_refusal("FALSE_COUNT", part=self.part)
            most = max(most, repeat)
        return most

    def _note_formula(self, formula: str) -> None:
        upper = formula.upper()
        if "DDE(" in upper:
            self.notes.add("DDE link")
        if "WEBSERVICE(" in upper:
            self.notes.add("data connection")

    def _spaces(self, attributes: Attributes) -> None:
        stated = _attribute(attributes, "c") or "1"
        longest = self.limits.cell_characters
        is_number = stated.isascii() and stated.isdecimal() and len(stated) < _LONG_NUMBER
        if not is_number or int(stated) > longest:
            raise gate_refusal("STRING_TOO_LONG", part=self.part, limit=longest)
        self.texts.append(" " * int(stated))

    def _linked(self, attributes: Attributes) -> None:
        self.notes.add("DDE link")
        self.other(attributes)

    def _listens(self, attributes: Attributes) -> None:
        self.notes.add("macro call")
        self.other(attributes)

    def _close_row(self) -> None:
        """Count the row that ends, as often as it is repeated."""
        if self._row_filled:
            self.filled += self._row_filled * self._row_repeat
            self._last_row = max(self._last_row, self._row + self._row_repeat)
            self._last_column = max(self._last_column, self._row_width)
            self._row_filled = 0
            check_grid(self.part, self._last_row, self._last_column, self.limits)

    def finished(self) -> None:
        """Count the last row."""
        self._close_row()
