"""Assignments, reviews and panels, driven as `reviewing.md` has them: details 18 and 20 to 27."""

import math
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support.stores.contract import (
    CRITERIA,
    REASON,
    Program,
    review_file,
    review_of,
    unchanged,
)

NAVY, ARMY, USMC = "FY27-NAVY-01", "FY27-ARMY-02", "FY27-USMC-01"
NAVY_6, NAVY_2 = "FY27-NAVY-06", "FY27-NAVY-02"
RANKABLE = {NAVY, ARMY, USMC, "FY27-ARMY-05", NAVY_6, "FY27-ARMY-08", NAVY_2, "FY27-ARMY-07"}
FIGURES = ("levels", "spread", "panel_strength", "panel_merit", "panel_verdict")
WEIGHT = {"criterion": 3, "weakness": 1}


def give(
    program: Program, folder: Path, ref: str, who: str, content: Any = None, *more: str
) -> Any:
    """Write a review of a person and return what is printed."""
    file = review_file(folder, review_of() if content is None else content)
    return program("review", ref, "--file", file, *more, who=who)


def of_ref(report: Mapping[str, Any], ref: str, key: str = "proposals") -> dict[str, Any]:
    """The entry of a ref in a list."""
    (found,) = (one for one in report[key] if one["ref"] == ref)
    return dict(found)


def six(value: Fraction) -> float:
    """A figure as it is printed."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal("0.000001"), ROUND_HALF_UP))


def machine_levels(program: Program, form: Path) -> dict[str, int]:
    """The machine's own levels: 1 + 4 x strength of the criterion, rounded half up."""
    rules = {row["rule"]: row for row in program("rules")}
    answer = program.run("check", form)
    (judged,) = answer.json["files"][0]["proposals"]
    levels = {}
    for name in CRITERIA:
        weights = {
            rule: WEIGHT[row["severity"]]
            for rule, row in rules.items()
            if row["criterion"] == name and row["severity"] in WEIGHT
        }
        held = sum(w for rule, w in weights.items() if judged["outcomes"][rule] == "holds")
        levels[name] = math.floor(1 + 4 * Fraction(held, sum(weights.values())) + Fraction(1, 2))
    return levels


# ---- Assigning


def test_an_assignment_is_printed_as_the_list_prints_it(program: Program) -> None:
    """`ref, person, due, state`; the same again changes nothing."""
    first = program("assign", NAVY, "reviewer-1", "--due", "2026-07-31", who="operator-1")
    again = program("assign", NAVY, "reviewer-1", "--due", "2026-07-31", who="operator-1")
    listed = program("assignments", who="operator-1")["assignments"]

    assert (first["ref"], first["person"]) == (NAVY, "reviewer-1")
    assert (first["due"], first["state"]) == ("2026-07-31", "not started")
    assert again == first
    assert listed == [first]


def test_who_cannot_review_is_not_assigned(program: Program) -> None:
    """Nobody may assign them: exit 3, `refused`."""
    with unchanged(program, "assignments"):
        for ref, person, code in (
            (ARMY, "reviewer-4", "CONFLICT"),
            (NAVY, "authority-1", "NOT_A_REVIEWER"),
            (NAVY, "sponsor-navy", "NOT_A_REVIEWER"),
            (NAVY, "operator-1", "NOT_A_REVIEWER"),
        ):
            for who in ("operator-1", None):
                assert program.refused("assign", ref, person, who=who)["code"] == code, person


def test_a_person_who_is_not_there_is_not_assigned(program: Program) -> None:
    """`NOT_THERE`, with the id as typed."""
    answer = program.run("assign", NAVY, "reviewer-9", who="operator-1")
    assert answer.code == 5
    assert answer.json["denied"]["message"] == "There is no reviewer-9 that you may see."


def test_operators_alone_assign(program: Program) -> None:
    """To every other role it is denied."""
    for who in ("reviewer-1", "authority-1", "auditor-1", "administrator-1"):
        expected = "NOT_THERE" if who == "administrator-1" else "NOT_ALLOWED"
        assert program.denied("assign", NAVY, "reviewer-1", who=who) == expected, who
        assert program.denied("assign", "--balance", "1", who=who) == "NOT_ALLOWED", who


