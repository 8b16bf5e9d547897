"""The rows of a run's results: made batch by batch, written within one transaction.

They are made before that transaction keeps other writers waiting, and what a batch gives does not
stay in memory: only the outcomes do, a byte each.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from fct.data.common import (
    Json,
    Spool,
    clean_text,
    dump_json,
    load_json,
    paused_collector,
)
from fct.data.tables.core import findings, outcomes, ranks, scores
from fct.data.tables.records import insert_tuples

# Of all frames, as whoever opens a store imports this: a cycle has thousands of short texts, not
# millions, and in Arrow's columns, the default where Arrow is installed, a look takes a tenth more.
pd.set_option("mode.string_storage", "python")

Rows = Iterable[Sequence[Any]]


class BatchRows(NamedTuple):
    """The rows of a batch of proposals, packed.

    Attributes
    ----------
    scores, findings : bytes
        JSON of rows as a driver takes them.
    rules : list of str
    ids : ndarray of shape (n,)
        Of the proposals.
    outcomes : ndarray of shape (n, n_rules)
    """

    scores: bytes
    findings: bytes
    rules: list[str]
    ids: npt.NDArray[np.int64]
    outcomes: npt.NDArray[np.int8]


def batch_rows(
    of_scores: pd.DataFrame, of_findings: pd.DataFrame, of_outcomes: pd.DataFrame
) -> BatchRows:
    """Return the rows of what was found of a batch of proposals.

    Parameters
    ----------
    of_scores, of_findings, of_outcomes : DataFrame
        As :class:`fct.data.subjects.runs.RunRecord` has them.

    Raises
    ------
    ValueError
        If a column is missing.
    """
    ordered = of_outcomes.sort_index(axis="columns")
    with paused_collector():
        return BatchRows(
            _packed(_rows(scores, of_scores)),
            _packed(_rows(findings, _numbered(of_findings))),
            [str(name) for name in ordered.columns],
            ordered.index.to_numpy(dtype=np.int64),
            ordered.to_numpy(dtype=np.int8),
        )


class RunRows:
    """The rows of one run.

    Parameters
    ----------
    folder : Path, optional
        In which rows wait once memory holds no more; the system's own by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.judged = 0
        self.ranked = 0
        self._scores, self._findings, self._ranks = Spool(folder), Spool(folder), Spool(folder)
        self._rules: list[str] = []
        self._ids: list[npt.NDArray[np.int64]] = []
        self._outcomes: list[npt.NDArray[np.int8]] = []

    def add(self, batch: BatchRows) -> None:
        """Add the rows of a batch.

        Raises
        ------
        ValueError
            If its rules are not those of the batch before.
        """
        if self._ids and batch.rules != self._rules:
            raise ValueError(f"outcomes of {batch.rules}, expected {self._rules}")
        self._rules = batch.rules
        self._scores.add(batch.scores)
        self._findings.add(batch.findings)
        self._ids.append(batch.ids)
        self._outcomes.append(batch.outcomes)
        self.judged += len(batch.ids)

    def add_ranks(self, of_ranks: pd.DataFrame) -> None:
        """Add the order of merit."""
        self._ranks.add(_packed(_rows(ranks, of_ranks)))
        self.ranked += len(of_ranks)

    def insert(self, connection: sa.Connection, run_id: str) -> None:
        """Add all rows in the caller's writing transaction, each with the run's id."""
        results: tuple[tuple[sa.Table, Rows], ...] = (
            (scores, _unpacked(self._scores)),  # first: the others refer to it
            (ranks, _unpacked(self._ranks)),
            (outcomes, self._outcome_rows()),
            (findings, _unpacked(self._findings)),
        )
        for table, rows in results:
            names = [column.name for column in table.columns]
            insert_tuples(connection, table, names, ((run_id, *row) for row in rows))

    def _outcome_rows(self) -> Iterator[tuple[int, str, int]]:
        """Give one row an outcome, in the order of the key: rows that come sorted go in quickly."""
        if not self._ids:
            return
        ids, found = np.concatenate(self._ids), np.concatenate(self._outcomes)
        # A B-tree that is filled in order splits no page in the middle.
        for place in np.argsort(ids, kind="stable"):
            proposal_id = int(ids[place])
            for rule, outcome in zip(self._rules, found[place].tolist(), strict=True):
                yield proposal_id, rule, outcome


def _packed(rows: Sequence[Sequence[Any]]) -> bytes:
    return dump_json(rows).encode()


def _unpacked(spool: Spool) -> Iterator[Sequence[Any]]:
    return chain.from_iterable(load_json(piece.decode()) for piece in spool)


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.empty:
        return frame
    return frame.assign(seq=frame.groupby("proposal_id", sort=False).cumcount() + 1)


def _rows(table: sa.Table, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of a frame as a driver takes them, without the run's id."""
    names = [column.name for column in table.columns if column.name != "run_id"]
    if frame.empty:
        return []
    if missing := sorted(set(names) - set(frame.columns)):
        raise ValueError(f"{table.name}: no column {', '.join(missing)}")
    columns = [_plain_values(table.c[name], frame[name]) for name in names]
    return list(zip(*columns, strict=True))


def _plain_values(column: sa.Column[Any], series: pd.Series) -> list[Any]:
    if isinstance(column.type, Json):
        return [dump_json(value) for value in series.tolist()]
    to_plain: Any = str
    if isinstance(column.type, sa.Text):
        to_plain = _plain_text
    elif isinstance(column.type, sa.Integer):
        to_plain = int
    elif isinstance(column.type, sa.Float):
        to_plain = float
    absent = series.isna().tolist()
    return [
        None if is_absent else to_plain(value)
        for value, is_absent in zip(series.tolist(), absent, strict=True)
    ]


def _plain_text(value: object) -> str:
    return clean_text(str(value))
