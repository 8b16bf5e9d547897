"""Beside a continuing project's proposal: promised money, obligations, late reports."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fct.data.program.cycle import sha256_of_text
from fct.data.projects.repository import NewReport
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from tests.dashboard.conftest import ACTOR
from tests.support.stores.projects import STARTED, answers, start_of

REF = "FY27-USMC-02"
BEFORE = "fiscal_year: 2026\nfinal_due: 2025-06-30\nreport_every_months: 3\n"


def run_on(store: Store) -> None:
    """Start the project of a continuing proposal a year before, and report on it once."""
    store.cycles.add(2026, BEFORE, sha256_of_text(BEFORE), ACTOR)
    start = start_of(REF, "Marine Corps", FY2026=400, FY2027=280)
    row = replace(start.row, fiscal_year=2026, started_on=STARTED.replace(year=2025))
    store.projects.start(replace(start, row=row, source="FY2026-1", fiscal_year=2026))
    new = NewReport(
        ref=REF,
        number=1,
        file_name="r.xlsx",
        content=b"r",
        answers=answers(percent=35, obligated={2026: 120}),
        findings=[],
    )
    store.projects.add_report(new, lambda _kept: None)


def test_the_page_of_a_continuing_project_has_its_money_and_reports(
    tmp_path: Path, judged_season: Callable[..., Path], open_page: Callable[..., Any]
) -> None:
    """Reports of 15 April and later did not come; a new start has nothing of it."""
    home = judged_season(tmp_path / "home", REF, "FY27-ARMY-02")
    with open_store(Settings(home)) as store:
        run_on(store)

    page = open_page(home, "proposal", ref=REF, cycle="FY2027")
    new = open_page(home, "proposal", ref="FY27-ARMY-02", cycle="FY2027")

    assert page.failures == []
    assert "The project so far" in page.text
    money = page.text.partition("Promised money against obligations")[2]
    assert "280" in money
    assert "120" in money
    assert f"late: {REF}-R02" in page.text
    assert f"{REF}-R01 came last" in page.text
    assert "The project so far" not in new.text
