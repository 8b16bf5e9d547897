"""What a person answered to a proposed overlap; the last answer stands, and all are kept."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import Actor, NotNowError


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
    # The pair is the same whichever side asks.
    return (one, other) if one <= other else (other, one)


def answer_versions(answers: Iterable[OverlapAnswer]) -> dict[tuple[str, str], list[OverlapAnswer]]:
    """Return all that was answered to each pair, oldest first: version 1, 2, 3, ..."""
    versions: dict[tuple[str, str], list[OverlapAnswer]] = {}
    for answer in answers:
        versions.setdefault(answer.pair, []).append(answer)
    return versions


def refuse_stale_answer(versions: Sequence[OverlapAnswer], read: int | None) -> None:
    """Refuse to answer over an answer that whoever answers has not read.

    Parameters
    ----------
    versions : sequence of OverlapAnswer
        Of one pair, oldest first.
    read : int or None
        The version that was read; 0 for none, None where it is not said.

    Raises
    ------
    NotNowError
        With the code ``STALE``, the newest ``version``, and what ``changed`` since.
    """
    if (read or 0) == len(versions):
        return
    if not versions:
        raise NotNowError(
            "STALE",
            f"The pair has no answer yet, and you answered on version {read}. Read it again.",
            version=0,
            changed=[],
        )
    last, before = versions[-1], versions[(read or 0) - 1] if read else None
    changed = [
        name
        for name in ("answer", "reason")
        if before is None or getattr(before, name) != getattr(last, name)
    ]
    said = f"version {read}" if read else "no version"
    raise NotNowError(
        "STALE",
        f"{last.actor.name} answered this pair since: {last.answer}, “{last.reason}”. That is "
        f"version {len(versions)}, and you answered on {said}. Read it, then answer on it.",
        version=len(versions),
        changed=changed,
    )


def standing_answers(answers: Iterable[OverlapAnswer]) -> dict[tuple[str, str], OverlapAnswer]:
    """Return the answer that stands for each pair, of answers from the oldest to the newest."""
    last = {answer.pair: answer for answer in answers}
    return {pair: answer for pair, answer in last.items() if answer.answer is not Answer.OPEN}
