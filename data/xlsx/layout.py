"""Where a note's box lies on a worksheet: columns and rows with the pixels left over in each."""

from collections.abc import Mapping
from typing import NamedTuple

from fct.data.xlsx.sheet import Place
from fct.data.xlsx.xml import Element

_DIGIT_WIDTH, _MARGIN = 7, 5  # pixels, of Calibri 11
_PIXELS_A_POINT = 4 / 3
_STANDARD_WIDTH, _STANDARD_HEIGHT = 8.43, 15.0
_GAP = 12
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
_FURTHEST = 80  # columns or rows; hidden ones are passed


class Layout(NamedTuple):
    """Widths of columns in characters, heights of rows in points; what is not named is usual."""

    columns: list[tuple[int, int, float]]
    usual_width: float
    heights: Mapping[int, float]
    usual_height: float

    def box(self, place: Place, width: int, height: int) -> str:
        """Return the anchor of a box beside a cell, its size in pixels."""
        row, column = max(place[0] - 1, 0), min(place[1] + 1, _MOST_COLUMNS - 2)
        right, x = column, _GAP + width
        while right < min(column + _FURTHEST, _MOST_COLUMNS - 1) and x >= self._width(right):
            x -= self._width(right)
            right += 1
        bottom, y = row, height
        while bottom < min(row + _FURTHEST, _MOST_ROWS - 1) and y >= self._height(bottom):
            y -= self._height(bottom)
            bottom += 1
        return f"{column}, {_GAP}, {row}, 2, {right}, {x}, {bottom}, {y}"

    def _width(self, column: int) -> int:
        for first, last, width in self.columns:
            if first <= column + 1 <= last:
                return int(width * _DIGIT_WIDTH) + _MARGIN
        return int(self.usual_width * _DIGIT_WIDTH) + _MARGIN

    def _height(self, row: int) -> int:
        return int(self.heights.get(row, self.usual_height) * _PIXELS_A_POINT)


def layout_of(root: Element, heights: Mapping[int, float]) -> Layout:
    """Return the layout that a worksheet declares."""
    columns = root.first("cols")
    declared = [
        (
            int(_number(item.attribute("min"), 0)),
            int(_number(item.attribute("max"), 0)),
            _width(item),
        )
        for item in (columns.children if columns is not None else ())
    ]
    usual = root.first("sheetFormatPr")
    width = _number(usual.attribute("defaultColWidth") if usual else "", _STANDARD_WIDTH)
    height = _number(usual.attribute("defaultRowHeight") if usual else "", _STANDARD_HEIGHT)
    return Layout(declared, width, heights, height)


def _width(column: Element) -> float:
    is_hidden = column.attribute("hidden") in {"1", "true"}
    return 0.0 if is_hidden else _number(column.attribute("width"), _STANDARD_WIDTH)


def _number(text: str, otherwise: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return number if 0 <= number <= _MOST_ROWS else otherwise
