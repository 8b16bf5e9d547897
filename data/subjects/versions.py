"""Versions of proposals: judged, late, all of one ref, and those that another looks like."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from fct.data.calendar import came_by, received_at
from fct.data.common import (
    CellValue,
    RawProposal,
    UsageError,
    cell_from_json,
    in_series,
    load_json,
    normalize,
    paused_collector,
    proposal_from_json,
)
from fct.data.program import load_form
from fct.data.proposals import alike_key, note_without, read_answer
from fct.data.store import Repository, Settings, explained_errors, make_engine
from fct.data.tables import (
    Lane,
    Withholding,
    proposals,
    question_answers,
    refuse_unknown,
    scores,
    stated_component,
    submissions,
    withdrawn_now,
    withdrawn_refs,
    withheld_on,
)

OUT_OF_CYCLE = "out of cycle"
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """One version of a proposal.

    Attributes
    ----------
    id : int
        Key of the version; outcomes, scores and ranks of a run refer to it.
    ref : str
    version : int
        1, 2, 3, ... for each ref.
    submission_id : str
    received_at : datetime
    proposal : RawProposal
    """

    id: int
    ref: str
    version: int
    submission_id: str
    received_at: dt.datetime
    proposal: RawProposal = field(repr=False)


class VersionKey(NamedTuple):
    """Which version of a proposal it is, without what is in it.

    Attributes
    ----------
    id : int
    ref : str
    version : int
    file_sha256 : str
        Of the file that it came in; empty where a part of that is hidden.
    """

    id: int
    ref: str
    version: int
    file_sha256: str


class KnownRefs(NamedTuple):
    """The refs of a cycle: the last version of each, and the component that owns it."""

    versions: defaultdict[str, int]
    owners: dict[str, str]


class ListedVersion(NamedTuple):
    """One version as lists have it, without what is in it.

    Attributes
    ----------
    ref : str
    version : int
    title, component : str or None
    submission_id : str
    received_at : datetime
    lane : str
    is_in_time : bool
        Whether it may be judged: by the deadline that holds for it, as an answer, or beside.
    """

    ref: str
    version: int
    title: str | None
    component: str | None
    submission_id: str
    received_at: dt.datetime
    lane: str
    is_in_time: bool


class Versions(Repository):
    """The versions of the proposals of a store; no test submission is among them."""

    def of_submission(self, fiscal_year: int, submission_id: str) -> list[StoredProposal]:
        """Return the proposals that a submission brought, by ref."""
        return self._last(fiscal_year, proposals.c.submission_id == submission_id)

    def counts_by_submission(self, fiscal_year: int) -> Mapping[str, int]:
        """Return how many refs each submission of a cycle brought."""
        counted = (
            sa.select(
                proposals.c.submission_id,
                sa.func.count(proposals.c.ref.distinct()).label("refs"),
            )
            .where(proposals.c.fiscal_year == fiscal_year)
            .group_by(proposals.c.submission_id)
        )
        with self._reading() as connection:
            return {row.submission_id: row.refs for row in connection.execute(counted)}

    def components(self, fiscal_year: int) -> Mapping[str, str | None]:
        """Return the component of the last version of each ref of a cycle."""
        known = (
            sa.select(proposals.c.ref, proposals.c.component)
            .where(proposals.c.fiscal_year == fiscal_year)
            .order_by(proposals.c.version)
        )
        with self._reading() as connection:
            return {row.ref: row.component for row in connection.execute(known)}

    def known_facts(
        self, fiscal_year: int | None = None
    ) -> Mapping[str, tuple[str | None, str | None]]:
        """Return component and title of the newest version of each ref, of all cycles by default.

        Parameters
        ----------
        fiscal_year : int, optional
        """
        where = [] if fiscal_year is None else [proposals.c.fiscal_year == fiscal_year]
        known = (
            sa.select(proposals.c.ref, stated_component().label("component"), proposals.c.title)
            .select_from(proposals.join(submissions))
            .where(*where)
            # The newest comes last, which is what the mapping keeps of each ref.
            .order_by(proposals.c.fiscal_year, proposals.c.version)
        )
        with self._reading() as connection:
            rows = connection.execute(known)
            return {row.ref: (row.component, row.title or None) for row in rows}

    def owners(self, fiscal_year: int) -> Mapping[str, str]:
        """Return the component that owns each ref of a cycle; what is withdrawn is left out."""
        with self._reading() as connection:
            withdrawn = withdrawn_now(connection, fiscal_year)
            owners = known_refs(connection, fiscal_year).owners
        return {ref: owner for ref, owner in owners.items() if ref not in withdrawn}

    def last(self, fiscal_year: int) -> list[StoredProposal]:
        """Return the last version of every proposal of a cycle, by ref.

        Late and withdrawn ones are among them: how a rule works shows on them as well. A nomination
        is no proposal yet.
        """
        return self._last(fiscal_year, submissions.c.lane != str(Lane.NOMINATION))

    def nominations(self, fiscal_year: int) -> list[StoredProposal]:
        """Return the last version of every nomination of a cycle, by ref."""
        return self._last(fiscal_year, submissions.c.lane == str(Lane.NOMINATION))

    def out_of_cycle(self, fiscal_year: int) -> list[StoredProposal]:
        """Return the last version of each proposal that came the way for those, by ref.

        Withdrawn ones are left out.
        """
        is_beside = submissions.c.lane == str(Lane.OUT_OF_CYCLE)
        return self._last(fiscal_year, is_beside, still_stands(fiscal_year))

    def listed(self, fiscal_year: int, deadline: dt.datetime) -> list[ListedVersion]:
        """Return every version of a cycle, by ref and version, without reading what is in it."""
        in_time = sa.or_(came_in_time(deadline), came_beside())
        found = (
            sa.select(
                proposals.c.ref,
                proposals.c.version,
                sa.func.nullif(proposals.c.title, ""),
                stated_component(),
                proposals.c.submission_id,
                received_at(),
                submissions.c.lane,
                sa.type_coerce(in_time, sa.Boolean),
            )
            .select_from(proposals.join(submissions))
            .where(proposals.c.fiscal_year == fiscal_year, sa.not_(submissions.c.is_test))
        )
        with self._reading() as connection:
            rows = [
                ListedVersion._make((*row[:-1], bool(row[-1]))) for row in connection.execute(found)
            ]
        return sorted(rows)

    def to_judge(self, fiscal_year: int, deadline: dt.datetime) -> list[StoredProposal]:
        """Return the last version of each proposal that came in time or out of cycle, by ref.

        Withdrawn proposals are left out.

        Parameters
        ----------
        fiscal_year : int
        deadline : datetime
            Aware; its very moment is in time.
        """
        return self._last(fiscal_year, came_in_time(deadline), still_stands(fiscal_year))

    def keys_to_judge(self, fiscal_year: int, deadline: dt.datetime) -> list[VersionKey]:
        """Return which versions :meth:`to_judge` gives, by ref, without what is in them."""
        return self._keys(fiscal_year, came_in_time(deadline), still_stands(fiscal_year))

    def with_keys(self, keys: Sequence[VersionKey]) -> list[StoredProposal]:
        """Return versions with what is in them, in the order of their keys."""
        of_ids = _columns().where(proposals.c.id.in_([key.id for key in keys]))
        with self._reading() as connection:
            # A list of ids gives no order; the caller's is that of a batch.
            found = {one.id: one for one in _stored_proposals(connection, of_ids)}
        return [found[key.id] for key in keys]

    def ids_to_judge(self, fiscal_year: int, deadline: dt.datetime) -> Mapping[str, int]:
        """Return the keys of :meth:`to_judge` by ref, without what is in them."""
        found = (
            sa.select(proposals.c.ref, proposals.c.id)
            .join(submissions)
            .where(
                proposals.c.fiscal_year == fiscal_year,
                sa.not_(submissions.c.is_test),
                came_in_time(deadline),
                still_stands(fiscal_year),
            )
            .order_by(proposals.c.version)
        )
        with self._reading() as connection:
            return {row.ref: row.id for row in connection.execute(found)}

    def late_refs(self, fiscal_year: int, deadline: dt.datetime) -> list[str]:
        """Return the refs of :meth:`late`."""
        is_late = sa.not_(sa.or_(came_in_time(deadline), came_beside()))
        return [key.ref for key in self._keys(fiscal_year, is_late, still_stands(fiscal_year))]

    def late(self, fiscal_year: int, deadline: dt.datetime) -> list[StoredProposal]:
        """Return the last version of each proposal that came too late and still stands, by ref."""
        is_late = sa.not_(sa.or_(came_in_time(deadline), came_beside()))
        return self._last(fiscal_year, is_late, still_stands(fiscal_year))

    def judged(self, run_id: str) -> list[StoredProposal]:
        """Return the versions that a run judged, by ref; a later one may have come in since."""
        of_run = sa.select(scores.c.proposal_id).where(scores.c.run_id == run_id)
        with self._reading() as connection:
            found = _stored_proposals(connection, _columns().where(proposals.c.id.in_(of_run)))
        return sorted(found, key=lambda one: one.ref)

    def judged_ids(self, run_id: str) -> Mapping[str, int]:
        """Return the keys of the versions that a run judged, by ref."""
        of_run = sa.select(proposals.c.ref, proposals.c.id).join(scores)
        with self._reading() as connection:
            found = connection.execute(of_run.where(scores.c.run_id == run_id))
            return {row.ref: row.id for row in found}

    def judged_keys(self, run_id: str) -> list[VersionKey]:
        """Return which versions a run judged, by ref."""
        of_run = sa.select(scores.c.proposal_id).where(scores.c.run_id == run_id)
        with self._reading() as connection:
            return _in_order(connection.execute(_keys().where(proposals.c.id.in_(of_run))))

    def judged_answers(
        self, run_id: str, field_ids: Sequence[str], refs: Sequence[str] | None = None
    ) -> dict[str, tuple[CellValue, ...]]:
        """Return a few answers of the sheet ``Proposal`` of what a run judged, as written, by ref.

        All that a proposal holds is read of one at a time at most.

        Parameters
        ----------
        run_id : str
        field_ids : sequence of str
        refs : sequence of str, optional
            Of which proposals; of all that the run judged by default.
        """
        with self._reading() as connection:
            named = _answers_json(connection, field_ids)
            found = sa.select(proposals.c.ref, *named).join(scores)
            found = found.where(scores.c.run_id == run_id)
            if refs is not None:
                found = found.where(proposals.c.ref.in_(refs))
            withheld = withheld_on(connection)
            rows = connection.execute(found, execution_options={"yield_per": _AT_A_TIME})
            return {ref: _values(withheld, texts, field_ids) for ref, *texts in rows}

    def get(self, fiscal_year: int, ref: str, version: int | None = None) -> StoredProposal:
        """Return a version of a proposal, the last one by default.

        Raises
        ------
        DeniedError
            With ``NOT_THERE``, if the cycle has no such proposal that may be seen.
        UsageError
            If it has no such version.
        """
        where = [proposals.c.ref == ref]
        where += [] if version is None else [proposals.c.version == version]
        found = self._last(fiscal_year, *where)
        if not found:
            # `all` refuses a ref that may not be seen: that it lacks a version would say that it is
            # there.
            known = ", ".join(str(one.version) for one in self.all(fiscal_year, ref))
            raise UsageError(f"{ref} has no version {version}; it has: {known}.")
        return found[0]

    def all(self, fiscal_year: int, ref: str) -> list[StoredProposal]:
        """Return every version of a proposal, the first one first.

        Raises
        ------
        DeniedError
            With ``NOT_THERE``, if the cycle has no such proposal that may be seen.
        """
        one_ref = sa.and_(proposals.c.fiscal_year == fiscal_year, proposals.c.ref == ref)
        with self._reading() as connection:
            # Rows of hidden refs are not there on this connection; the refusal is the same for a
            # ref that never was (contract 9).
            refuse_unknown(connection, fiscal_year, ref)
            in_order = _columns().where(one_ref).order_by(proposals.c.version)
            return _stored_proposals(connection, in_order)

    def _last(self, fiscal_year: int, *where: sa.ColumnElement[bool]) -> list[StoredProposal]:
        """Return the last version of each ref among those that match, by ref."""
        newest, is_newest = _newest(fiscal_year, *where)
        of_cycle = _columns().join(newest, is_newest).where(proposals.c.fiscal_year == fiscal_year)
        with self._reading() as connection:
            found = _stored_proposals(connection, of_cycle)
        # Sorted here: the databases order text by different rules.
        return sorted(found, key=lambda one: one.ref)

    def _keys(self, fiscal_year: int, *where: sa.ColumnElement[bool]) -> list[VersionKey]:
        """Return the keys of the last version of each ref among those that match, by ref."""
        newest, is_newest = _newest(fiscal_year, *where)
        of_cycle = _keys().join(newest, is_newest).where(proposals.c.fiscal_year == fiscal_year)
        with self._reading() as connection:
            return _in_order(connection.execute(of_cycle))


def known_refs(connection: sa.Connection, fiscal_year: int) -> KnownRefs:
    """Return the refs of a cycle, withdrawn ones too."""
    found = (
        sa.select(proposals.c.ref, proposals.c.version, stated_component())
        .select_from(proposals.join(submissions))
        .where(proposals.c.fiscal_year == fiscal_year)
        .order_by(proposals.c.version)
    )
    known = KnownRefs(defaultdict(int), {})
    for ref, version, component in connection.execute(found):
        known.versions[ref] = version
        if component is not None:  # a version that does not say keeps its owner
            known.owners[ref] = component
    return known


def came_in_time(deadline: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition: by the deadline, its moment included, or an answer.

    An extension of its component or ref brings it in time too. After the deadline the answer to a
    question of the office is the only other way in. A nomination is never judged with proposals,
    nor is what came out of cycle the way for that.
    """
    return sa.and_(
        submissions.c.lane == str(Lane.IN_CYCLE),
        sa.or_(
            came_by(deadline),
            # Whenever it came: an answer may change the fields asked about alone, which was checked
            # when it was taken.
            submissions.c.id.in_(sa.select(question_answers.c.submission_id)),
        ),
    )


