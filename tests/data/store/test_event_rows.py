"""The clock of a store that is set back."""

import datetime as dt

import pytest

from fct.data.common.clock import follow_clock, utc_now
from fct.data.common.errors import NotNowError
from fct.data.store.event_rows import add_event
from fct.data.subjects.store import Store
from tests.conftest import ACTOR


def test_a_clock_that_is_set_back_writes_nothing_and_reading_goes_on(store: Store) -> None:
    """Until the clock is right again."""
    ahead = utc_now() + dt.timedelta(hours=1)
    follow_clock(ahead)
    try:
        with store.writing() as connection:
            add_event(connection, ACTOR, "tried", "store", {})
    finally:
        follow_clock(None)
    count = len(store.events.all())

    with store.writing() as connection, pytest.raises(NotNowError, match="set the clock right"):
        add_event(connection, ACTOR, "tried", "store", {})

    assert len(store.events.all()) == count
