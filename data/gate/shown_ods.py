"""Cells of an ods file that are shown otherwise than they are held: data styles, struck-through.

Source: ODF 1.3 part 3, sections 16.29 (data styles), 20.371 (line through), 19.643 (style names).
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from fct.data.gate.number_formats import Look, Oddity, Section, look_in, may_be_odd, text_look_in
from fct.data.gate.shown_cells import Looks, parse_part, struck_look
from fct.data.gate.xml_walk import Attributes, local_name

_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_DATA_STYLES = {"number-style", "currency-style", "percentage-style", "text-style"}
_OTHERS = {"date-style", "time-style", "boolean-style"}
_NUMERIC = {"float", "currency", "percentage"}
_SPOKEN_TYPES = {"currency", "percentage"}
_MOST_DIGITS, _LONG_NUMBER = 30, 12
_NUMBER_CELL = re.compile(rb"""<[^<>]*\bvalue-type\s*=\s*["']float["'][^<>]*>""")
_CELL_STYLE = re.compile(rb"""\bstyle-name\s*=\s*["']([^"']*)["']""")
_DAY_ZERO = dt.date(1899, 12, 30)  # unless the file names another (ODF 1.3 part 3, 19.645)
_THOUSAND_POWERS = {"1000": 1, "1000000": 2, "1000000000": 3}


def _given(attributes: Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if local_name(key) == name), "")


class _CellStyle(NamedTuple):
    parent: str
    data_style: str
    is_struck: bool | None


class OdsStyles:
    """The styles of an ods file: those of the document, and those made for its cells.

    Parameters
    ----------
    parts : sequence of bytes
        ``styles.xml`` and ``content.xml``, as far as they are there.
    """

    def __init__(self, *parts: bytes) -> None:
        self._cells: dict[str, _CellStyle] = {}
        self._sections: dict[str, Section] = {}
        self._maps: dict[str, list[tuple[tuple[str, Decimal], str]]] = {}
        self._name = self._text_name = ""
        self._tokens: list[tuple[str, str]] = []
        self._thousands = 0
        self._said: list[str] | None = None
        for part in parts:
            parse_part(_styles_alone(part), self._start, self._end, self._say)

    def odd(self) -> list[str]:
        """Return the names of styles that may show something otherwise."""
        return [
            name for name in self._cells if self.is_struck(name) or may_be_odd(self.sections(name))
        ]

    def days(self) -> set[str]:
        """Return the names of styles that show a number as a day."""
        return {name for name in self._cells if _is_of_days(self.sections(name))}

    def is_struck(self, name: str) -> bool:
        """Whether a style draws a line through its text."""
        for style in self._with_parents(name):
            if style.is_struck is not None:
                return style.is_struck
        return False

    def sections(self, name: str) -> list[Section]:
        """Return how a cell style shows numbers, as the sections of a format; none if plainly."""
        data_style = next((s.data_style for s in self._with_parents(name) if s.data_style), "")
        if data_style not in self._sections:
            return []
        maps = self._maps.get(data_style, [])
        mapped = [
            self._sections[other]._replace(condition=condition)
            for condition, other in maps
            if other in self._sections
        ]
        # As in a format of an xlsx file: three sections with a condition, and the last for all
        # else.
        return [*mapped[:3], self._sections[data_style]]

    def _with_parents(self, name: str) -> Iterator[_CellStyle]:
        # A hostile file may have a style that is its own parent, over others.
        for _ in range(20):
            style = self._cells.get(name)
            if style is None:
                return
            yield style
            name = style.parent

    def _start(self, name: str, given: Attributes) -> None:
        name = local_name(name)
        if name == "style":
            self._text_name = _given(given, "name")
            names = (_given(given, "parent-style-name"), _given(given, "data-style-name"))
            self._cells[self._text_name] = _CellStyle(*names, None)
        elif name == "text-properties" and self._text_name:
            self._line(given)
        elif name in _DATA_STYLES | _OTHERS:
            self._name, self._tokens, self._thousands = _given(given, "name"), [], 0
            if name in _OTHERS:
                self._tokens.append(("date", name))
        elif self._name:
            self._in_data_style(name, given)

    def _in_data_style(self, name: str, given: Attributes) -> None:
        if name == "number":
            self._number(given)
        elif name in {"fraction", "scientific-number"}:
            self._tokens += [("digit", "0"), ("slash" if name == "fraction" else "power", "")]
        elif name == "text-content":
            self._tokens.append(("at", "@"))
        elif name in {"text", "currency-symbol"}:
            self._said = []
        elif name == "map":
            found = _CONDITION.fullmatch(_given(given, "condition").strip())
            if found:
                condition = ("<>" if found[1] == "!=" else found[1], Decimal(found[2]))
                other = _given(given, "apply-style-name")
                self._maps.setdefault(self._name, []).append((condition, other))

    def _line(self, given: Attributes) -> None:
        line = _given(given, "text-line-through-style") or _given(given, "text-line-through-type")
        if line:
            style = self._cells[self._text_name]
            self._cells[self._text_name] = style._replace(is_struck=line != "none")

    def _number(self, given: Attributes) -> None:
        least, decimals = _given(given, "min-integer-digits"), _given(given, "decimal-places")
        self._thousands = _THOUSAND_POWERS.get(_given(given, "display-factor"), 0)
        if not decimals:
            self._tokens.append(("general", ""))
            return
        whole = max(1, min(_count(given, "min-integer-digits"), _MOST_DIGITS))
        if _given(given, "grouping") == "true":
            self._tokens += [("digit", "#"), ("group", ",")]
        self._tokens += [("digit", "0" if least not in {"", "0"} else "#")] * whole
        places = min(_count(given, "decimal-places"), _MOST_DIGITS) if decimals != "0" else 0
        if places:
            self._tokens += [("dot", "."), *[("digit", "0")] * places]

    def _say(self, text: str) -> None:
        if self._said is not None:
            self._said.append(text)

    def _end(self, name: str) -> None:
        name = local_name(name)
        if name in {"text", "currency-symbol"} and self._said is not None:
            said = "".join(self._said)
            self._said = None
            kind = "currency" if name == "currency-symbol" else "literal"
            is_percent = kind == "literal" and "%" in said
            self._tokens.append(("percent" if is_percent else kind, said))
        elif name in _DATA_STYLES | _OTHERS:
            self._sections[self._name] = Section(tuple(self._tokens), None, self._thousands)
            self._name = ""
        elif name == "style":
            self._text_name = ""


