"""What would fund a proposal: worked by hand, and every change that is named tried on its own."""

import random
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from fct.data.program.conditions import Conditions
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.defending.remedies import Means, Remedy, remedies
from fct.scoring.ranking.best_set_problem import Question
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.ledger import Limit
from tests.support.processes.samples import sample
from tests.support.proposals.line_trials import trial_of

YEAR, NEXT, ARMY = Limit(2027), Limit(2028), Limit(2027, "Army")
TENTH = Decimal("0.1")


def row(ref: str, *kusd: str, component: str = "Army") -> dict[str, Any]:
    """One ranked proposal that asks for the given amounts of 2027, 2028, ..."""
    asked = {2027 + n: Decimal(amount) for n, amount in enumerate(kusd)}
    return {
        "ref": ref,
        "tier": 1,
        "merit": 80.0,
        "maturity": 80.0,
        "competes": True,
        "component": component,
        "request_kusd": asked,
    }


def trial(ref: str, rows: list[dict[str, Any]], *kusd: str, **stated: Any) -> LineTrial:
    """The line around one of some proposals, with the given money of 2027, 2028, ..."""
    left = {2027 + n: Decimal(amount) for n, amount in enumerate(kusd)}
    return trial_of(pd.DataFrame(rows), left, ref, Conditions.model_validate(stated))


def of(means: Means, found: list[Remedy]) -> list[Remedy]:
    """Those of one kind."""
    return [one for one in found if one.means is means]


# 1000: A takes 600, B's 500 does not fit, C takes 300, D's 200 does not fit 100.
LINE = [row("A", "600"), row("B", "500"), row("C", "300"), row("D", "200")]


def test_the_amount_is_tried_with_everyone_else_in_play() -> None:
    """D is 100 short. 100 more go to B, and D finds nothing; 300 more leave D its 200.

    1100: A and B, nothing is left. 1300: A and B leave 200, C's 300 do not fit, D takes 200.
    """
    found = remedies(trial("D", LINE, "1000"))

    assert of(Means.MONEY, found) == [Remedy(Means.MONEY, {YEAR: Decimal(300)}, ("C",))]


def test_a_smaller_request_is_what_was_left_when_its_turn_came() -> None:
    """D found 100."""
    found = remedies(trial("D", LINE, "1000"))

    assert of(Means.REQUEST, found) == [Remedy(Means.REQUEST, {YEAR: Decimal(100)})]


def test_a_must_fund_says_who_would_lose() -> None:
    """D takes 200 first, A 600: C's 300 do not fit what is left."""
    found = remedies(trial("D", LINE, "1000"))

    assert of(Means.MUST_FUND, found) == [Remedy(Means.MUST_FUND, {}, ("C",))]


def test_a_must_fund_that_would_not_help_is_not_named() -> None:
    """1200 of 1000 fit for nobody."""
    rows = [*LINE, row("E", "1200")]
    found = remedies(trial("E", rows, "1000"))

    assert of(Means.MUST_FUND, found) == []
    assert of(Means.REQUEST, found)[0].kusd == {YEAR: 100}


def test_where_nothing_is_left_no_smaller_request_is_named() -> None:
    """A took all of it."""
    found = remedies(trial("B", [row("A", "600"), row("B", "500")], "600"))

    assert of(Means.REQUEST, found) == []


def test_a_year_that_is_used_up_is_to_be_asked_for_nothing() -> None:
    """B finds 50 of 2027 and nothing of 2028; it would have to do without 2028."""
    rows = [row("A", "50", "100"), row("B", "50", "10")]
    found = remedies(trial("B", rows, "100", "100"))

    assert of(Means.REQUEST, found)[0].kusd == {YEAR: 50, NEXT: 0}
    assert of(Means.MONEY, found) == [Remedy(Means.MONEY, {NEXT: Decimal(10)})]


def test_one_that_lacks_money_of_two_years_needs_both() -> None:
    """Neither alone does it, and none of the two can be smaller."""
    rows = [row("A", "60", "60"), row("B", "50", "45")]
    found = remedies(trial("B", rows, "100", "100"))

    assert of(Means.MONEY, found) == [Remedy(Means.MONEY, {YEAR: Decimal(10), NEXT: Decimal(5)})]


