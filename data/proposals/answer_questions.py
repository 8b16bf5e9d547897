"""What is asked of answers that can be read and are hardly meant so.

These are notes and change no outcome: the form's own example as an answer, an answer that points
elsewhere, signs that a program shows where a column is too narrow, an appropriation of a letter or
two, and a year left out among the years of purchase.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fct.data.common import normalize
from fct.data.program import FieldType, fitted, load_form
from fct.data.proposals.answers import reading_words

if TYPE_CHECKING:
    from fct.data.proposals.table import SheetTable

_SHORTEST_NAME = 3  # letters and digits of an appropriation
_EXAMPLES = {FieldType.TEXT, FieldType.EMAIL}  # a choice or a number may well be the example's
_MOST_LISTED = 12
_LONGEST_SEEN = 20  # characters


class Question(NamedTuple):
    """What is asked, and the answer that it concerns."""

    text: str
    field: str
    row: int


def questions(sheets: Mapping[str, "SheetTable"]) -> Iterator[Question]:
    """Yield what is asked of the answers of a batch.

    Parameters
    ----------
    sheets : mapping of str to SheetTable
    """
    yield from _examples(sheets)
    yield from _pointing_elsewhere(sheets)
    yield from _short_appropriations(sheets["Procurement"])
    yield from _years_left_out(sheets["Procurement"])


def _examples(sheets: Mapping[str, "SheetTable"]) -> Iterator[Question]:
    """Yield one question a proposal on the answers that are the form's own examples."""
    found = [
        (int(sheets[field.sheet].owner[row]), field, row)
        for field in load_form().fields
        if field.type in _EXAMPLES and field.id not in reading_words()["true_examples"]
        for row, value in enumerate(sheets[field.sheet].value(field.id))
        if value is not None and _is_same(value, field.example)
    ]
    found.sort(key=lambda item: item[0])
    for _, group in groupby(found, key=lambda item: item[0]):
        (_, first, row), *others = group
        text = f"This is the form's own example, “{first.example}”: write your own answer."
        if others:
            names = [f"“{field.label}”" for _, field, _ in others]
            listed = ", ".join(dict.fromkeys(names[:_MOST_LISTED]))
            more = len(names) - _MOST_LISTED
            text += f" So are the answers to {listed}{f' and {more} more' if more > 0 else ''}."
        yield Question(text, first.id, row)


def _pointing_elsewhere(sheets: Mapping[str, "SheetTable"]) -> Iterator[Question]:
    """Yield a question on each text that says where its answer is, or that it has no room."""
    pointing = frozenset(reading_words()["points_elsewhere"])
    for field in load_form().fields:
        if field.type is not FieldType.TEXT:
            continue
        for row, value in enumerate(sheets[field.sheet].value(field.id)):
            if value is not None and normalize(value).strip(" .()") in pointing:
                text = f"“{value}” is not an answer, and nobody looks elsewhere: write it here."
                yield Question(text, field.id, row)
            elif value is not None and value.startswith("##") and not value.strip("#"):
                text = (
                    f"“{fitted(value, _LONGEST_SEEN)}” is what a program shows where a column is "
                    "too narrow: write the answer itself."
                )
                yield Question(text, field.id, row)


def _is_same(value: str, example: str) -> bool:
    # Most texts are much longer than an example; they need no normalizing to be another.
    return len(value) <= 2 * len(example) and normalize(value) == normalize(example)


def _short_appropriations(procurement: "SheetTable") -> Iterator[Question]:
    example = load_form()["appropriation"].example
    for row, value in enumerate(procurement.value("appropriation")):
        if value is not None and sum(map(str.isalnum, value)) < _SHORTEST_NAME:
            text = f"“{value}” names no appropriation that can be found: write it as “{example}”."
            yield Question(text, "appropriation", row)


def _years_left_out(procurement: "SheetTable") -> Iterator[Question]:
    years = procurement.value("procurement_year")
    read = np.array([year is not None for year in years], dtype=bool)
    rows = np.flatnonzero(read)
    # By proposal and then by year: neighbors of one proposal are years that follow each other.
    order = rows[np.lexsort((years[read].astype(np.intp), procurement.owner[read]))]
    for before, after in pairwise(order):
        is_same_proposal = procurement.owner[before] == procurement.owner[after]
        if is_same_proposal and years[after] - years[before] > 1:
            text = (
                f"The years of purchase go from {years[before]} to {years[after]}: if something is "
                "bought in between, add a row for each year."
            )
            yield Question(text, "procurement_year", int(after))
