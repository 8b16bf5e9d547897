"""Commands on people."""

import json
import os
import pwd
from collections.abc import Callable

import pytest
from typer.testing import Result

from tests.support.processes.commands import answer

Fct = Callable[..., Result]
ACCOUNT = pwd.getpwuid(os.getuid()).pw_name
OWNER = ("owner", "--name", "The Owner", "--role", "administrator", "--account", ACCOUNT)


def test_people_are_added_and_listed(fct: Fct) -> None:
    """E-mail is for administrators; the keys are those of the contract."""
    fct("person", "add", *OWNER, "--role", "operator")
    added = fct("person", "add", "r1", "--name", "R", "--role", "reviewer", "--json")
    listed = fct("person", "list", "--json")

    assert answer(added) == {
        "id": "r1",
        "name": "R",
        "roles": ["reviewer"],
        "component": None,
        "active": True,
        "email": None,
    }
    assert [one["id"] for one in json.loads(listed.stdout)["people"]] == ["owner", "r1"]


def test_a_person_is_changed_in_what_is_named_and_retired(fct: Fct) -> None:
    """The rest stays as it is."""
    fct("person", "add", *OWNER)
    fct("person", "add", "r1", "--name", "R", "--role", "reviewer", "--component", "Army")
    changed = json.loads(fct("person", "change", "r1", "--role", "expert", "--json").stdout)
    retired = json.loads(fct("person", "retire", "r1", "--reason", "Left.", "--json").stdout)

    assert (changed["roles"], changed["component"]) == (["expert"], "Army")
    assert (retired["active"], retired["unassigned"]) == (False, [])


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("person", "list", "--as", "r1"), "NOT_ALLOWED"),
        (("person", "retire", "zz", "--reason", "x", "--as", "boss"), "NOT_THERE"),
        (("person", "retire", "boss", "--reason", "x", "--as", "boss"), "OWN_ROLES"),
        (("person", "list", "--as", "nobody"), "NO_PERSON"),
    ],
)
def test_a_denial_is_json_with_exit_code_5(fct: Fct, call: tuple[str, ...], code: str) -> None:
    """On standard output where a program reads, else a sentence on standard error."""
    fct("store", "new", "--illustrative")
    fct("person", "add", "boss", "--name", "Boss", "--role", "administrator")
    fct("person", "add", "r1", "--name", "R", "--role", "reviewer")

    denied = fct(*call, "--json")

    assert denied.exit_code == 5
    assert json.loads(denied.stdout)["denied"]["code"] == code


def test_nobody_stands_in_in_a_real_store(fct: Fct) -> None:
    """Not before there are people, and not later."""
    before = fct("person", "list", "--as", "r1", "--json")
    fct("person", "add", *OWNER)
    later = fct("person", "list", "--as", "owner", "--json")

    for denied in (before, later):
        assert denied.exit_code == 5
        assert json.loads(denied.stdout)["denied"]["code"] == "NO_STAND_IN"
