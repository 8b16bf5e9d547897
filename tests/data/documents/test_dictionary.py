"""The data dictionary is made from the form, and the committed page is current."""

from pathlib import Path

from fct.data.documents.dictionary import write_data_dictionary
from fct.data.program.form import load_form

PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_the_committed_page_is_current() -> None:
    """A field that was added or changed is in the documentation."""
    assert PAGE.read_text(encoding="utf-8") == write_data_dictionary(load_form())


def test_every_field_has_a_line() -> None:
    """Each of the form's fields is described, under the sheet it stands on."""
    text = write_data_dictionary(load_form())

    assert all(f"| `{field.id}` | {field.label} |" in text for field in load_form().fields)
