"""The words by which titles are compared."""

import pytest

from fct.data.program.overlap_terms import load_overlap_terms
from fct.scoring.overlap.words import Text, read_texts

TERMS = load_overlap_terms()


def read(*texts: str, are_items: bool = False) -> list[Text]:
    """Read texts."""
    return read_texts(texts, TERMS, are_items=are_items)


def keys(*texts: str) -> list[list[str]]:
    """Return the keys of the words of each text."""
    return [[word.key for word in text.words] for text in read(*texts)]


@pytest.mark.parametrize(
    "texts",
    [
        ("Ballistic armor", "BALLISTIC  ARMOUR"),
        ("Anti-armor weapons", "antiarmour weapon", "Anti armor wpn"),
        ("40 mm practice cartridge", "40mm practice round", "40-millimetre practice ctg"),
        ("5.56 mm machine gun", "5,56 mm MG", "5.56x45 mm machinegun"),
        ("2.75-inch rocket", '2.75" rocket', "2.75 in. rocket"),
        ("Decoy for F-16", "Decoy for F16"),
        ("MK 281 cartridge", "Mk281 cartridges"),
        ("Unmanned ground vehicle", "UGV"),
        ("Titanium nitride coating", "TiN coating"),
        ("Radar, new and improved", "Radar system"),
        ("Körperschutz", "Korperschutz"),
    ],
)
def test_one_meaning_is_read_as_one(texts: tuple[str, ...]) -> None:
    """Spelling, plural, accents, hyphens, units, abbreviations and empty words do not count."""
    first, *others = [text.keys for text in read(*texts)]

    assert first
    assert all(other == first for other in others)


def test_words_are_shown_as_they_were_written() -> None:
    """A reviewer must find them in the title."""
    (text,) = read("Non-dud practice CTG for LMG")

    assert [word.shown for word in text.words] == ["non-dud", "practice", "ctg", "lmg", "lmg"]
    assert [word.key for word in text.words][2:] == ["ammunition", "machine", "gun"]


def test_a_word_written_apart_elsewhere_is_read_apart() -> None:
    """Minehunting is mine and hunting, if a title writes it so; alone it is one word."""
    assert keys("Minehunting sonar", "Mine hunting sonar")[0] == ["mine", "hunting", "sonar"]
    assert keys("Minehunting sonar") == [["minehunting", "sonar"]]


def test_capitals_stand_for_the_only_phrase_they_can_be() -> None:
    """EAD is expendable active decoy, until another phrase has the same first letters."""
    decoy, doctrine = "Expendable active decoy", "Early airborne defence"

    assert keys("EAD pod", decoy)[0] == ["expendable", "active", "decoy", "pod"]
    assert keys("EAD pod", decoy, doctrine)[0] == ["ead", "pod"]
    assert keys("EAD POD", decoy)[0] == ["ead", "pod"]  # all capitals: no sign of an abbreviation


def test_a_full_stop_belongs_to_a_word_that_is_cut_short() -> None:
    """``brew.`` is cut short; a sentence may end in a word that others write too."""
    assert keys("Field brew. plant", "Water plant.") == [
        ["field", "brew.", "plant"],
        ["water", "plant"],
    ]


def test_sizes_are_kept_apart_by_unit() -> None:
    """40 mm and 2 kg, and a length beside a diameter is no size of its own."""
    (text,) = read("40x53 mm cartridge of 2 kilograms")

    assert text.sizes == {("mm", "40"), ("kg", "2")}


@pytest.mark.parametrize(
    "title", ["", "Improved system", "40 mm", "New 155 mm kit", "?!", "for the"]
)
def test_generic_words_and_sizes_alone_tell_no_item(title: str) -> None:
    """Nothing is left to compare."""
    assert read(title) == [Text((), frozenset())]


def test_the_number_of_a_type_is_a_size_of_items_only() -> None:
    """KD-4 is another item than KD-5; an F-16 in a title may carry the same item as an F-35."""
    item, title = "KD-4 rebreather", "Decoy for F-16"

    assert read(item, are_items=True)[0].sizes == {("type", "kd4")}
    assert read(title)[0].sizes == frozenset()


def test_a_long_number_is_read_at_once() -> None:
    """A cell full of digits must not hold the search up."""
    assert len(read("1" * 30_000 + " radar")[0].words) == 2
