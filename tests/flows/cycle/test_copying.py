"""Next year's cycle file."""

from pathlib import Path

import yaml

from fct.data.program.cycle import parse_new_cycle
from fct.flows.cycle.copying import copied_cycle
from tests.support.stores.year import year_store

TEXT = """fiscal_year: 2027
name: FY2027 call
calendar:
  opens: 2026-02-02
  final_due: 2026-06-30T23:59
  decided: 2024-02-29
budgets: {2027: 100, 2028: 60.5}
promised:
  - {ref: A, fiscal_year: 2027, kusd: 5}
  - {ref: A, fiscal_year: 2028, kusd: 6}
already_funded: {A: [2026]}
duplicates: [[A, B]]
reminders_days: [3]
"""


def test_dates_move_off_weekends_and_money_comes_from_the_out_years(tmp_path: Path) -> None:
    """29 February becomes the 28th; the time of day stays; each change has a note."""
    text = TEXT.replace("  decided: 2024-02-29\n", "  decided: 2028-02-29\n")
    with year_store(tmp_path / "home", [text]) as store:
        row, cycle = store.cycles.read(2027)
        copied = copied_cycle(store, row, cycle, 2028)

    content = yaml.load(copied.text, yaml.BaseLoader)  # noqa: S506 - what was just written
    assert content["fiscal_year"] == "2028"
    assert content["name"] == "FY2028 call"
    assert content["calendar"] == {
        "opens": "2027-02-02",
        "final_due": "2027-06-30T23:59",
        "decided": "2029-02-28",
    }
    assert content["budgets"] == {"2028": "60.5"}
    assert content["promised"] == [{"ref": "A", "fiscal_year": "2028", "kusd": "6"}]
    assert content["already_funded"] == {"A": ["2026"]}
    assert content["reminders_days"] == ["3"]
    assert "duplicates" not in content
    said = " ".join(copied.notes)
    assert "29 February does not exist in 2029" in said
    assert "duplicates is left out" in said
    assert "No slate of 2027 is published" in said
    assert parse_new_cycle(copied.text, "copy").fiscal_year == 2028


def test_a_weekend_becomes_the_monday(tmp_path: Path) -> None:
    """1 February 2026 is a Sunday, and so is 31 January 2027."""
    text = "fiscal_year: 2027\nfinal_due: 2026-01-31\n"
    with year_store(tmp_path / "home", [text]) as store:
        row, cycle = store.cycles.read(2027)
        copied = copied_cycle(store, row, cycle, 2028)

    assert "final_due: '2027-02-01'" in copied.text
    assert "2027-01-31 is a Sunday; it is moved to Monday, 2027-02-01" in " ".join(copied.notes)


def test_what_the_old_year_held_back_is_noted(tmp_path: Path) -> None:
    """It is kept as it stands, and of the new year nothing is held back yet."""
    text = TEXT + "conditions: {hold_back_kusd: {2027: 100, 2028: 50}}\n"
    with year_store(tmp_path / "home", [text]) as store:
        row, cycle = store.cycles.read(2027)
        copied = copied_cycle(store, row, cycle, 2028)

    assert "conditions: hold_back_kusd names 2027; write what 2028 holds back." in copied.notes
