"""The data dictionary is made from the form."""

from fct.data.documents.dictionary import write_data_dictionary
from fct.data.program.form import load_form


def test_every_field_has_a_line() -> None:
    """Each of the form's fields is described, under the sheet it stands on."""
    text = write_data_dictionary(load_form())

    assert all(f"| `{field.id}` | {field.label} |" in text for field in load_form().fields)
