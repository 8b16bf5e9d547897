"""Files under their SHA-256."""

import hashlib
import os
from pathlib import Path

import pytest

from fct.data.common.errors import StoreError
from fct.data.store.blobs import FileStore

CONTENT = b"a workbook"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """An empty store of files."""
    return FileStore(tmp_path / "files")


def test_a_file_comes_back(files: FileStore) -> None:
    """What was put in is read under its hash."""
    assert files.put(CONTENT) == SHA256
    assert files.read(SHA256) == CONTENT


def test_a_path_is_read(files: FileStore, tmp_path: Path) -> None:
    """A file may be given by its path."""
    (tmp_path / "form.xlsx").write_bytes(CONTENT)

    assert files.put(tmp_path / "form.xlsx") == SHA256


def test_the_same_file_is_kept_once(files: FileStore) -> None:
    """The second time nothing is written."""
    files.put(CONTENT)
    written = files.path(SHA256).stat()
    files.put(CONTENT)

    kept = files.path(SHA256).stat()  # reading it may change when it was read last
    assert (kept.st_ino, kept.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == [SHA256]


def test_files_are_private(files: FileStore) -> None:
    """Proposals are read by their owner's account alone."""
    files.put(CONTENT)

    assert files.path(SHA256).stat().st_mode & 0o077 == 0


def test_a_changed_file_is_noticed(files: FileStore) -> None:
    """A file that is not what was submitted is never handed out."""
    files.put(CONTENT)
    files.path(SHA256).write_bytes(b"another")

    with pytest.raises(StoreError, match="not what was submitted; restore it"):
        files.read(SHA256)


def test_a_missing_file_is_reported(files: FileStore) -> None:
    """The sentence says where it was and what to do."""
    with pytest.raises(StoreError, match=f"{SHA256} is missing; restore it"):
        files.read(SHA256)


@pytest.mark.parametrize("name", ["../../etc/passwd", SHA256.upper(), SHA256 + "0", ""])
def test_only_a_hash_is_a_name(files: FileStore, name: str) -> None:
    """No name leads out of the folder."""
    with pytest.raises(ValueError, match="is not a SHA-256"):
        files.path(name)


def test_old_leftovers_are_swept(files: FileStore) -> None:
    """What an interrupted writer left goes after an hour; a writer at work is left alone."""
    files.put(CONTENT)
    old, new = (files.path(SHA256).parent / f".incoming-{age}" for age in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))

    assert files.sweep() == 1
    assert not old.exists()
    assert new.exists()
    assert files.read(SHA256) == CONTENT
