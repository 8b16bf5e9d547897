"""Answers to overlaps, without a store."""

import datetime as dt

from fct.data.common.actor import Actor
from fct.data.proposals.overlap_answers import Answer, OverlapAnswer, pair_of, standing_answers


def answered(left: str, right: str, answer: Answer) -> OverlapAnswer:
    """Return an answer on a pair."""
    return OverlapAnswer(
        fiscal_year=2027,
        left_key=left,
        right_key=right,
        answer=answer,
        reason="Because.",
        at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
        actor=Actor("Jane Doe"),
    )


def test_a_pair_is_one_whichever_is_named_first() -> None:
    """Proposals sort before projects of the past."""
    assert pair_of("past 7", "FY2027 A") == pair_of("FY2027 A", "past 7") == ("FY2027 A", "past 7")


def test_the_last_answer_stands_and_an_open_one_is_none() -> None:
    """A and B: dismissed, then joint. A and C: dismissed, then taken back."""
    standing = standing_answers(
        [
            answered("A", "B", Answer.DISMISSED),
            answered("A", "C", Answer.DISMISSED),
            answered("A", "B", Answer.JOINT),
            answered("A", "C", Answer.OPEN),
        ]
    )

    assert {pair: one.answer for pair, one in standing.items()} == {("A", "B"): Answer.JOINT}
