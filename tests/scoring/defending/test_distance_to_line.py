"""Why a proposal stands where it stands: parts, distance to the line, and pairs, worked by hand."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from fct.data.program.conditions import Conditions, parse_conditions
from fct.data.program.rubric import default_rubric
from fct.scoring.defending.distance_to_line import (
    Distance,
    compare_proposals,
    contributions,
    distance_to_line,
    fields_of_part,
)
from fct.scoring.judging.merit_parts import PART_NAMES, parts_of_judgement
from tests.support.proposals.cases import judged, valid_proposal
from tests.support.proposals.line_trials import trial_of

LEFT = {2027: Decimal(1000)}


def row(ref: str, merit: float, kusd: int, tier: int = 1, **changes: Any) -> dict[str, Any]:
    """One ranked new start that asks for money of 2027."""
    return {
        "ref": ref,
        "tier": tier,
        "merit": merit,
        "maturity": merit,
        "component_priority": 1,
        "title": ref,
        "competes": True,
        "request_kusd": {2027: Decimal(kusd)},
        **changes,
    }


def order(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows in order of merit."""
    return pd.DataFrame(rows)


def distance(frame: pd.DataFrame, ref: str, conditions: Conditions | None = None) -> Distance:
    """How far one is from the line of 1000."""
    return distance_to_line(trial_of(frame, LEFT, ref, conditions))


# 1000: A takes 600, B's 500 does not fit the 400 left, C's 300 fits, D's 200 does not fit 100.
LINE = order(row("A", 90, 600), row("B", 80, 500), row("C", 70, 300), row("D", 60, 200))


def test_the_parts_sum_to_the_merit() -> None:
    """Eleven parts, each with what it could give; the maturity parts first."""
    judgement = judged(valid_proposal("A", mrl=None))
    found = contributions(parts_of_judgement(judgement, default_rubric()), judgement.table)

    assert [one.part for one in found] == list(PART_NAMES)
    assert sum(one.points for one in found) == pytest.approx(judgement.scores["merit"].iloc[0])
    assert sum(one.most for one in found) == pytest.approx(100)
    assert [one.group for one in found] == ["maturity"] * 6 + ["strength"] * 5


def test_a_blank_part_may_give_all_at_best() -> None:
    """MRL is worth 0.7 x 15 = 10.5 points: none are counted, all are possible."""
    judgement = judged(valid_proposal("A", mrl=None))
    found = contributions(parts_of_judgement(judgement, default_rubric()), judgement.table)
    mrl = found[PART_NAMES.index("mrl")]

    assert (mrl.points, mrl.most, mrl.at_best) == pytest.approx((0, 10.5, 10.5))


def test_each_part_leads_to_its_cells() -> None:
    """A part of maturity to its answer, a criterion to all answers that its rules read."""
    judgement = judged(valid_proposal("A"))
    found = contributions(parts_of_judgement(judgement, default_rubric()), judgement.table)
    fielding = found[PART_NAMES.index("fielding")]
    intent = found[PART_NAMES.index("intent to procure")]

    assert [one.field for one in fielding.evidence] == ["quantity_fielded", "in_service_with"]
    assert all(one.cell for one in fielding.evidence)
    assert {"intent", "intent_date"} <= {one.field for one in intent.evidence}
    assert "intent" in fields_of_part("intent to procure")


def test_a_proposal_below_the_line_needs_to_beat_the_one_before_which_it_fits() -> None:
    """D's 200 fits before C, where 400 are left: it needs more than C's 70, 10 points more."""
    found = distance(LINE, "D")

    assert not found.is_funded
    assert (found.rank_needed, found.must_beat, found.points) == (3, "C", 10)
    assert found.too_much_kusd == {"FY2027": Decimal(100)}


def test_one_that_was_passed_over_is_shown_by_how_much_it_asks_too_much() -> None:
    """B's 500 fits only before A; at its rank 400 are left."""
    found = distance(LINE, "B")

    assert (found.rank_needed, found.must_beat, found.points) == (1, "A", 10)
    assert found.too_much_kusd == {"FY2027": Decimal(100)}


def test_a_funded_one_is_shown_what_it_can_lose() -> None:
    """Without A, B and C take 800, so that A's 600 fit only before B: it can lose 10 points."""
    found = distance(LINE, "A")

    assert found.is_funded
    assert (found.rank_needed, found.must_beat, found.points) == (1, "B", 10)
    assert found.too_much_kusd == {}


def test_one_that_fits_at_the_end_cannot_lose_its_money() -> None:
    """C's 300 fits after D too: 1000 less 600 and 200 leave just 200, so it must beat D."""
    found = distance(order(*LINE.to_dict("records")[:3]), "C")

    assert found.is_funded
    assert (found.rank_needed, found.must_beat, found.points) == (3, None, None)


def test_no_merit_helps_a_request_that_fits_nowhere() -> None:
    """1200 exceed the budget by 200 at any rank."""
    found = distance(order(row("A", 90, 1200)), "A")

    assert (found.rank_needed, found.must_beat, found.points) == (None, None, None)
    assert found.too_much_kusd == {"FY2027": Decimal(200)}


