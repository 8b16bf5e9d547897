"""Comparing text: what does not count, and what does."""

import pytest

from fct.data.common.text import (
    in_series,
    name_key,
    none_if_absent,
    normalize,
    plain_dashes,
    plural,
    squeeze,
    without_accents,
)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("  Full-Rate\u00a0 Production ", "full-rate production"),
        ("full‑rate production", "full-rate production"),  # non-breaking hyphen
        ("full—rate", "full-rate"),
        ("full−rate", "full-rate"),  # minus sign
        ("full－rate", "full-rate"),  # full-width hyphen
        ("ＵＳＳＯＣＯＭ", "ussocom"),
        ("Straße", "strasse"),
        ("line\nbreak\ttab", "line break tab"),
        ("①", "1"),
    ],
)
def test_case_spaces_and_dashes_do_not_count(written: str, same: str) -> None:
    """Choices are compared after NFKC, one space a run, plain dashes, case folded (reading 2)."""
    assert normalize(written) == same


@pytest.mark.parametrize("other", ["fullrate", "full rate", "full.rate", "full_rate", "ful-rate"])
def test_nothing_else_is_alike(other: str) -> None:
    """No likeness beyond the normalizing counts (reading 2)."""
    assert normalize(other) != normalize("full-rate")


@pytest.mark.parametrize("text", ["İ ß", "ＡＢ－Ｃ", "a\u2009b", "x\u0301", "\ud800"])
def test_normalizing_twice_changes_nothing(text: str) -> None:
    """The key of a key is the key, for odd letters and half a surrogate pair too."""
    assert normalize(normalize(text)) == normalize(text)


def test_squeeze_keeps_letters_and_makes_one_space_of_a_run() -> None:
    """Outer white space goes, inner runs become one space, case stays."""
    assert squeeze("\u00a0 A  \n b\u2003") == "A b"


def test_plain_dashes_change_dashes_alone() -> None:
    """Hyphens, en and em dashes and the minus sign; a tilde and an underscore stay."""
    assert plain_dashes("a‐b–c—d−e~f_g") == "a-b-c-d-e~f_g"


@pytest.mark.parametrize(
    "written",
    ["Kongsberg Def. & Aero., A.S.", "KONGSBERG DEF & AERO AS", "kongsberg def. & aero as"],
)
def test_names_of_firms_ignore_full_stops_and_commas(written: str) -> None:
    """Two names are the same without full stops and commas (reading 33)."""
    assert name_key(written) == "kongsberg def & aero as"


def test_names_of_firms_have_no_other_likeness() -> None:
    """A part of a name is another name, and so is a hyphen (reading 33)."""
    keys = {name_key(name) for name in ("Kongsberg", "Kongsberg AS", "Kongs-berg", "Kongsberg A/S")}

    assert len(keys) == 4


def test_diacritics_are_removed() -> None:
    """Composed or decomposed, an accent goes and its letter stays."""
    assert without_accents("Türkiye Cote\u0301 São") == "Turkiye Cote Sao"


@pytest.mark.parametrize("value", [0, 0.0, "", None, False, "nan", float("inf")])
def test_a_value_stays(value: object) -> None:
    """Zero and a blank are values."""
    assert none_if_absent(value) is value


def test_nan_is_nothing() -> None:
    """It is how pandas writes that nothing is there."""
    assert none_if_absent(float("nan")) is None


def test_words_in_series_read_as_a_sentence() -> None:
    """None, one, two and more, with the word before the last."""
    assert [in_series(["A", "B", "C"][:count]) for count in range(4)] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert in_series(["A", "B"], "or") == "A or B"


def test_a_count_has_the_noun_that_it_needs() -> None:
    """One, none, thousands, and a noun that takes no s."""
    assert [plural(count, "file") for count in (1, 0, 1200)] == ["1 file", "0 files", "1,200 files"]
    assert plural(2, "person", "people") == "2 people"
