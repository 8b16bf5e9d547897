"""What became of the proposals of past cycles: lines that are added, the last of which counts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

import sqlalchemy as sa

from fct.data.common import Actor, utc_now
from fct.data.people import Action
from fct.data.projects import ledger_lines
from fct.data.reading import TrackLine
from fct.data.store import Repository, add_event
from fct.data.tables import TrackRow, insert_record, proposals, record_of, track_record

Key = tuple[int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredTrackLine(TrackRow):
    """A line as it is stored.

    Attributes
    ----------
    counts : bool
        False where a later line is about the same proposal.
    quantity, kusd, months : int, Decimal and int, or None
        What was bought for how much, and how long after the finding; of projects of the store.
    is_own : bool
        Whether the store says it by itself: its project, or a slate that did not fund it.
    is_judged : bool
        Whether the store has the proposal; what no run judged is kept apart.
    """

    counts: bool
    quantity: int | None = None
    kusd: Decimal | None = None
    months: int | None = None
    is_own: bool = False
    is_judged: bool = True


@dataclass(frozen=True, slots=True)
class TrackRecordReceipt:
    """What became of lines that were to be added.

    Attributes
    ----------
    added : int
    unchanged : int
        Lines that say what counted already; they are not written again.
    unknown : tuple of (int, str)
        Fiscal year and ref of lines whose proposal is not in the store: one from before it, or a
        slip of the pen.
    """

    added: int
    unchanged: int
    unknown: tuple[Key, ...]


class TrackRecord(Repository):
    """What became of the proposals of past cycles."""

    def add(self, lines: Sequence[TrackLine], actor: Actor) -> TrackRecordReceipt:
        """Keep all the lines or none; a later line about a proposal counts, earlier ones stay."""
        self._database.ask(Action.RECORD_CHANGE)
        at = utc_now()
        with self._writing() as connection:
            last = {_key(line): _bare(line) for line in _stored(connection) if line.counts}
            rows = []
            for line in map(_bare, lines):
                if last.get(_key(line)) != line:
                    last[_key(line)] = line
                    rows.append(record_of(TrackRow, asdict(line), at=at, actor=actor))
            for row in rows:
                insert_record(connection, track_record, row)
            if rows:
                counts = {"added": len(rows), "unchanged": len(lines) - len(rows)}
                add_event(connection, actor, "track record added", "track record", counts)
            known = _known_keys(connection, {line.fiscal_year for line in lines})
        unknown = sorted({_key(line) for line in lines} - known)
        return TrackRecordReceipt(len(rows), len(lines) - len(rows), tuple(unknown))

    def lines(self, *, with_earlier: bool = False) -> list[StoredTrackLine]:
        """Return the lines that count, by fiscal year and ref, or all of them.

        What the store's own projects and slates say is among them.
        """
        with self._reading() as connection:
            found = _with_own(connection, _stored(connection))
        return [line for line in found if with_earlier or line.counts]


def _stored(connection: sa.Connection) -> list[StoredTrackLine]:
    """Return all lines, by fiscal year and ref, those about one proposal oldest first."""
    found = sa.select(track_record).order_by(track_record.c.id)
    rows = connection.execute(found).mappings().all()
    # Rows come oldest first, so that the last of each key is what the mapping keeps.
    last = {(row["fiscal_year"], row["ref"]): row["id"] for row in rows}
    lines = [
        record_of(StoredTrackLine, row, counts=last[row["fiscal_year"], row["ref"]] == row["id"])
        for row in rows
    ]
    return sorted(lines, key=_key)  # here, because databases sort text differently


def _with_own(
    connection: sa.Connection, written: Sequence[StoredTrackLine]
) -> list[StoredTrackLine]:
    """Return lines that people wrote and those of the store itself; of two the later one counts."""
    own = [
        StoredTrackLine(**asdict(line) | {"actor": line.actor}, counts=True, is_own=True)
        for line in ledger_lines(connection)
    ]
    lines = sorted([*written, *own], key=lambda line: line.at)
    last = {_key(line): line.at for line in lines}
    known = _known_keys(connection, {line.fiscal_year for line in lines})
    return sorted(
        (
            replace(
                line,
                counts=line.counts and line.at == last[_key(line)],
                is_judged=_key(line) in known,
            )
            for line in lines
        ),
        key=_key,
    )


def _key(line: TrackLine) -> Key:
    return line.fiscal_year, line.ref


def _bare(line: TrackLine) -> TrackLine:
    return record_of(TrackLine, asdict(line))


def _known_keys(connection: sa.Connection, years: set[int]) -> set[Key]:
    found = sa.select(proposals.c.fiscal_year, proposals.c.ref).where(
        proposals.c.fiscal_year.in_(years)
    )
    return {(row.fiscal_year, row.ref) for row in connection.execute(found)}
