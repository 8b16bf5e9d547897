"""The command that prints what each role may do."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from fct.data.people.access import Action
from fct.data.people.roles import Role


@pytest.mark.parametrize(("options", "kind"), [((), "real"), (("--illustrative",), "illustrative")])
def test_the_whole_table_is_printed(
    fct: Callable[..., Result], options: tuple[str, ...], kind: str
) -> None:
    """One row for each action and role, and whether the store is illustrative."""
    fct("store", "new", *options)

    printed = json.loads(fct("access", "--json").stdout)

    assert printed["store"] == kind
    assert len(printed["actions"]) == len(Action) * len(Role)
    assert printed["actions"][0] == {
        "action": "proposal.see",
        "role": "sponsor",
        "scope": "own",
        "condition": "",
    }
