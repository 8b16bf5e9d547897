"""What if: ranked again by hand, and beside the contract's own order and line."""

import random
from collections.abc import Callable, Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.common.cells import RawProposal
from fct.data.common.errors import UsageError
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.conditions import ComponentLimits, Conditions
from fct.data.program.cycle import Cycle, Promise, packaged_cycle_texts, parse_cycle
from fct.data.program.form import load_form
from fct.data.program.rubric import Rubric, default_rubric
from fct.scoring.defending.what_if_order import Move, WhatIf, what_if
from fct.scoring.judging.judgement import judge
from fct.scoring.judging.merit_parts import part_weights
from fct.scoring.ranking.best_set_problem import Candidate
from fct.scoring.ranking.funding_line import MARKS, Mark, left_after, shares_in_order
from fct.scoring.ranking.order import OrderOfMerit, order_of_merit
from tests.oracle.plain_reader import read_workbook
from tests.support.processes.samples import sample
from tests.support.proposals.cases import CYCLE
from tests.support.proposals.conditioned_cases import of_conditions
from tests.support.proposals.mutations import random_proposal
from tests.support.proposals.what_ifs import points, three, under


def marks(result: WhatIf) -> dict[str, str]:
    """The mark of each ref, in the new order."""
    by_ref = dict(zip(result.official.refs, result.marks.tolist(), strict=True))
    return {ref: str(MARKS[by_ref[ref]]) for ref in result.refs}


def official(
    proposals: list[RawProposal], cycle: Cycle, rubric: Rubric | None = None
) -> OrderOfMerit:
    """The contract's order of proposals."""
    return order_of_merit(judge(proposals, cycle, rubric), cycle, rubric)


def assert_same(result: WhatIf, order: OrderOfMerit) -> None:
    """The what-if is the order of merit: refs, marks, figures, ties and money."""
    assert result.refs == order.ranks["ref"].tolist()
    assert marks(result) == dict(zip(order.ranks["ref"], order.ranks["mark"].map(str), strict=True))
    assert result.merit[result.order].tolist() == order.ranks["merit"].tolist()
    named = zip(order.ranks["ref"], order.ranks["tied_with"], strict=True)
    assert result.tied_with == {ref: tied for ref, tied in named if tied}
    assert result.left == order.left


def random_season(seed: int, size: int = 250) -> tuple[list[RawProposal], Cycle]:
    """Random proposals that ask for different amounts, and a cycle that funds some of them."""
    rng = random.Random(seed)
    proposals = [random_proposal(f"P-{n}", rng) for n in range(size)]
    promised = [Promise(ref="OLD", fiscal_year=2028, kusd=Decimal("80.5"))]
    for proposal in proposals:
        for row in proposal.rows["Funding"][:1]:
            row["fct_test_kusd"] = row["fct_test_kusd"]._replace(value=rng.randrange(9000) / 4)
        if rng.random() < 0.1:
            kind = proposal.answers["project_type"]
            proposal.answers["project_type"] = kind._replace(value="continuing")
            if rng.random() < 0.8:  # the others are unconfirmed, and compete
                kusd = Decimal(rng.randrange(2000)) / 4
                promised.append(Promise(ref=proposal.ref, fiscal_year=2027, kusd=kusd))
    changes = {
        "budgets": {2027: Decimal(rng.randrange(8000, 20000)), 2028: Decimal(900)},
        "promised": tuple(promised),
    }
    return proposals, CYCLE.model_copy(update=changes)


def test_other_weights_turn_the_order_around() -> None:
    """25 and 75 points: A 25, B 50, C 75. C takes 400, B 500, and A's 600 find 100."""
    result = what_if(three(), weights=points(1, 3))

    assert result.refs == ["C", "B", "A"]
    assert result.merit.tolist() == [25, 50, 75]
    assert result.ranks.tolist() == [3, 2, 1]
    assert marks(result) == {"C": "funded", "B": "funded", "A": "below the line"}
    assert (result.used, result.left) == ({2027: 900}, {2027: 100})
    assert result.moves == [Move("C", 3, 1), Move("A", 1, 3)]
    assert (result.entered, result.dropped) == (["B"], ["A"])


def test_without_changes_it_is_the_official_order() -> None:
    """A and C are funded, B is passed over, and nothing moved."""
    result = what_if(three())

    assert marks(result) == {"A": "funded", "B": "passed over", "C": "funded"}
    assert (result.moves, result.entered, result.dropped) == ([], [], [])
    assert (result.used, result.left) == ({2027: 1000}, {2027: 0})


