"""Where bytes may say a marking."""

import random

import pytest

from fct.data.gate.marking_bytes import is_text
from fct.data.gate.marking_scan import MarkingScanner
from fct.data.gate.markings import load_markings
from tests.support.processes.samples import sample

IN_BYTES = load_markings().in_bytes
MIB = 1024 * 1024
FILL = random.Random(3).randbytes(20_000)


@pytest.mark.parametrize(
    "said",
    [
        *("SECRET//NOFORN", "Top Secret", "S//NF", "(S) The radar", "[TS//SI]", "(//NS)", "//CTS"),
        *(
            "CONFIDENTIAL",
            "Restreint UE",
            "VS-NfD",
            "GIZLI",
            "POUFNE",
            "S E C R E T",
            "C.O.N.F.I.D",
        ),
        *("Derived from: x", "Decl on: 20300101", "Classified by: x", "DIENSTGEBRAUCH"),
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
def test_what_marks_is_found_in_bytes(said: str, encoding: str) -> None:
    """In one byte a letter or two, of either order; its surroundings come with it."""
    coded = said.encode(encoding)
    content = FILL + b"\0\0" + coded + b"\0\0" + FILL

    assert any(coded in window for window in IN_BYTES.windows(content))


@pytest.mark.parametrize("said", ["極秘", "СОВЕРШЕННО СЕКРЕТНО", "סודי"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_other_alphabets_are_found_in_bytes(said: str, encoding: str) -> None:
    """As the markings of allies are written."""
    coded = said.encode(encoding)

    assert any(coded in window for window in IN_BYTES.windows(FILL + coded + FILL))


def test_places_that_are_near_are_one_window() -> None:
    """Between two far ones nothing is read."""
    windows = IN_BYTES.windows(b"secret plan, secret" + b" " * 9_000 + b"secret")

    assert [len(window) for window in windows] == [1_024, 1_030]


def test_bytes_by_chance_and_zeros_are_no_text() -> None:
    """Latin-1, UTF-8 and line breaks are."""
    assert is_text("Größe\r\n\tÜbung".encode("latin-1") * 99)
    assert not is_text(FILL)
    assert not is_text(bytes(99))


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(3))
def test_megabytes_of_chance_mark_nothing(seed: int) -> None:
    """In a document that says "Confidential" too, where a portion mark counts."""
    scanner = MarkingScanner(load_markings())
    scanner.scan_text("Confidential")

    scanner.scan_binary("a.bin", [random.Random(seed).randbytes(sample(3, whole=8) * MIB)])
