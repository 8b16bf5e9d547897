"""The garbage collector, put off."""

import gc

import pytest

from fct.data.common.gc_pause import paused_collector


def stop_while_paused() -> None:
    """Fail inside the pause."""
    with paused_collector():
        assert not gc.isenabled()
        raise ValueError("stop")


def test_the_collector_goes_on_after_an_error() -> None:
    """A pause ends with its block, however that ends."""
    with pytest.raises(ValueError, match="stop"):
        stop_while_paused()

    assert gc.isenabled()
