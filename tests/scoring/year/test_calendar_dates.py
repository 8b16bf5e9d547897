"""The calendar: what of it somebody sees."""

import datetime as dt
from pathlib import Path
from typing import Any

from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.year.calendar_dates import calendar_report
from tests.support.stores.seasons import CYCLE, acting_as, change_cycle, make_season

DATES = "calendar:\n  final_due: 2026-06-30\n  reviews_due: 2026-09-01\n  decided: 2026-09-20\n"
NOW = dt.datetime(2026, 9, 3, tzinfo=dt.UTC)


def seen_by(store: Store, name: str) -> dict[str, Any]:
    """Whom each date waits for, as one of the store's people sees it."""
    dates = calendar_report(acting_as(store, name), 2027, NOW)["dates"]
    return {one["name"]: (one["state"], one["waits_for"]) for one in dates}


def test_a_sponsor_is_not_shown_who_reviews_and_decides(tmp_path: Path) -> None:
    """That a date has passed and is not done stays; the office sees the names, each its own."""
    make_season(tmp_path / "home")
    with open_store(Settings(tmp_path / "home")) as store:
        change_cycle(store, CYCLE.replace("final_due: 2026-06-30\n", DATES))
        acting_as(store, "operator-1").assignments.assign(2027, "FY27-ARMY-02", "reviewer-1")
        own, office = seen_by(store, "sponsor-army"), seen_by(store, "operator-1")

    waits = {"person": "reviewer-1", "component": None, "refs": ["FY27-ARMY-02"]}
    assert own["reviews_due"] == ("due", [])
    assert own["decided"] == ("ahead", [])
    assert office["reviews_due"] == ("due", [waits])
    assert [one["person"] for one in office["decided"][1]] == ["reviewer-1", "reviewer-2"]
