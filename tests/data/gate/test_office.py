"""What an office file says, part by part."""

import pytest

from fct.data.gate.office import OfficeKind, OfficeWalk, office_kind_of
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.files.compound import compound_file
from tests.support.files.office_files import open_part, paragraph, word_part

LIMITS = load_limits()


def said(part: str, *, is_open_document: bool = False) -> list[str]:
    """The texts of a part that say anything, in their order, attributes last."""
    texts: list[str] = []
    walk = OfficeWalk("a.xml", LIMITS, texts.append, is_open_document=is_open_document)
    walk.walk([part.encode()])
    return [text for text in "\0".join(texts).split("\0") if text.strip()]


def test_the_runs_of_a_paragraph_are_one_text() -> None:
    """Blanks between the elements are layout, those in a run are not."""
    texts = said(word_part("body", paragraph("SEC", "RET ", "plan") + paragraph("two")))

    assert texts[:2] == ["SECRET plan", "two"]


def test_blanks_between_spans_count_in_an_open_document() -> None:
    """There they are part of the text."""
    part = open_part("text", "<text:p><text:span>A</text:span> <text:span>B</text:span></text:p>")

    assert said(part, is_open_document=True)[0] == "A B"


def test_signs_that_are_elements_are_written() -> None:
    """A tab, a line, a hyphen."""
    body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:noBreakHyphen/></w:r></w:p>"

    assert said(word_part("body", body))[0] == "a b\n-"


def test_what_only_stands_in_a_paragraph_is_apart() -> None:
    """A drawing's numbers, and a paragraph in it, leave the text around it whole."""
    inner = f"<w:drawing><a:x>1</a:x><a:y>2</a:y>{paragraph('in', 'ner')}</w:drawing>"
    body = f"<w:p><w:r><w:t>out</w:t>{inner}<w:t>er</w:t></w:r></w:p>"

    texts = said(word_part("body", body))

    assert {"1", "2", "inner", "outer"} <= set(texts)


def test_elements_outside_paragraphs_are_texts_of_their_own() -> None:
    """As in the properties."""
    assert said("<c><a>one</a><b>two</b></c>") == ["one", "two"]


def test_attributes_are_scanned() -> None:
    """Those of an element that ends nothing too."""
    assert {"x", "y"} <= set(said('<p a="x"><b c="y"/></p>'))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("<m><encryption-data/></m>", "ENCRYPTED"),
        ("<a>" * 70, "XML_TOO_DEEP"),
    ],
)
def test_what_no_part_may_hold_is_refused(part: str, code: str) -> None:
    """Wherever it stands."""
    with pytest.raises(GateRefusalError, match=code):
        said(part)


def test_the_kind_is_that_of_the_ending() -> None:
    """In any case."""
    assert office_kind_of("a.b.DocX", b"PK\x03\x04", LIMITS) is OfficeKind.DOCX


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"", "EMPTY_FILE"),
        ("a.pptm", b"PK\x03\x04", "WRONG_ENDING"),
        ("a.odt", compound_file({"EncryptedPackage": b""}), "ENCRYPTED"),
        ("a.docx", compound_file({"WordDocument": b""}), "WRONG_ENDING"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "WRONG_ENDING"),
        ("docx", b"%PDF", "WRONG_ENDING"),
    ],
)
def test_what_is_no_office_file_is_refused(name: str, content: bytes, code: str) -> None:
    """By its first bytes and the ending of its name."""
    with pytest.raises(GateRefusalError, match=code):
        office_kind_of(name, content, LIMITS)


def test_types_and_relations_are_kept() -> None:
    """By them macros are known."""
    walk = OfficeWalk("a.xml", LIMITS, lambda _: None, is_open_document=False)
    walk.walk([b'<R><Default ContentType="a"/><Relationship Type="b"/></R>'])

    assert (walk.types, walk.relations) == ([{"ContentType": "a"}], [{"Type": "b"}])
