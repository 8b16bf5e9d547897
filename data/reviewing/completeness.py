"""What a review still lacks before it can go in, by path."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fct.data.common import UsageError, plural, squeeze
from fct.data.program import CRITERIA
from fct.data.reviewing.content import Choice, ReviewContent, overrule_path
from fct.data.reviewing.terms import load_review_terms


class Lack(NamedTuple):
    """One thing that is missing or wrong in a review.

    Attributes
    ----------
    path : str
        As in ``levels.user advocacy.reason``.
    said : str
        What was seen and what is accepted, to stand after the path.
    """

    path: str
    said: str

    def __str__(self) -> str:
        """Return both as a sentence."""
        return f"{self.path} {self.said}."


def lacks_of(content: ReviewContent, machine_levels: Mapping[str, int]) -> list[Lack]:
    """Return what a review lacks, in the order of its file; nothing where it is complete.

    Parameters
    ----------
    content : ReviewContent
    machine_levels : mapping of str to int
        The machine's own level of each criterion; empty where it did not judge the proposal, so
        that every level needs a reason.
    """
    return [
        *_level_lacks(content, machine_levels),
        *_recommendation_lacks(content),
        *_overrule_lacks(content),
    ]


def refuse_incomplete(content: ReviewContent, machine_levels: Mapping[str, int]) -> None:
    """Raise a UsageError that names all that a review lacks."""
    if lacks := lacks_of(content, machine_levels):
        raise UsageError(
            f"The review is not complete: {' '.join(map(str, lacks))} Add that, or keep it as a "
            "draft; nothing was written."
        )


def _level_lacks(content: ReviewContent, machine_levels: Mapping[str, int]) -> Iterator[Lack]:
    highest = load_review_terms().highest_level
    for criterion in CRITERIA:
        given, path = content.levels.get(criterion), f"levels.{criterion}"
        if given is None or given.level is None:
            yield Lack(f"{path}.level", f"is missing; a whole number from 1 to {highest}")
        elif given.level != (own := machine_levels.get(criterion)) and _is_short(given.reason):
            why = "as the machine gave none" if own is None else f"as the machine's level is {own}"
            yield _short(f"{path}.reason", given.reason, f"level {given.level} needs it, {why}")


def _recommendation_lacks(content: ReviewContent) -> Iterator[Lack]:
    given = content.recommendation
    if given.choice is None:
        yield Lack("recommendation.choice", f"is missing; one of {', '.join(Choice)}")
    if _is_short(given.reason):
        yield _short("recommendation.reason", given.reason, "every recommendation needs it")


def _overrule_lacks(content: ReviewContent) -> Iterator[Lack]:
    for place, given in enumerate(content.overrules):
        path = overrule_path(place, given.rule)
        if given.rule is None:
            yield Lack(f"{path}.rule", "is missing; the id of a rule, as A4")
        if given.outcome is None:
            yield Lack(f"{path}.outcome", "is missing; holds, fails or unknown")
        if _is_short(given.reason):
            yield _short(f"{path}.reason", given.reason, "whoever overrules a rule says why")


def _is_short(reason: str | None) -> bool:
    return len(squeeze(reason or "")) < load_review_terms().shortest_reason_characters


def _short(path: str, reason: str | None, why: str) -> Lack:
    length = len(squeeze(reason or ""))
    shortest = load_review_terms().shortest_reason_characters
    seen = f"has {plural(length, 'character')}" if length else "is missing"
    return Lack(path, f"{seen}; at least {shortest} are needed ({why})")