def came_beside() -> sa.ColumnElement[bool]:
    """Return the condition: as a nomination, or the way for what comes out of cycle."""
    return submissions.c.lane != str(Lane.IN_CYCLE)


def still_stands(fiscal_year: int) -> sa.ColumnElement[bool]:
    """Return the condition: not withdrawn, or re-opened since."""
    return proposals.c.ref.not_in(withdrawn_refs(fiscal_year))


def _newest(
    fiscal_year: int, *where: sa.ColumnElement[bool]
) -> tuple[sa.Subquery, sa.ColumnElement[bool]]:
    """Return the newest version of each ref among those that match, and how to join it."""
    newest = (
        # The maximum over those that match and not over all: a late version must not hide the one
        # in time before it.
        sa.select(proposals.c.ref, sa.func.max(proposals.c.version).label("version"))
        .join(submissions)
        .where(proposals.c.fiscal_year == fiscal_year, sa.not_(submissions.c.is_test), *where)
        .group_by(proposals.c.ref)
        .subquery()
    )
    return newest, sa.and_(proposals.c.ref == newest.c.ref, proposals.c.version == newest.c.version)


def _columns() -> sa.Select[Any]:
    return sa.select(
        proposals.c.id,
        proposals.c.ref,
        proposals.c.version,
        proposals.c.submission_id,
        received_at().label("received_at"),
        proposals.c.cells,
        submissions.c.file_sha256,
    ).join(submissions)


