"""Runs: what was judged by what, with which result; added whole, read back as frames."""

import datetime as dt
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import repeat
from operator import itemgetter
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import sqlalchemy as sa

from fct.data.common import (
    Actor,
    NotNowError,
    UsageError,
    not_there,
    utc_now,
)
from fct.data.decisions import StepKind
from fct.data.people import Action
from fct.data.program import sha256_of_text
from fct.data.proposals import note_without
from fct.data.store import Repository, add_event, hidden_key, kept_reason, sight_on
from fct.data.subjects.cycles import deadline_of
from fct.data.subjects.seen_runs import (
    Maker,
    is_missing,
    keep_seen,
    keep_worth,
    kept_worth,
    missing_sights,
    without_order,
)
from fct.data.subjects.versions import VersionKey
from fct.data.tables import (
    WORDS,
    Publication,
    RowsAsked,
    RowsPage,
    Run,
    RunFacts,
    RunRows,
    Withholding,
    WorthRow,
    actor_values,
    batch_rows,
    declarations,
    findings,
    insert_record,
    insert_row,
    next_number,
    outcomes,
    proposals,
    publications,
    published_run_id,
    ranks,
    read_records,
    rows_page,
    runs,
    scores,
    slate_steps,
    slates,
    withheld_on,
)

_LABELS = ("ref", "version", "title", "component", "project_type")
_RUNS = sa.select(runs).order_by(runs.c.fiscal_year, runs.c.number)
_JUDGED = (
    sa.select(proposals.c.id, *(proposals.c[name] for name in _LABELS))
    .join(scores)
    .where(scores.c.run_id == sa.bindparam("run_id"))
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RunRecord(RunFacts):
    """A run to be added. A frame may have more columns than those named; absent is null.

    Attributes
    ----------
    outcomes : DataFrame
        Index the ids of the proposals, one column a rule: 1 holds, 0 unknown, -1 fails.
    findings : DataFrame
        ``proposal_id, rule, outcome, severity, field, sheet, cell, seen, message``, in the order
        in which a proposal's findings are shown.
    scores : DataFrame
        ``proposal_id, verdict, tier, maturity_low, maturity_high, strength, merit, referral,
        criteria, parts, reading_notes``, one row a proposal.
    ranks : DataFrame
        ``proposal_id, rank, mark, tied_with, request_kusd``, one row a ranked proposal.
    declarations : mapping of str to str
        The texts that it was judged by, by name; its evidence names each by its hash.
    """

    outcomes: pd.DataFrame = field(repr=False)
    findings: pd.DataFrame = field(repr=False)
    scores: pd.DataFrame = field(repr=False)
    ranks: pd.DataFrame = field(repr=False)
    declarations: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> RunRows:
        """Its results as the rows that are kept."""
        made = RunRows()
        made.add(batch_rows(self.scores, self.findings, self.outcomes))
        made.add_ranks(self.ranks)
        return made


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BatchedRun(RunFacts):
    """A run to be added whose proposals were judged batch by batch.

    Attributes
    ----------
    rows : RunRows
        Its results.
    declarations : mapping of str to str
        As :class:`RunRecord` has them.
    """

    rows: RunRows = field(repr=False)
    declarations: Mapping[str, str] = field(default_factory=dict, repr=False)


class Runs(Repository):
    """The runs of a store, what they found, and which readers see.

    Attributes
    ----------
    seen_by : tuple of callable
        The one that makes a run over what some sights do not hide; the wing that ranks names it
        when the program starts. Without it no run is there for whoever may not see every proposal.
    """

    seen_by: ClassVar[tuple[Maker, ...]] = ()

    def add(self, record: RunRecord | BatchedRun, actor: Actor) -> str:
        """Keep a run with all its results and return its id; the same input gives the first run."""
        self._database.ask(Action.RUN_EVALUATE)
        rows = record.rows  # made before the transaction keeps other writers waiting
        with self._writing() as connection:
            return _insert(connection, record, rows, actor)

    def publish(self, run_id: str, actor: Actor) -> None:
        """Make a run the one that readers see; nothing is new for them when it is.

        The first publication after the deadline of the run's cycle settles the cycle, and so does
        the first that would repeat an earlier one.

        Raises
        ------
        DeniedError
            If who publishes may not, or there is no such run.
        """
        self._database.ask(Action.RUN_EVALUATE)
        with self._writing() as connection:
            run = read_run(connection, run_id)
            # The deadline is read in the same transaction: who moves it now waits, so that a cycle
            # is not settled by a deadline that no longer holds.
            _publish(connection, run, actor, deadline_of(connection, run.fiscal_year))
        self.prepare_seen(run.fiscal_year)

    def revert(self, run_id: str, reason: str) -> Publication:
        """Publish a run again that was published before another one, and return that.

        Raises
        ------
        DeniedError
            If who reverts may not, or there is no such run.
        NotNowError
            ``NOT_PUBLISHED``, if it was never published; ``ALREADY_PUBLISHED``, if readers see it
            now; ``CLOSED``, once a slate of its cycle is submitted.
        UsageError
            If the reason is missing or long.
        """
        actor = self._database.ask(Action.RUN_REVERT)
        kept = kept_reason(reason, "Publishing an earlier run again")
        with self._writing() as connection:
            run = read_run(connection, run_id)
            _refuse_revert(connection, run)
            new = Publication(
                fiscal_year=run.fiscal_year, run_id=run.id, published_at=utc_now(), actor=actor
            )
            was = published_run_id(connection, run.fiscal_year)
            insert_record(connection, publications, new)
            details = {"fiscal_year": run.fiscal_year, "reason": kept, "was": was}
            add_event(connection, actor, "run reverted", run.id, details)
        self.prepare_seen(run.fiscal_year)
        return new

    def published_at(self, run_id: str) -> dt.datetime | None:
        """Return when a run was published last; None if it never was."""
        moments = sa.select(publications.c.published_at).where(publications.c.run_id == run_id)
        with self._reading() as connection:
            return connection.scalar(moments.order_by(publications.c.id.desc()).limit(1))

    def prepare_seen(self, fiscal_year: int) -> None:
        """Make the published run of a cycle as each person sees it, where nobody has made it yet.

        Who looks then waits for nothing. What is missing still is made at the first look.
        """
        if not self.seen_by:
            return
        with self._database.looking() as connection:
            run_id = published_run_id(connection, fiscal_year)
            if run_id is None:
                return
            run = read_run(connection, run_id)
            missing = missing_sights(connection, run)
        # After the reading transaction: each takes seconds, and is written in its own.
        if missing:
            self._keep_seen(run, missing)

    def last_publication_at(self, fiscal_year: int) -> dt.datetime | None:
        """Return when a run of a cycle was published last, or would have been again."""
        with self._reading() as connection:
            return _last_publication_at(connection, fiscal_year)

    def get(self, run_id: str) -> Run:
        """Return one run; raises DeniedError with ``NOT_THERE`` if the id is unknown."""
        self._make_seen(run_id)
        with self._reading() as connection:
            return read_run(connection, run_id)

    def of_cycle(self, fiscal_year: int) -> list[Run]:
        """Return the runs of a cycle, oldest first."""
        with self._reading() as connection:
            return _read_runs(connection, runs.c.fiscal_year == fiscal_year)

    def publications(self, fiscal_year: int) -> list[Publication]:
        """Return which runs of a cycle readers were shown, oldest first."""
        of_cycle = sa.select(publications).where(publications.c.fiscal_year == fiscal_year)
        with self._reading() as connection:
            return read_records(connection, Publication, of_cycle.order_by(publications.c.id))

    def on_input(self, fiscal_year: int, input_sha256: str) -> Run | None:
        """Return the run on this input."""
        with self._reading() as connection:
            return _run_on(connection, fiscal_year, input_sha256)

    def published(self, fiscal_year: int) -> Run | None:
        """Return the run that was published last."""
        with self._reading() as connection:
            run_id = published_run_id(connection, fiscal_year)
        return None if run_id is None else self.get(run_id)

    def needed(self, fiscal_year: int) -> Run:
        """Return the run that was published last, where nothing can be said without one.

        Raises
        ------
        UsageError
            If no run of the year is published.
        """
        run = self.published(fiscal_year)
        if run is None:
            raise UsageError(
                f"No run of fiscal year {fiscal_year} is published. An operator publishes one with "
                "`fct evaluate --publish`, if the calendar does not."
            )
        return run

    def declarations(self, run: Run) -> dict[str, str]:
        """Return the texts that a run was judged by, by name; an older run kept none."""
        named: Mapping[str, str] = run.evidence.get("declarations", {})
        found = sa.select(declarations.c.sha256, declarations.c.text)
        with self._reading() as connection:
            rows = connection.execute(found.where(declarations.c.sha256.in_(named.values())))
            texts = {row.sha256: row.text for row in rows}
        return {name: texts[sha256] for name, sha256 in named.items() if sha256 in texts}

    def scores(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the scores of a run, by ref."""
        return self._results(scores, run_id, ref)

    def verdicts(self, run_id: str) -> pd.DataFrame:
        """Return the verdict of each proposal of a run beside its labels, by ref."""
        with self._reading() as connection:
            return _shown(connection, _read_results(connection, scores, run_id, names={"verdict"}))

    def ranks(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the order of merit of a run, by rank."""
        return self._results(ranks, run_id, ref)

    def outcomes(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the outcomes of a run, one row for each proposal and rule, by ref and rule."""
        return self._results(outcomes, run_id, ref)

    def findings(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the findings of a run, by ref, as they are shown."""
        return self._results(findings, run_id, ref)

    def scores_of(self, run_id: str, keys: Sequence[VersionKey]) -> pd.DataFrame:
        """Return the scores of some proposals of a run, by ref."""
        return self._results(scores, run_id, ids=[key.id for key in keys])

    def outcomes_of(self, run_id: str, keys: Sequence[VersionKey]) -> pd.DataFrame:
        """Return the outcomes of some proposals of a run, by ref and rule."""
        return self._results(outcomes, run_id, ids=[key.id for key in keys])

    def outcome_table(self, run_id: str, keys: Sequence[VersionKey]) -> pd.DataFrame:
        """Return outcomes by ref and rule, of shape (n, n_rules); NaN where a run kept none."""
        refs = {key.id: key.ref for key in keys}
        found = sa.select(outcomes.c.proposal_id, outcomes.c.rule, outcomes.c.outcome).where(
            outcomes.c.run_id == run_id, outcomes.c.proposal_id.in_(refs)
        )
        with self._reading() as connection:
            rows = connection.execute(found).all()
        judged, rules = sorted({refs[row[0]] for row in rows}), sorted({row[1] for row in rows})
        by_ref = {ref: place for place, ref in enumerate(judged)}
        by_rule = {rule: place for place, rule in enumerate(rules)}
        table = np.full((len(by_ref), len(by_rule)), np.nan)
        for proposal_id, rule, outcome in rows:
            table[by_ref[refs[proposal_id]], by_rule[rule]] = outcome
        return pd.DataFrame(table, index=judged, columns=rules)

    def page(self, run_id: str, asked: RowsAsked) -> RowsPage:
        """Return one page of the rows of a run, sorted and filtered in the database.

        Raises
        ------
        DeniedError
            If the order is not for who acts.
        """
        self._database.ask(Action.ORDER_SEE)
        with self._reading() as connection:
            if not sight_on(connection).shows_order_of(run_id):
                return RowsPage([], 0)
            return rows_page(connection, run_id, asked)

    def worth(self, run: Run) -> WorthRow | None:
        """Return what is worth checking and asking in a run, over what who acts may see.

        None where it was not kept yet. What is withheld is replaced in the words of others.

        Raises
        ------
        DeniedError
            If the order is not for who acts.
        """
        self._database.ask(Action.ORDER_SEE)
        with self._reading() as connection:
            row, withheld = kept_worth(connection, run), withheld_on(connection)
        if row is None or not withheld:
            return row
        shown = {name: withheld.value(getattr(row, name)) for name in ("answers", "questions")}
        return replace(row, **shown)

    def keep_worth(self, run: Run, answers: Sequence[Any], questions: Sequence[Any]) -> None:
        """Keep what is worth checking and asking in a run, over what who acts may see."""
        with self._reading() as connection:
            hidden = sight_on(connection).hidden_in(run.fiscal_year)
        row = WorthRow(
            hidden_key=hidden_key(hidden),
            run_id=run.id,
            answers=list(answers),
            questions=list(questions),
        )
        with self._writing() as connection:
            keep_worth(connection, row)

    def _results(
        self, table: sa.Table, run_id: str, ref: str | None = None, ids: Sequence[int] | None = None
    ) -> pd.DataFrame:
        only = None if ref is None else proposals.c.ref == ref
        if ids is not None:
            only = proposals.c.id.in_(ids)
        with self._reading() as connection:
            frame = _shown(connection, _read_results(connection, table, run_id, only))
            # Of findings and outcomes there is no order to hide: they are of each proposal alone.
            if sight_on(connection).shows_order_of(run_id) or table not in {scores, ranks}:
                return frame
        return without_order(frame) if table is scores else frame.iloc[:0]

    def _make_seen(self, run_id: str) -> None:
        """Make a run over what is not hidden from who acts, where nobody has made it yet."""
        with self._reading() as connection:
            sight = sight_on(connection)
            if not is_missing(connection, run_id):
                return
        with self._database.looking() as connection:
            found = _read_runs(connection, runs.c.id == run_id)
        for run in found:
            self._keep_seen(run, [sight.hidden_in(run.fiscal_year)])

    def _keep_seen(self, run: Run, sights: Sequence[frozenset[str]]) -> None:
        """Make a run over what sights do not hide, by who was named to make it, and keep it."""
        # The maker needs all proposals to leave the right ones out; who acts gets only what it
        # makes.
        whole: Any = self._database.whole()
        for maker in self.seen_by:
            for hidden, facts in zip(sights, maker(whole, run, sights), strict=True):
                keep_seen(self._database, run.id, hidden_key(hidden), facts)


def _insert(
    connection: sa.Connection, record: RunRecord | BatchedRun, rows: RunRows, actor: Actor
) -> str:
    # Asked again inside the transaction: two evaluations of one input may have ended at once.
    first = _run_on(connection, record.fiscal_year, record.input_sha256)
    if first is not None:
        return first.id
    number = next_number(connection, runs, record.fiscal_year)
    run_id = f"FY{record.fiscal_year}-R{number:03d}"
    own = actor_values(actor)
    insert_record(connection, runs, record, id=run_id, number=number, **own)
    _keep_declarations(connection, record.declarations)
    rows.insert(connection, run_id)
    details = {
        "input_sha256": record.input_sha256,
        "result_sha256": record.result_sha256,
        "proposals": rows.judged,
        "ranked": rows.ranked,
    }
    add_event(connection, actor, "run added", run_id, details)
    return run_id


def _keep_declarations(connection: sa.Connection, texts: Mapping[str, str]) -> None:
    """Keep the texts that are not there yet."""
    # Each text once under its hash, as most runs share all of them.
    known = set(connection.scalars(sa.select(declarations.c.sha256)))
    for name, text in texts.items():
        sha256 = sha256_of_text(text)
        if sha256 not in known:
            values = {"sha256": sha256, "name": name, "text": text}
            insert_row(connection, declarations, values)
            known.add(sha256)


def _publish(
    connection: sa.Connection, run: Run, actor: Actor, deadline: dt.datetime | None
) -> None:
    """Publish a run in a writing transaction; nothing is new when it is the published one.

    One that was published before the deadline of its cycle is published again by the first call
    after it: readers see what they saw, and the cycle is settled from then on.
    """
    now = utc_now()
    is_repeat = published_run_id(connection, run.fiscal_year) == run.id
    last = _last_publication_at(connection, run.fiscal_year)
    is_settling = deadline is not None and last is not None and last <= deadline < now
    if is_repeat and not is_settling:
        return
    new = Publication(fiscal_year=run.fiscal_year, run_id=run.id, published_at=now, actor=actor)
    insert_record(connection, publications, new)
    details = {"fiscal_year": run.fiscal_year, "result_sha256": run.result_sha256}
    action = "run published again" if is_repeat else "run published"
    add_event(connection, actor, action, run.id, details)


def _refuse_revert(connection: sa.Connection, run: Run) -> None:
    """Raise NotNowError where readers cannot be shown an earlier run of a cycle again."""
    steps = sa.select(slate_steps.c.slate_id, slate_steps.c.kind).join(
        slates, slates.c.id == slate_steps.c.slate_id
    )
    in_order = steps.where(slates.c.fiscal_year == run.fiscal_year).order_by(slate_steps.c.number)
    # The last step of each slate says where it is.
    last: dict[str, StepKind] = {row.slate_id: row.kind for row in connection.execute(in_order)}
    closed = [slate for slate, kind in last.items() if kind is not StepKind.SEND_BACK]
    if closed:
        is_published = last[closed[0]] is StepKind.PUBLISH
        then = "published for good" if is_published else "submitted: send it back first"
        raise NotNowError("CLOSED", f"{closed[0]} stands on the run that is shown; it is {then}.")
    if published_run_id(connection, run.fiscal_year) == run.id:
        raise NotNowError(
            "ALREADY_PUBLISHED", f"{run.id} is the run that is shown now. Nothing was changed."
        )
    was_shown = sa.select(publications.c.id).where(publications.c.run_id == run.id).limit(1)
    if connection.scalar(was_shown) is None:
        raise NotNowError(
            "NOT_PUBLISHED",
            f"{run.id} was never published, and only a run that readers saw before can be shown "
            "to them again this way.",
        )


def _last_publication_at(connection: sa.Connection, fiscal_year: int) -> dt.datetime | None:
    """Return when a run of a cycle was published last."""
    moments = sa.select(publications.c.published_at).where(
        publications.c.fiscal_year == fiscal_year
    )
    return connection.execute(moments.order_by(publications.c.id.desc()).limit(1)).scalar()


def _read_runs(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Run]:
    return read_records(connection, Run, _RUNS.where(*where))


def _run_on(connection: sa.Connection, fiscal_year: int, input_sha256: str) -> Run | None:
    found = _read_runs(
        connection, runs.c.fiscal_year == fiscal_year, runs.c.input_sha256 == input_sha256
    )
    return found[0] if found else None


def read_run(connection: sa.Connection, run_id: str) -> Run:
    """Return one run.

    Raises
    ------
    DeniedError
        With ``NOT_THERE``, if the id is unknown.
    """
    found = _read_runs(connection, runs.c.id == run_id)
    if not found:
        raise not_there(run_id)
    return found[0]


def _read_results(
    connection: sa.Connection,
    table: sa.Table,
    run_id: str,
    only: sa.ColumnElement[bool] | None = None,
    names: AbstractSet[str] | None = None,
) -> pd.DataFrame:
    """Return one table of a run's results, the labels of each proposal beside its rows.

    Parameters
    ----------
    connection : Connection
    table : Table
        ``outcomes``, ``findings``, ``scores`` or ``ranks``.
    run_id : str
    only : ColumnElement, optional
        Which proposals are wanted, where not all.
    names : set of str, optional
        Which of the table's own columns are wanted, where not all.

    Returns
    -------
    DataFrame
        ``proposal_id``, the labels, then the table's own columns; by ref, and ranks by rank.
    """
    # Not joined in the database, where each of thousands of outcomes would carry five texts more.
    labels = _labels(connection, run_id, only)
    wanted = (names or {column.name for column in table.columns}) - {"run_id", "proposal_id"}
    own = [column for column in table.columns if column.name in wanted]
    found = sa.select(table.c.proposal_id, *own).where(table.c.run_id == run_id)
    if only is not None:
        found = found.where(table.c.proposal_id.in_(list(labels)))
    every = ["proposal_id", *_LABELS, *(column.name for column in own)]
    kept = connection.execute(found).all()
    rows = [(row[0], *labels[row[0]], *row[1:]) for row in kept if row[0] in labels]
    order = ["rank"] if "rank" in every else [n for n in ("ref", "seq", "rule") if n in every]
    # Sorted before it is a frame, which takes several times as long to join and to sort.
    rows.sort(key=itemgetter(*map(every.index, order)))
    return _frame(rows, every)


def _shown(connection: sa.Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return results with what is withheld replaced where people write as they like."""
    withheld = withheld_on(connection)
    # Only what people write as they like, and the refs of ties: any other column says something of
    # the row's own proposal, and of a hidden one there is no row.
    names = [str(name) for name in frame if name in WORDS | {"tied_with"}] if withheld else []
    if withheld and "reading_notes" in frame:
        said = [_seen_notes(withheld, notes) for notes in frame["reading_notes"]]
        frame = frame.assign(reading_notes=pd.Series(said, dtype=object, index=frame.index))
    return frame.assign(
        **{
            name: pd.Series(
                [withheld.value(value) for value in frame[name]], dtype=object, index=frame.index
            )
            for name in names
        }
    )


def _seen_notes(
    withheld: Withholding, notes: Sequence[Mapping[str, Any]] | None
) -> list[dict[str, Any]]:
    """Return the notes of the reader without what they say of hidden proposals of the same list."""
    said = [(note, note_without(note["text"], withheld.hides)) for note in notes or ()]
    return [{**note, "text": withheld.text(text)} for note, text in said if text is not None]


def _labels(
    connection: sa.Connection, run_id: str, only: sa.ColumnElement[bool] | None
) -> dict[int, tuple[Any, ...]]:
    """Return the labels of each proposal of a run by its key."""
    judged = _JUDGED if only is None else _JUDGED.where(only)
    return {row[0]: row[1:] for row in connection.execute(judged, {"run_id": run_id})}


def _frame(rows: Sequence[Sequence[Any]], names: list[str]) -> pd.DataFrame:
    columns: Mapping[str, tuple[Any, ...]] = dict(
        zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False)
    )
    frame = pd.DataFrame(columns, columns=names)
    for name, values in columns.items():
        if None in values:  # pandas would make NaN of it
            frame[name] = pd.Series(values, dtype=object)
    return frame
