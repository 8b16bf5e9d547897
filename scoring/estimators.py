"""The scoring of an official run: a scikit-learn pipeline over the functions of the quick check.

The steps call the same pure functions as :func:`fct.scoring.judging.maturity.score_merit`, so
both give the same bytes. As a pipeline the scoring can be cloned, and searched over by
``set_params(merit__kw_args=...)``.
"""

import pandas as pd
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from fct.data.program import Rubric
from fct.scoring.judging import with_maturity, with_merit, with_strength


def score_by_pipeline(answers: pd.DataFrame, strength: pd.Series, rubric: Rubric) -> pd.DataFrame:
    """Return the scores of maturity, the strength and the merit, of shape (n, 16)."""
    judged = with_strength(answers, strength)
    scores: pd.DataFrame = merit_pipeline(rubric).fit_transform(judged)
    return scores


def merit_pipeline(rubric: Rubric) -> Pipeline:
    """Return the pipeline from answers and strength to merit, by a rubric's points and weights."""
    maturity = FunctionTransformer(with_maturity, kw_args={"points": rubric.maturity})
    merit = FunctionTransformer(with_merit, kw_args={"weights": rubric.merit})
    return Pipeline([("maturity", maturity), ("merit", merit)])
