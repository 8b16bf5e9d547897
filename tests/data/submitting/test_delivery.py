"""The path of a file to its receipt."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import RefusalError, UsageError
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_csv
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.program.limits import load_limits
from fct.data.store.event_rows import add_event
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, read_submitted, submit, submit_bytes
from fct.scoring.ranking.check import check_file
from tests.support.files.odd_names import ODD_NAMES
from tests.support.files.scanners import EICAR, FINDS_EICAR, name_scanner
from tests.support.files.workbooks import write_template
from tests.support.stores.homes import blank_store

ACTOR = Actor("tester")
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


@pytest.fixture
def cycle_store(tmp_path: Path) -> Iterator[Store]:
    """A store that has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(blank_store(tmp_path / "home"), busy_timeout_s=300.0)) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


def form(path: Path, *, fiscal_year: int = 2027, ref: str | None = None) -> Path:
    """Write a filled form."""
    filled = sample_proposals()["FY27-ARMY-01"]
    write_template(path, form=load_form(), fiscal_year=fiscal_year, ref=ref, filled=filled)
    return path


def test_a_form_without_a_ref_gets_one(cycle_store: Store, tmp_path: Path) -> None:
    """The first unused ref of the cycle, on the receipt."""
    receipt = submit(cycle_store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, NOW))

    assert receipt.refs == ("FY27-0001",)
    assert receipt.fiscal_year == 2027


def test_the_file_is_kept_as_it_came(cycle_store: Store, tmp_path: Path) -> None:
    """Under its hash, byte for byte."""
    path = form(tmp_path / "a.xlsx")

    receipt = submit(cycle_store, path, Delivery(ACTOR, NOW))

    assert cycle_store.files.read(receipt.file_sha256) == path.read_bytes()
    assert receipt.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_same_file_again_gives_the_first_receipt(cycle_store: Store, tmp_path: Path) -> None:
    """No second row, whoever sends it and whenever."""
    path = form(tmp_path / "a.xlsx")
    first = submit(cycle_store, path, Delivery(ACTOR, NOW))

    later = Delivery(Actor("other"), NOW + dt.timedelta(days=1))
    again = submit(cycle_store, path, later)

    assert (again.id, again.received_at, again.is_repeat) == (first.id, first.received_at, True)
    assert len(cycle_store.submissions.of_cycle(2027)) == 1


def test_a_stamped_form_is_a_new_version_of_its_ref(cycle_store: Store, tmp_path: Path) -> None:
    """The same stamp in a changed file: version 2, and both are kept."""
    submit(cycle_store, form(tmp_path / "a.xlsx", ref="FY27-X-1"), Delivery(ACTOR, NOW))
    changed = tmp_path / "b.xlsx"
    filled = sample_proposals()["FY27-ARMY-02"]
    write_template(changed, form=load_form(), fiscal_year=2027, ref="FY27-X-1", filled=filled)

    submit(cycle_store, changed, Delivery(ACTOR, NOW))

    assert cycle_store.versions.get(2027, "FY27-X-1").version == 2
    assert cycle_store.versions.get(2027, "FY27-X-1", 1).version == 1


def test_the_submitter_may_name_what_a_file_replaces(cycle_store: Store, tmp_path: Path) -> None:
    """``replaces`` makes a form without a stamp a new version."""
    submit(cycle_store, form(tmp_path / "a.xlsx", ref="FY27-X-1"), Delivery(ACTOR, NOW))

    receipt = submit(
        cycle_store, form(tmp_path / "b.xlsx"), Delivery(ACTOR, NOW, replaces="FY27-X-1")
    )

    assert receipt.refs == ("FY27-X-1",)
    assert cycle_store.versions.get(2027, "FY27-X-1").version == 2


def test_a_form_of_another_year_is_refused(cycle_store: Store, tmp_path: Path) -> None:
    """The stamp and the named cycle must agree; the refused file is kept with its reason."""
    path = form(tmp_path / "a.xlsx", fiscal_year=2028)

    receipt = submit(cycle_store, path, Delivery(ACTOR, NOW, fiscal_year=2027))

    assert (receipt.status, receipt.refusal_code) == ("refused", "WRONG_CYCLE")
    assert receipt.refusal_message is not None
    assert "fiscal year 2028" in receipt.refusal_message


