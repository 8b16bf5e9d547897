"""The scoring as scikit-learn estimators."""

import pandas as pd
import pytest
from sklearn.base import clone

from fct.data.program.rubric import default_rubric
from fct.scoring.estimators import ANSWER_COLUMNS, MaturityScorer, MeritScorer, merit_pipeline

RUBRIC = default_rubric()


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
    nothing = dict.fromkeys(ANSWER_COLUMNS)
    return pd.DataFrame([best, nothing], dtype=object)


def test_the_parts_of_the_best_item_sum_to_100(answers: pd.DataFrame) -> None:
    """Worked by hand: 35 + 25 + 15 + 10 + 10 + 5 = 100; what is not known counts 0."""
    points = MaturityScorer(RUBRIC.maturity).fit(answers).transform(answers)

    assert points[0].tolist() == [35, 25, 15, 10, 10, 5]
    assert points[1].tolist() == [0, 0, 0, 0, 0, 0]


def test_merit_is_the_weighted_sum(answers: pd.DataFrame) -> None:
    """Worked by hand: 0.7 * 100 + 0.3 * 50 = 85 and 0.7 * 0 + 0.3 * 20 = 6."""
    merit = merit_pipeline(RUBRIC).fit_transform(answers.assign(strength=[50.0, 20.0]))

    assert merit[:, 0].tolist() == pytest.approx([85.0, 6.0])


def test_estimators_are_cloned_with_their_parameters() -> None:
    """What a search over weights needs."""
    scorer = MeritScorer(maturity_weight=0.6, strength_weight=0.4)

    assert clone(scorer).get_params() == scorer.get_params()


def test_outputs_can_be_pandas(answers: pd.DataFrame) -> None:
    """Columns carry the names of the six parts."""
    scorer = MaturityScorer(RUBRIC.maturity).set_output(transform="pandas")

    frame = scorer.fit_transform(answers)

    assert list(frame.columns) == [
        *("production_status", "modification", "mrl"),
        *("trl", "fielding", "foreign_test_data"),
    ]


def test_a_missing_answer_column_is_named(answers: pd.DataFrame) -> None:
    """The error tells which column is missing."""
    with pytest.raises(ValueError, match=r"no column for the answers \['trl'\]"):
        MaturityScorer(RUBRIC.maturity).fit(answers.drop(columns="trl"))


def test_weights_that_do_not_sum_to_1_are_refused(answers: pd.DataFrame) -> None:
    """0.7 and 0.7 are no shares."""
    points = MaturityScorer(RUBRIC.maturity).fit_transform(answers)

    with pytest.raises(ValueError, match=r"sum to 1\.4, expected 1"):
        MeritScorer(maturity_weight=0.7, strength_weight=0.7).fit(points)
