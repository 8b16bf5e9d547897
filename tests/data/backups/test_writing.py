"""Writing a backup while everything runs."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from fct.data.backups.restoring import restore
from fct.data.backups.writing import back_up
from fct.data.common.cells import RawProposal
from fct.data.common.errors import NotNowError, RefusalError, StoreError
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.tables.seen import seen_ranks, seen_runs
from fct.scoring.ranking.seen_order import show_seen_runs


def test_a_backup_holds_the_database_and_every_file(two: Store, tmp_path: Path) -> None:
    """Its list names each file with size and hash, and its end of the log is the store's."""
    report = back_up(two, tmp_path / "b")
    said = json.loads((tmp_path / "b" / "manifest.json").read_text())
    names = [one["name"] for one in said["files"]]
    (submission,) = two.submissions.of_cycle(2027)
    sha256 = submission.file_sha256

    assert names == [f"files/{sha256[:2]}/{sha256}", "fct.sqlite"]
    assert report["files"] == 2
    assert report["bytes"] == sum((tmp_path / "b" / name).stat().st_size for name in names)
    assert (report["events"], report["head"]) == two.events.last()
    assert {path.name for path in (tmp_path / "b").iterdir()} == {
        "manifest.json",
        "fct.sqlite",
        "files",
    }


def test_a_backup_holds_the_run_as_each_person_sees_it(season_store: Store, tmp_path: Path) -> None:
    """A copy that may only be read cannot make it anew for who may not see the Army."""
    show_seen_runs()
    season_store.prepare_sights()
    with season_store.engine.begin() as connection:
        made = connection.execute(sa.select(seen_ranks)).all()
        connection.execute(sa.delete(seen_ranks))
        connection.execute(sa.delete(seen_runs))
    back_up(season_store, tmp_path / "b")
    with open_store(Settings(tmp_path / "b")) as copy, copy.engine.connect() as connection:
        kept = connection.execute(sa.select(seen_ranks)).all()

    assert made
    assert kept == made


def test_a_backup_is_for_the_account_that_made_it(two: Store, tmp_path: Path) -> None:
    """Proposals are in it, so that nobody else may enter."""
    back_up(two, tmp_path / "b")
    made = [tmp_path / "b", tmp_path / "b" / "fct.sqlite", *(tmp_path / "b").glob("files/*/*")]

    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_folder_that_holds_anything_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    """Nothing is written over, and nothing is written at all."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "old").touch()

    with pytest.raises(NotNowError, match="name another folder"):
        back_up(sqlite_store, tmp_path / "b")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["old"]
    assert sqlite_store.events.all() == []


def test_a_store_with_a_missing_file_gives_no_backup(two: Store, tmp_path: Path) -> None:
    """Half of a backup would be taken for one; what was made is taken away."""
    (submission,) = two.submissions.of_cycle(2027)
    two.files.path(submission.file_sha256).unlink()

    with pytest.raises(StoreError, match="is missing; restore it"):
        back_up(two, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_file_of_which_the_name_alone_was_kept_is_not_missed(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    tmp_path: Path,
) -> None:
    """What was refused before it was searched for markings has a hash and no file."""
    refused = RefusalError("OLD_XLS", "It is an old file.")
    store.submissions.add(make_submission("x", refusal=refused, is_searched=False))

    assert back_up(store, tmp_path / "b")["files"] == 1
    restored = Settings(tmp_path / "again")
    restore(restored, tmp_path / "b")
    with open_store(restored) as again:
        assert [one.refusal_code for one in again.submissions.of_cycle(2027)] == ["OLD_XLS"]


def test_a_backup_is_of_one_moment_while_others_write(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    tmp_path: Path,
) -> None:
    """Whenever it is taken, every file that it names is in it, and its log is whole."""
    is_over = threading.Event()

    def write() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            store.submissions.add(make_submission(f"f{number}", make_proposal(f"P{number}")))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        taken = [back_up(store, tmp_path / f"b{n}") for n in range(4)]
    finally:
        is_over.set()
        writer.join()
    heads = {event.hash: event.seq for event in store.events.all()}

    for number, report in enumerate(taken):
        assert heads[report["head"]] == report["events"]
        home = tmp_path / f"home{number}"
        assert restore(Settings(home), tmp_path / f"b{number}")["head"] == report["head"]
        shutil.rmtree(home)
