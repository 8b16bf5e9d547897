"""The table of findings as the marked workbook and the list of findings both have it.

Its columns are together as wide as a page of US letter on its side, so that type keeps its size.
"""

from collections.abc import Mapping, Sequence

from fct.data.xlsx.finding_parts import Kind, Mark, sentence_of
from fct.data.xlsx.styles import OWN_SIZES
from fct.data.xlsx.text_height import Text, row_height

_KIND_WORDS: Mapping[Kind, str] = {
    Kind.REPAIR: "✗ repair",
    Kind.IMPROVE: "~ can be stronger",
    Kind.NOTE: "i nothing to do",
}
_OF_READER = "i note to read"
_BY_READER = "how the file was read"
_HEADINGS = (
    *("Cell", "Question", "What kind", "What is wrong, and what to do", "You wrote", "Accepted"),
    "Rule and source",
)
_WIDTHS: Mapping[int, tuple[int, ...]] = {  # by the number of columns that stand before these
    0: (15, 16, 12, 39, 15, 19, 15),
    1: (13, 15, 14, 12, 34, 13, 16, 13),
    2: (13, 12, 14, 13, 12, 30, 12, 12, 12),
}


def headings_of(before: Sequence[str]) -> tuple[str, ...]:
    """Return the headings of the table, behind those of what a finding belongs to."""
    return (*before, *_HEADINGS)


def widths_of(before: Sequence[str]) -> tuple[int, ...]:
    """Return the widths of all columns, in characters, of which at most two stand before."""
    return _WIDTHS[len(before)]


def finding_cells(mark: Mark) -> list[tuple[str, str]]:
    """Return the cells of one finding or note: text, and name of its style."""
    kind = _OF_READER if mark.is_of_reader else _KIND_WORDS[mark.kind]
    return [
        (mark.where, "link"),
        (mark.label, "text"),
        (kind, mark.kind),
        (f"{sentence_of(mark, with_answer=False)} {mark.other_rules}".strip(), "text"),
        ("" if mark.is_of_reader else mark.shown, "text"),
        (mark.accepted, "small"),
        (_BY_READER if mark.is_of_reader else _source_of(mark), "small"),
    ]


def _source_of(mark: Mark) -> str:
    about = [mark.criterion, mark.severity]
    return f"{mark.rule} {mark.outcome} ({', '.join(dict.fromkeys(about))}): {mark.source}"


def height_of_cells(cells: Sequence[tuple[str, str]], widths: Sequence[int]) -> float:
    """Return the height of the row of one finding, in points."""
    return row_height(
        *(
            Text(text, width, OWN_SIZES[style], is_bold=style == "link")
            for (text, style), width in zip(cells, widths, strict=True)
        )
    )
