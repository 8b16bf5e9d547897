"""What an address asks for, as the widgets of a page read it."""

import pytest
from streamlit.testing.v1 import AppTest

from fct.dashboard.kit.addressed import number, text, texts, whole_numbers


def page() -> None:
    """A page with one box, and a link's work done by a button."""
    import streamlit as st

    from fct.dashboard import kit

    if st.button("link"):
        kit.change_address({"q": ["navy"]})
    kit.take_address("p", {"q": kit.text, "low": kit.number})
    st.text_input("q", key="q", on_change=kit.put_in_address, args=("q",))
    st.number_input("low", key="low", value=None, on_change=kit.put_in_address, args=("low",))


def test_the_box_shows_what_the_address_asks_for_whoever_changed_it() -> None:
    """First the address, then the box, then a link: the last of them counts."""
    app = AppTest.from_function(page)
    app.query_params["q"] = "army"
    app.run()
    assert (app.text_input[0].value, app.number_input[0].value) == ("army", None)

    app.text_input[0].set_value("usmc").run()
    app.number_input[0].set_value(2.5).run()
    assert {name: "".join(said) for name, said in app.query_params.items()} == {
        "q": "usmc",
        "low": "2.5",
    }

    app.button[0].click().run()
    assert (app.text_input[0].value, app.number_input[0].value) == ("navy", None)
    assert list(app.query_params) == ["q"]


def test_what_is_emptied_leaves_the_address() -> None:
    """An address says nothing of what does not matter."""
    app = AppTest.from_function(page)
    app.query_params["q"] = "army"
    app.run()
    app.text_input[0].set_value("").run()

    assert list(app.query_params) == []


@pytest.mark.parametrize(
    ("values", "read"),
    [((), None), (("80",), 80.0), (("x",), None), (("-1",), None), (("nan",), None)],
)
def test_a_number_of_an_address_is_from_nought_up(
    values: tuple[str, ...], read: float | None
) -> None:
    """What is no such number is not asked for."""
    assert number(values) == read


def test_texts_and_whole_numbers_are_read_as_they_stand() -> None:
    """The last of several counts where there is one; what is no number is passed over."""
    assert (text(()), text(("a", "b")), texts(("a", "b"))) == ("", "b", ["a", "b"])
    assert whole_numbers(("1", "x", "3", "-1")) == [1, 3]
