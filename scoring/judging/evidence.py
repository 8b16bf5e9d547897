"""The evidence behind a proposal's results: what was written where, and how it was read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from fct.data.common import squeeze
from fct.data.program import PROPOSAL, Rule
from fct.data.proposals import ProposalTable, State

STATE_WORDS = {
    State.BLANK: "blank",
    State.READ: "read",
    State.UNREADABLE: "unreadable",
    State.PARTLY: "read in part",
}
_FEW = 12  # a rule that reads more fields looks at every answer of a kind
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer with its address.

    Attributes
    ----------
    field, label : str
    written, read : str
        What the sponsor wrote, and what was read from it.
    state : str
    sheet, cell : str
        As the file names them; ``cell`` is empty where the form has no such cell.
    """

    field: str
    label: str
    written: str
    read: str
    state: str
    sheet: str
    cell: str

    @property
    def where(self) -> str:
        """Sheet and cell."""
        return f"{self.sheet} {self.cell}".strip() if self.cell else "no cell"


def said(value: Any) -> str:
    """Return a read value in words."""
    if isinstance(value, tuple):
        return "; ".join(str(item) for item in value)
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return "" if value is None else str(value)


def answers_of(table: ProposalTable, field_id: str) -> Iterator[Evidence]:
    """Yield each answer to one field; a table of one proposal."""
    sheet = table.sheet_of(field_id)
    for row in range(len(sheet)):
        name, where = table.address(field_id, row)
        yield Evidence(
            field=field_id,
            label=table.form[field_id].heading,
            written=squeeze(table.written(field_id, row))[:_LONGEST],
            read=said(sheet.value(field_id)[row]),
            state=STATE_WORDS[State(int(sheet.state(field_id)[row]))],
            sheet=name,
            cell=where,
        )


def evidence_of(table: ProposalTable, rule: Rule, blamed: Sequence[str]) -> list[Evidence]:
    """Return the answers that a rule reads.

    Parameters
    ----------
    table : ProposalTable
        Of one proposal.
    rule : Rule
    blamed : sequence of str
        Fields of its findings; all that is shown of a rule that reads every answer of a kind.
    """
    chosen = rule.fields if len(rule.fields) <= _FEW else tuple(dict.fromkeys(blamed))
    return [one for field_id in chosen for one in answers_of(table, field_id)]


def proposal_answers(table: ProposalTable) -> list[Evidence]:
    """Return all answers of the sheet ``Proposal``, in the order of the form."""
    fields = table.form.of_sheet(PROPOSAL)
    return [one for field in fields for one in answers_of(table, field.id)]


def sheet_rows(table: ProposalTable, sheet: str) -> list[list[Evidence]]:
    """Return the rows of one of the four tables, each as its answers."""
    columns = [list(answers_of(table, field.id)) for field in table.form.of_sheet(sheet)]
    return [list(row) for row in zip(*columns, strict=True)]
