"""Commands on reviews and panels."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.program.rules import CRITERIA
from fct.data.reviewing.content import ReviewContent
from fct.data.reviewing.review_file import parse_review
from tests.support.stores.reviews import review_yaml

Fct = Callable[..., Result]
NAVY = "FY27-NAVY-01"
PANEL_KEYS = {
    *("ref", "reviews_in", "reviews_due", "levels", "spread", "panel_strength", "panel_merit"),
    *("panel_verdict", "verdict", "merit", "overruled", "reviews", "notes"),
}

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def assigned(fct: Fct) -> Fct:
    """The command line of a store in which two reviewers and an expert review one proposal."""
    for person in ("reviewer-1", "reviewer-2", "expert-1"):
        assert fct("assign", NAVY, person, "--as", "operator-1").exit_code == 0
    return fct


def printed(fct: Fct, *arguments: str | Path, code: int = 0) -> Any:
    """What a command prints as JSON; its exit code is held."""
    done = fct(*arguments, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def file_of(folder: Path, text: str) -> Path:
    """A file of a review."""
    path = folder / "review.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_review_is_kept_shown_and_counted(assigned: Fct, tmp_path: Path) -> None:
    """`ref, person, version, state`; shown, it is the object of the file with its versions."""
    entry = "[{rule: A4, outcome: fails, reason: 'It says so in the letter, page 2.'}]"
    file = file_of(tmp_path, review_yaml((5, 4, 3, 2, 1), entry))
    who = ("--as", "reviewer-1")
    draft = printed(assigned, "review", NAVY, "--file", file, "--draft", *who)
    done = printed(assigned, "review", NAVY, "--file", file, "--if-version", "1", *who)
    shown = printed(assigned, "review", NAVY, "--show", *who)

    assert (draft["version"], draft["state"]) == (1, "draft")
    assert (done["ref"], done["person"]) == (NAVY, "reviewer-1")
    assert (done["version"], done["state"]) == (2, "in")
    assert shown == done
    assert shown["proposal_version"] == 1
    assert [one["version"] for one in shown["versions"]] == [1, 2]
    assert [shown["levels"][name]["level"] for name in CRITERIA] == [5, 4, 3, 2, 1]
    assert shown["recommendation"]["choice"] == "fund"
    assert (shown["overrules"][0]["rule"], shown["overrules"][0]["outcome"]) == ("A4", "fails")


def test_an_unread_version_is_not_written_over(assigned: Fct, tmp_path: Path) -> None:
    """`STALE` with `version` and `changed`, exit 3."""
    who = ("--as", "reviewer-1")
    printed(assigned, "review", NAVY, "--file", file_of(tmp_path, review_yaml()), *who)
    file = file_of(tmp_path, review_yaml((5, 3, 3, 3, 3)))
    printed(assigned, "review", NAVY, "--file", file, "--if-version", "1", *who)
    stale = printed(assigned, "review", NAVY, "--file", file, "--if-version", "1", *who, code=3)
    unread = printed(assigned, "review", NAVY, "--file", file, *who, code=3)

    assert stale["refused"]["code"] == "STALE"
    assert stale["refused"]["version"] == 2
    assert stale["refused"]["changed"] == ["levels.user advocacy.level"]
    assert unread["refused"]["code"] == "STALE"
    assert printed(assigned, "review", NAVY, "--show", *who)["version"] == 2


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("levels: {user advocacy: {level: 1, reason: short}}", r"levels\.user advocacy\.reason"),
        ("levels: {user advocacy: {level: 9}}", r"levels\.user advocacy\.level is “9”"),
        ("", r"levels\.intent to procure\.level is missing"),
        ("overrules: [{rule: X1, outcome: holds}]", r"overrules\.1\.rule is X1"),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_path(
    assigned: Fct, tmp_path: Path, text: str, match: str
) -> None:
    """Exit 2, and nothing is kept."""
    file = file_of(tmp_path, text)
    done = assigned("review", NAVY, "--file", file, "--as", "reviewer-1", "--json")

    assert isinstance(done.exception, UsageError)
    with pytest.raises(UsageError, match=match):
        raise done.exception
    assert printed(assigned, "review", NAVY, "--show", "--as", "reviewer-1")["version"] == 0


@pytest.mark.parametrize(
    ("who", "ref", "code"),
    [
        ("reviewer-3", NAVY, "NOT_ASSIGNED"),
        ("reviewer-4", "FY27-ARMY-01", "NOT_THERE"),
        ("reviewer-1", "FY27-NAVY-99", "NOT_THERE"),
        ("expert-1", "FY27-ARMY-01", "NOT_THERE"),
        ("authority-1", NAVY, "NOT_ALLOWED"),
        ("sponsor-navy", NAVY, "NOT_ALLOWED"),
    ],
)
def test_who_may_not_review_is_denied(
    assigned: Fct, tmp_path: Path, who: str, ref: str, code: str
) -> None:
    """Exit 5 with the code."""
    file = file_of(tmp_path, review_yaml())
    said = printed(assigned, "review", ref, "--file", file, "--as", who, code=5)

    assert said["denied"]["code"] == code


def test_a_hidden_proposal_is_answered_as_one_that_never_was(fct: Fct, tmp_path: Path) -> None:
    """The same bytes but for the ref as typed, in every command of this part that takes one."""
    file = file_of(tmp_path, review_yaml())
    for call in (
        ("review", "{}", "--file", file),
        ("review", "{}", "--show"),
        ("review", "{}", "--template"),
        ("panel", "{}"),
        ("comment", "{}", "--to", "private", "x"),
        ("comments", "{}"),
        ("flag", "{}", "--team", "legal", "--reason", "x"),
    ):
        said = []
        for ref in ("FY27-ARMY-01", "FY27-NONE-01"):
            arguments = [ref if one == "{}" else one for one in call]
            done = fct(*arguments, "--as", "reviewer-4", "--json")
            assert done.exit_code == 5, (call, done.output)
            said.append(done.stdout.replace(ref, "REF"))
        assert said[0] == said[1]
        assert json.loads(said[0])["denied"]["message"] == "There is no REF that you may see."


def test_the_template_is_the_file_to_fill_in(assigned: Fct, tmp_path: Path) -> None:
    """To the screen or to a file that is not there yet; it starts from the newest version."""
    who = ("--as", "reviewer-1")
    text = assigned("review", NAVY, "--template", *who).stdout
    path = tmp_path / "template.yaml"
    written = printed(assigned, "review", NAVY, "--template", "--file", path, *who)

    assert parse_review(text, "r.yaml") == ReviewContent()
    assert path.read_text(encoding="utf-8") == text == written["template"]
    again = assigned("review", NAVY, "--template", "--file", path, *who)
    with pytest.raises(UsageError, match="is there already"):
        raise again.exception  # type: ignore[misc] # None fails as well
    file = file_of(tmp_path, review_yaml((5, 4, 3, 2, 1)))
    printed(assigned, "review", NAVY, "--file", file, *who)
    filled = printed(assigned, "review", NAVY, "--template", *who)
    assert filled["version"] == 1
    assert parse_review(filled["template"], "r.yaml") == parse_review(file.read_text(), "r.yaml")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ((), "Say what to do"),
        (("--show", "--template"), "leave the other options out"),
        (("--show", "--draft"), "leave the other options out"),
        (("--template", "--draft"), "keeps nothing"),
        (("--person", "reviewer-2", "--template"), "add --show"),
        (("--file", "nothing.yaml"), "There is no review file"),
    ],
)
def test_a_wrong_call_says_what_is_right(fct: Fct, options: tuple[str, ...], match: str) -> None:
    """Exit 2."""
    done = fct("review", NAVY, *options, "--as", "reviewer-1")
    with pytest.raises(UsageError, match=match):
        raise done.exception  # type: ignore[misc] # None fails as well


def test_the_panel_is_null_until_all_are_in(assigned: Fct, tmp_path: Path) -> None:
    """Then it has levels, spread, strength, merit and verdict, and shows others' reviews too."""
    file = file_of(tmp_path, review_yaml((5, 4, 3, 2, 1)))
    for person in ("reviewer-1", "reviewer-2"):
        printed(assigned, "review", NAVY, "--file", file, "--as", person)
    before = printed(assigned, "panel", "--as", "reviewer-3")
    file = file_of(tmp_path, review_yaml((4, 4, 4, 4, 5)))
    printed(assigned, "review", NAVY, "--file", file, "--as", "expert-1")
    after = printed(assigned, "panel", NAVY, "--as", "reviewer-3")

    (row,) = before["proposals"]
    assert row.keys() >= PANEL_KEYS
    assert (row["reviews_in"], row["reviews_due"]) == (2, 3)
    assert [row[name] for name in ("levels", "spread", "panel_strength", "panel_merit")] == [
        None
    ] * 4
    assert (row["panel_verdict"], row["reviews"]) == (None, [])
    (row,) = after["proposals"]
    assert row["levels"] == {
        "user advocacy": 4.666667,
        "valid requirement": 4,
        "market investigation": 3.333333,
        "funded strategy": 2.666667,
        "intent to procure": 2.333333,
    }
    assert row["spread"]["intent to procure"] == 4
    assert row["panel_strength"] == 60  # the means less 1 sum to 12, of 20
    assert row["panel_verdict"] == row["verdict"] == "rankable"
    maturity = (row["merit"] - 0.3 * row["strength"]) / 0.7
    assert row["panel_merit"] == pytest.approx(0.7 * maturity + 18, abs=1e-5)
    assert [one["person"] for one in row["reviews"]] == ["expert-1", "reviewer-1", "reviewer-2"]


