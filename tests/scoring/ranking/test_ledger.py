"""The ledger: limits of money, what is left of each, and who takes it, worked by hand."""

from decimal import Decimal
from typing import Any

import pytest

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.ledger import Ledger, Limit, after_promises, short_of

YEAR, ARMY = Limit(2027), Limit(2027, "Army")


def ledger(kusd: str, **stated: Any) -> Ledger:
    """One year's money under conditions."""
    return Ledger({2027: Decimal(kusd)}, Conditions.model_validate(stated))


def test_what_promises_leave_names_every_year() -> None:
    """A year without a budget has nothing, and a promise of it leaves less."""
    left = after_promises({2027: Decimal("0.3")}, {2027: Decimal("0.1"), 2028: Decimal(4)}, {2030})

    assert left == {2027: Decimal("0.2"), 2028: -4, 2030: 0}


def test_a_hold_back_comes_off_the_year_that_it_names() -> None:
    """Also where there is no money."""
    assert ledger("0.3", hold_back_kusd={2027: "0.1", 2029: 2}).left_kusd == {
        2027: Decimal("0.2"),
        2029: -2,
    }


def test_equal_to_what_is_left_fits() -> None:
    """0.1 and 0.2 are 0.3 (readings 5 and 57)."""
    money = ledger("0.3")

    assert money.take_share(money.takes({2027: Decimal("0.1")})) == 1
    assert money.fits(money.takes({2027: Decimal("0.2")}))
    assert short_of(money.takes({2027: Decimal("0.25")}), money.left) == {YEAR: Decimal("0.05")}


def test_nothing_is_lost_between_amounts_far_apart() -> None:
    """More digits than a common decimal context keeps."""
    money = ledger("1e20")
    money.commit(money.takes({2027: Decimal("1e-20")}))

    assert money.left_kusd == {2027: Decimal("99999999999999999999.99999999999999999999")}


def test_a_year_of_which_nothing_is_asked_always_fits() -> None:
    """Also one that promises have overdrawn, or that is not named (reading 57)."""
    money = ledger("-5")

    assert money.fits(money.takes({2027: Decimal(0), 2031: Decimal(0)}))
    assert not money.fits(money.takes({2031: Decimal(1)}))


def test_a_ceiling_is_a_limit_of_its_component_alone() -> None:
    """The Army may have 50 of 100."""
    money = ledger("100", components={"Army": {"ceiling_kusd": {2027: 50}}})
    request = {2027: Decimal(60)}

    assert short_of(money.takes(request, "Army"), money.left) == {ARMY: 10}
    assert money.fits(money.takes(request, "Navy"))
    money.commit(money.takes({2027: Decimal(20)}, "Army"))
    assert money.left == {YEAR: 80, ARMY: 30}


def test_the_largest_share_that_fits_is_taken() -> None:
    """50 are left: three quarters of 60 fit, all of it does not."""
    money = ledger("50")
    shares = tuple(map(Decimal, ("0.5", "0.75", "1")))

    assert money.take_share(money.takes({2027: Decimal(60)}), shares) == Decimal("0.75")
    assert money.left_kusd == {2027: 5}
    assert money.take_share(money.takes({2027: Decimal(60)}), shares) == 0


@pytest.mark.parametrize(("limit", "words"), [(YEAR, "FY2027"), (ARMY, "Army in FY2027")])
def test_a_limit_has_a_name(limit: Limit, words: str) -> None:
    """For sentences."""
    assert limit.words == words
