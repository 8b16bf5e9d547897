"""What is not known, as tables and as JSON have it."""

from typing import Any


def none_if_absent(value: Any) -> Any:
    """Return a value, and None for the NaN by which pandas tells that there is none.

    Examples
    --------
    >>> none_if_absent(float("nan")), none_if_absent(0.0)
    (None, 0.0)
    """
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124 - NaN alone is so
    return None if is_nan else value
