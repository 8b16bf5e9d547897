"""Chances learned from past outcomes: right on known truths, silent where nothing can be known."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fct.data.program.calibration_terms import load_calibration_terms
from fct.scoring.learning.abstention import Abstention
from fct.scoring.learning.calibration import Calibration, Cases, learn, reliability_curve, wilson
from tests.support.proposals.pasts import Past, drawn_past, parts_of

ROOT = Path(__file__).parents[3]
TERMS = load_calibration_terms()
QUICK = TERMS.model_copy(update={"permutations": 19, "draws": 100})  # the smallest p is 0.05
BRIEF = QUICK.model_copy(update={"most_folds": 4, "draws": 50})


def only(cases: Cases, rows: slice) -> Cases:
    """Return some of the cases."""
    shares = cases.parts.low[rows]
    return Cases(
        parts_of(shares, cases.parts.weights), cases.fiscal_years[rows], cases.succeeded[rows]
    )


@pytest.fixture(scope="module")
def past() -> Past:
    """Ten cycles of thirty projects, whose outcomes follow the parts."""
    return drawn_past(5, (10, 30), between_cycles=0)


@pytest.fixture(scope="module")
def learned(past: Past) -> Calibration:
    """Return what is learned from the past."""
    found = learn(past.cases, BRIEF)
    assert isinstance(found, Calibration)
    return found


def test_the_true_chances_come_back(past: Past, learned: Calibration) -> None:
    """From 300 cases: within 0.10 of the truth on average, and in the same order."""
    predicted = learned.predict(past.now)

    assert np.abs(predicted["chance"] - past.chance).mean() < 0.10
    assert np.corrcoef(predicted["chance"], past.chance)[0, 1] > 0.9


@pytest.mark.long
def test_nine_of_ten_intervals_hold_the_truth() -> None:
    """Over six pasts of 60 proposals: at least 85 percent, at a confidence of 90."""
    held = []
    for seed in range(6):
        past = drawn_past(seed, (6, 25))
        found = learn(past.cases, QUICK)
        assert isinstance(found, Calibration)
        predicted = found.predict(past.now)
        held.append(((predicted["low"] <= past.chance) & (past.chance <= predicted["high"])).mean())

    assert np.mean(held) >= 0.85


def test_the_curve_lies_along_the_diagonal(learned: Calibration) -> None:
    """Five bins of 60 on cycles left out, all cases in them; each chance lies in its interval
    widened by 0.05, because bins are many."""
    curve = learned.curve

    assert curve["cases"].tolist() == [60] * 5
    assert curve["predicted"].is_monotonic_increasing
    assert (curve["predicted"] > curve["low"] - 0.05).all()
    assert (curve["predicted"] < curve["high"] + 0.05).all()


def test_skill_is_that_of_the_brier_score(learned: Calibration) -> None:
    """One minus the ratio to the base rate's; a twentieth is what 19 exchanges can show."""
    figures = learned.figures

    assert figures["skill"] == pytest.approx(1 - figures["brier"] / figures["base_brier"])
    assert figures["skill"] > 0.1
    assert figures["p"] == pytest.approx(1 / 20)


def test_a_part_that_decides_has_the_most_weight() -> None:
    """Outcomes that follow the readiness level alone give it the largest coefficient."""
    past = drawn_past(1, (10, 30))
    shares = past.cases.parts.low
    chance = 1 / (1 + np.exp(-8 * (shares[:, 3] - 0.6)))
    happened = np.random.default_rng(1).random(len(shares)) < chance
    found = learn(Cases(past.cases.parts, past.cases.fiscal_years, happened), BRIEF)

    assert isinstance(found, Calibration)
    assert found.coefficients.argmax() == 3
    assert (found.coefficients >= 0).all()


def test_more_of_a_part_lowers_neither_chance_nor_interval(learned: Calibration) -> None:
    """A tenth more of each part in turn, on 60 proposals."""
    shares = drawn_past(2, (1, 1)).now.low * 0.9
    before = learned.predict(parts_of(shares))
    for part in range(shares.shape[1]):
        raised = shares.copy()
        raised[:, part] += 0.1
        after = learned.predict(parts_of(raised))
        for name in ("chance", "low", "high"):
            assert (after[name] >= before[name] - 1e-12).all()