def test_a_balanced_plan_does_nothing_until_it_is_taken(program: Program) -> None:
    """`plan`, `loads`, `short`, `done`; loads differ by at most 1 where conflicts allow."""
    plan = program("assign", "--balance", "2", who="operator-1")
    assert program("assignments", who="operator-1")["assignments"] == []
    taken = program("assign", "--balance", "2", "--yes", who="operator-1")
    listed = program("assignments", who="operator-1")["assignments"]
    again = program("assign", "--balance", "2", "--yes", who="operator-1")

    assert (plan["done"], taken["done"]) == (False, True)
    assert plan == taken | {"done": False}
    assert {row["ref"] for row in plan["plan"]} == RANKABLE
    assert all(len(set(row["people"])) == 2 for row in plan["plan"])
    assert plan["short"] == []
    assert plan["loads"] == {f"reviewer-{n}": 4 for n in (1, 2, 3, 4)}
    assert Counter(row["person"] for row in listed) == plan["loads"]
    assert {(r["ref"], p) for r in plan["plan"] for p in r["people"]} == {
        (row["ref"], row["person"]) for row in listed
    }
    assert not [row for row in listed if row["person"] == "reviewer-4" and "ARMY" in row["ref"]]
    assert [row for row in again["plan"] if row["people"]] == []
    assert program("assignments", who="operator-1")["assignments"] == listed


def test_assignments_that_stand_count_in_the_balance(program: Program) -> None:
    """Toward N and toward loads; an expert's counts toward N and has no load to balance."""
    for ref in (NAVY, ARMY, USMC):
        program("assign", ref, "reviewer-1", who="operator-1")
    plan = program("assign", "--balance", "1", who="operator-1")

    added = {row["ref"]: row["people"] for row in plan["plan"] if row["people"]}
    assert set(added) == RANKABLE - {NAVY, ARMY, USMC}
    assert "reviewer-1" not in {one for people in added.values() for one in people}
    assert plan["loads"]["reviewer-1"] == 3
    assert sum(plan["loads"].values()) == len(RANKABLE)


def test_what_gets_fewer_than_n_is_short(program: Program) -> None:
    """Of the Army three of four reviewers can review, so all its refs lack one of four."""
    plan = program("assign", "--balance", "4", who="operator-1")
    assert set(plan["short"]) == {ref for ref in RANKABLE if "ARMY" in ref}


def test_unassigning_ends_the_review_that_is_due(program: Program) -> None:
    """It is listed no more, and who is not assigned is `NOT_THERE` nowhere but a wrong act."""
    program("assign", NAVY, "reviewer-1", who="operator-1")
    program("unassign", NAVY, "reviewer-1", "--reason", REASON, who="operator-1")
    assert program("assignments", who="operator-1")["assignments"] == []
    assert program.run("unassign", NAVY, "reviewer-1", "--reason", REASON).code != 0


# ---- The file of a review


def test_a_review_is_shown_as_it_was_written(assigned: Program, tmp_path: Path) -> None:
    """The object of the file with `ref, person, version, state, proposal_version, versions`."""
    content = review_of(4, "fund in part", [{"rule": "A4", "outcome": "fails", "reason": REASON}])
    done = give(assigned, tmp_path, NAVY, "reviewer-1", content)
    shown = assigned("review", NAVY, "--show", who="reviewer-1")

    assert {key: done[key] for key in ("ref", "person", "version", "state")} == {
        "ref": NAVY, "person": "reviewer-1", "version": 1, "state": "in",
    }  # fmt: skip
    assert shown["levels"] == content["levels"]
    assert shown["recommendation"] == content["recommendation"]
    assert shown["overrules"] == content["overrules"]
    assert shown["proposal_version"] == 1
    assert [one["version"] for one in shown["versions"]] == [1]


