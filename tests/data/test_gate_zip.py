"""What an archive says of itself, checked."""

import dataclasses
import zipfile

import pytest

from fct.data.gate_refusal import GateRefusalError
from fct.data.gate_zip import Unpacker, read_directory, stored_archive
from fct.data.limits import load_limits
from tests.packages import Entry, archive
from tests.workbooks import zipped

LIMITS = load_limits()


def test_the_parts_are_listed_and_unpacked() -> None:
    """Folders are left out."""
    content = archive(Entry("a/", b""), Entry("a/b", b"x" * 300_000), Entry("c", b"y", method=0))
    parts = read_directory(content, LIMITS)
    unpacker = Unpacker(content, LIMITS)

    assert list(parts) == ["a/b", "c"]
    assert [unpacker.whole(part) for part in parts.values()] == [b"x" * 300_000, b"y"]


def test_an_archive_of_another_program_is_read() -> None:
    """Python's own writes the same format."""
    content = zipped({"ä.xml": "text", "b": b""})

    assert list(read_directory(content, LIMITS)) == ["ä.xml", "b"]


def test_sizes_are_counted_and_not_believed() -> None:
    """More than 1 MiB at more than 250 times its size stops at once."""
    content = archive(Entry("a", b"0" * 3_000_000))
    (part,) = read_directory(content, LIMITS).values()

    with pytest.raises(GateRefusalError, match="PACKED_TOO_TIGHTLY"):
        next(Unpacker(content, LIMITS).pieces(part))
    modest = part._replace(size=10)
    with pytest.raises(GateRefusalError, match="PACKED_TOO_TIGHTLY"):
        Unpacker(content, LIMITS).whole(modest)


def test_a_part_that_unpacks_to_less_than_stated_is_damaged() -> None:
    """Its length and its check sum are compared."""
    content = archive(Entry("a", b"abc", size=4))
    (part,) = read_directory(content, LIMITS).values()
    (sound,) = read_directory(archive(Entry("a", b"abc")), LIMITS).values()

    for odd in (part, part._replace(size=2), sound._replace(crc=sound.crc ^ 1)):
        with pytest.raises(GateRefusalError, match="DAMAGED"):
            Unpacker(content, LIMITS).whole(odd)


def test_small_parts_count_together() -> None:
    """Each keeps its limit, and the last goes beyond that of all."""
    content = archive(*(Entry(name, bytes(250_000)) for name in "abcde"))
    limits = dataclasses.replace(LIMITS, unpacked_mib=1)
    parts = read_directory(content, LIMITS).values()
    unpacker = Unpacker(content, limits)

    *most, last = parts
    assert [len(unpacker.whole(part)) for part in most] == [250_000] * 4
    with pytest.raises(GateRefusalError, match="UNPACKS_TOO_BIG"):
        unpacker.whole(last)


def test_a_stored_archive_is_read_by_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    """By this gate and by Python."""
    content = stored_archive([("ä/b.xml", b"one"), ("c", b"")])
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(content)

    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert opened.read("ä/b.xml") == b"one"
    assert list(read_directory(content, LIMITS)) == ["ä/b.xml", "c"]
