"""The versions of a review: which one is the review, and which may be written over."""

import datetime as dt

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import NotNowError
from fct.data.reviewing.content import ReviewState
from fct.data.reviewing.version import (
    ReviewVersion,
    refuse_stale,
    review_report,
    review_that_is_in,
)
from tests.support.stores.reviews import complete_review


def version(number: int, state: str, level: int = 3) -> ReviewVersion:
    """One version of a review."""
    return ReviewVersion(
        fiscal_year=2027,
        ref="A",
        person="reviewer-1",
        version=number,
        state=ReviewState(state),
        content=complete_review((level, 3, 3, 3, 3)),
        proposal_version=1,
        at=dt.datetime(2026, 7, number, tzinfo=dt.UTC),
        actor=Actor("reviewer-1"),
    )


def test_the_newest_version_that_is_in_is_the_review() -> None:
    """A later draft changes nothing until it is in."""
    versions = [version(1, "draft"), version(2, "in"), version(3, "in"), version(4, "draft")]

    assert review_that_is_in(versions) is versions[2]
    assert review_that_is_in(versions[:1]) is None


@pytest.mark.parametrize("read", [None, 0, 1, 3])
def test_writing_over_an_unread_version_is_stale(read: int | None) -> None:
    """The answer has the newest version and the paths that changed since the one that was read."""
    versions = [version(1, "in", level=3), version(2, "draft", level=5)]

    with pytest.raises(NotNowError, match="newest version of this review is 2") as caught:
        refuse_stale(versions, read)
    refused = caught.value.as_plain()["refused"]
    assert (refused["code"], refused["version"]) == ("STALE", 2)
    if read == 1:
        assert refused["changed"] == ["levels.user advocacy.level"]
    else:
        assert len(refused["changed"]) == 12  # five levels and the recommendation, each of two


def test_the_newest_version_is_written_over() -> None:
    """Without any version 0 or nothing is said; a version that never was is stale."""
    refuse_stale([version(1, "in")], 1)
    refuse_stale([], None)
    refuse_stale([], 0)
    with pytest.raises(NotNowError, match="newest version of this review is 0"):
        refuse_stale([], 1)


def test_a_report_has_the_newest_version_and_all_of_them() -> None:
    """What is not started is version 0."""
    report = review_report("A", "reviewer-1", [version(1, "in"), version(2, "draft", level=5)])
    none = review_report("A", "reviewer-1", [])

    assert (report["version"], report["state"], report["version_in"]) == (2, "draft", 1)
    assert report["levels"]["user advocacy"]["level"] == 5
    assert [one["version"] for one in report["versions"]] == [1, 2]
    assert (none["version"], none["state"], none["levels"]) == (0, "not started", {})
    assert none.keys() == report.keys()
