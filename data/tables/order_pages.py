"""The rows of a run by the page: sorted, filtered and cut in the database, never read as a whole.

It is for runs of more proposals than a page could hold. Words are looked for in ref and title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from fct.data.tables.core import proposals, ranks, scores
from fct.data.tables.records import shown_row, withheld_on

ROWS_OF_A_PAGE = 100
_SHOWN = (
    *(proposals.c.ref, proposals.c.version, proposals.c.title, proposals.c.component),
    *(proposals.c.project_type, scores.c.verdict, scores.c.tier, scores.c.merit),
    *(scores.c.maturity_low, scores.c.maturity_high, scores.c.strength),
    *(ranks.c.rank, ranks.c.mark, ranks.c.tied_with, ranks.c.request_kusd),
)
_SORTS: Mapping[str, sa.Column[Any]] = {
    "rank": ranks.c.rank,
    "ref": proposals.c.ref,
    "title": proposals.c.title,
    "component": proposals.c.component,
    "tier": scores.c.tier,
    "merit": scores.c.merit,
    "maturity": scores.c.maturity_low,
    "strength": scores.c.strength,
    "mark": ranks.c.mark,
    "verdict": scores.c.verdict,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RowsAsked:
    """Which rows of a run are asked for.

    Attributes
    ----------
    is_ranked : bool or None
        The ranked alone, the others alone, or all that were judged.
    sort : str
        One of rank, ref, title, component, tier, merit, maturity, strength, mark and verdict, after
        ``-`` for the highest first; another, or none, is rank. What has no such value comes last.
    words : str
        All of which stand in ref and title, in any case.
    component, mark, verdict : str
        Empty where any will do.
    page : int
        From 1.
    """

    is_ranked: bool | None = True
    sort: str = "rank"
    words: str = ""
    component: str = ""
    mark: str = ""
    verdict: str = ""
    page: int = 1


class RowsPage(NamedTuple):
    """One page of rows.

    Attributes
    ----------
    rows : list of dict
        ``ref, version, title, component, project_type, verdict, tier, merit, maturity_low,
        maturity_high, strength, rank, mark, tied_with, request_kusd``; null where not ranked.
    found : int
        How many rows match, on all pages.
    """

    rows: list[dict[str, Any]]
    found: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.found // ROWS_OF_A_PAGE))


def rows_page(connection: sa.Connection, run_id: str, asked: RowsAsked) -> RowsPage:
    """Return one page of the rows of a run.

    Parameters
    ----------
    connection : Connection
        They are those that are to be seen on it.
    run_id : str
    asked : RowsAsked
    """
    where = [scores.c.run_id == run_id, *_conditions(asked)]
    matching = sa.select(*_SHOWN).select_from(_joined(is_ranked=asked.is_ranked)).where(*where)
    counted = sa.select(sa.func.count()).select_from(_joined(is_ranked=asked.is_ranked))
    page = (
        matching.order_by(*_order(connection, asked.sort))
        .limit(ROWS_OF_A_PAGE)
        .offset((max(1, asked.page) - 1) * ROWS_OF_A_PAGE)
    )
    withheld = withheld_on(connection)
    rows = [
        {**shown_row(connection, row), "tied_with": withheld.value(row["tied_with"])}
        for row in connection.execute(page).mappings()
    ]
    return RowsPage(rows, int(connection.scalar(counted.where(*where)) or 0))


def _joined(*, is_ranked: bool | None) -> sa.FromClause:
    of_run = sa.and_(ranks.c.run_id == scores.c.run_id, ranks.c.proposal_id == scores.c.proposal_id)
    named = scores.join(proposals, proposals.c.id == scores.c.proposal_id)
    return named.join(ranks, of_run, isouter=not is_ranked)


def _conditions(asked: RowsAsked) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        sa.or_(
            proposals.c.ref.icontains(word, autoescape=True),
            proposals.c.title.icontains(word, autoescape=True),
        )
        for word in asked.words.split()
    ]
    for column, value in (
        (proposals.c.component, asked.component),
        (ranks.c.mark, asked.mark),
        (scores.c.verdict, asked.verdict),
    ):
        if value:
            found.append(column == value)
    if asked.is_ranked is False:
        found.append(ranks.c.rank.is_(None))
    return found


def _order(connection: sa.Connection, sort: str) -> list[sa.ColumnElement[Any]]:
    column = _SORTS.get(sort.removeprefix("-"), ranks.c.rank)
    by: sa.ColumnElement[Any] = column
    if isinstance(column.type, sa.Text) and connection.dialect.name == "postgresql":
        by = sa.collate(column, "C")  # both databases order text by its bytes
    by = by.desc() if sort.startswith("-") else by.asc()
    # To the last one unique, or a row could stand on two pages or on none.
    return [by.nulls_last(), ranks.c.rank.nulls_last(), scores.c.proposal_id]