def test_an_overruled_rule_stands_beside_the_machines_with_its_reasons(
    assigned: Fct, tmp_path: Path
) -> None:
    """Two of three say so; both verdicts are shown."""
    entry = "[{rule: A1, outcome: fails, reason: 'It says so in the letter, page 2.'}]"
    for person, overrules in (("reviewer-1", entry), ("reviewer-2", entry), ("expert-1", "[]")):
        file = file_of(tmp_path, review_yaml(overrules=overrules))
        printed(assigned, "review", NAVY, "--file", file, "--as", person)
    (row,) = printed(assigned, "panel", NAVY, "--as", "authority-1")["proposals"]

    assert (row["verdict"], row["panel_verdict"]) == ("rankable", "not recommended")
    (one,) = row["overruled"]
    assert (one["rule"], one["machine"], one["panel"]) == ("A1", "holds", "fails")
    assert [said["person"] for said in one["reasons"]] == ["reviewer-1", "reviewer-2"]
    assert "overruled: fails" in assigned("panel", NAVY, "--as", "authority-1").stdout


def test_strictness_is_for_authority_and_auditor_and_ones_own(assigned: Fct) -> None:
    """An operator sees nobody's; below three shared proposals it is null."""
    everybody = {"expert-1": None, "reviewer-1": None, "reviewer-2": None}

    assert printed(assigned, "panel", "--as", "authority-1")["strictness"] == everybody
    assert printed(assigned, "panel", "--as", "auditor-1")["strictness"] == everybody
    assert printed(assigned, "panel", "--as", "reviewer-1")["strictness"] == {"reviewer-1": None}
    assert printed(assigned, "panel", "--as", "operator-1")["strictness"] == {}


