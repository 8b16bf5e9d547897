"""The meeting paper: what it holds, for whom, and that the same gives the same bytes."""

import io
from pathlib import Path

import openpyxl
import pytest

from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.subjects.store import Store
from fct.scoring.deciding import meeting_files, meeting_sections
from fct.scoring.deciding.meeting_files import PDF, XLSX, meeting_paper, write_meeting_paper
from tests.support.stores.seasons import acting_as

LINES = {
    "controlled_by": "Comparative Technology Office",
    "categories": "PROCURE, PROPIN",
    "dissemination": "FEDCON",
    "contact": "FCT desk, 555 0100",
}


def designated(store: Store) -> Store:
    """The store as an authority sees it, with its designation block set."""
    acting_as(store, "operator-1").designations.set(**LINES)
    return acting_as(store, "authority-1")


def test_the_block_is_asked_for_before_a_paper_is_made(season_store: Store) -> None:
    """Placeholders are on no paper."""
    with pytest.raises(NotNowError, match="designation block of the paper is not filled in") as no:
        meeting_paper(acting_as(season_store, "authority-1"), 2027)
    assert no.value.code == "NOT_DESIGNATED"


def test_the_same_run_and_slate_give_the_same_bytes(season_store: Store) -> None:
    """Both forms, made twice."""
    store = designated(season_store)
    assert meeting_paper(store, 2027).files == meeting_paper(store, 2027).files


def test_the_workbook_has_words_for_headings_and_the_decimals_of_the_page(
    season_store: Store,
) -> None:
    """Landscape on Letter, one sheet a section, the designation block on the first."""
    paper = meeting_paper(designated(season_store), 2027)
    book = openpyxl.load_workbook(io.BytesIO(paper.files[XLSX]))
    order = book["Order of merit and funding line"]
    headings = [cell.value for cell in order[4]]

    assert headings[:5] == ["Rank", "Ref", "Proposal", "Tier", "Merit"]
    assert order.cell(5, headings.index("Merit") + 1).number_format == "#,##0.00"
    assert order.cell(5, headings.index("FY2027 ($K)") + 1).number_format == "#,##0.0"
    assert {(s.page_setup.orientation, s.page_setup.paperSize) for s in book} == {("landscape", 1)}
    words = {str(cell.value) for row in book["Paper"].iter_rows() for cell in row}
    assert words >= set(LINES.values())
    assert paper.files[PDF].startswith(b"%PDF")


def test_a_choice_shows_those_alone_at_their_official_ranks(season_store: Store) -> None:
    """What the page filters is what the paper shows, and it says by what."""
    store = designated(season_store)
    ref = store.runs.ranks(meeting_paper(store, 2027).run)["ref"].tolist()[2]
    paper = meeting_paper(store, 2027, [ref], "component Navy")
    order = openpyxl.load_workbook(io.BytesIO(paper.files[XLSX]))["Order of merit and funding line"]

    assert [row[1].value for row in order.iter_rows(min_row=5) if row[1].value] == [ref]
    assert order["A5"].value == 3
    assert "component Navy" in str(order["A3"].value)


def test_of_too_many_proposals_the_pages_are_left_out(
    season_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six are ranked: with five at most the sections stay whole, and the first sheet says so."""
    store = designated(season_store)
    whole = openpyxl.load_workbook(io.BytesIO(meeting_paper(store, 2027).files[XLSX]))
    for module in (meeting_files, meeting_sections):
        monkeypatch.setattr(module, "most_meeting_pages", lambda: 5)
    book = openpyxl.load_workbook(io.BytesIO(meeting_paper(store, 2027).files[XLSX]))
    said = [row[1] for row in book["Paper"].iter_rows(values_only=True)]

    assert set(whole.sheetnames) - set(book.sheetnames) == {"How the merit came about", "Findings"}
    assert "Of more than 5 proposals the page of each is left out" in str(said)
    assert len(list(book.worksheets[1].rows)) == len(list(whole.worksheets[1].rows))


def test_each_file_that_goes_out_is_an_event(season_store: Store, tmp_path: Path) -> None:
    """Who, what and which bytes."""
    report = write_meeting_paper(designated(season_store), 2027, tmp_path / "out")
    events = season_store.events.all()[-2:]

    assert [event.action for event in events] == ["meeting paper written"] * 2
    files = report["files"]
    assert isinstance(files, list)
    hashes = {one["name"]: one["sha256"] for one in files}
    assert {event.details["file"]: event.details["sha256"] for event in events} == hashes


def test_who_may_not_see_order_or_slate_gets_no_paper(season_store: Store) -> None:
    """An expert sees neither."""
    designated(season_store)
    with pytest.raises(DeniedError, match="role"):
        meeting_paper(acting_as(season_store, "expert-1"), 2027)


def test_a_line_of_the_block_has_words(season_store: Store) -> None:
    """Blank lines and placeholders are refused; a reviewer may not set them."""
    office = acting_as(season_store, "operator-1").designations
    with pytest.raises(UsageError, match="“POC” is blank"):
        office.set(**LINES | {"contact": " "})
    with pytest.raises(UsageError, match="“CUI category” is still to be filled in"):
        office.set(**LINES | {"categories": "[placeholder: at most three CUI categories]"})
    with pytest.raises(DeniedError, match="role"):
        acting_as(season_store, "reviewer-1").designations.set(**LINES)
