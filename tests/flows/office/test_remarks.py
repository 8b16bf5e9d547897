"""Commands on comments and flags."""

from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from tests.support.processes.commands import answer

Fct = Callable[..., Result]
NAVY = "FY27-NAVY-01"

pytestmark = pytest.mark.usefixtures("office")


def printed(fct: Fct, *arguments: str, code: int = 0) -> Any:
    """What a command prints as JSON; its exit code is held."""
    done = fct(*arguments, "--json")
    assert done.exit_code == code, done.output
    return answer(done)


def test_a_comment_is_printed_as_the_list_prints_it(fct: Fct) -> None:
    """`id, to, by, at, text`; the sponsor sees the office."""
    made = printed(fct, "comment", NAVY, "--to", "sponsor", "Well done.", "--as", "reviewer-1")
    listed = printed(fct, "comments", NAVY, "--as", "reviewer-2")
    (of_sponsor,) = printed(fct, "comments", NAVY, "--as", "sponsor-navy")["comments"]

    assert {"id", "to", "by", "at", "text"} <= made.keys()
    assert (made["to"], made["by"], made["text"]) == ("sponsor", "reviewer-1", "Well done.")
    assert listed == {"comments": [made]}
    assert of_sponsor == made | {"by": "FCT office"}


def test_a_private_comment_is_the_writers_and_the_auditors(fct: Fct) -> None:
    """Nobody else has it in the list."""
    printed(fct, "comment", NAVY, "--to", "private", "Hm.", "--as", "reviewer-1")
    counts = {
        who: len(printed(fct, "comments", NAVY, "--as", who)["comments"])
        for who in ("reviewer-1", "auditor-1", "reviewer-2", "authority-1", "operator-1")
    }

    assert counts == {
        "reviewer-1": 1,
        "auditor-1": 1,
        "reviewer-2": 0,
        "authority-1": 0,
        "operator-1": 0,
    }


def test_a_flag_is_raised_listed_and_resolved(fct: Fct) -> None:
    """`id, ref, team, reason, by, at, resolved`, null until it is resolved."""
    flag = ("flag", NAVY, "--team", "legal", "--reason", "No license.", "--as", "reviewer-1")
    made = printed(fct, *flag)
    assert list(made) == ["id", "ref", "team", "reason", "by", "at", "resolved"]
    assert (made["ref"], made["team"], made["by"]) == (NAVY, "legal", "reviewer-1")
    assert made["resolved"] is None
    assert printed(fct, "flags", "--as", "auditor-1") == {"flags": [made]}
    resolve = ("flag", "resolve", made["id"], "--reason", "It came.", "--as", "operator-1")
    resolved = printed(fct, *resolve)
    assert resolved["resolved"]["by"] == "operator-1"
    assert printed(fct, "flags", "--as", "auditor-1") == {"flags": [resolved]}
    assert printed(fct, *resolve, code=3)["refused"]["code"] == "RESOLVED"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("comment", NAVY, "--to", "private", "x", "--as", "auditor-1"), "NOT_ALLOWED"),
        (("comment", NAVY, "--to", "private", "x", "--as", "expert-1"), "NOT_THERE"),
        (("comments", NAVY, "--as", "administrator-1"), "NOT_THERE"),
        (("flag", NAVY, "--team", "x", "--reason", "y", "--as", "auditor-1"), "NOT_ALLOWED"),
        (("flag", "resolve", "FY2027-F009", "--reason", "y", "--as", "operator-1"), "NOT_THERE"),
        (("flags", "--as", "sponsor-navy"), "NOT_ALLOWED"),
    ],
)
def test_who_may_not_is_denied(fct: Fct, call: tuple[str, ...], code: str) -> None:
    """Exit 5 with the code."""
    assert printed(fct, *call, code=5)["denied"]["code"] == code


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (("comment", NAVY, "--to", "boss", "x"), "--to boss is not a reader"),
        (("comment", NAVY, "--to", "private", " "), "needs a text"),
        (("flag", NAVY, "--reason", "x"), "fct flag REF --team TEAM"),
        (("flag", NAVY, "--team", "legal"), "A flag needs a reason"),
        (("flag", NAVY, "FY2027-F001", "--reason", "x"), "fct flag resolve ID"),
        (("flag", "resolve", "FY2027-F001", "--team", "t", "--reason", "x"), "fct flag resolve"),
    ],
)
def test_a_wrong_call_says_what_is_right(fct: Fct, call: tuple[str, ...], match: str) -> None:
    """Exit 2."""
    done = fct(*call, "--as", "reviewer-1")
    with pytest.raises(UsageError, match=match):
        raise done.exception  # type: ignore[misc] # None fails as well


def test_in_words_each_list_says_when_it_is_empty(fct: Fct) -> None:
    """A sentence; else a table."""
    assert fct("comments", NAVY, "--as", "reviewer-1").stdout == "No comments.\n"
    assert fct("flags", "--as", "reviewer-1").stdout == "There are no flags.\n"
    fct("flag", NAVY, "--team", "legal", "--reason", "No license.", "--as", "reviewer-1")
    assert "No license." in fct("flags", "--as", "reviewer-1").stdout