def test_a_chance_lies_in_its_interval(past: Past, learned: Calibration) -> None:
    """One row a proposal, in the order given, all between 0 and 1."""
    predicted = learned.predict(past.now)

    assert list(predicted.columns) == ["ref", "chance", "low", "high"]
    assert predicted["ref"].tolist() == list(past.now.refs)
    assert (predicted["low"] <= predicted["chance"]).all()
    assert (predicted["chance"] <= predicted["high"]).all()
    assert predicted[["chance", "low", "high"]].to_numpy().min() > 0
    assert predicted[["chance", "low", "high"]].to_numpy().max() < 1


def test_a_part_that_never_varied_leaves_the_interval_wide() -> None:
    """Who has none of a part that all the past had is reported less surely, and is marked."""
    past = drawn_past(3, (10, 30))
    shares = past.cases.parts.low.copy()
    shares[:, 7] = 1
    cases = Cases(parts_of(shares), past.cases.fiscal_years, past.cases.succeeded)
    found = learn(cases, BRIEF)
    assert isinstance(found, Calibration)
    alike, unlike = np.full(11, 0.7), np.full(11, 0.7)
    alike[7], unlike[7] = 1, 0
    now = parts_of(np.stack([alike, unlike]))
    predicted = found.predict(now)
    width = (predicted["high"] - predicted["low"]).tolist()

    assert width[1] > 1.3 * width[0]
    assert found.is_beyond(now).tolist() == [False, True]


def test_the_same_past_gives_the_same_answer(past: Past, learned: Calibration) -> None:
    """To the last digit, because the draws are seeded."""
    again = learn(past.cases, BRIEF)

    assert isinstance(again, Calibration)
    pd.testing.assert_frame_equal(again.predict(past.now), learned.predict(past.now))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (slice(0, 12), "Past projects that can be learned from: 12; at least 30"),
        (slice(0, 30), "Cycles that the past projects come from: 1; at least 3"),
    ],
)
def test_it_abstains_where_there_is_too_little(past: Past, rows: slice, words: str) -> None:
    """Twelve cases are too few; so is one cycle, however many its cases."""
    found = learn(only(past.cases, rows), BRIEF)

    assert isinstance(found, Abstention)
    assert words in found.reason


@pytest.mark.long
def test_it_abstains_where_outcomes_depend_on_nothing() -> None:
    """Thirty pasts of chance alone: at p 0.05 one or two are expected to deceive; more than four
    would come once in 60 times. The reason holds the figures."""
    found = [learn(drawn_past(seed, (3, 12), spread=0).cases, QUICK) for seed in range(30)]
    abstained = [one for one in found if isinstance(one, Abstention) and "p" in one.figures]
    learned = [one for one in found if isinstance(one, Calibration)]

    assert len(learned) <= 4
    assert len(abstained) >= 20
    assert all("no better than each cycle's base rate" in one.reason for one in abstained)


def test_bins_hold_equal_shares_with_wilson_s_interval() -> None:
    """Sixteen cases make two bins of eight; 2 of 8 at 90 percent is 0.087 to 0.540 by Wilson."""
    predicted = np.linspace(0.1, 0.85, 16)
    happened = np.isin(np.arange(16), [1, 5, 9, 10, 11, 12, 13, 14])
    curve = reliability_curve(predicted, happened, TERMS)

    assert curve["predicted"].tolist() == pytest.approx([0.275, 0.675])
    assert curve["yes"].tolist() == [2, 6]
    assert curve["share"].tolist() == [0.25, 0.75]
    # z = 1.645: 3.353 / 10.706 = 0.3132, more or less 1.645 sqrt(1.5 + 0.676) / 10.706 = 0.2267
    assert (wilson(2, 8, TERMS)["low"], wilson(2, 8, TERMS)["high"]) == pytest.approx(
        (0.0865, 0.5399), abs=1e-3
    )


def imported_by(path: Path) -> set[str]:
    """Return the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_nothing_that_ranks_or_judges_reads_what_was_learned() -> None:
    """Only what shows the past and the rules' alarms does: no chance can enter merit or rank."""
    learning = "fct.scoring.learning"
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("data", "expectations", "scoring", "flows", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        if "learning" in path.read_text("utf-8")
        and any(name == learning or name.startswith(f"{learning}.") for name in imported_by(path))
    }

    beyond = {path for path in readers if not path.startswith("scoring/learning/")}
    assert beyond == {
        "dashboard/record/record_page.py",
        "dashboard/reviewer/rules_page.py",
        "flows/cli/record.py",
        "flows/cli/rules.py",
        "flows/cli/waivers.py",
    }
