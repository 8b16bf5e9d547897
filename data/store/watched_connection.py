"""Connections to a PostgreSQL server that notice when it says nothing any more.

A server that is stopped, or whose machine hangs, keeps its connections open, and no timeout of the
network ends a query there. A query may be long for a good reason too, so a connection that has been
silent for some seconds asks by another one whether the server still answers.
"""

import time
from collections.abc import Generator
from typing import Any

import psycopg

# Together below the "within seconds" in which a lost server is to be said (faults of the year).
_SILENT_FOR_S = 4.0
_ANSWERS_WITHIN_S = 5


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that is closed, with an error, when its server says nothing to a new one."""

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        """Wait for what the server says, as the driver does for every query and commit.

        Raises
        ------
        OperationalError
            If the server does not answer any more.
        """
        return super().wait(self._watched(gen), *args, **options)

    def _watched(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """Hand a generator of the driver on; it is called many times a second while it waits."""
        answered_at = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready or time.monotonic() - answered_at > _SILENT_FOR_S:
                    if not ready:
                        self._refuse_gone()
                    answered_at = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _refuse_gone(self) -> None:
        """Raise an error where the server does not answer; one that refuses has answered."""
        try:
            psycopg.connect(
                self.info.dsn, password=self.info.password, connect_timeout=_ANSWERS_WITHIN_S
            ).close()
        # Only silence counts. A server that refuses, for too many connections or while it starts,
        # has answered.
        except psycopg.errors.ConnectionTimeout as error:
            self.close()
            raise psycopg.OperationalError("the server says nothing any more") from error
        except psycopg.OperationalError:
            return
