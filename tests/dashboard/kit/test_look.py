"""How numbers are shown."""

import pytest

from fct.dashboard.kit.look import points, share_words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (63.074999999999996, "63.08"),  # 63.075 in six decimals
        (63.075, "63.08"),
        (20.825, "20.83"),
        (100.0, "100.00"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_a_score_is_shown_alike_whatever_its_last_bits(value: float | None, shown: str) -> None:
    """Rounded to six decimals first, then halves up."""
    assert points(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0%"), (0.0008, "under 1%"), (0.21, "21%"), (0.9967, "over 99%"), (1.0, "100%")],
)
def test_what_is_not_all_is_not_shown_as_all(share: float, shown: str) -> None:
    """9,996 of 10,000 is not 100 percent."""
    assert share_words(share) == shown
