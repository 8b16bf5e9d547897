"""What a package is made from: the slate, the run, the people, and what they said of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fct.data.decisions import SlateState
from fct.data.formats import Provenance
from fct.data.program import Marking
from fct.scoring.deciding.standing import Standing
from fct.scoring.ranking import OrderOfMerit

if TYPE_CHECKING:
    import pandas as pd

    from fct.data.tables import ExtensionRow, Run

UNCLASSIFIED, CONTROLLED = "UNCLASSIFIED", "CUI"


@dataclass(frozen=True, slots=True)
class Dissent:
    """A review that recommends otherwise than what was decided."""

    ref: str
    person: str
    recommends: str
    decided: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageSource:
    """What a package is made from.

    Attributes
    ----------
    standing : Standing
    order : OrderOfMerit
        Of the slate's run.
    run : Run
    provenance : Provenance
        Of the run, which stands on all that goes out.
    scores, findings : DataFrame
        Of the run.
    marking : Marking
        Of the controlling office.
    names : mapping of str to str
        Of people by id.
    dissents : sequence of Dissent
    extensions : sequence of ExtensionRow
        The later deadlines of the cycle.
    made : datetime
        The moment of the slate: its last step or decision, else the end of the run.
    """

    standing: Standing
    order: OrderOfMerit
    run: "Run"
    provenance: Provenance
    scores: "pd.DataFrame"
    findings: "pd.DataFrame"
    marking: Marking
    names: Mapping[str, str]
    dissents: Sequence[Dissent] = ()
    extensions: "Sequence[ExtensionRow]" = ()
    made: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        kept = self.standing.kept
        moments = [one.at for one in kept.versions] + [one.at for one in kept.steps]
        object.__setattr__(self, "made", max(moments, default=self.run.finished_at))

    def with_dissents(self, dissents: Sequence[Dissent]) -> "PackageSource":
        """Return the same source with reviews that recommend otherwise."""
        return replace(self, dissents=dissents)

    @property
    def is_published(self) -> bool:
        """Whether the slate is published; before, everything is a draft."""
        return self.standing.state is SlateState.PUBLISHED

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone of the cycle, in which its papers state moments."""
        return self.order.cycle.zone

    @property
    def slate_id(self) -> str:
        """The id of the slate; that of the first one of the cycle where nothing is decided yet."""
        slate = self.standing.kept.slate
        return f"FY{self.standing.basis.fiscal_year}-D001" if slate is None else slate.id

    def name_of(self, person: str) -> str:
        """Return a person's name with the id, or the id alone where there is no other name."""
        name = self.names.get(person, person)
        return person if name == person else f"{name} ({person})"

    def marking_of(self, refs: Sequence[str]) -> Marking:
        """Return the highest marking of what a file holds of some proposals.

        The office's own, unless every one of them says that it is unclassified.
        """
        from fct.scoring.deciding.released import answer_of

        proposals = self.order.proposals
        said = [answer_of(proposals[ref], "marking") for ref in refs if ref in proposals]
        is_unclassified = all(one == UNCLASSIFIED for one in said)
        if is_unclassified or self.marking.banner == UNCLASSIFIED:
            banner = UNCLASSIFIED if is_unclassified else CONTROLLED
            return self.marking.model_copy(update={"banner": banner})
        return self.marking
