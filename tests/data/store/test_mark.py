"""The mark of a store, on each database."""

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import NotNowError
from fct.data.subjects.store import Store
from fct.data.tables.core import events

ANN = Actor("Ann Lee")


@pytest.mark.parametrize("illustrative", [True, False])
def test_the_mark_is_the_first_event(store: Store, illustrative: bool) -> None:
    """Under the hash chain; the store says for ever what it was made as."""
    store.make_new(ANN, illustrative=illustrative)
    store.cycles.add(2027, "fiscal_year: 2027", "hash", ANN)

    first = store.events.all()[0]
    assert (first.seq, first.action, first.details) == (
        1,
        "store made",
        {"illustrative": illustrative},
    )
    assert store.is_illustrative() is illustrative
    assert verify(store).first_bad is None


def test_a_store_that_was_not_made_so_is_real(store: Store) -> None:
    """Whatever lies in its folder."""
    assert not store.is_illustrative()
    (store.settings.home / "illustrative").touch()
    assert not store.is_illustrative()


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_what_a_store_is_never_changes(store: Store, first: bool, again: bool) -> None:
    """A store that was made holds its mark; it is not made a second time."""
    store.make_new(ANN, illustrative=first)

    with pytest.raises(NotNowError, match="only an empty store can be made new") as refused:
        store.make_new(ANN, illustrative=again)

    assert refused.value.code == "NOT_EMPTY"
    assert (store.is_illustrative(), len(store.events.all())) == (first, 1)


def test_a_store_that_holds_anything_refuses_the_mark(store: Store) -> None:
    """A cycle is enough."""
    store.cycles.add(2027, "fiscal_year: 2027", "hash", ANN)

    with pytest.raises(NotNowError, match="The store holds something already"):
        store.make_new(ANN, illustrative=True)

    assert not store.is_illustrative()


def test_the_database_keeps_the_mark(store: Store) -> None:
    """Past the program, too: no entry of the log is changed or removed."""
    store.make_new(ANN, illustrative=False)

    changed = sa.update(events).values(details={"illustrative": True})
    for statement in (changed, sa.delete(events)):
        with (
            pytest.raises(sa.exc.DBAPIError, match="events are never"),
            store.engine.begin() as connection,
        ):
            connection.execute(statement)

    assert not store.is_illustrative()
    assert verify(store).first_bad is None
