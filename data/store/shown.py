"""What is shown of the tables: temporary views that stand before them on one connection.

Whoever may not see every proposal reads through views that have the names of the tables. Both
databases look there first, so no query needs to know of it, and none can forget it: what is hidden
is not in the list, the count, the search or the error of anybody's query. The views are made once
on a connection; what they hide stands in temporary tables, for as long as a transaction lasts.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from fct.data.common import loaded_once
from fct.data.store.sight import Sight, hidden_key
from fct.data.tables import Withholding, metadata, seen_ranks, seen_runs

_KEYS = frozenset({"run_id", "proposal_id"})
_HAS_VIEWS = "fct_has_views"
# PostgreSQL looks among temporary names first, but where its path names them last: so a
# connection that has the views serves everybody, and only who hides something reads by them.
_BEHIND_THE_TABLES = (
    "SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', false)"
)
_BEFORE_THE_TABLES = (
    "SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)"
)
_temporary = sa.MetaData()
_hidden = sa.Table(
    "fct_hidden",
    _temporary,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ref", sa.Text, primary_key=True),
    prefixes=["TEMPORARY"],
)
_hidden_keys = sa.Table(
    "fct_hidden_keys",
    _temporary,
    sa.Column("fiscal_year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hidden_key", sa.Text, nullable=False),
    prefixes=["TEMPORARY"],
)
_sender = sa.Table(
    "fct_sender",
    _temporary,
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("component", sa.Text),
    sa.Column("is_official", sa.Boolean, nullable=False),
    prefixes=["TEMPORARY"],
)
_IS_HIDDEN = "EXISTS (SELECT 1 FROM fct_hidden h WHERE h.fiscal_year = {0} AND h.ref = {1})"
_OF_REF = f"NOT {_IS_HIDDEN.format('t.fiscal_year', 't.ref')}"
_OF_PROPOSAL = (
    "EXISTS (SELECT 1 FROM {schema}proposals p WHERE p.id = t.proposal_id AND NOT "
    f"{_IS_HIDDEN.format('p.fiscal_year', 'p.ref')})"
)
_NOT_OF_PAIR = (
    "SELECT 1 FROM fct_hidden h WHERE 'FY' || h.fiscal_year || ' ' || h.ref IN "
    "(t.left_key, t.right_key)"
)
_HELD = "SELECT 1 FROM {schema}proposals p WHERE p.submission_id = t.id"
_SENDER = "SELECT 1 FROM fct_sender s WHERE t.actor_name = s.person OR t.component = s.component"
# Where the ranks are official they are shown as they stand among all.
_OFFICIAL = "SELECT 1 FROM fct_sender s WHERE s.is_official"
_IS_P_HIDDEN = _IS_HIDDEN.format("p.fiscal_year", "p.ref")
# A file without proposals was refused or only tried: its sender's component knows of it.
_OF_FILE = (
    f"EXISTS ({_HELD} AND NOT {_IS_P_HIDDEN}) OR (NOT EXISTS ({_HELD}) AND EXISTS ({_SENDER}))"
)
_IS_PARTLY_HIDDEN = f"EXISTS ({_HELD} AND {_IS_P_HIDDEN})"
_SEEN = (
    "(SELECT s.{column} FROM {{schema}}{table} s JOIN {{schema}}runs r ON r.id = s.run_id JOIN "
    "fct_hidden_keys k ON k.hidden_key = s.hidden_key AND k.fiscal_year = r.fiscal_year WHERE "
    "{match})"
)
_SEEN_OF_RUN = _SEEN.replace("{table}", "seen_runs").replace("{match}", "s.run_id = t.id")
_HAS_NO_KEY = "t.fiscal_year NOT IN (SELECT fiscal_year FROM fct_hidden_keys)"
_OF_NOBODY = hidden_key(frozenset())  # the key of who sees every proposal
_OF_SIGHT = (
    "EXISTS (SELECT 1 FROM {schema}runs r LEFT JOIN fct_hidden_keys k ON k.fiscal_year = "
    "r.fiscal_year WHERE r.id = t.run_id AND t.hidden_key = COALESCE(k.hidden_key, "
    f"'{_OF_NOBODY}'))"
)
# What is shown of each table that says something of a proposal; the others are shown whole.
_SHOWN: Mapping[str, str] = {
    # A run over what is not hidden has to be made first; until then it is not there.
    "runs": f"{_HAS_NO_KEY} OR {_SEEN_OF_RUN.format(column='run_id')} IS NOT NULL",
    "proposals": _OF_REF,
    "standings": _OF_REF,
    "attachments": _OF_REF,
    "waivers": _OF_REF,
    "decisions": _OF_REF,
    "questions": _OF_REF,
    "certifications": _OF_REF,
    "sponsor_notes": _OF_REF,
    "projects": _OF_REF,
    "project_money": _OF_REF,
    "project_steps": _OF_REF,
    "project_reports": _OF_REF,
    "nomination_answers": _OF_REF,
    "track_record": _OF_REF,
    "assignments": _OF_REF,
    "reviews": _OF_REF,
    "comments": _OF_REF,
    "flags": _OF_REF,
    "extensions": _OF_REF,
    "tick_actions": _OF_REF,
    "messages": f"t.fiscal_year IS NULL OR ({_OF_REF})",
    "referrals": _OF_REF,
    "alarm_reviews": _OF_PROPOSAL,
    "scores": _OF_PROPOSAL,
    "ranks": f"{_OF_PROPOSAL} AND t.run_id IN (SELECT id FROM runs)",
    "outcomes": _OF_PROPOSAL,
    "findings": _OF_PROPOSAL,
    "overlap_answers": f"NOT EXISTS ({_NOT_OF_PAIR})",
    "submissions": _OF_FILE,
    "run_worth": _OF_SIGHT,
}


@contextmanager
def reading_behind_views(engine: sa.Engine, options: Mapping[str, Any]) -> Iterator[sa.Connection]:
    """Give a transaction that only reads, on a connection that has the views; they hide nothing.

    Parameters
    ----------
    engine : Engine
        On SQLite one that nobody else reads by: there the views stand before the tables for ever.
    options : mapping of str to object
        Of the transaction.
    """
    with engine.connect() as connection:
        if _HAS_VIEWS not in connection.info:
            _make_views(connection)
            connection.info[_HAS_VIEWS] = True
        with connection.execution_options(**options).begin() as transaction:
            yield connection
            transaction.rollback()  # what is hidden goes with it


def hide(connection: sa.Connection, sight: Sight) -> None:
    """Let the views hide what somebody may not see, for as long as the transaction lasts."""
    note_sight(connection, sight)
    hidden = [{"fiscal_year": year, "ref": ref} for year, ref in sorted(sight.hidden)]
    keys = [{"fiscal_year": year, "hidden_key": key} for year, key in sight.keys().items()]
    sender = {
        "person": sight.person,
        "component": sight.component,
        "is_official": bool(sight.decided),
    }
    for table, rows in ((_hidden, hidden), (_hidden_keys, keys), (_sender, [sender])):
        if rows:
            connection.execute(sa.insert(table), rows)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_BEFORE_THE_TABLES)


def note_sight(connection: sa.Connection, sight: Sight) -> None:
    """Note on a connection what is hidden on it, for as long as it is used."""
    withholding = Withholding(sight.withheld)
    connection.execution_options(fct_sight=sight, fct_withheld=withholding)


def _make_views(connection: sa.Connection) -> None:
    """Make the views by the driver alone, before any transaction of the connection."""
    driver = connection.connection
    is_server = connection.dialect.name == "postgresql"
    cursor = driver.cursor()
    try:
        schema = "main."
        if is_server:
            cursor.execute("SELECT quote_ident(current_schema())")
            ((name,),) = cursor.fetchall()
            schema = f"{name}."
        statements = [*_tables(), *_views(schema)]
        if is_server:  # which takes all in one message
            statements = ["; ".join([*statements, _BEHIND_THE_TABLES])]
        for text in statements:
            cursor.execute(text)
    finally:
        cursor.close()
    driver.commit()


@loaded_once
def _tables() -> tuple[str, ...]:
    return tuple(str(CreateTable(one)) for one in _temporary.sorted_tables)


@loaded_once
def _views(schema: str) -> tuple[str, ...]:
    """Return the statements that make the views."""
    made = []
    for name, where in _SHOWN.items():
        table = metadata.tables[name]
        columns = ", ".join(_shown_column(table, column.name) for column in table.columns)
        view = f"SELECT {columns} FROM {{schema}}{name} t WHERE {where}"
        made.append(f"CREATE TEMPORARY VIEW {name} AS {view.format(schema=schema)}")
    return tuple(made)


def sight_on(connection: sa.Connection) -> Sight:
    """Return what is hidden on a connection."""
    sight = connection.get_execution_options().get("fct_sight")
    return sight if isinstance(sight, Sight) else Sight()


def _shown_column(table: sa.Table, column: str) -> str:
    """Return what a view shows of a column, under its name."""
    own = f't."{column}"'
    # A list workbook holds proposals of several refs: with one of them hidden its name and bytes
    # would give it away.
    if table.name == "submissions" and column in {"file_name", "file_sha256"}:
        return f"CASE WHEN {_IS_PARTLY_HIDDEN} THEN '' ELSE {own} END AS {column}"
    if table.name == "runs" and column in seen_runs.c:
        # The figures of the run as if the hidden had never been proposed; where nothing is hidden,
        # its own.
        seen = _SEEN_OF_RUN.format(column=f'"{column}"')
        return f'COALESCE({seen}, {own}) AS "{column}"'
    if table.name == "ranks" and column in seen_ranks.c and column not in _KEYS:
        match = "s.run_id = t.run_id AND s.proposal_id = t.proposal_id"
        seen = _SEEN.format(column=f'"{column}"', table="seen_ranks", match=match)
        shown = f"CASE WHEN EXISTS ({_OFFICIAL}) THEN {own} ELSE COALESCE({seen}, {own}) END"
        return f'{shown} AS "{column}"'
    return own