def test_points_never_lift_a_proposal_over_a_tier() -> None:
    """E of tier 2 would fit before A only, which is of tier 1."""
    found = distance(order(row("A", 90, 600), row("E", 99, 500, tier=2)), "E")

    assert (found.rank_needed, found.points) == (None, None)


def test_continuing_projects_take_no_room_on_the_line() -> None:
    """Their promises came off before: A's request does not count again."""
    rows = (row("A", 90, 600, competes=False), row("B", 80, 500))

    assert distance(order(*rows), "B").is_funded


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"hold_back_kusd": {2027: 100}}, (3, "C", 10)),  # 300 left before C, 0 after it
        ({"excluded": ["A"]}, (4, None, None)),  # B takes 500, C 300: 200 are left at the end
        ({"must_fund": ["B"]}, (4, None, None)),  # 500 left for A's 600; C takes 300 of them
        # A's 600 are above the ceiling, B takes all of it
        ({"components": {"Army": {"ceiling_kusd": {2027: 500}}}}, (2, "B", 20)),
    ],
)
def test_the_conditions_of_the_cycle_move_the_line(
    conditions: dict[str, Any], expected: tuple[int | None, str | None, float | None]
) -> None:
    """D's 200 under a hold-back, an exclusion, a must-fund, and a ceiling of its component."""
    rows = LINE.assign(component="Army")
    found = distance(rows, "D", parse_conditions(conditions, "the test"))

    assert (found.rank_needed, found.must_beat, found.points) == expected


def test_one_that_is_named_in_the_conditions_has_no_distance() -> None:
    """It is funded, or not, at any merit."""
    must = parse_conditions({"must_fund": ["D"]}, "the test")
    out = parse_conditions({"excluded": ["A"]}, "the test")

    assert distance(LINE, "D", must).is_funded
    assert distance(LINE, "D", must).named_in == "must_fund"
    assert not distance(LINE, "A", out).is_funded
    assert distance(LINE, "A", out).points is None


@pytest.mark.parametrize(
    ("ref", "conditions", "is_funded", "too_much"),
    [
        ("A", {"must_fund": ["A", "B"]}, True, {}),  # B stands below A and takes its money later
        ("B", {"must_fund": ["A", "B"]}, False, {"FY2027": Decimal(100)}),  # A took 600
        (
            "A",
            {"must_fund": ["A"], "components": {"Army": {"ceiling_kusd": {2027: 500}}}},
            False,
            {"Army in FY2027": Decimal(100)},
        ),
    ],
)
def test_what_must_be_funded_takes_its_turn_among_itself(
    ref: str, conditions: dict[str, Any], is_funded: bool, too_much: dict[str, Decimal]
) -> None:
    """Those above it took theirs; a ceiling of its component binds it too."""
    rows = LINE.assign(component="Army")
    found = distance(rows, ref, parse_conditions(conditions, "the test"))

    assert (found.is_funded, found.too_much_kusd) == (is_funded, too_much)


def test_a_ceiling_is_named_as_the_reason() -> None:
    """D's 200 fit the budget, and not what B left of the ceiling of 500."""
    limits = {"components": {"Army": {"ceiling_kusd": {2027: 500}}}}
    rows = LINE.assign(component="Army")
    found = distance(rows, "D", parse_conditions(limits, "the test"))

    assert found.too_much_kusd == {"Army in FY2027": Decimal(200)}


def test_the_first_thing_that_differs_decides_between_two() -> None:
    """Merit of A and B; the parts that make the difference come largest first."""
    judgement = judged(valid_proposal("A"), valid_proposal("B", trl=8, mrl=8))
    parts = parts_of_judgement(judgement, default_rubric())
    merits = judgement.scores["merit"].tolist()
    found = compare_proposals(
        order(row("A", merits[0], 1), row("B", merits[1], 1)), parts, ["B", "A"]
    )

    assert (found.above, found.below, found.decided_by) == ("A", "B", "merit")
    assert found.values_of_both == tuple(merits)
    assert [part for part, _ in found.differences] == ["mrl", "trl"]
    assert sum(points for _, points in found.differences) == pytest.approx(merits[0] - merits[1])


@pytest.mark.parametrize(
    ("changes", "decided_by"),
    [
        ({"tier": 2}, "tier"),
        ({"merit": 89}, "merit"),
        ({"maturity": 80}, "maturity, as the merits are equal"),
        ({"component_priority": 2}, "the component's own priority"),
        ({"component_priority": float("nan")}, "the component's own priority"),
        ({"title": "Z"}, "title, by alphabet"),
        ({"title": "A"}, "ref, as all else is equal"),
    ],
)
def test_every_step_of_the_order_can_decide(changes: dict[str, Any], decided_by: str) -> None:
    """Tier, merit, maturity, priority, title, ref, in this order (reading 54)."""
    parts = parts_of_judgement(judged(valid_proposal("A"), valid_proposal("B")), default_rubric())
    found = compare_proposals(
        order(row("A", 90, 1), row("B", 90, 1) | {"maturity": 90} | changes), parts, "AB"
    )

    assert found.decided_by.startswith(decided_by)
