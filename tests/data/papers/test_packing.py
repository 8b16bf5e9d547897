"""Files that go out together: archives, lists and folders."""

import datetime as dt
import hashlib
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from fct.data.common.errors import NotNowError, UsageError
from fct.data.papers.packing import _held, listed, refuse_full, write_folder, zip_of

MADE = dt.datetime(2026, 9, 1, 12, 30, 14, tzinfo=dt.UTC)
FILES = {"b/two.txt": b"two", "a.txt": b"one"}


def test_an_archive_is_the_same_at_any_time_and_in_any_order() -> None:
    """Each file has the time that is given, in UTC, and only the owner's rights."""
    content = zip_of(FILES, MADE)

    assert content == zip_of(dict(reversed(FILES.items())), MADE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["a.txt", "b/two.txt"]
        assert {info.date_time for info in archive.infolist()} == {(2026, 9, 1, 12, 30, 14)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100600}
        assert archive.read("b/two.txt") == b"two"


def test_files_are_listed_by_name() -> None:
    """With their size and hash."""
    assert listed(FILES) == [
        {"name": "a.txt", "bytes": 3, "sha256": hashlib.sha256(b"one").hexdigest()},
        {"name": "b/two.txt", "bytes": 3, "sha256": hashlib.sha256(b"two").hexdigest()},
    ]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_is_written_whole(tmp_path: Path, is_there: bool) -> None:
    """Whether it is empty or not there; nothing else is left beside it."""
    folder = tmp_path / "out"
    if is_there:
        folder.mkdir()
    write_folder(folder, FILES)

    assert (folder / "b" / "two.txt").read_bytes() == b"two"
    assert (folder / "a.txt").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    """Nothing in it is touched."""
    (tmp_path / "x").write_text("mine")

    with pytest.raises(NotNowError, match="holds something already") as caught:
        write_folder(tmp_path, FILES)
    assert caught.value.code == "NOT_EMPTY"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_a_killed_writer_left_is_cleared(tmp_path: Path, is_there: bool) -> None:
    """The same command is done again; the half of one that still writes is left alone."""
    folder = tmp_path / "out"
    if is_there:
        folder.mkdir()
    half, held = [(folder if is_there else tmp_path) / f".package-{name}" for name in "ab"]
    half.mkdir()
    (half / "a.txt").write_text("one")
    held.mkdir()
    with _held(held), suppress(NotNowError):
        write_folder(folder, FILES)
    assert held.exists()
    assert not half.exists()

    if is_there:
        write_folder(folder, FILES)
    assert (folder / "b" / "two.txt").read_bytes() == b"two"
    assert {path.name for path in folder.iterdir()} == {"a.txt", "b"}


def test_what_is_no_folder_is_reported(tmp_path: Path) -> None:
    """A file, and a place in a folder that is not there."""
    (tmp_path / "file").write_text("x")

    with pytest.raises(UsageError, match="file is not a folder"):
        refuse_full(tmp_path / "file")
    with pytest.raises(UsageError, match="There is no folder"):
        refuse_full(tmp_path / "none" / "out")


def test_nothing_is_left_of_a_folder_that_could_not_be_written(tmp_path: Path) -> None:
    """A name that is a file and a folder at once cannot be written."""
    with pytest.raises(OSError, match="a"):
        write_folder(tmp_path / "out", {"a": b"1", "a/b": b"2"})

    assert list(tmp_path.iterdir()) == []