def _keys() -> sa.Select[Any]:
    named = (proposals.c.id, proposals.c.ref, proposals.c.version, submissions.c.file_sha256)
    return sa.select(*named).join(submissions)


def _in_order(rows: Iterable[Sequence[Any]]) -> list[VersionKey]:
    """Return keys by ref, sorted here as the databases order text by different rules."""
    return sorted((VersionKey(*row) for row in rows), key=lambda key: key.ref)


def _answers_json(
    connection: sa.Connection, field_ids: Sequence[str]
) -> list[sa.ColumnElement[str | None]]:
    """Return what gives the cells of some answers as JSON: one column each, or all that is there.

    PostgreSQL takes nothing out of JSON in which a NUL stands anywhere.
    """
    if connection.dialect.name != "sqlite":
        return [proposals.c.cells]
    return [sa.func.json_extract(proposals.c.cells, f"$.answers.{name}") for name in field_ids]


def _values(
    withheld: Withholding, texts: Sequence[str | None], field_ids: Sequence[str]
) -> tuple[CellValue, ...]:
    cells = [None if text is None else withheld.value(load_json(text)) for text in texts]
    if cells and isinstance(cells[0], dict):
        cells = [cells[0]["answers"].get(name) for name in field_ids]
    return tuple(None if cell is None else cell_from_json(cell).value for cell in cells)


