"""Rules and scores composed: hand-worked merits, and the edges of a batch."""

import datetime as dt

import pytest

from fct.data.documents.sample_material import load_material, load_projects
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.program.form import load_form
from fct.data.program.rubric import default_rubric
from fct.scoring.judging.judgement import Judgement, judge
from fct.scoring.ranking.check import judge_files
from fct.scoring.ranking.reports import proposal_reports
from tests.support.proposals.cases import CYCLE, judged, valid_proposal
from tests.support.proposals.mutations import random_batch


def test_merit_is_seven_parts_maturity_and_three_parts_strength() -> None:
    """A3 fails: strength (0.7 + 4) / 5 = 94, TRL 7 of 9: maturity 97.5; 68.25 + 28.2 = 96.45."""
    scores = judged(valid_proposal(trl=7, advocacy_date=dt.date(2020, 1, 1))).scores

    assert scores["strength"].tolist() == pytest.approx([94])
    assert scores["maturity_low"].tolist() == pytest.approx([97.5])
    assert scores["merit"].tolist() == pytest.approx([96.45])


def test_merit_takes_the_lowest_maturity() -> None:
    """A blank MRL leaves 85 to 100; merit is 0.7 x 85 + 0.3 x 100 (reading 51)."""
    scores = judged(valid_proposal(mrl=None)).scores

    assert (scores["maturity_low"].iloc[0], scores["maturity_high"].iloc[0]) == (85, 100)
    assert scores["merit"].tolist() == pytest.approx([89.5])


def test_scores_are_given_for_proposals_that_are_not_rankable() -> None:
    """An ineligible one has a maturity, a strength, a merit and a tier (reading 51)."""
    scores = judged(valid_proposal(country="USA")).scores.iloc[0]

    assert (scores["verdict"], scores["merit"], scores["tier"]) == ("ineligible", 100, 1)


def test_a_technical_assessment_must_show_all_five_criteria() -> None:
    """Without intent to procure it is not recommended, and that is meant (reading 76)."""
    assessment = valid_proposal("A", purpose="technical assessment")
    without = valid_proposal("B", purpose="technical assessment", intent="no")

    assert judged(assessment, without).scores["verdict"].tolist() == [
        "rankable",
        "not recommended",
    ]


def test_a_rule_outside_the_five_criteria_changes_no_strength() -> None:
    """X6 to X8 and the notes are findings only (reading 49)."""
    judgement = judged(
        valid_proposal(fct_articles_kusd=1, country="India", source_country="India", mrl=8)
    )
    score = judgement.scores.iloc[0]

    assert {found.rule for found in judgement.findings} == {"X7", "X8", "N1"}
    assert (score["verdict"], score["strength"]) == ("rankable", 100)


def test_another_rubric_gives_other_scores() -> None:
    """The numbers are data: 0.5 and 0.5 instead of 0.7 and 0.3."""
    default = default_rubric()
    merit = default.merit.model_copy(update={"maturity": 0.5, "strength": 0.5})
    rubric = default.model_copy(update={"merit": merit})
    scores = judge([valid_proposal(mrl=None)], CYCLE, rubric).scores

    assert scores["merit"].tolist() == pytest.approx([92.5])


def test_the_thresholds_of_rules_come_from_the_rubric() -> None:
    """With four sources asked for, three are too few."""
    default = default_rubric()
    terms = default.terms.model_copy(update={"market_sources": 4})
    rubric = default.model_copy(update={"terms": terms})

    assert judge([valid_proposal()], CYCLE, rubric).outcomes["M3"].tolist() == [-1]


def test_an_empty_batch_is_judged() -> None:
    """A cycle without proposals has empty frames."""
    judgement = judged()

    assert len(judgement.scores) == len(judgement.outcomes) == 0
    assert proposal_reports(judgement) == []


def test_judging_again_gives_the_same() -> None:
    """Same inputs, same results: no clock and no chance is in it."""
    batch = random_batch(seed=7, size=30)

    assert proposal_reports(judged(*batch)) == proposal_reports(judged(*batch))


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """The sample season as one list, judged for its cycle."""
    cycle = parse_cycle(packaged_cycle_texts()[2027], "2027.yaml")
    path = tmp_path_factory.mktemp("season") / "list.xlsx"
    write_list_workbook(path, form=load_form(), proposals=sample_proposals(), fiscal_year=2027)
    return judge_files([path], cycle, None)


@pytest.mark.parametrize("rule", ["X9", "X10", "X11", "N4", "N5"])
def test_the_sample_season_shows_units_contradictions_and_claims(
    rule: str, season: Judgement
) -> None:
    """The rule fails on a made-up proposal from which a sponsor can learn."""
    assert season.outcomes[rule].eq(-1).any()


def test_the_sample_season_comes_to_the_verdicts_of_its_stories(season: Judgement) -> None:
    """What is amiss with a proposal decides, whatever else its story changes."""
    stories = load_material("stories.yaml")

    assert season.scores["verdict"].to_dict() == {
        project.ref: stories[project.story]["verdict"] for project in load_projects()
    }