def test_other_budgets_move_the_line_alone() -> None:
    """1100: A takes 600 and B 500; C's 400 find nothing."""
    result = what_if(three(), budgets={2027: Decimal(1100)})

    assert marks(result) == {"A": "funded", "B": "funded", "C": "below the line"}
    assert result.moves == []
    assert (result.entered, result.dropped) == (["B"], ["C"])


def test_tiers_never_mix() -> None:
    """C has the most merit under these weights, and stays behind as tier 2."""
    result = what_if(three(tier=[1, 1, 2]), weights=points(1, 3))

    assert result.refs == ["B", "A", "C"]


def test_ties_of_merit_go_by_maturity_and_then_as_officially() -> None:
    """All have half of the second part: B is the most mature; A stands before C as it did."""
    shares = [(1.0, 0.5), (0.5, 0.5), (0.2, 0.5)]
    result = what_if(three(shares=shares, maturity=[50.0, 60.0, 50.0]), weights=points(0, 1))

    assert result.refs == ["B", "A", "C"]
    assert result.tied_with == {"A": ["C"], "C": ["A"]}
    assert result.ties.tolist() == [1, 0, 1]


def test_merit_counts_to_six_decimals() -> None:
    """B has less than half a millionth of a point more than A, which is no more."""
    near, far = 0.5 + 4e-9, 0.5 + 6e-9
    tied = what_if(three(shares=[(1, 0.5), (0.9, near), (0, 0)]), weights=points(0, 100))
    apart = what_if(three(shares=[(1, 0.5), (0.9, far), (0, 0)]), weights=points(0, 100))

    assert (tied.refs, apart.refs) == (["A", "B", "C"], ["B", "A", "C"])


def test_the_official_order_and_weights_stay() -> None:
    """Nothing that was given is changed."""
    ranked = three()
    what_if(ranked, weights=points(1, 3), budgets={2027: Decimal(5)})

    assert ranked.parts.weights[[0, 6]].tolist() == [60, 40]
    assert ranked.refs == ("A", "B", "C")
    assert ranked.budgets == {2027: 1000}


def test_a_year_without_a_budget_has_none() -> None:
    """Money of 2028 alone funds nothing of 2027; left names every year."""
    result = what_if(three(), budgets={2028: Decimal(5000)})

    assert set(marks(result).values()) == {"below the line"}
    assert result.left == {2027: 0, 2028: 5000}


def test_a_zero_request_fits_where_promises_are_beyond_the_budget() -> None:
    """50 less a promise of 80 leave -30 of 2028, of which nobody but B asks."""
    asked = ({2027: "600"}, {2027: "1", 2028: "1"}, {2027: "400"})
    ranked = three(asked=asked, promised={2028: Decimal(80)})
    result = what_if(ranked, budgets={2027: Decimal(1000), 2028: Decimal(50)})

    assert marks(result) == {"A": "funded", "B": "passed over", "C": "funded"}
    assert result.left == {2027: 0, 2028: -30}


def test_continuing_projects_are_ranked_and_do_not_compete() -> None:
    """A was promised 600 of 1000; B's 500 find 400, C's 400 fit."""
    ranked = three(competes=[False, True, True], promised={2027: Decimal(600)})

    assert marks(what_if(ranked)) == {"A": "continuing", "B": "passed over", "C": "funded"}
    assert marks(what_if(ranked, weights=points(1, 3))) == {
        "C": "funded",
        "B": "below the line",
        "A": "continuing",
    }


def test_amounts_beyond_64_bits_are_exact() -> None:
    """Ten to the twentieth and a tenth."""
    huge = Decimal(10) ** 20
    asked = ({2027: str(huge)}, {2027: "0.1"}, {2027: "0.1"})
    result = what_if(three(asked=asked), budgets={2027: huge + Decimal("0.1")})

    assert marks(result) == {"A": "funded", "B": "funded", "C": "below the line"}


@pytest.mark.parametrize("kusd", ["-1", "NaN", "Infinity"])
def test_a_budget_that_is_not_an_amount_is_refused(kusd: str) -> None:
    """The sentence names the year and what was seen."""
    with pytest.raises(UsageError, match=f"budget of 2027 is {kusd} thousand dollars; a number"):
        what_if(three(), budgets={2027: Decimal(kusd)})


