"""The path of evidence to its receipt."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.common.errors import DeniedError, RefusalError, UsageError
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.limits import MIB, load_limits
from fct.data.program.rules import CRITERIA
from fct.data.store.event_rows import add_event
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.attachment_kinds import attachment_declaration
from fct.data.submitting.attachments import Evidence, attach, attach_bytes, known_criterion
from tests.support.files.evidence_files import docx_of, evidence_files, open_document_of, pptx_of
from tests.support.files.odd_names import ODD_NAMES
from tests.support.files.packages import Entry, archive
from tests.support.files.scanners import EICAR, FINDS_EICAR, name_scanner
from tests.support.stores.homes import blank_store

JANE = Actor("Jane Doe", "Navy", "sponsor")
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
DEADLINE = dt.datetime(2026, 7, 1, 3, 59, 59, 999_999, tzinfo=dt.UTC)  # 23:59:59 in New York
MARK = "SECRET//NOFORN"
PDF = b"%PDF-1.7\nzebra\n"
FILES = evidence_files()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with the cycle of 2027 and the proposals A and B in it."""
    text = packaged_cycle_texts()[2027]
    origin = Origin("list.csv", "", {})
    received = [RawProposal(ref, origin, {"title": Cell(ref, 1, 2)}, {}) for ref in "AB"]
    with open_store(Settings(blank_store(tmp_path / "home"), busy_timeout_s=300.0)) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), JANE)
        opened.submissions.add(
            NewSubmission(
                fiscal_year=2027,
                file_name="list.csv",
                content=b"list",
                actor=JANE,
                received_at=NOW,
                proposals=received,
            )
        )
        yield opened


def evidence(**others: Any) -> Evidence:
    """Return where evidence belongs, with other facts."""
    given = {"fiscal_year": 2027, "ref": "A", "actor": JANE, "received_at": NOW}
    return Evidence(**(given | {"is_declared": True} | others))


def kept(store: Store) -> set[bytes]:
    """Return the contents of the evidence that the store keeps."""
    files = [path for path in store.files.folder.rglob("*") if path.is_file()]
    return {path.read_bytes() for path in files} - {b"list"}


