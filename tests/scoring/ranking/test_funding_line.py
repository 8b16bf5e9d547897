"""The funding line: awards in rank order, strict or with skip, under conditions."""

from decimal import Decimal

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.best_set_problem import Candidate, Question
from fct.scoring.ranking.funding_line import shares_in_order, turns_in_order
from fct.scoring.ranking.ledger import Limit


def question(kusd: int, *asked: tuple[str, int], **conditions: object) -> Question:
    """New starts of the Army in rank order, and one year's money."""
    candidates = [
        Candidate(ref, 1, 90.0 - place, {2027: Decimal(request)}, "Army")
        for place, (ref, request) in enumerate(asked)
    ]
    return Question(candidates, {2027: Decimal(kusd)}, Conditions.model_validate(conditions))


ASKED = (("A", 600), ("B", 500), ("C", 400))


def test_strict_order_ends_where_skip_goes_on() -> None:
    """Of 1000, B's 500 do not fit what A leaves, C's 400 do."""
    asked = question(1000, *ASKED)

    assert shares_in_order(asked, is_strict=True) == {"A": 1}
    assert shares_in_order(asked) == {"A": 1, "C": 1}


def test_what_must_be_funded_takes_first() -> None:
    """B takes 500 of 1000; A's 600 do not fit what is left, where strict order ends."""
    asked = question(1000, *ASKED, must_fund=["B"])

    assert shares_in_order(asked) == {"B": 1, "C": 1}
    assert shares_in_order(asked, is_strict=True) == {"B": 1}


def test_a_must_fund_that_does_not_fit_does_not_end_strict_order() -> None:
    """It stands before the order: 550 are too few for A, but not for B."""
    asked = question(550, *ASKED, must_fund=["A"])

    assert shares_in_order(asked, is_strict=True) == {"B": 1}


def test_what_is_excluded_neither_takes_nor_ends_the_order() -> None:
    """Without A, B and C share 900."""
    asked = question(900, *ASKED, excluded=["A"])

    assert shares_in_order(asked, is_strict=True) == {"B": 1, "C": 1}


def test_what_does_not_fit_whole_gets_the_largest_share_that_does() -> None:
    """400 are left for B: 0.8 of 500, the same in both ways, and C finds nothing left."""
    asked = question(1000, *ASKED, partial={"refs": ["B"], "least_share": 0.5})

    assert shares_in_order(asked) == {"A": 1, "B": Decimal("0.8")}
    assert shares_in_order(asked, is_strict=True) == {"A": 1, "B": Decimal("0.8")}


def test_a_share_below_the_least_is_not_given() -> None:
    """0.8 of B's request would fit, but at least 0.85 has to be given."""
    asked = question(1000, *ASKED, partial={"refs": ["B"], "least_share": 0.85})

    assert shares_in_order(asked) == {"A": 1, "C": 1}


def test_a_part_is_the_same_in_every_year() -> None:
    """All of 2027 and half of 2028 are there: half it is, in both."""
    request = {2027: Decimal(100), 2028: Decimal(100)}
    left = {2027: Decimal(100), 2028: Decimal(50)}
    partial = {"refs": "all", "least_share": 0.1}
    asked = Question(
        [Candidate("A", 1, 90.0, request)], left, Conditions.model_validate({"partial": partial})
    )

    assert shares_in_order(asked) == {"A": Decimal("0.5")}


def test_ceilings_and_what_is_held_back_are_kept() -> None:
    """1000 less 100 would hold A and nothing else; the ceiling of 500 leaves B alone."""
    limits = {"Army": {"ceiling_kusd": {2027: 500}}}
    asked = question(1000, *ASKED, hold_back_kusd={2027: 100}, components=limits)

    assert shares_in_order(asked) == {"B": 1}


def test_a_request_of_nothing_fits_an_overspent_year() -> None:
    """As on the contract's line (reading 57)."""
    assert shares_in_order(question(-5, ("A", 0), ("B", 1))) == {"A": 1}


def test_a_turn_says_what_was_left_when_it_came() -> None:
    """C must be funded and comes first; A finds 600 and fits, B finds nothing and is 500 short."""
    turns = turns_in_order(question(1000, *ASKED, must_fund=["C"]))

    assert [(turn.ref, turn.left[Limit(2027)], turn.share) for turn in turns] == [
        ("C", 1000, 1),
        ("A", 600, 1),
        ("B", 0, 0),
    ]
    assert [dict(turn.short) for turn in turns] == [{}, {}, {Limit(2027): 500}]
