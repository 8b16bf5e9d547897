"""How to do at each entry point what a refusal asks for."""

import re

from fct.data.program.refusals import refusal_messages
from fct.data.submitting import ways
from fct.data.submitting.ways import EntryPoint, refusal_words, way_on

COMMAND = re.compile(r"`fct |--[a-z]")
CODES = list(refusal_messages())


def test_a_refusal_names_no_command_and_no_button() -> None:
    """It is kept with the submission, and read at any entry point."""
    for code in CODES:
        message = refusal_messages()[code]

        assert COMMAND.search(message) is None, code
        for word in ("button", "tab", "page", "click"):
            assert re.search(rf"\b{word}\b", message) is None, code


def test_each_entry_point_names_its_own_means() -> None:
    """Options stand on the command line alone, and what the page says on the page alone."""
    for code in CODES:
        on_command, on_page, in_inbox = (way_on(code, one) for one in EntryPoint)

        assert COMMAND.search(on_page + in_inbox) is None, code
        assert "this page" not in on_command + in_inbox, code
        assert "“" not in on_command + in_inbox, code
        assert bool(on_command) == bool(on_page) == bool(in_inbox), code


def test_a_way_belongs_to_a_code() -> None:
    """A code that is gone leaves none behind."""
    assert set(ways._WAYS) <= set(CODES)


def test_a_refusal_without_a_way_is_its_sentence() -> None:
    """Nothing is added."""
    assert refusal_words("EMPTY_FILE", "It is empty.", EntryPoint.PAGE) == "It is empty."
    assert refusal_words("NOT_A_FORM", "No sheet.", EntryPoint.COMMAND) == (
        "No sheet. `fct template form.xlsx --fiscal-year YEAR` writes the blank form."
    )