def test_a_level_of_the_machine_needs_no_reason(
    assigned: Program, tmp_path: Path, season_forms: dict[str, Path]
) -> None:
    """1 + 4 x the strength of the criterion, rounded half up; every other level needs one."""
    levels = machine_levels(assigned, season_forms[NAVY])
    content = review_of()
    content["levels"] = {name: {"level": level} for name, level in levels.items()}
    give(assigned, tmp_path, NAVY, "reviewer-1", content)
    for name in CRITERIA:
        other = 1 if levels[name] != 1 else 2
        wrong = content | {"levels": content["levels"] | {name: {"level": other}}}
        said = assigned.wrong(
            "review", NAVY, "--file", review_file(tmp_path, wrong), who="reviewer-2"
        )
        assert f"levels.{name}.reason" in said


def test_what_is_wrong_in_a_review_is_named_by_its_path(assigned: Program, tmp_path: Path) -> None:
    """Exit 2, and nothing is written."""
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"levels": {"user advocacy": {"level": 6, "reason": REASON}}}, "user advocacy.level"),
        ({"levels": {"user advocacy": {"level": 0, "reason": REASON}}}, "user advocacy.level"),
        ({"levels": {"user advocacy": {"level": 2.5, "reason": REASON}}}, "user advocacy.level"),
        ({"levels": {"user advocacy": {"level": True, "reason": REASON}}}, "user advocacy.level"),
        ({"levels": {"user advocacy": {"reason": REASON}}}, "levels.user advocacy"),
        ({"levels": {"user advocacy": None}}, "levels.user advocacy"),
        ({"levels": {"advocacy": {"level": 1, "reason": REASON}}}, "levels.advocacy"),
        ({"levels": {"user advocacy": {"level": 1, "reason": "short"}}}, "user advocacy.reason"),
        ({"recommendation": None}, "recommendation"),
        ({"recommendation": {"choice": "maybe", "reason": REASON}}, "recommendation.choice"),
        ({"recommendation": {"choice": "fund"}}, "recommendation.reason"),
        ({"recommendation": {"choice": "fund", "reason": "x" * 19}}, "recommendation.reason"),
        ({"overrules": [{"rule": "G1", "outcome": "holds", "reason": REASON}]}, "overrules"),
        ({"overrules": [{"rule": "X2", "outcome": "holds", "reason": REASON}]}, "overrules"),
        ({"overrules": [{"rule": "Z9", "outcome": "holds", "reason": REASON}]}, "overrules"),
        ({"overrules": [{"rule": "A4", "outcome": "maybe", "reason": REASON}]}, "overrules"),
        ({"overrules": [{"rule": "A4", "outcome": "holds"}]}, "reason"),
        ({"remark": "x"}, "remark"),
    )
    for changes, path in wrong:
        content = review_of()
        levels = content["levels"] | changes.get("levels", {})
        file = review_file(tmp_path, content | changes | {"levels": levels})
        assert path in assigned.wrong("review", NAVY, "--file", file, who="reviewer-1"), changes
    assert assigned("panel", NAVY, who="authority-1")["proposals"][0]["reviews_in"] == 0


def test_a_reason_counts_characters_as_reading_11(assigned: Program, tmp_path: Path) -> None:
    """Outer white space is removed and inner runs are made one before it is counted."""
    content = review_of()
    content["recommendation"]["reason"] = "  a" + " " * 30 + "b" * 10 + "  "
    said = assigned.wrong(
        "review", NAVY, "--file", review_file(tmp_path, content), who="reviewer-1"
    )
    assert "recommendation.reason" in said


def test_a_draft_may_leave_anything_out(assigned: Program, tmp_path: Path) -> None:
    """It is a version of its own, and its writer's alone."""
    content = {"levels": {"user advocacy": {"level": 2}}}
    done = give(assigned, tmp_path, NAVY, "reviewer-1", content, "--draft")
    panel = of_ref(assigned("panel", NAVY, who="auditor-1"), NAVY)

    assert (done["version"], done["state"]) == (1, "draft")
    assert panel["reviews_in"] == 0
    assert '"user advocacy": 2' not in assigned.run("panel", NAVY, who="auditor-1").out


