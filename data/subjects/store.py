"""The store: the only reader and writer of the database and of the submitted files.

Every method is one transaction. Methods that write name an actor and add to the event log in the
same transaction; nothing that was written is changed.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from fct.data import store
from fct.data.common import Actor, StoreError, UsageError
from fct.data.program import parse_cycle, sha256_of_text
from fct.data.store import (
    Event,
    Settings,
    explained_errors,
    kept_reason,
    make_engine,
    prepare_schema,
    proposals,
    refuse_network_disk,
    runs,
    submissions,
)
from fct.data.subjects import (
    receipts as store_receipts,
    receiving as store_receiving,
    runs as store_runs,
    submissions as store_submissions,
    versions as store_versions,
    withdrawals as store_standing,
)
from fct.data.subjects.attachments import AttachmentStore
from fct.data.subjects.overlaps import OverlapStore
from fct.data.subjects.receipts import HeldVersion
from fct.data.subjects.rule_changes import RuleChangeStore
from fct.data.subjects.runs import Run, RunRecord
from fct.data.subjects.scenarios import ScenarioStore
from fct.data.subjects.submissions import NewSubmission, StoredProposal, Submission
from fct.data.subjects.track_record import TrackRecordStore
from fct.data.subjects.withdrawals import Standing

_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class CycleRow:
    """One version of a cycle file.

    Attributes
    ----------
    fiscal_year, version : int
    yaml : str
        The file's text.
    sha256 : str
    added_at : datetime
    actor : Actor
    """

    fiscal_year: int
    version: int
    yaml: str = field(repr=False)
    sha256: str
    added_at: dt.datetime
    actor: Actor


def open_store(settings: Settings) -> "Store":
    """Open the store, and make it where there is none.

    Raises
    ------
    StoreError
        If the place cannot be used: one sentence says why and what to do.
    """
    with explained_errors(settings):
        for folder in (settings.home, settings.files_folder):
            folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        if settings.sqlite_path is not None:
            _make_private(settings.sqlite_path)
        engine = make_engine(settings)
        try:
            prepare_schema(engine, settings)
        except BaseException:
            engine.dispose()
            raise
    return Store(settings, engine)


def _make_private(path: Path) -> None:
    refuse_network_disk(path)
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=_PRIVATE_FILE)


class Store(AttachmentStore, ScenarioStore, OverlapStore, RuleChangeStore, TrackRecordStore):
    """The open store; made by :func:`open_store`, safe to share between threads.

    Parameters
    ----------
    settings : Settings
    engine : Engine
        Whose schema is prepared.
    """

    def make_new(self, actor: Actor, *, illustrative: bool) -> None:
        """Write into an empty store, for ever, whether all in it is illustrative.

        Raises
        ------
        NotNowError
            With the code ``NOT_EMPTY``, if the store holds anything.
        """
        with self._writing() as connection:
            store.insert_mark(connection, actor, illustrative=illustrative)

    def is_illustrative(self) -> bool:
        """Return whether the store was made to hold nothing but illustrative things."""
        with self._reading() as connection:
            return store.is_illustrative(connection)

    def add_cycle(self, fiscal_year: int, yaml_text: str, sha256: str, actor: Actor) -> int:
        """Keep a cycle file and return its version; one equal to the last version is not new."""
        with self._writing() as connection:
            last = _cycle(connection, fiscal_year, None)
            if last is not None and last.sha256 == sha256:
                return last.version
            version = 1 if last is None else last.version + 1
            new = CycleRow(fiscal_year, version, yaml_text, sha256, dt.datetime.now(dt.UTC), actor)
            _insert_cycle(connection, new, "cycle added", {})
            return version

    def change_cycle(self, was: CycleRow, yaml_text: str, actor: Actor, reason: str) -> int:
        """Keep another version of a cycle, with the reason, and return its number.

        Parameters
        ----------
        was : CycleRow
            The last version, against which the change was shown.
        yaml_text : str
        actor : Actor
        reason : str

        Raises
        ------
        UsageError
            If the reason is missing or long, or another version was added since.
        """
        kept = kept_reason(reason, "A change of a cycle")
        with self._writing() as connection:
            last = _cycle(connection, was.fiscal_year, None)
            if last is None or last.version != was.version:
                raise UsageError(
                    f"Version {was.version} of cycle {was.fiscal_year} is not the last one any "
                    "more. Look at the change again, without --reason."
                )
            new = replace(
                was,
                version=was.version + 1,
                yaml=yaml_text,
                sha256=sha256_of_text(yaml_text),
                added_at=dt.datetime.now(dt.UTC),
                actor=actor,
            )
            _insert_cycle(connection, new, "cycle changed", {"reason": kept})
            return new.version

    def cycle(self, fiscal_year: int, version: int | None = None) -> CycleRow | None:
        """Return a version of a cycle file, the last one by default."""
        with self._reading() as connection:
            return _cycle(connection, fiscal_year, version)

    def cycles(self) -> list[CycleRow]:
        """Return the last version of each cycle file, by fiscal year."""
        with self._reading() as connection:
            by_year = {row.fiscal_year: row for row in _cycles(connection)}
        return [by_year[year] for year in sorted(by_year)]

    def add_submission(self, new: NewSubmission) -> Submission:
        """Keep a file and what is in it, and return its receipt.

        The same file as the judged version gives its receipt again and writes nothing; that of an
        older version becomes the newest. A refused file replaces nothing. A ref that the cycle
        knows gets a further version, if it is of the same component.

        Raises
        ------
        UsageError
            If the ref to replace is not in the cycle, or the file holds several proposals.
        RefusalError
            If the sender's quota of the day is used up.
        StoreError
            If it cannot be written now; then nothing of it is kept.
        """
        rows = store_submissions.proposal_rows(new.proposals)
        try:
            with self._writing() as connection:
                return store_receiving.receive(connection, self.files, new, rows)
        except BaseException:
            with suppress(StoreError):
                self._discard_unknown(hashlib.sha256(new.content).hexdigest())
            raise

    def submission(self, submission_id: str) -> Submission:
        """Return one receipt.

        Raises
        ------
        UsageError
            If there is none of that id.
        """
        with self._reading() as connection:
            found = store_submissions.read_submissions(
                connection, submissions.c.id == submission_id
            )
        if not found:
            raise UsageError(
                f"There is no submission {submission_id}; they are named as in FY2027-S0001."
            )
        return found[0]

    def submissions(self, fiscal_year: int) -> list[Submission]:
        """Return the receipts of a cycle, in the order in which the files came."""
        with self._reading() as connection:
            return store_submissions.read_submissions(
                connection, submissions.c.fiscal_year == fiscal_year
            )

    def held_versions(self, submission_id: str, deadline: dt.datetime) -> list[HeldVersion]:
        """Return the versions that a submission brought, each with the one that counts now."""
        with self._reading() as connection:
            return store_receipts.held_versions(connection, submission_id, deadline)

    def is_moment_stated(self, submission_id: str) -> bool:
        """Return whether the submitter told when a submission came."""
        with self._reading() as connection:
            return store_receipts.is_moment_stated(connection, submission_id)

    def proposals_of(self, submission: Submission) -> list[StoredProposal]:
        """Return the proposals that a submission brought, by ref."""
        own = proposals.c.submission_id == submission.id
        with self._reading() as connection:
            return store_versions.last_versions(connection, submission.fiscal_year, own)

    def refs(self, fiscal_year: int) -> Mapping[str, str | None]:
        """Return the component of the last version of each ref of a cycle."""
        known = (
            sa.select(proposals.c.ref, proposals.c.component)
            .where(proposals.c.fiscal_year == fiscal_year)
            .order_by(proposals.c.version)
        )
        with self._reading() as connection:
            return {row.ref: row.component for row in connection.execute(known)}

    def proposals_to_judge(self, fiscal_year: int, deadline: dt.datetime) -> list[StoredProposal]:
        """Return the last version of each proposal that came in time or out of cycle, by ref.

        Test submissions and withdrawn proposals are left out.

        Parameters
        ----------
        fiscal_year : int
        deadline : datetime
            Aware; its very moment is in time.
        """
        with self._reading() as connection:
            return store_versions.last_versions(
                connection,
                fiscal_year,
                store_versions.came_in_time(deadline),
                store_versions.still_stands(fiscal_year),
            )

    def ids_to_judge(self, fiscal_year: int, deadline: dt.datetime) -> Mapping[str, int]:
        """Return the keys of :meth:`proposals_to_judge` by ref, without what is in them."""
        with self._reading() as connection:
            return store_versions.newest_ids(
                connection,
                fiscal_year,
                store_versions.came_in_time(deadline),
                store_versions.still_stands(fiscal_year),
            )

    def judged_ids(self, run_id: str) -> Mapping[str, int]:
        """Return the keys of the versions that a run judged, by ref."""
        with self._reading() as connection:
            return store_versions.judged_ids(connection, run_id)

    def late_proposals(self, fiscal_year: int, deadline: dt.datetime) -> list[StoredProposal]:
        """Return the last version of each proposal that came too late and still stands, by ref."""
        with self._reading() as connection:
            return store_versions.last_versions(
                connection,
                fiscal_year,
                sa.not_(store_versions.came_in_time(deadline)),
                store_versions.still_stands(fiscal_year),
            )

    def proposal(self, fiscal_year: int, ref: str, version: int | None = None) -> StoredProposal:
        """Return a version of a proposal, the last one by default.

        Raises
        ------
        UsageError
            If there is none.
        """
        where = [proposals.c.ref == ref]
        where += [] if version is None else [proposals.c.version == version]
        with self._reading() as connection:
            found = store_versions.last_versions(connection, fiscal_year, *where)
        if not found:
            which = f"proposal {ref}" if version is None else f"version {version} of {ref}"
            raise UsageError(
                f"There is no {which} in fiscal year {fiscal_year}; give the ref as `fct rank` or "
                "the receipt shows it."
            )
        return found[0]

    def versions(self, fiscal_year: int, ref: str) -> list[StoredProposal]:
        """Return every version of a proposal, the first one first; raises UsageError for none."""
        with self._reading() as connection:
            found = store_versions.all_versions(connection, fiscal_year, ref)
        if not found:
            raise UsageError(
                f"There is no proposal {ref} in fiscal year {fiscal_year}; give the ref as the "
                "receipt shows it."
            )
        return found

    def judged_proposals(self, run_id: str) -> list[StoredProposal]:
        """Return the versions that a run judged, by ref; a later one may have come in since."""
        with self._reading() as connection:
            return store_versions.judged_versions(connection, run_id)

    def add_standing(self, change: Standing) -> None:
        """Keep that a proposal was withdrawn or re-opened; raises UsageError if it stands so."""
        with self._writing() as connection:
            store_standing.insert_standing(connection, change)

    def standings(self, fiscal_year: int, ref: str | None = None) -> list[Standing]:
        """Return who withdrew and re-opened the proposals of a cycle, or one of them, when."""
        with self._reading() as connection:
            return store_standing.read_standings(connection, fiscal_year, ref)

    def add_run(self, record: RunRecord, actor: Actor) -> str:
        """Keep a run with all its results and return its id; the same input gives the first run."""
        prepared = store_runs.PreparedRun(record)
        with self._writing() as connection:
            return store_runs.insert_run(connection, prepared, actor)

    def publish(self, run_id: str, actor: Actor) -> None:
        """Make a run the one that readers see; nothing is new for them when it is.

        The first publication after the deadline of the run's cycle settles the cycle, and so does
        the first that would repeat an earlier one.

        Raises
        ------
        UsageError
            If there is no such run.
        """
        with self._writing() as connection:
            run = store_runs.read_run(connection, run_id)
            deadline = _deadline(connection, run.fiscal_year)
            store_runs.insert_publication(connection, run, actor, deadline)

    def last_publication_at(self, fiscal_year: int) -> dt.datetime | None:
        """Return when a run of a cycle was published last, or would have been again."""
        with self._reading() as connection:
            return store_runs.last_publication_at(connection, fiscal_year)

    def run(self, run_id: str) -> Run:
        """Return one run; raises UsageError if there is none of that id."""
        with self._reading() as connection:
            return store_runs.read_run(connection, run_id)

    def runs(self, fiscal_year: int) -> list[Run]:
        """Return the runs of a cycle, oldest first."""
        with self._reading() as connection:
            return store_runs.read_runs(connection, runs.c.fiscal_year == fiscal_year)

    def run_of(self, fiscal_year: int, input_sha256: str) -> Run | None:
        """Return the run on this input."""
        with self._reading() as connection:
            found = store_runs.read_runs(
                connection,
                runs.c.fiscal_year == fiscal_year,
                runs.c.input_sha256 == input_sha256,
            )
        return found[0] if found else None

    def published_run(self, fiscal_year: int) -> Run | None:
        """Return the run that was published last."""
        with self._reading() as connection:
            run_id = store_runs.published_run_id(connection, fiscal_year)
            return None if run_id is None else store_runs.read_run(connection, run_id)

    def scores(self, run_id: str) -> pd.DataFrame:
        """Return the scores of a run, by ref."""
        return self._results(store.scores, run_id)

    def ranks(self, run_id: str) -> pd.DataFrame:
        """Return the order of merit of a run, by rank."""
        return self._results(store.ranks, run_id)

    def outcomes(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the outcomes of a run, one row for each proposal and rule, by ref and rule."""
        return self._results(store.outcomes, run_id, ref)

    def findings(self, run_id: str, ref: str | None = None) -> pd.DataFrame:
        """Return the findings of a run, by ref, as they are shown."""
        return self._results(store.findings, run_id, ref)

    def _results(self, table: sa.Table, run_id: str, ref: str | None = None) -> pd.DataFrame:
        with self._reading() as connection:
            return store_runs.read_results(connection, table, run_id, ref)

    def events(self) -> list[Event]:
        """Return the event log, oldest entry first."""
        with self._reading() as connection:
            return store.read_events(connection)

    def first_hash(self) -> str:
        """Return the hash of the first entry of the log, which no other store has."""
        with self._reading() as connection:
            return store.first_hash(connection)

    def last_event(self) -> tuple[int, str]:
        """Return number and hash of the last entry: they change with every writing."""
        with self._reading() as connection:
            return store.last_event(connection)

    def verify_events(self) -> int | None:
        """Return the number of the first entry of the log that is not as written, or None."""
        with self._reading() as connection:
            return store.verify_events(connection)


