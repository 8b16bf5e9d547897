"""Files in a place elsewhere, under their SHA-256."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from fct.data.common.errors import StoreError, UsageError
from fct.data.store.blobs import FileStore
from fct.data.store.file_places import FilePlace, file_place, place_name
from fct.data.store.settings import Settings

CONTENT = b"a workbook"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MEMORY = "memory://fct-test/files"


@pytest.fixture(params=["memory", "dir"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FilePlace]:
    """An empty place in this process, and one in a folder that fsspec writes."""
    yield FilePlace(MEMORY if request.param == "memory" else f"dir::file://{tmp_path}/files")
    memory = fsspec.filesystem("memory")
    if memory.exists("/fct-test"):
        memory.rm("/fct-test", recursive=True)


def names(place: FilePlace) -> list[str]:
    """All that lies in a place."""
    system, root = fsspec.url_to_fs(place._url)
    return sorted(path.rpartition("/")[2] for path in system.find(root))


def overwrite(place: FilePlace, name: str, content: bytes) -> None:
    """Write something where the place would not."""
    system, root = fsspec.url_to_fs(place._url)
    system.makedirs(f"{str(root).rstrip('/')}/{name[:2]}", exist_ok=True)
    system.pipe_file(f"{str(root).rstrip('/')}/{name[:2]}/{name}", content)


def test_a_file_comes_back_and_is_kept_once(place: FilePlace, tmp_path: Path) -> None:
    """Sent twice, by its bytes and by its path, it is one file and nothing beside it."""
    (tmp_path / "form.xlsx").write_bytes(CONTENT)

    assert not place.is_there(SHA256)
    assert place.put(CONTENT) == place.put(tmp_path / "form.xlsx") == SHA256
    assert place.read(SHA256) == CONTENT
    assert place.found_hash(SHA256) == SHA256
    assert names(place) == [SHA256]


def test_a_file_that_is_missing_or_another_one_is_reported(place: FilePlace) -> None:
    """Neither is read; a damaged one is replaced when the file is sent again."""
    assert place.found_hash(SHA256) is None
    with pytest.raises(StoreError, match=r"is missing at .* restore it"):
        place.read(SHA256)

    overwrite(place, SHA256, b"another")
    assert place.found_hash(SHA256) == hashlib.sha256(b"another").hexdigest()
    with pytest.raises(StoreError, match="is not what was submitted"):
        place.read(SHA256)

    place.put(CONTENT)
    assert place.read(SHA256) == CONTENT


def test_what_is_discarded_or_left_behind_goes(place: FilePlace) -> None:
    """A submission that came to nothing leaves no file; leftovers go when they are old."""
    place.put(CONTENT)
    place.discard(SHA256)
    place.discard(SHA256)
    overwrite(place, ".incoming-1", b"half")

    assert place.sweep() == 0
    assert place.sweep(older_than_s=0) == 1
    assert names(place) == []


@pytest.mark.parametrize("name", ["", "..", "a" * 63, f"{'a' * 63}/"])
def test_only_a_hash_is_a_name(place: FilePlace, name: str) -> None:
    """No other text becomes part of an address."""
    for ask in (place.read, place.found_hash, place.is_there, place.discard):
        with pytest.raises(ValueError, match="is not a SHA-256"):
            ask(name)


def test_a_place_that_gives_back_something_else_keeps_nothing(
    place: FilePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is read back before it gets its name."""
    place.is_there(SHA256)
    assert place._opened is not None
    system = place._opened[0]
    read = system.cat_file
    monkeypatch.setattr(system, "cat_file", lambda path: read(path)[:-1])

    with pytest.raises(StoreError, match="gave back another file than was sent"):
        place.put(CONTENT)
    assert names(place) == []


def test_a_place_that_cannot_be_used_is_one_sentence_without_its_password(tmp_path: Path) -> None:
    """An unknown kind, a missing package, a server that refuses, a folder that is a file."""
    (tmp_path / "taken").write_bytes(b"")
    for url, said in (
        ("nosuch://place", "FCT_FILES_URL nosuch://place cannot be opened: Protocol not known"),
        ("smb://u:secret@h/x", "FCT_FILES_URL smb://h/x cannot be opened"),
        ("ftp://u:secret@127.0.0.1:1/x", "files at ftp://127.0.0.1:1/x cannot be used now"),
        (f"dir::file://{tmp_path}/taken", "cannot be used now"),
    ):
        with pytest.raises(StoreError, match="cannot be") as refused:
            FilePlace(url).put(CONTENT)
        assert said in str(refused.value), url
        assert "secret" not in str(refused.value)


def test_the_settings_say_where_the_files_are(tmp_path: Path) -> None:
    """Without an address, and with one of a folder, it is a folder; else it is elsewhere."""
    for url, folder in (
        ("", tmp_path / "files"),
        ("file:///srv/fct%20files", Path("/srv/fct files")),
    ):
        settings = Settings(tmp_path, files_url=url)
        kept = file_place(settings)
        assert isinstance(kept, FileStore)
        assert kept.folder == settings.files_folder == folder
        assert place_name(settings) == str(folder)

    elsewhere = Settings.from_environment({"FCT_HOME": "/h", "FCT_FILES_URL": "s3://u:p@b/x "})
    assert elsewhere.files_folder is None
    assert place_name(elsewhere) == "s3://b/x"
    with pytest.raises(UsageError, match="FCT_FILES_URL names no place"):
        Settings(tmp_path, files_url="/srv/files")


def test_a_folder_elsewhere_is_private(tmp_path: Path) -> None:
    """By file:// too its own account alone may enter."""
    kept = file_place(Settings(tmp_path / "home", files_url=f"file://{tmp_path}/elsewhere"))
    kept.put(CONTENT)

    assert (tmp_path / "elsewhere").stat().st_mode & 0o077 == 0
    assert kept.read(SHA256) == CONTENT
