"""What of a proposal, or of a project of the past, is compared with others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fct.data.common import RawProposal
from fct.data.program import PastProject, Standing, load_form
from fct.data.proposals import ProposalTable, read_answer

_FIELDS = (
    "component",
    "title",
    "item_name",
    "vendor",
    "requirement_number",
    "requirement_authority",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A proposal, or a project of the public record; what is not known is empty text or None.

    Attributes
    ----------
    key : str
        As in ``FY2027 FY27-ARMY-01`` or ``past 7``; no two entries have the same.
    fiscal_year : int or None
    component : str or None
        For a project of the record its sponsor.
    title, item, vendor, requirement, authority : str
        As written.
    standing : Standing or None
        Of a project of the record; None for a proposal.
    outcome, source : str
        Of a project of the record.
    """

    key: str
    fiscal_year: int | None = None
    component: str | None = None
    title: str = ""
    item: str = ""
    vendor: str = ""
    requirement: str = ""
    authority: str = ""
    standing: Standing | None = None
    outcome: str = ""
    source: str = ""

    @property
    def ref(self) -> str:
        """The proposal's reference, or the key of a project of the record."""
        return self.key if self.standing else self.key.partition(" ")[2]


def proposal_key(fiscal_year: int, ref: str) -> str:
    """Return the key of a proposal, another one than that of the same ref in another year."""
    return f"FY{fiscal_year} {ref}"


def entries_of_proposals(
    proposals: Sequence[RawProposal] | ProposalTable, fiscal_year: int
) -> list[Entry]:
    """Return the entries of one cycle's proposals; a blank or unreadable answer is not known.

    Parameters
    ----------
    proposals : sequence of RawProposal, or ProposalTable
        With different refs.
    fiscal_year : int
        Of the cycle.
    """
    if isinstance(proposals, ProposalTable):
        proposals = proposals.proposals
    return [_entry(proposal, fiscal_year) for proposal in proposals]


def _entry(proposal: RawProposal, fiscal_year: int) -> Entry:
    form = load_form()
    cells = ((name, proposal.answers.get(name)) for name in _FIELDS)
    values = {
        name: None if cell is None else read_answer(form[name], cell.value).value
        for name, cell in cells
    }
    return Entry(
        key=proposal_key(fiscal_year, proposal.ref),
        fiscal_year=fiscal_year,
        component=values["component"],
        title=values["title"] or "",
        item=values["item_name"] or "",
        vendor=values["vendor"] or "",
        requirement=values["requirement_number"] or "",
        authority=values["requirement_authority"] or "",
    )


def entries_of_past(projects: Iterable[PastProject]) -> list[Entry]:
    """Return the entries of projects of the public record."""
    return [
        Entry(
            key=project.key,
            fiscal_year=project.fiscal_year,
            component=project.sponsor or None,
            title=project.title,
            item=project.item,
            vendor=project.vendor,
            standing=project.standing,
            outcome=project.outcome,
            source=project.source,
        )
        for project in projects
    ]
