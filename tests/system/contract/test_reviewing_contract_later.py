"""A slate after another run or its publication, driven as `reviewing.md` has it: details 29, 33."""

from pathlib import Path

from tests.support.stores.contract import REASON, Program, publish_run

ARMY, NAVY_6, NAVY_2 = "FY27-ARMY-02", "FY27-NAVY-06", "FY27-NAVY-02"
BECAUSE = ("--reason", REASON)


def test_another_published_run_makes_the_slate_a_draft_again(approved: Program) -> None:
    """Decisions stay, `advice_changed` lists what differs, and each is decided anew."""
    advice = {one["ref"]: one["advice"] for one in approved("slate")["decisions"]}
    approved("withdraw", NAVY_6, *BECAUSE)
    run = publish_run(approved)
    slate = approved("slate")
    is_funded = {
        row["ref"]: row["mark"] in {"funded", "continuing"} for row in approved("rank")["order"]
    }
    changed = [ref for ref, fund in is_funded.items() if fund != (advice[ref] == "fund")]

    assert (slate["state"], slate["run"]) == ("draft", run)
    assert changed
    assert slate["advice_changed"] == changed
    assert NAVY_6 not in slate["undecided"]
    refused = approved.refused("slate", "submit", who="reviewer-1")
    assert refused["refs"] == changed
    for ref in changed:
        approved("decide", ref, "reserve", *BECAUSE, "--if-version", "1", who="reviewer-1")
    assert approved("slate")["advice_changed"] == []
    approved("slate", "submit", who="reviewer-1")


def test_what_comes_after_publication_is_a_supplement(approved: Program) -> None:
    """A slate of its own with the same steps; its decision replaces the first on publication."""
    assert approved.run("slate", "new", "--supplement", *BECAUSE, who="reviewer-1").code in {3, 5}
    approved("slate", "publish", who="authority-1")
    first = approved("slate")
    made = approved("slate", "new", "--supplement", *BECAUSE, who="reviewer-1")
    named = ("--slate", made["slate"])
    decision = approved("decide", ARMY, "reserve", *BECAUSE, *named, who="reviewer-1")
    approved("slate", "submit", *named, who="reviewer-1")
    approved("slate", "approve", *named, who="authority-1")
    approved("slate", "publish", *named, who="authority-1")
    later = approved("slate", *named)

    assert (later["state"], decision["outcome"]) == ("published", "reserve")
    (mine,) = (one for one in later["decisions"] if one["ref"] == ARMY)
    assert mine["outcome"] == "reserve"
    original = approved("slate", "--slate", first["slate"])
    (old,) = (one for one in original["decisions"] if one["ref"] == ARMY)
    assert old["outcome"] == "fund"


def test_a_supplement_is_checked_against_what_is_left(approved: Program) -> None:
    """More than is left after the published slate is `OVER_BUDGET`."""
    approved("slate", "publish", who="authority-1")
    made = approved("slate", "new", "--supplement", *BECAUSE, who="reviewer-1")
    named = ("--slate", made["slate"])
    refused = approved.refused("decide", NAVY_2, "fund", *BECAUSE, *named, who="reviewer-1")
    assert refused["code"] == "OVER_BUDGET"


def test_what_is_held_back_comes_off_first(program: Program, tmp_path: Path) -> None:
    """`held` is `hold_back_kusd` of that year, off for `OVER_BUDGET` too."""
    program.rewritten(tmp_path / "held.yaml", conditions={"hold_back_kusd": {2027: 2400}})
    publish_run(program)
    money = program("slate")["money"]

    assert (money["2027"]["held"], money["2028"]["held"]) == (2400, 0)
    assert money["2027"]["left"] == 100
    refused = program.refused("decide", ARMY, "fund", *BECAUSE, who="reviewer-1")
    assert (refused["code"], str(refused["fiscal_year"])) == ("OVER_BUDGET", "2027")


def test_an_unknown_slate_is_not_there(program: Program) -> None:
    """`NOT_THERE`, named as typed."""
    answer = program.run("slate", "--slate", "FY2027-D099", who="authority-1")
    assert answer.code == 5
    assert answer.json["denied"] == {
        "code": "NOT_THERE",
        "message": "There is no FY2027-D099 that you may see.",
    }
