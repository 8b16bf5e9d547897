"""The page of projects."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fct.data.projects.repository import NewReport
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.stores.homes import blank_store
from tests.support.stores.projects import answers, start_of, with_projects


def test_projects_stand_with_their_money_and_reports(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """The list has state and money of each; a chosen one shows what was done with it."""
    with open_store(Settings(blank_store(tmp_path))) as store:
        store.make_new(store.actor, illustrative=True)
        with_projects(store, start_of("A", FY2027=400), start_of("N", "Navy"))
        new = NewReport(
            ref="A",
            number=1,
            file_name="r.xlsx",
            content=b"r",
            answers=answers(percent=35, issues="No license yet", obligated={2027: 120}),
            findings=[],
        )
        store.projects.add_report(new, lambda _kept: None)

    page = open_page(tmp_path, "projects")
    assert "FY2027: 400.0" in page.text
    assert "FY2027: 120.0" in page.text
    page.app.selectbox(key="pr_ref").select("A").run()

    assert "No license yet" in page.text
    assert "project report kept" in page.text
