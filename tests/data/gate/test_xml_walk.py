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
    ("name", "first", "expected"),
    [
        ("a.xml", b"\x89PNG", True),
        ("a.bin", b"  <a/>", True),
        ("a.bin", b"\xff\xfe<\0", True),
        ("a.png", b"\x89PNG", False),
    ],
)
def test_xml_is_known_by_name_or_content(name: str, first: bytes, expected: bool) -> None:
    """A part cannot hide behind its ending."""
    assert is_xml(name, first) is expected
