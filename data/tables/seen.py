"""The tables of runs as those see them who may not see every proposal.

What a run found of one proposal depends on no other one, so only what does is kept anew: the
order, the line and the figures of the whole, over the proposals that are not hidden.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any

import pandas as pd
import sqlalchemy as sa

from fct.data.common import Json, json_column, number_column, text_column
from fct.data.tables.core import publications
from fct.data.tables.records import SEALED_BY, metadata, table_of


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SeenFacts:
    """What of a run depends on all its proposals, over those that are not hidden.

    Attributes
    ----------
    left, best_set, evidence, counts : object
        As in :class:`fct.data.tables.core.RunFacts`.
    ranks : DataFrame
        ``proposal_id, rank, mark, tied_with``, one row a ranked proposal.
    """

    left: Annotated[Any, Json()]
    best_set: Annotated[Any, Json()]
    evidence: Annotated[Any, Json()]
    counts: Annotated[Any, Json()]
    ranks: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenRow:
    """The facts of a run over what one set of hidden proposals leaves.

    Attributes
    ----------
    hidden_key : str
        Of the set, see :func:`fct.data.store.sight.hidden_key`.
    run_id : str
    left, best_set, evidence, counts : object
        As in :class:`SeenFacts`.
    """

    hidden_key: str
    run_id: str
    left: Annotated[Any, Json()]
    best_set: Annotated[Any, Json()]
    evidence: Annotated[Any, Json()]
    counts: Annotated[Any, Json()]


@dataclass(frozen=True, kw_only=True, slots=True)
class WorthRow:
    """What is worth checking and asking in a run, over what one set of hidden proposals leaves.

    Attributes
    ----------
    hidden_key : str
        Of the set, that of the empty one for whoever sees every proposal.
    run_id : str
    answers, questions : list of dict
        As :class:`fct.scoring.defending.worth_asking.Worth` has them.
    """

    hidden_key: str
    run_id: str
    answers: Annotated[Any, Json()]
    questions: Annotated[Any, Json()]


seen_runs = table_of(
    SeenRow,
    "seen_runs",
    sa.PrimaryKeyConstraint("hidden_key", "run_id"),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sealed_by=(),  # made anew from the run at any time
)

seen_ranks = sa.Table(
    "seen_ranks",
    metadata,
    sa.Column("hidden_key", sa.Text, primary_key=True),
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("proposal_id", sa.Integer, primary_key=True),
    number_column("rank"),
    text_column("mark"),
    json_column("tied_with"),
    sa.ForeignKeyConstraint(["hidden_key", "run_id"], ["seen_runs.hidden_key", "seen_runs.run_id"]),
    info={SEALED_BY: ()},
    sqlite_with_rowid=False,
)


run_worth = table_of(
    WorthRow,
    "run_worth",
    sa.PrimaryKeyConstraint("hidden_key", "run_id"),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sealed_by=(),
)


_LAST_PUBLISHED = (
    sa.select(publications.c.run_id)
    .where(publications.c.fiscal_year == sa.bindparam("fiscal_year"))
    .order_by(publications.c.id.desc())
    .limit(1)
)


def published_run_id(connection: sa.Connection, fiscal_year: int) -> str | None:
    """Return the id of the run that was published last."""
    return connection.execute(_LAST_PUBLISHED, {"fiscal_year": fiscal_year}).scalar()