def test_conditions_bind_the_line() -> None:
    """100 of 1000 held back; B's 500 come first, A is out, C's 400 fit exactly."""
    conditions = Conditions(
        must_fund=frozenset({"B"}),
        excluded=frozenset({"A"}),
        hold_back_kusd={2027: Decimal(100)},
    )
    result = what_if(three(), conditions=conditions)

    assert marks(result) == {"A": "passed over", "B": "funded", "C": "funded"}
    assert result.left == {2027: 0}
    assert (result.entered, result.dropped) == (["B"], ["A"])


def ceiling_of_army(kusd: int) -> Conditions:
    """The Army's new starts get no more together in 2027."""
    return Conditions.model_validate({"components": {"Army": {"ceiling_kusd": {2027: kusd}}}})


def test_the_conditions_of_the_cycle_bind_both_lines() -> None:
    """A is out officially too; lifted conditions let it in."""
    ranked = three(conditions=Conditions(excluded=frozenset({"A"})))

    assert what_if(ranked).dropped == []
    assert what_if(ranked, conditions=Conditions()).entered == ["A"]


def test_ceilings_of_components_are_kept() -> None:
    """The Army's 500 pass over A's 600; B's 300 and C's 200 fit. Of 1000 alone A and B do."""
    ranked = three(
        asked=({2027: "600"}, {2027: "300"}, {2027: "200"}), component=["Army", "Army", "Navy"]
    )
    result = what_if(under(ranked, ceiling_of_army(500)), conditions=Conditions())
    official = [str(MARKS[mark]) for mark in result.official_marks]

    assert official == ["passed over", "funded", "funded"]
    assert marks(result) == {"A": "funded", "B": "funded", "C": "below the line"}
    assert what_if(ranked, conditions=ceiling_of_army(500)).left == {2027: 500}
    assert result.not_applied == []


def test_conditions_that_a_line_cannot_keep_are_named() -> None:
    """Floors of components and partial awards; a ceiling is kept."""
    conditions = Conditions.model_validate(
        {
            "components": {"Army": {"floor_kusd": {2027: 1}}},
            "partial": {"refs": "all", "least_share": 0.5},
        }
    )

    assert what_if(three(), conditions=conditions).not_applied == ["floor_kusd", "partial"]
    assert what_if(three(), conditions=ceiling_of_army(1)).not_applied == []
    assert what_if(three()).not_applied == []


def test_nothing_ranked_is_an_empty_order() -> None:
    """The budgets are left."""
    result = what_if(three(shares=(), asked=()))

    assert (result.refs, result.moves, result.tied_with) == ([], [], {})
    assert result.left == {2027: 1000}


def test_the_rubric_s_own_weights_give_the_official_order() -> None:
    """Random proposals, promises and continuing projects: order, marks, ties and money."""
    seen: set[Mark] = set()
    for seed in (0, 2, 6, 9):
        order = official(*random_season(seed))
        result = what_if(order, weights=part_weights(default_rubric()), budgets=order.budgets)
        seen |= set(order.ranks["mark"])
        assert_same(result, order)

    assert seen == {Mark.FUNDED, Mark.PASSED_OVER, Mark.BELOW, Mark.CONTINUING}


def random_conditions(ranked: OrderOfMerit, seed: int) -> Conditions:
    """Every kind of condition mixed by chance, one of a proposal that is not ranked."""
    rng = random.Random(seed)
    named = rng.sample(ranked.refs, 6)
    components = {
        name: {"ceiling_kusd": {2027: rng.randrange(500, 2500)}, "floor_kusd": {2027: 100}}
        for name in sorted({str(one) for one in ranked.ranks["component"] if one})
    }
    return Conditions.model_validate(
        {
            "must_fund": ["NOT-RANKED", *named[: rng.randrange(1, 4)]],
            "excluded": named[4:],
            "hold_back_kusd": {2027: rng.randrange(900), 2029: 10},
            "components": components,
            "partial": {"refs": "all", "least_share": 0.5},
        }
    )


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(2, whole=8)))
def test_the_official_marks_are_the_run_s_under_all_conditions(seed: int) -> None:
    """Random proposals and conditions: as published, before anything is moved and after."""
    proposals, cycle = random_season(seed)
    conditions = random_conditions(official(proposals, cycle), seed)
    order = official(proposals, cycle.model_copy(update={"conditions": conditions}))
    moved = what_if(order, weights=points(1, 3), budgets={}, conditions=Conditions())
    without_ceilings = what_if(order, conditions=conditions.model_copy(update={"components": {}}))

    assert_same(what_if(order), order)
    assert [MARKS[mark] for mark in moved.official_marks] == order.ranks["mark"].tolist()
    assert without_ceilings.entered


