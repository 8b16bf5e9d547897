"""What a review says, and where two versions of it differ."""

from fct.data.reviewing.content import (
    Choice,
    LevelGiven,
    Overrule,
    Recommended,
    ReviewContent,
    changed_paths,
    overrule_path,
)
from tests.support.stores.reviews import complete_review


def test_what_changed_is_named_by_its_path() -> None:
    """A level, a choice, and the outcome of a rule are three paths; what stays is none."""
    before = complete_review((1, 2, 3, 4, 5), {"A4": "holds"})
    levels = {**before.levels, "valid requirement": LevelGiven(level=5, reason="new")}
    after = ReviewContent(
        levels=levels,
        recommendation=before.recommendation.model_copy(update={"choice": Choice.ASK_FIRST}),
        overrules=(before.overrules[0].model_copy(update={"outcome": "unknown"}),),
    )

    assert changed_paths(before, before) == []
    assert changed_paths(before, after) == [
        "levels.valid requirement.level",
        "levels.valid requirement.reason",
        "recommendation.choice",
        "overrules.A4.outcome",
    ]


def test_what_is_new_or_gone_has_changed() -> None:
    """Against nothing, each value that was given is a change."""
    content = ReviewContent(
        levels={"user advocacy": LevelGiven(level=2)}, overrules=(Overrule(rule="A4"),)
    )
    paths = ["levels.user advocacy.level", "recommendation.reason"]

    assert changed_paths(ReviewContent(), content) == ["levels.user advocacy.level"]
    content = content.model_copy(update={"recommendation": Recommended(reason="Because of it")})
    assert changed_paths(content, ReviewContent()) == paths


def test_a_review_comes_back_from_its_json_values() -> None:
    """It is kept as JSON."""
    content = complete_review((1, 2, 3, 4, 5), {"A4": "fails"})

    assert ReviewContent.model_validate(content.as_plain()) == content
    assert content.level("intent to procure") == 5
    assert ReviewContent().level("intent to procure") is None


def test_an_entry_without_a_rule_is_named_by_its_place() -> None:
    """The first entry is 1."""
    assert overrule_path(0, None) == "overrules.1"
    assert overrule_path(0, "A4") == "overrules.A4"
