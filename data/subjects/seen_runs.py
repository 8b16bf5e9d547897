"""Runs over what is not hidden: made once for each set of hidden proposals, then kept."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from fct.data.common import dump_json
from fct.data.people import Acting
from fct.data.store import Database, hidden_key, sees_all, sight_of, sight_on
from fct.data.tables import (
    Run,
    SeenFacts,
    SeenRow,
    WorthRow,
    insert_record,
    insert_tuples,
    newest_people,
    read_records,
    run_worth,
    runs,
    seen_ranks,
    seen_runs,
)

if TYPE_CHECKING:
    from fct.data.subjects.store import Store

Maker = Callable[["Store", Run, Sequence[frozenset[str]]], Iterator[SeenFacts]]


def is_missing(connection: sa.Connection, run_id: str) -> bool:
    """Whether a run has to be made over what is not hidden on this connection, before it shows."""
    # Who sees all reads the run itself.
    if not sight_on(connection).hidden:
        return False
    return connection.execute(sa.select(runs.c.id).where(runs.c.id == run_id)).first() is None


def missing_sights(connection: sa.Connection, run: Run) -> list[frozenset[str]]:
    """Return what is hidden from people for whom a run has not been made yet, each set once.

    Parameters
    ----------
    connection : Connection
        On which nothing is hidden.
    run : Run
    """
    made = sa.select(seen_runs.c.hidden_key).where(seen_runs.c.run_id == run.id)
    keys = set(connection.scalars(made))
    wanted: dict[str, frozenset[str]] = {}
    for person in newest_people(connection).values():
        acting = Acting(person.actor(), person)
        if person.active and not sees_all(acting):
            hidden = sight_of(connection, acting).hidden_in(run.fiscal_year)
            # By what is hidden and not by person: those from whom the same is hidden share one run.
            wanted[hidden_key(hidden)] = hidden
    return [hidden for key, hidden in wanted.items() if hidden and key not in keys]


def keep_seen(database: Database, run_id: str, key: str, facts: SeenFacts) -> None:
    """Keep what a run is over what is not hidden; a second time nothing changes."""
    row = SeenRow(
        hidden_key=key,
        run_id=run_id,
        left=facts.left,
        best_set=facts.best_set,
        evidence=facts.evidence,
        counts=facts.counts,
    )
    known = sa.select(seen_runs.c.run_id).where(
        seen_runs.c.hidden_key == key, seen_runs.c.run_id == run_id
    )
    with database.writing() as connection:
        if connection.execute(known).first() is not None:
            return
        insert_record(connection, seen_runs, row)
        names = [column.name for column in seen_ranks.columns]
        rows = ((key, run_id, *one) for one in _plain_ranks(facts.ranks))
        insert_tuples(connection, seen_ranks, names, rows)


def kept_worth(connection: sa.Connection, run: Run) -> WorthRow | None:
    """Return what is worth asking in a run over what is not hidden; None where nobody kept it."""
    hidden = sight_on(connection).hidden_in(run.fiscal_year)
    found = sa.select(run_worth).where(
        run_worth.c.run_id == run.id, run_worth.c.hidden_key == hidden_key(hidden)
    )
    return next(iter(read_records(connection, WorthRow, found)), None)


def keep_worth(connection: sa.Connection, row: WorthRow) -> None:
    """Keep what is worth asking in a run; a second time nothing changes."""
    known = sa.select(run_worth.c.run_id).where(
        run_worth.c.run_id == row.run_id, run_worth.c.hidden_key == row.hidden_key
    )
    if connection.execute(known).first() is None:
        insert_record(connection, run_worth, row)


def _plain_ranks(ranks: pd.DataFrame) -> list[tuple[Any, ...]]:
    named = ranks[["proposal_id", "rank", "mark", "tied_with"]]
    return [
        (int(proposal_id), int(rank), str(mark), dump_json(tied_with))
        for proposal_id, rank, mark, tied_with in named.itertuples(index=False)
    ]


def without_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of a run for those who may not see the order: nulls, the keys stay.

    The strength of each criterion stays, as whoever reviews writes against the machine's level.
    """
    hidden = frame.copy()
    # The columns stay, so that a page need not know who looks.
    for name in ("tier", "maturity_low", "maturity_high", "strength", "merit"):
        hidden[name] = pd.Series([None] * len(frame), dtype=object, index=frame.index)
    hidden["parts"] = pd.Series(
        [{part: dict.fromkeys(said) for part, said in parts.items()} for parts in frame["parts"]],
        dtype=object,
        index=frame.index,
    )
    return hidden