def test_a_cycle_that_is_not_in_the_store_is_named(cycle_store: Store, tmp_path: Path) -> None:
    """The refusal names the years that are known, as that of a check does; nothing is written."""
    path = form(tmp_path / "a.xlsx", fiscal_year=2030)

    with pytest.raises(RefusalError, match=r"is for fiscal year 2030; .* known are: 2027"):
        submit(cycle_store, path, Delivery(ACTOR, NOW))
    assert cycle_store.submissions.of_cycle(2027) == []


def test_a_folder_of_tables_is_one_file(tmp_path: Path) -> None:
    """The same folder packs to the same bytes, so that it is known when it comes again."""
    folder = tmp_path / "list"
    write_list_csv(folder, form=load_form(), proposals={"R-1": sample_proposals()["FY27-ARMY-01"]})

    assert read_submitted(folder) == read_submitted(folder)
    assert read_submitted(folder)[0] == "list.zip"


def test_a_file_that_is_not_there_is_named(cycle_store: Store, tmp_path: Path) -> None:
    """The path, and what to do."""
    with pytest.raises(UsageError, match=r"no file at .*gone\.xlsx"):
        submit(cycle_store, tmp_path / "gone.xlsx", Delivery(ACTOR, NOW))


def test_a_folder_without_tables_is_no_list(tmp_path: Path) -> None:
    """It is reported what a folder is taken as, and nothing is sent."""
    (tmp_path / "a.txt").write_text("no table")

    with pytest.raises(UsageError, match=r"is a folder without CSV tables.*one by one"):
        read_submitted(tmp_path)


