"""The cycles of the store; and what to do where it has no cycle yet."""

import datetime as dt
import shlex
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from fct.data import tables
from fct.data.common import Actor, UsageError, utc_now
from fct.data.people import Action
from fct.data.program import Cycle, packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.store import Repository, Settings, add_event, kept_reason
from fct.data.tables import CycleRow, cycles, last_cycle, stored_cycle

_DAYS_TO_SEND = 60  # of a cycle that is tried after the packaged date has passed

_VERSIONS = sa.select(cycles).order_by(cycles.c.version)


class Cycles(Repository):
    """The cycle files: each change is another version."""

    def add(self, fiscal_year: int, yaml_text: str, sha256: str, actor: Actor) -> int:
        """Keep a cycle file and return its version; one equal to the last version is not new."""
        self._database.ask(Action.CYCLE_CHANGE)
        with self._writing() as connection:
            last = last_cycle(connection, fiscal_year)
            if last is not None and last.sha256 == sha256:
                return last.version
            version = 1 if last is None else last.version + 1
            new = CycleRow(fiscal_year, version, yaml_text, sha256, utc_now(), actor)
            _insert(connection, new, "cycle added", {})
            return version

    def change(self, was: CycleRow, yaml_text: str, actor: Actor, reason: str) -> int:
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
        self._database.ask(Action.CYCLE_CHANGE)
        kept = kept_reason(reason, "A change of a cycle")
        with self._writing() as connection:
            last = last_cycle(connection, was.fiscal_year)
            # Who changes a cycle agreed to what was shown, the difference from that version.
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
                added_at=utc_now(),
                actor=actor,
            )
            _insert(connection, new, "cycle changed", {"reason": kept})
            return new.version

    def find(self, fiscal_year: int, version: int | None = None) -> CycleRow | None:
        """Return a version of a cycle file, the last one by default; None where it is not there."""
        where = [] if version is None else [cycles.c.version == version]
        with self._reading() as connection:
            return last_cycle(connection, fiscal_year, *where)

    def read(self, fiscal_year: int) -> tuple[CycleRow, Cycle]:
        """Return the last version of the cycle of a fiscal year, as it is kept and as it reads.

        Raises
        ------
        UsageError
            If the store has no cycle of this year.
        """
        row = self.find(fiscal_year)
        if row is None:
            known = ", ".join(str(other.fiscal_year) for other in self.all())
            raise UsageError(
                f"The store has no cycle of fiscal year {fiscal_year}; it has: {known or 'none'}. "
                f"{self._way_on(fiscal_year, known)}"
            )
        return row, stored_cycle(row)

    def _way_on(self, fiscal_year: int, known: str) -> str:
        """Return what who acts can do where there is no cycle of a year: few may add one."""
        if not self._database.acting.scopes(Action.CYCLE_CHANGE):
            other = "Use the form of a year that it has, or ask" if known else "Ask"
            return f"{other} the office that runs the cycles."
        elsewhere = "" if known else f" {sample_sentence(self._database.settings)}"
        return how_to_add_cycle(utc_now(), fiscal_year) + elsewhere

    def of_run(self, run: tables.Run) -> CycleRow:
        """Return the version of the cycle file that a run was judged by.

        Raises
        ------
        UsageError
            If it is missing from the store, which verifying the store would find, too.
        """
        row = self.find(run.fiscal_year, run.cycle_version)
        if row is None:
            raise UsageError(
                f"The store has no version {run.cycle_version} of cycle {run.fiscal_year}, by "
                f"which {run.id} was judged. `fct audit verify` names what else is missing."
            )
        return row

    def versions(self) -> dict[int, list[CycleRow]]:
        """Return every version of each cycle file, oldest first, by fiscal year."""
        found: dict[int, list[CycleRow]] = {}
        with self._reading() as connection:
            for row in _versions(connection):
                found.setdefault(row.fiscal_year, []).append(row)
        return dict(sorted(found.items()))

    def all(self) -> list[CycleRow]:
        """Return the last version of each cycle file, by fiscal year."""
        with self._reading() as connection:
            by_year = {row.fiscal_year: row for row in _versions(connection)}
        return [by_year[year] for year in sorted(by_year)]


def deadline_of(connection: sa.Connection, fiscal_year: int) -> dt.datetime | None:
    """Return the deadline of a cycle by its last version; None where it is not there."""
    row = last_cycle(connection, fiscal_year)
    return None if row is None else stored_cycle(row).deadline


def _versions(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[CycleRow]:
    return tables.read_records(connection, CycleRow, _VERSIONS.where(*where))


def _insert(connection: sa.Connection, new: CycleRow, action: str, more: Mapping[str, str]) -> None:
    tables.insert_record(connection, cycles, new)
    details = {"version": new.version, "sha256": new.sha256, **more}
    add_event(connection, new.actor, action, f"FY{new.fiscal_year}", details)


def no_cycle_sentence(settings: Settings, now: dt.datetime) -> str:
    """Return that a store has no cycle, what adds one, and where the sample season is."""
    place = settings.sqlite_path or "on the server"
    return (
        f"The store {place} has no cycle yet. {how_to_add_cycle(now)} {sample_sentence(settings)}"
    )


def sample_sentence(settings: Settings) -> str:
    """Return where the sample season is, or how it is made."""
    made = Settings(settings.demo_home)
    if made.sqlite_path is not None and made.sqlite_path.exists():
        return f"The sample season is in another store: `{use_line(settings)}` goes there."
    return "`fct demo` makes another store, with a sample season in it."


def use_line(settings: Settings) -> str:
    """Return the line for a shell after which commands use the store of the demonstration."""
    named = {"FCT_DATABASE_URL": settings.database_url, "FCT_FILES_URL": settings.files_url}
    set_now = " ".join(name for name, value in named.items() if value)
    unset = f"unset {set_now}; " if set_now else ""
    return f"{unset}export FCT_HOME={shlex.quote(str(settings.demo_home))}"


def how_to_add_cycle(now: dt.datetime, fiscal_year: int | None = None) -> str:
    """Return the command that adds a cycle which takes files at a moment.

    Parameters
    ----------
    now : datetime
    fiscal_year : int, optional
        Of the cycle; that of the newest packaged file by default.
    """
    packaged = packaged_cycle_texts()
    year = max(packaged) if fiscal_year is None else fiscal_year
    if year not in packaged:
        return "Add it with `fct cycle add FILE`."
    command, why = f"fct cycle add --packaged {year}", ""
    cycle = parse_cycle(packaged[year], f"cycle {year}")
    if now > cycle.deadline:
        command += f" --final-due {now.date() + dt.timedelta(days=_DAYS_TO_SEND)}"
        why = f", with a later date, as its own, {cycle.final_due}, has passed"
    return (
        f"Add your own with `fct cycle add FILE`, or the packaged one of fiscal year {year}{why}: "
        f"`{command}`."
    )
