"""Judgements of single proposals that came out of cycle, each under an id of its own."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from fct.data.people import Action
from fct.data.store import Repository, add_event
from fct.data.tables import Event, events, read_records

_JUDGED = "out-of-cycle evaluation"


class OutOfCycle(Repository):
    """The judgements of a store on what came out of cycle; the event log keeps them."""

    def add(self, fiscal_year: int, said: Mapping[str, Any]) -> str:
        """Keep a judgement, and return its id, as in ``FY2028-X001``.

        Parameters
        ----------
        fiscal_year : int
        said : mapping of str to object
            JSON values, its ``ref`` and ``run`` among them.
        """
        actor = self._database.ask(Action.RUN_EVALUATE, said["ref"])
        with self._writing() as connection:
            number = len(_of_cycle(connection, fiscal_year)) + 1
            judgement_id = f"FY{fiscal_year}-X{number:03d}"
            details = {"fiscal_year": fiscal_year, **said}
            add_event(connection, actor, _JUDGED, judgement_id, details)
        return judgement_id

    def newest(self, fiscal_year: int) -> Mapping[str, Mapping[str, Any]]:
        """Return the last judgement on each proposal that may be seen, by ref."""
        hidden = self._database.sight().hidden_in(fiscal_year)
        with self._database.looking() as connection:
            found = _of_cycle(connection, fiscal_year)
        return {
            event.details["ref"]: event.details
            for event in found
            if event.details["ref"] not in hidden
        }


def _of_cycle(connection: sa.Connection, fiscal_year: int) -> list[Event]:
    judged = sa.select(events).where(events.c.action == _JUDGED).order_by(events.c.seq)
    found = read_records(connection, Event, judged)
    return [event for event in found if event.details["fiscal_year"] == fiscal_year]
