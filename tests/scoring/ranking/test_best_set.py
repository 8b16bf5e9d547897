"""The best set: greatest merit by tier within budgets and conditions, and its tie rule."""

import itertools
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence, Set as AbstractSet
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fct.data.program.conditions import Conditions
from fct.scoring.ranking import solver as search
from fct.scoring.ranking.best_set import best_set, best_shares, not_kept
from fct.scoring.ranking.best_set_problem import Candidate, Question
from tests.support.processes.samples import sample
from tests.support.proposals.conditioned_cases import by_trying_all_shares, of_conditions

YEARS = (2027, 2028, 2029)


def candidate(ref: str, merit: float, *kusd: object, tier: int = 1) -> Candidate:
    """A new start that asks for these thousands of dollars, from 2027 on."""
    request = {year: Decimal(str(amount)) for year, amount in zip(YEARS, kusd, strict=False)}
    return Candidate(ref, tier, merit, request)


def left(*kusd: object) -> dict[int, Decimal]:
    """What is left, in thousands of dollars, from 2027 on."""
    return {year: Decimal(str(amount)) for year, amount in zip(YEARS, kusd, strict=False)}


def by_trying_all(
    candidates: Sequence[Candidate],
    left_kusd: Mapping[int, Decimal],
    groups: Sequence[AbstractSet[str]] = (),
    bound: AbstractSet[str] = frozenset(),
) -> list[str]:
    """The best of all 2**n sets, by the words of the rule."""
    tiers = sorted({one.tier for one in candidates})
    best: tuple[list[int], list[str]] = ([], [])
    for bits in itertools.product((1, 0), repeat=len(candidates)):
        held = [one for one, bit in zip(candidates, bits, strict=True) if bit]
        refs = {one.ref for one in held}
        asked = {
            year: sum(one.request_kusd.get(year, Decimal(0)) for one in held) for year in YEARS
        }
        if any(kusd > 0 and kusd > left_kusd.get(year, 0) for year, kusd in asked.items()):
            continue
        if any(len(group & refs) > 1 or (group & bound and group & refs) for group in groups):
            continue
        micro = [(one.tier, round(round(one.merit, 6) * 1e6)) for one in held]
        sums = [sum(merit for at, merit in micro if at == tier) for tier in tiers]
        best = max(best, ([*sums, *bits], [one.ref for one in held]))
    return best[1]


def ranked(drawn: list[tuple[int, float, dict[int, Decimal]]]) -> list[Candidate]:
    """Candidates in rank order: by tier, then by merit."""
    drawn = sorted(drawn, key=lambda one: (one[0], -one[1]))
    return [Candidate(f"P{number}", *one) for number, one in enumerate(drawn)]


amounts = st.one_of(
    st.integers(0, 6).map(Decimal),
    st.decimals(0, 6, places=2),
    st.sampled_from([Decimal(2), Decimal(3), Decimal("0.0005")]),
)
merits = st.one_of(
    st.sampled_from([0.0, 1.0, 70.0, 80.0, 80.000001]), st.floats(0, 98, allow_nan=False)
)
candidate_lists = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 2, 3]), merits, st.dictionaries(st.sampled_from(YEARS), amounts)
    ),
    max_size=8,
).map(ranked)
budgets = st.dictionaries(st.sampled_from(YEARS), st.decimals(-2, 14, places=2))
group_lists = st.lists(
    st.frozensets(st.sampled_from(["P0", "P1", "P2", "P3", "P4", "P5", "CONTINUING"]), min_size=1),
    max_size=3,
)


@pytest.mark.sampled
@settings(max_examples=sample(30, whole=150))
@given(candidate_lists, budgets, group_lists)
def test_it_is_the_best_of_all_sets(
    candidates: list[Candidate], left_kusd: dict[int, Decimal], groups: list[frozenset[str]]
) -> None:
    """Ties, overlapping groups, negative budgets, zero requests and cents: as by trying all."""
    bound = frozenset({"CONTINUING"})
    found = best_set(candidates, left_kusd, groups=groups, bound=bound)

    assert found == by_trying_all(candidates, left_kusd, groups, bound)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(sample(6, whole=60)))
