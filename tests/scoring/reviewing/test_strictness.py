"""Whether a reviewer is stricter than others on the same proposals."""

import random

import pytest

from fct.data.program.rules import CRITERIA
from fct.scoring.reviewing.strictness import strictness
from tests.oracle import panels as oracle
from tests.support.stores.reviews import complete_review


def test_three_shared_proposals_are_enough_and_two_are_not() -> None:
    """a gives 2 where b gives 4 on three proposals; c shares two, and one reviewed alone."""
    low, high = complete_review((2,) * 5), complete_review((4,) * 5)
    reviews = {
        "P1": {"a": low, "b": high, "c": high},
        "P2": {"a": low, "b": high, "c": high},
        "P3": {"a": low, "b": high},
        "P4": {"c": low},
    }

    # a: 2 less 4; b: 4 less the mean of three 2 and two 4, 2.8
    assert strictness(reviews, "abc") == {"a": -2, "b": pytest.approx(1.2), "c": None}


def test_random_reviews_are_those_of_a_second_reading() -> None:
    """Four people over eight proposals, each with a chance of one half."""
    for seed in range(50):
        chance = random.Random(seed)
        plain = {
            f"P{number}": {
                person: {name: chance.randint(1, 5) for name in CRITERIA}
                for person in "abcd"
                if chance.random() < 0.5
            }
            for number in range(8)
        }
        reviews = {
            ref: {
                person: complete_review(list(levels.values())) for person, levels in of_ref.items()
            }
            for ref, of_ref in plain.items()
        }

        for person, found in strictness(reviews, "abcd").items():
            wanted = oracle.strictness(plain, person)
            assert found == (None if wanted is None else pytest.approx(wanted)), seed
