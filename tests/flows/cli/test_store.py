"""The command that makes a store."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import NotNowError
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.tables.core import KNOWN_REVISIONS, SCHEMA_REVISION
from tests.support.processes.commands import answer

Fct = Callable[..., Result]


@pytest.mark.parametrize(("options", "illustrative"), [((), False), (("--illustrative",), True)])
def test_a_store_is_made_once(
    fct: Fct, home: Path, options: tuple[str, ...], illustrative: bool
) -> None:
    """It says which, and is so for ever; making it again is refused as JSON and in words."""
    made = fct("store", "new", *options, "--json")
    again = fct("store", "new", "--illustrative", "--json")
    in_words = fct("store", "new", "--illustrative")

    assert answer(made) == {"home": str(home), "illustrative": illustrative}
    assert again.exit_code == 3
    assert json.loads(again.stdout)["refused"]["code"] == "NOT_EMPTY"
    assert isinstance(in_words.exception, NotNowError)
    with open_store(Settings(home)) as store:
        assert store.is_illustrative() is illustrative


def test_looking_at_a_store_does_not_fill_it(fct: Fct) -> None:
    """A command that only reads leaves the store empty, so that it can be made."""
    fct("cycle", "list")

    assert "is an illustrative store" in fct("store", "new", "--illustrative").stdout


def all_of(database: str | Path) -> list[str]:
    """Schema and rows of a database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("schema", ["0003", "0005", "0011"])
def test_an_upgrade_says_what_it_will_do_copies_and_is_done_once(
    fct: Fct, home: Path, schema: str
) -> None:
    """Said alone, it changes nothing; the copy holds what the database held."""
    old = Path(__file__).parents[2] / "stores" / f"schema-{schema}.sqlite"
    shutil.copy(old, home / "fct.sqlite")
    refused = fct("cycle", "list")
    planned = json.loads(fct("store", "upgrade", "--dry-run", "--json").stdout)
    before = all_of(home / "fct.sqlite")
    words = " ".join(fct("store", "upgrade").stdout.split())
    again = fct("store", "upgrade", "--json")

    assert "fct store upgrade" in str(refused.exception)
    assert before == all_of(old)
    assert (planned["from"], planned["to"]) == (schema, SCHEMA_REVISION)
    assert [one["schema"] for one in planned["steps"]] == sorted(
        one for one in KNOWN_REVISIONS if one > schema
    )
    assert planned["steps"][-1]["what"] == "The texts that runs were judged by."
    assert f"is copied to {planned['copy']}" in words
    assert f"brought from schema {schema} to {SCHEMA_REVISION}" in words
    assert all_of(planned["copy"]) == before
    assert json.loads(again.stdout)["copy"] is None


def test_an_upgrade_is_refused_while_another_program_has_the_store_open(
    fct: Fct, home: Path
) -> None:
    """Nothing is changed and nothing copied."""
    shutil.copy(Path(__file__).parents[2] / "stores" / "schema-0011.sqlite", home / "fct.sqlite")
    with closing(sqlite3.connect(home / "fct.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM events").fetchone()
        answer = fct("store", "upgrade", "--json")

    assert (answer.exit_code, json.loads(answer.stdout)["refused"]["code"]) == (3, "STORE_IN_USE")
    assert not (home / "before-upgrade").exists()
