"""Submissions, versions, and what a run judges."""

import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, RefusalError, StoreError, UsageError
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.withdrawal import withdraw
from fct.data.tables.core import Lane

DEADLINE = dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=dt.UTC)
LATE = DEADLINE + dt.timedelta(microseconds=1)


def judged(store: Store) -> list[tuple[str, int]]:
    """Ref and version of what a run judges."""
    found = store.versions.to_judge(2027, DEADLINE)
    return [(one.ref, one.version) for one in found]


def test_a_proposal_comes_back_as_it_went_in(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Every type of cell is kept, and the ref that intake gave."""
    proposal = make_proposal("FY26-0007")
    receipt = store.submissions.add(make_submission("a", proposal))

    (stored,) = store.versions.to_judge(2027, DEADLINE)
    assert stored.proposal == proposal
    assert (stored.ref, stored.version, stored.submission_id) == ("FY26-0007", 1, receipt.id)
    assert stored.received_at == receipt.received_at
    assert store.versions.get(2027, "FY26-0007") == stored


def test_a_receipt_says_all(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The receipt is the same when it is read later."""
    new = make_submission("a", make_proposal("A"), component="Navy", form_version="1")
    receipt = store.submissions.add(new)

    assert store.submissions.get("FY2027-S0001") == receipt
    assert store.submissions.of_cycle(2027) == [receipt]
    assert (receipt.status, receipt.component, receipt.refs) == ("accepted", "Navy", ("A",))
    assert (receipt.actor, receipt.received_at) == (new.actor, new.received_at)
    assert store.files.read(receipt.file_sha256) == b"a"


def test_the_same_file_again_is_the_first_receipt(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Nothing is written the second time, not even an event."""
    first = store.submissions.add(make_submission("a", make_proposal("A")))
    again = store.submissions.add(make_submission("a", make_proposal("A"), received_at=LATE))

    assert again.is_repeat
    assert (again.id, again.received_at) == (first.id, first.received_at)
    assert (len(store.submissions.of_cycle(2027)), len(store.events.all())) == (1, 1)
    assert judged(store) == [("A", 1)]


@pytest.mark.parametrize("other", [{"component": "Army"}, {"fiscal_year": 2028}])
def test_the_same_file_for_another_purpose_is_new(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    other: dict[str, Any],
) -> None:
    """Cycle and component distinguish submissions of one file."""
    store.submissions.add(make_submission("a", make_proposal("A", component=None)))

    again = make_submission("a", make_proposal("A", component=None), **other)
    assert not store.submissions.add(again).is_repeat


def test_a_known_ref_gets_a_further_version(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The last version is judged, the one before is kept."""
    store.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))
    store.submissions.add(make_submission("b", make_proposal("A", title="Better")))

    assert judged(store) == [("A", 2), ("B", 1)]
    assert store.versions.get(2027, "A").proposal.answers["title"].value == "Better"
    assert store.versions.get(2027, "A", 1).proposal.answers["title"].value == "Project A"


