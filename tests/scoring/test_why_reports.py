"""Why a proposal stands where it stands, in words and as JSON."""

import json
from decimal import Decimal

import pytest

from fct.data.actor import Actor
from fct.data.cycle import parse_cycle
from fct.data.store import Store
from fct.flows.evaluate import evaluate
from fct.scoring.crossing import Step
from fct.scoring.published_order import published_order
from fct.scoring.ranked_run import RankedRun
from fct.scoring.why import Distance
from fct.scoring.why_reports import (
    distance_words,
    pair_report,
    sponsor_report,
    step_words,
    why_report,
)

AMOUNTS = {"FY2027": Decimal("100.5")}


@pytest.fixture
def found(submitted: Store) -> RankedRun:
    """The published run of a few sample proposals."""
    done = evaluate(submitted, 2027, None, Actor("tester"), lambda _: None)
    submitted.publish(done.run_id, Actor("tester"))
    return published_order(submitted, 2027)


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (Distance(True, 3, None, None, {}), "Funded at any merit within its tier"),
        (Distance(True, 3, "B", 4.25, {}), "it can lose up to 4.25 points of merit. Below B"),
        (Distance(False, 2, "A", 1.5, AMOUNTS), "more than 1.50 points of merit, to stand above A"),
        (Distance(False, 2, "A", 1.5, AMOUNTS), "asks for 100.5 k$ of FY2027 more than is left"),
        (Distance(False, None, None, None, AMOUNTS), "its request fits at no rank of tier 2."),
    ],
)
def test_the_distance_is_told_in_words(distance: Distance, said: str) -> None:
    """What to gain or lose, which proposal stands in the way, and how much money is too much."""
    assert said in distance_words(distance, 2)


def test_a_sponsor_is_told_of_no_other_proposal() -> None:
    """Points and money, and neither whom it must beat nor who would lose."""
    change = {"said": "x", "adds": 1.0, "drops": ["B"]}
    report = {
        "ref": "A",
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
    told = sponsor_report(report)

    assert told["said"] == (
        "Not funded. It needed more than 1.50 points of merit more. At its own rank it asks for "
        "100.5 k$ of FY2027 more than is left."
    )
    assert told["tied"]
    assert "B" not in json.dumps(told)


def test_steps_are_told_with_the_labels_of_the_form() -> None:
    """A sponsor knows labels and rules, not ids of fields."""
    assert step_words(Step("mrl", "mrl", "", "7", "9")) == (
        "“Manufacturing readiness level” reads 9 instead of 7"
    )
    assert step_words(Step("user advocacy", "", "A4", "does not hold", "holds")).startswith(
        "rule A4 holds: “Level of the advocacy signatory” is"
    )


def test_every_ranked_proposal_has_a_report_that_is_json(found: RankedRun) -> None:
    """Its parts sum to its merit; one that needs nothing has no smallest change."""
    for row in found.order.to_dict("records"):
        report = json.loads(json.dumps(why_report(found, row["ref"])))

        assert sum(one["points"] for one in report["contributions"]) == pytest.approx(
            row["merit"], abs=1e-5
        )
        funded_or_promised = row["mark"] in {"funded", "continuing"}
        assert (report["smallest_change"] is None) is funded_or_promised


def test_a_pair_is_told_in_the_order_of_merit(found: RankedRun) -> None:
    """Whichever is named first, the one above stands above."""
    above, below = found.order["ref"].tolist()[:2]

    assert pair_report(found, [below, above]) == pair_report(found, [above, below])
    assert pair_report(found, [below, above])["above"] == above


def test_the_cycle_of_the_run_counts(found: RankedRun, submitted: Store) -> None:
    """A later version of the cycle file does not move what was published."""
    row = submitted.cycle(2027)
    assert row is not None
    text = row.yaml + "\n# another version\n"
    submitted.add_cycle(2027, text, "another", Actor("tester"))

    assert published_order(submitted, 2027).cycle == parse_cycle(row.yaml, "cycle 2027")
    assert found.cycle == parse_cycle(row.yaml, "cycle 2027")