def everything_below(folder: Path) -> bytes:
    """The bytes of every file, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_kind_is_attached(store: Store, name: str) -> None:
    """With its kind, criterion and declaration; it lies there as it came."""
    kind, content = FILES[name]

    receipt = attach_bytes(store, name, content, evidence(criterion="user advocacy"))

    assert (receipt.id, receipt.kind, receipt.criterion) == ("FY2027-A0001", kind, "user advocacy")
    assert (receipt.declaration, receipt.actor) == (attachment_declaration(), JANE)
    assert store.attachments.content(receipt.id) == content


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_looked_into_needs_the_declaration(store: Store, name: str) -> None:
    """PDF and pictures are refused without it, with its words; office files are not."""
    kind, content = FILES[name]
    if kind in {"PDF", "PNG", "JPEG", "TIFF"}:
        with pytest.raises(RefusalError, match="nothing classified") as refused:
            attach_bytes(store, name, content, evidence(is_declared=False))
        assert refused.value.code == "UNDECLARED"
        assert kept(store) == set()
    else:
        receipt = attach_bytes(store, name, content, evidence(is_declared=False))
        assert receipt.declaration == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zebra.docx", docx_of(MARK)),
        ("zebra.pptx", pptx_of(MARK)),
        ("zebra.odt", open_document_of("text", MARK)),
        ("zebra.odp", open_document_of("presentation", MARK)),
        ("zebra.pdf", b"%PDF-1.7\n<< /Title (" + MARK.encode() + b") >>\n"),
        ("zebra.txt", MARK.encode()),
        ("zebra NATO SECRET.pdf", PDF),
        ("zebra NATO SECRET.docx", docx_of("A letter")),
        ("zebra NATO SECRET.png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        ("zebra NATO SECRET.jpg", b"\xff\xd8\xff\xe0" + bytes(40)),
        ("zebra NATO SECRET.tif", b"II*\x00" + bytes(40)),
        ("zebra.zip", archive(Entry("a.txt", MARK.encode()))),
        ("zebra.pdf", docx_of(MARK)),
    ],
)
def test_nothing_is_kept_of_a_classified_file(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, content: bytes
) -> None:
    """No byte of it in database, log or files, whatever else is wrong with it; an event says so."""
    with pytest.raises(RefusalError, match="call your security manager") as refused:
        attach_bytes(store, name, content, evidence(is_declared=False))

    said = everything_below(tmp_path / "home")
    assert refused.value.code == "CLASSIFIED"
    assert not any(word in said for word in (b"NOFORN", b"zebra", b"NATO"))
    assert not any(word in caplog.text for word in ("NOFORN", "zebra", "NATO"))
    assert store.attachments.of_cycle(2027) == []
    assert kept(store) == set()
    event = store.events.all()[-1]
    assert (event.action, event.object) == ("classified file refused", "intake")
    assert (event.details, event.actor) == ({"refusal": "CLASSIFIED"}, JANE)


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.txt", b"a text", "ATTACHMENT_KIND", "not of a kind that can be attached"),
        ("a.zip", archive(Entry("a.txt", b"a")), "ATTACHMENT_KIND", "not of a kind that"),
        ("a.pdf", docx_of("A letter"), "ATTACHMENT_ENDING", "is of the kind Word"),
        ("a.pdf", b"", "EMPTY_ATTACHMENT", "is empty"),
        ("a.docx", docx_of("A letter")[:-30], "DAMAGED", "Save it as a new document or as PDF"),
    ],
)
def test_a_refused_file_is_not_kept(
    store: Store, name: str, content: bytes, code: str, words: str
) -> None:
    """It ends with one code of the list and what to do; nothing is written."""
    events = len(store.events.all())

    with pytest.raises(RefusalError, match=words) as refused:
        attach_bytes(store, name, content, evidence())

    assert refused.value.code == code
    assert kept(store) == set()
    assert len(store.events.all()) == events


def test_macros_are_refused_with_advice_for_documents(store: Store) -> None:
    """Not with that for workbooks, which is to save as .xlsx."""
    parts = [Entry("[Content_Types].xml", b"<Types/>"), Entry("word/vbaProject.bin", b"x")]

    with pytest.raises(RefusalError, match=r"^a\.docx holds macros, which are not") as refused:
        attach_bytes(store, "a.docx", archive(*parts), evidence())

    advice = "taken. Save it as a new document or as PDF, and attach that."
    assert refused.value.message.endswith(advice)
    assert refused.value.code == "MACROS"


def test_a_late_file_is_refused_with_the_deadline(store: Store) -> None:
    """The last moment of 30 June in New York is in time; the next one is not."""
    attach_bytes(store, "a.pdf", PDF, evidence(received_at=DEADLINE))

    late = DEADLINE + dt.timedelta(microseconds=1)
    with pytest.raises(RefusalError, match=r"fiscal year 2027, 2026-06-30 23:59:59 EDT") as refused:
        attach_bytes(store, "b.pdf", PDF, evidence(received_at=late))

    assert refused.value.code == "ATTACHMENT_LATE"
    assert len(store.attachments.of_cycle(2027)) == 1


@pytest.mark.parametrize("stated", ["", *CRITERIA, " User  Advocacy ", "VALID REQUIREMENT"])
def test_a_criterion_is_one_of_the_five_or_none(stated: str) -> None:
    """Case and blanks do not count."""
    assert known_criterion(stated) in {"", *CRITERIA}


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"criterion": "price"}, "No criterion is called price; write one of user advocacy,"),
        ({"fiscal_year": 2030}, "no cycle of fiscal year 2030; it has: 2027"),
        ({"ref": "Z"}, "There is no Z that you may see"),
    ],
)
def test_evidence_for_nothing_is_reported(store: Store, others: dict[str, Any], words: str) -> None:
    """And what there is."""
    with pytest.raises((UsageError, DeniedError), match=words):
        attach_bytes(store, "a.pdf", PDF, evidence(**others))

    assert kept(store) == set()


def test_the_same_file_again_gives_the_first_receipt(store: Store) -> None:
    """Fifty at once are one row; for another criterion it is another attachment."""
    with ThreadPoolExecutor(50) as pool:
        made = list(pool.map(lambda _: attach_bytes(store, "a.pdf", PDF, evidence()), range(50)))

    assert {one.id for one in made} == {"FY2027-A0001"}
    assert [one.is_repeat for one in made].count(False) == 1
    other = attach_bytes(store, "a.pdf", PDF, evidence(criterion="user advocacy"))
    assert (other.id, other.is_repeat) == ("FY2027-A0002", False)
    assert kept(store) == {PDF}


def test_a_sender_over_the_quota_is_refused_and_others_are_served(store: Store) -> None:
    """Before the file is looked at; a known file gives its receipt."""
    first = attach_bytes(store, "a.pdf", PDF, evidence())
    with store.writing() as connection:
        for _ in range(load_limits().daily_files):
            add_event(connection, JANE, "attachment added", first.id, {})

    with pytest.raises(RefusalError, match="Navy sent 502 files") as refused:
        attach_bytes(store, "b.pdf", PDF + b"b", evidence())

    assert refused.value.code == "QUOTA"
    assert attach_bytes(store, "a.pdf", PDF, evidence()).is_repeat
    other = evidence(actor=Actor("Joe", "Army"))
    assert attach_bytes(store, "b.pdf", PDF + b"b", other).id == "FY2027-A0002"


def test_a_scanner_finds_what_it_knows_and_holds_what_it_cannot_say(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is kept; a clean file is attached."""
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    with pytest.raises(RefusalError, match="malicious software") as found:
        attach_bytes(store, "a.pdf", PDF + EICAR, evidence())
    name_scanner(monkeypatch, tmp_path, "exit 2")
    with pytest.raises(RefusalError, match="held back") as held:
        attach_bytes(store, "a.pdf", PDF, evidence())

    assert (found.value.code, held.value.code) == ("MALWARE", "NOT_SCANNED")
    assert kept(store) == set()
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    assert attach_bytes(store, "a.pdf", PDF, evidence()).id == "FY2027-A0001"


