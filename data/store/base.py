"""What every repository stands on: the connections, and one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from fct.data.store.blobs import FileStore
from fct.data.store.engine import WRITES, explained_errors, reading_options, take_turn, turn_of
from fct.data.store.settings import Settings


class Database:
    """Connections to the database, and the folder of the files.

    Parameters
    ----------
    settings : Settings
    engine : Engine
        Whose schema is prepared.
    """

    def __init__(self, settings: Settings, engine: sa.Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.files = FileStore(settings.files_folder)
        self._reader = engine.execution_options(**reading_options(engine))
        self._writer = engine.execution_options(**WRITES)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a transaction all of whose queries see the same moment."""
        with explained_errors(self.settings), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a transaction that keeps all other writers out."""
        turn = turn_of(self.engine.url.render_as_string())
        with turn, explained_errors(self.settings), self._writer.begin() as connection:
            take_turn(connection, self.settings)
            yield connection


class Repository:
    """What the store keeps of one subject; each method is one transaction.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = database.reading
        self._writing = database.writing
