"""CSV tables: read strictly, what is damaged is refused with its line."""

import pytest

from fct.data.common.errors import RefusalError
from fct.data.reading.csv_cells import read_csv_bytes


@pytest.mark.parametrize(
    "content",
    [
        b"ref,title\nA,Sight\n",
        b"ref;title\r\nA;Sight\r\n",
        b"ref\ttitle\nA\tSight",
        b"\xef\xbb\xbfref,title\nA,Sight\n",
        "ref,title\nA,Sight\n".encode("utf-16"),
        b'"ref","title"\n"A","Sight"\n',
    ],
)
def test_delimiters_and_encodings_are_recognized(content: bytes) -> None:
    """Comma, semicolon and tab; UTF-8 with or without mark, UTF-16 with it."""
    assert read_csv_bytes("Proposals.csv", content) == [["ref", "title"], ["A", "Sight"]]


def test_quoted_cells_keep_delimiters_and_line_breaks() -> None:
    """A semicolon in a comma file is no delimiter, nor is one in quotes."""
    content = b'ref,title\nA,"one; two, ""three""\nfour"\n'

    assert read_csv_bytes("x.csv", content)[1] == ["A", 'one; two, "three"\nfour']


def test_cells_stay_text() -> None:
    """Nothing is read into a cell here: 007 is not 7."""
    assert read_csv_bytes("x.csv", b"a,b\n007,1e5\n")[1] == ["007", "1e5"]


def test_a_short_row_is_taken_as_it_is() -> None:
    """Cells that are not there are blank later."""
    assert read_csv_bytes("x.csv", b"a,b,c\n1\n")[1] == ["1"]


def test_an_empty_table_has_no_rows() -> None:
    """A file of no bytes holds nothing."""
    assert read_csv_bytes("x.csv", b"") == []


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"a,b\n1,2\n\xff,3\n", "CSV_ENCODING", r"byte 9 in line 3 is not UTF-8"),
        (
            b'a,b\n1,"2\n',
            "CSV_DAMAGED",
            r"line 2: a text begins with a double quote that nothing closes",
        ),
        (b'a,b\n1,"2"x\n', "CSV_DAMAGED", r"line 2: a double quote within a text in double quotes"),
        (
            b"a,b\n1,2,3\n",
            "CSV_DAMAGED",
            r"line 2: it has 3 cells, and the headings have 2: put a text",
        ),
        (b'a,b\n1,"2\n3"\n4,5,6\n', "CSV_DAMAGED", r"line 4: it has 3 cells"),
        ("sep=;\na;b\n".encode("utf-16"), "CSV_DAMAGED", r"line 1: “sep=” .* delete this line"),
        (b"a,b\n1,\x002\n", "CSV_DAMAGED", r"line 2: it holds a NUL character"),
        (b"a\n" + b"x" * 32_768, "CSV_DAMAGED", r"line 2: a cell holds more than 32,767"),
    ],
)
def test_damage_is_refused_with_its_line(content: bytes, code: str, words: str) -> None:
    """One sentence says where, what, and what to do."""
    with pytest.raises(RefusalError, match=f"x.csv: .*{words}.*“CSV UTF-8”") as refused:
        read_csv_bytes("x.csv", content)

    assert refused.value.code == code


def test_the_longest_cell_of_a_workbook_is_read() -> None:
    """32,767 characters fit a cell of a spreadsheet, and of a table."""
    assert len(str(read_csv_bytes("x.csv", b"a\n" + b"x" * 32_767)[1][0])) == 32_767


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a|b\n1;2|3\n", [["a", "b"], ["1;2", "3"]]),
        (b"a,b\n1,2,,\n", [["a", "b"], ["1", "2"]]),
        (b"\nFCT 2027\na;b\n1,5;2\n", [[], ["FCT 2027"], ["a", "b"], ["1,5", "2"]]),
        (b'ref,a\n="001","=""2"""\n', [["ref", "a"], ["001", "2"]]),
    ],
)
def test_what_can_be_read_in_one_way_is_read(content: bytes, rows: list[list[str]]) -> None:
    """Strokes between columns, empty ends of rows, rows above headings, numbers kept as text."""
    assert read_csv_bytes("x.csv", content) == rows
