"""The rubric: every number that a proposal is judged by, versioned."""

import hashlib
import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fct.data.common import UsageError, loaded_once, parse_own_yaml, parse_yaml, read_text
from fct.data.program.form import load_form

DEFAULT_RUBRIC = "default-1"
MERIT_DECIMALS = 6  # of merit, strength and maturity (reading 54)
_MOST_SHOWN, _LONGEST_SEEN = 20, 200  # mistakes of one file, and characters of what was seen


class _Terms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class MeritWeights(_Terms):
    """Shares of maturity and strength in merit; they sum to 1."""

    maturity: float = Field(ge=0)
    strength: float = Field(ge=0)

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        total = self.maturity + self.strength
        # 0.7 and 0.3 sum to 1 only nearly in binary.
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise ValueError(f"the weights of merit sum to {total:g}; they must sum to 1")
        return self


class ChoiceScale(_Terms):
    """Points of a part whose answer is a choice."""

    points: float = Field(ge=0)
    scale: Mapping[str, Annotated[float, Field(ge=0, le=1)]]


class LevelScale(_Terms):
    """Points of a part whose answer is a readiness level, linear from ``lowest`` to ``highest``."""

    points: float = Field(ge=0)
    lowest: int
    highest: int

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.highest <= self.lowest:
            raise ValueError(f"highest {self.highest} must be above lowest {self.lowest}")
        return self


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
    def _scales_have_every_choice(self) -> Self:
        for part in ("production_status", "modification", "foreign_test_data"):
            seen, choices = set(getattr(self, part).scale), set(load_form()[part].choices)
            if seen != choices:
                different = ", ".join(sorted(seen ^ choices))
                raise ValueError(
                    f"the scale of {part} and the form's choices differ in {different}"
                )
        return self

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
    smallest_fct_row_kusd: float = Field(ge=0)
    largest_fct_row_kusd: float = Field(gt=0)
    purchase_price_factor: float = Field(ge=1)
    little_modification: frozenset[str]
    readiness: Mapping[str, int]


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
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def canonical(self) -> str:
        """The rubric's content as a text that is the same for the same content."""
        return yaml.safe_dump(self.as_plain(), sort_keys=True)

    def as_plain(self) -> Any:
        """Return the rubric as JSON values, as a run keeps it."""
        return _plain(self.model_dump())


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case frozenset():
            return sorted(str(item) for item in value)
    return value


def default_rubric() -> Rubric:
    """Return the rubric of a cycle that names none."""
    return packaged_rubric(DEFAULT_RUBRIC)


@loaded_once
def packaged_rubric(name: str) -> Rubric:
    """Return a rubric of ``data/rubrics/`` by its name.

    Raises
    ------
    ValueError
        If no rubric has that name.
    """
    folder = files("fct.data") / "rubrics"
    known = sorted(item.name.removesuffix(".yaml") for item in folder.iterdir())
    if name not in known:
        raise ValueError(f"no rubric is called {name}; known are {', '.join(known)}")
    file = f"{name}.yaml"
    return _rubric_of(parse_own_yaml((folder / file).read_text("utf-8"), file), file)


def load_rubric(path: Path | None) -> Rubric | None:
    """Return the rubric in a file; None if the cycle names no rubric, and the cycle's own counts.

    Raises
    ------
    UsageError
        If the file cannot be read, has an unknown key, or its weights do not add up.
    """
    return None if path is None else parse_rubric(read_text(path, "rubric"), path.name)


def parse_rubric(text: str, name: str) -> Rubric:
    """Return the rubric that a YAML text holds; see :func:`load_rubric`."""
    return _rubric_of(parse_yaml(text, name), name)


def _rubric_of(content: Any, name: str) -> Rubric:
    try:
        return Rubric.model_validate(content)
    except ValidationError as error:
        raise UsageError(f"{name}: {explain(error)}") from None


def explain(error: ValidationError) -> str:
    """Return a validation error as sentences: where, what was seen, what to do."""
    errors = error.errors()
    sentences = []
    for item in errors[:_MOST_SHOWN]:
        where = ".".join(str(part) for part in item["loc"]) or "the file as a whole"
        where = where[:_LONGEST_SEEN]
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
                seen = repr(item["input"])[:_LONGEST_SEEN]
                sentences.append(f"{where} is {seen}: {item['msg'].lower()}.")
    if len(errors) > _MOST_SHOWN:
        sentences.append(f"And {len(errors) - _MOST_SHOWN:,} more.")
    return " ".join(sentences)
