"""What a sponsor does beside submitting, by the dashboard."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store

LATE = "fiscal_year: 2027\nfinal_due: 2026-06-30\ngrace_minutes: 31536000\n"  # sixty years


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store, whose deadline is far off."""
    folder = Path(shutil.copytree(home, tmp_path / "home"))
    with open_store(Settings(folder)) as store:
        store.cycles.add(2027, LATE, "late", Actor("A Tester"))
    return folder


def standings(home: Path) -> list[tuple[str, str, str]]:
    """What was done with a proposal, why and by whom."""
    with open_store(Settings(home)) as store:
        found = store.standings.of_cycle(2027, "FY27-ARMY-02")
    return [(one.standing, one.reason, one.actor.name) for one in found]


def test_a_proposal_is_withdrawn_with_a_reason_and_brought_back(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Both are kept; without a reason it is not withdrawn."""
    page = open_page(own_home, "submit", part="My proposal")
    page.app.text_input(key="submitter").set_value("Jane Doe").run()
    page.app.selectbox(key="standing_ref").set_value("FY27-ARMY-02").run()
    assert page.app.button(key="withdraw").disabled
    assert "To withdraw it, say why." in page.text

    page.app.text_input(key="withdraw_why").set_value("No more need.").run()
    page.app.button(key="withdraw").click().run()
    assert standings(own_home) == [("withdrawn", "No more need.", "Jane Doe")]
    assert "it can be brought back until" in page.text

    page.app.button(key="reopen").click().run()
    assert [one for one, _, _ in standings(own_home)] == ["withdrawn", "reopened"]
    assert page.failures == []


def test_after_the_deadline_nothing_is_brought_back(
    home: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """The sentence names the deadline."""
    own = Path(shutil.copytree(home, tmp_path / "home"))
    page = open_page(own, "submit", part="My proposal")
    page.app.text_input(key="submitter").set_value("Jane Doe").run()
    page.app.selectbox(key="standing_ref").set_value("FY27-ARMY-02").run()
    page.app.text_input(key="withdraw_why").set_value("No more need.").run()
    page.app.button(key="withdraw").click().run()

    assert page.app.button(key="reopen").disabled
    assert "It cannot be brought back: the deadline was 2026-06-30 23:59:59 EDT" in page.text
    assert [one for one, _, _ in standings(own)] == ["withdrawn"]


def test_without_a_name_nothing_is_withdrawn(own_home: Path, open_page: Callable[..., Any]) -> None:
    """Every write names who acts."""
    page = open_page(own_home, "submit", part="My proposal")
    assert page.app.selectbox(key="standing_ref").value is None
    page.app.selectbox(key="standing_ref").set_value("FY27-ARMY-02").run()

    assert page.app.button(key="withdraw").disabled
    assert "Versions" in page.text


@pytest.mark.parametrize(
    ("ref", "verdict", "said"),
    [
        ("FY27-ARMY-02", "rankable", "nothing to do; it is judged as it stands. Until "),
        ("FY27-USAF-08", "returned", "to repair, listed below. Save the form to edit below"),
        ("FY27-NAVY-09", "not recommended", "to repair, listed below. Save the form to edit"),
        ("FY27-ARMY-13", "ineligible", "Next: "),
    ],
)
def test_a_proposal_has_its_verdict_and_the_next_action(
    own_home: Path, open_page: Callable[..., Any], ref: str, verdict: str, said: str
) -> None:
    """As the next run would say it, with what was found."""
    page = open_page(own_home, "submit", part="My proposal")
    page.app.selectbox(key="standing_ref").set_value(ref).run()

    assert page.failures == []
    assert verdict in page.text
    assert said in page.text
    assert f"Form of {ref} to edit, .xlsx" in [one.label for one in page.app.get("download_button")]


def test_the_form_of_a_cycle_and_what_is_carried_into_it_are_there(
    home_of_two_cycles: Path, open_page: Callable[..., Any]
) -> None:
    """The later cycle has proposals of the earlier one to start from."""
    page = open_page(home_of_two_cycles, "submit", part="Get the form")
    labels = [one.label for one in page.app.get("download_button")]

    assert page.failures == []
    assert "Form of FY2028, .xlsx" in labels
    assert any(label.endswith("carried into FY2028, .xlsx") for label in labels)
