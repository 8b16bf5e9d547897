"""The step that judges a cycle."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.rubric import default_rubric
from fct.data.program.rule_stages import Stage
from fct.data.program.rules import load_rules
from fct.data.proposals.waivers import WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.certification import certify
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.defending.published import published_order
from fct.scoring.judging.exceptions import Exceptions, stored_exceptions
from fct.scoring.judging.judgement import judge as judge_again
from fct.scoring.judging.unranked import unranked_report
from fct.scoring.ranking.reports import rank_report
from tests.conftest import opened_copy
from tests.support.files.workbooks import write_failing
from tests.support.proposals.lowered import lower
from tests.support.stores.homes import copied_home

ACTOR = Actor("tester")
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)


def judge(store: Store) -> tuple[str, bool, dict[str, int]]:
    """Judge the store; return the run, whether it is new, and its counts."""
    found = evaluate(store, 2027, default_rubric(), ACTOR, lambda _: None)
    return found.run_id, found.is_new, store.runs.get(found.run_id).counts


def test_a_second_evaluation_finds_the_first_run(submitted: Store) -> None:
    """The same input is judged once, and its counts are reported again."""
    first = judge(submitted)

    assert judge(submitted) == (first[0], False, first[2])
    assert len(submitted.runs.of_cycle(2027)) == 1


def test_a_run_keeps_what_it_was_judged_by(judged_store: Store) -> None:
    """Hashes of cycle, form, rules and rubric, the as-of date and the code stay with the run."""
    run = judged_store.runs.get(judge(judged_store)[0])

    assert run.as_of == dt.date(2026, 6, 30)
    assert run.rubric_sha256 == default_rubric().sha256
    assert all(
        len(digest) == 64
        for digest in (run.input_sha256, run.form_sha256, run.rules_sha256, run.cycle_sha256)
    )
    assert "+" in run.code_version


def test_evidence_holds_refs_and_no_answers(judged_store: Store) -> None:
    """For each of the 51 rules the refs that fail or are unknown, and nothing else of a sponsor."""
    run = judged_store.runs.get(judge(judged_store)[0])
    refs = set(judged_store.versions.components(2027))
    validation = run.evidence["validation"]

    assert len(validation) == len(load_rules())
    for item in validation:
        assert set(item) == {"rule", "severity", "success", "fails", "unknown"}
        assert set(item["fails"]) | set(item["unknown"]) <= refs


def test_a_late_proposal_is_counted_and_not_judged(store: Store, forms: dict[str, Path]) -> None:
    """One in time and one a second after the deadline: one judged, one late."""
    late = dt.datetime(2026, 7, 1, 4, 0, 1, tzinfo=dt.UTC)
    submit(store, forms["FY27-ARMY-01"], Delivery(ACTOR, IN_TIME, 2027))
    submit(store, forms["FY27-USMC-01"], Delivery(ACTOR, late, 2027))

    counts = judge(store)[2]

    assert (counts["proposals"], counts["late"]) == (1, 1)


def test_a_new_version_makes_a_new_run(judged_store: Store, forms: dict[str, Path]) -> None:
    """What is judged is the last version that came in time."""
    first = judge(judged_store)[0]
    changed = Delivery(ACTOR, IN_TIME, 2027, replaces="FY27-ARMY-01")
    submit(judged_store, forms["FY27-ARMY-02"], changed)

    second = judge(judged_store)

    assert second[0] != first
    assert second[1]


def test_a_cycle_that_is_not_there_is_named(store: Store) -> None:
    """The message says which cycles the store has, and what to do."""
    with pytest.raises(UsageError, match=r"no cycle of fiscal year 2040; it has: 2027.*cycle add"):
        evaluate(store, 2040, default_rubric(), ACTOR)


@pytest.fixture
def old(home_of_2027: Path, home: Path, forms: dict[str, Path], tmp_path: Path) -> Iterator[Store]:
    """A store with two proposals; on FY27-ARMY-01 A3 fails, so that it is not recommended.

    They were judged: judging them again gives that run.
    """
    path = write_failing(tmp_path / "old.xlsx", "FY27-ARMY-01", ref="FY27-ARMY-01")

    def make(made: Path) -> None:
        with opened_copy(home_of_2027, made) as store:
            for file in (path, forms["FY27-ARMY-02"]):
                submit(store, file, Delivery(ACTOR, IN_TIME, 2027))
            judge(store)

    with open_store(Settings(copied_home(home, "", make))) as opened:
        yield opened


def set_stage(store: Store, stage: Stage) -> None:
    """Lower A3 to a stage."""
    lower(store, "A3", stage)


def waive(store: Store, expires: dt.date, ref: str = "FY27-ARMY-01") -> str:
    """Ask for a waiver of A3 and have it approved."""
    request = WaiverRequest(
        fiscal_year=2027,
        ref=ref,
        rule="A3",
        reason="Renewed.",
        expires=expires,
        at=IN_TIME,
        actor=ACTOR,
    )
    return answer(store, store.waivers.request(request).id, WaiverChoice.APPROVED)


def answer(store: Store, waiver_id: str, said: WaiverChoice) -> str:
    """Answer a waiver."""
    given = WaiverAnswer(
        answer=said, reason="Seen.", at=IN_TIME, actor=Actor("Bob Ray", account=70_002)
    )
    return store.waivers.answer(waiver_id, given).id


def verdict(store: Store, run_id: str) -> str:
    """Return the verdict of one proposal in a run."""
    scores = store.runs.scores(run_id).set_index("ref")
    return str(scores.loc["FY27-ARMY-01", "verdict"])


def test_a_stage_is_part_of_what_a_run_depends_on(old: Store) -> None:
    """A changed stage is another input and another run; the same stage gives the run again."""
    first = judge(old)
    set_stage(old, Stage.WATCH)
    second = judge(old)
    again = judge(old)

    assert (second[1], again[1]) == (True, False)
    assert again[0] == second[0] != first[0]
    assert [verdict(old, run) for run in (first[0], second[0])] == ["not recommended", "rankable"]
    assert old.runs.get(first[0]).evidence["stages"] == {}
    assert old.runs.get(second[0]).evidence["stages"] == {"A3": "watch"}


def test_a_run_keeps_outcomes_as_they_are_whatever_counts(old: Store) -> None:
    """Watched, the finding is gone; the outcome and the official evidence still say so."""
    set_stage(old, Stage.WATCH)
    run_id = judge(old)[0]

    outcomes = old.runs.outcomes(run_id, "FY27-ARMY-01").set_index("rule")["outcome"]
    validation = {one["rule"]: one for one in old.runs.get(run_id).evidence["validation"]}
    assert outcomes["A3"] == -1
    assert validation["A3"]["fails"] == ["FY27-ARMY-01"]
    assert "A3" not in set(old.runs.findings(run_id, "FY27-ARMY-01")["rule"])


def test_a_warning_is_kept_as_a_weakness(old: Store) -> None:
    """The finding of a criterion rule at warn is shown, and holds nobody up."""
    set_stage(old, Stage.WARN)
    run_id = judge(old)[0]

    findings = old.runs.findings(run_id, "FY27-ARMY-01").set_index("rule")
    assert findings.loc["A3", "severity"] == "weakness"
    assert verdict(old, run_id) == "rankable"


def test_a_waiver_is_kept_with_the_run_that_it_changed(old: Store) -> None:
    """With the outcome beside it; without it the run is another one."""
    first = judge(old)[0]
    waiver_id = waive(old, dt.date(2026, 6, 30))
    second = judge(old)[0]
    (kept,) = old.runs.get(second).evidence["waivers"]["FY27-ARMY-01"]

    assert [verdict(old, run) for run in (first, second)] == ["not recommended", "rankable"]
    assert old.runs.get(first).evidence["waivers"] == {}
    assert (kept["id"], kept["rule"], kept["outcome"]) == (waiver_id, "A3", "fails")
    assert (kept["approved_by"], kept["expires"]) == ("Bob Ray", "2026-06-30")

    scores = [old.runs.scores(run).set_index("ref").loc["FY27-ARMY-01"] for run in (first, second)]
    assert scores[0]["strength"] == scores[1]["strength"]
    assert scores[0]["merit"] == scores[1]["merit"]


def test_a_revoked_waiver_gives_the_first_run_again(old: Store) -> None:
    """The input is what it was before."""
    first = judge(old)
    waiver_id = waive(old, dt.date(2026, 6, 30))
    judge(old)
    answer(old, waiver_id, WaiverChoice.REVOKED)

    assert judge(old)[:2] == (first[0], False)


def test_a_waiver_that_does_not_count_makes_no_new_run(old: Store) -> None:
    """It expired the day before the as-of date."""
    first = judge(old)
    waive(old, dt.date(2026, 6, 29))

    assert judge(old)[:2] == (first[0], False)


def test_what_a_run_depended_on_comes_back(old: Store) -> None:
    """Judged again by its evidence a proposal has the verdict of the run."""
    waive(old, dt.date(2026, 6, 30))
    set_stage(old, Stage.WARN)
    run = old.runs.get(judge(old)[0])
    _, cycle = old.cycles.read(2027)
    stored = old.versions.get(2027, "FY27-ARMY-01")

    exceptions = Exceptions.of_run(run.evidence)
    again = judge_again([stored.proposal], cycle, exceptions=exceptions)

    assert exceptions == stored_exceptions(old, cycle, {"FY27-ARMY-01": 1})
    assert again.scores["verdict"].tolist() == [verdict(old, run.id)]


def test_what_is_not_certified_is_judged_and_not_ranked(submitted: Store) -> None:
    """Where the cycle asks for it: its verdict stays, and a certification is a new input."""
    text = packaged_cycle_texts()[2027] + "\ncertification: required\n"
    submitted.cycles.add(2027, text, sha256_of_text(text), ACTOR)
    first, _, counts = judge(submitted)
    ranked_before = list(submitted.runs.ranks(first)["ref"])
    certify(submitted, 2027, "FY27-ARMY-01", IN_TIME)
    second, is_new, _ = judge(submitted)
    submitted.runs.publish(second, ACTOR)
    order = published_order(submitted, 2027)
    report = rank_report(order)

    assert ranked_before == []
    assert is_new
    assert [row["ref"] for row in report["order"]] == ["FY27-ARMY-01"]
    others = {"FY27-ARMY-02", "FY27-NAVY-01", "FY27-USMC-01"}
    assert {one["ref"]: one["reason"] for one in report["not_ranked"]} == dict.fromkeys(
        others, "not certified"
    )
    verdicts = submitted.runs.scores(second).set_index("ref")["verdict"]
    assert set(verdicts) == {"rankable"}
    assert counts["rankable"] == 4
    why = unranked_report(submitted, submitted.runs.get(second), "FY27-ARMY-02")
    assert why is not None
    assert why["said"].startswith("Not ranked: not certified.")
