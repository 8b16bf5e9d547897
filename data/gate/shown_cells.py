"""Cells of an xlsx file that are shown otherwise than they are held: formats, and struck-through.

Most files have none, as the styles and texts show; then no sheet is read again. Sources:
ECMA-376 part 1, 18.8.10 (cell formats), 18.4.10 (strike through), 18.8.30 (number formats).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from fct.data.gate.number_formats import (
    BUILT_IN,
    GENERAL,
    Look,
    Oddity,
    is_plain,
    look_of_number,
    look_of_text,
)
from fct.data.gate.sheet import column_number
from fct.data.gate.xml_walk import Attributes, local_name

Looks = dict[tuple[int, int], list[Look]]

_STRIKE = re.compile(rb"<(?:\w+:)?strike\b")
_CODE = re.compile(rb"""formatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# Percent without and with decimals, which stand in no list of formats (ECMA-376 part 1, 18.8.30).
_ODD_BUILT_IN = re.compile(rb"""numFmtId\s*=\s*["'](?:9|10)["']""")
_FALSE = {"0", "false"}
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LONG_NUMBER = 10
_TEXTS = {"s", "str", "inlineStr"}


class Styles:
    """What the styles of a workbook do to numbers and texts.

    Parameters
    ----------
    content : bytes
        The part of the styles; empty if the file has none.

    Attributes
    ----------
    codes : dict of int to str
        By style: its number format, where that does not show every number as itself.
    struck : set of int
        Styles with a line through the text.
    """

    def __init__(self, content: bytes) -> None:
        self.codes: dict[int, str] = {}
        self.struck: set[int] = set()
        if content and _may_be_odd(content):
            self._read(content)

    def _read(self, content: bytes) -> None:
        formats = dict(BUILT_IN)
        struck_fonts: set[int] = set()
        path: list[str] = []
        fonts = styles = -1

        def start(name: str, given: Attributes) -> None:
            nonlocal fonts, styles
            name = local_name(name)
            path.append(name)
            match path[1:]:
                case ["numFmts", "numFmt"]:
                    formats[_whole(given.get("numFmtId"))] = given.get("formatCode", GENERAL)
                case ["fonts", "font"]:
                    fonts += 1
                case ["fonts", "font", "strike"] if given.get("val", "1") not in _FALSE:
                    struck_fonts.add(fonts)
                # Formats and fonts come before these by the schema (ECMA-376 part 1, 18.8.39), so
                # that one pass is enough.
                case ["cellXfs", "xf"]:
                    styles += 1
                    code = formats.get(_whole(given.get("numFmtId")), GENERAL)
                    if not is_plain(code):
                        self.codes[styles] = code
                    if _whole(given.get("fontId")) in struck_fonts:
                        self.struck.add(styles)

        parse_part(content, start, lambda _: path.pop())

    @property
    def odd(self) -> set[int]:
        """The styles that may show something otherwise."""
        return self.struck | set(self.codes)


def _has_strike(content: bytes) -> bool:
    # The word alone is found many times faster, and most parts have it nowhere.
    return b"strike" in content and _STRIKE.search(content) is not None


def _may_be_odd(content: bytes) -> bool:
    if _has_strike(content) or _ODD_BUILT_IN.search(content):
        return True
    codes = ((found[1] or found[2] or b"") for found in _CODE.finditer(content))
    return not all(
        is_plain(code.decode("utf-8", "replace").replace("&quot;", '"')) for code in codes
    )


def _whole(text: str | None) -> int:
    is_number = text and len(text) < _LONG_NUMBER and text.isascii() and text.isdecimal()
    return int(text) if text and is_number else 0