def _styles_alone(part: bytes) -> bytes:
    """Return a part without its sheets, which are long; its end is missed, which does no harm."""
    at = part.find(b"<office:body")
    return part if at < 0 else part[:at]


def looks_of_ods(content: bytes, styles_part: bytes) -> dict[str, Looks]:
    """Return, by name of the table, the cells that are shown otherwise than they are held.

    Parameters
    ----------
    content, styles_part : bytes
        The parts ``content.xml`` and ``styles.xml``.
    """
    styles = OdsStyles(styles_part, content)
    is_odd = any(f'"{name}"'.encode() in content for name in _used(styles))
    if not is_odd and not _holds_days_as_numbers(styles.days(), content):
        return {}
    walk = _TableWalk(styles)
    parse_part(content, walk.start, walk.end, walk.say)
    return {name: looks for name, looks in walk.looks.items() if looks}


def _holds_days_as_numbers(days: set[str], content: bytes) -> bool:
    """Whether a cell may be a number that a style shows as a day, as Calligra writes days."""
    if not days:
        return False
    is_default = any(f'default-cell-style-name="{name}"'.encode() in content for name in days)
    for found in _NUMBER_CELL.finditer(content):
        style = _CELL_STYLE.search(found[0])
        if is_default if style is None else style[1].decode("utf-8", "replace") in days:
            return True
    return False


def _is_of_days(sections: list[Section]) -> bool:
    return bool(sections) and ("date", "date-style") in sections[-1].tokens


def _used(styles: OdsStyles) -> list[str]:
    return [*styles.odd(), *_SPOKEN_TYPES]


