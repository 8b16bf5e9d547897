"""Proposals that are judged batch by batch: what must be asked of all of them together.

No declared rule looks from one proposal to another, so a batch is judged like a whole. House rules
may (an answer that nobody else gave), and whether great-expectations can hold one against a column
depends on all that stands there: they are asked once, of the few fields that they name, and each
batch is given its part of the answers.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from fct.data.common import RawProposal
from fct.data.program import Cycle, RuleTerms, load_form
from fct.data.proposals import ProposalTable, SheetTable, read_fields
from fct.expectations.case import Case, Part, RuleResult
from fct.scoring.judging.judgement import house_of


class HouseOfAll:
    """The results of the house rules of a cycle on all of its proposals.

    Parameters
    ----------
    batches : iterable of sequence of RawProposal
        All proposals, in the order in which they are judged; read through once.
    cycle : Cycle
    terms : RuleTerms
    """

    def __init__(
        self, batches: Iterable[Sequence[RawProposal]], cycle: Cycle, terms: RuleTerms
    ) -> None:
        names = {name for one in cycle.house_rules for name in one.rule.fields}
        self._table = _joined([_narrow(read_fields(some, names)) for some in batches])
        self._results = house_of(Case(self._table, cycle, terms))

    def of(self, first: int, beyond: int) -> dict[str, RuleResult]:
        """Return the results on the proposals from one place to before another."""
        return {name: self._part(one, first, beyond) for name, one in self._results.items()}

    def _part(self, result: RuleResult, first: int, beyond: int) -> RuleResult:
        return result._replace(
            outcomes=result.outcomes[first:beyond],
            parts=tuple(self._part_of(one, first, beyond) for one in result.parts),
        )

    def _part_of(self, part: Part, first: int, beyond: int) -> Part:
        outcomes = part.outcomes[first:beyond]
        if part.rows is None:
            return part._replace(outcomes=outcomes)
        owner = self._table.sheet_of(part.field).owner
        # Rows stand in the order of their proposals, so those of a batch are a slice.
        low, high = np.searchsorted(owner, [first, beyond])
        return part._replace(outcomes=outcomes, rows=part.rows[low:high])


def _narrow(table: ProposalTable) -> ProposalTable:
    """Return a table without what only findings point to."""
    sheets = {
        name: SheetTable(name, sheet.columns, sheet.state_columns, sheet.owner, {})
        for name, sheet in table.sheets.items()
    }
    return ProposalTable(table.form, table.refs, sheets, [], [])


def _joined(tables: Sequence[ProposalTable]) -> ProposalTable:
    """Return narrow tables as one, in their order."""
    if not tables:
        return _narrow(read_fields([], ()))
    before = np.cumsum([0, *map(len, tables)])
    sheets = {}
    for name, sheet in tables[0].sheets.items():
        fields = sheet.columns
        some = [table.sheets[name] for table in tables]
        # Owners count within their batch; here all batches are one table.
        owners = [one.owner + first for one, first in zip(some, before, strict=False)]
        sheets[name] = SheetTable(
            name,
            {field: np.concatenate([one.value(field) for one in some]) for field in fields},
            {field: np.concatenate([one.state(field) for one in some]) for field in fields},
            np.concatenate(owners),
            {},
        )
    refs = tables[0].refs.append([table.refs for table in tables[1:]])
    return ProposalTable(load_form(), refs, sheets, [], [])
