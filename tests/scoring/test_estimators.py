"""The scoring of an official run as a scikit-learn pipeline."""

from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sklearn.base import clone

from fct.data.program.cycle import load_cycle
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.data.reading.client import read_path_safely
from fct.data.sheets.workbook import workbook_from_book
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules
from fct.scoring.estimators import merit_pipeline, score_by_pipeline
from fct.scoring.judging.judgement import judge_results
from fct.scoring.judging.maturity import MATURITY_PARTS, score_merit

RUBRIC = default_rubric()
STRENGTH = pd.Series([50.0, 20.0])


@pytest.fixture
def answers() -> pd.DataFrame:
    """The best item there can be, and one of which nothing is known."""
    best = {
        "production_status": "full-rate production",
        "modification": "none",
        "mrl": 10,
        "trl": 9,
        "foreign_test_data": "provided",
        "quantity_fielded": 9999,
        "in_service_with": ("NO", "DK", "FI"),
    }
    return pd.DataFrame([best, dict.fromkeys(best)], dtype=object)


def test_the_parts_of_the_best_item_sum_to_100(answers: pd.DataFrame) -> None:
    """Worked by hand: 35 + 25 + 15 + 10 + 10 + 5 = 100; what is not known counts 0."""
    scores = score_by_pipeline(answers, STRENGTH, RUBRIC)
    points = scores[[f"{part}_low" for part in MATURITY_PARTS]].to_numpy()

    assert points[0].tolist() == [35, 25, 15, 10, 10, 5]
    assert points[1].tolist() == [0, 0, 0, 0, 0, 0]


def test_merit_is_the_weighted_sum(answers: pd.DataFrame) -> None:
    """Worked by hand: 0.7 * 100 + 0.3 * 50 = 85 and 0.7 * 0 + 0.3 * 20 = 6."""
    merit = score_by_pipeline(answers, STRENGTH, RUBRIC)["merit"]

    assert merit.tolist() == pytest.approx([85.0, 6.0])


def test_a_search_over_weights_sets_them_on_a_clone(answers: pd.DataFrame) -> None:
    """Worked by hand with equal weights: (100 + 50) / 2 = 75 and (0 + 20) / 2 = 10."""
    equal = RUBRIC.merit.model_copy(update={"maturity": 0.5, "strength": 0.5})
    pipeline = clone(merit_pipeline(RUBRIC)).set_params(merit__kw_args={"weights": equal})

    assert pipeline.fit_transform(answers.assign(strength=STRENGTH))[
        "merit"
    ].tolist() == pytest.approx([75.0, 10.0])


def test_the_pipeline_gives_the_bytes_of_the_quick_check() -> None:
    """On the worked examples, every score of the official run is that of the check, exactly."""
    folder = Path(__file__).parents[1] / "worked_examples"
    cycle = load_cycle(folder / "cycle-2027.yaml")
    read = workbook_from_book(read_path_safely(folder / "proposals-2027.xlsx").book)
    case = Case(build_table(read.proposals), cycle, RUBRIC.terms)
    quick, official = (
        judge_results(case, judge_rules(case), RUBRIC, score=score)
        for score in (score_merit, score_by_pipeline)
    )

    assert_frame_equal(quick.scores, official.scores, check_exact=True)
