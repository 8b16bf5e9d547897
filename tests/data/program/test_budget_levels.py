"""The levels of money: shares of last year's budget or of the request."""

from decimal import Decimal

from fct.data.program.budget_levels import level_budgets, load_budget_levels
from fct.data.program.cycle import Cycle, parse_cycle

REQUESTED = {2027: Decimal(1000), 2028: Decimal(500)}


def cycle(year: int = 2027, more: str = "") -> Cycle:
    """A cycle that requests 1000 and 500."""
    budgets = "budgets: {2027: 1000, 2028: 500}"
    return parse_cycle(
        f"fiscal_year: {year}\nfinal_due: {year - 1}-06-30\n{budgets}\n{more}", "mine.yaml"
    )


def test_three_levels_are_declared_each_with_its_reason() -> None:
    """A number that no source sets says that it is a choice."""
    levels = load_budget_levels()

    assert [level.name for level in levels] == ["continuing resolution", "request", "plus-up"]
    assert "CRS R45870" in levels[0].reason
    assert "Program's choice" in levels[0].reason
    assert "Program's choice" in levels[2].reason


def test_a_continuing_resolution_funds_as_last_year() -> None:
    """800 of last year; the second year keeps what was requested."""
    first, request, plus = level_budgets(cycle(), Decimal(800))

    assert first.budgets == {2027: 800, 2028: 500}
    assert (first.share, first.is_of_last_year) == (1, True)
    assert request.budgets == REQUESTED
    assert plus.budgets == {2027: 1100, 2028: 500}
    assert (plus.share, plus.is_of_last_year) == (Decimal("1.1"), False)


def test_without_last_year_it_is_a_share_of_the_request() -> None:
    """900 of 1000, and it says of what."""
    first = level_budgets(cycle())[0]

    assert first.budgets == {2027: 900, 2028: 500}
    assert (first.share, first.is_of_last_year) == (Decimal("0.9"), False)


def test_a_last_year_of_nothing_is_known() -> None:
    """Zero is an amount, not a gap."""
    assert level_budgets(cycle(), Decimal(0))[0].budgets == {2027: 0, 2028: 500}


def test_a_year_without_a_request_gets_none() -> None:
    """The cycle says nothing of 2026, so nothing is made up."""
    assert [level.budgets for level in level_budgets(cycle(2026))] == [REQUESTED] * 3


def test_what_was_requested_is_not_changed() -> None:
    """The levels are new mappings."""
    level_budgets(cycle(), Decimal(1))

    assert REQUESTED == {2027: 1000, 2028: 500}


def test_a_continuing_resolution_starts_nothing_new_unless_the_cycle_says_so() -> None:
    """The other levels start what the line funds."""
    assert [level.starts_new for level in level_budgets(cycle())] == [False, True, True]
    allowed = cycle(more="continuing_resolution: new starts\n")
    assert [level.starts_new for level in level_budgets(allowed)] == [True, True, True]
    assert "new starts may be barred" in level_budgets(cycle())[0].reason