def test_a_file_without_a_ref_gets_an_unused_one(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Refs that sponsors gave are passed over, those of the same file too."""
    store.submissions.add(make_submission("a", make_proposal("FY27-0002")))
    first = store.submissions.add(make_submission("b", make_proposal()))
    second = store.submissions.add(
        make_submission("c", make_proposal(), make_proposal("FY27-0003"), make_proposal())
    )

    assert first.refs == ("FY27-0001",)
    assert second.refs == ("FY27-0004", "FY27-0003", "FY27-0005")
    assert store.versions.get(2027, "FY27-0005").proposal.ref == "FY27-0005"


def test_a_named_ref_is_replaced(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The submitter's word counts before the stamp of the file."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    receipt = store.submissions.add(make_submission("b", make_proposal("B"), replaces="A"))

    assert (receipt.refs, receipt.replaces) == (("A",), "A")
    assert judged(store) == [("A", 2)]


def test_an_unknown_ref_cannot_be_replaced(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Nothing of the file is kept."""
    with pytest.raises(DeniedError, match="There is no Z that you may see"):
        store.submissions.add(make_submission("a", make_proposal(), replaces="Z"))

    assert [path for path in store.files.folder.rglob("*") if path.is_file()] == []
    assert [event.details["code"] for event in store.events.all()] == ["NOT_THERE"]


def test_many_proposals_cannot_replace_one(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Which of them is meant would be a guess."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    two = make_submission("b", make_proposal(), make_proposal(), replaces="A")

    with pytest.raises(UsageError, match="holds 2 proposals, so it cannot replace A"):
        store.submissions.add(two)


def test_a_refused_file_replaces_nothing(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The refusal is kept with its file, and the version before is judged."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    refusal = RefusalError("NOT_A_FORM", "This is another workbook.")
    receipt = store.submissions.add(make_submission("b", refusal=refusal, replaces="A"))

    assert (receipt.status, receipt.refusal_code) == ("refused", "NOT_A_FORM")
    assert receipt.refusal_message == "This is another workbook."
    assert store.files.read(receipt.file_sha256) == b"b"
    assert judged(store) == [("A", 1)]


def test_a_file_that_was_refused_may_be_taken_later(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A reader that was fixed takes it; the same refusal again is no news."""
    refusal = RefusalError("NOT_A_FORM", "This is another workbook.")
    store.submissions.add(make_submission("a", refusal=refusal))
    again = store.submissions.add(make_submission("a", refusal=refusal))
    taken = store.submissions.add(make_submission("a", make_proposal("A")))

    assert again.is_repeat
    assert (taken.id, taken.status) == ("FY2027-S0002", "accepted")
    assert store.submissions.add(make_submission("a", refusal=refusal)).id == taken.id


def test_a_late_version_leaves_the_one_in_time(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The deadline's own moment is in time; what comes after is reported as late."""
    store.submissions.add(make_submission("a", make_proposal("A"), received_at=DEADLINE))
    store.submissions.add(make_submission("b", make_proposal("A"), received_at=LATE))
    store.submissions.add(make_submission("c", make_proposal("B"), received_at=LATE))

    assert judged(store) == [("A", 1)]
    late = store.versions.late(2027, DEADLINE)
    assert [(one.ref, one.version) for one in late] == [("A", 2), ("B", 1)]


def test_after_the_deadline_out_of_cycle_has_a_lane_of_its_own(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """By another one it is late like any; by its own it is neither late nor in a run."""
    first = make_proposal("A", cycle_type="out of cycle")
    store.submissions.add(make_submission("a", first, received_at=LATE))
    second = make_proposal("B", cycle_type="out of cycle")
    new = make_submission("b", second, received_at=LATE, lane=Lane.OUT_OF_CYCLE)
    store.submissions.add(new)

    assert judged(store) == []
    assert [one.ref for one in store.versions.late(2027, DEADLINE)] == ["A"]
    assert [one.ref for one in store.versions.out_of_cycle(2027)] == ["B"]


def test_refs_are_in_the_order_of_code_points(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Both databases give the same order, whatever their collation."""
    refs = ["b", "A", "a-1", "B", "a1", "10", "9"]
    store.submissions.add(make_submission("a", *map(make_proposal, refs)))

    assert [ref for ref, _ in judged(store)] == ["10", "9", "A", "B", "a-1", "a1", "b"]


def test_the_refs_of_a_cycle_are_known_with_their_component(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Intake can see when a ref belongs to somebody else."""
    store.submissions.add(
        make_submission("a", make_proposal("A"), make_proposal("B", component="#REF!"))
    )

    assert store.versions.components(2027) == {"A": "Navy", "B": None}


def test_odd_names_are_kept(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A file name need not be text, and a title may hold what a database cannot."""
    odd = make_submission("a", make_proposal("A", title="a\0b"), file_name="\udce9.xlsx")

    assert store.submissions.add(odd).file_name == "?.xlsx"
    assert judged(store) == [("A", 1)]


def test_what_is_not_there_is_reported(store: Store) -> None:
    """In the words for what may not be seen."""
    with pytest.raises(DeniedError, match="There is no S1 that you may see"):
        store.submissions.get("S1")
    with pytest.raises(DeniedError, match="There is no A that you may see"):
        store.versions.get(2027, "A", 2)


def test_two_writers_lose_nothing(
    settings: Settings,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Each of 2 times 20 submissions has its number, its ref and its event."""

    def submit(writer: str) -> None:
        for number in range(20):
            store.submissions.add(make_submission(f"{writer}{number}", make_proposal()))

    with open_store(settings) as store:
        writers = [Thread(target=submit, args=[name]) for name in "ab"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        receipts = store.submissions.of_cycle(2027)
        refs = sorted(ref for receipt in receipts for ref in receipt.refs)

        assert [one.id for one in receipts] == [f"FY2027-S{n:04d}" for n in range(1, 41)]
        assert refs == [f"FY27-{n:04d}" for n in range(1, 41)]
        assert len(store.events.all()) == 40
        assert verify(store).first_bad is None


KILLED_WRITER = """
import datetime as dt, sys
from pathlib import Path
from fct.data.common.actor import Actor
from fct.data.common.cells import Cell, Origin, RawProposal
from fct.data.store.settings import Settings
from fct.data.subjects import open_store
from fct.data.subjects.receiving import NewSubmission
from fct.data.tables.core import (files)

proposal = RawProposal("", Origin("a.csv", "", {}), {"title": Cell("Project", 1, 2)}, {})
with open_store(Settings(Path(sys.argv[1]))) as store:
    for number in range(100_000):
        receipt = store.submissions.add(NewSubmission(
            fiscal_year=2027, file_name="a.csv", content=str(number).encode(), actor=Actor("a"),
            received_at=dt.datetime.now(dt.UTC), proposals=[proposal, proposal],
        ))
        print(receipt.id, flush=True)
"""


@pytest.mark.server
def test_a_killed_writer_loses_nothing_acknowledged(sqlite_settings: Settings) -> None:
    """What was acknowledged is there once and whole, and the next writer goes on."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_WRITER, sqlite_settings.home],
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(25)]
        writer.kill()
        acknowledged += writer.stdout.read().split()

    with open_store(sqlite_settings) as store:
        receipts = store.submissions.of_cycle(2027)
        assert {receipt.id for receipt in receipts} >= set(acknowledged)
        assert {len(receipt.refs) for receipt in receipts} == {2}
        assert [store.files.read(receipt.file_sha256) for receipt in receipts]
        assert len(store.events.all()) == len(receipts)
        assert verify(store).first_bad is None


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 3 MiB, where the system lets this account mount one."""
    folder = Path(tempfile.mkdtemp(prefix="fct-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        problem = done.stderr.strip() if done.returncode else ""
    except FileNotFoundError as error:
        problem = str(error)
    if problem:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {problem}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_takes_no_half_submission(
    small_disk: Path,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """File and row both are not there; when room is made, the same file is taken."""
    with open_store(Settings(small_disk / "home")) as store:
        store.submissions.add(make_submission("a", make_proposal("A")))
        filler = small_disk / "filler"
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(bytes(3 * 2**20))
        large = make_submission("b" * 100_000, make_proposal("B"))
        with pytest.raises(StoreError, match=r"is full. Nothing was written; make room"):
            store.submissions.add(large)
        kept = [path.read_bytes() for path in store.files.folder.rglob("*") if path.is_file()]

        assert kept == [b"a"]
        assert judged(store) == [("A", 1)]
        filler.unlink()
        assert store.submissions.add(large).id == "FY2027-S0002"
        assert verify(store).first_bad is None


def test_a_full_database_keeps_no_file(
    sqlite_store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A file whose row could not be written is removed again."""
    sqlite_store.engine.dispose()

    @sa.event.listens_for(sqlite_store.engine, "connect")
    def fill(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size

    with pytest.raises(StoreError, match="is full"):
        sqlite_store.submissions.add(make_submission("a", make_proposal(title="long " * 10_000)))

    assert [path for path in sqlite_store.files.folder.rglob("*") if path.is_file()] == []
    assert sqlite_store.submissions.of_cycle(2027) == []


def test_equal_bytes_of_an_older_version_make_it_the_newest(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Back and forth: what is judged is always the file that was sent last."""
    first, second = make_proposal(title="One"), make_proposal(title="Two")
    ids = []
    for _ in range(2):
        ids.append(store.submissions.add(make_submission("a", first)).id)
        again = store.submissions.add(make_submission("a", first))
        assert (again.id, again.is_repeat) == (ids[-1], True)
        ids.append(store.submissions.add(make_submission("b", second, replaces="FY27-0001")).id)
        again = store.submissions.add(make_submission("b", second))
        assert (again.id, again.is_repeat) == (ids[-1], True)

    assert len(set(ids)) == 4
    assert judged(store) == [("FY27-0001", 4)]
    versions = [
        one.proposal.answers["title"].value for one in store.versions.all(2027, "FY27-0001")
    ]
    assert versions == ["One", "Two", "One", "Two"]


def test_an_older_list_makes_all_its_proposals_the_newest(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """One of its proposals was replaced: the same list again is no repeat."""
    listed = (make_proposal("A"), make_proposal("B"))
    store.submissions.add(make_submission("a", *listed))
    store.submissions.add(make_submission("b", make_proposal("B", title="Better")))

    again = store.submissions.add(make_submission("a", *listed))

    assert (again.is_repeat, again.versions) == (False, (2, 3))


def test_bytes_of_a_late_version_are_a_repeat(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """The version in time stays judged, and both files give their first receipts."""
    for content, at in (("a", DEADLINE), ("b", LATE)):
        new = make_submission(content, make_proposal("A"), received_at=at, deadline=DEADLINE)
        store.submissions.add(new)

    for content in "ab":
        new = make_submission(content, make_proposal("A"), received_at=LATE, deadline=DEADLINE)
        assert store.submissions.add(new).is_repeat


def test_a_withdrawn_proposal_is_not_brought_back_by_an_older_file(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    actor: Actor,
) -> None:
    """Though the file holds no ref: it is known by its bytes."""
    store.submissions.add(make_submission("a", make_proposal()))
    store.submissions.add(make_submission("b", make_proposal(), replaces="FY27-0001"))
    withdraw(store, 2027, "FY27-0001", reason="No money.", actor=actor)

    assert store.submissions.add(make_submission("a", make_proposal())).refusal_code == "WITHDRAWN"


def alike(make_proposal: Callable[..., RawProposal], ref: str = "", **answers: Any) -> RawProposal:
    """Return a proposal for the same item, with other answers."""
    return make_proposal(
        ref, **({"title": "Sight", "item_name": "SMASH 2000", "vendor": "Acme"} | answers)
    )


@pytest.mark.parametrize(
    ("answers", "is_asked"),
    [
        ({}, True),
        ({"title": " SIGHT", "item_name": "smash\u00a02000", "vendor": "ACME"}, True),
        ({"title": "Sights"}, False),
        ({"vendor": "tbd"}, False),
        ({"vendor": None}, False),
        ({"component": "Army"}, False),
    ],
)
def test_a_form_that_looks_like_a_proposal_is_asked(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    answers: dict[str, Any],
    is_asked: bool,
) -> None:
    """Equal title, item, vendor and component, all filled; the ref is named."""
    store.submissions.add(make_submission("a", alike(make_proposal, "A")))
    new = make_submission("b", alike(make_proposal, **answers), is_asked=True)

    receipt = store.submissions.add(new)

    assert receipt.refusal_code == ("LOOKS_LIKE" if is_asked else None)
    assert receipt.looks_like == (("A",) if is_asked else ())
    assert not is_asked or "component of A, already in this cycle" in str(receipt.refusal_message)


def test_only_the_judged_version_of_a_living_proposal_counts_as_alike(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    actor: Actor,
) -> None:
    """A version before it, one that came late and a withdrawn proposal are passed over."""
    store.submissions.add(make_submission("a", alike(make_proposal, "A", title="Old")))
    store.submissions.add(make_submission("b", alike(make_proposal, "A")))
    late = alike(make_proposal, "B", title="Late")
    store.submissions.add(make_submission("c", late, received_at=LATE))
    store.submissions.add(make_submission("d", alike(make_proposal, "C", title="Gone")))
    withdraw(store, 2027, "C", reason="No money.", actor=actor)
    for number, title in enumerate(("Old", "Late", "Gone")):
        proposal = alike(make_proposal, title=title)
        new = make_submission(f"new {number}", proposal, is_asked=True, deadline=DEADLINE)
        assert store.submissions.add(new).status == "accepted"
