"""The mark of a folder that is being written, and what a killed writer leaves."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fct.data.backups.manifest import UNFINISHED
from fct.data.backups.restoring import clear_ended_restore, restore
from fct.data.backups.unfinished import clear_unfinished, marked
from fct.data.backups.writing import back_up
from fct.data.common.errors import NotNowError, StoreError
from fct.data.store.settings import RESTORING, Settings
from fct.data.subjects.store import Store, open_store

WHOLE = {"files", "fct.sqlite", "head.jsonl"}  # what a restored store has


def die_with(work: Callable[[], object]) -> None:
    """Do something in a process that ends at once, as by kill -9."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def begin(folder: Path, mark: str, *names: str) -> None:
    """Begin to write into a folder, and die."""

    def write() -> None:
        folder.mkdir(exist_ok=True)
        with marked(folder / mark):
            for name in names:
                (folder / name).mkdir() if name == "files" else (folder / name).touch()
            os._exit(0)

    die_with(write)


def test_a_backup_that_was_killed_is_written_again_into_the_same_folder(
    two: Store, tmp_path: Path
) -> None:
    """What it left is cleared; what another program put there is not, and is refused."""
    begin(tmp_path / "b", UNFINISHED, "files", "fct.sqlite")
    with pytest.raises(StoreError, match=r"has no manifest\.json"):
        restore(Settings(tmp_path / "no"), tmp_path / "b")
    report = back_up(two, tmp_path / "b")
    begin(tmp_path / "c", UNFINISHED, "files", "mine")

    assert report == restore(Settings(tmp_path / "again"), tmp_path / "b") | {
        "dir": str(tmp_path / "b")
    }
    with pytest.raises(NotNowError, match="is not an empty folder"):
        back_up(two, tmp_path / "c")
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["mine"]


def test_a_restore_that_was_killed_is_done_again_and_nothing_opens_its_half(
    two: Store, tmp_path: Path
) -> None:
    """A command that starts in between makes no new store in its place."""
    back_up(two, tmp_path / "b")
    left = ("files", ".fct.sqlite.restoring", ".restoring-copy")
    begin(tmp_path / "again", RESTORING, *left)
    with pytest.raises(StoreError, match="Run `fct restore` again"):
        open_store(Settings(tmp_path / "again"))
    restore(Settings(tmp_path / "again"), tmp_path / "b")

    with open_store(Settings(tmp_path / "again")) as store:
        assert store.events.last() == two.events.last()
    assert not list((tmp_path / "again").glob(".*"))


def test_a_restore_works_in_its_own_place_alone(
    two: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at any moment it leaves nothing of the proposals in the system's temporary folder."""
    back_up(two, tmp_path / "b")
    (tmp_path / "none").mkdir(mode=0o500)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none" / "gone"))
    restore(Settings(tmp_path / "again"), tmp_path / "b")

    assert {path.name for path in (tmp_path / "again").iterdir()} == WHOLE


def test_what_was_left_beside_a_whole_store_is_cleared(two: Store, tmp_path: Path) -> None:
    """Of a restore that was killed when all was in its place; of one before that, nothing is."""
    home = tmp_path / "again"
    back_up(two, tmp_path / "b")
    restore(Settings(home), tmp_path / "b")
    begin(home, RESTORING, ".restoring-copy")
    clear_ended_restore(Settings(home))
    assert {path.name for path in home.iterdir()} == WHOLE

    begin(tmp_path / "half", RESTORING, "files")
    clear_ended_restore(Settings(tmp_path / "half"))
    assert {path.name for path in (tmp_path / "half").iterdir()} == {"files", RESTORING}


def test_the_folder_of_a_writer_that_lives_is_not_cleared(tmp_path: Path) -> None:
    """The lock ends with the process, however that ends."""
    mark = tmp_path / "mark"
    with marked(mark):
        (tmp_path / "half").touch()
        for ask in (lambda: clear_unfinished(mark, ["half"]), lambda: marked(mark).__enter__()):
            with pytest.raises(NotNowError, match="Another process is writing"):
                ask()
        assert (tmp_path / "half").exists()

    assert clear_unfinished(mark, ["half"])
    assert not clear_unfinished(mark, ["half"])
    assert list(tmp_path.iterdir()) == []
