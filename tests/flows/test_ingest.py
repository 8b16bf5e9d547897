"""The step that takes in the inbox."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from fct.data.actor import Actor
from fct.data.form import load_form
from fct.data.sample_season import sample_proposals
from fct.data.store import Store
from fct.data.template import write_list_csv
from fct.flows.ingest import inbox_folder, ingest
from tests.scanners import EICAR, FINDS_EICAR, name_scanner

ACTOR = Actor("tester")


def drop(store: Store, file: Path, *folders: str) -> Path:
    folder = inbox_folder(store).joinpath(*folders)
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder))


def take_in(store: Store, settled_after_s: float = 0.0) -> list[str]:
    receipts = ingest(store, [2027], ACTOR, lambda _: None, settled_after_s=settled_after_s)
    return [receipt.status for receipt in receipts]


def test_a_file_ends_with_a_receipt_and_leaves_the_inbox(
    store: Store, forms: dict[str, Path]
) -> None:
    """The file lies under its receipt's id afterwards, and a second look finds nothing."""
    drop(store, forms["FY27-ARMY-01"], "2027", "Army")

    assert take_in(store) == ["accepted"]
    assert take_in(store) == []
    taken = [path.name for path in (inbox_folder(store) / "taken").iterdir()]
    assert taken == ["FY2027-S0001-FY27-ARMY-01.xlsx"]
    assert store.submission("FY2027-S0001").component == "Army"


def test_a_refused_file_has_a_receipt_too(store: Store, tmp_path: Path) -> None:
    """A file that is no workbook is kept with its reason."""
    notes = tmp_path / "notes.txt"
    notes.write_text("not a workbook")
    drop(store, notes, "2027")

    assert take_in(store) == ["refused"]
    assert store.submission("FY2027-S0001").refusal_code == "NOT_A_WORKBOOK"


def test_a_file_that_may_still_be_copied_waits(store: Store, forms: dict[str, Path]) -> None:
    """A file that changed a moment ago, or has a passing name, is left for the next look."""
    drop(store, forms["FY27-ARMY-01"], "2027")
    drop(store, forms["FY27-USMC-01"], "2027").rename(inbox_folder(store) / "2027" / "x.xlsx.part")

    assert take_in(store, settled_after_s=60.0) == []
    assert take_in(store) == ["accepted"]


def test_an_inbox_that_is_not_there_is_empty(store: Store) -> None:
    """Before the first file there is no folder, and that is no error."""
    assert take_in(store) == []


def test_a_folder_of_tables_is_one_delivery(store: Store) -> None:
    """A CSV list gives one receipt, not one for each table."""
    filled = {"R-1": sample_proposals()["FY27-ARMY-01"]}
    write_list_csv(inbox_folder(store) / "2027" / "list", form=load_form(), proposals=filled)

    assert take_in(store) == ["accepted"]
    assert store.submission("FY2027-S0001").refs == ("R-1",)


def test_a_folder_of_another_cycle_keeps_nothing_from_being_taken(
    store: Store, forms: dict[str, Path]
) -> None:
    """Files of a year that is not open stay where they are."""
    other = drop(store, forms["FY27-ARMY-01"], "2031")
    drop(store, forms["FY27-USMC-01"], "2027")

    assert take_in(store) == ["accepted"]
    assert other.exists()


def test_a_file_that_cannot_be_taken_is_told_and_left(store: Store, forms: dict[str, Path]) -> None:
    """A file over the limit stays in the inbox, and the next one is taken all the same."""
    big = inbox_folder(store) / "2027" / "big.xlsx"
    big.parent.mkdir(parents=True)
    with big.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    drop(store, forms["FY27-USMC-01"], "2027")
    told: list[str] = []

    ingest(store, [2027], ACTOR, told.append, settled_after_s=0.0)

    assert big.exists()
    assert told[1].startswith("big.xlsx was left in the inbox: big.xlsx is larger than 25 MiB")


def test_a_file_counts_from_when_it_came_into_its_folder(
    store: Store, forms: dict[str, Path]
) -> None:
    """Its own date, which a sponsor can set back, does not count."""
    path = drop(store, forms["FY27-ARMY-01"], "2027")
    os.utime(path, (0, 0))

    take_in(store)

    age = dt.datetime.now(dt.UTC) - store.submission("FY2027-S0001").received_at
    assert age < dt.timedelta(minutes=5)


def test_no_copy_of_a_classified_file_stays(store: Store, tmp_path: Path) -> None:
    """It leaves the inbox, has no receipt, and the event says neither its name nor its text."""
    marked = tmp_path / "codeword.csv"
    marked.write_text("ref,title\n1,SECRET//NOFORN\n")
    path = drop(store, marked, "2027")
    told: list[str] = []

    ingest(store, [2027], ACTOR, told.append, settled_after_s=0.0)

    assert not path.exists()
    assert store.submissions(2027) == []
    assert told == ["a classified file was refused and removed from the inbox"]
    assert "codeword" not in str(store.events()[-1])


def test_no_copy_of_a_classified_list_stays(store: Store, tmp_path: Path) -> None:
    """A list that is a folder of tables leaves the inbox whole, and the next file is taken."""
    folder = inbox_folder(store) / "2027" / "a"
    folder.mkdir(parents=True)
    (folder / "Proposals.csv").write_text("ref,title\n1,SECRET//NOFORN\n")
    (tmp_path / "b.txt").write_text("not a workbook")
    drop(store, tmp_path / "b.txt", "2027")

    assert take_in(store) == ["refused"]
    assert not folder.exists()


def test_a_file_stays_in_the_inbox_until_the_scanner_is_back(
    store: Store, forms: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told each time, and taken once."""
    path = drop(store, forms["FY27-ARMY-01"], "2027")
    name_scanner(monkeypatch, tmp_path, "exit 2")
    told: list[str] = []

    assert ingest(store, [2027], ACTOR, told.append, settled_after_s=0.0) == []
    assert path.exists()
    assert told[0].startswith("FY27-ARMY-01.xlsx was left in the inbox: ")
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    assert take_in(store) == ["accepted"]


def test_no_copy_of_a_malicious_file_stays(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves the inbox and has no receipt."""
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    (tmp_path / "eicar.txt").write_bytes(EICAR)
    path = drop(store, tmp_path / "eicar.txt", "2027")
    told: list[str] = []

    ingest(store, [2027], ACTOR, told.append, settled_after_s=0.0)

    assert not path.exists()
    assert store.submissions(2027) == []
    assert told == ["a malicious file was refused and removed from the inbox"]
