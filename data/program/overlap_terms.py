"""The terms by which overlaps are found, declared once in ``declarations/overlap.yaml``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from fct.data.common import loaded_once
from fct.data.program.form import declared_yaml


class Relation(StrEnum):
    """What the second of a pair is to the first."""

    JOINT = "joint"
    ONE_COMPONENT = "one component"
    COMPONENT_NOT_KNOWN = "component not known"
    TESTED = "tested"
    IN_TEST = "in test"
    NAMED = "named"
    PROPOSED_BEFORE = "proposed before"


class ReasonKind(StrEnum):
    """Why two are shown together."""

    ITEM = "item"
    TITLE = "title"
    REQUIREMENT = "requirement"
    VENDOR = "vendor"
    REQUIREMENT_NUMBER = "requirement number"
    VENDOR_NAME = "vendor name"
    TITLES_ALIKE = "titles alike"
    ITEMS_ALIKE = "items alike"
    NAMED = "named"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReasonTerms(_Part):
    """What one reason weighs, and how it is worded.

    Attributes
    ----------
    weight : float
        From 0 to 1.
    words : str
        With places for what the two proposals wrote.
    reason : str
        Why it counts.
    """

    weight: float = Field(ge=0, le=1)
    words: str
    reason: str


class OverlapTerms(_Part):
    """Thresholds, weights and words of the search for overlaps.

    Each attribute is named as in ``declarations/overlap.yaml``, which gives the reasons. Likenesses
    and weights go from 0 to 1.
    """

    title_likeness: float = Field(gt=0, le=1)
    item_likeness: float = Field(gt=0, le=1)
    lone_word_likeness: float = Field(gt=0, le=1)
    sure_likeness: float = Field(gt=0, le=1)
    word_likeness: float = Field(gt=0, le=1)
    cut_likeness: float = Field(gt=0, lt=1)
    fuzzy_letters: int = Field(ge=3)
    word_start: int = Field(ge=1)
    weak_weight: float = Field(gt=0, le=1)
    nearest: int = Field(ge=1)
    largest_group: int = Field(ge=2)
    requirement_characters: int = Field(ge=1)
    reasons: Mapping[ReasonKind, ReasonTerms]
    proposed: Mapping[Relation, str]
    vendor_alone: Mapping[Relation, str]
    alike: Mapping[Relation, str]
    year: Mapping[str, str]
    nobody: str
    unknown_component: frozenset[str]
    legal_forms: frozenset[str]
    no_vendor: frozenset[str]
    no_requirement: frozenset[str]
    little_words: frozenset[str]
    generic_words: frozenset[str]
    weak_words: frozenset[str]
    prefixes: frozenset[str]
    designators: frozenset[str]
    units: Mapping[str, str]
    synonyms: Mapping[str, str]


@loaded_once
def load_overlap_terms() -> OverlapTerms:
    """Return the packaged terms; spellings point to their unit, and to their meaning."""
    declared: dict[str, Any] = declared_yaml("overlap.yaml")
    numbers = {name: number["value"] for name, number in declared.pop("numbers").items()}
    groups = [group["words"] for group in declared.pop("synonyms")]
    units = declared.pop("units")["words"]
    words = {
        name: value["words"]
        for name, value in declared.items()
        if set(value) == {"reason", "words"}
    }
    return OverlapTerms.model_validate(
        declared
        | words
        | numbers
        | {"units": _by_spelling([units]), "synonyms": _by_spelling(groups)}
    )


def _by_spelling(groups: list[dict[str, list[str]]]) -> dict[str, str]:
    return {
        spelling: meaning
        for group in groups
        for meaning, spellings in group.items()
        for spelling in spellings
    }