def test_the_folder_that_one_stands_in_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dot is no name."""
    (tmp_path / "spring").mkdir()
    (tmp_path / "spring" / "list.csv").write_text("ref,title\n")
    monkeypatch.chdir(tmp_path / "spring")

    assert read_submitted(Path())[0] == "spring.zip"


def test_a_ref_of_another_component_is_not_replaced(cycle_store: Store, tmp_path: Path) -> None:
    """Two components that both count from 1: the second file is refused, the first one stays."""
    samples = sample_proposals()
    for name, sample in (("army", "FY27-ARMY-01"), ("navy", "FY27-NAVY-01")):
        write_list_csv(tmp_path / name, form=load_form(), proposals={"1": samples[sample]})
    submit(cycle_store, tmp_path / "army", Delivery(ACTOR, NOW, 2027))

    receipt = submit(cycle_store, tmp_path / "navy", Delivery(ACTOR, NOW, 2027))

    assert (receipt.status, receipt.refusal_code) == ("refused", "REF_TAKEN")
    assert cycle_store.versions.get(2027, "1").version == 1


def test_a_form_of_another_component_replaces_nothing(cycle_store: Store, tmp_path: Path) -> None:
    """Named with --replaces it is refused as a stamped one is, and the first version stays."""
    submit(cycle_store, form(tmp_path / "a.xlsx", ref="FY27-ARMY-01"), Delivery(ACTOR, NOW))
    other = tmp_path / "navy.xlsx"
    navy = sample_proposals()["FY27-NAVY-01"]
    write_template(other, form=load_form(), fiscal_year=2027, ref=None, filled=navy)

    receipt = submit(cycle_store, other, Delivery(ACTOR, NOW, replaces="FY27-ARMY-01"))

    assert (receipt.status, receipt.refusal_code) == ("refused", "REF_TAKEN")
    assert cycle_store.versions.get(2027, "FY27-ARMY-01").version == 1


def test_a_blank_form_belongs_to_the_component_that_sent_it(
    cycle_store: Store, tmp_path: Path
) -> None:
    """Another component cannot replace it by naming its ref; its own sender still can."""
    sample = sample_proposals()["FY27-ARMY-01"]
    answers = {name: text for name, text in sample["answers"].items() if name != "component"}
    path = tmp_path / "blank.xlsx"
    filled = Filled(answers=answers, rows=sample["rows"])
    write_template(path, form=load_form(), fiscal_year=2027, ref=None, filled=filled)
    (ref,) = submit(cycle_store, path, Delivery(ACTOR, NOW, component="Army")).refs
    filled = Filled(answers=answers | {"project_manager": "A. Second"}, rows=sample["rows"])
    write_template(path, form=load_form(), fiscal_year=2027, ref=None, filled=filled)

    navy = submit(cycle_store, path, Delivery(ACTOR, NOW, component="Navy", replaces=ref))
    army = submit(cycle_store, path, Delivery(ACTOR, NOW, component="Army", replaces=ref))

    assert navy.refusal_code == "REF_TAKEN"
    assert army.versions == (2,)


def test_a_file_of_another_component_than_its_submitter_is_refused(
    cycle_store: Store, tmp_path: Path
) -> None:
    """Both are named; submitted for its own it is taken."""
    path = form(tmp_path / "a.xlsx")

    refused = submit(cycle_store, path, Delivery(ACTOR, NOW, component="Navy"))
    taken = submit(cycle_store, path, Delivery(ACTOR, NOW, component="Army"))

    assert refused.refusal_code == "OTHER_COMPONENT"
    assert refused.refusal_message == (
        "a.xlsx is submitted for Navy, and it says that it is of Army. Submit it for Army, or "
        "correct its component."
    )
    assert taken.status == "accepted"


def kept_files(store: Store) -> set[str]:
    """Return the names of all files that the store keeps."""
    return {path.name for path in store.files.folder.rglob("*") if path.is_file()}


def test_a_file_of_any_name_lies_under_its_hash(cycle_store: Store) -> None:
    """The name is data, without folders and with at most 255 characters."""
    hashes = set()
    for number, name in enumerate(ODD_NAMES):
        content = f"ref,title\nR-{number},Sight\n".encode()
        receipt = submit_bytes(cycle_store, f"{name}.csv", content, Delivery(ACTOR, NOW, 2027))
        hashes.add(hashlib.sha256(content).hexdigest())
        assert len(receipt.file_name) <= 255
        assert (receipt.refusal_message or "").isprintable()

    assert kept_files(cycle_store) == hashes
    below = {path.parent.parent for path in cycle_store.files.folder.rglob("*") if path.is_file()}
    assert below == {cycle_store.files.folder}


def test_a_sender_over_the_quota_is_refused_before_the_file_is_read(
    cycle_store: Store, tmp_path: Path
) -> None:
    """Nothing of it is kept; another component is served, and a known file is a repeat."""
    path = form(tmp_path / "a.xlsx")
    navy = Delivery(ACTOR, NOW, 2027, "Navy")
    first = submit(cycle_store, path, navy)
    with cycle_store.writing() as connection:
        for _ in range(load_limits().daily_files):
            add_event(connection, ACTOR, "submission accepted", first.id, {})

    with pytest.raises(RefusalError, match=r"^b\.xlsx was not taken: Navy sent 501 files") as over:
        submit_bytes(cycle_store, "b.xlsx", b"SECRET//NOFORN", navy)

    assert over.value.code == "QUOTA"
    assert submit(cycle_store, path, navy).is_repeat
    table = b"ref,title\nR-1,Sight\n"
    other = submit_bytes(cycle_store, "b.csv", table, Delivery(ACTOR, NOW, 2027, "Army"))
    assert kept_files(cycle_store) == {first.file_sha256, other.file_sha256}


def test_a_file_in_which_the_scanner_finds_something_is_not_kept(
    cycle_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row and no copy, but an event; a clean file is taken."""
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)

    with pytest.raises(RefusalError, match=r"^eicar\.csv holds malicious software") as found:
        submit_bytes(cycle_store, "eicar.csv", EICAR, Delivery(ACTOR, NOW, 2027))

    assert found.value.code == "MALWARE"
    assert cycle_store.submissions.of_cycle(2027) == []
    assert kept_files(cycle_store) == set()
    assert cycle_store.events.all()[-1].action == "malicious file refused"
    assert submit(cycle_store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, NOW)).refs


