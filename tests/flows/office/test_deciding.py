"""Commands on decisions, as a person types them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.subjects.store import Store
from tests.support.stores.slates import LONG

Fct = Callable[..., Result]
FUNDED, BELOW = "FY27-USMC-01", "FY27-SOCOM-07"

pytestmark = pytest.mark.usefixtures("season_store")


def asked(fct: Fct, *call: str, as_: str = "authority-1", code: int = 0) -> dict[str, Any]:
    """Return what a command prints for programs, and hold its exit code."""
    result = fct(*call, "--as", as_, "--json")
    assert result.exit_code == code, result.stdout
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_a_slate_is_decided_and_published(fct: Fct) -> None:
    """Each command prints what it wrote, as the slate lists it."""
    decision = asked(fct, "decide", BELOW, "reserve", "--reason", LONG, "--condition", "Wait.")
    assert {"ref", "advice", "outcome", "kusd", "reason", "conditions", "by", "version"} <= set(
        decision
    )
    assert (decision["outcome"], decision["conditions"]) == ("reserve", ["Wait."])
    assert len(asked(fct, "slate", "advise", as_="reviewer-1")["advised"]) == 6
    assert asked(fct, "slate", "submit", as_="reviewer-1")["state"] == "in approval"
    sent = asked(fct, "slate", "send-back", "--reason", "Once more.", "--ref", BELOW)
    assert sent["state"] == "draft"
    asked(fct, "slate", "submit", as_="reviewer-1")
    assert asked(fct, "slate", "approve", as_="authority-2")["state"] == "approved"
    assert asked(fct, "slate", "publish")["state"] == "published"
    later = asked(fct, "slate", "new", "--supplement", "--reason", "More money.")
    assert later["slate"] == "FY2027-2"
    shown = asked(fct, "slate", "--slate", "FY2027-2")
    assert (shown["slate"], shown["supplement"]) == ("FY2027-2", True)


def test_a_decision_on_a_submitted_slate_says_that_it_is_a_draft_again(fct: Fct) -> None:
    """Who decides learns that the steps so far no longer count; of a new slate nothing is said."""
    first = fct("decide", BELOW, "reserve", "--reason", LONG, "--as", "authority-1").stdout
    asked(fct, "slate", "advise", as_="reviewer-1")
    asked(fct, "slate", "submit", as_="reviewer-1")
    call = ("decide", BELOW, "not selected", "--reason", LONG, "--if-version", "1")
    later = fct(*call, "--as", "authority-1").stdout

    assert "draft" not in first
    assert "The slate is a draft; submit it again (`fct slate submit`)" in " ".join(later.split())


def test_refusals_and_denials_are_json_with_their_exit_codes(fct: Fct) -> None:
    """3 for what nobody may do now, 5 for what this person may not."""
    part = ("decide", FUNDED, "fund in part", "--kusd", "2027=99999", "--reason", LONG)
    over = asked(fct, *part, code=3)["refused"]
    assert over["code"] == "OVER_REQUEST"
    assert over["fiscal_year"] == 2027
    assert over["kusd"] > 0
    asked(fct, "decide", FUNDED, "fund")
    stale = asked(fct, "decide", FUNDED, "reserve", "--reason", LONG, code=3)["refused"]
    assert (stale["code"], stale["version"]) == ("STALE", 1)
    assert stale["changed"] == ["kusd.2027", "outcome"] or "outcome" in stale["changed"]
    assert asked(fct, "decide", "NOPE", "fund", code=5)["denied"] == {
        "code": "NOT_THERE",
        "message": "There is no NOPE that you may see.",
    }
    denied = asked(fct, "slate", "publish", as_="reviewer-1", code=5)["denied"]
    assert denied["code"] == "NOT_ALLOWED"


def test_the_slate_is_shown_whole_or_for_one_proposal(fct: Fct) -> None:
    """`fct slate` needs no further word."""
    whole, one = asked(fct, "slate"), asked(fct, "slate", BELOW)

    assert len(whole["decisions"]) == 7
    assert [row["ref"] for row in one["decisions"]] == [BELOW]
    words = fct("slate", "--as", "authority-1").stdout
    assert "Slate of fiscal year 2027, draft" in words
    assert "budget ($K)" in words
    assert f"undecided: {whole['undecided'][0]}" in words


def test_a_preview_takes_many_and_writes_nothing(fct: Fct) -> None:
    """Exit 0, with what would be refused beside it."""
    sets = ("--set", f"{BELOW}=fund", "--set", f"{FUNDED}=not selected")
    report = asked(fct, "slate", "preview", *sets)

    assert {"decisions", "money", "exceptions", "refused"} <= report.keys()
    assert {one["code"] for one in report["refused"]} == {"NEEDS_REASON"}
    assert "refused: " in fct("slate", "preview", *sets, "--as", "authority-1").stdout
    assert asked(fct, "slate")["undecided"] == [
        one["ref"] for one in asked(fct, "slate")["decisions"]
    ]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("decide", FUNDED, "accept"), "No outcome is called 'accept'"),
        (("decide", FUNDED, "fund", "--kusd", "2027"), "is not an amount of a fiscal year"),
        (("decide", FUNDED, "fund", "--kusd", "2027=1"), "takes its whole request"),
        (("decide", FUNDED, "fund in part"), "needs an amount above 0"),
        (("decide", FUNDED, "fund", "--condition", " "), "A condition is blank"),
        (("slate", "preview", "--set", "A"), "write --set REF=OUTCOME"),
        (("slate", "preview", "--set", "A=fund", "--set", "A=fund"), "--set names A twice"),
        (("slate", "new"), "add --supplement"),
        (("slate", "send-back", "--reason", " "), "needs a reason"),
    ],
)
def test_a_wrong_call_is_reported(fct: Fct, call: tuple[str, ...], words: str) -> None:
    """Exit 2, and a sentence that says what is accepted."""
    result = fct(*call, "--as", "authority-1")

    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_a_slate_of_another_year_is_found_by_its_id(fct: Fct, season_store: Store) -> None:
    """One that is not there is denied."""
    del season_store
    assert asked(fct, "slate", "--slate", "FY2031-1", code=5)["denied"]["code"] == "NOT_THERE"


def test_a_package_is_written_and_proven(fct: Fct, tmp_path: Any) -> None:
    """The exit code is 0, and what is printed is the manifest with the proof."""
    refused = asked(fct, "package", "2027", "--out", str(tmp_path / "o"), "--prove", code=3)
    assert refused["refused"]["code"] == "NOT_PUBLISHED"
    asked(fct, "slate", "advise", as_="reviewer-1")
    asked(fct, "slate", "submit", as_="reviewer-1")
    asked(fct, "slate", "approve")
    asked(fct, "slate", "publish")
    report = asked(fct, "package", "2027", "--out", str(tmp_path / "o"), "--prove")

    assert report["proof"]["found"] == []
    assert (tmp_path / "o" / "releasable.xlsx").is_file()
    words = fct("package", "2027", "--out", str(tmp_path / "p"), "--as", "operator-1").stdout
    assert "Wrote 12 files and manifest.json to" in words
