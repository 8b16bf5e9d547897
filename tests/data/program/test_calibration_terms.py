"""The numbers by which the past is learned from."""

import pytest
import yaml
from pydantic import ValidationError

from fct.data.program.calibration_terms import CalibrationTerms, load_calibration_terms
from fct.data.program.form import read_declaration

DECLARED = yaml.safe_load(read_declaration("calibration.yaml"))


@pytest.mark.parametrize("name", DECLARED["numbers"])
def test_a_number_says_whose_choice_it_is(name: str) -> None:
    """No source sets any of them, and each has its reason."""
    reason = DECLARED["numbers"][name]["reason"]

    assert reason.startswith("Our choice")
    assert reason.endswith(".")
    assert getattr(load_calibration_terms(), name) == DECLARED["numbers"][name]["value"]


def test_an_unknown_number_is_refused() -> None:
    """A slip of the pen must not leave the default in force."""
    terms = load_calibration_terms().model_dump()

    with pytest.raises(ValidationError, match="least_case"):
        CalibrationTerms(**terms | {"least_case": 3})


def test_the_numbers_cannot_be_changed() -> None:
    """What was loaded once is the same for all."""
    with pytest.raises(ValidationError, match="frozen"):
        load_calibration_terms().least_cases = 3


def test_the_trial_by_chance_can_reach_its_limit() -> None:
    """With R exchanges the smallest p is 1 / (R + 1); above the limit nothing would be learned."""
    terms = load_calibration_terms()

    assert 1 / (terms.permutations + 1) <= terms.largest_p
