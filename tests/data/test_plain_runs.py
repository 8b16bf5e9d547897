"""Runs of plain text in bytes that are no text."""

from fct.data.plain_runs import ascii_lines, hex_lines, lines_by_windows, wide_lines

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
    told = list(lines_by_windows([before, b"top sec", b"ret plans", bytes(99)]))

    assert [lines.strip() for lines in told] == ["top sec", "top secret plans"]
    assert list(lines_by_windows([])) == ["\n\n"]