class _TableWalk:
    def __init__(self, styles: OdsStyles) -> None:
        self.looks: dict[str, Looks] = {}
        self._styles = styles
        self._known: dict[str, tuple[bool, list[Section]]] = {}
        self._sheet: Looks = {}
        self._day_zero = _DAY_ZERO
        self._defaults: list[str] = []
        self._row = self._column = 0
        self._rows = self._cells = 1
        self._given: Attributes = {}
        self._row_style = ""
        self._is_in_cell = False
        self._spans: list[bool] = []
        self._struck: list[str] = []
        self._others: list[str] = []

    def start(self, name: str, given: Attributes) -> None:
        """Take in the start of an element."""
        name = local_name(name)
        if name == "table":
            self._sheet = self.looks.setdefault(_given(given, "name"), {})
            self._defaults, self._row = [], 0
        elif name == "null-date":
            self._day_zero = _day_of(_given(given, "date-value")) or _DAY_ZERO
        elif name == "table-column":
            # Programs repeat the last column to the end of the sheet, far beyond any answer.
            count = min(_count(given, "number-columns-repeated"), 1024)
            self._defaults += [_given(given, "default-cell-style-name")] * count
        elif name == "table-row":
            self._rows, self._column = _count(given, "number-rows-repeated"), 0
            self._row_style = _given(given, "default-cell-style-name")
        elif name in {"table-cell", "covered-table-cell"}:
            self._given, self._cells = given, _count(given, "number-columns-repeated")
            self._struck, self._others, self._spans = [], [], []
            self._is_in_cell = True
        elif name == "annotation":
            self._is_in_cell = False
        elif name == "span":
            self._spans.append(self._style(_given(given, "style-name"))[0])

    def say(self, text: str) -> None:
        """Take in text."""
        if self._is_in_cell:
            (self._struck if any(self._spans) else self._others).append(text)

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        name = local_name(name)
        if name == "span" and self._spans:
            self._spans.pop()
        elif name == "annotation":
            self._is_in_cell = True
        elif name in {"table-cell", "covered-table-cell"}:
            self._is_in_cell = False
            if _given(self._given, "value-type"):
                self._keep(list(self._looks()))
            self._column += self._cells
        elif name == "table-row":
            self._row += self._rows

    def _keep(self, looks: list[Look]) -> None:
        if looks:
            # The gate has refused before what is repeated too often.
            for row in range(self._row, self._row + self._rows):
                for column in range(self._column, self._column + self._cells):
                    self._sheet[row, column] = looks

    def _style(self, name: str) -> tuple[bool, list[Section]]:
        if name not in self._known:
            self._known[name] = (self._styles.is_struck(name), self._styles.sections(name))
        return self._known[name]

    def _looks(self) -> Iterator[Look]:
        default = self._defaults[self._column] if self._column < len(self._defaults) else ""
        name = _given(self._given, "style-name") or self._row_style or default or "Default"
        is_struck, sections = self._style(name)
        in_spans = struck_look("".join(self._struck), "".join(self._others))
        if is_struck:
            yield Look(Oddity.STRUCK, "")
        elif in_spans is not None:
            yield in_spans
        kind = _given(self._given, "value-type")
        look = None
        if kind in _NUMERIC:
            look = self._number_look(sections)
        elif kind == "string" and sections:
            look = text_look_in(sections, "".join(self._others + self._struck))
        if look is not None:
            yield look

    def _number_look(self, sections: list[Section]) -> Look | None:
        try:
            value = float(_given(self._given, "value"))
        except ValueError:
            return None
        if _is_of_days(sections):
            return self._day_look(value)
        return look_in(sections or self._sections_by_type(), value)

    def _day_look(self, value: float) -> Look | None:
        try:
            day = self._day_zero + dt.timedelta(days=int(value))
        except (OverflowError, ValueError):  # beyond the last year, infinite or not a number
            return None
        return Look(Oddity.DAY, day.isoformat())

    def _sections_by_type(self) -> list[Section]:
        """Return how a number is shown that has a type and no style."""
        tokens = [("general", "")]
        kind, code = _given(self._given, "value-type"), _given(self._given, "currency")
        if kind == "percentage":
            tokens.append(("percent", "%"))
        elif kind == "currency" and code:
            tokens += [("literal", " "), ("currency", code)]
        return [Section(tuple(tokens))]


def _count(given: Attributes, name: str) -> int:
    stated = _given(given, name)
    is_number = len(stated) < _LONG_NUMBER and stated.isascii() and stated.isdecimal()
    return int(stated) if is_number else 1


def _day_of(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[: len("YYYY-MM-DD")])
    except ValueError:
        return None