def test_a_file_is_held_back_while_the_scanner_is_down(
    cycle_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never accepted and not kept; when the scanner is back the same file is taken."""
    path = form(tmp_path / "a.xlsx")
    name_scanner(monkeypatch, tmp_path, "exit 2")

    with pytest.raises(RefusalError, match="Send it again in a few minutes") as held:
        submit(cycle_store, path, Delivery(ACTOR, NOW))

    assert held.value.code == "NOT_SCANNED"
    assert cycle_store.submissions.of_cycle(2027) == []
    assert kept_files(cycle_store) == set()
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)
    assert submit(cycle_store, path, Delivery(ACTOR, NOW)).status == "accepted"


def test_a_classified_file_reaches_no_scanner(
    cycle_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scanner is another program, and may keep what it gets."""
    name_scanner(monkeypatch, tmp_path, f"cat >{tmp_path}/scanned")

    with pytest.raises(RefusalError, match="call your security manager"):
        submit_bytes(cycle_store, "a.csv", b"ref\nSECRET//NOFORN\n", Delivery(ACTOR, NOW, 2027))

    assert not (tmp_path / "scanned").exists()


def case(name: str) -> Path:
    """Return the path of a case."""
    return Path(__file__).parents[2] / "cases" / name


def test_the_same_proposal_twice_is_asked_about(cycle_store: Store) -> None:
    """Without a word it would be two proposals; either word settles it."""
    submit(cycle_store, case("base_good.xlsx"), Delivery(ACTOR, NOW))
    second = case("second_version_no_stamp.xlsx")

    asked = submit(cycle_store, second, Delivery(ACTOR, NOW))
    replaced = submit(cycle_store, second, Delivery(ACTOR, NOW, replaces="FY27-0001"))

    assert (asked.refusal_code, asked.looks_like) == ("LOOKS_LIKE", ("FY27-0001",))
    assert (replaced.refs, replaced.versions) == (("FY27-0001",), (2,))


def test_a_further_proposal_that_looks_alike_is_taken(cycle_store: Store) -> None:
    """The submitter's word settles it; a test is not asked."""
    submit(cycle_store, case("base_good.xlsx"), Delivery(ACTOR, NOW))
    second = case("second_version_no_stamp.xlsx")

    assert submit(cycle_store, second, Delivery(ACTOR, NOW, is_test=True)).status == "accepted"
    assert submit(cycle_store, second, Delivery(ACTOR, NOW, is_new=True)).refs == ("FY27-0002",)


def test_a_list_is_never_asked(cycle_store: Store, tmp_path: Path) -> None:
    """Its refs say which is which; those that are alike within it are noted."""
    submit(cycle_store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, NOW))
    sample = sample_proposals()["FY27-ARMY-01"]
    both = {"R-1": sample, "R-2": sample}
    write_list_csv(tmp_path / "list", form=load_form(), proposals=both)

    receipt = submit(cycle_store, tmp_path / "list", Delivery(ACTOR, NOW))

    assert receipt.refs == ("R-1", "R-2")
    notes = [note.text for note in cycle_store.versions.get(2027, "R-1").proposal.notes]
    assert any("are those of “R-2” in this list" in note for note in notes)


@pytest.mark.parametrize("name", ["s28_noprops.xlsx", "list_one_proposal.zip"])
def test_a_file_without_a_stamp_goes_by_its_answers(cycle_store: Store, name: str) -> None:
    """The store has another cycle too, and the command takes what the check takes."""
    text = packaged_cycle_texts()[2027].replace("fiscal_year: 2027", "fiscal_year: 2028", 1)
    text = text.replace("2026-", "2027-")
    cycle_store.cycles.add(2028, text, sha256_of_text(text), ACTOR)

    receipt = submit(cycle_store, case(name), Delivery(ACTOR, NOW))

    assert (receipt.fiscal_year, receipt.status) == (2027, "accepted")
    report = check_file(case(name), None, None, cycle_store.settings)
    assert report["cycle"]["fiscal_year"] == 2027


