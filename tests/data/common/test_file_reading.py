"""Files of paths, and what is no file."""

import os
from pathlib import Path

import pytest

from fct.data.common.errors import RefusalError, UsageError
from fct.data.common.file_reading import TooLargeError, plain_bytes, tables_in
from fct.data.reading.client import read_path_safely


def test_a_plain_file_is_read(tmp_path: Path) -> None:
    """Up to the limit, of one mebibyte here."""
    path = tmp_path / "a"
    path.write_bytes(bytes(1024 * 1024))

    assert len(plain_bytes(path, 1)) == 1024 * 1024
    path.write_bytes(bytes(1024 * 1024 + 1))
    with pytest.raises(TooLargeError):
        plain_bytes(path, 1)


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Reading it would wait for ever; in a folder too."""
    os.mkfifo(tmp_path / "pipe.csv")

    with pytest.raises(UsageError, match="is a pipe or a device, and no file"):
        plain_bytes(tmp_path / "pipe.csv", 1)
    with pytest.raises(UsageError, match="is a pipe or a device, and no file"):
        tables_in(tmp_path, 1)


def test_a_device_is_no_file() -> None:
    """It never ends."""
    with pytest.raises(UsageError, match="is a pipe or a device"):
        plain_bytes(Path("/dev/zero"), 1)


def test_the_tables_of_a_folder_come_by_name(tmp_path: Path) -> None:
    """In letters of any case; other files, and folders, are passed over."""
    for name in ("Market.CSV", "Funding.csv", "notes.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "old.csv").mkdir()

    assert [name for name, _ in tables_in(tmp_path, 1)] == ["Funding.csv", "Market.CSV"]


def test_the_tables_of_a_folder_count_together(tmp_path: Path) -> None:
    """Two of 0.6 MiB are more than one MiB."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(bytes(600_000))

    with pytest.raises(TooLargeError):
        tables_in(tmp_path, 1)


def test_a_name_that_is_no_text_is_shown_with_question_marks(tmp_path: Path) -> None:
    """Linux takes any bytes as a name."""
    (tmp_path / os.fsdecode(b"Prop\xff.csv")).write_text("ref")

    assert tables_in(tmp_path, 1) == [("Prop?.csv", b"ref")]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    """Not the folder that it lies in."""
    (tmp_path / "Market.csv").symlink_to(tmp_path / "gone")

    with pytest.raises(RefusalError, match=r"There is no file at .*Market\.csv"):
        read_path_safely(tmp_path)
