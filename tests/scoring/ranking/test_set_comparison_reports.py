"""The selections of a stored run under conditions, and as JSON."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from fct.data.program.conditions import Conditions, parse_conditions
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.scoring.defending.published import published_order
from fct.scoring.ranking.order import OrderOfMerit
from fct.scoring.ranking.set_comparison_reports import line_report, study_line
from tests.conftest import opened_copy
from tests.support.stores.homes import copied_home
from tests.support.stores.seasons import change_cycle

CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\nbudgets: {2027: 3500, 2028: 2500}\n"
STATED = f"{CYCLE}conditions: {{hold_back_kusd: {{2027: 1600}}}}\n"


Find = Callable[..., OrderOfMerit]


@pytest.fixture
def found(submitted_home: Path, home: Path) -> Find:
    """Return what gives the published run of a few sample proposals under a cycle file."""

    def find(text: str = CYCLE) -> OrderOfMerit:
        def make(made: Path) -> None:
            with opened_copy(submitted_home, made) as store:
                change_cycle(store, text)

        with open_store(Settings(copied_home(home, text, make))) as store:
            return published_order(store, 2027)

    return find


def test_without_conditions_it_is_the_run_s_own_line_and_best_set(found: Find) -> None:
    """The order with skip is the contract's line, the best set is the stored one."""
    run = found()
    report = line_report(study_line(run))
    funded = run.ranks.loc[run.ranks["mark"] == "funded", "ref"].tolist()

    assert list(report["selections"]["order with skip"]["shares"]) == funded
    assert list(report["selections"]["best set"]["shares"]) == run.best_set
    assert report["selections"]["order with skip"]["left"]["2027"] == float(run.left[2027])
    assert report["infeasible"] is None


def test_the_conditions_of_the_cycle_count_unless_others_are_given(found: Find) -> None:
    """Nearly all of 2027 is held back; without that it funds somebody."""
    run = found(STATED)
    kept, lifted = study_line(run), study_line(run, Conditions())

    assert kept.selections.skip.funded < lifted.selections.skip.funded


def test_what_cannot_be_kept_is_shown(found: Find) -> None:
    """A floor above the budget: no best set, and what to give up."""
    run = found()
    floor = {"components": {"Army": {"floor_kusd": {2027: 99_999}}}}
    report = line_report(study_line(run, parse_conditions(floor, "the test")))

    assert "best set" not in report["selections"]
    assert report["infeasible"].startswith("No set of new starts keeps all conditions.")
    assert "below its floor" in report["selections"]["order with skip"]["not_kept"][0]


def test_later_years_and_differences_are_json(found: Find) -> None:
    """Nothing in the report is a type of our own."""
    run = found()
    report = line_report(study_line(run, budgets={2027: Decimal(1000), 2028: Decimal(800)}))

    assert json.loads(json.dumps(report)) == report
    assert report["budgets"] == {"2027": 1000.0, "2028": 800.0}
    assert [one["fiscal_year"] for one in report["out_years"]["strict order"]] == [2028]


def test_duplicates_that_an_order_funds_together_are_shown(found: Find) -> None:
    """The best set holds one of them; the line is not bound, and says what it did."""
    run = found(f"{CYCLE}duplicates: [[FY27-ARMY-02, FY27-USMC-01]]\n")
    report = line_report(study_line(run))
    sentence = (
        "FY27-ARMY-02 and FY27-USMC-01 are duplicates by the cycle file, and both are funded."
    )

    assert report["duplicates"] == [["FY27-ARMY-02", "FY27-USMC-01"]]
    assert sentence in report["selections"]["order with skip"]["warnings"]
    assert sentence not in report["selections"]["best set"]["warnings"]


def test_promises_sum_to_what_comes_off_first(found: Find) -> None:
    """Project by project, also one that has no proposal this year."""
    entry = "promised: [{ref: FY26-NAVY-04, fiscal_year: 2027, kusd: 240}]\n"
    run = found(CYCLE + entry)
    report = line_report(study_line(run))
    by_ref = {(one["ref"], one["fiscal_year"]): one for one in report["promises"]}

    assert by_ref["FY26-NAVY-04", 2027]["asked_kusd"] is None
    for year, promised in report["promised"].items():
        of_year = [
            one["promised_kusd"] for one in report["promises"] if str(one["fiscal_year"]) == year
        ]
        assert sum(of_year) == pytest.approx(promised)


@pytest.mark.parametrize("way", ["strict order", "order with skip", "best set"])
def test_every_way_obliges_what_it_awards_later(found: Find, way: str) -> None:
    """The selected money of 2028 is the sum of its awards in that year."""
    report = line_report(study_line(found()))
    (later,) = (one for one in report["out_years"][way] if one["fiscal_year"] == 2028)
    awards = report["selections"][way]["awards_kusd"].values()

    assert later["selected_kusd"] == pytest.approx(sum(one.get("2028", 0) for one in awards))