def test_the_template_of_a_review_says_anchors_and_levels_of_the_machine(
    assigned: Program, season_forms: dict[str, Path]
) -> None:
    """`--template` writes the file with both as comments."""
    text = assigned.run("review", NAVY, "--template", who="reviewer-1", plain=True).out
    levels = machine_levels(assigned, season_forms[NAVY])
    comments = "\n".join(line for line in text.splitlines() if "#" in line)
    anchors = assigned("anchors", who="reviewer-1")["anchors"]

    assert len(anchors) == 25
    assert {(one["criterion"], one["level"]) for one in anchors} == {
        (name, level) for name in CRITERIA for level in (1, 2, 3, 4, 5)
    }
    assert all(" ".join(one["anchor"].split())[:20] in comments for one in anchors)
    assert all(str(level) in comments for level in levels.values())


def test_only_who_is_assigned_reviews(assigned: Program, tmp_path: Path) -> None:
    """`NOT_ASSIGNED` to a reviewer, `NOT_ALLOWED` to other roles."""
    file = review_file(tmp_path, review_of())
    for who, code in (
        ("reviewer-3", "NOT_ASSIGNED"),
        ("authority-1", "NOT_ALLOWED"),
        ("operator-1", "NOT_ALLOWED"),
        ("auditor-1", "NOT_ALLOWED"),
        ("sponsor-navy", "NOT_ALLOWED"),
        ("sponsor-army", "NOT_THERE"),
    ):
        assert assigned.denied("review", NAVY, "--file", file, who=who) == code, who


# ---- Versions


def test_a_review_that_was_not_read_is_not_written_over(assigned: Program, tmp_path: Path) -> None:
    """`STALE` with the newest `version` and the paths that `changed`; without the option too."""
    give(assigned, tmp_path, NAVY, "reviewer-1", review_of(3), "--if-version", "0")
    second = review_of(3, "do not fund")
    second["levels"]["valid requirement"]["level"] = 5
    give(assigned, tmp_path, NAVY, "reviewer-1", second, "--if-version", "1")
    file = review_file(tmp_path, review_of(2))
    for options in (("--if-version", "1"), ()):
        stale = assigned.refused("review", NAVY, "--file", file, *options, who="reviewer-1")
        assert (stale["code"], stale["version"]) == ("STALE", 2)
        if options:
            assert sorted(stale["changed"]) == [
                "levels.valid requirement.level",
                "recommendation.choice",
            ]
    none = assigned.refused("review", NAVY, "--file", file, "--if-version", "0", who="reviewer-1")
    assert (none["code"], none["version"]) == ("STALE", 2)
    shown = assigned("review", NAVY, "--show", who="reviewer-1")
    assert (shown["version"], shown["recommendation"]["choice"]) == (2, "do not fund")
    assert [one["version"] for one in shown["versions"]] == [1, 2]


def test_a_version_that_is_not_there_yet_is_stale_too(assigned: Program, tmp_path: Path) -> None:
    """`--if-version` names the newest or is refused, also above it and before the first."""
    file = review_file(tmp_path, review_of())
    for version in ("1", "7"):
        stale = assigned.refused(
            "review", NAVY, "--file", file, "--if-version", version, who="reviewer-1"
        )
        assert (stale["code"], stale["version"]) == ("STALE", 0)


def test_a_later_draft_changes_no_figure(assigned: Program, tmp_path: Path) -> None:
    """The newest version with state `in` is the review."""
    for person in ("reviewer-1", "reviewer-2", "expert-1"):
        give(assigned, tmp_path, NAVY, person, review_of(4))
    with unchanged(assigned, "panel", NAVY, who="authority-1"):
        done = give(
            assigned, tmp_path, NAVY, "reviewer-1", {"levels": {}}, "--draft", "--if-version", "1"
        )
    assert (done["version"], done["state"]) == (2, "draft")


# ---- The panel


