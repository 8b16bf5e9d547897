"""How high a row must be that its texts are seen whole."""

import pytest

from fct.data.xlsx.text_height import Text, lines_of, row_height


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("nnnnnnnn", 10, 1),  # eight letters of 5.56 points are 44.5; there are 10 x 5.25 - 3
        ("nnnnn nnnn", 10, 2),  # 9 x 5.56 + 2.78 = 52.8
        ("one\ntwo\n", 40, 3),
        ("iiii iiii iiii", 10, 1),  # 12 x 2.22 + 2 x 2.78 = 32.2
        ("n" * 40, 10, 5),  # 222.4 points: a word that is longer than a line
        ("illi " + "n" * 17, 10, 3),
    ],
)
def test_lines_are_counted_by_the_widths_of_the_letters(
    text: str, width: float, lines: int
) -> None:
    """A line breaks between words, and in a word that is longer than it."""
    assert lines_of(Text(text, width)) == lines


def test_bold_and_large_type_take_more_room() -> None:
    """11 x 0.556 + 0.278 = 6.39 of the size, in 13 x 5.25 - 3 = 65.25 points."""
    word = "nnnnnn nnnnn"
    assert [lines_of(Text(word, 13, size)) for size in (9, 11)] == [1, 2]
    assert [lines_of(Text(word, 13, 10, bold)) for bold in (False, True)] == [1, 2]


def test_a_row_is_as_high_as_its_longest_cell_within_excels_limit() -> None:
    """409 points are the most that a row can have."""
    assert row_height(Text("a", 40), Text("a\nb\nc", 40)) == pytest.approx(40.9)
    assert row_height(Text("a\n" * 99, 40)) == 409
    assert row_height(at_least=12) == 12
