"""What an archive says of itself, checked."""

import dataclasses
import io
import struct
import zipfile

import pytest

from fct.data.gate.archive import (
    Unpacker,
    around_parts,
    changed_archive,
    read_directory,
    stored_archive,
)
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.files.packages import Entry, archive
from tests.support.files.workbooks import zipped

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


def with_long_numbers(content: bytes, *, has_long_trailer: bool, adds: int = 0) -> bytes:
    """An archive as some programs write all of them: each size in a field of long numbers."""
    body, directory, places = bytearray(), bytearray(), []
    for part in read_directory(content, LIMITS).values():
        raw = part.name.encode()
        long = struct.pack("<2H2Q", 1, 16, part.size + adds, part.packed)
        heading = (45, 0x800, part.method, 0, 33, part.crc, 0xFFFFFFFF, 0xFFFFFFFF, len(raw))
        places.append(len(body))
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *heading, len(long)) + raw + long
        body += content[part.start : part.start + part.packed]
        directory += struct.pack("<4s6H3L2H", b"PK\x01\x02", 45, *heading, len(long) + 8)
        directory += struct.pack("<3H2L", 0, 0, 0, 0, 0xFFFFFFFF) + raw
        directory += struct.pack("<2H3Q", 1, 24, part.size + adds, part.packed, places[-1])
    count, sizes = len(places), (len(directory), len(body))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, *sizes, 0)
    if has_long_trailer:
        place = len(body) + len(directory)
        long_end = (44, 45, 45, 0, 0, count, count, *sizes)
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, *[0xFFFFFFFF] * 2, 0)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, place, 1)
        end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", *long_end) + locator + end
    return bytes(body + directory + end)


@pytest.mark.parametrize("has_long_trailer", [True, False])
def test_an_archive_of_long_numbers_is_read(has_long_trailer: bool) -> None:
    """Small as it is; Python reads the same."""
    plain = zipped({"a.xml": "text", "b": b"x" * 9_000})
    content = with_long_numbers(plain, has_long_trailer=has_long_trailer)
    parts = read_directory(content, LIMITS)
    unpacker = Unpacker(content, LIMITS)

    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.read("b") == b"x" * 9_000
    assert [unpacker.whole(part) for part in parts.values()] == [b"text", b"x" * 9_000]


def test_long_numbers_that_are_not_true_are_refused() -> None:
    """Beyond what an archive may hold, in a trailer elsewhere, or without their field."""
    plain = zipped({"a.xml": "text"})
    huge = with_long_numbers(plain, has_long_trailer=True, adds=2**40)
    moved = with_long_numbers(plain, has_long_trailer=True).replace(b"PK\x06\x06", b"PK\x06\x05")
    bare = with_long_numbers(plain, has_long_trailer=False).replace(
        b"\x01\0\x18\0", b"\x02\0\x18\0"
    )

    for content in (huge, moved, bare):
        with pytest.raises(GateRefusalError, match="ODD_ARCHIVE"):
            read_directory(content, LIMITS)


def test_what_stands_around_the_parts_is_shown() -> None:
    """Names, comments and what lies between, without what is packed."""
    content = archive(Entry("a", b"x" * 99), Entry("dir/", b""))
    parts = read_directory(content, LIMITS)
    (part,) = parts.values()
    around = around_parts(content, parts.values())

    assert b"dir/" in around
    assert len(around) == len(content) - part.packed


def test_a_stored_archive_is_read_by_all(tmp_path_factory: pytest.TempPathFactory) -> None:
    """By this gate and by Python."""
    content = stored_archive([("ä/b.xml", b"one"), ("c", b"")])
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(content)

    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        assert opened.read("ä/b.xml") == b"one"
    assert list(read_directory(content, LIMITS)) == ["ä/b.xml", "c"]


@pytest.mark.parametrize("written", ["xl\\a.xml", "/xl/a.xml", "./xl/a.xml", "\\xl\\a.xml"])
def test_a_part_has_one_name_however_it_is_written(written: str) -> None:
    """With the strokes of Windows, or from the root on."""
    (part,) = read_directory(archive(Entry(written, b"x")), LIMITS).values()

    assert (part.name, part.written) == ("xl/a.xml", written)


@pytest.mark.parametrize(
    "written", ["../a", "a/../../b", "a//b", "C:\\a", "c:a", "\\\\host\\a", "a/./b"]
)
def test_a_path_that_programs_read_in_different_ways_is_refused(written: str) -> None:
    """Out of the archive, or to a drive."""
    with pytest.raises(GateRefusalError, match="ODD_PATH"):
        read_directory(archive(Entry(written, b"x")), LIMITS)


def test_any_other_sign_is_part_of_a_name() -> None:
    """As a Macintosh names the picture of a folder."""
    content = archive(Entry("Icon\r", b""), Entry("list 1:2.csv", b"x"))

    assert list(read_directory(content, LIMITS)) == ["Icon\r", "list 1:2.csv"]


def test_a_part_that_is_there_twice_alike_is_one() -> None:
    """Some programs add a picture again; another one under the same name is refused."""
    twice = archive(Entry("a", b"x"), Entry("b", b""), Entry("a", b"x"))

    assert list(read_directory(twice, LIMITS)) == ["a", "b"]
    for other in (Entry("a", b"y"), Entry("A", b"x"), Entry("a", b"x", method=0)):
        with pytest.raises(GateRefusalError, match="DUPLICATE_PART"):
            read_directory(archive(Entry("a", b"x"), other), LIMITS)


def test_parts_that_are_not_changed_keep_their_packed_bytes() -> None:
    """Some have new names, one has new content, one is added."""
    content = archive(Entry("a", b"x" * 999), Entry("b", b"y"), Entry("c", b"z", method=0))
    parts = read_directory(content, LIMITS)
    changes = {"b": b"new", "first": b"1"}
    changed = changed_archive(content, parts.values(), changes, {"a": "d/a"})

    with zipfile.ZipFile(io.BytesIO(changed)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == {
            "first": b"1",
            "d/a": b"x" * 999,
            "b": b"new",
            "c": b"z",
        }
        assert opened.getinfo("d/a").compress_size == parts["a"].packed
