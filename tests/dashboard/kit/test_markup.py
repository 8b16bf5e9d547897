"""Markup: a text is escaped where its element is made."""

import pytest

from fct.dashboard.kit.markup import el, escaped, joined, page_link, sized, visible_text


def test_text_is_escaped() -> None:
    """Text that looks like an element stays text."""
    assert el("td", '<b a="1">&') == "<td>&lt;b a=&quot;1&quot;&gt;&amp;</td>"


def test_markup_is_not_escaped_twice() -> None:
    """What is made here may be put into what is made here."""
    assert el("tr", el("td", "a"), "<") == "<tr><td>a</td>&lt;</tr>"


def test_nothing_is_no_text() -> None:
    """None leaves no word behind."""
    assert joined(None, 1) == "1"


def test_an_attribute_is_escaped() -> None:
    """A quote in it does not end it."""
    assert el("td", title='a"b') == '<td title="a&quot;b"></td>'


@pytest.mark.parametrize("name", ["onclick", "href", "src", "style"])
def test_an_attribute_that_could_run_or_load_is_refused(name: str) -> None:
    """Only the functions made for links and widths write these."""
    with pytest.raises(ValueError, match=f"may not have the attribute {name}"):
        el("a", **{name: "x"})


def test_a_link_quotes_its_parameters() -> None:
    """A ref with a quote and an ampersand stays one parameter."""
    link = page_link("a", "proposal", ref='"&=')

    assert 'href="./proposal?ref=%22%26%3D"' in link
    assert 'data-page="proposal"' in link


def test_a_width_is_kept_between_nothing_and_all() -> None:
    """A share out of range is drawn as the nearest."""
    assert sized("span", 1.5, class_="fill") == '<span style="width:100.000%" class="fill"></span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\0b", "a[U+0000]b"),
        ("ö\n", "ö\n"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    """Characters that change how a text reads are written out; line breaks stay."""
    assert visible_text(text) == shown


def test_a_very_long_text_is_folded() -> None:
    """Its beginning is shown, its length named, and the whole of it stands inside, as text."""
    text = "<b>\u202e" * 300

    shown = escaped(text)

    assert shown.startswith('<details class="long"><summary>&lt;b&gt;[U+202E]')
    assert "all 1,200 characters</em></summary>" in shown
    assert shown.count("&lt;b&gt;[U+202E]") == 75 + 300
    assert "<b>" not in shown
    assert escaped("x" * 1000) == "x" * 1000


def test_a_link_may_ask_for_a_page_of_rows() -> None:
    """The name of a parameter is that of an argument: the second page of the order of merit."""
    link = page_link("Rank", "order-of-merit", page=["2"], sort="rank")

    assert "page=2" in link
    assert "sort=rank" in link
