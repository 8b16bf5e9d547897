"""How much of the past must be known to learn from it: ``declarations/calibration.yaml``."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from fct.data.common import loaded_once
from fct.data.program.form import declared_yaml


class CalibrationTerms(BaseModel):
    """The numbers by which the past is learned from; the declaration gives each its reason.

    Attributes
    ----------
    least_cases, least_of_either, least_cycles : int
        With fewer nothing is learned.
    least_known_share : float
        Of the selected projects of a cycle; with less known its outcomes are left out.
    most_folds : int
        Into how many parts the cycles are split at most, each left out once.
    permutations : int
    largest_p : float
        Chance at which outcomes that depend on nothing are taken for knowledge.
    draws : int
        Behind each interval.
    confidence, drawn_confidence : float
        Of intervals; the second is what chances are drawn at to hold the truth as often as the
        first says.
    seed : int
    curve_bins, least_bin_cases : int
    chance_along, chance_across, weight_along, weight_across : float
        Spread of what is thought of the coefficients beforehand, in log-odds.
    abstentions : mapping of str to str
        The sentence of each reason to learn nothing; figures stand in braces.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_cases: int = Field(ge=2)
    least_of_either: int = Field(ge=1)
    least_cycles: int = Field(ge=2)
    least_known_share: float = Field(ge=0, le=1)
    most_folds: int = Field(ge=2)
    permutations: int = Field(ge=19)
    largest_p: float = Field(gt=0, lt=1)
    draws: int = Field(ge=20)
    confidence: float = Field(gt=0, lt=1)
    drawn_confidence: float = Field(gt=0, lt=1)
    seed: int = Field(ge=0)
    curve_bins: int = Field(ge=1)
    least_bin_cases: int = Field(ge=1)
    chance_along: float = Field(gt=0)
    chance_across: float = Field(gt=0)
    weight_along: float = Field(gt=0)
    weight_across: float = Field(gt=0)
    abstentions: Mapping[str, str]


@loaded_once
def load_calibration_terms() -> CalibrationTerms:
    """Return the packaged terms."""
    declared = declared_yaml("calibration.yaml")
    numbers = {name: number["value"] for name, number in declared["numbers"].items()}
    return CalibrationTerms(**numbers, abstentions=declared["abstentions"])
