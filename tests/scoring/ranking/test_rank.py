"""Rank: the order of merit, every tie broken by a stated rule (reading 54)."""

import random
from decimal import Decimal
from typing import Any

import pytest

from fct.data.common.cells import RawProposal
from fct.data.program.rubric import default_rubric
from fct.scoring.judging.judgement import judge
from fct.scoring.ranking.rank import requests_kusd
from tests.support.proposals.cases import CYCLE, judged, ranked_frame, valid_proposal
from tests.support.proposals.mutations import random_batch


def order(*proposals: RawProposal) -> list[str]:
    """The refs in order of merit."""
    return ranked_frame(judged(*proposals))["ref"].tolist()


def test_only_rankable_proposals_are_ranked() -> None:
    """Returned, ineligible and not recommended ones have no rank (reading 55)."""
    proposals = [
        valid_proposal("A", intent="no"),
        valid_proposal("B", country="USA"),
        valid_proposal("C", title=None),
        valid_proposal("D"),
    ]

    assert order(*proposals) == ["D"]


def test_points_never_lift_a_proposal_over_a_tier() -> None:
    """Tier comes before merit."""
    tier_1 = valid_proposal("1", production_status="late development", trl=7, mrl=1)
    tier_2 = valid_proposal("2", intent="conditional")
    tier_3 = valid_proposal("3", purpose="technical assessment")
    ranks = ranked_frame(judged(tier_3, tier_2, tier_1))

    assert ranks["ref"].tolist() == ["1", "2", "3"]
    assert ranks["tier"].tolist() == [1, 2, 3]
    assert ranks["merit"].tolist() == sorted(ranks["merit"])
    assert ranks["rank"].tolist() == [1, 2, 3]


def test_within_a_tier_merit_decides() -> None:
    """MRL 9 is worth less than MRL 10."""
    assert order(valid_proposal("A", mrl=9), valid_proposal("B")) == ["B", "A"]


def test_of_equal_merit_the_higher_maturity_comes_first() -> None:
    """With weights 4/9 and 5/9, 2.5 points of maturity weigh 2 points of strength."""
    default = default_rubric()
    merit = default.merit.model_copy(update={"maturity": 4 / 9, "strength": 5 / 9})
    strong = valid_proposal("A", foreign_test_data="available on request")  # 97.5 and 100
    mature = valid_proposal("B", advocacy_level="below")  # 100 and 98
    judgement = judge([strong, mature], CYCLE, default.model_copy(update={"merit": merit}))
    ranks = ranked_frame(judgement)

    assert ranks["merit"].tolist() == [98.888889, 98.888889]
    assert ranks["ref"].tolist() == ["B", "A"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"component_priority": 1}, {"component_priority": 2}),
        ({"component_priority": 10}, {"component_priority": None}),
        ({"component_priority": 2}, {"component_priority": "none"}),
        ({"title": "alpha"}, {"title": "BETA"}),
        ({"title": "Zebra"}, {"title": "Äpfel"}),  # by code point, not by a language's alphabet
        ({"title": "a  b"}, {"title": "A c"}),
        ({"component_priority": 1, "title": "z"}, {"component_priority": 2, "title": "a"}),
    ],
)
def test_ties_go_by_priority_then_title(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Priority, lowest first and blank last; then the normalized title, by code point."""
    assert order(valid_proposal("A", **second), valid_proposal("B", **first)) == ["B", "A"]


def test_the_last_tie_goes_by_ref() -> None:
    """Two proposals that are alike in all are ranked apart, and named as tied."""
    ranks = ranked_frame(judged(valid_proposal("P-2"), valid_proposal("P-10")))

    assert ranks["ref"].tolist() == ["P-10", "P-2"]
    assert ranks["rank"].tolist() == [1, 2]
    assert ranks["tied_with"].tolist() == [["P-2"], ["P-10"]]


def test_tied_means_equal_in_tier_merit_and_maturity() -> None:
    """Priority and title do not untie (reading 69)."""
    proposals = [
        valid_proposal("A"),
        valid_proposal("B", component_priority=7, title="Other"),
        valid_proposal("C", mrl=9),
    ]

    assert ranked_frame(judged(*proposals))["tied_with"].tolist() == [["B"], ["A"], []]


def test_merit_and_maturity_are_rounded_to_six_decimals() -> None:
    """5 x 1 / 3 for one country, 5 for the quantity: 100 - 10 + 6.666667 (reading 54)."""
    ranks = ranked_frame(judged(valid_proposal("A", in_service_with="Norway")))

    assert ranks["maturity"].tolist() == [96.666667]
    assert ranks["merit"].tolist() == [97.666667]  # 0.7 x 96.666667 + 30


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_input_never_changes_the_rank(seed: int) -> None:
    """Files come in any order; the order of merit is one."""
    batch = [valid_proposal(f"V-{n}", mrl=10 - n % 3) for n in range(9)]
    batch += random_batch(seed, 30)
    expected = order(*batch)
    shuffled = random.Random(seed).sample(batch, len(batch))

    assert len(expected) >= 9
    assert order(*shuffled) == expected


def test_an_empty_batch_has_an_empty_order() -> None:
    """Nothing to rank is no error."""
    assert order() == []
    assert order(valid_proposal("A", country="USA")) == []


@pytest.mark.parametrize(
    ("changes", "request_kusd"),
    [
        ({}, {2027: "550"}),
        ({"fct_us_item_kusd": 5}, {2027: "555"}),
        ({"component_kusd": 9999}, {2027: "550"}),
        (
            {
                "funding_year": [2028, 2027, 2028],
                "fct_articles_kusd": [0.1, 300, 0.2],
                "fct_test_kusd": [0, 200, 0],
                "fct_support_kusd": [0, 50, None],
            },
            {2027: "550", 2028: "0.3"},
        ),
        ({"fct_articles_kusd": 0, "fct_test_kusd": 0, "fct_support_kusd": 0}, {}),
        ({"funding_year": None}, {}),
    ],
)
def test_a_request_is_the_sum_of_the_four_fct_columns(
    changes: dict[str, Any], request_kusd: dict[int, str]
) -> None:
    """By fiscal year, exactly, and only years above zero (readings 57 and 69)."""
    (found,) = requests_kusd(judged(valid_proposal(**changes)).table)

    assert found == {year: Decimal(amount) for year, amount in request_kusd.items()}