def _stored_proposals(connection: sa.Connection, stored: sa.Select[Any]) -> list[StoredProposal]:
    with paused_collector():
        return [_stored_proposal(connection, row) for row in connection.execute(stored)]


def _stored_proposal(connection: sa.Connection, row: sa.Row[Any]) -> StoredProposal:
    withheld = withheld_on(connection)
    # The raw text is searched first: most proposals name no hidden ref, and to walk through the
    # cells of a cycle takes many times as long.
    cells = load_json(row.cells)
    if withheld.text(row.cells) != row.cells:
        said = ((note_without(text, withheld.hides), *place) for text, *place in cells["notes"])
        cells["notes"] = [note for note in said if note[0] is not None]
        cells = withheld.value(cells)
    if not row.file_sha256:  # a file of which a part is hidden has no name and no hash
        cells["origin"] = ["", "", cells["origin"][2]]
    proposal = proposal_from_json(cells | {"ref": row.ref})
    return StoredProposal(
        row.id, row.ref, row.version, row.submission_id, row.received_at, proposal
    )


def is_out_of_cycle(proposal: RawProposal) -> bool:
    """Whether a proposal says that it is out of cycle, so that it is never late."""
    return choice(proposal, "cycle_type") == OUT_OF_CYCLE


def choice(proposal: RawProposal, field_id: str) -> str | None:
    """Return what a proposal chose as the answer to a field; None where it cannot be read."""
    cell = proposal.answers.get(field_id)
    # By the reader of the form and not by the raw text: what is kept in the column must be what the
    # rules take the answer to be.
    value = None if cell is None else read_answer(load_form()[field_id], cell.value).value
    return value if isinstance(value, str) else None


