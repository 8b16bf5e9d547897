"""The keys by which entries are the same."""

import pytest

from fct.data.program.overlap_terms import load_overlap_terms
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.exact_keys import (
    Keys,
    letters_and_digits,
    requirement_key,
    title_without_vendor,
    vendor_key,
    vendor_name,
)
from fct.scoring.overlap.words import read_texts

TERMS = load_overlap_terms()


def test_a_vendor_is_compared_as_the_rules_do() -> None:
    """Case, full stops and commas do not count; Kongsberg is not Kongsberg Defence (reading 33)."""
    assert vendor_key("Nordlys A.S.", TERMS) == vendor_key("NORDLYS AS", TERMS)
    assert vendor_key("Kongsberg", TERMS) != vendor_key("Kongsberg Defence & Aerospace", TERMS)


@pytest.mark.parametrize(
    ("vendor", "name"),
    [
        ("Nordlys AS", "nordlys"),
        ("Hanbit Precision Co., Ltd.", "hanbit precision"),
        ("Highveld Blastproof (Pty) Ltd", "highveld blastproof"),
        ("Muster GmbH & Co. KG", "muster"),
        ("Limfjord Rydning A/S", "limfjord rydning"),
        ("AG", "ag"),
        ("Kongsberg Defence & Aerospace", "kongsberg defence & aerospace"),
    ],
)
def test_a_legal_form_is_no_part_of_the_name(vendor: str, name: str) -> None:
    """However many forms stand at the end; a name of nothing else stays."""
    assert vendor_name(vendor, TERMS) == name


@pytest.mark.parametrize("vendor", ["", "Various", "to be selected", "Multiple vendors"])
def test_nobody_is_no_vendor(vendor: str) -> None:
    """Two proposals that name nobody do not name the same."""
    assert (vendor_key(vendor, TERMS), vendor_name(vendor, TERMS)) == ("", "")


def test_signs_and_spaces_do_not_tell_documents_apart() -> None:
    """Letters and digits do."""
    assert requirement_key("CDD 2024-117", TERMS) == requirement_key("cdd2024/117", TERMS)
    assert requirement_key("CDD 2024-117", TERMS) != requirement_key("CDD 2024-118", TERMS)


@pytest.mark.parametrize("number", ["", "117", "none", "See attachment", "draft"])
def test_a_short_number_or_a_remark_names_no_document(number: str) -> None:
    """Three letters or digits stand in documents of any kind."""
    assert requirement_key(number, TERMS) == ""


def test_items_are_compared_by_letters_and_digits() -> None:
    """Accents, hyphens and spaces are written differently by each office."""
    assert letters_and_digits("FR-25 Übungspatrone") == letters_and_digits("FR25 ubungspatrone")


def test_the_vendor_is_taken_out_of_the_title() -> None:
    """His name counts once, as a vendor; part of a word is no name."""
    title = "Portable fuel cell system - NovArs"

    assert "novars" not in title_without_vendor(Entry(key="1", title=title, vendor="NovArs"), TERMS)
    assert title_without_vendor(Entry(key="1", title=title), TERMS) == title
    assert "cellar" in title_without_vendor(Entry(key="1", title="Cellar", vendor="Cell"), TERMS)


def test_a_plain_name_means_one_item_only_of_one_vendor() -> None:
    """Radio of A is not radio of B; with the number of a type, B may only sell what A makes."""
    entries = [
        Entry(key="0", item="radio", vendor="A"),
        Entry(key="1", item="radio", vendor="B"),
        Entry(key="2", item="radio"),
        Entry(key="3", item="RT-7 radio", vendor="A"),
        Entry(key="4", item="RT-7 radio", vendor="B"),
    ]
    items = read_texts([entry.item for entry in entries], TERMS, are_items=True)
    keys = Keys(entries, items, items, TERMS)

    assert not keys.may_be_one_item(0, 1)
    assert keys.may_be_one_item(0, 2)
    assert keys.may_be_one_item(3, 4)
    assert not keys.may_be_one_item(1, 3)
