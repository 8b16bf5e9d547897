"""The money of a slate: by hand, and against plain Python on random slates."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from fct.data.decisions.outcomes import Outcome
from fct.scoring.deciding.basis import Basis, Item
from fct.scoring.deciding.slate_money import (
    Chosen,
    YearMoney,
    first_short_year,
    money_of_slate,
    over_budget,
)
from fct.scoring.ranking.funding_line import Mark
from tests.support.stores.slates import basis, item, kusd


def fund(of: Basis, *refs: str) -> dict[str, Chosen]:
    """Return a decision that funds these proposals whole."""
    return {ref: Chosen(Outcome.FUND, of.items[ref].whole) for ref in refs}


def test_before_any_decision_promises_and_reserve_are_off() -> None:
    """2027: 1000 - 100 held - 300 promised = 600; 2028: 150 and nothing taken."""
    money = money_of_slate(basis(held=kusd(y2027=100)), {})

    assert money == {
        2027: YearMoney(Decimal(1000), Decimal(100), Decimal(300), Decimal(0)),
        2028: YearMoney(Decimal(150), Decimal(0), Decimal(0), Decimal(0)),
    }
    assert [one.left for one in money.values()] == [600, 150]


def test_a_continuing_project_stands_in_promised_and_not_in_decided() -> None:
    """Funding it moves nothing: its money is its promise, whatever it asks."""
    of = basis()

    assert money_of_slate(of, fund(of, "C")) == money_of_slate(of, {})


@pytest.mark.parametrize("outcome", [Outcome.RESERVE, Outcome.RETURN, Outcome.NOT_SELECTED])
def test_a_continuing_project_that_is_not_funded_gives_its_promise_back(outcome: Outcome) -> None:
    """300 of 2027 are free again."""
    money = money_of_slate(basis(), {"C": Chosen(outcome, {})})

    assert (money[2027].promised, money[2027].decided, money[2027].left) == (0, 0, 1000)


def test_a_continuing_project_in_part_is_decided_and_no_longer_promised() -> None:
    """100 decided instead of 300 promised."""
    money = money_of_slate(basis(), {"C": Chosen(Outcome.PART, kusd(y2027=100))})

    assert (money[2027].promised, money[2027].decided, money[2027].left) == (0, 100, 900)


def test_a_withdrawn_continuing_project_keeps_its_promise_off() -> None:
    """The promise is the cycle file's, and what is withdrawn is not decided."""
    assert money_of_slate(basis(), {"C": Chosen(Outcome.WITHDRAWN, {})}) == money_of_slate(
        basis(), {}
    )


def test_a_promised_new_start_is_decided_beside_its_promise() -> None:
    """It competes (reading 55): its request is decided, and the entry stays promised."""
    of = basis(item("N", request=kusd(y2027=120)), promised=kusd(y2027=80))
    money = money_of_slate(of, fund(of, "N"))

    assert (money[2027].promised, money[2027].decided, money[2027].left) == (80, 120, 800)


def test_a_year_that_is_only_asked_for_is_named() -> None:
    """It has no budget, so nothing is left of it."""
    of = basis(item("N", request=kusd(y2030=5)))

    assert money_of_slate(of, {})[2030] == YearMoney(*[Decimal(0)] * 4)
    assert money_of_slate(of, fund(of, "N"))[2030].left == -5


def test_a_supplement_pays_an_out_of_cycle_proposal_from_what_is_held_back() -> None:
    """`left` stays, and `held` goes down by what it gets."""
    of = basis(item("O", request=kusd(y2027=70), is_out_of_cycle=True), held=kusd(y2027=100))
    in_slate = money_of_slate(of, {"O": Chosen(Outcome.FUND, kusd(y2027=70))})[2027]
    in_supplement = money_of_slate(of, {"O": Chosen(Outcome.FUND, kusd(y2027=70), True)})[2027]

    assert (in_slate.held, in_slate.decided, in_slate.left) == (100, 70, 530)
    assert (in_supplement.held, in_supplement.decided, in_supplement.left) == (30, 70, 600)


def test_a_change_is_over_budget_in_the_first_year_that_it_takes_below_zero() -> None:
    """A and B take 600 of the 700 after promises; L asks 500 and is over by 400."""
    of = basis()
    before = fund(of, "A", "B")

    assert over_budget(of, before, fund(of, "A", "B", "L")) == (2027, Decimal(400))
    assert over_budget(of, {}, fund(of, "A")) is None
    assert over_budget(of, {}, fund(of, "A", "B")) is None


