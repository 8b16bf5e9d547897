"""Saved views, on each database: kept for who saved them, and for nobody else."""

import pytest

from fct.data.common.errors import DeniedError, UsageError
from fct.data.deliberations.saved_views import LONGEST_ADDRESS, LONGEST_NAME, MOST_VIEWS
from tests.data.deliberations.conftest import As

PAGE = "order-of-merit"


def names(as_: As, who: str) -> dict[str, str | None]:
    """What somebody finds."""
    return {one.name: one.address for one in as_(who).saved_views.all(PAGE)}


def test_a_view_is_its_owners_alone(as_: As) -> None:
    """Another person and another page do not see it; a name again replaces it."""
    as_("reviewer-1").saved_views.save(PAGE, " Navy  tier 1 ", "component=Navy")
    as_("reviewer-1").saved_views.save(PAGE, "Navy tier 1", "component=Navy&tier=1")

    assert names(as_, "reviewer-1") == {"Navy tier 1": "component=Navy&tier=1"}
    assert names(as_, "reviewer-2") == {}
    assert as_("reviewer-1").saved_views.all("findings") == []


def test_a_view_is_removed_and_may_come_again(as_: As) -> None:
    """What was written stays; what is shown is the last version."""
    views = as_("reviewer-1").saved_views
    views.save(PAGE, "A", "tier=1")
    views.remove(PAGE, "A")
    assert names(as_, "reviewer-1") == {}
    with pytest.raises(UsageError, match="You have no view “A” of this page"):
        views.remove(PAGE, "A")

    assert views.save(PAGE, "A", "tier=2").version == 3
    assert names(as_, "reviewer-1") == {"A": "tier=2"}


def test_who_sees_no_order_saves_no_view(as_: As) -> None:
    """A sponsor has no list to save."""
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        as_("sponsor-navy").saved_views.save(PAGE, "A", "tier=1")


@pytest.mark.parametrize(
    ("name", "address", "match"),
    [
        ("  ", "", "has 0 characters; 1 to 60"),
        ("x" * (LONGEST_NAME + 1), "", "has 61 characters; 1 to 60"),
        ("A", "x" * (LONGEST_ADDRESS + 1), "asks for 2001 characters; at most 2000"),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused(
    as_: As, name: str, address: str, match: str
) -> None:
    """The sentence says what was seen and what is accepted."""
    with pytest.raises(UsageError, match=match):
        as_("reviewer-1").saved_views.save(PAGE, name, address)


def test_so_many_views_are_enough(as_: As) -> None:
    """A further name is refused, a known one is not."""
    views = as_("reviewer-1").saved_views
    for n in range(MOST_VIEWS):
        views.save(PAGE, f"view {n}", "")

    views.save(PAGE, "view 0", "tier=1")
    with pytest.raises(UsageError, match="You have 50 views of this page; at most 50"):
        views.save(PAGE, "one more", "")
