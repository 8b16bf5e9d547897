"""Who leads armaments cooperation: three components by the text, the others open."""

import pytest

from fct.data.program.form import load_form
from fct.data.referrals.offices import load_offices


@pytest.mark.parametrize("component", load_form()["component"].choices)
def test_only_what_the_text_names_is_named(component: str) -> None:
    """Army, Navy and Air Force have a lead, dated and with its passage; the others are open."""
    words, keys = load_offices().lead_of(component)

    is_named = component in {"Army", "Navy", "Air Force"}
    assert bool(keys) is is_named
    assert ("(as of 2026-11-29)" in words) is is_named
    assert words.startswith("Open: ") is not is_named
