"""The types of columns that both databases keep alike."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.common.columns import clean_text, dump_json, load_json
from fct.data.subjects.store import Store
from fct.data.tables.core import cycles


@pytest.mark.parametrize(
    "value", [None, [1, 0.1, True, "é"], {"a": {"b": []}}, 2**70, "half \ud800", "nul \0"]
)
def test_json_comes_back(value: Any) -> None:
    """Whatever a cell may hold is kept."""
    assert load_json(dump_json(value)) == value


def test_json_is_the_same_for_the_same_value() -> None:
    """Keys are sorted; years become text, and money the decimal that was written."""
    assert dump_json({2028: Decimal("1E+2"), 2027: Decimal("0.10")}) == (
        '{"2027":"0.10","2028":"100"}'
    )


def test_what_is_not_json_is_refused() -> None:
    """An object would not come back."""
    with pytest.raises(TypeError, match="object cannot be kept"):
        dump_json({"a": object()})


def test_text_is_made_storable() -> None:
    """PostgreSQL holds no NUL, and neither database half of a pair."""
    assert clean_text("a\0b\ud800c") == "a\ufffdb?c"


def test_a_moment_is_kept_in_utc(store: Store) -> None:
    """Another zone's moment comes back as the same moment, aware, to the microsecond."""
    moment = dt.datetime(2026, 6, 30, 23, 59, 59, 999_999, dt.timezone(dt.timedelta(hours=-5)))
    row = {"fiscal_year": 2027, "version": 1, "yaml": "", "sha256": "", "added_at": moment}
    with store.engine.begin() as connection:
        connection.execute(sa.insert(cycles).values(row | {"actor_name": "", "actor_verified": 0}))
        kept = connection.execute(sa.select(cycles.c.added_at)).scalar_one()

    assert kept == moment
    assert kept.tzinfo is dt.UTC


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    """Deadlines are compared across zones."""
    query = sa.select(cycles).where(cycles.c.added_at < dt.datetime(2026, 6, 30))  # noqa: DTZ001 - it is refused

    with (
        store.engine.connect() as connection,
        pytest.raises(sa.exc.StatementError, match="has no time zone"),
    ):
        connection.execute(query)
