# ruff: noqa: E501 - a sentence that a sponsor reads stays whole
"""One mistake in a sound proposal, sent as xlsx, ods or CSV: found at its cell, with its cause.

What a sponsor reads of it names no field by its id, no command and no option.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fct.data.common.cells import cell_name
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.program.form import LIST_SHEET, PROPOSAL, Field, load_form
from fct.data.store.settings import Settings
from fct.data.xlsx.finding_parts import Kind, Mark, sentence_of
from fct.scoring.judging.marks import marks_of
from fct.scoring.ranking.check import KnownCycle, check_file
from tests.support.files.open_documents import write_ods
from tests.support.files.workbooks import form_grids, list_grids, write_grids

pytestmark = pytest.mark.long

FORM = load_form()
Grids = dict[str, list[list[Any]]]
NOTE = "note"


class Mistake(NamedTuple):
    """Answers that are changed, where the finding stands, and what it says.

    ``rule`` is ``note`` where the answer can be read and is asked about; ``row`` counts the rows
    of a table from 0.
    """

    changes: Mapping[str, Any]
    rule: str
    said: str
    field: str = ""
    row: int = 0

    @property
    def where(self) -> Field:
        """The field at which it is found."""
        return FORM[self.field or next(iter(self.changes))]


def one(changed: str, value: Any, rule: str, said: str, field: str = "") -> Mistake:
    """A mistake in one answer; the finding stands at ``field`` where that is another one."""
    return Mistake({changed: value}, rule, said, field)


MISTAKES = [
    one("country", "S. Korea", "X2", "Did you mean “South Korea”?"),
    one("country", "England", "X2", "Did you mean “United Kingdom”?"),
    one("country", "Norway and Sweden", "X2", "Write one country alone."),
    one("country", "Atlantis", "X2", "Accepted: one country, by name or ISO code"),
    one("country", "Noway", "X2", "Did you mean “Norway”?"),
    one("country", None, "X1", "“Country of origin” is blank and required."),
    one("country", "TBD", "X1", "“Country of origin” reads “TBD”, which counts as blank, and is"),
    one("country", "Russia", "G4", "on this cycle's list of excluded countries"),
    one("country", "USA", "G1", "The item comes from the United States"),
    one("trl", "TRL 9", "X2", "Write 9, if that is the number."),
    one("trl", 8.5, "X2", "Write a whole number."),
    one("trl", 12, "X2", "Accepted: a whole number, 1 to 9"),
    one("trl", "nine", "X2", "Write 9, if that is the number."),
    one("trl", "TRL nine", "X2", "Write 9, if that is the number."),
    one("trl", "####", "X2", "This is what a program shows where a column is too narrow"),
    one("trl", 6, "G5", "The technology readiness level is 6, below 7."),
    one("mrl", "9-10", "X2", "Write one number, not a range."),
    one("mrl", 8, "X8", "needs MRL 9 or more, and MRL 8 is given."),
    one("production_status", "prototype", "G5", "is not in production or late development"),
    one("production_status", "in production", "X2", "“full-rate production” or “low-rate production”?"),
    one("modification", "small", "X2", "Did you mean “minor”?"),
    one("test_end", "20 MAR 28", "X2", "Write 2028-03-20, if that is the day."),
    one("test_end", 20280320, "X2", "Write 2028-03-20, if that is the day."),
    one("test_end", "3/4/2028", "X2", "write 2028-03-04 or 2028-04-03."),
    one("test_end", "2028-02-30", "X2", "This day does not exist."),
    one("test_end", "Spring 2028", "X2", "The day is missing"),
    one("test_end", 46800, "X2", "format the cell as a date, or write 2028-02-17, if"),
    one("test_end", dt.date(2026, 10, 1), "X3", "after the day on which it ends, 2026-10-01", field="test_start"),
    one("test_start", dt.date(2026, 9, 1), "N4", "begins on 2026-09-01; fiscal year 2027 begins on 2026-10-01"),
    one("event_start", dt.date(2026, 10, 2), "X6", "This event starts on 2026-10-02; the test is from 2026-11-02"),
    one("advocacy_date", dt.date(2020, 1, 1), "A3", "2020-01-01 is too old: only what is dated from 2024-06-30"),
    one("advocacy_date", dt.date(2026, 7, 1), "A3", "2026-07-01 is after 2026-06-30"),
    one("advocacy_level", "Colonel", "X2", "Did you mean “O-6 or GS-15”?"),
    one("advocacy_type", "e-mail", "A2", "is not a signed letter, a signed memorandum or a message"),
    one("advocacy_type", "memo", "X2", "Did you mean “signed memorandum”?"),
    one("intent_level", "O-7", "X2", "Did you mean “general or flag officer or SES”?"),
    one("intent", "no", "I1", "The sponsor does not intend to procure the item."),
    one("intent", "Yes, if funded", "X2", "Did you mean “conditional”?"),
    one("requirement_type", "none", "R1", "There is no requirement document."),
    one("requirement_type", "CDD 26-014", "X2", "Did you mean “CDD”?"),
    one("requirement_status", "draft", "R2", "The requirement is not validated."),
    one("requirement_date", dt.date(2027, 1, 1), "R3", "2027-01-01 is after 2026-06-30"),
    one("requirement_gap", "Better sights.", "R4", "in fewer than 50 characters"),
    one("procurement_status", "POM", "X2", "Did you mean “programmed”?"),
    one("procurement_status", "funded", "X2", "Did you mean “budgeted” or “programmed”?"),
    one("procurement_status", "unfunded", "S3", "The earliest purchase is not budgeted or programmed."),
    one("procurement_year", 2026, "S4", "so it may be from 2028 to 2033."),
    one("procurement_quantity", 0, "I3", "do not add up to more than zero"),
    one("procurement_kusd", 0, "S2", "No purchase has an amount above zero"),
    one("procurement_kusd", 3_000_000, "X10", "If you mean $3,000,000 write 3000"),
    one("fct_test_kusd", "$1.2M", "X2", "Write 1200, if $1,200,000 is meant"),
    one("fct_test_kusd", "€420", "X2", "It is in another currency (€)"),
    one("fct_test_kusd", "(200)", "X2", "Brackets stand for less than zero: write 200"),
    one("fct_test_kusd", -200, "X5", "This amount or quantity is negative"),
    one("fct_test_kusd", 200_000, "X9", "if you mean $200,000 write 200"),
    one("fct_test_kusd", "420.000", NOTE, "Is 420,000 meant? Then write 420000."),
    one("fct_articles_kusd", "300,5", "X2", "Write 300.5, if that is the number."),
    one("fct_articles_kusd", 900, "X7", "which is $900,000; 10 test articles at $30,000 each cost $300,000."),
    one("fct_us_item_kusd", 50, "G2", "The FCT money for a US item is not zero"),
    one("unit_price_usd", "30k to 40k", "X2", "Accepted: a number in US dollars"),
    one("article_quantity", "10 each", "X2", "Write 10, if that is the number."),
    one("article_quantity", "0010", NOTE, "Zeros stand before it, as in a code"),
    one("fiscal_year", 27, "X2", "Write 2027, if that is the fiscal year."),
    one("fiscal_year", 2028, "G7", "The proposal is for fiscal year 2028, and this cycle funds 2027."),
    one("funding_year", 2028, "G7", "Funding begins with fiscal year 2028, and this cycle funds 2027."),
    one("funding_year", "FY27-28", "X2", "Write one number, not a range."),
    one("funding_year", [2027, 2029], "X4", "Fiscal year 2028 has no row"),
    one("purpose", "FMS", "X2", "Did you mean “sale to a partner”?"),
    one("component", "DARPA", "X2", "Accepted: one of: Army, Navy"),
    one("component", "other", "G3", "not one of the military services or USSOCOM"),
    one("marking", "FOUO", "X2", "Did you mean “CUI”?"),
    one("us_alternative", "partial", "X2", "Did you mean “partly”?"),
    one("advantage_type", "price", "X2", "Did you mean “cost”?"),
    one("market_methods", "Google", "X2", "Did you mean “database search”?"),
    one("market_completed", dt.date(2023, 1, 1), "M2", "2023-01-01 is too old"),
    one("vendor", "Nordlys A/S", "M3", "The closest is “Nordlys AS” in"),
    one("source", ["Nordlys AS", "A"], "M3", "lists 2 different sources; at least 3 are needed"),
    one("source_country", "United States", "X11", "names Norway as the country of origin"),
    one("meets_requirement", "no", "M4", "the candidate does not meet the requirement"),
    one("in_service_with", "Norway, Denmark", "X2", "Put a semicolon between them."),
    one("project_manager_email", "jane at army.mil", "X2", "Write jane@army.mil, if that is the address."),
    one("title", "x" * 200, "X2", "It has 200 characters: shorten it by 80."),
    one("acquisition_strategy", "Buy it.", "S1", "fewer than 50 characters"),
    one("vendor", "#REF!", "X2", "“Vendor” reads “#REF!”"),
    one("reason", None, "X1", "“Why kept or set aside” is blank and required."),
    one("title", "Sight S4 \u200b", NOTE, "a zero-width space, which cannot be seen"),
]  # fmt: skip


def without_sheet(grids: Grids) -> None:
    """Delete a sheet."""
    del grids["Market"]


def with_empty_sheet(grids: Grids) -> None:
    """Leave a table without a row."""
    del grids["Schedule"][1:]


def with_footnote(grids: Grids) -> None:
    """Write a note under a table."""
    grids["Market"].append(["" for _ in grids["Market"][0]])
    grids["Market"][-1][heading_of(grids, "Market", "source")] = "Note: all were asked."


def with_total_under_market(grids: Grids) -> None:
    """Write a line that adds up under a table that has none."""
    grids["Market"].append(["" for _ in grids["Market"][0]])
    grids["Market"][-1][heading_of(grids, "Market", "source")] = "Total: 3 sources"


def with_total(grids: Grids) -> None:
    """Add up the money in words of its own."""
    row = ["" for _ in grids["Funding"][0]]
    row[heading_of(grids, "Funding", "funding_year")] = "Total:"
    row[heading_of(grids, "Funding", "fct_test_kusd")] = 200
    grids["Funding"].append(row)


def with_sum_alone(grids: Grids) -> None:
    """Add up the money without a word."""
    with_total(grids)
    grids["Funding"][-1][heading_of(grids, "Funding", "funding_year")] = ""


def with_note_under_money(grids: Grids) -> None:
    """Write a note under a table whose first column holds years."""
    grids["Funding"].append(["" for _ in grids["Funding"][0]])
    grids["Funding"][-1][heading_of(grids, "Funding", "funding_year")] = "In then-year dollars."


def with_note_of_two_cells(grids: Grids) -> None:
    """Write a note with its sign in a cell of its own."""
    grids["Market"].append(["" for _ in grids["Market"][0]])
    grids["Market"][-1][heading_of(grids, "Market", "source")] = "*"
    grids["Market"][-1][heading_of(grids, "Market", "product")] = "All were asked."


def with_titles(grids: Grids) -> None:
    """Write more titles over a table than are looked through."""
    grids["Funding"][:0] = [["Funding of the test"] for _ in range(12)]


def with_copied_sheet(grids: Grids) -> None:
    """Leave a copy of a sheet alone."""
    grids["Copy of Market"] = grids.pop("Market")


def with_misspelled_heading(grids: Grids) -> None:
    """Write a heading wrong."""
    column = heading_of(grids, "Market", "source_country")
    grids["Market"][0][column] = "Cuontry"


def with_other_heading(grids: Grids) -> None:
    """Write another heading over a column."""
    column = heading_of(grids, "Market", "source_country")
    grids["Market"][0][column] = "Where from"


def without_question(grids: Grids) -> None:
    """Delete the row of a question."""
    grids[PROPOSAL] = [row for row in grids[PROPOSAL] if "country" not in row]


def with_copied_block(grids: Grids) -> None:
    """Copy a table with its headings below itself."""
    grids["Schedule"] += [["" for _ in grids["Schedule"][0]], *map(list, grids["Schedule"])]


def with_other_question(grids: Grids) -> None:
    """Write a second sheet that belongs to nothing."""
    grids["My notes"] = [["call the vendor"]]


class Damage(NamedTuple):
    """A change of the sheets, and where and how it is reported."""

    change: Callable[[Grids], None]
    rule: str
    sheet: str
    said: str


DAMAGES = [
    Damage(
        without_sheet,
        "X1",
        "Market",
        "The sheet “Market” is missing, or has no row that can be read.",
    ),
    Damage(
        with_empty_sheet,
        "X1",
        "Schedule",
        "The sheet “Schedule” is missing, or has no row that can be read.",
    ),
    Damage(with_footnote, "X1", "Market", "Is it a note?"),
    Damage(with_total_under_market, "X1", "Market", "Is it a note?"),
    Damage(
        with_total, "X2", "Funding", "If this line only adds up, write “Total” in its first cell"
    ),
    Damage(
        with_sum_alone, "X1", "Funding", "If this line only adds up, write “Total” in its first"
    ),
    Damage(with_note_under_money, "X1", "Funding", "Is it a note?"),
    Damage(
        with_note_of_two_cells, "X1", "Market", "This row holds “* All were asked.” and nothing"
    ),
    Damage(with_titles, NOTE, "Funding", "Delete the rows above the headings"),
    Damage(with_copied_sheet, NOTE, "Copy of Market", "was read as “Market”"),
    Damage(with_misspelled_heading, NOTE, "Market", "If “Country” is meant, write that."),
    Damage(with_other_heading, NOTE, "Market", "“Where from” is not part of the form"),
    Damage(with_other_heading, "X1", "Market", "“Country” is blank and required."),
    Damage(without_question, "X1", PROPOSAL, "write “Country of origin” in its column B"),
    Damage(with_copied_block, NOTE, "Schedule", "This row stands twice"),
    Damage(with_other_question, NOTE, "My notes", "is not part of the form and was not read"),
]


def heading_of(grids: Grids, sheet: str, field: str) -> int:
    """The column of a field in a table."""
    names = {field, FORM[field].label}
    return next(n for n, value in enumerate(grids[sheet][0]) if value in names)


def grids_of(kind: str, changes: Mapping[str, Any]) -> Grids:
    """The cells of a proposal with a mistake, as a form, or as a list for CSV."""
    return list_grids({"R-1": changes}) if kind == "csv" else form_grids(**changes)


def place_of(grids: Grids, mistake: Mistake) -> tuple[str, str]:
    """The sheet and the cell of an answer."""
    field = mistake.where
    if field.sheet == PROPOSAL and LIST_SHEET not in grids:
        row = next(n for n, cells in enumerate(grids[PROPOSAL]) if field.id in cells)
        return PROPOSAL, cell_name(row, 2)
    sheet = LIST_SHEET if field.sheet == PROPOSAL else field.sheet
    return sheet, cell_name(1 + mistake.row, heading_of(grids, sheet, field.id))


def written(kind: str, folder: Path, grids: Grids) -> Path:
    """The file or folder that is sent."""
    if kind == "ods":
        return write_ods(folder / "form.ods", grids)
    if kind == "xlsx":
        return write_grids(folder / "form.xlsx", grids)
    target = folder / "list"
    target.mkdir()
    for sheet, rows in grids.items():
        with (target / f"{sheet}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    return target


def checked(path: Path) -> dict[str, Any]:
    """The report of a check that takes the file."""
    known = KnownCycle(parse_cycle(packaged_cycle_texts()[2027], "2027.yaml"), "packaged")
    report = check_file(path, None, None, Settings(path.parent / "home"), known)
    assert report["refusal"] is None, report["refusal"]
    return report


def noted(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Sheet, cell and text of all notes."""
    for note in [*report["notes"], *(n for p in report["proposals"] for n in p["notes"])]:
        yield note["sheet"] or "", note["cell"] or "", note["text"]


