"""How texts are compared (readings 1, 2 and 33)."""

import unicodedata

PLACEHOLDERS = frozenset(
    {
        "",
        "tbd",
        "tbc",
        "tba",
        "to be determined",
        "to be confirmed",
        "n/a",
        "unknown",
        "-",
        "--",
        "?",
    }
)
MINUS_SIGN = "\N{MINUS SIGN}"  # the one dash that Unicode counts among the mathematical signs


def with_plain_dashes(words: str) -> str:
    """Every dash as a hyphen-minus."""
    return "".join(
        "-" if letter == MINUS_SIGN or unicodedata.category(letter) == "Pd" else letter
        for letter in words
    )


def normalized(words: str) -> str:
    """Without what a reader would not see as a difference: forms, spaces, dashes, case."""
    formed = unicodedata.normalize("NFKC", words)
    return " ".join(with_plain_dashes(formed).split()).casefold()


def is_placeholder(words: str) -> bool:
    """Whether a text stands for an answer still to come."""
    return normalized(words) in PLACEHOLDERS


def company_key(name: str) -> str:
    """A company's name without full stops and commas."""
    return normalized(normalized(name).replace(".", "").replace(",", ""))
