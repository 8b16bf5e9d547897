"""How a proposal stands in the acquisition system, declared in ``acquisition_frame.yaml``."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from fct.data.common import loaded_once
from fct.data.program import declared_yaml

_FILE = "acquisition_frame.yaml"


class AcquisitionFrame(BaseModel):
    """Answers of the form that belong together, each with its source in the declaration.

    Attributes
    ----------
    deciders : mapping of str to str
        The level of the decision authority by acquisition category.
    urgent_requirements : frozenset of str
    urgent_pathway : str
    without_hardware : frozenset of str
        Pathways by which no hardware is bought.
    before_production : str
        The phase in which nothing is bought for use yet.
    foreign_steps : frozenset of str
        Steps of the order of preference that a foreign item can be.
    documented, not_started : str
    made_in_us : frozenset of str
        Ways of production in the United States.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    deciders: Mapping[str, str]
    urgent_requirements: frozenset[str]
    urgent_pathway: str
    without_hardware: frozenset[str]
    before_production: str
    foreign_steps: frozenset[str]
    documented: str
    not_started: str
    made_in_us: frozenset[str]


@loaded_once
def load_acquisition_frame() -> AcquisitionFrame:
    """Return the packaged declaration."""
    return AcquisitionFrame.model_validate(declared_yaml(_FILE))
