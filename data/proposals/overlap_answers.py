"""What a person answered to a proposed overlap; the last answer stands, and all are kept."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import Actor


class Answer(StrEnum):
    """What becomes of a pair."""

    JOINT = "joint project"
    DISMISSED = "dismissed"
    OPEN = "open"  # an earlier answer is taken back


@dataclass(frozen=True, kw_only=True, slots=True)
class OverlapAnswer:
    """One answer.

    Attributes
    ----------
    fiscal_year : int
        Of the cycle in which it was given.
    left_key, right_key : str
        Of the pair, in the order of :func:`pair_of`.
    answer : Answer
    reason : str
        In a sentence.
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    left_key: str
    right_key: str
    answer: Answer
    reason: str
    at: dt.datetime
    actor: Actor

    @property
    def pair(self) -> tuple[str, str]:
        """The keys of the pair."""
        return self.left_key, self.right_key


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two keys in the order in which a pair is kept, whichever was named first."""
    return (one, other) if one <= other else (other, one)


def standing_answers(answers: Iterable[OverlapAnswer]) -> dict[tuple[str, str], OverlapAnswer]:
    """Return the answer that stands for each pair, of answers from the oldest to the newest."""
    last = {answer.pair: answer for answer in answers}
    return {pair: answer for pair, answer in last.items() if answer.answer is not Answer.OPEN}
