"""Why a proposal stands where it stands, in words and as JSON."""

import json
from decimal import Decimal

import pytest

from fct.data.common.actor import Actor
from fct.data.program.cycle import parse_cycle
from fct.data.subjects.store import Store
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.defending.distance_reports import (
    distance_words,
    pair_report,
    remedy_words,
    sponsor_report,
    step_words,
    why_report,
)
from fct.scoring.defending.distance_to_line import Distance
from fct.scoring.defending.published import published_order
from fct.scoring.defending.remedies import Means, Remedy
from fct.scoring.defending.smallest_change import Step
from fct.scoring.ranking.ledger import Limit
from fct.scoring.ranking.order import OrderOfMerit

AMOUNTS = {"FY2027": Decimal("100.5")}


@pytest.fixture
def found(judged_store: Store) -> OrderOfMerit:
    """The published run of a few sample proposals."""
    done = evaluate(judged_store, 2027, None, Actor("tester"), lambda _: None)
    judged_store.runs.publish(done.run_id, Actor("tester"))
    return published_order(judged_store, 2027)


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (Distance(True, 3, None, None, {}), "Funded at any merit within its tier"),
        (Distance(True, 3, "B", 4.25, {}), "it can lose up to 4.25 points of merit. Below B"),
        (Distance(False, 2, "A", 1.5, AMOUNTS), "more than 1.50 points of merit, to stand above A"),
        (
            Distance(False, 2, "A", 1.5, AMOUNTS),
            "It asks for $100.5K of FY2027 more than was left for it.",
        ),
        (Distance(False, None, None, None, AMOUNTS), "its request fits at no rank of tier 2."),
    ],
)
def test_the_distance_is_shown_in_words(distance: Distance, said: str) -> None:
    """What to gain or lose, which proposal stands in the way, and how much money is too much."""
    assert said in distance_words(distance, 2)


def test_a_sponsor_is_shown_no_other_proposal() -> None:
    """Points and money, and neither whom it must beat nor who would lose."""
    change = {"said": "x", "adds": 1.0, "drops": ["B"]}
    other_money = {"change": "more money", "kusd": {"FY2027": 9.0}, "said": "y", "drops": ["B"]}
    smaller = {"change": "smaller request", "kusd": {"FY2027": 5.0}, "said": "z", "drops": []}
    report = {
        "ref": "A",
        "rank": 2,
        "would_fund": [smaller, other_money],
        "tied_with": ["B"],
        "distance": {
            "is_funded": False,
            "must_beat": "B",
            "points": 1.5,
            "too_much_kusd": {"FY2027": 100.5},
        },
        "said": "above B",
        "smallest_change": {"smallest": change, "by_part": [change]},
    }
    reported = sponsor_report(report)

    assert reported["said"] == (
        "Not funded. It needed more than 1.50 points of merit more. It asks for $100.5K of FY2027 "
        "more than was left for it."
    )
    assert reported["tied"]
    assert [one["change"] for one in reported["would_fund"]] == ["smaller request"]
    assert "B" not in json.dumps(reported)


def test_steps_are_shown_with_the_labels_of_the_form() -> None:
    """A sponsor knows labels and rules, not ids of fields."""
    assert step_words(Step("foreign_test_data", "foreign_test_data", "", "none", "provided")) == (
        "“Foreign test data” reads provided instead of none"
    )
    assert step_words(Step("user advocacy", "", "A4", "does not hold", "holds")) == (
        "rule A4 holds: “Level of the advocacy signatory” is general or flag officer or SES"
    )


def test_a_fact_is_called_a_fact() -> None:
    """A sponsor cannot make an item more mature by documenting it."""
    assert step_words(Step("mrl", "mrl", "", "7", "9")) == (
        "only if it is a fact: “Manufacturing readiness level” reads 9 instead of 7"
    )


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (
            Remedy(Means.REQUEST, {Limit(2027): Decimal("48.6"), Limit(2028): Decimal(0)}),
            (
                "It would be funded at its rank if it asked for no more than $48.6K of FY2027 and "
                "$0K of FY2028."
            ),
        ),
        (
            Remedy(Means.MONEY, {Limit(2027): Decimal(5), Limit(2027, "Army"): Decimal(7)}),
            (
                "It would be funded with $5K more in the budget of FY2027 and $7K more in the "
                "ceiling of Army in FY2027, everyone else still in play."
            ),
        ),
        (
            Remedy(Means.MUST_FUND),
            "It would be funded if the cycle's conditions said that it must be.",
        ),
        (
            Remedy(Means.NOT_EXCLUDED),
            "It would be funded if the cycle's conditions did not exclude it.",
        ),
    ],
)
def test_what_would_fund_it_is_said_in_words(remedy: Remedy, said: str) -> None:
    """Amounts in full, with their year."""
    assert remedy_words(remedy) == said


def test_what_was_left_at_its_turn_is_said_of_a_funded_one() -> None:
    """Each year, in full."""
    left = {"FY2027": Decimal("1300.25"), "FY2028": Decimal(8)}
    found = Distance(True, 3, None, None, {}, left_kusd=left)

    assert distance_words(found, 1).endswith(
        "When its turn came, $1,300.25K of FY2027 and $8K of FY2028 were left."
    )


def test_every_ranked_proposal_has_a_report_that_is_json(found: OrderOfMerit) -> None:
    """Its parts sum to its merit; one that needs nothing has no smallest change."""
    for row in found.ranks.to_dict("records"):
        report = json.loads(json.dumps(why_report(found, row["ref"])))

        assert sum(one["points"] for one in report["contributions"]) == pytest.approx(
            row["merit"], abs=1e-5
        )
        funded_or_promised = row["mark"] in {"funded", "continuing"}
        assert (report["smallest_change"] is None) is funded_or_promised


def test_a_pair_is_shown_in_the_order_of_merit(found: OrderOfMerit) -> None:
    """Whichever is named first, the one above stands above."""
    above, below = found.ranks["ref"].tolist()[:2]

    assert pair_report(found, [below, above]) == pair_report(found, [above, below])
    assert pair_report(found, [below, above])["above"] == above


def test_the_cycle_of_the_run_counts(found: OrderOfMerit, judged_store: Store) -> None:
    """A later version of the cycle file does not move what was published."""
    row = judged_store.cycles.find(2027)
    assert row is not None
    text = row.yaml + "\n# another version\n"
    judged_store.cycles.add(2027, text, "another", Actor("tester"))

    assert published_order(judged_store, 2027).cycle == parse_cycle(row.yaml, "cycle 2027")
    assert found.cycle == parse_cycle(row.yaml, "cycle 2027")