def _insert_cycle(
    connection: sa.Connection, new: CycleRow, action: str, more: Mapping[str, str]
) -> None:
    connection.execute(
        sa.insert(store.cycles).values(
            fiscal_year=new.fiscal_year,
            version=new.version,
            yaml=new.yaml,
            sha256=new.sha256,
            added_at=new.added_at,
            **store.actor_values(new.actor),
        )
    )
    details = {"version": new.version, "sha256": new.sha256, **more}
    store.add_event(connection, new.actor, action, f"FY{new.fiscal_year}", details)


def _deadline(connection: sa.Connection, fiscal_year: int) -> dt.datetime | None:
    row = _cycle(connection, fiscal_year, None)
    return None if row is None else parse_cycle(row.yaml, f"cycle {fiscal_year}").deadline


def _cycles(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[CycleRow]:
    found = sa.select(store.cycles).where(*where).order_by(store.cycles.c.version)
    return [
        CycleRow(
            row.fiscal_year,
            row.version,
            row.yaml,
            row.sha256,
            row.added_at,
            store.row_actor(row),
        )
        for row in connection.execute(found)
    ]


def _cycle(connection: sa.Connection, fiscal_year: int, version: int | None) -> CycleRow | None:
    where: list[Any] = [store.cycles.c.fiscal_year == fiscal_year]
    where += [] if version is None else [store.cycles.c.version == version]
    found = _cycles(connection, *where)
    return found[-1] if found else None