def test_a_panel_says_nothing_until_every_review_is_in(assigned: Program, tmp_path: Path) -> None:
    """The five figures are null until `reviews_in` = `reviews_due` > 0."""
    for done, person in enumerate(("reviewer-1", "reviewer-2", "expert-1")):
        before = of_ref(assigned("panel", who="authority-1"), NAVY)
        assert (before["reviews_in"], before["reviews_due"]) == (done, 3)
        assert [before[key] for key in FIGURES] == [None] * 5
        give(assigned, tmp_path, NAVY, person)
    after = of_ref(assigned("panel", who="authority-1"), NAVY)
    assert (after["reviews_in"], after["reviews_due"]) == (3, 3)
    assert all(after[key] is not None for key in FIGURES)


def test_the_figures_of_a_panel(assigned: Program, tmp_path: Path) -> None:
    """Mean, spread, strength and merit, of six decimals."""
    given = {
        "reviewer-1": dict(zip(CRITERIA, (5, 4, 3, 2, 1), strict=True)),
        "reviewer-2": dict(zip(CRITERIA, (5, 3, 3, 4, 1), strict=True)),
        "expert-1": dict(zip(CRITERIA, (4, 3, 1, 5, 1), strict=True)),
    }
    for person, levels in given.items():
        give(assigned, tmp_path, NAVY, person, review_of(levels))
    panel = of_ref(assigned("panel", NAVY, who="authority-1"), NAVY)
    row = of_ref(assigned("rank", who="authority-1"), NAVY, "order")
    means = {n: Fraction(sum(levels[n] for levels in given.values()), 3) for n in CRITERIA}
    strength = sum((mean - 1) / 4 * 100 for mean in means.values()) / 5
    merit = Fraction(7, 10) * Fraction(str(row["maturity"])) + Fraction(3, 10) * strength

    assert panel["levels"] == {name: six(mean) for name, mean in means.items()}
    assert panel["spread"] == dict(zip(CRITERIA, (1, 1, 2, 3, 0), strict=True))
    assert panel["panel_strength"] == six(strength)
    assert panel["panel_merit"] == pytest.approx(float(merit), abs=2e-6)
    assert panel["panel_merit"] == round(panel["panel_merit"], 6)


def test_a_rule_is_overruled_by_more_than_half(program: Program, tmp_path: Path) -> None:
    """One of two is not enough, two of two are; the machine's verdict stays."""
    entry = [{"rule": "R2", "outcome": "fails", "reason": REASON}]
    for person in ("reviewer-1", "reviewer-2"):
        for ref in (NAVY, ARMY):
            program("assign", ref, person, who="operator-1")
    for ref, entries in ((NAVY, (entry, [])), (ARMY, (entry, entry))):
        for person, overrules in zip(("reviewer-1", "reviewer-2"), entries, strict=True):
            give(program, tmp_path, ref, person, review_of(3, overrules=overrules))
    panels = program("panel", who="authority-1")

    assert of_ref(panels, NAVY)["panel_verdict"] == "rankable"
    assert of_ref(panels, ARMY)["panel_verdict"] == "not recommended"
    assert of_ref(program("rank"), ARMY, "order")["rank"] == 2


def test_a_panel_of_one_ref_has_the_shape_of_all(assigned: Program) -> None:
    """`proposals` and `strictness`; all lists what has an assignment, a ref also what has none."""
    every = assigned("panel", who="authority-1")
    one = assigned("panel", NAVY, who="authority-1")
    unassigned = assigned("panel", ARMY, who="authority-1")

    assert [row["ref"] for row in every["proposals"]] == [NAVY]
    assert set(every) == set(one)
    assert one["proposals"] == every["proposals"]
    (row,) = unassigned["proposals"]
    assert (row["ref"], row["reviews_in"], row["reviews_due"]) == (ARMY, 0, 0)
    assert [row[key] for key in FIGURES] == [None] * 5


