"""What a slate hangs on, from a stored run."""

from decimal import Decimal

from fct.data.subjects.store import Store
from fct.scoring.deciding.basis import basis_of
from fct.scoring.defending.published import published_order
from tests.support.stores.seasons import CYCLE, acting_as, change_cycle


def test_a_run_gives_advice_requests_and_promises(season_store: Store) -> None:
    """Ranked ones first, by rank; a returned proposal has its request from its answers."""
    store = acting_as(season_store, "authority-1")
    order = published_order(store, 2027)
    basis = basis_of(order, store.runs.scores(order.run_id), order.cycle)
    ranks = [one.rank for one in basis.items.values()]

    assert ranks == [1, 2, 3, 4, 5, 6, None]
    assert basis.budgets == {2027: Decimal(3000), 2028: Decimal(2200)}
    continuing = basis.items["FY27-ARMY-01"]
    assert continuing.whole == {2027: Decimal(820), 2028: Decimal(600)}
    assert continuing.request != continuing.whole
    assert not continuing.competes
    returned = basis.items["FY27-ARMY-12"]
    assert (str(returned.advice), returned.verdict) == ("return", "returned")
    assert returned.request == {2027: Decimal("496.3")}
    ranked = basis.items["FY27-USMC-01"]
    asked = order.ranks.set_index("ref").loc["FY27-USMC-01", "request_kusd"]
    assert ranked.request == ranked.whole == asked
    assert basis.approval == ("reviewer", "authority")
    assert not basis.is_strict


def test_the_cycle_file_says_who_approves_and_what_is_held_back(season_store: Store) -> None:
    """Money as when the run was judged, steps and separation of the cycle that is given."""
    more = (
        "approval: [reviewer, authority, authority]\nseparation: strict\n"
        "conditions: {hold_back_kusd: {2027: 50}}\nduplicates: [[FY27-USMC-01, FY27-USAF-04]]\n"
    )
    change_cycle(season_store, CYCLE + more)
    order = published_order(season_store, 2027)
    basis = basis_of(order, season_store.runs.scores(order.run_id), order.cycle)

    assert basis.approval == ("reviewer", "authority", "authority")
    assert basis.is_strict
    assert basis.held == {2027: Decimal(50)}
    assert basis.duplicates == (frozenset({"FY27-USMC-01", "FY27-USAF-04"}),)
