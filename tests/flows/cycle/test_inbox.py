"""The step that takes in the inbox."""

import datetime as dt
import os
import shutil
import time
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.deliberations.acting import account_name
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_csv
from fct.data.people.roles import Role
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.reading.client import read_path_safely
from fct.data.sheets.workbook import workbook_from_book
from fct.data.subjects.store import Store
from fct.flows.cycle.inbox import inbox_folder, ingest
from tests.support.files.scanners import EICAR, FINDS_EICAR, name_scanner
from tests.support.files.workbooks import write_template
from tests.support.stores.people import as_person, person

ACTOR = Actor("tester")


def drop(store: Store, file: Path, *folders: str) -> Path:
    """Put a file into a folder of the inbox."""
    folder = inbox_folder(store).joinpath(*folders)
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, folder))


def take_in(store: Store, settled_after_s: float = 0.0) -> list[str]:
    """Take in what lies there; return how each file was received."""
    receipts = ingest(store, [2027], ACTOR, lambda _: None, settled_after_s=settled_after_s)
    return [receipt.status for receipt in receipts]


def sentences(store: Store) -> list[str]:
    """What a look into the inbox says on the terminal."""
    said: list[str] = []
    ingest(store, [2027], ACTOR, said.append, settled_after_s=0.0)
    return said


def test_a_file_ends_with_a_receipt_and_leaves_the_inbox(
    store: Store, forms: dict[str, Path]
) -> None:
    """The file lies under its receipt's id afterwards, and a second look finds nothing."""
    drop(store, forms["FY27-ARMY-01"], "2027", "Army")

    assert take_in(store) == ["accepted"]
    assert take_in(store) == []
    taken = [path.name for path in (inbox_folder(store) / "taken").iterdir()]
    assert taken == ["FY2027-S0001-FY27-ARMY-01.xlsx"]
    assert store.submissions.get("FY2027-S0001").component == "Army"


def test_with_people_a_file_is_that_of_the_person_whose_account_owns_it(
    store: Store, forms: dict[str, Path]
) -> None:
    """That of nobody is refused with an answer beside it, and waits there."""
    account = account_name(os.getuid())
    as_person(store, person("root", Role.ADMINISTRATOR))
    path = drop(store, forms["FY27-ARMY-01"], "2027")

    assert take_in(store) == []
    answered = path.with_name(f"{path.name}.answer.txt").read_text()
    assert answered.startswith("refused NOT_KNOWN")
    assert path.exists()

    as_person(store, person("sam", Role.SPONSOR, component="Army", account=account))
    assert take_in(store) == ["accepted"]
    assert store.submissions.get("FY2027-S0001").actor.name == "sam"


def test_a_file_of_another_component_is_denied_its_sender(
    store: Store, forms: dict[str, Path]
) -> None:
    """The answer says so; nothing is kept."""
    account = account_name(os.getuid())
    as_person(store, person("sam", Role.SPONSOR, component="Navy", account=account))
    path = drop(store, forms["FY27-ARMY-01"], "2027")

    assert take_in(store) == []
    answered = path.with_name(f"{path.name}.answer.txt").read_text()
    assert answered.startswith("refused NOT_ALLOWED")
    assert store.submissions.of_cycle(2027) == []


def test_a_refused_file_has_a_receipt_too(store: Store, tmp_path: Path) -> None:
    """A file that is no workbook is kept with its reason."""
    notes = tmp_path / "notes.txt"
    notes.write_text("not a workbook")
    drop(store, notes, "2027")

    assert take_in(store) == ["refused"]
    assert store.submissions.get("FY2027-S0001").refusal_code == "NOT_A_WORKBOOK"


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
    assert store.submissions.get("FY2027-S0001").refs == ("R-1",)


def test_a_folder_of_another_cycle_keeps_nothing_from_being_taken(
    store: Store, forms: dict[str, Path]
) -> None:
    """Files of a year that is not open stay where they are."""
    other = drop(store, forms["FY27-ARMY-01"], "2031")
    drop(store, forms["FY27-USMC-01"], "2027")

    assert take_in(store) == ["accepted"]
    assert other.exists()


