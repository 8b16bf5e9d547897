"""Which proposals are near the line, and what is said of their answers."""

from typing import Any

import pandas as pd

from fct.scoring.defending.worth_reports import (
    answer_words,
    costs_the_money,
    near_the_line,
    question_words,
)

ROW: dict[str, Any] = {
    "ref": "B",
    "field": "mrl",
    "label": "Manufacturing readiness level",
    "sheet": "Proposal",
    "cell": "C31",
    "written": "9",
    "lower": "8",
    "rule": None,
    "now": "funded",
    "then": "below the line",
    "funded_share_now": 0.8,
    "funded_share_then": 0.1,
    "has_evidence": False,
}


def test_near_is_within_ranks_or_points_of_the_last_funded() -> None:
    """Rank 15 is the last funded: 5 to 25 by rank; one not ranked of like merit is near too."""
    ranks = pd.DataFrame(
        {
            "ref": [f"R{n}" for n in range(1, 31)],
            "rank": range(1, 31),
            "merit": [100.0 - 2 * n for n in range(1, 31)],
            "mark": ["funded"] * 15 + ["below the line"] * 15,
        }
    )
    scores = pd.concat(
        [ranks[["ref", "merit"]], pd.DataFrame({"ref": ["X", "Y"], "merit": [74.0, 60.0]})]
    )

    near = near_the_line(ranks, scores)

    assert near == {f"R{n}" for n in range(5, 26)} | {"X"}
    assert near_the_line(ranks.assign(mark="below the line"), scores) == set()


def test_a_sentence_names_cell_and_evidence() -> None:
    """What was written, what a step less would do, where it stands, whether it is shown."""
    assert answer_words(ROW) == (
        "If “Manufacturing readiness level” were 8 instead of 9, it would be below the line, and "
        "funded in 10% of the weight samples instead of 80%; Proposal C31, no evidence is attached."
    )
    question = ROW | {"field": "in_service_with", "label": "Countries", "written": "", "flips": 0.5}
    assert question_words(question | {"worst": "none", "best": "AT; BE"}) == (
        "“Countries” is blank (Proposal C31). Between none and Austria; Belgium, who is funded "
        "differs in 50% of the weight samples."
    )


def test_what_costs_the_money_lists_answers_before_rules() -> None:
    """Of one proposal that is funded, and only what would leave it without."""
    rule = ROW | {"rule": "A1", "then": None}
    kept = ROW | {"field": "trl", "then": "funded"}
    other = ROW | {"ref": "C"}

    assert costs_the_money([rule, kept, other, ROW], "B") == [ROW, rule]
