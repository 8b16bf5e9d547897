"""The terms of how sure a rank is, declared once in ``declarations/robustness.yaml``."""

from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fct.data.common import UsageError, loaded_once
from fct.data.program.form import declared_yaml
from fct.data.program.rubric import explain

Share = Annotated[float, Field(ge=0, le=1)]
_FINEST = 1000  # 0.95 less 0.05 is 0.8999... to a computer, and 9 of 10 to a reader


class RobustnessTerms(BaseModel):
    """How many weight samples are drawn, how far from the rubric's, and what is called sure.

    Attributes
    ----------
    draws : int
    least_draws : int
        Fewer are drawn only where somebody asks for so few.
    seed : int
        Of every chance; the same seed gives the same draws.
    concentration : float
        Of the weights around the rubric's: the higher, the closer.
    sure_share, out_share : float
        A proposal is sure if it is funded in at least the first share of the draws, and out if in
        at most the second.
    lowest_quantile, highest_quantile : float
        Ends of the interval of ranks.
    most_places : int
        Most ranked proposals times draws; and times themselves, where draws at every rank count.
    most_compared : int
        Most proposals of which every pair is compared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    draws: int = Field(ge=1, le=1_000_000)
    least_draws: int = Field(ge=1)
    seed: int = Field(ge=0, lt=2**63)
    concentration: float = Field(gt=0, le=1e9)
    sure_share: Share
    out_share: Share
    lowest_quantile: Share
    highest_quantile: Share
    most_places: int = Field(ge=1)
    most_compared: int = Field(ge=2)

    @model_validator(mode="after")
    def _has_room_between(self) -> Self:
        for low, high in (("out_share", "sure_share"), ("lowest_quantile", "highest_quantile")):
            if getattr(self, low) >= getattr(self, high):
                raise ValueError(f"“{low}” must be below “{high}”; change one of them")
        return self

    def most_draws(self, size: int) -> int:
        """Return how many draws of so many ranked proposals memory holds."""
        return self.most_places // max(size, 1)

    def for_size(self, size: int) -> "RobustnessTerms | None":
        """Return the terms with as many draws as fit; None where fewer than the least do."""
        most = self.most_draws(size)
        if self.draws <= most:
            return self
        return self.but(draws=most) if most >= self.least_draws else None

    @property
    def interval_words(self) -> str:
        """How many of how many draws the interval of ranks holds, as in “9 of 10”."""
        share = Fraction(self.highest_quantile - self.lowest_quantile).limit_denominator(_FINEST)
        return f"{share.numerator} of {share.denominator}"

    def but(self, **changes: Any) -> "RobustnessTerms":
        """Return the terms with changes.

        Raises
        ------
        UsageError
            If a term is unknown, or its value is not accepted.
        """
        try:
            return RobustnessTerms.model_validate({**self.model_dump(), **changes})
        except ValidationError as error:
            raise UsageError(f"Terms of how sure a rank is: {explain(error)}") from error


@loaded_once
def load_robustness_terms() -> RobustnessTerms:
    """Return the packaged terms."""
    declared = declared_yaml("robustness.yaml")
    return RobustnessTerms(**{name: term["value"] for name, term in declared.items()})