@pytest.mark.parametrize(
    ("folders", "why"),
    [
        ((), "It lies outside of the folders of the fiscal years, from which files are taken"),
        (("Army",), "It lies outside of the folders of the fiscal years"),
        (("FY2027", "Army"), "It lies outside of the folders of the fiscal years"),
        (("2031",), "No cycle of fiscal year 2031 takes files"),
    ],
)
def test_a_file_in_no_folder_of_a_cycle_is_answered(
    store: Store, forms: dict[str, Path], folders: tuple[str, ...], why: str
) -> None:
    """It stays, its sender learns where to put it, and it is reported once."""
    path = drop(store, forms["FY27-ARMY-01"], *folders)

    (said,) = sentences(store)

    assert why in said
    assert said.endswith("put it into the folder `2027` of the inbox.")
    assert why in path.with_name(f"{path.name}.answer.txt").read_text()
    assert path.exists()
    assert sentences(store) == []
    path.rename(inbox_folder(store) / "2027" / path.name)
    assert take_in(store) == ["accepted"]


@pytest.mark.parametrize("name", ["2027", "list"])
def test_what_stands_in_the_place_of_a_folder_is_answered(store: Store, name: str) -> None:
    """A file that is named like a year, and a list outside of any year: once, as one delivery."""
    path = inbox_folder(store) / name
    path.parent.mkdir(parents=True)
    if name == "list":
        path.mkdir()
        (path / "Proposals.csv").write_text("ref\n1\n")
        (path / "Market.csv").write_text("ref\n1\n")
    else:
        path.write_text("ref\n1\n")

    (said,) = sentences(store)

    assert said.startswith(f"{name} was left in the inbox: It lies outside of the folders")
    assert (path.parent / f"{name}.answer.txt").exists()


def test_a_year_that_is_not_looked_at_is_left_in_silence(
    store: Store, forms: dict[str, Path]
) -> None:
    """The store has its cycle, and another look takes what lies there."""
    text = packaged_cycle_texts()[2027].replace("2027", "2028").replace("2026", "2027")
    store.cycles.add(2028, text, sha256_of_text(text), ACTOR)
    drop(store, forms["FY27-ARMY-01"], "2028")

    assert sentences(store) == []


def test_a_file_that_is_refused_unread_is_removed(store: Store, forms: dict[str, Path]) -> None:
    """Nobody searched it for markings, and its sender has it; the next one is taken."""
    big = inbox_folder(store) / "2027" / "big.xlsx"
    big.parent.mkdir(parents=True)
    with big.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    drop(store, forms["FY27-USMC-01"], "2027")
    said: list[str] = []

    ingest(store, [2027], ACTOR, said.append, settled_after_s=0.0)

    assert not big.exists()
    assert said[1].startswith("2027/big.xlsx: refused, FILE_TOO_BIG, and removed from the inbox")
    assert "FILE_TOO_BIG" in (big.parent / "big.xlsx.answer.txt").read_text()


def test_a_file_that_cannot_be_looked_into_leaves_nothing_but_its_hash(
    store: Store, tmp_path: Path
) -> None:
    """A PDF is not a proposal: neither inbox nor store keeps a copy; its sender gets an answer."""
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 XYZZYPLUGH")
    path = drop(store, tmp_path / "letter.pdf", "2027", "Army")

    assert take_in(store) == ["refused"]
    assert b"XYZZYPLUGH" not in b"".join(
        one.read_bytes() for one in store.settings.home.rglob("*") if one.is_file()
    )
    said = (path.parent / "letter.pdf.answer.txt").read_text()
    assert said.startswith("✗ refused FY2027-S0001 letter.pdf\nNOT_THE_FORM: ")
    assert "Nothing of the file is kept but its name, its size, its SHA-256" in said


def test_a_file_counts_from_when_it_came_into_its_folder(
    store: Store, forms: dict[str, Path]
) -> None:
    """Its own date, which a sponsor can set back, does not count."""
    path = drop(store, forms["FY27-ARMY-01"], "2027")
    os.utime(path, (0, 0))

    take_in(store)

    age = dt.datetime.now(dt.UTC) - store.submissions.get("FY2027-S0001").received_at
    assert age < dt.timedelta(minutes=5)


def test_no_copy_of_a_classified_file_stays(store: Store, tmp_path: Path) -> None:
    """It leaves the inbox, has no receipt, and the event says neither its name nor its text."""
    marked = tmp_path / "codeword.csv"
    marked.write_text("ref,title\n1,SECRET//NOFORN\n")
    path = drop(store, marked, "2027")
    said: list[str] = []

    ingest(store, [2027], ACTOR, said.append, settled_after_s=0.0)

    assert not path.exists()
    assert store.submissions.of_cycle(2027) == []
    assert said == ["a classified file was refused and removed from the inbox"]
    assert "codeword" not in str(store.events.all()[-1])


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
    """It is reported each time, and taken once."""
    path = drop(store, forms["FY27-ARMY-01"], "2027")
    name_scanner(monkeypatch, tmp_path, "exit 2")
    said: list[str] = []

    assert ingest(store, [2027], ACTOR, said.append, settled_after_s=0.0) == []
    assert path.exists()
    assert said[0].startswith("2027/FY27-ARMY-01.xlsx was left in the inbox: ")
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    assert take_in(store) == ["accepted"]


