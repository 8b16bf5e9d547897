"""Strictness: whether a reviewer gives lower or higher levels than others on the same proposals."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from fct.data.program import CRITERIA
from fct.data.reviewing import ReviewContent, load_review_terms

Reviews = Mapping[str, Mapping[str, ReviewContent]]
"""The reviews that are in, by ref and person."""


def strictness(reviews: Reviews, people: Iterable[str]) -> dict[str, float | None]:
    """Return each person's own mean level less that of others on the same proposals.

    Below 0 is stricter than the others. A proposal is shared where a review of another person is
    in beside the own one.

    Parameters
    ----------
    reviews : mapping
    people : iterable of str

    Returns
    -------
    dict of str to float or None
        None where fewer proposals are shared than the terms ask for.
    """
    return {person: _strictness_of(person, reviews) for person in sorted(people)}


def _strictness_of(person: str, reviews: Reviews) -> float | None:
    own: list[int] = []
    others: list[int] = []
    shared = 0
    for of_ref in reviews.values():
        if person in of_ref and len(of_ref) > 1:
            shared += 1
            for writer, review in of_ref.items():
                (own if writer == person else others).extend(_levels(review))
    if shared < load_review_terms().shared_proposals:
        return None
    return fmean(own) - fmean(others)


def _levels(review: ReviewContent) -> list[int]:
    given = (review.level(name) for name in CRITERIA)
    return [level for level in given if level is not None]
