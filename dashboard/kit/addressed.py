"""Widgets that show what the address asks for, whoever changed it: they, a link, or Back.

Streamlit's own binding lets no link change the address of the page that it stands on.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import streamlit as st
from streamlit.errors import StreamlitAPIException

_SHOWN = "address shown"
Read: TypeAlias = Callable[[Sequence[str]], Any]


def text(values: Sequence[str]) -> str:
    """Return the last of the texts that an address has for a name."""
    return values[-1] if values else ""


def texts(values: Sequence[str]) -> list[str]:
    """Return the texts that an address has for a name."""
    return list(values)


def whole_numbers(values: Sequence[str]) -> list[int]:
    """Return the whole numbers among what an address has for a name."""
    return [int(one) for one in values if one.isdecimal()]


def number(values: Sequence[str]) -> float | None:
    """Return the number from 0 that an address has for a name, if it has one."""
    try:
        found = float(text(values))
    except ValueError:
        return None
    return found if 0 <= found < float("inf") else None


def asked() -> dict[str, list[str]]:
    """Return what the address of the page asks for, all values of each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def take_address(page: str, names: Mapping[str, Read]) -> None:
    """Set the widgets of these keys to what the address asks for, where it was changed.

    Parameters
    ----------
    page : str
    names : mapping of str to callable
        How the values of each name are read; the name is the key of the widget.
    """
    now = {name: values for name, values in asked().items() if name in names}
    is_new = st.session_state.get(_SHOWN) != (page, now)
    for name, read in names.items():
        if is_new or name not in st.session_state:
            st.session_state[name] = read(now.get(name, ()))
    st.session_state[_SHOWN] = (page, now)


def put_in_address(name: str) -> None:
    """Write what a widget shows now into the address; what it calls when it changed."""
    value = st.session_state[name]
    if value is None or value in ("", []):
        st.query_params.pop(name, None)
        said: list[str] | None = None
    else:
        values = value if isinstance(value, list) else [value]
        said = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
        st.query_params[name] = said
    page, shown = st.session_state.get(_SHOWN, ("", {}))
    rest = {other: values for other, values in shown.items() if other != name}
    st.session_state[_SHOWN] = (page, rest if said is None else rest | {name: said})


def change_address(parameters: Mapping[str, Sequence[str]]) -> None:
    """Make the address of the page that is shown ask for this, and nothing else.

    What a widget has bound to itself stays.
    """
    now = asked()
    for name in now.keys() - parameters.keys():
        with suppress(StreamlitAPIException):
            del st.query_params[name]
    for name, values in parameters.items():
        if now.get(name) != list(values):
            with suppress(StreamlitAPIException):
                st.query_params[name] = list(values)
