"""A refusal without its sentence."""

from fct.data.gate.refused import gate_refusal


def test_it_carries_code_and_what_was_seen() -> None:
    """The caller makes the sentence of them."""
    error = gate_refusal("XML_DTD", part="xl/workbook.xml")

    assert (error.code, error.seen) == ("XML_DTD", {"part": "xl/workbook.xml"})
