"""Reasons that people give for what they decide: kept as one line, never blank, never endless."""

from collections.abc import Iterable

from fct.data.common import UsageError, clean_text, squeeze

LONGEST_REASON = 2000


def one_line(reason: str) -> str:
    """Return a reason without line breaks and signs that would steer a terminal."""
    return clean_text("".join(sign for sign in squeeze(reason) if sign.isprintable()))


def kept_reason(reason: str, what: str) -> str:
    """Return a reason as it is kept.

    Parameters
    ----------
    reason : str
    what : str
        What it is a reason for, as in ``A waiver``.

    Raises
    ------
    UsageError
        If it is blank, or has more than 2000 characters.
    """
    if not one_line(reason):
        raise UsageError(f"{what} needs a reason: say it in a sentence.")
    return _not_too_long(reason, "The reason", "in a sentence")


def kept_words(words: str, what: str) -> str:
    """Return words as they are kept, which may be none.

    Raises
    ------
    UsageError
        If they have more than 2000 characters.
    """
    return kept_reason(words, what) if one_line(words) else ""


def kept_conditions(conditions: Iterable[str]) -> tuple[str, ...]:
    """Return conditions as they are kept, in their order.

    Raises
    ------
    UsageError
        If one is blank, or has more than 2000 characters.
    """
    kept = tuple(kept_words(one, "A condition") for one in conditions)
    if not all(kept):
        raise UsageError("A condition is blank; say in a sentence what the project has to meet.")
    return kept


def kept_text(text: str, what: str) -> str:
    """Return what somebody wrote to another as it is kept: one line.

    Parameters
    ----------
    text : str
    what : str
        What it is, as in ``The question``.

    Raises
    ------
    UsageError
        If it is blank, or has more than 2000 characters.
    """
    if not one_line(text):
        raise UsageError(f"{what} is blank; write it in a sentence.")
    return _not_too_long(text, what, "in fewer words")


def _not_too_long(text: str, what: str, how: str) -> str:
    if len(text) > LONGEST_REASON:
        raise UsageError(
            f"{what} has {len(text)} characters; at most {LONGEST_REASON} are kept. Say it {how}."
        )
    return one_line(text)
