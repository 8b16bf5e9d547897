"""SQL that is compiled once for all stores of a worker.

An engine keeps what it compiled to itself, and each test opens stores of its own: a fifth of the
time of a command would go into compiling again what the last test compiled.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_STATEMENTS = 2000


def share_compiled_sql() -> None:
    """Let all engines of SQLite that are made from now on share what they compile."""
    first = sa.create_engine("sqlite://")
    first.connect().close()  # the dialect asks the database what it can
    compiled: LRUCache[object, object] = LRUCache(_STATEMENTS)

    def share(_kind: type[sa.Dialect], engine: sa.Engine) -> None:
        engine.dialect = first.dialect  # part of the key
        engine.update_execution_options(compiled_cache=compiled)

    SQLiteDialect_pysqlite.engine_created = classmethod(share)  # type: ignore[assignment] # its hook
