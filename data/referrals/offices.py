"""Which office of a component leads armaments cooperation: dated, and not the one that starts."""

import datetime as dt
from collections.abc import Mapping

from pydantic import Field

from fct.data.common import loaded_once
from fct.data.program import declared_yaml
from fct.data.referrals.passages import (
    Declared,
    Passage,
    refuse_unknown_sources,
    sources_of,
)

_FILE = "program_offices.yaml"


class Office(Declared):
    """An office, by the text that names it."""

    name: str
    sources: tuple[str, ...] = Field(alias="from")


class Offices(Declared):
    """The declaration.

    Attributes
    ----------
    as_of : date
        When the names were read.
    focal : Office
        Of the department as a whole.
    leads : mapping of str to Office
        By component.
    open : str
        What is said where no text names one.
    passages : mapping of str to Passage
    """

    as_of: dt.date
    focal: Office
    leads: Mapping[str, Office]
    open: str
    passages: Mapping[str, Passage]

    def lead_of(self, component: str) -> tuple[str, tuple[str, ...]]:
        """Return the lead of a component in words, and the passages that name it."""
        office = self.leads.get(component)
        if office is None:
            return f"Open: {self.open}", ()
        return f"{office.name} (as of {self.as_of})", office.sources


@loaded_once
def load_offices() -> Offices:
    """Return the offices of ``declarations/program_offices.yaml``."""
    offices = Offices.model_validate(declared_yaml(_FILE))
    refuse_unknown_sources(_FILE, offices.passages, sources_of(offices))
    return offices
