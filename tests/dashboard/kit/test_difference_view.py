"""What differs between versions, and from what was approved."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from tests.dashboard.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_template


def test_two_versions_are_compared_field_by_field(
    home: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """The changed answer stands with its cell, its question, and both values."""
    own = Path(shutil.copytree(home, tmp_path / "home"))
    sample = sample_proposals()["FY27-ARMY-02"]
    path = tmp_path / "second.xlsx"
    filled = Filled(answers={**sample["answers"], "trl": 8}, rows=sample["rows"])
    write_template(path, form=load_form(), fiscal_year=2027, ref="FY27-ARMY-02", filled=filled)
    with open_store(Settings(own)) as store:
        submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
    page = open_page(own, "proposal", ref="FY27-ARMY-02", part="Notes and versions")

    assert page.failures == []
    assert "What differs" in page.text
    assert "Technology readiness level" in page.text
    assert "What differs: 1 answer." in page.text


def test_one_version_has_nothing_to_compare(home: Path, open_page: Callable[..., Any]) -> None:
    """And no table is shown."""
    page = open_page(home, "proposal", ref="FY27-ARMY-02", part="Notes and versions")

    assert "What differs" not in page.text


def test_a_continuing_project_is_compared_with_what_was_approved(
    home_of_two_cycles: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """The same ref in the year before, as its published run judged it."""
    own = Path(shutil.copytree(home_of_two_cycles, tmp_path / "home"))
    path = tmp_path / "next.xlsx"
    sample = sample_proposals()["FY27-ARMY-02"]
    write_template(path, form=load_form(), fiscal_year=2028, ref="FY27-ARMY-02", filled=sample)
    with open_store(Settings(own)) as store:
        submit(store, path, Delivery(ACTOR, IN_TIME, 2028))
        run = evaluate(store, 2028, None, ACTOR, lambda _: None)
        store.runs.publish(run.run_id, ACTOR)
    page = open_page(own, "proposal", ref="FY27-ARMY-02", part="Notes and versions", cycle="FY2028")
    options = page.app.selectbox(key="d_from").options

    assert page.failures == []
    assert any(one.startswith("approved in FY2027 (FY2027-R001") for one in options)
