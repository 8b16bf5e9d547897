"""Who acts."""

import os
import pwd

import pytest

from fct.data.common.actor import Actor, current_actor
from fct.data.common.errors import UsageError


def test_the_given_name_is_taken_unverified() -> None:
    """A name that a person gives is what he says, no more."""
    assert current_actor(" Jane Doe ") == Actor("Jane Doe", None, None, verified=False)


def test_without_a_name_it_is_the_systems_user() -> None:
    """The account is known even where its variables are not set."""
    assert current_actor().name == pwd.getpwuid(os.getuid()).pw_name


def test_an_account_without_a_name_is_known_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run under any number."""
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 7)

    assert current_actor().name == f"user {2**31 - 7}"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a" * 201])
def test_a_name_that_names_nobody_is_refused(name: str) -> None:
    """The event log is read by people."""
    with pytest.raises(UsageError, match="1 to 200 printable characters"):
        current_actor(name)