def test_what_is_left_to_the_cent_fits() -> None:
    """Equal to what is left is not over it."""
    of = basis(item("N", request=kusd(y2027="700.00")))

    assert over_budget(of, {}, fund(of, "N")) is None
    assert over_budget(
        basis(item("N", request=kusd(y2027="700.01"))),
        {},
        {"N": Chosen(Outcome.FUND, kusd(y2027="700.01"))},
    ) == (2027, Decimal("0.01"))


def test_a_year_that_was_below_zero_before_refuses_no_other_decision() -> None:
    """Promises of 2028 exceed its budget; who asks nothing of 2028 can be funded, who asks not."""
    of = basis(promised=kusd(y2027=300, y2028=200))

    assert over_budget(of, {}, fund(of, "A")) is None
    assert over_budget(of, {}, fund(of, "B")) == (2028, Decimal(150))


def test_money_that_was_given_away_is_not_promised_again() -> None:
    """C is not selected, A, B and N take its 300; to fund C again would be over."""
    of = basis(*basis().items.values(), item("N", request=kusd(y2027=300)))
    given = fund(of, "A", "B", "N") | {"C": Chosen(Outcome.NOT_SELECTED, {})}

    assert over_budget(of, given, given | fund(of, "C")) == (2027, Decimal(200))


def test_a_held_back_reserve_that_is_exceeded_is_over_budget() -> None:
    """70 of the 50 held back, though the budget has 700 left."""
    of = basis(item("O", request=kusd(y2027=70), is_out_of_cycle=True), held=kusd(y2027=50))

    assert over_budget(of, {}, {"O": Chosen(Outcome.FUND, kusd(y2027=70), True)}) == (2027, 20)


def test_decisions_on_a_smaller_budget_are_short() -> None:
    """Promises alone are not: nobody can decide them away here."""
    of = basis(budgets=kusd(y2027=500))

    assert first_short_year(of, fund(of, "A")) == (2027, Decimal(200))
    assert first_short_year(basis(budgets=kusd(y2027=100)), fund(of, "C")) is None


def random_slate(seed: int) -> tuple[Basis, dict[str, Chosen]]:
    """Return a basis and decisions of any kind."""
    chance = random.Random(seed)
    years = (2027, 2028, 2029)

    def amounts(share: float) -> dict[int, Decimal]:
        return {
            y: Decimal(chance.randint(1, 90000)) / 100 for y in years if chance.random() < share
        }

    items: list[Item] = []
    for number in range(chance.randint(0, 25)):
        mark: Any = chance.choice([*Mark, None])
        others: dict[str, Any] = {} if mark else {"verdict": "returned"}
        promise = amounts(0.6) if mark is Mark.CONTINUING else None
        items.append(
            item(
                f"P{number}",
                rank=number if mark else None,
                mark=mark,
                request=amounts(0.6),
                promise=promise,
                is_out_of_cycle=chance.random() < 0.2,
                **others,
            )
        )
    promised: dict[int, Decimal] = dict.fromkeys(years, Decimal(5))
    for one in items:
        for year, amount in (one.promise or {}).items():
            promised[year] += amount
    of = basis(*items, budgets=amounts(0.9), held=amounts(0.4), promised=promised)
    chosen = {
        one.ref: Chosen(
            outcome, one.whole if outcome is Outcome.FUND else amounts(0.5), chance.random() < 0.3
        )
        if (outcome := chance.choice(list(Outcome))).is_funded
        else Chosen(outcome, {})
        for one in items
        if chance.random() < 0.8
    }
    return of, chosen


def test_money_is_that_of_a_plain_reading() -> None:
    """Fractions, one loop over the proposals, written from the sentences of the contract alone."""
    for seed in range(200):
        of, chosen = random_slate(seed)
        if not of.items:
            of = basis(item("P"), budgets=of.budgets)
        for year, money in money_of_slate(of, chosen).items():
            budget = Fraction(of.budgets.get(year, 0))
            held, promised = Fraction(of.held.get(year, 0)), Fraction(of.promised.get(year, 0))
            decided = Fraction(0)
            for ref, one in chosen.items():
                project = of.items[ref]
                amount = Fraction(one.kusd.get(year, 0))
                if project.mark is Mark.CONTINUING:
                    if one.outcome in {Outcome.FUND, Outcome.WITHDRAWN}:
                        continue
                    promised -= Fraction((project.promise or {}).get(year, 0))
                if one.outcome in {Outcome.FUND, Outcome.PART}:
                    decided += amount
                    if one.is_supplement and project.is_out_of_cycle:
                        held -= amount

            assert Fraction(money.budget) == budget, seed
            assert Fraction(money.held) == held, seed
            assert Fraction(money.promised) == promised, seed
            assert Fraction(money.decided) == decided, seed
            assert Fraction(money.left) == budget - held - promised - decided, seed
