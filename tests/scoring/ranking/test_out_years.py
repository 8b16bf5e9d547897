"""The out-years: what is promised and selected beyond the cycle's fiscal year."""

from decimal import Decimal

from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.ledger import Money, after_promises
from fct.scoring.ranking.out_years import out_years
from fct.scoring.ranking.set_comparison import Selections, select

ENTRIES = [
    Candidate("A", 1, 90.0, {2027: Decimal(500), 2028: Decimal(200)}, "Army"),
    Candidate("B", 1, 80.0, {2027: Decimal(400), 2028: Decimal(50), 2029: Decimal(1)}, "Navy"),
    Candidate("C", 1, 70.0, {2028: Decimal(100)}, "Navy"),
]
FUNDS: tuple[Money, Money] = (
    {2026: Decimal(1), 2027: Decimal(1000), 2028: Decimal(400)},
    {2027: Decimal(50), 2028: Decimal(80), 2030: Decimal(7)},
)


def selected(budgets: Money, promised: Money) -> Selections:
    """What three ways select of the entries."""
    return select(Question(ENTRIES, after_promises(budgets, promised)))


def test_later_years_with_and_without_the_selection() -> None:
    """A and C are funded, B asks for 2029, which has nothing: 2028 has 80 promised, 300 more."""
    found = out_years(2027, *FUNDS, selected(*FUNDS).skip)

    assert [one.fiscal_year for one in found] == [2028, 2030]
    assert found[0].by_ref_kusd == {"A": 200, "C": 100}
    assert (found[0].budget_kusd, found[0].promised_kusd) == (400, 80)
    assert (found[0].selected_kusd, found[0].obliged_kusd) == (300, 380)
    assert (found[0].left_without_kusd, found[0].left_with_kusd) == (320, 20)


def test_a_year_without_a_budget_is_shown_as_such_and_counts_as_nothing() -> None:
    """7 thousand are promised for 2030, of which the cycle says nothing (reading 57)."""
    year = out_years(2027, *FUNDS, selected(*FUNDS).strict)[-1]

    assert (year.fiscal_year, year.budget_kusd) == (2030, None)
    assert (year.left_without_kusd, year.left_with_kusd) == (-7, -7)
    assert year.by_ref_kusd == {}


def test_without_later_years_there_is_nothing_to_tell() -> None:
    """The cycle's own year is no out-year."""
    budgets = {2027: Decimal(1000)}

    assert out_years(2027, budgets, {}, selected(budgets, {}).skip) == []
