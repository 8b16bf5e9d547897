"""Which past projects are learned from, and what is said of the others."""

import numpy as np
import pandas as pd

from fct.data.program.calibration_terms import load_calibration_terms
from fct.data.reading.track_record import TrackLine
from fct.scoring.learning.past_cycles import PastRun, cases_of, decisions_of
from tests.support.proposals.pasts import parts_of

TERMS = load_calibration_terms()  # 0.8 of a cycle's outcomes have to be known
WEIGHTS = np.full(11, 100 / 11)
YES, NO, OPEN = True, False, None


def line(ref: str, *said: bool | None, year: int = 2020) -> TrackLine:
    """A line with selected, tested well and procured."""
    was_selected, tested_well, was_procured = said
    return TrackLine(
        fiscal_year=year,
        ref=ref,
        was_selected=was_selected,
        tested_well=tested_well,
        was_procured=was_procured,
        source="Report",
    )


def run(count: int, ranked: list[tuple[str, int, str]] | None = None) -> PastRun:
    """A run that judged P0, P1, ...; proposal n reached n percent of each part."""
    shares = np.repeat(np.arange(count)[:, None] / 100, 11, axis=1)
    rows = [(f"P{n}", 1, "funded") for n in range(count)] if ranked is None else ranked
    return PastRun(parts_of(shares), pd.DataFrame(rows, columns=["ref", "tier", "mark"]))


def test_a_case_has_the_parts_of_its_own_year() -> None:
    """P1 of 2020 and P2 of 2021, each with what it reached there."""
    lines = [line("P1", YES, YES, YES), line("P2", YES, NO, OPEN, year=2021)]
    cases, left_out = cases_of(lines, {2020: run(3), 2021: run(3)}, WEIGHTS, TERMS)

    assert cases.parts.refs == ("P1", "P2")
    assert cases.parts.low[:, 0].tolist() == [0.01, 0.02]
    assert cases.fiscal_years.tolist() == [2020, 2021]
    assert cases.succeeded.tolist() == [True, False]
    assert cases.parts.weights.tolist() == WEIGHTS.tolist()
    assert left_out == {}


def test_what_was_not_selected_did_not_fail() -> None:
    """It was not tested; nor is anything known of what is blank throughout."""
    lines = [line("P0", NO, OPEN, NO), line("P1", OPEN, OPEN, NO), line("P2", YES, YES, YES)]
    cases, left_out = cases_of(lines, {2020: run(3)}, WEIGHTS, TERMS)

    assert cases.parts.refs == ("P2",)
    assert left_out == {"it was not selected": 1, "its outcome is not known": 1}


def test_a_test_shows_that_a_project_was_selected() -> None:
    """Where the selection is blank and the test is known."""
    cases, _ = cases_of([line("P0", OPEN, NO, OPEN)], {2020: run(1)}, WEIGHTS, TERMS)

    assert cases.succeeded.tolist() == [False]


def test_a_young_cycle_is_left_out_whole() -> None:
    """Three failures known of five selected are 0.6: the successes are still to come. Four of
    five are 0.8, which is enough."""
    failed = [line(f"P{n}", YES, NO, OPEN) for n in range(3)]
    still_open = line("P4", YES, YES, OPEN)
    young = [*failed, line("P3", YES, YES, OPEN), still_open]
    old = [*failed, line("P3", YES, YES, YES), still_open]

    cases, left_out = cases_of(young, {2020: run(5)}, WEIGHTS, TERMS)
    assert (len(cases.succeeded), list(left_out.values())) == (0, [5])
    assert list(left_out) == ["too few outcomes of its cycle are known yet"]

    cases, left_out = cases_of(old, {2020: run(5)}, WEIGHTS, TERMS)
    assert cases.succeeded.tolist() == [False, False, False, True]
    assert left_out == {"its outcome is not known": 1}


def test_a_project_from_before_the_store_has_no_parts() -> None:
    """Neither a year without a run, nor a ref that its run did not judge."""
    lines = [line("P0", YES, YES, YES, year=2019), line("P7", YES, YES, YES)]
    cases, left_out = cases_of(lines, {2020: run(3)}, WEIGHTS, TERMS)

    assert cases.parts.low.shape == (0, 11)
    assert left_out == {"no published run judged it": 2}


def test_decisions_stand_in_rank_order_with_their_tier() -> None:
    """Equal scores are settled by it."""
    ranked = [("P2", 1, "new start"), ("P0", 2, "new start"), ("P1", 2, "new start")]
    lines = [line(f"P{n}", n != 1, OPEN, OPEN) for n in range(3)]
    decisions, left_out = decisions_of(lines, {2020: run(3, ranked)}, WEIGHTS)

    assert decisions.parts.refs == ("P2", "P0", "P1")
    assert decisions.parts.low[:, 0].tolist() == [0.02, 0.0, 0.01]
    assert decisions.tiers.tolist() == [1, 2, 2]
    assert decisions.was_selected.tolist() == [True, True, False]
    assert left_out == {}


def test_what_was_no_choice_on_merit_is_no_decision() -> None:
    """Continuing, not ranked, not judged, or not known."""
    ranked = [("P0", 1, "continuing"), ("P1", 1, "funded")]
    lines = [line(f"P{n}", YES, OPEN, OPEN) for n in (0, 2, 9)] + [line("P1", OPEN, YES, YES)]
    decisions, left_out = decisions_of(lines, {2020: run(3, ranked)}, WEIGHTS)

    assert decisions.parts.refs == ()
    assert left_out == {
        "it was continuing, and what those were promised comes before all others": 1,
        "it was not ranked": 1,
        "no published run judged it": 1,
        "it is not known whether it was selected": 1,
    }
