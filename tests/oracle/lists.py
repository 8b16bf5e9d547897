"""List workbooks: seasons of the generator as files, and files as the second reading takes them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

from tests.oracle.form import PROPOSAL, TABLES
from tests.oracle.generator import Season
from tests.oracle.reading import Proposal, Raw, Shown, read_proposal


def write_list_workbook(path: Path, season: Season) -> Path:
    """Write the proposals as a list; error values become error cells."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets(season):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell_of(sheet, raw) for raw in row])
    book.save(path)
    return path


def cell_of(sheet: Any, raw: Raw) -> Any:
    """What openpyxl writes for a value."""
    if not isinstance(raw, Shown):
        return raw
    cell = WriteOnlyCell(sheet, raw.value)
    cell.number_format = raw.number_format
    return cell


def sheets(season: Season) -> Iterator[tuple[str, Iterator[list[Raw]]]]:
    """The five sheets with their headings."""
    yield "Proposals", proposal_rows(season)
    for table in TABLES:
        yield table, table_rows(season, table)


def proposal_rows(season: Season) -> Iterator[list[Raw]]:
    """One row a proposal."""
    yield ["ref", *PROPOSAL]
    for one in season.proposals:
        yield [one.ref, *(one.answers.get(name) for name in PROPOSAL)]


def table_rows(season: Season, table: str) -> Iterator[list[Raw]]:
    """The rows of one table, in any order, with refs as text."""
    yield ["ref", *TABLES[table]]
    rows = [
        [f" {one.ref} ", *(row.get(name) for name in TABLES[table])]
        for one in season.proposals
        for row in one.tables[table]
    ]
    if rows:
        rows.append(["NOBODY", *rows[0][1:]])  # a row of an unknown ref is passed over (reading 70)
    Random(len(rows)).shuffle(rows)
    yield from rows


def read_list_workbook(path: Path) -> list[Proposal]:
    """Read a list whose columns are headed by the ids of their fields."""
    rows = {sheet.title: named_rows(sheet.values) for sheet in openpyxl.load_workbook(path)}
    return [
        read_proposal(
            str(answers["ref"]),
            answers,
            {
                table: [row for row in rows[table] if row["ref"] == answers["ref"]]
                for table in TABLES
            },
        )
        for answers in rows["Proposals"]
    ]


def named_rows(values: Iterable[tuple[Any, ...]]) -> list[dict[str, Raw]]:
    """Rows below a heading, by its words."""
    heading, *rows = values
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]
