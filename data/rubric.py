"""The rubric: every number that a proposal is judged by, versioned."""

import functools
import hashlib
import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fct.data.errors import UsageError

DEFAULT_RUBRIC = "default-1"


class _Terms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeritWeights(_Terms):
    """Shares of maturity and strength in merit; they sum to 1."""

    maturity: float = Field(ge=0)
    strength: float = Field(ge=0)

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = self.maturity + self.strength
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise ValueError(f"the weights of merit sum to {total:g}; they must sum to 1")
        return self


class ChoiceScale(_Terms):
    """Points of a part whose answer is a choice."""

    points: float = Field(ge=0)
    scale: Mapping[str, float]


class LevelScale(_Terms):
    """Points of a part whose answer is a readiness level, linear from ``lowest`` to ``highest``."""

    points: float = Field(ge=0)
    lowest: int
    highest: int


class FieldingScale(_Terms):
    """Points for an item in service: quantity by its logarithm, and number of countries."""

    points: float = Field(ge=0)
    full_quantity_log10: float = Field(gt=0)
    full_countries: int = Field(gt=0)
    quantity_share: float = Field(ge=0, le=1)


class MaturityPoints(_Terms):
    """The six parts of production maturity; their points sum to 100."""

    production_status: ChoiceScale
    modification: ChoiceScale
    mrl: LevelScale
    trl: LevelScale
    fielding: FieldingScale
    foreign_test_data: ChoiceScale

    @model_validator(mode="after")
    def _sum_to_hundred(self) -> Self:
        total = sum(getattr(self, part).points for part in type(self).model_fields)
        if not math.isclose(total, 100.0, abs_tol=1e-9):
            raise ValueError(f"the points of maturity sum to {total:g}; they must sum to 100")
        return self


class StrengthWeights(_Terms):
    """Weight of a rule in the strength of its criterion, by severity."""

    criterion: float = Field(gt=0)
    weakness: float = Field(ge=0)


class TierTerms(_Terms):
    """What puts a proposal into the first or the last tier."""

    first_production_status: frozenset[str]
    first_modification: frozenset[str]
    first_intent: frozenset[str]
    last_purpose: frozenset[str]


class RuleTerms(_Terms):
    """The numbers and lists that rules compare with."""

    evidence_months: int
    text_characters: int
    eligible_production_status: frozenset[str]
    eligible_trl: int
    fct_work: frozenset[str]
    funded_fiscal_years: int
    market_sources: int
    procurement_years: int
    article_cost_tolerance: float


class Rubric(_Terms):
    """One version of the rubric."""

    version: str
    source: str
    merit: MeritWeights
    maturity: MaturityPoints
    strength: StrengthWeights
    tier: TierTerms
    terms: RuleTerms

    @property
    def sha256(self) -> str:
        """Hash of the rubric's content, stored with every run."""
        canonical = yaml.safe_dump(_plain(self.model_dump()), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case frozenset():
            return sorted(str(item) for item in value)
    return value


@functools.cache
def default_rubric() -> Rubric:
    """Return the packaged rubric."""
    name = f"{DEFAULT_RUBRIC}.yaml"
    return parse_rubric((files("fct.data") / "rubrics" / name).read_text("utf-8"), name)


def load_rubric(path: Path | None = None) -> Rubric:
    """Return the rubric in a file, or the packaged one.

    Raises
    ------
    UsageError
        If the file cannot be read, has an unknown key, or its weights do not add up.
    """
    if path is None:
        return default_rubric()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"The rubric {path} cannot be read: {error.strerror}.") from None
    return parse_rubric(text, path.name)


def parse_rubric(text: str, name: str) -> Rubric:
    """Return the rubric that a YAML text holds; see :func:`load_rubric`."""
    try:
        return Rubric.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise UsageError(f"{name} is not YAML: {first}. Mend the line and try again.") from None
    except ValidationError as error:
        raise UsageError(f"{name}: {explain(error)}") from None


def explain(error: ValidationError) -> str:
    """Return a validation error as sentences: where, what was seen, what to do."""
    sentences = []
    for item in error.errors():
        where = ".".join(str(part) for part in item["loc"]) or "the file as a whole"
        match item["type"]:
            case "extra_forbidden":
                sentences.append(
                    f"“{where}” is not a known key; remove it or correct its spelling."
                )
            case "missing":
                sentences.append(f"“{where}” is missing; add it.")
            case "value_error":
                sentences.append(f"{where}: {item['ctx']['error']}.")
            case _:
                sentences.append(f"{where} is {item['input']!r}: {item['msg'].lower()}.")
    return " ".join(sentences)
