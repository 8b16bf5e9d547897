"""Runs of plain text in bytes that are no text."""

import random

import pytest

from fct.data.gate.text_runs import ascii_lines, hex_lines, sure_lines, wide_lines, windows_of

MIB = 1024 * 1024


def test_runs_of_six_signs_are_lines() -> None:
    """Shorter ones are chance; brackets end a line; what comes again is left out."""
    assert ascii_lines(b"\1a title\2short\3<b>a name\0a title") == "a title\n\nb\na name"


def test_either_order_of_utf16_is_read_by_itself() -> None:
    """Read in the other order a text lacks its end."""
    assert wide_lines("Secrets".encode("utf-16-le")) == "Secrets\necrets"
    assert wide_lines("Secrets".encode("utf-16-be") + b")") == "Secret\nSecrets"


def test_letters_of_latin_1_stay_in_their_word() -> None:
    """In UTF-16; ASCII has none."""
    assert wide_lines("\1TR\u00c8S SECRET\1".encode("utf-16-be")).endswith("TR\u00c8S SECRET")
    assert wide_lines(b"plain text") == ascii_lines(b"") == ""


def test_a_text_in_hexadecimal_is_read() -> None:
    """As a PDF writes it: in two widths, broken into lines, with the last digit left out."""
    wide = b"\xfe\xff" + "Titel \u6975".encode("utf-16-be")

    assert hex_lines(b"/Title <" + wide.hex().upper().encode() + b">") == "Titel \u6975"
    assert hex_lines(b"<53656372\n 6574732 >") == "Secrets "
    assert hex_lines(b"<abba> <</Size 12>> <zz7372657473>") == ""


def test_a_part_of_pieces_is_read_by_windows_that_overlap() -> None:
    """4 MiB at a time; a text where two of them meet is whole in the second."""
    before = bytes(4 * MIB - 4)
    reported = list(windows_of([before, b"top sec", b"ret plans", bytes(99)]))

    assert [ascii_lines(window) for window in reported] == ["top sec", "top secret plans"]
    assert list(windows_of([])) == [b""]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"\xffC//NF..\xff", ""),
        (b"\0C//NF..\0", "C//NF.."),
        (b"C//NF..\n", "C//NF.."),
        (b"\xffTOP SECRET\xff", "TOP SECRET"),
        (b"\xffC//NF and 16 more\xff", "C//NF and 16 more"),
        (b"\0(C) a b\0", ""),
        (b"\xff(S) The radar is old\xff", "(S) The radar is old"),
        (b"\0 (S) Radar12\0", ""),
    ],
)
def test_a_run_that_chance_makes_is_not_sure(content: bytes, lines: str) -> None:
    """Long ones, words, and what stands between controls are; a portion mark needs its text."""
    assert sure_lines(content) == lines


def test_chance_says_a_marking_once_in_a_million_megabytes() -> None:
    """What is worked out for each kind of run, summed up."""
    printable, control, letter = 95 / 256, 32 / 256, 52 / 256
    portion, five, six = 2 * 256.0**-3, 20 * 256.0**-5, 2704 * 256.0**-6
    chances = (
        portion * printable**13,
        (five * printable**11 + six * printable**10) * 12,
        (five + six) * letter**6 * 10,
        (five + six) * control**2,
    )

    assert sum(chances) * MIB < 1e-6


def test_random_megabytes_hold_few_sure_runs() -> None:
    """Where all runs of six signs are shown there are thousands."""
    content = random.Random(9).randbytes(2 * MIB)

    assert len(ascii_lines(content).splitlines()) > 3_000
    assert len(sure_lines(content).splitlines()) < 600
