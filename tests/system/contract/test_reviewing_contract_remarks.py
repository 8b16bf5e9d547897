"""Comments and flags, driven as `reviewing.md` has them: detail 27."""

from tests.support.stores.contract import REASON, Program

BECAUSE = ("--reason", REASON)
NAVY = "FY27-NAVY-01"


def test_comments_are_read_by_whom_they_are_for(program: Program) -> None:
    """`private` is the writer's and the auditor's, `sponsor` is shown at once by the office."""
    written = {
        to: program("comment", NAVY, "--to", to, f"Words to {to}.", who="reviewer-1")
        for to in ("private", "reviewers", "sponsor")
    }
    texts = {
        who: {one["text"] for one in program("comments", NAVY, who=who)["comments"]}
        for who in ("reviewer-1", "auditor-1", "authority-1", "reviewer-2", "sponsor-navy")
    }
    private, reviewers, sponsor = (f"Words to {to}." for to in written)

    assert all({"id", "to", "by", "at", "text"} <= set(one) for one in written.values())
    assert texts["reviewer-1"] == texts["auditor-1"] == {private, reviewers, sponsor}
    assert texts["authority-1"] == {reviewers, sponsor}
    assert private not in texts["reviewer-2"]
    assert texts["sponsor-navy"] == {sponsor}
    assert "reviewer-1" not in program.run("comments", NAVY, who="sponsor-navy").out


def test_a_comment_to_nobody_is_a_wrong_call(program: Program) -> None:
    """Whom it is for is said each time, and it says something."""
    program.wrong("comment", NAVY, "Words.", who="reviewer-1")
    program.wrong("comment", NAVY, "--to", "everybody", "Words.", who="reviewer-1")
    program.wrong("comment", NAVY, "--to", "private", "  ", who="reviewer-1")


def test_a_flag_is_open_until_it_is_resolved(program: Program) -> None:
    """`id, ref, team, reason, by, at, resolved`; a flag that is not there is `NOT_THERE`."""
    flag = program("flag", NAVY, "--team", "legal", "--reason", REASON, who="reviewer-1")
    listed = program("flags", who="authority-1")["flags"]
    done = program("flag", "resolve", flag["id"], "--reason", REASON, who="authority-1")
    (after,) = program("flags", who="authority-1")["flags"]

    assert set(flag) >= {"id", "ref", "team", "reason", "by", "at", "resolved"}
    assert listed == [flag]
    assert (flag["by"], flag["team"], flag["resolved"]) == ("reviewer-1", "legal", None)
    assert after == done
    assert after["resolved"]
    assert program.denied("flag", "resolve", "FY2027-F999", "--reason", REASON) == "NOT_THERE"


def test_comments_and_flags_are_for_three_roles(assigned: Program) -> None:
    """Reviewer, operator, authority."""
    flag = ("flag", NAVY, "--team", "legal", "--reason", REASON)
    for who in ("expert-1", "sponsor-navy", "auditor-1"):
        assert assigned.denied("comment", NAVY, "--to", "private", "W.", who=who) == "NOT_ALLOWED"
        assert assigned.denied(*flag, who=who) == "NOT_ALLOWED", who


def test_moments_have_the_offset_of_the_cycle(program: Program) -> None:
    """In what one command writes and another lists: the deadline lies in a summer of New York."""
    program("comment", NAVY, "A remark of mine.", "--to", "private", who="reviewer-1")
    program("flag", NAVY, "--team", "legal", *BECAUSE, who="reviewer-1")
    program("conflict", "add", "reviewer-2", "--vendor", "Nobody", *BECAUSE, who="operator-1")
    program("decide", NAVY, "fund", who="reviewer-1")
    moments = {
        "comment": program("comments", NAVY, who="reviewer-1")["comments"][0]["at"],
        "flag": program("flags", who="reviewer-1")["flags"][0]["at"],
        "conflict": program("conflict", "list", who="operator-1")["conflicts"][0]["since"],
        "decision": program("slate", who="reviewer-1")["decisions"][0]["at"],
        "entry": program("log", who="auditor-1")["events"][-1]["at"],
    }

    assert {name: said[-6:] for name, said in moments.items()} == dict.fromkeys(moments, "-04:00")