def test_short_cuts_do_not_change_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A core of 3 and blocks of 2 bring the ways of large cases to cases that can be tried out."""
    chance = random.Random(seed)
    monkeypatch.setattr(search, "_CORE", 3)
    monkeypatch.setattr(search, "_BLOCK", 2)
    monkeypatch.setattr(search, "_ALTERNATIVES", seed % 3)
    few = seed % 2
    candidates = ranked(
        [
            (
                chance.choice([1, 2]),
                float(chance.choice([60, 80])) if few else round(chance.uniform(50, 98), 6),
                {year: Decimal(chance.randint(0, 4)) for year in YEARS[:2]},
            )
            for _ in range(10)
        ]
    )
    left_kusd = left(chance.randint(3, 9), chance.randint(3, 9))
    groups = [frozenset({"P1", f"P{chance.randint(2, 9)}"})]

    assert best_set(candidates, left_kusd, groups=groups) == by_trying_all(
        candidates, left_kusd, groups
    )


@pytest.mark.sampled
@pytest.mark.parametrize("start", range(0, sample(20, whole=240), 20))
@pytest.mark.parametrize("is_cut_short", [False, True])
def test_it_is_the_best_under_all_conditions(
    start: int, is_cut_short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases of up to ten, with and without an answer; the ways of large cases tried on them."""
    if is_cut_short:
        monkeypatch.setattr(search, "_CORE", 3)
        monkeypatch.setattr(search, "_BLOCK", 2)
    for seed in range(start, start + 20):
        monkeypatch.setattr(search, "_ALTERNATIVES", seed % 3)
        question = of_conditions(seed, 10 if seed % 25 == 0 else 3 + seed % 5)

        assert best_shares(question) == by_trying_all_shares(question), seed


@pytest.mark.sampled
def test_some_of_these_cases_have_an_answer_and_some_have_none() -> None:
    """Else the comparison would prove little."""
    cases = sample(60, whole=100)
    found = [best_shares(of_conditions(seed, 3 + seed % 5)) for seed in range(cases)]

    assert sum(one is None for one in found) > cases / 4
    assert sum(one is not None for one in found) > cases / 4
    assert any(share < 1 for one in found if one for share in one.values())


def under(*candidates: Candidate, kusd: object, **conditions: object) -> dict[str, Decimal] | None:
    """The best shares of one year's money."""
    return best_shares(Question(candidates, left(kusd), Conditions.model_validate(conditions)))


def test_what_must_be_funded_comes_before_merit() -> None:
    """B has less merit than A, and there is money for one."""
    two = (candidate("A", 90, 400), candidate("B", 60, 400))

    assert under(*two, kusd=400, must_fund=["B"]) == {"B": 1}


def test_what_is_held_back_and_excluded_is_not_spent() -> None:
    """500 less 100 leaves room for one of 300, and A is excluded."""
    two = (candidate("A", 90, 300), candidate("B", 60, 300))

    assert under(*two, kusd=500, hold_back_kusd={2027: 100}, excluded=["A"]) == {"B": 1}


def test_a_floor_lifts_a_tier_2_project_over_tier_1() -> None:
    """The Navy has to get 200, and only N, of tier 2, is its own: one of A and B gives way."""
    three = (
        Candidate("A", 1, 90.0, left(200), "Army"),
        Candidate("B", 1, 80.0, left(200), "Army"),
        Candidate("N", 2, 50.0, left(200), "Navy"),
    )

    assert under(*three, kusd=400, components={"Navy": {"floor_kusd": {2027: 200}}}) == {
        "A": 1,
        "N": 1,
    }


def test_a_ceiling_holds_a_component_down() -> None:
    """The Army may have 300: of A and B, 90 against 80, only A."""
    two = (Candidate("A", 1, 90.0, left(300), "Army"), Candidate("B", 1, 80.0, left(300), "Army"))

    assert under(*two, kusd=900, components={"Army": {"ceiling_kusd": {2027: 300}}}) == {"A": 1}


def test_a_part_of_a_request_earns_that_part_of_the_merit() -> None:
    """A leaves 300 of 500, three quarters of what B asks for; of 399 it leaves less than half."""
    two = (candidate("A", 90, 200), candidate("B", 60, 400))
    partial = {"refs": ["B"], "least_share": 0.5}

    assert under(*two, kusd=500, partial=partial) == {"A": 1, "B": Decimal("0.75")}
    assert under(*two, kusd=399, partial=partial) == {"A": 1}


