"""The styles of a workbook, extended: a copy of a cell's own style with the fill of a mark.

The fill says what it covers: the second color of a solid pattern is never shown, so the first
color of the sponsor's own fill is kept there, and marking again can give it back. LibreOffice
writes a second color of its own; its full opacity shows that it has saved our fill.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from fct.data.xlsx.finding_parts import Kind
from fct.data.xlsx.xml import (
    Edit,
    Element,
    apply_edits,
    parse,
    place_in_order,
    prefix_of,
    set_attributes,
)

_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"),
    *("dxfs", "tableStyles", "colors", "extLst"),
)
_NO_FILL = 'indexed="64"'
_INK, _NAVY, _TEAL, _GREY, _LINE = "FF1F2933", "FF12324A", "FF0F766E", "FF52606D", "FFCBD2D9"


COLORS: Mapping[Kind, str] = {  # the first two digits, an opacity, are read by no program
    Kind.REPAIR: "00F8CDC6",
    Kind.IMPROVE: "00FCE5A6",
    Kind.NOTE: "00D3E6F5",
}
_SHADES = {color[2:] for color in COLORS.values()}
_OPAQUE = "FF"
_PLAIN = re.compile(r"[0-9A-Fa-f.+-]{1,24}")


class _Own(NamedTuple):
    """A style of the sheet of findings; the font is weight and size, then its color."""

    font: tuple[str, int, str]
    fill: str = ""
    is_boxed: bool = False
    is_linked: bool = False
    is_wrapped: bool = False


_OWN_STYLES: Mapping[str, _Own] = {
    "banner": _Own(("b", 11, _INK)),
    "title": _Own(("b", 16, _NAVY)),
    "plain": _Own(("", 10, _INK), is_wrapped=True),
    "key": _Own(("b", 10, _TEAL)),
    "heading": _Own(("b", 10, "FFFFFFFF"), _NAVY, is_boxed=True),
    "text": _Own(("", 10, _INK), is_boxed=True),
    "small": _Own(("", 9, _GREY), is_boxed=True),
    "link": _Own(("b", 10, _TEAL), is_boxed=True, is_linked=True),
    **{kind: _Own(("b", 10, _INK), COLORS[kind], is_boxed=True) for kind in Kind},
}
OWN_SIZES: Mapping[str, int] = {name: style.font[1] for name, style in _OWN_STYLES.items()}


class StyleSheet:
    """The part ``styles.xml`` with what marks need added to it.

    Parameters
    ----------
    content : bytes
    is_from_libreoffice : bool
        Whether that program saved the workbook.
    """

    def __init__(self, content: bytes, *, is_from_libreoffice: bool = False) -> None:
        self._is_from_libreoffice = is_from_libreoffice
        self._content = content
        self._root = parse(self._content)
        self._prefix = prefix_of(self._root)
        self._items: dict[str, list[bytes]] = {}
        self._known: dict[str, int] = {}
        for name in ("fonts", "fills", "borders", "cellXfs", "dxfs"):
            items = element.children if (element := self._root.first(name)) else []
            self._items[name] = [self._content[item.start : item.end] for item in items]
            self._known[name] = len(items)
        self._styles: dict[tuple[int, Kind | None], int] = {}
        self.marked = self._find_marked()

    def _find_marked(self) -> frozenset[int]:
        """Return the numbers of the cell styles that have the fill of a mark."""
        fills = self._root.first("fills")
        xfs = self._root.first("cellXfs")
        if fills is None or xfs is None:
            return frozenset()
        of_marks = {
            str(n) for n, fill in enumerate(fills.children) if self._covered(fill) is not None
        }
        return frozenset(
            n for n, xf in enumerate(xfs.children) if xf.attribute("fillId") in of_marks
        )

    def styled(self, style: int, kind: Kind | None) -> int:
        """Return the style that a cell of this style has with a mark, or without any."""
        if (style, kind) not in self._styles:
            self._styles[style, kind] = self._styled(style, kind)
        return self._styles[style, kind]

    def _styled(self, style: int, kind: Kind | None) -> int:
        xfs = self._items["cellXfs"]
        style = style if style < len(xfs) else 0
        fill = self._fill_of(style)
        covered = self._covered(fill) if fill is not None else None
        if kind is None and covered is None:
            return style
        if covered is None:
            covered = _first_color(fill) if fill is not None else _NO_FILL
        if kind is not None:
            number = self._fill(f'rgb="{COLORS[kind]}"', covered)
        else:
            number = self._sponsors_fill(covered)
        xf = xfs[style]
        given = {"fillId": number, "applyFill": 1}
        return self._index("cellXfs", apply_edits(xf, [set_attributes(xf, parse(xf), given)]))

    def _covered(self, fill: Element) -> str | None:
        """Return the color that lies under the fill of a mark, or None for another fill."""
        pattern = fill.first("patternFill")
        if pattern is None or pattern.attribute("patternType") != "solid":
            return None
        front, back = pattern.first("fgColor"), pattern.first("bgColor")
        shade = front.attribute("rgb").upper() if front is not None else ""
        if shade[2:] not in _SHADES:
            return None
        is_changed = self._is_from_libreoffice and shade.startswith(_OPAQUE)
        return _NO_FILL if back is None or is_changed else _color(back)

    def _fill_of(self, style: int) -> Element | None:
        xfs, fills = self._items["cellXfs"], self._items["fills"]
        number = parse(xfs[style]).attribute("fillId") if style < len(xfs) else ""
        if not number.isdecimal() or int(number) >= len(fills):
            return None
        return parse(fills[int(number)])

    def _sponsors_fill(self, covered: str) -> int:
        # The first fill of every workbook is no fill.
        if covered == _NO_FILL:
            return 0
        for number, fill in enumerate(self._items["fills"]):
            if _first_color(parse(fill)) == covered:
                return number
        return self._fill(covered, _NO_FILL)

    def _fill(self, front: str, back: str) -> int:
        inner = f"<{{p}}fgColor {front}/><{{p}}bgColor {back}/>"
        pattern = f'<{{p}}patternFill patternType="solid">{inner}</{{p}}patternFill>'
        return self._add("fills", f"<{{p}}fill>{pattern}</{{p}}fill>")

    def difference(self, kind: Kind) -> int:
        """Return the number of the style that a conditional format lays over a cell."""
        # In a differential style the back color is what a solid fill shows, other than in a cell's;
        # programs differ, so that both say the same.
        color = f'rgb="{COLORS[kind]}"'
        inner = f"<{{p}}fgColor {color}/><{{p}}bgColor {color}/>"
        pattern = f'<{{p}}patternFill patternType="solid">{inner}</{{p}}patternFill>'
        return self._add("dxfs", f"<{{p}}dxf><{{p}}fill>{pattern}</{{p}}fill></{{p}}dxf>")

    def own(self, name: str) -> int:
        """Return the number of a style of the sheet of findings."""
        style = _OWN_STYLES[name]
        weight, size, color = style.font
        shape = f"<{{p}}{weight}/>" if weight else ""
        shape += "<{p}u/>" if style.is_linked else ""
        font = f'{shape}<{{p}}sz val="{size}"/><{{p}}color rgb="{color}"/><{{p}}name val="Arial"/>'
        font_id = self._add("fonts", f'<{{p}}font>{font}<{{p}}family val="2"/></{{p}}font>')
        fill_id = self._fill(f'rgb="{style.fill}"', _NO_FILL) if style.fill else 0
        border_id = self._box() if style.is_boxed else 0
        wrap = ' wrapText="1"' if style.is_boxed or style.is_wrapped else ""
        return self._add(
            "cellXfs",
            f'<{{p}}xf numFmtId="0" fontId="{font_id}" fillId="{fill_id}" borderId="{border_id}" '
            'xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<{{p}}alignment vertical="top"{wrap}/></{{p}}xf>',
        )

    def _box(self) -> int:
        sides = "".join(
            f'<{{p}}{side} style="thin"><{{p}}color rgb="{_LINE}"/></{{p}}{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        return self._add("borders", f"<{{p}}border>{sides}<{{p}}diagonal/></{{p}}border>")

    def _add(self, name: str, item: str) -> int:
        return self._index(name, item.replace("{p}", self._prefix).encode())

    def _index(self, name: str, item: bytes) -> int:
        items = self._items[name]
        if item not in items:
            items.append(item)
        return items.index(item)

    def to_bytes(self) -> bytes:
        """Return the part, its first items the same bytes as they were."""
        edits: list[Edit] = []
        for name, items in self._items.items():
            new = b"".join(items[self._known[name] :])
            if not new:
                continue
            tag, element = f"{self._prefix}{name}", self._root.first(name)
            if element is None or element.is_empty:
                whole = f'<{tag} count="{len(items)}">'.encode() + new + f"</{tag}>".encode()
                start = element.start if element else place_in_order(self._root, _ORDER, name)
                edits.append(Edit(start, element.end if element else start, whole))
            else:
                edits.append(set_attributes(self._content, element, {"count": len(items)}))
                edits.append(Edit(element.close, element.close, new))
        return apply_edits(self._content, edits)


def _color(element: Element) -> str:
    """Return a color as the attributes that name it, in one order."""
    kept = {name: element.attributes.get(name, "") for name in ("rgb", "theme", "indexed", "tint")}
    named = (f'{name}="{value}"' for name, value in kept.items() if _PLAIN.fullmatch(value))
    return " ".join(named) or _NO_FILL


def _first_color(fill: Element) -> str:
    """Return the color that a fill shows, where it is plain."""
    pattern = fill.first("patternFill")
    front = pattern.first("fgColor") if pattern is not None else None
    is_solid = pattern is not None and pattern.attribute("patternType") == "solid"
    return _color(front) if front is not None and is_solid else _NO_FILL


def least_styles(namespace: str) -> bytes:
    """Return the part for a workbook without styles."""
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<styleSheet xmlns="{namespace}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{xf}/></cellStyleXfs><cellXfs count="1">{xf} xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ).encode()