def test_others_reviews_are_hidden_until_the_own_one_is_in(
    assigned: Program, tmp_path: Path
) -> None:
    """An assigned reviewer or expert sees the panel when the own review is in."""
    give(assigned, tmp_path, NAVY, "reviewer-2", review_of(5, "do not fund"))
    words = "do not fund"
    assert words not in assigned.run("panel", NAVY, who="reviewer-1").out
    give(assigned, tmp_path, NAVY, "reviewer-1", review_of(3))
    give(assigned, tmp_path, NAVY, "expert-1", review_of(3))
    for person in ("reviewer-1", "expert-1"):
        panel = of_ref(assigned("panel", NAVY, who=person), NAVY)
        assert panel["panel_strength"] == six(Fraction((4 + 2 + 2) * 100, 12))
    shown = of_ref(assigned("panel", NAVY, who="expert-1"), NAVY)
    assert (shown["merit"], shown["strength"], shown["panel_merit"]) == (None, None, None)


def test_who_is_not_assigned_sees_a_panel_when_all_are_in(
    assigned: Program, tmp_path: Path
) -> None:
    """A reviewer who is not assigned reads the figures of a whole panel alone."""
    for person in ("reviewer-1", "reviewer-2"):
        give(assigned, tmp_path, NAVY, person)
    early = assigned.run("panel", NAVY, who="reviewer-3")
    give(assigned, tmp_path, NAVY, "expert-1")
    late = of_ref(assigned("panel", NAVY, who="reviewer-3"), NAVY)

    assert early.code in {0, 5}
    assert REASON not in early.out
    assert late["panel_strength"] == 50.0


def test_an_unassigned_review_counts_no_more_and_a_conflict_lowers_what_is_due(
    assigned: Program, tmp_path: Path
) -> None:
    """`reviews_due` counts those assigned now and not in conflict."""
    give(assigned, tmp_path, NAVY, "reviewer-1", review_of(5))
    give(assigned, tmp_path, NAVY, "reviewer-2", review_of(1))
    assigned("unassign", NAVY, "expert-1", "--reason", REASON, who="operator-1")
    both = of_ref(assigned("panel", NAVY, who="authority-1"), NAVY)
    conflict = assigned("conflict", "add", "reviewer-2", NAVY, "--reason", REASON, who="operator-1")
    one = of_ref(assigned("panel", NAVY, who="authority-1"), NAVY)
    assigned("conflict", "lift", conflict["id"], "--reason", REASON, who="operator-1")
    back = of_ref(assigned("panel", NAVY, who="authority-1"), NAVY)

    assert (both["reviews_in"], both["reviews_due"], both["panel_strength"]) == (2, 2, 50.0)
    assert (one["reviews_in"], one["reviews_due"], one["panel_strength"]) == (1, 1, 100.0)
    assert back == both


def test_a_review_before_a_conflict_is_marked(assigned: Program, tmp_path: Path) -> None:
    """Authority and auditor see it `before a conflict`; its writer does not see it."""
    give(assigned, tmp_path, NAVY, "reviewer-2", review_of(1))
    assigned("conflict", "add", "reviewer-2", NAVY, "--reason", REASON, who="operator-1")
    for who in ("authority-1", "auditor-1"):
        assert "before a conflict" in assigned.run("panel", NAVY, who=who).out
    assert assigned.denied("review", NAVY, "--show", who="reviewer-2") == "NOT_THERE"


def test_strictness_needs_three_shared_proposals(program: Program, tmp_path: Path) -> None:
    """Own mean minus the mean of others; authority and auditor see all, a reviewer the own."""
    pairs = {"reviewer-1": 4, "reviewer-2": 3}
    for ref in (NAVY, USMC, NAVY_6):
        for person in pairs:
            program("assign", ref, person, who="operator-1")
    for count, ref in enumerate((NAVY, USMC, NAVY_6), start=1):
        for person, level in pairs.items():
            give(program, tmp_path, ref, person, review_of(level))
        strictness = program("panel", who="auditor-1")["strictness"]
        expected = {1: (None, None), 2: (None, None), 3: (1.0, -1.0)}[count]
        assert (strictness["reviewer-1"], strictness["reviewer-2"]) == expected
    assert program("panel", who="authority-1")["strictness"] == strictness
    own = program("panel", who="reviewer-1")["strictness"]
    assert own == {"reviewer-1": 1.0}


def test_a_review_names_the_version_it_was_written_on(assigned: Program) -> None:
    """Of a proposal that has one version, the first."""
    assigned.run("review", NAVY, "--show", who="reviewer-1")
    rows = assigned("assignments", who="operator-1")["assignments"]
    assert {row["state"] for row in rows} == {"not started"}


