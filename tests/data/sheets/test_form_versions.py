"""Older versions of the form: taken, with a note that says so."""

import pytest

from fct.data.program.form import load_form
from fct.data.sheets.form_versions import is_read, older_form_note


@pytest.mark.parametrize(
    ("version", "is_older"),
    [("1.0", True), ("1.1", True), (load_form().version, False), ("9.9", False), (None, False)],
)
def test_only_an_older_form_has_a_note(version: str | None, is_older: bool) -> None:
    """It names both versions; a form without a stamp, and one of tomorrow, have none."""
    note = older_form_note(load_form(), version)

    assert bool(note) is is_older
    assert not note or note.startswith(f"This is a form of version {version};")


def test_forms_of_1_0_and_later_are_read() -> None:
    """And none of a version that is no number."""
    assert [is_read(one) for one in ("0.9", "1.0", " 1.2 ", "2.0", "one")] == [
        *(False, True, True, True),
        False,
    ]
