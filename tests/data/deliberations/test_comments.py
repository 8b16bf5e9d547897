"""Comments, on each database: who reads which."""

import pytest

from fct.data.common.errors import DeniedError, UsageError
from fct.data.reviewing.content import ReviewState
from fct.data.reviewing.discussion import Audience
from tests.data.deliberations.conftest import As
from tests.support.stores.reviews import complete_review


def texts(as_: As, who: str) -> list[str]:
    """What somebody reads of N."""
    return [one.text for one in as_(who).comments.of(2027, "N")]


@pytest.fixture
def said(assigned: As) -> As:
    """reviewer-3, who is not assigned, says one thing to each audience."""
    for audience in Audience:
        assigned("reviewer-3").comments.add(2027, "N", audience, f"to {audience}")
    return assigned


def test_each_reads_what_is_meant_for_him(said: As) -> None:
    """Private for the writer and the auditor; to reviewers hidden until the own review is in."""
    assert texts(said, "reviewer-3") == ["to private", "to reviewers", "to sponsor"]
    assert texts(said, "auditor-1") == ["to private", "to reviewers", "to sponsor"]
    assert texts(said, "authority-1") == ["to reviewers", "to sponsor"]
    assert texts(said, "sponsor-navy") == ["to sponsor"]
    assert texts(said, "reviewer-1") == ["to sponsor"]
    assert texts(said, "operator-1") == ["to reviewers", "to sponsor"]
    said("reviewer-1").reviews.write(2027, "N", complete_review(), ReviewState.IN)
    assert texts(said, "reviewer-1") == ["to reviewers", "to sponsor"]


def test_a_sponsor_sees_the_office_and_not_the_name(said: As) -> None:
    """All inside see who wrote."""
    assert said("sponsor-navy").comments.shows_office
    assert not said("reviewer-1").comments.shows_office


def test_an_expert_reads_and_does_not_comment(said: As) -> None:
    """Comments are for reviewer, operator and authority."""
    assert texts(said, "expert-1") == ["to sponsor"]
    for who in ("expert-1", "auditor-1", "sponsor-navy"):
        with pytest.raises(DeniedError, match="Your roles do not include this"):
            said(who).comments.add(2027, "N", Audience.PRIVATE, "x")


@pytest.mark.parametrize("who", ["reviewer-navy", "sponsor-army"])
def test_what_one_does_not_see_has_no_comments(said: As, who: str) -> None:
    """Neither to read nor to write."""
    with pytest.raises(DeniedError, match="There is no N that you may see"):
        texts(said, who)
    with pytest.raises(DeniedError, match="There is no N that you may see"):
        said(who).comments.add(2027, "N", Audience.PRIVATE, "x")


@pytest.mark.parametrize(("text", "match"), [(" \n", "needs a text"), ("x" * 10_001, "10,001")])
def test_a_comment_has_a_text(assigned: As, text: str, match: str) -> None:
    """Neither blank nor endless."""
    with pytest.raises(UsageError, match=match):
        assigned("reviewer-1").comments.add(2027, "N", Audience.PRIVATE, text)


def test_ids_count_up_and_the_log_knows_to_whom(said: As) -> None:
    """The text is not in the log."""
    ids = [one.id for one in said("auditor-1").comments.of(2027, "N")]
    last = said("auditor-1").events.all()[-1]

    assert ids == ["FY2027-M0001", "FY2027-M0002", "FY2027-M0003"]
    assert (last.action, last.object, last.details["to"]) == ("comment written", "N", "sponsor")
