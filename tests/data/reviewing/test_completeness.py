"""What a review lacks before it can go in."""

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.rules import CRITERIA
from fct.data.reviewing.completeness import lacks_of, refuse_incomplete
from fct.data.reviewing.content import LevelGiven, Overrule, ReviewContent
from tests.support.stores.reviews import complete_review

MACHINE = dict.fromkeys(CRITERIA, 4)


def paths(content: ReviewContent, machine: dict[str, int] | None = None) -> list[str]:
    """The paths of what is lacking."""
    return [one.path for one in lacks_of(content, MACHINE if machine is None else machine)]


def with_level(level: int, reason: str | None) -> ReviewContent:
    """A complete review with another level of user advocacy."""
    content = complete_review()
    levels = {**content.levels, "user advocacy": LevelGiven(level=level, reason=reason)}
    return content.model_copy(update={"levels": levels})


def test_an_empty_review_lacks_every_level_and_the_recommendation() -> None:
    """Overrules may be empty."""
    assert paths(ReviewContent()) == [
        *(f"levels.{name}.level" for name in CRITERIA),
        "recommendation.choice",
        "recommendation.reason",
    ]


def test_a_level_that_is_the_machines_needs_no_reason() -> None:
    """Every other one does, and so does each where the machine gave none."""
    assert paths(with_level(4, None)) == []
    assert paths(with_level(3, None)) == ["levels.user advocacy.reason"]
    assert paths(with_level(4, None), {}) == ["levels.user advocacy.reason"]


@pytest.mark.parametrize(
    ("reason", "is_enough"),
    [
        ("x" * 19, False),
        ("x" * 20, True),
        ("x" * 10 + " " * 9 + "y" * 8 + "  ", False),
        ("é" * 20, True),
        ("", False),
    ],
)
def test_a_reason_has_20_characters_by_reading_11(reason: str, is_enough: bool) -> None:
    """Outer white space counts nothing, a run of it inside one."""
    assert (paths(with_level(1, reason)) == []) is is_enough


def test_an_overrule_needs_rule_outcome_and_reason() -> None:
    """The entry is named by its rule where it has one."""
    content = complete_review().model_copy(
        update={"overrules": (Overrule(), Overrule(rule="A4", reason="short"))}
    )

    assert paths(content) == [
        "overrules.1.rule",
        "overrules.1.outcome",
        "overrules.1.reason",
        "overrules.A4.outcome",
        "overrules.A4.reason",
    ]


def test_the_error_says_where_what_was_seen_and_what_is_needed() -> None:
    """One sentence for each place."""
    said = (
        r"levels\.user advocacy\.reason has 5 characters; at least 20 are needed \(level 3 needs "
        r"it, as the machine's level is 4\)\."
    )
    with pytest.raises(UsageError, match=said):
        refuse_incomplete(with_level(3, "short"), MACHINE)
    refuse_incomplete(complete_review(), MACHINE)
