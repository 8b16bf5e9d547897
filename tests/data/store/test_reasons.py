"""Reasons, as they are kept."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.store.reasons import kept_reason


def test_a_reason_is_one_line_of_text() -> None:
    """Nothing in it steers the terminal of the one who reads it."""
    assert kept_reason(" No \x1b[2Jmoney\nthis  year.\0", "A waiver") == "No [2Jmoney this year."


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "A waiver needs a reason: say it in a sentence"),
        (" \n\x1b", "A waiver needs a reason"),
        ("x" * 2001, "has 2001 characters; at most 2000 are kept"),
    ],
)
def test_a_reason_that_says_nothing_or_too_much_is_reported(reason: str, words: str) -> None:
    """2000 characters are kept, blanks and signs that cannot be seen are no reason."""
    with pytest.raises(UsageError, match=words):
        kept_reason(reason, "A waiver")

    assert kept_reason("x" * 2000, "A waiver") == "x" * 2000