def test_an_expert_sees_no_merit_of_the_machine(assigned: Fct) -> None:
    """The keys stay, the values are null; a sponsor sees no panel."""
    (row,) = printed(assigned, "panel", "--as", "expert-1")["proposals"]

    assert row.keys() >= PANEL_KEYS
    assert (row["merit"], row["strength"]) == (None, None)
    assert printed(assigned, "panel", "--as", "sponsor-navy", code=5)["denied"]["code"] == (
        "NOT_ALLOWED"
    )


def test_a_panel_without_an_assignment_is_shown_by_its_ref(assigned: Fct) -> None:
    """All: what has an assignment. One: also what has none."""
    listed = printed(assigned, "panel", "--as", "authority-1")["proposals"]
    (row,) = printed(assigned, "panel", "FY27-USMC-01", "--as", "authority-1")["proposals"]

    assert [one["ref"] for one in listed] == [NAVY]
    assert (row["ref"], row["reviews_in"], row["reviews_due"]) == ("FY27-USMC-01", 0, 0)


def test_somebody_elses_review_is_shown_to_who_may_read_it(assigned: Fct, tmp_path: Path) -> None:
    """Before the own one is in it is not there."""
    file = file_of(tmp_path, review_yaml((5, 4, 3, 2, 1)))
    printed(assigned, "review", NAVY, "--file", file, "--as", "reviewer-1")
    show = ("review", NAVY, "--show", "--person", "reviewer-1")
    shown = printed(assigned, *show, "--as", "auditor-1")
    hidden = printed(assigned, *show, "--as", "reviewer-2", code=5)

    assert (shown["person"], shown["version"]) == ("reviewer-1", 1)
    assert hidden["denied"]["code"] == "NOT_THERE"
    words = assigned(*show, "--as", "auditor-1").stdout
    assert "Recommends: fund" in words


def test_anchors_are_printed_whole(fct: Fct) -> None:
    """25 rows of `criterion, level, anchor`."""
    rows = printed(fct, "anchors")["anchors"]

    assert len(rows) == 25
    assert all(list(row) == ["criterion", "level", "anchor"] for row in rows)


def test_a_newer_version_of_the_proposal_is_said(
    assigned: Fct, tmp_path: Path, forms: dict[str, Path]
) -> None:
    """The review stays in and counts; queue and panel say on which version it was written."""
    file = file_of(tmp_path, review_yaml())
    printed(assigned, "review", NAVY, "--file", file, "--as", "reviewer-1")
    form = tmp_path / "again.xlsx"
    assert assigned("template", form, "--fiscal-year", "2027", "--ref", NAVY).exit_code == 0
    del forms
    sent = ("submit", form, "--received-at", "2026-06-20T10:00Z", "--component", "Navy")
    assert assigned(*sent).exit_code in {0, 1}
    (item,) = printed(assigned, "queue", "--as", "reviewer-1")["items"]
    (row,) = printed(assigned, "panel", NAVY, "--as", "reviewer-1")["proposals"]

    assert item["reason"] == "your review is in; written on version 1" or item["reason"].endswith(
        "written on version 1"
    )
    assert {"person": "reviewer-1", "note": "written on version 1"} in row["notes"]
    assert row["reviews_in"] == 1
