"""The eleven parts of merit: weights that sum to 100, and shares that give the merit back."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from fct.data.program.rubric import default_rubric
from fct.data.program.rule_stages import Stage
from fct.data.program.rules import CRITERIA, load_rules
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import judge
from fct.scoring.judging.maturity import MATURITY_PARTS
from fct.scoring.judging.merit_parts import (
    PART_NAMES,
    Parts,
    part_weights,
    parts_of_judgement,
    parts_of_scores,
)
from tests.support.proposals.cases import CYCLE, judged, valid_proposal


def scored(**maturity: tuple[float, float]) -> pd.DataFrame:
    """One proposal with all criteria half shown and nothing mature but what is named."""
    parts = {part: {"low": 0.0, "high": 0.0} for part in MATURITY_PARTS}
    parts |= {part: {"low": low, "high": high} for part, (low, high) in maturity.items()}
    criteria = {name: {"verdict": "weak", "strength": 0.5} for name in CRITERIA}
    return pd.DataFrame({"ref": ["A"], "parts": [parts], "criteria": [criteria]})


def test_the_weights_are_the_rubric_s() -> None:
    """0.7 x 35, 25, 15, 10, 10, 5 and five times 0.3 x 20."""
    assert part_weights(default_rubric()).tolist() == pytest.approx(
        [24.5, 17.5, 10.5, 7, 7, 3.5, 6, 6, 6, 6, 6]
    )
    assert len(PART_NAMES) == 11


def test_shares_are_points_over_the_most_that_a_part_gives() -> None:
    """MRL 10 of 15 points and up to 15: two thirds to one; half of each criterion."""
    parts = parts_of_scores(scored(mrl=(10.0, 15.0)), default_rubric())

    assert parts.low[0].tolist() == pytest.approx([0, 0, 2 / 3, 0, 0, 0, *[0.5] * 5])
    assert parts.high[0].tolist() == pytest.approx([0, 0, 1, 0, 0, 0, *[0.5] * 5])
    assert parts.merit.tolist() == pytest.approx([10.5 * 2 / 3 + 15])


def test_unknown_rules_may_hold_at_best() -> None:
    """A weakness that is unknown leaves the strength of its criterion open."""
    unknown = pd.DataFrame({rule: [0] for rule in load_rules()}, index=["A"])
    parts = parts_of_scores(scored(), default_rubric(), unknown)

    assert parts.low[0, 6:].tolist() == [0.5] * 5
    assert parts.high[0, 6:].tolist() == [1.0] * 5


def test_some_proposals_come_in_the_order_asked_for() -> None:
    """B before A, and no other."""
    parts = Parts(("A", "B", "C"), np.ones(11), np.arange(33.0).reshape(3, 11), np.ones((3, 11)))

    assert parts.only(["B", "A"]).refs == ("B", "A")
    assert parts.only(["B", "A"]).low[:, 0].tolist() == [11.0, 0.0]
    assert parts.only([]).low.shape == (0, 11)


def test_an_empty_run_has_no_parts() -> None:
    """Nothing judged gives arrays of no rows."""
    empty = pd.DataFrame({"ref": [], "parts": [], "criteria": []}, dtype=object)

    assert parts_of_scores(empty, default_rubric()).low.shape == (0, 11)


def test_the_merit_of_the_judgement_comes_back() -> None:
    """The sum over the parts is the merit that the judge gave, blank parts or not."""
    judgement = judged(valid_proposal("A"), valid_proposal("B", mrl=None))
    parts = parts_of_judgement(judgement, default_rubric())

    assert parts.refs == ("A", "B")
    assert parts.merit.tolist() == pytest.approx(judgement.scores["merit"].tolist())
    assert parts.low[1, 2] == 0
    assert parts.high[1, 2] == 1


def test_the_best_case_counts_rules_by_their_stage() -> None:
    """A3 fails: at block it weighs 3 of 10, at warn 1 of 8, and watched it is left out."""
    proposal = valid_proposal(advocacy_date=dt.date(2020, 1, 1))
    for stage, share in ((Stage.BLOCK, 0.7), (Stage.WARN, 7 / 8), (Stage.WATCH, 1)):
        judgement = judge([proposal], CYCLE, exceptions=Exceptions({"A3": stage}))
        parts = parts_of_judgement(judgement, default_rubric())
        assert parts.low[0, 6] == parts.high[0, 6] == pytest.approx(share)

        stored = parts_of_scores(
            scored(), default_rubric(), judgement.outcomes.set_axis(["A"]), {"A3": stage}
        )
        assert stored.high[0, 6] == pytest.approx(share)