def test_a_file_of_any_name_lies_under_its_hash(store: Store) -> None:
    """The name is kept as data, without folders, with at most 255 characters."""
    names = [f"{name[:300]}.pdf" for name in ODD_NAMES]
    for number, name in enumerate(names):
        ref = "AB"[number % 2]
        if len(store.attachments.of_cycle(2027, ref)) == load_limits().proposal_attachments:
            store.attachments.remove(store.attachments.of_cycle(2027, ref)[0].id, "Room.", JANE)
        receipt = attach_bytes(store, name, PDF + str(number).encode(), evidence(ref=ref))
        assert len(receipt.file_name) <= 255
        assert store.files.path(receipt.file_sha256).is_file()

    files = [path for path in store.files.folder.rglob("*") if path.is_file()]
    assert len(files) == len(names) + 1
    assert {len(path.name) for path in files} == {64}
    assert {path.parent.parent for path in files} == {store.files.folder}


def test_a_file_on_the_disk_is_attached(store: Store, tmp_path: Path) -> None:
    """One that is missing, no file, or too large is reported before it is read."""
    (tmp_path / "letter.pdf").write_bytes(PDF)
    with (tmp_path / "large.pdf").open("wb") as large:
        large.truncate(load_limits().attachment_mib * MIB + 1)

    assert attach(store, tmp_path / "letter.pdf", evidence()).file_name == "letter.pdf"
    with pytest.raises(RefusalError, match=r"large\.pdf is larger than 20 MiB"):
        attach(store, tmp_path / "large.pdf", evidence())
    with pytest.raises(UsageError, match=r"no file at .*gone\.pdf"):
        attach(store, tmp_path / "gone.pdf", evidence())
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        attach(store, tmp_path, evidence())