def sentences(report: Mapping[str, Any], marks: Sequence[Mark]) -> list[str]:
    """All that a sponsor reads."""
    return [*(sentence_of(mark) for mark in marks), *(text for _, _, text in noted(report))]


IDS = re.compile(rf"\b({'|'.join(field.id for field in FORM.fields if '_' in field.id)})\b")
COMMAND = re.compile(r"`fct |(?<!-)--[a-z]")


def assert_readable(report: Mapping[str, Any], marks: Sequence[Mark]) -> None:
    """No id of a field, no command and no option stands in what a sponsor reads."""
    for sentence in sentences(report, marks):
        assert IDS.search(sentence) is None, sentence
        assert COMMAND.search(sentence) is None, sentence


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=lambda one: f"{one.rule}-{next(iter(one.changes))}"
)
def test_a_mistake_is_found_at_its_cell(tmp_path: Path, kind: str, mistake: Mistake) -> None:
    """By its rule, with the sentence that says what was meant or what is wrong, once."""
    grids = grids_of(kind, mistake.changes)
    report = checked(written(kind, tmp_path, grids))
    marks = marks_of(report["proposals"])
    place = place_of(grids, mistake)

    assert_readable(report, marks)
    if mistake.rule == NOTE:
        assert [
            text
            for sheet, cell, text in noted(report)
            if (sheet, cell) == place and mistake.said in text
        ]
        return
    found = [mark for mark in marks if mistake.rule in (mark.rule, *mark.also)]
    assert [(mark.sheet, mark.cell) for mark in found] == [place]
    assert mistake.said in sentence_of(found[0])
    if mistake.rule in {"X1", "X2"}:
        repairs = [mark for mark in marks if mark.kind is Kind.REPAIR]
        assert [(mark.sheet, mark.cell) for mark in repairs].count(place) == 1


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: f"{one.rule}-{one.change.__name__}")
def test_a_damaged_sheet_is_reported(tmp_path: Path, kind: str, damage: Damage) -> None:
    """With the sheet's name, and what to do."""
    grids = grids_of(kind, {})
    damage.change(grids)
    report = checked(written(kind, tmp_path, grids))
    marks = marks_of(report["proposals"])

    assert_readable(report, marks)
    if damage.rule == NOTE:
        said = [(sheet, text) for sheet, _, text in noted(report)]
    else:
        said = [(mark.sheet, sentence_of(mark)) for mark in marks if mark.rule == damage.rule]
    assert [text for sheet, text in said if sheet == damage.sheet and damage.said in text]


