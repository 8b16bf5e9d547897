"""How high a row must be that its wrapped texts are seen whole, in Arial or a font of its widths.

Programs work that out when a cell is edited; when a file is opened, not all of them do. Source of
the widths: Adobe's font metrics of Helvetica, which Arial shares.
"""

import functools
from typing import NamedTuple

# Thousandths of the size of the type, for the characters from space to tilde.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
)
_OTHER = 600  # accents and dashes; a wider script shows that a row is too low by a line at most
_BOLD = 1.08
_UNIT = 5.25  # points: a digit of the sheet's own font, 7 pixels
_PADDING = 3.0
_LINE, _AROUND = 1.28, 2.5
_TALLEST = 409.0  # of a row in Excel


class Text(NamedTuple):
    """One wrapped text: the width of its column in characters, its size in points, its weight."""

    text: str
    width: float
    size: float = 10
    is_bold: bool = False


def row_height(*texts: Text, at_least: float = 15) -> float:
    """Return the height of a row, in points, that shows all its texts whole.

    Parameters
    ----------
    *texts : Text
    at_least : float

    Examples
    --------
    >>> row_height(Text("one line", 40))
    15
    >>> row_height(Text("many words in a narrow column", 12))
    40.9
    """
    heights = (lines_of(text) * text.size * _LINE + _AROUND for text in texts)
    return min(round(max((at_least, *heights)), 1) if texts else at_least, _TALLEST)


def lines_of(text: Text) -> int:
    """Return how many lines a text takes."""
    room = (text.width * _UNIT - _PADDING) * 1000 / text.size / (_BOLD if text.is_bold else 1)
    return sum(_lines(paragraph, room) for paragraph in text.text.split("\n"))


def _lines(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        wide = _width_of(word)
        if used and used + _WIDTHS[0] + wide > room:
            lines, used = lines + 1, 0.0
        if wide > room:  # a word longer than a line goes on over several
            extra = int((wide - 1) // room)
            lines, wide = lines + extra, wide - extra * room
        used += wide + (_WIDTHS[0] if used else 0)
    return lines


@functools.lru_cache(maxsize=4096)
def _width_of(word: str) -> float:
    first, last = ord(" "), ord("~")
    return sum(_WIDTHS[ord(c) - first] if first <= ord(c) <= last else _OTHER for c in word)
