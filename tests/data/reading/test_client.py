"""Reading without a parser in this process: the same book, nothing kept of what is classified."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import RefusalError
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_csv, write_list_workbook
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import OWN_SHEETS, load_form
from fct.data.reading.client import read_book_safely, read_path_safely, read_safely, shown_name
from fct.data.sheets.facts import workbook_facts
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit, submit_bytes
from tests.oracle.plain_reader import read_book, read_book_bytes
from tests.support.files.hostile_files import ONE, VALUE, row
from tests.support.files.packages import xlsx_with
from tests.support.files.workbooks import (
    ods_of,
    write_form,
    write_grids,
    write_template,
    xlsx_of,
    zipped,
)
from tests.support.stores.homes import blank_store

MARK = "SECRET//NOFORN"
ACTOR = Actor("tester")
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
BROKEN = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="e"><v>#SPILL!</v></c></row>'
    '<row r="3"><c r="B3" t="str"><f>A1</f><v>text</v></c><c r="D3"><f>A1</f></c></row>'
    '<row r="9"><c r="E9" t="e"><v>#REF!</v></c></row>'
)
FORMULA = '<table:table-cell table:formula="of:=A1"'


def samples() -> dict[str, tuple[str, bytes]]:
    """Files by what is special about them."""
    return {
        "cells": ("a.xlsx", xlsx_of(ONE)),
        "broken cells": ("a.xlsx", xlsx_of(BROKEN)),
        "no first row or column": ("a.xlsx", xlsx_of('<row r="5"><c r="C5"><v>1</v></c></row>')),
        "no cells": ("a.xlsx", xlsx_of("")),
        "an own sheet": ("a.xlsx", xlsx_of(ONE, sheet="Instructions")),
        "no places": (
            "a.xlsx",
            xlsx_of("<row><c><v>1</v></c><c><f>1</f></c></row><row><c/></row>"),
        ),
        "ods": (
            "a.ods",
            ods_of(row(VALUE + FORMULA + "/>") + row(f"{FORMULA} /><table:table-cell/>")),
        ),
        "csv": ("Market.csv", "ref;title\nA;é\n".encode()),
        "a lone csv": ("list.csv", b"ref,title\nA,b\n"),
    }


@pytest.mark.parametrize("name", samples())
def test_a_book_is_the_same_as_read_in_process(name: str) -> None:
    """Cells, types, places, hash and properties."""
    file = samples()[name]  # made once: it holds the moment

    assert read_book_safely(*file) == read_book_bytes(*file)


def test_a_filled_form_is_the_same(tmp_path: Path) -> None:
    """As the template writes it, but for the sheets of the form that are never answered."""
    for number, (ref, filled) in enumerate(list(sample_proposals().items())[:5]):
        path = tmp_path / f"{number}.xlsx"
        write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)

        plain = read_book(path)
        answered = [
            sheet._replace(rows=[]) if sheet.name.casefold() in OWN_SHEETS else sheet
            for sheet in plain.sheets
        ]
        assert read_path_safely(path).book == plain._replace(sheets=answered)


def test_lists_are_the_same(tmp_path: Path) -> None:
    """As a workbook and as a folder of tables."""
    proposals = sample_proposals()
    book, folder = tmp_path / "list.xlsx", tmp_path / "list"
    write_list_workbook(book, form=load_form(), proposals=proposals, fiscal_year=2027)
    write_list_csv(folder, form=load_form(), proposals=proposals)

    assert read_path_safely(book).book == read_book(book)
    assert read_path_safely(folder).book == read_book(folder)


def test_types_of_cells_are_kept(tmp_path: Path) -> None:
    """Numbers, dates and truth values."""
    values = [1, 1.5, True, dt.date(2026, 6, 30), dt.datetime(2026, 6, 30, 12, 30), "x"]  # noqa: DTZ001 - as a cell has it
    path = write_grids(tmp_path / "a.xlsx", {"Data": [[], [None, *values]]})

    assert read_path_safely(path).book == read_book(path)


def test_facts_come_along(tmp_path: Path) -> None:
    """Those that the workbook's XML shows."""
    path = write_form(tmp_path / "a.xlsx")

    assert read_path_safely(path, with_facts=True).facts == workbook_facts(path.read_bytes())
    assert read_path_safely(path).facts is None


