"""What may be attached, known by its content."""

import pytest

from fct.data.common.errors import RefusalError
from fct.data.program.limits import MIB, load_limits
from fct.data.submitting.attachment_kinds import (
    attachment_declaration,
    attachment_endings,
    attachment_kind,
    attachment_kinds,
    search_words,
)
from tests.support.files.compound import compound_file
from tests.support.files.evidence_files import docx_of, evidence_files
from tests.support.files.packages import Entry, archive

FILES = evidence_files()


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_by_its_content(name: str) -> None:
    """And by an ending that agrees, in upper case as well."""
    kind, content = FILES[name]

    assert attachment_kind(name, content).name == kind


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["pdf", "docx", "exe", ""])
def test_a_file_with_another_ending_is_refused(name: str, ending: str) -> None:
    """Its kind and the ending that it should have are reported."""
    kind, content = FILES[name]
    if ending in attachment_kinds()[kind].endings:
        return

    words = rf"is of the kind {kind} by its content.* Give it the ending \."
    with pytest.raises(RefusalError, match=words) as refused:
        attachment_kind(f"a.{ending}", content)

    assert refused.value.code == "ATTACHMENT_ENDING"


@pytest.mark.parametrize(
    "content",
    [
        b"a text",
        b" %PDF-1.7",
        b"GIF89a" + bytes(99),
        b"<html></html>",
        b"MZ\x90\0",
        b"\x7fELF",
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18),
        archive(Entry("a.txt", b"text")),
        archive(Entry("mimetype", b"application/epub+zip", method=0)),
        archive(Entry("mimetype", b"application/vnd.oasis.opendocument.text-web", method=0)),
        archive(Entry("mimetype", b"application/vnd.oasis.opendocument.text", method=8)),
        archive(Entry("METAINF/word/x", b"")),
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.odt", "a.zip", "a"])
def test_a_file_of_another_kind_is_refused(content: bytes, name: str) -> None:
    """Whatever its name says; the endings that are taken are listed."""
    with pytest.raises(RefusalError, match=r"those are: \.pdf, \.png, \.jpg") as refused:
        attachment_kind(name, content)

    assert refused.value.code == "ATTACHMENT_KIND"
    assert all(ending in refused.value.message for ending in attachment_endings())


def test_an_office_file_with_a_password_is_reported_as_one() -> None:
    """It is a container of another kind."""
    with pytest.raises(RefusalError, match="protected by a password") as refused:
        attachment_kind("a.docx", compound_file({"EncryptedPackage": bytes(5_000)}))

    assert refused.value.code == "ENCRYPTED"


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", "an old Word file"),
        ("PowerPoint Document", "an old PowerPoint file"),
        ("Workbook", "an old Excel workbook"),
        ("__properties_version1.0", "an e-mail"),
    ],
)
@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.doc"])
def test_an_old_file_is_named_whatever_its_ending_says(stream: str, kind: str, name: str) -> None:
    """It has no password, and can be saved as a kind that is taken."""
    with pytest.raises(RefusalError, match=f"{kind} by its content.*save it as one") as refused:
        attachment_kind(name, compound_file({stream: bytes(5_000)}))

    assert refused.value.code == "ATTACHMENT_OLD"


def test_a_document_in_a_workbook_makes_it_no_document() -> None:
    """The first part is the package's own, though the embedded one is not packed."""
    inner = Entry("xl/embeddings/letter.docx", docx_of("A letter"), method=0)
    content = archive(inner, Entry("xl/workbook.xml", b"<workbook/>"))

    assert attachment_kind("a.xlsx", content).name == "Excel"


def test_an_empty_file_and_one_that_is_too_large_are_refused() -> None:
    """The largest that is taken has 20 MiB."""
    most = load_limits().attachment_mib * MIB
    largest = b"%PDF-1.7\n".ljust(most)

    assert attachment_kind("a.pdf", largest).name == "PDF"
    with pytest.raises(RefusalError, match="larger than 20 MiB") as large:
        attachment_kind("a.pdf", largest + b" ")
    with pytest.raises(RefusalError, match="is empty") as empty:
        attachment_kind("a.pdf", b"")

    assert (large.value.code, empty.value.code) == ("ATTACHMENT_TOO_BIG", "EMPTY_ATTACHMENT")


def test_pdf_and_pictures_are_declared_and_office_files_are_looked_into() -> None:
    """What has parts of text is searched; the others are not."""
    declared = {name for name, kind in attachment_kinds().items() if not kind.is_looked_into}

    assert declared == {"PDF", "PNG", "JPEG", "TIFF"}
    assert "nothing classified" in attachment_declaration()
    assert "\n" not in attachment_declaration()


def test_what_was_not_searched_is_said_beside_its_declarer() -> None:
    """An office file is searched; of a kind that nobody knows any more nobody can say so."""
    assert search_words("PDF", "Jane Doe") == "not searched, declared by Jane Doe"
    assert search_words("Word", "Jane Doe") == "searched"
    assert search_words("a kind of before", "Jane\x1b") == "not searched, declared by Jane<U+001B>"