def test_of_equal_sets_in_parts_the_better_ranked_gets_more() -> None:
    """Of 300, A and B could get 1 and 0.5 either way, for the same merit."""
    two = (candidate("A", 80, 200), candidate("B", 80, 200))
    partial = {"refs": "all", "least_share": 0.5, "step_share": 0.5}

    assert under(*two, kusd=300, partial=partial) == {"A": 1, "B": Decimal("0.5")}


def test_two_together_may_beat_the_better_ranked() -> None:
    """60 + 50 = 110 for 400 thousand, against 90 for the same money."""
    candidates = [candidate("A", 90, 400), candidate("B", 60, 200), candidate("C", 50, 200)]

    assert best_set(candidates, left(400)) == ["B", "C"]


def test_tier_1_comes_first_whatever_tier_2_offers() -> None:
    """51 of tier 1 stands before 98 + 97 of tier 2 for the same money."""
    candidates = [
        candidate("A", 51, 400),
        candidate("B", 98, 200, tier=2),
        candidate("C", 97, 200, tier=2),
    ]

    assert best_set(candidates, left(400)) == ["A"]


def test_tier_2_decides_between_equal_sets_of_tier_1() -> None:
    """A and B are equal in tier 1; B leaves money for C, though A is better ranked."""
    candidates = [
        candidate("A", 80, 300),
        candidate("B", 80, 200, 0),
        candidate("C", 60, 150, tier=2),
    ]

    assert best_set(candidates, left(350)) == ["B", "C"]


def test_of_equal_sets_the_one_with_the_better_ranked_is_taken() -> None:
    """90 + 60 = 80 + 70: the sets first differ at A."""
    candidates = [
        candidate("A", 90, 300, 0),
        candidate("B", 80, 0, 300),
        candidate("C", 70, 300, 0),
        candidate("D", 60, 0, 300),
    ]
    groups = [{"A", "B"}, {"C", "D"}, {"B", "D"}]

    assert best_set(candidates, left(300, 300), groups=groups) == ["A", "D"]


def test_merits_are_rounded_to_six_decimals_before_they_are_added() -> None:
    """In full, B is worth more; rounded, both are 80 and A is better ranked."""
    candidates = [candidate("A", 80.0000001, 300), candidate("B", 80.0000004, 300)]

    assert best_set(candidates, left(300)) == ["A"]


def test_a_millionth_of_merit_decides() -> None:
    """60.000001 + 50 beats 60 + 50, though the sums agree in nine digits of ten."""
    candidates = [candidate("A", 60.000001, 250), candidate("B", 60, 250), candidate("C", 50, 150)]

    assert best_set(candidates, left(400)) == ["A", "C"]


def test_a_thousandth_of_a_dollar_is_not_rounded_away() -> None:
    """0.000001 thousand dollars too much does not fit; an exact fit does."""
    candidates = [candidate("A", 90, "500000.000001"), candidate("B", 60, "500000")]

    assert best_set(candidates, left("500000")) == ["B"]
    assert best_set(candidates, left("1000000.000001")) == ["A", "B"]


def test_two_that_exceed_a_large_budget_by_a_cent_do_not_fit() -> None:
    """A tolerance of the solver, relative to such amounts, would let both in."""
    candidates = [candidate("A", 90, "50000000000.00001"), candidate("B", 60, "50000000000")]

    assert best_set(candidates, left("100000000000")) == ["A"]


def test_a_zero_request_fits_a_year_that_is_overspent() -> None:
    """Promises took more than there was; who asks nothing in that year is not hurt."""
    candidates = [candidate("A", 90, 1), candidate("B", 80, 0, 5), candidate("C", 0)]

    assert best_set(candidates, left(-10, 5)) == ["B", "C"]


def test_a_year_not_named_has_nothing() -> None:
    """A request in a year without a budget cannot be met."""
    assert best_set([candidate("A", 90, 0, 1), candidate("B", 10, 1)], left(1)) == ["B"]


def test_a_group_that_names_a_continuing_project_is_shut() -> None:
    """B repeats what goes on already; A in the group of B does too."""
    candidates = [candidate("A", 90, 1), candidate("B", 80, 1), candidate("D", 10, 1)]

    assert best_set(candidates, left(9), groups=[{"A", "B", "GOES-ON"}], bound={"GOES-ON"}) == ["D"]


def test_nothing_fits() -> None:
    """Without money, or without candidates, the best set is empty."""
    assert best_set([candidate("A", 90, 2), candidate("B", 80, 3)], left(1)) == []
    assert best_set([], left(1)) == []


