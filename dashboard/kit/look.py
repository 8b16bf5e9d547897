"""How things look: badges with symbol and word, figures, cards, and the palette of charts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import streamlit as st

from fct.dashboard.kit.markup import Markup, el, joined
from fct.data import common

STATIC = Path(__file__).parents[1] / "static"
DASH = "–"
plural = common.plural

# Symbol and tone of each word; the word always stands beside the symbol.
BADGES: Mapping[str, tuple[str, str]] = {
    "rankable": ("✓", "good"),
    "returned": ("↺", "warn"),
    "not recommended": ("✗", "bad"),
    "ineligible": ("⊘", "out"),
    "met": ("✓", "good"),
    "weak": ("≈", "info"),
    "not shown": ("?", "warn"),
    "not met": ("✗", "bad"),
    "holds": ("✓", "good"),
    "unknown": ("?", "warn"),
    "fails": ("✗", "bad"),
    "funded": ("●", "good"),
    "passed over": ("↷", "warn"),
    "below the line": ("▽", "out"),
    "continuing": ("»", "info"),
    "watch": ("◌", "quiet"),
    "warn": ("!", "warn"),
    "block": ("■", "info"),
    "waiting": ("…", "quiet"),
    "not started": ("○", "quiet"),
    "draft": ("◔", "info"),
    "in": ("✓", "good"),
    "asked": ("?", "warn"),
    "approved": ("✓", "good"),
    "revoked": ("✗", "out"),
    "sure": ("◆", "good"),
    "borderline": ("◐", "warn"),
    "out": ("◇", "out"),
    "gate": ("⊘", "out"),
    "form": ("↺", "warn"),
    "criterion": ("✗", "bad"),
    "weakness": ("≈", "info"),
    "note": ("i", "quiet"),
    "not certified": ("◇", "warn"),
    "late": ("◷", "quiet"),
    "refused": ("✗", "bad"),
    "not FCT work": ("→", "info"),
}
VERDICTS = ("rankable", "returned", "not recommended", "ineligible")
MARKS = ("continuing", "funded", "passed over", "below the line")

_LIGHT = {
    "good": "#0F766E",
    "warn": "#C2710C",
    "bad": "#B3372F",
    "out": "#6B5B95",
    "info": "#12324A",
    "quiet": "#7A8790",
    "left": "#CFC6B4",
    "line": "#B3372F",
    "text": "#1A2932",
}
_DARK = {
    "good": "#34B8AA",
    "warn": "#E9A65B",
    "bad": "#EE8379",
    "out": "#B3A4E0",
    "info": "#7FB3D5",
    "quiet": "#93A9B8",
    "left": "#3A5160",
    "line": "#EE8379",
    "text": "#E7ECEE",
}


def palette() -> Mapping[str, str]:
    """Return the colors of charts by tone, for the theme that the reader has chosen."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT


def tone(word: str) -> str:
    """Return the tone of a badge's word."""
    return BADGES[word][1]


def show(*parts: object) -> None:
    """Show markup on the page; nothing where it is empty."""
    if whole := joined(*parts):
        st.html(whole)


def paragraph(*children: object, class_: str = "") -> None:
    """Show a paragraph on the page, of text and markup."""
    show(el("p", *children, **({"class_": class_} if class_ else {})))


def badge(word: str, label: str | None = None) -> Markup:
    """Return a pill: symbol and word, so that color is never alone."""
    symbol, its_tone = BADGES.get(word, ("", "quiet"))
    return el(
        "span",
        el("span", symbol, aria_hidden="true", class_="symbol"),
        label or word,
        class_=f"pill {its_tone}",
    )


def kusd(amount: Decimal | float | None) -> str:
    """Return thousands of dollars with separators and one decimal, so that columns line up."""
    return DASH if amount is None else f"{amount:,.1f}"


def points(value: float | None) -> str:
    """Return a score with two decimals, halves up from the sixth, the same on every page."""
    if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return DASH
    exact = Decimal(str(round(float(value), 6)))
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def share_words(share: float) -> str:
    """Return a share in percent; one that is not all or nothing is never shown as such."""
    percent = 100 * share
    if 0 < percent < 1:
        return "under 1%"
    if 99 < percent < 100:  # noqa: PLR2004 - percent
        return "over 99%"
    return f"{percent:.0f}%"


def interval(low: float, high: float) -> str:
    """Return a score, or its lowest and highest where answers are missing."""
    return points(low) if abs(high - low) < 1e-9 else f"{points(low)} to {points(high)}"  # noqa: PLR2004 - rounding


def fy(year: int | str) -> str:
    """Return a fiscal year as people write it."""
    return f"FY{year}"


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    """Return a moment by the clock of a cycle, to the second, with its offset.

    Examples
    --------
    >>> moment(dt.datetime(2026, 3, 2, 13, tzinfo=dt.UTC), dt.timezone(dt.timedelta(hours=-5)))
    '02 Mar 2026 08:00:00 -05:00'
    """
    local = at.astimezone(zone)
    return f"{local:%d %b %Y %H:%M:%S} {local.isoformat(timespec='seconds')[19:]}"


def sentence(text: str | None) -> Markup:
    """Return a sentence of this program, what stands in backticks as code."""
    pieces = (text or "").split("`")
    return joined(*(el("code", piece) if n % 2 else piece for n, piece in enumerate(pieces)))


def figure(label: object, value: object, note: object = "", tone_: str = "quiet") -> Markup:
    """Return a card with one figure; where its label is a link, the whole card leads there."""
    return el(
        "div",
        el("div", label, class_="label"),
        el("div", value, class_="value"),
        el("div", note, class_="under"),
        class_=f"card figure {tone_}",
    )


def figures(cards: Iterable[Markup]) -> None:
    """Show cards beside each other."""
    show(el("div", *cards, class_="cards"))


def title(text: str, lead: object = "", *, slim: bool = False) -> None:
    """Show the heading of a page and the sentence under it; slim, in one line where it fits."""
    said = el("p", lead, class_="lead") if lead else ""
    show(el("div", el("h1", text), said, class_="title slim" if slim else "title"))


def section(text: str, note: object = "") -> None:
    """Show the heading of a part of a page."""
    show(section_head(text, note))


def section_head(text: str, note: object = "") -> Markup:
    """Return the heading of a part of a page."""
    hint = el("p", note, class_="hint") if note else ""
    return el("div", el("h2", text), hint, class_="section")


def notice(*children: object, kind: str = "info") -> None:
    """Show a sentence that must not be missed."""
    show(el("div", *children, class_=f"notice {kind}", role="note"))
