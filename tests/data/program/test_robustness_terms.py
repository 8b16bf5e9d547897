"""The terms of how sure a rank is."""

from typing import Any

import pytest
import yaml

from fct.data.common.errors import UsageError
from fct.data.program.form import read_declaration
from fct.data.program.robustness_terms import RobustnessTerms, load_robustness_terms

DECLARED = yaml.safe_load(read_declaration("robustness.yaml"))


@pytest.mark.parametrize("name", RobustnessTerms.model_fields)
def test_every_term_is_declared_with_a_reason(name: str) -> None:
    """A number that is not declared would stand in the code."""
    assert getattr(load_robustness_terms(), name) == DECLARED[name]["value"]
    assert DECLARED[name]["reason"].endswith(".")


def test_no_term_is_declared_that_nothing_reads() -> None:
    """The declaration holds the terms and no others."""
    assert set(DECLARED) == set(RobustnessTerms.model_fields)


def test_terms_are_changed_in_a_copy() -> None:
    """500 draws here, the declared number still there."""
    terms = load_robustness_terms()

    assert terms.but(draws=500, seed=1).draws == 500
    assert terms.draws == DECLARED["draws"]["value"]


@pytest.mark.parametrize(
    ("size", "draws"), [(0, 10_000), (5000, 10_000), (5001, 9998), (50_000, 1000), (50_001, None)]
)
def test_fewer_draws_are_taken_of_many_proposals(size: int, draws: int | None) -> None:
    """50 million places: 5,001 proposals leave 9,998 draws, 50,001 fewer than the least 1,000."""
    terms = load_robustness_terms().for_size(size)

    assert (None if terms is None else terms.draws) == draws


def test_terms_with_few_draws_fit_as_they_are() -> None:
    """Somebody who asks for 100 gets 100, fewer than the least."""
    assert load_robustness_terms().but(draws=100).for_size(400_000).draws == 100  # type: ignore[union-attr] # there are some


@pytest.mark.parametrize(
    ("quantiles", "words"),
    [((0.05, 0.95), "9 of 10"), ((0.1, 0.9), "4 of 5"), ((0.0, 0.95), "19 of 20")],
)
def test_an_interval_is_shown_in_whole_numbers(quantiles: tuple[float, float], words: str) -> None:
    """0.95 less 0.05 is 0.9, so 9 of 10; it follows the quantiles that count."""
    low, high = quantiles
    terms = load_robustness_terms().but(lowest_quantile=low, highest_quantile=high)

    assert terms.interval_words == words


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"draws": 0}, "draws is 0: input should be greater than or equal to 1"),
        ({"draws": "many"}, "draws is 'many': input should be a valid integer"),
        ({"seed": -1}, "seed is -1"),
        ({"concentration": 0}, "concentration is 0"),
        ({"concentration": float("nan")}, "concentration is nan"),
        ({"sure_share": 1.01}, "sure_share is 1.01"),
        ({"out_share": 0.95}, "“out_share” must be below “sure_share”; change one of them"),
        ({"lowest_quantile": 1}, "“lowest_quantile” must be below “highest_quantile”"),
        ({"draw": 5}, "“draw” is not a known key; remove it or correct its spelling"),
    ],
)
def test_a_term_out_of_range_is_refused(changes: dict[str, Any], message: str) -> None:
    """Which term, what was seen, and what is accepted."""
    with pytest.raises(UsageError, match=message):
        load_robustness_terms().but(**changes)
