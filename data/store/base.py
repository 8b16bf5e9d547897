"""What every part of the store stands on: its connections, and one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from fct.data.store.blobs import FileStore
from fct.data.store.engine import WRITES, explained_errors, reading_options, take_turn, turn_of
from fct.data.store.settings import Settings


class StoreBase:
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
    def _reading(self) -> Iterator[sa.Connection]:
        with explained_errors(self.settings), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        turn = turn_of(self.engine.url.render_as_string())
        with turn, explained_errors(self.settings), self._writer.begin() as connection:
            take_turn(connection, self.settings)
            yield connection
