"""The cycle files and stages of rules in a store, read without the libraries that it needs.

A sponsor's check must answer within about a second; SQLAlchemy alone takes most of one to import.
"""

import sqlite3
from typing import Any
from urllib.parse import quote

from fct.data.common import StoreError
from fct.data.program import Stage, current_stages
from fct.data.store import Settings

_NEWEST = "SELECT yaml FROM cycles WHERE fiscal_year = ? ORDER BY version DESC LIMIT 1"
_PATIENCE_S = 3
_STAGES = "SELECT rule, stage FROM rule_stages ORDER BY id"
_TITLES = "SELECT DISTINCT title FROM proposals WHERE fiscal_year = ?"
_YEARS = "SELECT DISTINCT fiscal_year FROM cycles ORDER BY fiscal_year"


def known_cycle_text(settings: Settings, fiscal_year: int) -> str | None:
    """Return the newest cycle file of a fiscal year, or None where the store has none."""
    rows = _query(settings, _NEWEST, (fiscal_year,))
    return str(rows[0][0]) if rows else None


def known_cycle_years(settings: Settings) -> list[int]:
    """Return the fiscal years of which the store has a cycle."""
    return [int(row[0]) for row in _query(settings, _YEARS, ())]


def known_titles(settings: Settings, fiscal_year: int) -> list[str]:
    """Return the titles of all proposals that came for a fiscal year."""
    return [str(row[0]) for row in _query(settings, _TITLES, (fiscal_year,))]


def known_stages(settings: Settings) -> dict[str, Stage]:
    """Return the stages of the store's rules, without those at ``block``."""
    changes = _query(settings, _STAGES, ())
    return current_stages((str(rule), str(stage)) for rule, stage in changes)


def _query(settings: Settings, sql: str, parameters: tuple[int, ...]) -> list[tuple[Any, ...]]:
    path = settings.sqlite_path
    if path is None:
        return _query_server(settings, sql, parameters)
    if not path.exists():
        return []
    try:
        # Read only, as SQLite makes an empty database of a path that is opened to write.
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        if "no such table" in str(error):  # nobody has used the store yet, or not since an upgrade
            return []
        raise _unreadable(str(path), error) from None


def _query_server(
    settings: Settings, sql: str, parameters: tuple[int, ...]
) -> list[tuple[Any, ...]]:
    try:
        import psycopg
    except ImportError as error:
        raise _unreadable("on PostgreSQL", error) from None
    url = settings.database_url.replace("+psycopg", "")
    try:
        with psycopg.connect(url, connect_timeout=_PATIENCE_S) as connection:
            return connection.execute(sql.replace("?", "%s").encode(), parameters).fetchall()
    except psycopg.errors.UndefinedTable:  # nobody has used the store yet, or not since an upgrade
        return []
    except psycopg.Error as error:
        raise _unreadable("on PostgreSQL", error) from None


def _unreadable(store: str, error: Exception) -> StoreError:
    """Return the error of a store that may have the cycle: another one's dates would be wrong."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return StoreError(
        f"The store {store} cannot be read for its cycles: {reason}. Try again, or name the cycle "
        "with --cycle-file."
    )
