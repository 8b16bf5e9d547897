"""HTML for layout: every text is escaped where an element is made, and nowhere else.

Streamlit's markdown turns plain text into elements after it was parsed (addresses, ``:icons:``), so
text of sponsors is never written as markdown; what is made here is shown by ``st.html`` alone.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from fct.data.common import visible_text

_LONG, _SHOWN = 1_000, 300  # characters
_VOID = frozenset({"br", "hr"})
_ATTRIBUTES = frozenset(
    {
        "aria_hidden",
        "aria_label",
        "aria_sort",
        "class",
        "colspan",
        "id",
        "lang",
        "role",
        "scope",
        "tabindex",
        "title",
    }
)


class Markup(str):
    """HTML that was made by this module."""

    __slots__ = ()


def escaped(child: object) -> Markup:
    """Return a child as HTML: markup as it is, anything else as text; a very long one folded."""
    if isinstance(child, Markup):
        return child
    text = "" if child is None else str(child)
    return _folded(text) if len(text) > _LONG else Markup(html.escape(visible_text(text)))


def _folded(text: str) -> Markup:
    # Closed, it is not laid out: a table of answers of 10,000 characters each took a minute.
    beginning, whole = (html.escape(visible_text(one)) for one in (text[:_SHOWN], text))
    return Markup(
        f'<details class="long"><summary>{beginning}… <em>all {len(text):,} characters</em>'
        f"</summary>{whole}</details>"
    )


def joined(*children: object) -> Markup:
    """Return children one after the other."""
    return Markup("".join(escaped(child) for child in children))


def el(name: str, *children: object, **attributes: str) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
    *children : object
        Markup, or values that are shown as text.
    **attributes : str
        Names with ``_`` for ``-`` and ``class_`` for ``class``; only harmless ones.

    Raises
    ------
    ValueError
        If an attribute could load or run something.
    """
    parts = [name]
    for key, value in attributes.items():
        if key.rstrip("_") not in _ATTRIBUTES:
            raise ValueError(f"<{name}> may not have the attribute {key}")
        label = key.rstrip("_").replace("_", "-")
        parts.append(f'{label}="{html.escape(visible_text(value))}"')
    opening = f"<{' '.join(parts)}>"
    return Markup(opening if name in _VOID else f"{opening}{joined(*children)}</{name}>")


def sized(name: str, share: float, *children: object, **attributes: str) -> Markup:
    """Return an element whose width is a share of its parent's, from 0 to 1."""
    percent = 100 * min(1.0, max(0.0, share))
    whole = el(name, *children, **attributes)
    return Markup(f'<{name} style="width:{percent:.3f}%"{whole[len(name) + 1 :]}')


def in_margins(text: str) -> Markup:
    """Return the style that puts a text into the top and bottom margin of each printed page."""
    quoted = "".join(f"\\{ord(one):06x}" for one in visible_text(text))  # no sign means anything
    words = f'content: "{quoted}"; font: 700 9pt sans-serif; color: #502b85;'
    return Markup(
        f"<style>@page {{ @top-center {{ {words} }} @bottom-center {{ {words} }} }}</style>"
    )


def page_link(label: object, page: str, /, **parameters: str | Sequence[str]) -> Markup:
    """Return a link to a page of this dashboard.

    Parameters
    ----------
    label : object
        Markup or text.
    page : str
        Its path; empty for the first page.
    **parameters : str or sequence of str
        Of the address; they are quoted.
    """
    target = html.escape(page_address(page, parameters))
    return Markup(f'<a class="link" href="{target}" data-page="{page}">{escaped(label)}</a>')


def ref_link(ref: str, page: str, address: Mapping[str, str]) -> Markup:
    """Return a link to a page on one proposal, as its ref.

    Parameters
    ----------
    ref : str
    page : str
        Its path.
    address : mapping of str to str
        What the address of every page names.
    """
    return page_link(el("span", ref, class_="ref"), page, ref=ref, **address)


def page_address(page: str, parameters: Mapping[str, str | Sequence[str]]) -> str:
    """Return the address of a page of this dashboard, beside any other of its pages."""
    asked = urlencode(parameters, doseq=True)
    return f"./{page}?{asked}" if asked else f"./{page}"


def jump(label: object, to: str) -> Markup:
    """Return a link to the element of this page that has an id."""
    return Markup(f'<a class="link" href="#{html.escape(to)}">{escaped(label)}</a>')


class Cell(Markup):
    """A cell of a table."""

    __slots__ = ()


Cells = Sequence[object]
"""What stands in the cells of a row."""


def table(
    caption: str,
    heads: Iterable[object],
    rows: Iterable[Markup | Cells],
    box: str = "",
    class_: str = "plain",
) -> Markup:
    """Return a table in a box that scrolls sideways when it must.

    Parameters
    ----------
    caption : str
        What it shows, for those who do not see it.
    heads : iterable of object
        Of the columns: what stands there, or a cell that is more than that.
    rows : iterable of Markup or Cells
        Whole rows, or what stands in their cells.
    box : str
        Class of the box; ``work`` for one that scrolls under a head that stays.
    class_ : str
    """
    parts = joined(
        el("caption", caption),
        el("thead", el("tr", *(one if isinstance(one, Cell) else head(one) for one in heads))),
        el("tbody", *(row if isinstance(row, Markup) else _row(row) for row in rows)),
    )
    named = {"role": "region", "tabindex": "0", "aria_label": caption}  # keys can scroll it
    shown = el("table", parts, **({"class_": class_} if class_ else {}))
    return el("div", shown, class_=f"scroll {box}".strip(), **named)


def _row(cells: Cells) -> Markup:
    return el("tr", *(one if isinstance(one, Cell) else cell(one) for one in cells))


def head(label: object, class_: str = "") -> Cell:
    """Return a heading cell of a column."""
    return Cell(el("th", label, scope="col", class_=class_))


def row_head(*children: object, class_: str = "") -> Cell:
    """Return the heading cell of a row."""
    return Cell(el("th", *children, scope="row", **({"class_": class_} if class_ else {})))


def sortable(link: Markup, standing: str, class_: str = "") -> Cell:
    """Return a heading cell whose link sorts by its column.

    Parameters
    ----------
    link : Markup
    standing : str
        ``ascending``, ``descending``, or empty where the rows are not sorted by it.
    class_ : str
    """
    arrow = {"ascending": " ▲", "descending": " ▼"}.get(standing, "")
    shown = joined(link, el("span", arrow, aria_hidden="true")) if arrow else link
    named = {"aria_sort": standing} if standing else {}
    return Cell(el("th", shown, scope="col", class_=class_, **named))


def cell(*children: object, class_: str = "") -> Cell:
    """Return a cell."""
    return Cell(el("td", *children, class_=class_))
