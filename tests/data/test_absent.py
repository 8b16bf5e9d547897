"""What is not known."""

import pytest

from fct.data.absent import none_if_absent


@pytest.mark.parametrize("value", [0, 0.0, "", None, False, "nan", float("inf")])
def test_a_value_stays(value: object) -> None:
    """Zero and a blank are values."""
    assert none_if_absent(value) is value


def test_nan_is_nothing() -> None:
    """It is how pandas tells that there is none."""
    assert none_if_absent(float("nan")) is None