def test_no_copy_of_a_malicious_file_stays(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves the inbox and has no receipt."""
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    (tmp_path / "eicar.csv").write_bytes(EICAR)
    path = drop(store, tmp_path / "eicar.csv", "2027")
    said: list[str] = []

    ingest(store, [2027], ACTOR, said.append, settled_after_s=0.0)

    assert not path.exists()
    assert store.submissions.of_cycle(2027) == []
    assert said == ["a malicious file was refused and removed from the inbox"]


def unstamped(folder: Path, ref: str, name: str = "form.xlsx", **answers: str) -> Path:
    """A form without a ref in it."""
    sample = sample_proposals()[ref]
    filled = Filled(answers={**sample["answers"], **answers}, rows=sample["rows"])
    path = folder / name
    write_template(path, form=load_form(), fiscal_year=2027, filled=filled)
    return path


def test_an_accepted_form_comes_back_with_its_ref(store: Store, tmp_path: Path) -> None:
    """Beside the answer, which names it; neither is taken in at the next look."""
    path = drop(store, unstamped(tmp_path, "FY27-ARMY-01"), "2027", "Army")
    take_in(store)

    assert sorted(one.name for one in path.parent.iterdir()) == [
        "form.to-edit.xlsx",
        "form.xlsx.answer.txt",
    ]
    workbook = workbook_from_book(read_path_safely(path.parent / "form.to-edit.xlsx").book)
    assert [one.ref for one in workbook.proposals] == ["FY27-0001"]
    assert "holds the ref FY27-0001" in (path.parent / "form.xlsx.answer.txt").read_text()
    assert take_in(store) == []


def test_the_folder_says_what_a_form_that_looks_like_another_is(
    store: Store, tmp_path: Path
) -> None:
    """Refused with the two folders named; in `replaces` a new version, in `new` a further one."""
    text = packaged_cycle_texts()[2027].replace("final_due: 2026", "final_due: 2099")
    store.cycles.add(2027, text, sha256_of_text(text), ACTOR)
    drop(store, unstamped(tmp_path, "FY27-ARMY-01"), "2027")
    take_in(store)
    changed = unstamped(tmp_path, "FY27-ARMY-01", "second.xlsx", project_manager="Somebody Else")
    asked = drop(store, changed, "2027", "Army")

    assert take_in(store) == ["refused"]
    said = (asked.parent / "second.xlsx.answer.txt").read_text()
    assert "LOOKS_LIKE" in said
    assert "Put it into the folder `replaces/FY27-0001` if it is a new version" in said
    drop(store, changed, "2027", "Army", "new")
    assert take_in(store) == ["accepted"]
    assert set(store.versions.components(2027)) == {"FY27-0001", "FY27-0002"}
    third = unstamped(tmp_path, "FY27-ARMY-01", "third.xlsx", project_manager="A Third")
    drop(store, third, "2027", "replaces", "FY27-0001")
    assert take_in(store) == ["accepted"]
    assert store.versions.get(2027, "FY27-0001").version == 2


@pytest.mark.parametrize("where", ["file", "table", "folder", "year"])
def test_a_link_is_not_followed(store: Store, tmp_path: Path, where: str) -> None:
    """Nothing that lies outside of the inbox is read, by whatever the link stands for."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "Proposals.csv").write_text("ref,title\nX-1,XYZZYPLUGH\n")
    inbox = inbox_folder(store)
    year = inbox / "2027"
    (year if where != "year" else inbox).mkdir(parents=True)
    if where == "file":
        (year / "list.csv").symlink_to(outside / "Proposals.csv")
    elif where == "table":
        (year / "list").mkdir()
        (year / "list" / "Proposals.csv").symlink_to(outside / "Proposals.csv")
    elif where == "folder":
        (year / "list").symlink_to(outside)
    else:
        year.symlink_to(outside)

    said = sentences(store)
    assert store.submissions.of_cycle(2027) == []
    assert list(outside.iterdir()) == [outside / "Proposals.csv"]
    place, name, kind = {
        "file": ("2027/list.csv", "list.csv", "file"),
        "table": ("2027/list", "list/Proposals.csv", "file"),
        "folder": ("2027/list", "list", "folder"),
        "year": ("2027", "2027", "folder"),
    }[where]
    why = f"{name} is a link, which the inbox does not follow: put the {kind} itself there."
    assert said == [f"{place} was left in the inbox: {why}"]
    assert why in (inbox / f"{place}.answer.txt").read_text()
    assert sentences(store) == []


def test_a_link_that_changed_is_reported_again(store: Store, tmp_path: Path) -> None:
    """An answer that is older than the link is about another one."""
    year = inbox_folder(store) / "2027"
    year.mkdir(parents=True)
    (year / "a.xlsx").symlink_to(tmp_path / "a.xlsx")
    sentences(store)
    (year / "a.xlsx").unlink()
    time.sleep(0.1)  # the clock of files moves in steps of some milliseconds
    (year / "a.xlsx").symlink_to(tmp_path / "b.xlsx")

    assert len(sentences(store)) == 1


def test_a_table_that_is_a_link_is_replaced_by_the_table(store: Store, tmp_path: Path) -> None:
    """Reported once in plain words; with the table itself in its place the list is taken."""
    folder = inbox_folder(store) / "2027" / "list"
    filled = {"R-1": sample_proposals()["FY27-ARMY-01"]}
    write_list_csv(folder, form=load_form(), proposals=filled)
    shutil.move(folder / "Market.csv", tmp_path / "Market.csv")
    (folder / "Market.csv").symlink_to(tmp_path / "Market.csv")

    (said,) = sentences(store)

    assert said.startswith("2027/list was left in the inbox: list/Market.csv is a link, which")
    assert sentences(store) == []
    (folder / "Market.csv").unlink()
    shutil.copy(tmp_path / "Market.csv", folder)
    assert take_in(store) == ["accepted"]


def test_a_pipe_holds_nobody_up(store: Store, forms: dict[str, Path]) -> None:
    """A table that is a pipe would never end; the file beside it is taken."""
    folder = inbox_folder(store) / "2027" / "a"
    folder.mkdir(parents=True)
    (folder / "Proposals.csv").write_text("ref\n1\n")
    os.mkfifo(folder / "Market.csv")
    os.mkfifo(folder.parent / "pipe.xlsx")
    drop(store, forms["FY27-ARMY-01"], "2027")

    assert [said for said in sentences(store) if "accepted" not in said] == [
        "2027/a was left in the inbox: a/Market.csv is not a file: put the file itself there.",
        "2027/pipe.xlsx was left in the inbox: pipe.xlsx is not a file: put the file itself there.",
    ]
    assert len(store.submissions.of_cycle(2027)) == 1


def test_the_folders_are_private(store: Store, forms: dict[str, Path]) -> None:
    """Also those that an operator made, and that of what was taken."""
    path = drop(store, forms["FY27-ARMY-01"], "2027")
    path.parent.chmod(0o755)
    take_in(store)

    inbox = inbox_folder(store)
    folders = [inbox, inbox / "2027", inbox / "taken", store.files.folder]
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_a_file_before_the_cycle_opens_is_answered(store: Store, forms: dict[str, Path]) -> None:
    """It is refused with the day from which it can be sent."""
    text = packaged_cycle_texts()[2027].replace("opens: 2026-03-02", "opens: 2028-01-01")
    text = text.replace("final_due: 2026-06-30", "final_due: 2028-06-30")
    store.cycles.add(2027, text, sha256_of_text(text), ACTOR)
    path = drop(store, forms["FY27-ARMY-01"], "2027")

    assert take_in(store) == ["refused"]
    assert "NOT_OPEN" in path.with_name(f"{path.name}.answer.txt").read_text()
    assert "opens, on 2028-01-01" in path.with_name(f"{path.name}.answer.txt").read_text()


def test_the_answer_to_a_classified_file_does_not_name_it(store: Store, tmp_path: Path) -> None:
    """Its name may be classified too."""
    (tmp_path / "codeword.csv").write_text("ref,title\n1,SECRET//NOFORN\n")
    path = drop(store, tmp_path / "codeword.csv", "2027")
    take_in(store)

    (answer,) = path.parent.iterdir()
    assert answer.name == "a-file.answer.txt"
    assert "codeword" not in answer.read_text()
    assert "call your security manager" in answer.read_text()
