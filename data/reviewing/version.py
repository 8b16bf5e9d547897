"""The versions of a review: each is kept, the newest one that is in is the review."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fct.data.common import Actor, NotNowError
from fct.data.reviewing.content import ReviewContent, ReviewState, changed_paths

_EMPTY = ReviewContent()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewVersion:
    """One version of one person's review of a proposal.

    Attributes
    ----------
    fiscal_year : int
    ref, person : str
    version : int
        1, 2, 3, ... for a proposal and a person.
    state : ReviewState
    content : ReviewContent
    proposal_version : int
        Of the proposal, that it was written on.
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    ref: str
    person: str
    version: int
    state: ReviewState
    content: ReviewContent
    proposal_version: int
    at: dt.datetime
    actor: Actor


def review_that_is_in(versions: Sequence[ReviewVersion]) -> ReviewVersion | None:
    """Return the newest version that is in, of the versions of one review, oldest first."""
    found = [one for one in versions if one.state is ReviewState.IN]
    return found[-1] if found else None


def refuse_stale(versions: Sequence[ReviewVersion], read: int | None) -> None:
    """Refuse to write over a version that the writer has not read.

    Parameters
    ----------
    versions : sequence of ReviewVersion
        Of one review, oldest first.
    read : int or None
        The version that the writer read; 0 for none, None where it is not said.

    Raises
    ------
    NotNowError
        With the code ``STALE``, the newest ``version``, and what ``changed`` since, by path.
    """
    newest = versions[-1].version if versions else 0
    if (read or 0) == newest:
        return
    known = {one.version: one.content for one in versions}
    now = known.get(newest, _EMPTY)
    changed = changed_paths(known.get(read or 0, _EMPTY), now)
    said = f"version {read}" if read else "no version"
    raise NotNowError(
        "STALE",
        f"The newest version of this review is {newest}, and yours was written from {said}. "
        "Nothing was written; look at what changed, and send it again from the newest version.",
        version=newest,
        changed=changed,
    )


def version_report(one: ReviewVersion) -> dict[str, Any]:
    """Return one version as JSON values."""
    return {
        "ref": one.ref,
        "person": one.person,
        "version": one.version,
        "state": str(one.state),
        "proposal_version": one.proposal_version,
        "at": one.at.isoformat(timespec="seconds"),
        **one.content.as_plain(),
    }


def review_report(ref: str, person: str, versions: Sequence[ReviewVersion]) -> Mapping[str, Any]:
    """Return a review as JSON values: its newest version, and all its versions, oldest first.

    Where there is no version yet it is version 0, ``not started``.
    """
    all_versions = [version_report(one) for one in versions]
    none = {"ref": ref, "person": person, "version": 0, "state": "not started"}
    none |= {"proposal_version": None, "at": None, **_EMPTY.as_plain()}
    in_force = review_that_is_in(versions)
    return {
        **(all_versions[-1] if all_versions else none),
        "version_in": None if in_force is None else in_force.version,
        "versions": all_versions,
    }
