"""The sentence of a finding, made of its parts."""

from typing import Any

import pytest

from fct.data.xlsx.finding_parts import Mark, head_of_findings, sentence_of
from tests.support.files.marking import mark


def test_a_sentence_has_every_part() -> None:
    """What is wrong, what was seen, what is accepted, what to do, and what may be meant."""
    assert sentence_of(
        mark("C1", accepted="a whole number.", hint="Write 9, if that is meant.")
    ) == (
        "This answer is not accepted. “Technology readiness level” reads “high”. Accepted: a whole "
        "number. Write it as accepted. Write 9, if that is meant."
    )


def test_what_stands_in_a_column_of_its_own_is_left_out() -> None:
    """A table shows the answer and what is accepted beside the sentence."""
    assert sentence_of(mark("C1"), with_answer=False) == (
        "This answer is not accepted. Write it as accepted."
    )


@pytest.mark.parametrize(
    ("parts", "left_out"),
    [
        ({"rule": "G5"}, "Accepted"),  # its repair says what to do
        ({"seen": "", "state": "blank"}, "reads"),
        ({"outcome": "unknown"}, "reads"),  # what is wrong names the answer already
        ({"state": ""}, "reads"),  # no single answer is meant
        ({"state": ""}, "Accepted"),
    ],
)
def test_nothing_is_said_twice(parts: dict[str, Any], left_out: str) -> None:
    """A part that another one holds, or that there is not, is left out."""
    assert left_out not in sentence_of(mark("C1", **parts))


def test_other_rules_stand_with_the_answer_that_they_hang_on() -> None:
    """Those that fail with it first."""
    assert mark("C1", also=["S5"], waiting=["G5", "X8"]).other_rules == (
        "For the same reason these rules fail: S5. "
        "These rules cannot be checked until you fix this: G5, X8."
    )
    assert mark("C1").other_rules == ""


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({}, "“high”"),
        ({"seen": "", "state": "blank"}, "nothing"),
        ({"seen": "", "state": ""}, "all rows of the column"),
    ],
)
def test_what_was_seen_is_shown(parts: dict[str, Any], shown: str) -> None:
    """In quotes, or in words for it."""
    assert mark("C1", **parts).shown == shown


def test_a_note_of_the_reader_has_no_rule() -> None:
    """It asks for nothing."""
    note = Mark("P-1", "Proposal", "C5", wrong="“-” was taken as blank.")

    assert (note.is_of_reader, note.is_of_column, note.kind) == (True, False, "note")
    assert note.where == "Proposal C5"


@pytest.mark.parametrize(
    ("repairs", "notes", "head"),
    [
        (0, 0, "Nothing to repair"),
        (1, 0, "1 answer to repair"),
        (2, 1, "2 answers to repair; 1 note to read"),
    ],
)
def test_the_head_counts(repairs: int, notes: int, head: str) -> None:
    """Notes are named where there are any."""
    assert head_of_findings(repairs, notes) == head