def test_what_stands_beside_the_sheets_is_noted() -> None:
    """It refuses nothing."""
    linked = xlsx_with({"xl/externalLinks/e.xml": "<a/>", "xl/embeddings/o.bin": b"x"}, ONE)

    assert read_safely("a.xlsx", linked).notes == ["embedded object", "external link"]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Its path is in the sentence."""
    with pytest.raises(RefusalError, match=r"There is no file at .*gone\.xlsx"):
        read_path_safely(tmp_path / "gone.xlsx")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.xlsx", "a.xlsx"),
        ("\u202ea\u200b\n\0.xlsx", "a.xlsx"),
        ("a" * 300 + ".xlsx", "a" * 250 + ".xlsx"),
        ("\n", "file"),
    ],
)
def test_a_name_is_shown_without_harm(name: str, shown: str) -> None:
    """No sign that turns a line, and no more than a file system takes."""
    assert shown_name(name) == shown


@pytest.fixture
def cycle_store(tmp_path: Path) -> Iterator[Store]:
    """A store that has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(blank_store(tmp_path / "home"))) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


def everything_below(folder: Path) -> bytes:
    """The bytes of every file, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize("name", ["plans.xlsx", "NATO SECRET plans.xlsx"])
def test_nothing_is_kept_of_a_classified_file(
    cycle_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """No byte of it in the database, its log, the files or a log; only an event says so."""
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{MARK} zebra</t></is></c></row>'
    with pytest.raises(RefusalError, match="call your security manager") as refused:
        submit_bytes(cycle_store, name, xlsx_of(rows), Delivery(ACTOR, NOW, 2027))

    kept = everything_below(tmp_path / "home")
    assert refused.value.code == "CLASSIFIED"
    assert not any(word in kept for word in (b"NOFORN", b"zebra", b"plans", b"NATO"))
    assert cycle_store.submissions.of_cycle(2027) == []
    assert list(cycle_store.files.folder.rglob("*")) == []
    assert not any(word in caplog.text for word in ("NOFORN", "zebra", "plans"))


INNER = zipped({"document": b"<w:p><w:t>SECRET</w:t><w:t>//NOFORN</w:t></w:p>"})
BESIDE: dict[str, dict[str, bytes | str | None]] = {
    "a comment of XML": {"docProps/more.xml": f"<a><!-- {MARK} --></a>"},
    "an instruction of XML": {"docProps/more.xml": f"<?note {MARK}?><a/>"},
    "a document": {"xl/embeddings/a.docx": INNER},
    "a packed object": {"xl/embeddings/oleObject1.bin": b"\0\1" + MARK.encode("utf-16-le")},
    "a picture": {"xl/media/a.png": b"\x89PNG\r\n\x1a\n\0tEXtTitle\0" + MARK.encode() + b"\0"},
    "the name of a picture": {"xl/media/TOP SECRET.png": b"\x89PNG\r\n\x1a\n"},
}


@pytest.mark.parametrize("where", BESIDE)
def test_a_marking_beside_the_cells_is_scanned(where: str) -> None:
    """In parts that nobody reads, and in their names."""
    with pytest.raises(RefusalError) as refused:
        read_safely("a.xlsx", xlsx_with(BESIDE[where], ONE))

    assert refused.value.code == "CLASSIFIED"


@pytest.mark.parametrize(
    ("name", "part"),
    [("readme.txt", MARK.encode()), ("more.zip", INNER), ("SECRET/a.csv", b"ref,title\n")],
)
def test_what_lies_beside_tables_is_scanned(name: str, part: bytes) -> None:
    """In a zip of CSV, the folders too."""
    tables: dict[str, str | bytes] = {"Proposals.csv": b"ref,title\nA,b\n", name: part}

    with pytest.raises(RefusalError) as refused:
        read_safely("list.zip", zipped(tables))

    assert refused.value.code == "CLASSIFIED"


def test_the_event_of_a_classified_file_says_who_and_when_alone(cycle_store: Store) -> None:
    """No name, size or hash."""
    with pytest.raises(RefusalError, match="marking of classified content"):
        submit_bytes(cycle_store, "SECRET.xlsx", xlsx_of(ONE), Delivery(ACTOR, NOW, 2027))
    event = cycle_store.events.all()[-1]

    assert (event.action, event.object) == ("classified file refused", "intake")
    assert event.details == {"refusal": "CLASSIFIED"}
    assert event.actor == ACTOR


def test_a_sound_file_is_submitted_as_before(cycle_store: Store, tmp_path: Path) -> None:
    """By the child."""
    receipt = submit(cycle_store, write_form(tmp_path / "a.xlsx"), Delivery(ACTOR, NOW, 2027))

    assert receipt.status == "accepted"
