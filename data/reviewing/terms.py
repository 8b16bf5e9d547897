"""The numbers of a review: levels, lengths of reasons, when two reviewers are compared."""

import math

from pydantic import BaseModel, ConfigDict, Field

from fct.data.common import loaded_once
from fct.data.program import declared_yaml

_FILE = "reviewing.yaml"
_DECIMALS = 9  # of four strengths: what a sum of binary fractions is off stays below


class ReviewTerms(BaseModel):
    """What a review has to hold.

    Attributes
    ----------
    highest_level : int
        Of a criterion; the lowest is 1.
    shortest_reason_characters, longest_reason_characters : int
    shared_proposals : int
        With fewer of them a reviewer's strictness is not said.
    longest_team_characters : int
        Of the name of a team that a flag is for.
    near_ranks : int
    near_points : float
        Whoever stands so near to the last funded, in ranks or in points of merit, is near the line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    highest_level: int = Field(ge=2)
    shortest_reason_characters: int = Field(ge=1)
    longest_reason_characters: int
    shared_proposals: int = Field(ge=1)
    longest_team_characters: int = Field(ge=1)
    near_ranks: int = Field(ge=0)
    near_points: float = Field(ge=0)

    @property
    def levels(self) -> range:
        """The levels that a criterion can be given."""
        return range(1, self.highest_level + 1)

    def level_of(self, strength: float) -> int:
        """Return the machine's own level of a criterion: 1 + 4 x its strength, rounded half up.

        Parameters
        ----------
        strength : float
            0 to 1.
        """
        steps = round((self.highest_level - 1) * strength, _DECIMALS)
        return math.floor(steps + 0.5) + 1

    def share_of(self, level: float) -> float:
        """Return a level, or a mean of levels, as a share from 0 to 1."""
        return (level - 1) / (self.highest_level - 1)


@loaded_once
def load_review_terms() -> ReviewTerms:
    """Return the terms of ``declarations/reviewing.yaml``."""
    return ReviewTerms.model_validate(declared_yaml(_FILE))
