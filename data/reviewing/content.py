"""What a review says: a level for each criterion, a recommendation, and rules that it overrules."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Choice(StrEnum):
    """What a reviewer recommends."""

    FUND = "fund"
    FUND_IN_PART = "fund in part"
    DO_NOT_FUND = "do not fund"
    ASK_FIRST = "ask first"


class ReviewState(StrEnum):
    """How far a version of a review is."""

    DRAFT = "draft"
    IN = "in"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelGiven(_Part):
    """The level of one criterion; a draft may leave both out."""

    level: int | None = None
    reason: str | None = None


class Recommended(_Part):
    """What is recommended, and why; a draft may leave both out."""

    choice: Choice | None = None
    reason: str | None = None


class Overrule(_Part):
    """One rule whose outcome the reviewer sees otherwise; a draft may leave parts out.

    Attributes
    ----------
    rule : str or None
        Its id.
    outcome : str or None
        ``holds``, ``fails`` or ``unknown``.
    reason : str or None
    """

    rule: str | None = None
    outcome: str | None = None
    reason: str | None = None


class ReviewContent(_Part):
    """What one version of a review says.

    Attributes
    ----------
    levels : mapping of str to LevelGiven
        By criterion, only those that were given, in the order of the criteria.
    recommendation : Recommended
    overrules : tuple of Overrule
        Of each rule at most one.
    """

    levels: Mapping[str, LevelGiven] = Field(default_factory=dict)
    recommendation: Recommended = Recommended()
    overrules: tuple[Overrule, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return self.model_dump(mode="json")

    def level(self, criterion: str) -> int | None:
        """Return the level of a criterion; None where none is given."""
        given = self.levels.get(criterion)
        return None if given is None else given.level


def changed_paths(before: ReviewContent, after: ReviewContent) -> list[str]:
    """Return where two versions of a review differ, as in ``levels.user advocacy.reason``."""
    old, new = _leaves(before), _leaves(after)
    return [path for path in {**old, **new} if old.get(path) != new.get(path)]


def _leaves(content: ReviewContent) -> dict[str, Any]:
    """Return every single value by its path."""
    leaves: dict[str, Any] = {}
    for criterion, given in content.levels.items():
        for name, value in given.model_dump().items():
            leaves[f"levels.{criterion}.{name}"] = value
    for name, value in content.recommendation.model_dump().items():
        leaves[f"recommendation.{name}"] = value
    for place, overrule in enumerate(content.overrules):
        # By the rule and not by its place: an entry put before another changes nothing of that one.
        where = overrule_path(place, overrule.rule)
        for name in ("outcome", "reason") if overrule.rule else ("rule", "outcome", "reason"):
            leaves[f"{where}.{name}"] = getattr(overrule, name)
    return leaves


def overrule_path(place: int, rule: str | None) -> str:
    """Return the path of an overruled rule: by its id, else by its place from 1."""
    return f"overrules.{rule or place + 1}"
