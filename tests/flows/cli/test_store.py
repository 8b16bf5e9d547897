"""The command that makes a store."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import NotNowError
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.commands import answer

Fct = Callable[..., Result]


@pytest.mark.parametrize(("options", "illustrative"), [((), False), (("--illustrative",), True)])
def test_a_store_is_made_once(
    fct: Fct, home: Path, options: tuple[str, ...], illustrative: bool
) -> None:
    """It says which, and is so for ever; making it again is refused as JSON and in words."""
    made = fct("store", "new", *options, "--json")
    again = fct("store", "new", "--illustrative", "--json")
    in_words = fct("store", "new", "--illustrative")

    assert answer(made) == {"home": str(home), "illustrative": illustrative}
    assert again.exit_code == 3
    assert json.loads(again.stdout)["refused"]["code"] == "NOT_EMPTY"
    assert isinstance(in_words.exception, NotNowError)
    with open_store(Settings(home)) as store:
        assert store.is_illustrative() is illustrative


def test_looking_at_a_store_does_not_fill_it(fct: Fct) -> None:
    """A command that only reads leaves the store empty, so that it can be made."""
    fct("cycle", "list")

    assert "is an illustrative store" in fct("store", "new", "--illustrative").stdout
