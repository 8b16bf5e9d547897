"""What went out of a store, as its log keeps it."""

from fct.data.subjects.store import Store


def test_an_export_is_an_event_with_its_hash(store: Store) -> None:
    """Who, what, of what, and the hash; what was in it is not kept."""
    store.exports.add("table downloaded", "order of merit", "a" * 64, {"name": "order.xlsx"})

    event = store.events.all()[-1]
    assert (event.action, event.object) == ("table downloaded", "order of merit")
    assert event.details == {"name": "order.xlsx", "sha256": "a" * 64}
    assert event.actor == store.actor