@pytest.mark.sampled
@settings(max_examples=sample(25, whole=100))
@given(seed=st.integers(0, 100_000), size=st.integers(1, 30))
def test_marks_and_money_are_the_ledger_s(seed: int, size: int) -> None:
    """Random seasons, weights, budgets, promises and conditions: the ledger goes down the order.

    Amounts are few and small, so that some are equal to what is left, to the tenth of a cent.
    """
    rng = random.Random(seed)
    step = Decimal(rng.choice(["1", "0.5", "0.000001", "100000.00000000000001"]))
    refs = [chr(ord("A") + place) for place in range(size)]
    conditions = of_conditions(seed, 3).conditions.model_copy(
        update={
            "must_fund": frozenset(rng.sample(refs, rng.choice([0, 0, size // 4]))),
            "hold_back_kusd": {2027: step * rng.randrange(4), 2029: step},
            "components": {"Army": ComponentLimits(ceiling_kusd={2027: step * rng.randrange(20)})},
        }
    )
    ranked = three(
        shares=[(rng.randrange(5) / 4, rng.randrange(5) / 4) for _ in refs],
        asked=[
            {year: str(step * rng.randrange(1, 7)) for year in rng.sample((2027, 2028), 2)[:kept]}
            for kept in (rng.randrange(3) for _ in refs)
        ],
        promised={2028: step * rng.randrange(12)},
        competes=[rng.random() < 0.8 for _ in refs],
        component=[rng.choice(["Army", "Navy", None]) for _ in refs],
        tier=sorted(rng.choice([1, 2]) for _ in refs),
    )
    budgets = {year: step * rng.randrange(3 * size + 1) for year in (2027, 2028)}
    result = what_if(ranked, weights=points(1, 3), budgets=budgets, conditions=conditions)
    question = ranked.question(conditions, budgets).whole
    again = replace(question, candidates=sorted(question.candidates, key=by_rank_of(result)))
    funded = shares_in_order(again).keys()

    assert {ref for ref, mark in marks(result).items() if mark == Mark.FUNDED} == funded
    assert list(marks(result).values()) == plain_marks(result.refs, ranked.competing, funded)
    assert result.left == left_after(again, funded)
    free = again.ledger().left_kusd
    assert result.used == {year: free[year] - result.left[year] for year in ranked.years}


def by_rank_of(result: WhatIf) -> Callable[[Candidate], int]:
    """Sort candidates in the new order by this key."""
    return lambda one: result.refs.index(one.ref)


def plain_marks(refs: list[str], competing: set[str], funded: AbstractSet[str]) -> list[str]:
    """Reading 68, word by word."""
    last = max((place for place, ref in enumerate(refs) if ref in funded), default=-1)
    unfunded = ["passed over" if place < last else "below the line" for place in range(len(refs))]
    return [
        "continuing" if ref not in competing else "funded" if ref in funded else mark
        for ref, mark in zip(refs, unfunded, strict=True)
    ]


def test_other_weights_give_what_another_rubric_gives() -> None:
    """Little of maturity, and 20 points more for production status, judged from the answers."""
    plain = default_rubric().as_plain()
    plain["merit"] = {"maturity": 0.05, "strength": 0.95}
    plain["maturity"]["production_status"]["points"] += 20
    plain["maturity"]["modification"]["points"] -= 20
    rubric = Rubric.model_validate(plain)
    moved = 0
    for seed in (0, 2, 10):
        proposals, cycle = random_season(seed)
        order = official(proposals, cycle, rubric)
        result = what_if(official(proposals, cycle), weights=part_weights(rubric))
        moved += len(result.moves)
        assert_same(result, order)

    assert moved


def test_the_sample_season_comes_back(tmp_path: Path) -> None:
    """Every proposal of the season, with the cycle's budgets and promises."""
    path = tmp_path / "season.xlsx"
    write_list_workbook(path, form=load_form(), proposals=sample_proposals(), fiscal_year=2027)
    cycle = parse_cycle(packaged_cycle_texts()[2027], "2027")
    order = official(list(read_workbook(path).proposals), cycle)

    assert len(order.ranks) > 20
    assert_same(what_if(order), order)
