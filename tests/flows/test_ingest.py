"""The step that takes in the inbox."""

import shutil
from pathlib import Path

from fct.data.actor import Actor
from fct.data.store import Store
from fct.flows.ingest import inbox_folder, ingest

ACTOR = Actor("tester")


def drop(store: Store, file: Path, *folders: str) -> Path:
    folder = inbox_folder(store).joinpath(*folders)
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder))


def take_in(store: Store, settled_after_s: float = 0.0) -> list[str]:
    receipts = ingest(store, ACTOR, lambda _: None, settled_after_s=settled_after_s)
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