def test_a_ceiling_is_raised_where_it_is_what_lacks() -> None:
    """The Army may have 700 of 1000: B finds 100 of them and 400 of the budget."""
    limits = {"Army": {"ceiling_kusd": {2027: 700}}}
    rows = [row("A", "600"), row("B", "150")]
    found = remedies(trial("B", rows, "1000", components=limits))

    assert of(Means.MONEY, found) == [Remedy(Means.MONEY, {ARMY: Decimal(50)})]
    assert of(Means.REQUEST, found)[0].kusd == {YEAR: 100}


def test_one_that_is_excluded_would_be_funded_without_that() -> None:
    """There is money for it; B, C and D share it today."""
    found = remedies(trial("A", LINE, "1000", excluded=["A"]))

    assert [one.means for one in found] == [Means.NOT_EXCLUDED, Means.MUST_FUND]
    assert found[0].drops == ("B", "D")


def test_a_must_fund_that_does_not_fit_is_helped_by_money_alone() -> None:
    """It must be funded as it is: 200 of 150 lack 50."""
    found = remedies(trial("D", LINE, "150", must_fund=["D"]))

    assert [(one.means, dict(one.kusd)) for one in found] == [
        (Means.REQUEST, {YEAR: 150}),
        (Means.MONEY, {YEAR: 50}),
    ]


def test_one_that_is_funded_needs_nothing() -> None:
    """A and C have their money."""
    assert remedies(trial("A", LINE, "1000")) == []
    assert remedies(trial("C", LINE, "1000")) == []


def applied(line: LineTrial, found: Remedy, less: Limit | None = None) -> Question:
    """What the line is drawn from with a change; ``less`` is the limit that gets one step less."""
    if found.means is Means.REQUEST:
        more = {
            one.fiscal_year: kusd + (TENTH if one == less else 0)
            for one, kusd in found.kusd.items()
        }
        return line.asking(more)
    if found.means is Means.MONEY:
        return line.with_more(
            {one: kusd - (TENTH if one == less else 0) for one, kusd in found.kusd.items()}
        )
    if found.means is Means.MUST_FUND:
        return line.must_be_funded()
    return line.not_excluded()


def season(seed: int, size: int) -> tuple[list[dict[str, Any]], dict[str, Any], list[str]]:
    """Random rows, conditions and money, in tenths of thousands of dollars."""
    chance = random.Random(seed)

    def amount(most: int) -> str:
        return str(Decimal(chance.randrange(0, 10 * most)) / 10)

    rows = [
        row(f"P-{n}", amount(90), amount(60), component=chance.choice(["Army", "Navy"]))
        for n in range(size)
    ]
    for one in rows:
        one["competes"] = chance.random() > 0.1
    refs = [one["ref"] for one in rows]
    stated = {
        "must_fund": chance.sample(refs, 2),
        "hold_back_kusd": {2027: amount(20)},
        "components": {"Army": {"ceiling_kusd": {2027: amount(15 * size)}}},
    }
    stated["excluded"] = [ref for ref in chance.sample(refs, 2) if ref not in stated["must_fund"]]
    return rows, stated if seed % 2 else {}, [amount(20 * size), amount(15 * size)]


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(3, whole=40)))
def test_every_change_that_is_named_funds_it_and_one_step_less_does_not(seed: int) -> None:
    """The line is drawn with the change alone, for each that is not funded of a random season."""
    rows, stated, money = season(seed, 12 + 8 * (seed % 3))
    named = 0
    for ref in [one["ref"] for one in rows if one["competes"]]:
        line = trial(ref, rows, *money, **stated)
        for found in remedies(line):
            named += 1
            assert not line.is_funded()
            assert ref in shares_in_order(applied(line, found)), (ref, found)
            for limit, kusd in found.kusd.items():
                asked = line.own["request_kusd"].get(limit.fiscal_year)
                if found.means is Means.REQUEST and kusd == asked:
                    continue  # it asks for that much today
                assert not line.is_funded(applied(line, found, limit)), (ref, found)
    assert named > 10
