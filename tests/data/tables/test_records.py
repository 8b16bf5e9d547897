"""Tables from frozen dataclasses: their columns, and rows to and from records."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.columns import Json
from fct.data.program.scenario import Scenario
from fct.data.tables.records import (
    EmptyText,
    columns_of,
    insert_record,
    next_number,
    read_records,
    record_of,
)


class Color(StrEnum):
    """Two colors."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A field of each kind."""

    fiscal_year: int
    name: str
    note: str | None
    owner: Annotated[str | None, EmptyText()]
    color: Color
    is_open: bool | None
    on: dt.date
    at: dt.datetime
    content: Scenario
    details: Annotated[Mapping[str, Any], Json()]
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen(Row):
    """A row with what no column holds."""

    is_repeat: bool = False


ROW = Row(
    fiscal_year=2027,
    name="a",
    note=None,
    owner=None,
    color=Color.BLUE,
    is_open=None,
    on=dt.date(2026, 6, 30),
    at=dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC),
    content=Scenario(name="Less money"),
    details={"a": [1]},
    actor=Actor("Jane Doe", "Navy", None, True, 1001),
)


@pytest.fixture
def table() -> sa.Table:
    """A table with a key beside what its record has."""
    number = sa.Column("number", sa.Integer, primary_key=True)
    return sa.Table("rows", sa.MetaData(), number, *columns_of(Row))


@pytest.fixture
def connection(table: sa.Table) -> sa.Connection:
    """A database in memory that has the table."""
    connection = sa.create_engine("sqlite://").connect()
    table.metadata.create_all(connection)
    return connection


def test_a_record_comes_back_as_it_was_added(table: sa.Table, connection: sa.Connection) -> None:
    """Whatever the kinds of its fields are, absent ones too."""
    other = replace(ROW, note="n", owner="Navy", is_open=True)
    for number, row in enumerate((ROW, other), 1):
        insert_record(connection, table, row, number=number)

    assert read_records(connection, Row, sa.select(table).order_by(table.c.number)) == [ROW, other]
    assert next_number(connection, table, 2027) == 3
    assert next_number(connection, table, 2028) == 1


def test_a_column_may_be_empty_where_its_field_may_be_none(table: sa.Table) -> None:
    """Absence that takes part in a comparison is empty text, so that column is never null."""
    may_be_null = {column.name for column in table.c if column.nullable}

    assert may_be_null == {"note", "is_open", "actor_component", "actor_role", "actor_account"}


def test_absence_of_what_is_compared_is_empty_text(
    table: sa.Table, connection: sa.Connection
) -> None:
    """NULL would be equal to no other."""
    insert_record(connection, table, ROW)

    kept = connection.execute(sa.select(sa.cast(table.c.owner, sa.String))).scalar()
    assert kept == ""
    assert connection.execute(sa.select(table.c.owner).where(table.c.owner == "")).all() == [
        (None,)
    ]


def test_what_no_column_holds_is_left_out_and_given_when_it_is_read(
    table: sa.Table, connection: sa.Connection
) -> None:
    """A record may know more than its row, and stands for a row of its own kind."""
    insert_record(connection, table, record_of(Seen, _plain(ROW), is_repeat=True), note="other")

    row = connection.execute(sa.select(table)).mappings().one()
    assert record_of(Seen, row) == record_of(Seen, _plain(ROW), note="other")
    assert record_of(Seen, row, is_repeat=True).is_repeat


def _plain(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}