@pytest.mark.parametrize(
    "change", [with_footnote, with_total, with_sum_alone, with_note_of_two_cells]
)
def test_a_row_of_a_list_without_a_ref_is_reported(
    tmp_path: Path, change: Callable[[Grids], None]
) -> None:
    """Nobody knows whose it is, and nothing of it is read in silence."""
    grids = grids_of("csv", {})
    change(grids)
    report = checked(written("csv", tmp_path, grids))

    assert [text for _, _, text in noted(report)] == [
        "This row belongs to no proposal: it has no ref. It was not read."
    ]


def test_a_list_without_a_column_says_how_to_get_it_back(tmp_path: Path) -> None:
    """As a form without the row of a question does."""
    grids = grids_of("csv", {})
    column = heading_of(grids, LIST_SHEET, "country")
    for row in grids[LIST_SHEET]:
        del row[column]
    report = checked(written("csv", tmp_path, grids))

    said = [sentence_of(mark) for mark in marks_of(report["proposals"]) if mark.rule == "X1"]
    assert [one for one in said if "write “Country of origin” over it and the answers below" in one]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_sound_proposal_has_nothing_to_repair(tmp_path: Path, kind: str) -> None:
    """So that what is found above is the mistake."""
    report = checked(written(kind, tmp_path, grids_of(kind, {})))

    assert marks_of(report["proposals"]) == []
    assert list(noted(report)) == []
