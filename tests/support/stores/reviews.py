"""Reviews as tests need them: complete ones, of the levels given."""

from collections.abc import Mapping, Sequence

from fct.data.program.rules import CRITERIA
from fct.data.reviewing.content import Choice, LevelGiven, Overrule, Recommended, ReviewContent

REASON = "It says so in the letter, page 2."


def complete_review(
    levels: Sequence[int] = (3, 3, 3, 3, 3), overrules: Mapping[str, str] | None = None
) -> ReviewContent:
    """Return a review that lacks nothing, whatever the machine's levels are."""
    return ReviewContent(
        levels={
            name: LevelGiven(level=level, reason=REASON)
            for name, level in zip(CRITERIA, levels, strict=True)
        },
        recommendation=Recommended(choice=Choice.FUND, reason=REASON),
        overrules=tuple(
            Overrule(rule=rule, outcome=outcome, reason=REASON)
            for rule, outcome in (overrules or {}).items()
        ),
    )


def review_yaml(levels: Sequence[int] = (3, 3, 3, 3, 3), overrules: str = "[]") -> str:
    """Return the file of such a review."""
    lines = [
        f"  {name}: {{level: {level}, reason: '{REASON}'}}"
        for name, level in zip(CRITERIA, levels, strict=True)
    ]
    return "\n".join(
        [
            "levels:",
            *lines,
            f"recommendation: {{choice: fund, reason: '{REASON}'}}",
            f"overrules: {overrules}",
            "",
        ]
    )
