"""The outbox: once, in the transaction that causes it, to people of the store alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.messages.letters import Letter
from fct.data.people.roles import Role
from fct.data.subjects.store import Store
from tests.support.stores.homes import blank_store
from tests.support.stores.year import ACTOR, year_store

LETTER = Letter(
    text="opened", action="open", about="opens", fiscal_year=2027, facts={"until": "then"}
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with people."""
    with year_store(tmp_path / "home") as made:
        yield made


def test_the_same_message_is_written_once_with_one_id(store: Store) -> None:
    """However often it is made; the marking stands above and below."""
    to = store.messages.holders(Role.SPONSOR, component="Army")

    assert store.messages.send(LETTER, to) == store.messages.send(LETTER, to) == ["sponsor-army"]

    (message,) = store.messages.all(2027)
    assert message.row.address == "sponsor-army@example.mil"
    assert (message.state, message.tries, message.sent_at) == ("waiting", 0, None)
    assert message.row.text.startswith("CUI\n")
    assert message.row.text.endswith("simulated clock\n\nCUI\n")


def test_a_message_goes_with_the_transaction_that_causes_it(store: Store) -> None:
    """What fails leaves none."""
    to = store.messages.holders(Role.OPERATOR)

    def fail() -> None:
        with store.writing():
            store.messages.send(LETTER, to)
            raise ZeroDivisionError("the act that caused it failed")

    with pytest.raises(ZeroDivisionError, match="the act that caused it failed"):
        fail()

    assert store.messages.all() == []


def test_where_nobody_is_there_the_operators_learn_for_whom(store: Store) -> None:
    """One message, with a line for each component."""
    to = [
        one
        for component in ("Space Force", "Air Force")
        for one in store.messages.holders(Role.SPONSOR, component=component)
    ]

    assert store.messages.send(LETTER, to) == ["operator-1"]

    (message,) = store.messages.all()
    assert "nobody is there for Space Force\nnobody is there for Air Force" in message.row.text


def test_in_a_store_of_one_its_owner_is_informed(store: Store, tmp_path: Path) -> None:
    """By the name of the account that made it, without an address."""
    del store
    from fct.data.store.settings import Settings
    from fct.data.subjects.store import open_store

    with open_store(Settings(blank_store(tmp_path / "one"))) as alone:
        alone.make_new(ACTOR, illustrative=True)
        (owner,) = alone.messages.holders(Role.SPONSOR, component="Navy")

    assert (owner.person, owner.address, owner.note) == ("tester", None, "")
