"""Variants of proposals that were read: with answers changed, and only those read again.

A test holds them equal to the table that is built of the changed proposals.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fct.data.common import RawProposal
from fct.data.proposals.table import ProposalTable, SheetTable, read_fields


class Variant(NamedTuple):
    """A proposal of a table as it would be.

    Attributes
    ----------
    place : int
        Of the proposal in the table.
    proposal : RawProposal
        With answers changed, or as it is.
    fields : tuple of str
        Ids of the changed answers.
    """

    place: int
    proposal: RawProposal
    fields: tuple[str, ...] = ()


def table_of_variants(table: ProposalTable, variants: Sequence[Variant]) -> ProposalTable:
    """Return the table of variants of proposals, in their order, without the reader's notes.

    Parameters
    ----------
    table : ProposalTable
        Of the proposals as they are.
    variants : sequence of Variant
    """
    places = np.array([one.place for one in variants], dtype=np.intp)
    found = ProposalTable(
        table.form,
        table.refs[places],
        {name: _chosen(sheet, places) for name, sheet in table.sheets.items()},
        [one.proposal for one in variants],
        [[] for _ in variants],
    )
    by_field: dict[str, list[int]] = {}
    for row, one in enumerate(variants):
        for field_id in one.fields:
            by_field.setdefault(field_id, []).append(row)
    for field_id, rows in by_field.items():
        read = read_fields([variants[row].proposal for row in rows], [field_id])
        _write_over(found.sheet_of(field_id), read.sheet_of(field_id), field_id, rows)
    return found


def _chosen(sheet: SheetTable, places: npt.NDArray[np.intp]) -> SheetTable:
    """Return the rows of some proposals, which may be named more than once."""
    first = np.searchsorted(sheet.owner, places)
    counts = np.searchsorted(sheet.owner, places, side="right") - first
    # Rows first, first + 1, ... of each place in one array: the running number minus where its
    # place began, plus its first row.
    starts = np.repeat(first - np.cumsum(counts) + counts, counts)
    rows = starts + np.arange(counts.sum())
    chosen = rows.tolist()
    return SheetTable(
        sheet.name,
        {name: column[rows] for name, column in sheet.columns.items()},
        {name: column[rows] for name, column in sheet.state_columns.items()},
        np.repeat(np.arange(len(places), dtype=np.intp), counts),
        {name: [cells[row] for row in chosen] for name, cells in sheet.cells.items()},
    )


def _write_over(sheet: SheetTable, read: SheetTable, field_id: str, rows: Sequence[int]) -> None:
    """Write the column of a field as it reads in the variants that change it."""
    at = np.flatnonzero(np.isin(sheet.owner, rows))
    sheet.columns[field_id][at] = read.value(field_id)
    sheet.state_columns[field_id][at] = read.state(field_id)
    for row, cell in zip(at.tolist(), read.cells[field_id], strict=True):
        sheet.cells[field_id][row] = cell
