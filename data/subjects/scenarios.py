"""Scenarios: weights, budgets and conditions that somebody saved under a name."""

import sqlalchemy as sa

from fct.data.common import Actor, UsageError, utc_now
from fct.data.people import Action
from fct.data.program import Scenario
from fct.data.store import Repository, add_event
from fct.data.subjects.runs import read_run
from fct.data.tables import SavedScenario, insert_record, read_records, scenarios


class Scenarios(Repository):
    """Scenarios that were saved: each change is another version."""

    def save(self, fiscal_year: int, scenario: Scenario, actor: Actor) -> SavedScenario:
        """Keep a scenario as a new version of its name; one equal to the last writes nothing.

        Raises
        ------
        DeniedError
            If who saves may not, or there is no such run.
        UsageError
            If it names no run, or none of this cycle.
        """
        self._database.ask(Action.SCENARIO_WRITE)
        with self._writing() as connection:
            _refuse_run(connection, fiscal_year, scenario)
            earlier = _read(connection, fiscal_year, scenario.name)
            if earlier and earlier[-1].content == scenario:
                return earlier[-1]
            saved = SavedScenario(
                fiscal_year=fiscal_year,
                name=scenario.name,
                version=len(earlier) + 1,
                content=scenario,
                at=utc_now(),
                actor=actor,
            )
            _insert(connection, saved)
            return saved

    def all(self, fiscal_year: int) -> list[SavedScenario]:
        """Return the last version of each scenario of a cycle, by name."""
        self._database.ask(Action.ORDER_SEE)
        with self._reading() as connection:
            last = {one.name: one for one in _read(connection, fiscal_year)}
        return [last[name] for name in sorted(last)]

    def get(self, fiscal_year: int, name: str, version: int | None = None) -> SavedScenario:
        """Return a version of a scenario, the last one by default.

        Raises
        ------
        UsageError
            If it is not saved: the message names what is.
        """
        self._database.ask(Action.ORDER_SEE)
        with self._reading() as connection:
            found = _read(connection, fiscal_year, name)
            if not found:
                known = {one.name for one in _read(connection, fiscal_year)}
                raise UsageError(_no_scenario(fiscal_year, name, sorted(known)))
        by_version = {one.version: one for one in found}
        wanted = found[-1].version if version is None else version
        if wanted not in by_version:
            last = found[-1].version
            known_versions = f"versions are 1 to {last}" if last > 1 else "only version is 1"
            raise UsageError(
                f"Scenario “{name}” of fiscal year {fiscal_year} has no version {wanted}; its "
                f"{known_versions}. Give a version that it has, or none for the last."
            )
        return by_version[wanted]


def _refuse_run(connection: sa.Connection, fiscal_year: int, scenario: Scenario) -> None:
    if scenario.run_id is None:
        raise UsageError(
            f"Scenario “{scenario.name}” does not say which run it is based on; give run_id, as "
            f"in FY{fiscal_year}-R001."
        )
    run = read_run(connection, scenario.run_id)
    if run.fiscal_year != fiscal_year:
        raise UsageError(
            f"Scenario “{scenario.name}” is saved for fiscal year {fiscal_year}, but its run "
            f"{run.id} is of {run.fiscal_year}; give a run of {fiscal_year}."
        )


def _no_scenario(fiscal_year: int, name: str, known: list[str]) -> str:
    if not known:
        return (
            f"There is no scenario “{name}” in fiscal year {fiscal_year}: no scenario is saved "
            "yet. Save one first."
        )
    listed = ", ".join(f"“{one}”" for one in known)
    return f"There is no scenario “{name}” in fiscal year {fiscal_year}; saved are {listed}."


def _read(
    connection: sa.Connection, fiscal_year: int, name: str | None = None
) -> list[SavedScenario]:
    """Return the versions of one scenario or of all of a cycle, oldest first."""
    where = [scenarios.c.fiscal_year == fiscal_year]
    where += [] if name is None else [scenarios.c.name == name]
    found = sa.select(scenarios).where(*where).order_by(scenarios.c.version)
    return read_records(connection, SavedScenario, found)


def _insert(connection: sa.Connection, saved: SavedScenario) -> None:
    """Add a version with its event, which says what was set and not to what."""
    insert_record(connection, scenarios, saved)
    details = {
        "version": saved.version,
        "run_id": saved.content.run_id,
        "sets": saved.content.changes,
    }
    subject = f"FY{saved.fiscal_year} {saved.name}"
    add_event(connection, saved.actor, "scenario saved", subject, details)