def alike_refs(
    connection: sa.Connection,
    fiscal_year: int,
    deadline: dt.datetime,
    proposal: RawProposal,
    component: str | None,
) -> list[str]:
    """Return the refs whose judged version has the title, item, vendor and component of one.

    Reading 75.

    Parameters
    ----------
    connection : Connection
    fiscal_year : int
        Of the cycle.
    deadline : datetime
        Of the cycle; what came later is not judged.
    proposal : RawProposal
    component : str or None
        Of the proposal, else of its submitter.
    """
    key = alike_key(proposal)
    if key is None:
        return []
    judged, is_judged = _newest(fiscal_year, came_in_time(deadline), still_stands(fiscal_year))
    found = (
        sa.select(proposals.c.id, proposals.c.title, stated_component().label("component"))
        .select_from(proposals.join(submissions).join(judged, is_judged))
        .where(proposals.c.fiscal_year == fiscal_year)
    )
    # Titles first: the answers of a whole cycle take seconds to read.
    ids = [
        row.id
        for row in connection.execute(found)
        if row.component == component and normalize(row.title) == key[0]
    ]
    with_cells = sa.select(proposals.c.ref, proposals.c.cells).where(proposals.c.id.in_(ids))
    return sorted(
        row.ref
        for row in connection.execute(with_cells)
        if alike_key(proposal_from_json(load_json(row.cells))) == key
    )


def judged_version(
    connection: sa.Connection, fiscal_year: int, ref: str, deadline: dt.datetime
) -> StoredProposal | None:
    """Return the version of a proposal that is judged now; None where none is."""
    newest, is_newest = _newest(fiscal_year, proposals.c.ref == ref, came_in_time(deadline))
    of_cycle = _columns().join(newest, is_newest).where(proposals.c.fiscal_year == fiscal_year)
    found = _stored_proposals(connection, of_cycle)
    return found[0] if found else None


def alike_words(refs: Sequence[str]) -> dict[str, str]:
    """Return how a sentence names the proposals that one looks like: ``ref`` and ``which``."""
    return {
        "ref": in_series(refs),
        "which": "that proposal" if len(refs) == 1 else "one of them",
    }


def alike_in_store(
    settings: Settings,
    fiscal_year: int,
    deadline: dt.datetime,
    proposal: RawProposal,
    component: str | None,
) -> list[str]:
    """Return what :func:`alike_refs` does, of a store that is only looked into."""
    with explained_errors(settings):
        engine = make_engine(settings)
        try:
            with engine.connect() as connection:
                return alike_refs(connection, fiscal_year, deadline, proposal, component)
        finally:
            engine.dispose()
