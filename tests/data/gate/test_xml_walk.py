"""One XML part as a stream."""

import pytest

from fct.data.gate.refused import GateRefusalError
from fct.data.gate.xml_walk import NotXmlError, XmlWalk, is_xml, local_name
from fct.data.program.limits import load_limits

LIMITS = load_limits()


def texts_of(*pieces: bytes) -> list[str]:
    """What a part says, text by text."""
    said: list[str] = []
    XmlWalk("part.xml", LIMITS, said.append).walk(pieces)
    return [text for text in "\0".join(said).split("\0") if text.strip()]


def test_texts_and_attributes_are_scanned() -> None:
    """Each apart from the others."""
    said = texts_of(b'<a b="one"><c>two</c><c>three</c></a>')

    assert sorted(said) == ["one", "three", "two"]


def test_a_text_in_formatted_pieces_is_one() -> None:
    """Runs of a cell, and the pieces in which the part comes."""
    assert texts_of(b"<a><r><t>SEC</t></r><r><rPr><b/>", b"</rPr><t>RE", b"T</t></r></a>") == [
        "SECRET"
    ]


def test_a_part_of_no_bytes_is_none() -> None:
    """LibreOffice writes such parts."""
    assert texts_of() == []


@pytest.mark.parametrize("content", [b"<a>", b"text", b"<a></b>", b"<a/><a/>"])
def test_what_is_not_well_formed_is_shown(content: bytes) -> None:
    """The caller knows whether it matters."""
    with pytest.raises(NotXmlError, match=r"part\.xml"):
        texts_of(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE a><a/>", "XML_DTD"),
        ("<a/>".encode("utf-16"), "XML_ENCODING"),
        ("<a/>".encode("utf-16-le"), "XML_ENCODING"),
        ("<?xml version='1.0' encoding='cp037'?><a/>".encode("cp037"), "XML_ENCODING"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "XML_ENCODING"),
        (b"<a>" * 65 + b"</a>" * 65, "XML_TOO_DEEP"),
        (b"<a %s/>" % b" ".join(b'b%d=""' % n for n in range(201)), "XML_TOO_MANY_ATTRIBUTES"),
        (b"<a>" + b"x" * 32_768 + b"</a>", "STRING_TOO_LONG"),
    ],
)
def test_what_no_part_may_hold_refuses(content: bytes, code: str) -> None:
    """Each with its code."""
    with pytest.raises(GateRefusalError, match=code):
        texts_of(content)


def test_names_lose_their_prefix() -> None:
    """However it is called."""
    assert (local_name("x:c"), local_name("c")) == ("c", "c")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.xml", True), ("_rels/.RELS", True), ("a.vml", True), ("a.bin", False), ("a.svg", False)],
)
def test_xml_is_known_by_its_ending(name: str, expected: bool) -> None:
    """What a driver keeps in other parts may look like it."""
    assert is_xml(name) is expected


@pytest.mark.parametrize(
    ("declared", "is_aside", "is_taken"),
    [
        ('<!DOCTYPE plist PUBLIC "-//A//DTD P//EN" "http://127.0.0.1:9/p.dtd">', True, True),
        ("<!DOCTYPE a>", True, True),
        ("<!DOCTYPE a>", False, False),
        ('<!DOCTYPE a [<!ENTITY b "c">]>', True, False),
    ],
)
def test_a_document_type_that_declares_nothing_is_taken_aside(
    declared: str, is_aside: bool, is_taken: bool
) -> None:
    """Programs name one in parts that nobody reads."""
    walk = XmlWalk("a.xml", LIMITS, lambda _: None, is_aside=is_aside)
    if is_taken:
        walk.walk([f"{declared}<a/>".encode()])
        return
    with pytest.raises(GateRefusalError, match="XML_DTD"):
        walk.walk([f"{declared}<a/>".encode()])


@pytest.mark.parametrize(
    "part",
    [
        '<a><xsd:schema><xsd:enumeration value="SECRET"/>SECRET<xsd:schema/></xsd:schema>more</a>',
        '<a><w:listItem w:value="SECRET"/>more</a>',
        "<a><dataValidation><formula1>SECRET</formula1></dataValidation>more</a>",
        '<a><itemLst><item val="SECRET"/></itemLst>more</a>',
    ],
)
def test_what_may_be_chosen_is_not_said(part: str) -> None:
    """A schema or a drop-down list has levels that nobody gave the document."""
    said = texts_of(part.encode())

    assert said == ["more"]


def test_a_list_of_choices_is_checked_like_any_part() -> None:
    """It may not be nested deeper."""
    with pytest.raises(GateRefusalError, match="XML_TOO_DEEP"):
        texts_of(b"<schema>" + b"<a>" * 70)
