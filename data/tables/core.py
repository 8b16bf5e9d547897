"""The tables of the store and the records that they hold: each is declared once, here.

A table comes from the fields of its record (:mod:`fct.data.tables.records`); what stands beside it
is only what the record lacks: keys, references, checks. The results of a run are tables without a
record, read as frames. Rows are added and never changed. The schema itself is made by
``migrations``; a test holds the two equal.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa

from fct.data.common import Actor, Json, json_column, number_column, points_column, text_column
from fct.data.program import AlarmReview, LoweringAnswer, Scenario, Stage, StageChange
from fct.data.proposals import OverlapAnswer, WaiverAnswer, WaiverRequest
from fct.data.reading import TrackLine
from fct.data.tables.records import (
    SEALED_BY,
    EmptyText,
    EnumText,
    columns_of,
    metadata,
    numbered,
    serial,
    table_of,
)

SCHEMA_REVISION = "0018"  # the newest of ``migrations/versions``, known without importing Alembic
KNOWN_REVISIONS = frozenset(f"{number:04d}" for number in range(1, int(SCHEMA_REVISION) + 1))
VERSION_TABLE = "fct_schema_version"  # other programs in the same database use Alembic too


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


cycles = table_of(CycleRow, "cycles", sa.PrimaryKeyConstraint("fiscal_year", "version"))

files = sa.Table(
    "files",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
)


class Lane(StrEnum):
    """By which way a file came."""

    IN_CYCLE = "in cycle"
    NOMINATION = "nomination"
    OUT_OF_CYCLE = "out of cycle"


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionRow:
    """A file that was received, as it is kept.

    Attributes
    ----------
    id : str
        As in ``FY2027-S0001``; ``FY2027-T0002`` for a test.
    status : str
        ``accepted`` or ``refused``.
    is_test : bool
        Whether it was only tried.
    lane : Lane
        By which way it came, which says by what it is judged.
    """

    id: str
    fiscal_year: int
    component: Annotated[str | None, EmptyText()]
    file_sha256: str
    file_name: str
    received_at: dt.datetime
    status: str
    refusal_code: Annotated[str | None, EmptyText()]
    refusal_message: str | None
    form_version: str
    form_sha256: str
    rules_sha256: str
    proposal_count: int
    replaces: Annotated[str | None, EmptyText()]
    is_test: bool = False
    lane: Lane = Lane.IN_CYCLE
    actor: Actor


submissions = table_of(
    SubmissionRow,
    "submissions",
    *numbered(),
    json_column("test_refs"),  # a test has no rows in `proposals`
    sa.ForeignKeyConstraint(["file_sha256"], ["files.sha256"]),
    sa.Index(None, "fiscal_year", "file_sha256"),
    sa.CheckConstraint("status IN ('accepted', 'refused')", name="status"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalRow:
    """One version of a proposal, as it is kept: its cells as JSON, and what lists need.

    Attributes
    ----------
    position : int
        In its file, from 1.
    cells : str
        JSON of :func:`fct.data.common.cells.proposal_to_json`; of 10,000 proposals it takes
        seconds to read, so it is read where it is needed.
    """

    fiscal_year: int
    ref: str
    version: int
    submission_id: str
    position: int
    title: str
    component: str | None
    project_type: str | None
    cycle_type: str | None
    cells: str = field(repr=False)


proposals = table_of(
    ProposalRow,
    "proposals",
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"]),
    sa.Index(None, "submission_id"),
    sa.UniqueConstraint("fiscal_year", "ref", "version"),
    key=serial(),
    sealed_by=("submission_id",),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One change of a proposal's standing.

    Attributes
    ----------
    fiscal_year : int
    ref : str
    standing : str
        ``withdrawn`` or ``reopened``.
    reason : str
        In the sponsor's words; empty where none was given.
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    ref: str
    standing: str
    reason: str
    at: dt.datetime
    actor: Actor

    @property
    def is_withdrawn(self) -> bool:
        """Whether the proposal is out of the cycle by this change."""
        return self.standing == "withdrawn"


standings = table_of(
    Standing,
    "standings",
    number_column("number"),
    sa.PrimaryKeyConstraint("fiscal_year", "ref", "number"),
    sa.CheckConstraint("standing IN ('withdrawn', 'reopened')", name="standing"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFacts:
    """What stands about a run beside its results.

    Attributes
    ----------
    fiscal_year, cycle_version : int
    as_of : date
        The cycle's, never the wall clock's.
    input_sha256 : str
        Of all that the result depends on; a second run on the same input is the first one.
    form_sha256, rules_sha256, rubric_sha256, cycle_sha256, code_version : str
    result_sha256 : str
    budgets, left : mapping of str to object
        By fiscal year; JSON gives its keys back as text, decimals as text.
    best_set, evidence, counts : object
        JSON values; evidence holds keys and never cell text.
    started_at, finished_at : datetime
    """

    fiscal_year: int
    cycle_version: int
    as_of: dt.date
    input_sha256: str
    form_sha256: str
    rules_sha256: str
    rubric_sha256: str
    cycle_sha256: str
    code_version: str
    result_sha256: str
    budgets: Annotated[Any, Json()]
    left: Annotated[Any, Json()]
    best_set: Annotated[Any, Json()]
    evidence: Annotated[Any, Json()]
    counts: Annotated[Any, Json()]
    started_at: dt.datetime
    finished_at: dt.datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Run(RunFacts):
    """A run as it is stored.

    Attributes
    ----------
    id : str
        As in ``FY2027-R001``.
    actor : Actor
        Who started it.
    """

    id: str
    actor: Actor


runs = table_of(
    Run,
    "runs",
    *numbered(),
    sa.UniqueConstraint("fiscal_year", "input_sha256"),
    sa.ForeignKeyConstraint(
        ["fiscal_year", "cycle_version"], ["cycles.fiscal_year", "cycles.version"]
    ),
)


def _scored_proposal() -> tuple[sa.Column[Any] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("proposal_id", sa.Integer, primary_key=True),
        sa.ForeignKeyConstraint(["run_id", "proposal_id"], ["scores.run_id", "scores.proposal_id"]),
    )


outcomes = sa.Table(
    "outcomes",
    metadata,
    *_scored_proposal(),
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    sa.CheckConstraint("outcome BETWEEN -1 AND 1", name="outcome"),
    info={SEALED_BY: ("run_id",)},
    sqlite_with_rowid=False,  # a third of the space
)

findings = sa.Table(
    "findings",
    metadata,
    *_scored_proposal(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    text_column("rule"),
    sa.Column("outcome", sa.SmallInteger, nullable=False),
    text_column("severity"),
    text_column("field", nullable=True),
    text_column("sheet", nullable=True),
    text_column("cell", nullable=True),
    text_column("seen", nullable=True),
    text_column("message"),
    info={SEALED_BY: ("run_id",)},
    sqlite_with_rowid=False,
)

scores = sa.Table(
    "scores",
    metadata,
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("proposal_id", sa.Integer, sa.ForeignKey("proposals.id"), primary_key=True),
    text_column("verdict"),
    number_column("tier", nullable=True),
    points_column("maturity_low", nullable=True),
    points_column("maturity_high", nullable=True),
    points_column("strength", nullable=True),
    points_column("merit", nullable=True),
    text_column("referral", nullable=True),
    json_column("criteria"),
    json_column("parts"),
    json_column("reading_notes"),
    info={SEALED_BY: ("run_id",)},
    sqlite_with_rowid=False,
)

ranks = sa.Table(
    "ranks",
    metadata,
    *_scored_proposal(),
    number_column("rank"),
    text_column("mark"),
    json_column("tied_with"),
    json_column("request_kusd"),
    sa.UniqueConstraint("run_id", "rank"),
    info={SEALED_BY: ("run_id",)},
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """That a run became the one that readers see."""

    fiscal_year: int
    run_id: str
    published_at: dt.datetime
    actor: Actor


publications = table_of(
    Publication,
    "publications",
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sa.Index(None, "fiscal_year"),
    key=serial(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentFacts:
    """What is known of a file beside a proposal's workbook when it comes.

    Attributes
    ----------
    fiscal_year : int
    ref : str
        Of the proposal.
    criterion : str
        That it is evidence for; empty for the proposal as a whole.
    file_name : str
        As the sponsor called it.
    kind : str
        As in ``PDF``.
    declaration : str
        What the submitter states of the file, word for word; empty where nothing was stated.
    received_at : datetime
        Aware.
    actor : Actor
    """

    fiscal_year: int
    ref: str
    criterion: str
    file_name: str
    kind: str
    declaration: str = ""
    received_at: dt.datetime
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentRow(AttachmentFacts):
    """An attachment, as it is kept; what was removed stays, with its reason.

    Attributes
    ----------
    id : str
        As in ``FY2027-A0001``.
    file_sha256 : str
    """

    id: str
    file_sha256: str


attachments = table_of(
    AttachmentRow,
    "attachments",
    *numbered(),
    sa.ForeignKeyConstraint(["file_sha256"], ["files.sha256"]),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """Why an attachment is no longer evidence, by whom and when."""

    reason: str
    at: dt.datetime
    actor: Actor


attachment_removals = table_of(
    Removal,
    "attachment_removals",
    key=sa.Column("attachment_id", sa.Text, sa.ForeignKey("attachments.id"), primary_key=True),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedScenario:
    """One version of a scenario.

    Attributes
    ----------
    fiscal_year : int
    name : str
    version : int
        1, 2, 3, ... under one name.
    content : Scenario
    at : datetime
    actor : Actor
    """

    fiscal_year: int
    name: str
    version: int
    content: Scenario
    at: dt.datetime
    actor: Actor


scenarios = table_of(
    SavedScenario, "scenarios", sa.PrimaryKeyConstraint("fiscal_year", "name", "version")
)

# Keys are ``FY2027 REF`` for a proposal and ``past N`` for a project of the public record.
overlap_answers = table_of(
    OverlapAnswer,
    "overlap_answers",
    sa.CheckConstraint("answer IN ('joint project', 'dismissed', 'open')", name="answer"),
    sa.Index(None, "fiscal_year"),
    key=serial(),
)

rule_stages = table_of(
    StageChange,
    "rule_stages",
    sa.CheckConstraint("stage IN ('watch', 'warn', 'block')", name="stage"),
    key=serial(),
)

# A stage that was proposed to be lower; in force it stands in ``rule_stages`` too.
lowerings = sa.Table(
    "lowerings",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("number"),
    sa.Column("was", EnumText(Stage), nullable=False),
    *columns_of(StageChange),
    sa.CheckConstraint("stage IN ('watch', 'warn')", name="stage"),
    sa.CheckConstraint("was IN ('warn', 'block')", name="was"),
    sa.UniqueConstraint("number"),
)

lowering_answers = sa.Table(
    "lowering_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("lowering_id", sa.Text, sa.ForeignKey("lowerings.id"), nullable=False, index=True),
    *columns_of(LoweringAnswer),
    sa.CheckConstraint("step IN ('confirmed', 'taken back')", name="step"),
)

alarm_reviews = table_of(
    AlarmReview,
    "alarm_reviews",
    sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"]),
    key=serial(),
)

waivers = sa.Table(
    "waivers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    number_column("number"),
    *columns_of(WaiverRequest),
    sa.UniqueConstraint("fiscal_year", "number"),
)

waiver_answers = sa.Table(
    "waiver_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("waiver_id", sa.Text, sa.ForeignKey("waivers.id"), nullable=False, index=True),
    *columns_of(WaiverAnswer),
    sa.CheckConstraint("answer IN ('approved', 'refused', 'revoked')", name="answer"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackRow(TrackLine):
    """What became of a proposal of a past cycle, and who added it when; a None is not known."""

    at: dt.datetime
    actor: Actor


track_record = table_of(
    TrackRow, "track_record", sa.Index(None, "fiscal_year", "ref"), key=serial()
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the event log.

    Attributes
    ----------
    seq : int
        1, 2, 3, ... without gaps.
    at : datetime
    actor : Actor
    action, object : str
        What was done to what, as in ``run published`` and ``FY2027-R001``.
    details : mapping of str to object
        JSON values, fractions as text.
    previous_hash, hash : str
        SHA-256 of the entry before, and of this one.
    rows : mapping of str to object
        The seals of the rows that were added with it, by table and key.
    """

    seq: int
    at: dt.datetime
    actor: Actor
    action: str
    object: str
    details: Annotated[Mapping[str, Any], Json()]
    previous_hash: str
    hash: str = ""
    rows: Annotated[Mapping[str, Any], Json()] = field(default_factory=dict, repr=False)


events = table_of(
    Event,
    "events",
    sa.PrimaryKeyConstraint("seq"),
    sealed_by=(),  # each entry has its hash
)
