"""What is not FCT work, as a reviewer sees it: listed, handed on, and counted at a glance."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.referrals.handed_on import HandTo
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.referring.acts import refer
from tests.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_sample

OTHER = "FY27-ARMY-09"
REASON = "It is an exchange of engineers."


@pytest.fixture(scope="module")
def with_other_work(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store with a personnel exchange that was handed on, judged and published."""
    folder = tmp_path_factory.mktemp("other")
    copy = folder / "home"
    shutil.copytree(home, copy)
    path = write_sample(
        folder / "a.xlsx", "FY27-ARMY-01", ref=OTHER, purpose="personnel exchange", title="Sonar"
    )
    with open_store(Settings(copy)) as store:
        submit(store, path, Delivery(ACTOR, IN_TIME, 2027))
        refer(store, 2027, OTHER, HandTo(program="ESEP", office="IPO", reason=REASON))
        store.runs.publish(evaluate(store, 2027, None, ACTOR, lambda _: None).run_id, ACTOR)
    return copy


def test_each_referral_stands_with_program_reason_and_state(
    with_other_work: Path, open_page: Callable[..., Any]
) -> None:
    """Whether it was handed on, to whom and why; and the form that hands one on."""
    page = open_page(with_other_work, "not-fct")

    assert "Engineer and Scientist Exchange Program (ESEP)" in page.text
    assert "Take it to the better program: " in page.text
    assert "No program yet: a cooperative program needs" in page.text
    assert f"IPO: {REASON}" in page.text
    assert "development cost avoided" in page.text
    assert [one.label for one in page.app.get("button")] == ["Hand it on"]


def test_the_proposal_opens_with_its_card_and_shows_no_score(
    with_other_work: Path, open_page: Callable[..., Any]
) -> None:
    """Neither merit nor tier nor criteria: the card, and what the form answers of it."""
    page = open_page(with_other_work, "proposal", ref=OTHER)

    assert "not FCT work" in page.text
    assert "Questions of that program" in page.text
    assert next(tab.label for tab in page.app.tabs) == "Another program"
    assert '<div class="label">Merit</div>' not in page.text
    assert "FY2027-H001: " in page.text


def test_the_glance_counts_them(with_other_work: Path, open_page: Callable[..., Any]) -> None:
    """One of twelve, handed on; what is not developed again is a number."""
    text = open_page(with_other_work).text

    for label, value in (("not FCT work", "1"), ("handed on", "1")):
        assert re.search(
            rf'class="label">(<a [^>]*>)?{label}(</a>)?</div><div class="value">{value}<', text
        )
    assert '<div class="label">development cost avoided</div>' in text


def test_the_questions_lead_to_a_card(with_other_work: Path, open_page: Callable[..., Any]) -> None:
    """One after the other; the card with its passages at the end."""
    page = open_page(with_other_work, "which-program")
    assert len(page.app.radio) == 1

    page.app.radio[0].set_value("develop").run()
    assert len(page.app.radio) == 2
    page.app.radio[1].set_value("yes").run()

    assert "Cooperative research, development and acquisition (ICP)" in page.text
    assert "Summary Statement of Intent" in page.text