def test_a_form_of_last_year_says_how_to_go_on(cycle_store: Store) -> None:
    """The form to get, what to copy, and what need not be copied."""
    with pytest.raises(RefusalError, match=r"Get the form of fiscal year 2027 and copy") as refused:
        submit(cycle_store, case("s26_lastyear.xlsx"), Delivery(ACTOR, NOW))

    assert refused.value.code == "UNKNOWN_CYCLE"
    report = check_file(case("s26_lastyear.xlsx"), None, None, cycle_store.settings)
    assert report["refusal"] == {"code": "UNKNOWN_CYCLE", "message": refused.value.message}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("two.zip", "SEVERAL_FORMS"),
        ("proposal.docx", "NOT_THE_FORM"),
        ("password.xlsx", "ENCRYPTED"),
        ("prefixed.xlsx", "NOT_A_WORKBOOK"),
    ],
)
def test_a_file_that_was_not_searched_is_not_kept(cycle_store: Store, name: str, code: str) -> None:
    """What is wrong is said, and the store has its name, size, hash and code alone."""
    receipt = submit(cycle_store, case(name), Delivery(ACTOR, NOW))

    assert (receipt.refusal_code, receipt.is_searched) == (code, False)
    assert kept_files(cycle_store) == set()


def test_a_marked_file_of_random_bytes_is_not_kept(cycle_store: Store) -> None:
    """An old workbook cannot be looked into, however large it is."""
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24_000_000) + b"\nXYZZYPLUGH\n"

    receipt = submit_bytes(cycle_store, "old-list.xls", content, Delivery(ACTOR, NOW))

    assert receipt.status == "refused"
    assert kept_files(cycle_store) == set()


def test_one_sheet_of_the_form_as_csv_is_refused(cycle_store: Store) -> None:
    """It was searched whole, so it is kept with its reason."""
    receipt = submit(cycle_store, case("sight-Proposal.csv"), Delivery(ACTOR, NOW))

    assert receipt.refusal_code == "FORM_AS_CSV"
    assert kept_files(cycle_store) == {receipt.file_sha256}


def test_a_folder_of_workbooks_is_several_forms(cycle_store: Store, tmp_path: Path) -> None:
    """One by one, each has its receipt."""
    for name in ("a.xlsx", "b.xlsx"):
        form(tmp_path / name)

    with pytest.raises(RefusalError, match=r"whole workbooks or forms in it \(seen: 2\)"):
        submit(cycle_store, tmp_path, Delivery(ACTOR, NOW))


BEFORE = dt.datetime(2026, 3, 2, 4, 59, tzinfo=dt.UTC)  # 23:59 the day before in New York


def test_nothing_is_taken_before_the_cycle_opens(cycle_store: Store, tmp_path: Path) -> None:
    """A minute later it is; a test is taken at any time."""
    path = form(tmp_path / "a.xlsx")

    early = submit(cycle_store, path, Delivery(ACTOR, BEFORE))
    tried = submit(cycle_store, path, Delivery(ACTOR, BEFORE, is_test=True))
    taken = submit(cycle_store, path, Delivery(ACTOR, BEFORE + dt.timedelta(minutes=1)))

    assert early.refusal_code == "NOT_OPEN"
    assert "opens, on 2026-03-02" in str(early.refusal_message)
    assert (tried.status, taken.status) == ("accepted", "accepted")


@pytest.mark.parametrize(
    ("types", "code"),
    [(["out of cycle"] * 2, None), (["out of cycle", "in cycle"], "NOT_OPEN")],
)
def test_out_of_cycle_proposals_come_at_any_time(
    cycle_store: Store, tmp_path: Path, types: list[str], code: str | None
) -> None:
    """All of a file must say so."""
    sample = sample_proposals()["FY27-ARMY-01"]
    proposals = {
        f"R-{number}": Filled(
            answers={**sample["answers"], "cycle_type": cycle_type}, rows=sample["rows"]
        )
        for number, cycle_type in enumerate(types)
    }
    write_list_csv(tmp_path / "list", form=load_form(), proposals=proposals)

    assert submit(cycle_store, tmp_path / "list", Delivery(ACTOR, BEFORE)).refusal_code == code


def test_a_form_that_has_its_ref_needs_no_other(cycle_store: Store, tmp_path: Path) -> None:
    """One without it is said to lack it, also when it comes again."""
    stamped = form(tmp_path / "a.xlsx", ref="FY27-X-1")
    plain = tmp_path / "b.xlsx"
    filled = sample_proposals()["FY27-ARMY-02"]
    write_template(plain, form=load_form(), fiscal_year=2027, ref=None, filled=filled)

    lacking = [
        submit(cycle_store, path, Delivery(ACTOR, NOW)).lacks_ref
        for path in (stamped, plain, plain)
    ]

    assert lacking == [False, True, True]
