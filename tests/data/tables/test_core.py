"""The tables, as the migrations make them."""

from importlib.resources import files

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from fct.data.subjects.store import Store
from fct.data.tables.core import KNOWN_REVISIONS, SCHEMA_REVISION, VERSION_TABLE, metadata


def test_the_migrations_make_the_tables_declared(store: Store) -> None:
    """Nothing is left for a migration to do."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})

        assert compare_metadata(context, metadata) == []


def test_the_revisions_known_are_the_migrations() -> None:
    """Opening a store asks these names and does not import Alembic."""
    scripts = ScriptDirectory(str(files("fct.data") / "migrations"))

    assert scripts.get_current_head() == SCHEMA_REVISION
    assert {script.revision for script in scripts.walk_revisions()} == KNOWN_REVISIONS
