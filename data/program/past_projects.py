"""The public record of past FCT projects, from ``declarations/past_projects.csv``.

Built from news, abstracts and releases, each row with its source; no official list could be read.
"""

from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import loaded_once
from fct.data.program.form import declared_rows


class Standing(StrEnum):
    """How far a project is known to have come."""

    TESTED = "tested"
    IN_TEST = "in test"
    NAMED = "named"


@dataclass(frozen=True, kw_only=True, slots=True)
class PastProject:
    """One project of the record; what no source says is empty.

    Attributes
    ----------
    number : int
        Its name in answers, which later rows do not change.
    fiscal_year : int or None
        In the meaning of ``year_basis``.
    title, item, sponsor, country, vendor : str
    standing : Standing
        ``named`` where no source says that it was tested.
    outcome, production_status, source, year_basis, notes : str
        In the words of the record.
    """

    number: int
    fiscal_year: int | None
    title: str
    item: str
    sponsor: str
    country: str
    vendor: str
    standing: Standing
    outcome: str
    production_status: str
    source: str
    year_basis: str
    notes: str

    @property
    def key(self) -> str:
        """The project's name beside those of proposals, as in ``past 7``."""
        return f"past {self.number}"


@loaded_once
def load_past_projects() -> tuple[PastProject, ...]:
    """Return the projects of the record, in its order."""
    typed = ("number", "fiscal_year", "standing")
    return tuple(
        PastProject(
            number=int(row["number"]),
            fiscal_year=int(row["fiscal_year"]) if row["fiscal_year"] else None,
            standing=Standing(row["standing"]),
            **{name: text for name, text in row.items() if name not in typed},
        )
        for row in declared_rows("past_projects.csv")
    )