class SharedTexts:
    """The table of texts that the cells of all sheets share; it is read when it is asked for.

    Parameters
    ----------
    content : bytes
        The part; empty if the file has none.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._struck: dict[int, Look] | None = None if _has_strike(content) else {}
        self._texts: list[str] = []

    @property
    def struck(self) -> Mapping[int, Look]:
        """The texts that are struck through, whole or in part, by their number."""
        if self._struck is None:
            self._read()
        return self._struck or {}

    def text(self, number: int) -> str:
        """Return one text; nothing if no text has the number."""
        if not self._texts:
            self._read()
        return self._texts[number] if number < len(self._texts) else ""

    def _read(self) -> None:
        self._struck, self._texts = {}, []
        struck, texts, runs = self._struck, self._texts, _Runs()

        def start(name: str, given: Attributes) -> None:
            name = local_name(name)
            if name == "si":
                runs.clear()
            runs.start(name, given)

        def end(name: str) -> None:
            name = local_name(name)
            runs.end(name)
            if name == "si":
                if (look := runs.look()) is not None:
                    struck[len(texts)] = look
                texts.append(runs.text)

        parse_part(self._content, start, end, runs.say)


class _Runs:
    """The runs of one text: what of it is struck through."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin another text."""
        self._struck: list[str] = []
        self._others: list[str] = []
        self.text = ""
        self._is_text = self._is_struck = self._is_aside = False

    def start(self, name: str, given: Attributes) -> None:
        """Take in the start of an element."""
        if name == "r":
            self._is_struck = False
        elif name == "strike":
            self._is_struck = given.get("val", "1") not in _FALSE
        elif name == "t":
            self._is_text = True
        elif name == "rPh":  # how it is pronounced
            self._is_aside = True

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        if name == "t":
            self._is_text = False
        elif name == "r":
            self._is_struck = False
        elif name == "rPh":
            self._is_aside = False

    def say(self, text: str) -> None:
        """Take in text."""
        if self._is_text and not self._is_aside:
            self.text += text
            (self._struck if self._is_struck else self._others).append(text)

    def look(self) -> Look | None:
        """Return how the text is shown, or None where no line goes through it."""
        return struck_look("".join(self._struck), "".join(self._others))


def struck_look(struck: str, others: str) -> Look | None:
    """Return how a text is shown of which a part is struck through."""
    if not struck.strip():
        return None
    kind = Oddity.PARTLY_STRUCK if others.strip() else Oddity.STRUCK
    return Look(kind, " ".join(struck.split())[:80])


def looks_of_sheet(content: bytes, styles: Styles, shared: SharedTexts) -> Looks:
    """Return the cells of a sheet that are shown otherwise than they are held.

    Parameters
    ----------
    content : bytes
        The part of the sheet.
    styles : Styles
    shared : SharedTexts
    """
    if not shared.struck and not _has_strike(content) and not _uses(content, styles.odd):
        return {}
    walk = _SheetWalk(styles, shared)
    parse_part(content, walk.start, walk.end, walk.say)
    return walk.looks


def _uses(content: bytes, styles: Iterable[int]) -> bool:
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return (
        bool(numbers) and re.search(rb"""\ss\s*=\s*["'](?:%b)["']""" % numbers, content) is not None
    )


class _SheetWalk:
    def __init__(self, styles: Styles, shared: SharedTexts) -> None:
        self.looks: Looks = {}
        self._styles = styles
        self._shared = shared
        self._runs = _Runs()
        self._row, self._column = -1, -1
        self._cell: Attributes = {}
        self._value: list[str] = []
        self._is_value = False

    def start(self, name: str, given: Attributes) -> None:
        """Take in the start of an element."""
        name = local_name(name)
        if name == "row":
            number = given.get("r", "")
            self._row = _whole(number) - 1 if number else self._row + 1
            self._column = -1
        elif name == "c":
            found = _PLACE.fullmatch(given.get("r", ""))
            self._column = column_number(found[1]) if found else self._column + 1
            self._cell, self._value = given, []
            self._runs.clear()
        elif name == "v":
            self._is_value = True
        else:
            self._runs.start(name, given)

    def say(self, text: str) -> None:
        """Take in text."""
        if self._is_value:
            self._value.append(text)
        else:
            self._runs.say(text)

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        name = local_name(name)
        if name == "v":
            self._is_value = False
        elif name == "c":
            looks = list(self._looks())
            if looks:
                self.looks[self._row, self._column] = looks
        else:
            self._runs.end(name)

    def _looks(self) -> Iterable[Look]:
        value, kind = "".join(self._value), self._cell.get("t", "n")
        style = _whole(self._cell.get("s"))
        in_runs = self._runs.look()
        if kind == "s":
            in_runs = self._shared.struck.get(_whole(value))
        if style in self._styles.struck and (value or kind == "inlineStr"):
            yield Look(Oddity.STRUCK, "")
        elif in_runs is not None:
            yield in_runs
        code = self._styles.codes.get(style)
        value = value or self._runs.text
        if code is None or not value:
            return
        look = None
        if kind == "n":
            look = _number_look(code, value)
        elif kind in _TEXTS and look_of_text(code, "x") is not None:
            text = self._shared.text(_whole(value)) if kind == "s" else value
            look = look_of_text(code, text)
        if look is not None:
            yield look


def _number_look(code: str, value: str) -> Look | None:
    try:
        return look_of_number(code, float(value))
    except ValueError:
        return None


def parse_part(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], object],
    say: Callable[[str], None] | None = None,
) -> None:
    """Parse a part that the gate has let pass; an odd one says nothing."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    if say is not None:
        parser.CharacterDataHandler = say
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return