# ---- Order by panel


def test_the_order_by_panel_stands_beside_the_official_one(
    program: Program, tmp_path: Path
) -> None:
    """Tier, then `panel_merit` where a panel is whole; the line is drawn anew."""
    official = {row["ref"]: row for row in program("rank", who="authority-1")["order"]}
    low = next(ref for ref, row in official.items() if row["rank"] == 2)
    program("assign", low, "reviewer-1", who="operator-1")
    give(program, tmp_path, low, "reviewer-1", review_of(1))
    by_panel = program("rank", "--by", "panel", who="authority-1")["order"]
    panel = of_ref(program("panel", low, who="authority-1"), low)

    assert program("rank", who="authority-1")["order"] == list(official.values())
    assert {row["ref"] for row in by_panel} == set(official)
    assert [row["rank"] for row in by_panel] == list(range(1, len(official) + 1))
    assert [row["ref"] for row in by_panel if row["by"] == "panel"] == [low]
    assert {row["by"] for row in by_panel} == {"panel", "machine"}
    used = [(row["tier"], -(panel["panel_merit"] if row["ref"] == low
             else official[row["ref"]]["merit"])) for row in by_panel]  # fmt: skip
    assert used == sorted(used)
    for row in by_panel:
        assert row["rank_official"] == official[row["ref"]]["rank"]
        assert row["mark_official"] == official[row["ref"]]["mark"]
        assert {"confidence", "confidence_official"} <= set(row)


# ---- The queue


def test_the_queue_is_in_the_order_in_which_it_is_worth_doing(
    program: Program, tmp_path: Path
) -> None:
    """Overdue first, then borderline, then due date (none last), then ref; `in` at the end."""
    due = {NAVY: None, USMC: "2026-07-20", NAVY_6: "2026-07-10", NAVY_2: "2026-07-10",
           "FY27-ARMY-07": "2026-07-03", "FY27-ARMY-05": None}  # fmt: skip
    for ref, day in due.items():
        options = ("--due", day) if day else ()
        program("assign", ref, "reviewer-1", *options, who="operator-1")
    give(program, tmp_path, NAVY_6, "reviewer-1")
    queue = program("queue", who="reviewer-1")
    order = program("rank", "--by", "panel")["order"]
    sure = {row["ref"]: row["confidence_official"] for row in order}
    items = queue["items"]

    def key(item: dict[str, Any]) -> tuple[Any, ...]:
        overdue = item["due"] is not None and item["due"] < "2026-07-06"
        return (
            item["state"] == "in",
            not (overdue and item["state"] != "in"),
            item["sureness"] != "borderline",
            item["due"] is None,
            item["due"] or "",
            item["ref"],
        )

    assert {item["ref"]: item["due"] for item in items} == due
    assert items == sorted(items, key=key)
    assert {item["ref"]: item["sureness"] for item in items} == {ref: sure[ref] for ref in due}
    assert all({"ref", "title", "due", "state", "sureness", "reason"} <= set(i) for i in items)
    assert queue["counts"] == {
        "not started": 5, "draft": 0, "in": 1, "asked": 0, "overdue": 1,
    }  # fmt: skip


def test_a_day_lasts_until_its_last_second_where_the_cycle_is(program: Program) -> None:
    """A review due on a day is overdue from the first moment of the next, in the cycle's zone."""
    program("assign", NAVY, "reviewer-1", "--due", "2026-07-10", who="operator-1")
    program("clock", "2026-07-11T03:59:59Z")
    assert program("queue", who="reviewer-1")["counts"]["overdue"] == 0
    program("clock", "2026-07-11T04:00:00Z")
    assert program("queue", who="reviewer-1")["counts"]["overdue"] == 1


def test_an_expert_s_queue_has_no_sureness(program: Program) -> None:
    """It is null for experts."""
    program("assign", NAVY, "expert-1", who="operator-1")
    (item,) = program("queue", who="expert-1")["items"]
    assert item["sureness"] is None
