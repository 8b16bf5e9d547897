"""The roles of a store on a PostgreSQL server, each with the least rights that its work needs.

The owner makes and upgrades the tables. The writer, as which the program runs, reads and adds rows:
it can change or remove none, and the guards of the tables are not its own to take off. The reader
reads, as an auditor does. SOURCE: NIST SP 800-53 rev. 5, AC-6 (least privilege).
"""

import sqlalchemy as sa

from fct.data.common import StoreError, plural
from fct.data.store.engine import explained_errors, make_engine
from fct.data.store.settings import Settings
from fct.data.tables import VERSION_TABLE

OWNER, WRITER, READER = "fct_owner", "fct_writer", "fct_reader"

_BEYOND = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")  # what only who owns a table may do
_HEAD = f"""\
-- Roles of a store on a PostgreSQL server, each with least rights; written by `fct deploy roles`.
-- A superuser runs it in the store's database, before the first command and once after it:
--   psql --dbname fct --set ON_ERROR_STOP=1 --file postgresql.sql
-- It may be run again at any time. Passwords are set apart from it, as with \\password {WRITER}.
"""
_MAKE_ROLE = """\
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
END $$"""
_DATABASE = f"""\
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO {OWNER}', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO {WRITER}, {READER}',
    current_database());
END $$"""
_OWNED = """\
DO $$ DECLARE thing record; BEGIN
  FOR thing IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO fct_owner', thing.name);
  END LOOP;
  FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO fct_owner', thing.name);
  END LOOP;
END $$"""
_VERSION = f"""\
DO $$ BEGIN
  IF to_regclass('public.{VERSION_TABLE}') IS NOT NULL THEN
    REVOKE INSERT ON public.{VERSION_TABLE} FROM {WRITER};
  END IF;
END $$"""
_LATER = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"  # of tables to come
_STATEMENTS = (
    *(_MAKE_ROLE.format(role=role) for role in (OWNER, WRITER, READER)),
    _DATABASE,
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}",
    f"GRANT USAGE ON SCHEMA public TO {WRITER}, {READER}",
    _OWNED,
    f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {WRITER}, {READER}",
    f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {WRITER}, {READER}",
    f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {WRITER}",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WRITER}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}",
    _VERSION,
    f"{_LATER} GRANT SELECT, INSERT ON TABLES TO {WRITER}",
    f"{_LATER} GRANT USAGE ON SEQUENCES TO {WRITER}",
    f"{_LATER} GRANT SELECT ON TABLES TO {READER}",
)


def roles_script() -> str:
    """Return the statements that make the roles, as a file for psql."""
    return "\n".join([_HEAD, *(f"{statement};" for statement in _STATEMENTS), ""])


def apply_roles(settings: Settings) -> None:
    """Make the roles in the database that the settings name, in one transaction.

    Raises
    ------
    StoreError
        If the database is no PostgreSQL server, or its user may not make roles.
    """
    if settings.sqlite_path is not None:
        raise StoreError(
            "A SQLite store has no roles: its file belongs to one account. Name a PostgreSQL "
            "server by FCT_DATABASE_URL, with a user who may make roles."
        )
    engine = make_engine(settings)
    try:
        with explained_errors(settings), engine.begin() as connection:
            for statement in _STATEMENTS:
                # The driver takes % for a parameter; the statements hold it in format().
                connection.exec_driver_sql(statement.replace("%", "%%"))
    finally:
        engine.dispose()


def rights_beyond(connection: sa.Connection) -> list[str]:
    """Return what the user of a connection may do that the program does not need, in words."""
    user, is_superuser, makes_roles, makes_tables = connection.execute(
        sa.text(
            "SELECT rolname, rolsuper, rolcreaterole OR rolcreatedb, "
            "has_schema_privilege(current_schema(), 'CREATE') FROM pg_roles "
            "WHERE rolname = current_user"
        )
    ).one()
    if is_superuser:
        return [f"{user} is a superuser"]
    found = [f"{user} may make roles or databases"] if makes_roles else []
    if makes_tables:
        found.append(f"{user} may make tables")
    for privilege in _BEYOND:
        tables = connection.scalars(
            sa.text(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                "current_schema()::regnamespace AND has_table_privilege(oid, :privilege) "
                "ORDER BY relname"
            ),
            {"privilege": privilege},
        ).all()
        if tables:
            found.append(
                f"{user} has {privilege} on {plural(len(tables), 'table')}, such as {tables[0]}"
            )
    return found


def rights_lacking(connection: sa.Connection) -> list[str]:
    """Return the tables to which the user of a connection may add no rows, though it should."""
    return list(
        connection.scalars(
            sa.text(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
                "current_schema()::regnamespace AND relname <> :version AND NOT "
                "(has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')) "
                "ORDER BY relname"
            ),
            {"version": VERSION_TABLE},
        )
    )
