"""The rows of a run, batch by batch."""

from collections.abc import Callable

import pandas as pd
import pytest
import sqlalchemy as sa

from fct.data.subjects.runs import BatchedRun, RunRecord
from fct.data.subjects.store import Store
from fct.data.tables.core import RunFacts, findings, outcomes, ranks, scores
from fct.data.tables.records import field_names
from fct.data.tables.run_rows import RunRows, batch_rows


def rows_of(store: Store, run_id: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of a run by table, by its key and without the run's id."""
    with store.reading() as connection:
        return {
            table.name: [
                tuple(row)[1:]
                for row in connection.execute(
                    sa.select(table).where(table.c.run_id == run_id).order_by(*table.primary_key)
                )
            ]
            for table in (scores, findings, outcomes, ranks)
        }


def frames(
    ids: list[int], rules: tuple[str, ...] = ("G1", "M1")
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores, findings and outcomes of a few proposals."""
    names = [column.name for column in scores.columns if column.name != "run_id"]
    of_scores = pd.DataFrame([dict.fromkeys(names) for _ in ids]).assign(
        proposal_id=ids, verdict="rankable", criteria=[{}] * len(ids)
    )
    for name in ("parts", "reading_notes"):
        of_scores[name] = pd.Series([[]] * len(ids), dtype=object)
    of_outcomes = pd.DataFrame(1, index=ids, columns=list(rules))
    return of_scores, pd.DataFrame(), of_outcomes


def test_a_batch_with_other_rules_is_not_taken() -> None:
    """Outcomes of two batches stand under the same rules, or they would be mixed up."""
    rows = RunRows()
    rows.add(batch_rows(*frames([1])))

    with pytest.raises(ValueError, match=r"outcomes of \['G1'\], expected \['G1', 'M1'\]"):
        rows.add(batch_rows(*frames([2], ("G1",))))


def test_a_frame_without_a_column_is_not_taken() -> None:
    """Scores without a verdict are no scores."""
    of_scores, of_findings, of_outcomes = frames([1])

    with pytest.raises(ValueError, match="scores: no column verdict"):
        batch_rows(of_scores.drop(columns="verdict"), of_findings, of_outcomes)


def test_batches_give_the_rows_of_the_whole(two: Store, make_run: Callable[..., RunRecord]) -> None:
    """Two proposals in two batches, the second first: the same rows as in one, by their keys."""
    two.cycles.add(2027, "{fiscal_year: 2027, final_due: 2026-06-30}", "cycle", two.actor)
    ids = [key.id for key in two.versions.keys_to_judge(2027, make_run([]).started_at)]
    record, in_batches = make_run(ids), RunRows()
    for one in reversed(ids):
        in_batches.add(
            batch_rows(
                record.scores[record.scores["proposal_id"] == one],
                record.findings[record.findings["proposal_id"] == one],
                record.outcomes.loc[[one]],
            )
        )
    in_batches.add_ranks(record.ranks)
    facts = {name: getattr(record, name) for name in field_names(RunFacts)}
    two.runs.add(record, two.actor)
    two.runs.add(BatchedRun(**{**facts, "input_sha256": "other"}, rows=in_batches), two.actor)

    first, second = (rows_of(two, f"FY2027-R00{number}") for number in (1, 2))
    assert [len(rows) for rows in first.values()] == [2, 4, 6, 2]
    assert first == second
