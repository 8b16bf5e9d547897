"""How sure the ranks are, as JSON."""

import json

from fct.data.robustness_terms import load_robustness_terms
from fct.data.rubric import default_rubric
from fct.scoring.funding_line import order_of_merit
from fct.scoring.rank_draws import Doubts
from fct.scoring.ranked import ranked_of_order
from fct.scoring.robustness import robustness
from fct.scoring.robustness_reports import robustness_report
from tests.cases import CYCLE, judged, valid_proposal


def test_it_is_json_and_names_its_terms() -> None:
    """Seed and draws stand with the figures; shares at every rank sum to one."""
    judgement = judged(valid_proposal("A"), valid_proposal("B", trl=8))
    ranked = ranked_of_order(order_of_merit(judgement, CYCLE), judgement, default_rubric())
    result = robustness(ranked, Doubts(terms=load_robustness_terms().but(draws=100)))
    report = json.loads(json.dumps(robustness_report(result, with_acceptability=True)))

    assert report["terms"]["draws"] == 100
    assert [one["ref"] for one in report["proposals"]] == ["A", "B"]
    assert all(sum(one["acceptability"]) == 1 for one in report["proposals"])
    assert sorted(report["review_order"]) == ["A", "B"]


def test_the_shares_of_all_ranks_are_left_out_unless_wanted() -> None:
    """They are n x n numbers."""
    judgement = judged(valid_proposal("A"))
    ranked = ranked_of_order(order_of_merit(judgement, CYCLE), judgement, default_rubric())
    report = robustness_report(robustness(ranked))

    assert "acceptability" not in report["proposals"][0]


def test_shares_of_ranks_that_were_not_counted_are_null() -> None:
    """Two proposals are 4 places of counts; 3 are held, so one draw fits and no counts do."""
    judgement = judged(valid_proposal("A"), valid_proposal("B", trl=8))
    ranked = ranked_of_order(order_of_merit(judgement, CYCLE), judgement, default_rubric())
    terms = load_robustness_terms().but(draws=1, most_places=3)
    report = robustness_report(robustness(ranked, Doubts(terms=terms)), with_acceptability=True)

    assert [one["acceptability"] for one in report["proposals"]] == [None, None]