def test_of_many_alike_the_best_ranked_are_taken() -> None:
    """Forty alike and money for seventeen: billions of sets are equal."""
    candidates = [candidate(f"P{number:02}", 75, 300, 200) for number in range(40)]

    assert best_set(candidates, left(300 * 17 + 299, 9000)) == [f"P{n:02}" for n in range(17)]


def test_a_hundred_without_merit_are_taken_by_rank() -> None:
    """Where nothing has merit, the rank alone decides: first come, first held, if it fits."""
    candidates = [candidate(f"P{number:03}", 0, 1 + number % 7) for number in range(100)]
    expected, money = [], 97
    for one in candidates:
        if one.request_kusd[2027] <= money:
            money -= int(one.request_kusd[2027])
            expected.append(one.ref)

    assert best_set(candidates, left(97)) == expected


def test_the_order_of_groups_and_years_does_not_matter() -> None:
    """The same question in other words has the same answer."""
    chance = random.Random(7)
    candidates = ranked(
        [
            (
                1,
                chance.choice([60.0, 70.0]),
                {year: Decimal(chance.randint(1, 5)) for year in YEARS},
            )
            for _ in range(30)
        ]
    )
    turned = [
        Candidate(
            one.ref, one.tier, one.merit, dict(sorted(one.request_kusd.items(), reverse=True))
        )
        for one in candidates
    ]
    groups = [{"P0", "P9"}, {"P9", "P4", "P20"}]
    found = best_set(candidates, left(20, 25, 30), groups=groups)

    assert (
        best_set(turned, dict(sorted(left(20, 25, 30).items(), reverse=True)), groups=groups[::-1])
        == found
    )


@pytest.mark.parametrize("number", [-1.0, float("nan"), float("inf")])
def test_a_merit_that_is_no_merit_is_refused(number: float) -> None:
    """The message names the candidate and what was seen."""
    with pytest.raises(ValueError, match=f"'A': merit or request is {number}"):
        best_set([candidate("A", number, 1)], left(1))


def test_a_ref_given_twice_is_refused() -> None:
    """Two candidates of one ref could not be kept apart in the answer."""
    with pytest.raises(ValueError, match="'A': was given before"):
        best_set([candidate("A", 90, 1), candidate("A", 80, 1)], left(1))


def test_importing_it_does_not_import_scipy() -> None:
    """The quick check never pays for the solver."""
    code = (
        "import sys, fct.scoring.ranking.best_set; print(*{'scipy', 'numpy'} & sys.modules.keys())"
    )
    seen = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )

    assert seen.stdout.split() == []


def two_asking(kusd: int, **conditions: Any) -> Question:
    """Two new starts of 100 thousand in 2027, and a continuing project C."""
    two = [
        Candidate(ref, 1, 80.0, {2027: Decimal(100)}, component)
        for ref, component in (("A", "Army"), ("N", "Navy"))
    ]
    stated = Conditions.model_validate(conditions)
    return Question(two, {2027: Decimal(kusd)}, stated, bound=frozenset({"C"}))


def test_what_promises_took_cannot_be_held_back() -> None:
    """Of 50 to be held back 20 are left, or less than nothing, or all."""
    assert not_kept(two_asking(20, hold_back_kusd={2027: 50}), {}) == [
        "FY2027: $30K of the $50K to be held back are not there, as promises come first."
    ]
    assert not_kept(two_asking(-9, hold_back_kusd={2027: 50}), {}) == [
        "FY2027: $50K of the $50K to be held back are not there, as promises come first."
    ]
    assert not_kept(two_asking(50, hold_back_kusd={2027: 50}), {}) == []


def test_a_must_fund_that_competes_and_does_not_fit_is_not_kept() -> None:
    """A got nothing; C and X do not compete, of which another sentence speaks."""
    assert not_kept(two_asking(50, must_fund=["A", "C", "X"]), {}) == [
        "A must be funded, but does not fit what is left for it.",
    ]


def test_a_floor_counts_the_money_of_its_component_alone() -> None:
    """The Army has 50 of 60; the Navy's 100 do not count."""
    awards = {"A": {2027: Decimal(50)}, "N": {2027: Decimal(100)}}
    floors = {name: {"floor_kusd": {2027: 60}} for name in ("Army", "Navy")}

    assert not_kept(two_asking(500, components=floors), awards) == [
        "Army gets $50K in FY2027, below its floor of $60K: an order cannot lift a component."
    ]
