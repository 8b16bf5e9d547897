"""The meeting: rows are decided by keys, and the money left follows."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.scoring.deciding.deciding import slate_shown

AUTHORITY = Person(id="auth", name="A", roles=frozenset({Role.AUTHORITY}))
REF = "FY27-ARMY-02"


@pytest.fixture(scope="module")
def meeting(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of its own with a run and an authority."""
    folder = tmp_path_factory.mktemp("meeting") / "home"
    shutil.copytree(home, folder)
    with open_store(Settings(folder)) as store:
        store.people.add(AUTHORITY)
    return folder


@pytest.fixture(scope="module")
def address(meeting: Path, serving: Callable[..., Any]) -> Iterator[str]:
    """The dashboard on it."""
    with serving(meeting) as served:
        yield served


def row(page: Any, ref: str) -> Any:
    """Return the row of a proposal."""
    return page.locator(f"tr[data-ref='{ref}']")


@pytest.mark.browser
def test_a_row_is_decided_by_a_key_without_a_new_page(
    page: Any, address: str, meeting: Path
) -> None:
    """The advice is taken by one key: money moves, the focus goes on, it is kept by the person."""
    page.goto(f"{address}/decide?as=auth")
    page.wait_for_selector(".decide select")
    page.wait_for_selector(".designation")
    page.evaluate("window.same = true")
    before = page.locator(".decide-money .value").first.inner_text()

    row(page, REF).locator("select").focus()
    page.keyboard.press("a")
    row(page, REF).get_by_text("Kept as version 1.").wait_for()

    assert page.locator(".decide-money .value").first.inner_text() != before
    assert page.evaluate("window.same") is True
    assert page.evaluate("document.activeElement.closest('tr').dataset.ref") != REF
    with open_store(Settings(meeting)) as store:
        (decided,) = slate_shown(store, 2027, None, REF)["decisions"]
    assert (decided["outcome"], decided["by"], decided["version"]) == ("fund", "auth", 1)


@pytest.mark.browser
def test_what_is_typed_outlives_a_look_at_the_proposal(page: Any, address: str) -> None:
    """The ref of a row leads to the proposal; Back finds the reason that was not kept yet."""
    page.goto(f"{address}/decide?as=auth")
    page.wait_for_selector(".designation")
    other = row(page, "FY27-USMC-01")
    other.locator(".reason").fill("The user waits for it since May.")

    other.get_by_role("link", name="FY27-USMC-01").click()
    page.wait_for_selector("h1:has-text('40 mm non-dud practice cartridge')")
    page.go_back()
    page.wait_for_selector(".decide select")

    assert other.locator(".reason").input_value() == "The user waits for it since May."


@pytest.mark.browser
def test_a_refusal_stands_in_its_row(page: Any, address: str) -> None:
    """What differs from the advice wants a reason; what was typed stays, and Enter sends it."""
    page.goto(f"{address}/decide?as=auth")
    page.wait_for_selector(".decide select")
    page.wait_for_selector(".designation")
    other = row(page, "FY27-SOCOM-04")
    other.locator("select").focus()
    page.keyboard.press("n")
    page.keyboard.type("too short")
    page.keyboard.press("Enter")
    other.locator(".said.error").wait_for()

    assert "A reason has at least 20 characters" in other.locator(".said.error").inner_text()
    assert "--" not in other.locator(".said.error").inner_text()
    page.keyboard.type(", and now it is long enough")
    page.keyboard.press("Enter")
    other.get_by_text("Kept as version 1.").wait_for()


@pytest.mark.browser
def test_what_somebody_else_decided_is_not_written_over(
    page: Any, address: str, meeting: Path
) -> None:
    """The row was drawn on version 0; the other's version 1 stays, and the row says so."""
    from fct.data.decisions.outcomes import Outcome
    from fct.scoring.deciding.choices import Choice
    from fct.scoring.deciding.deciding import decide

    page.goto(f"{address}/decide?as=auth")
    page.wait_for_selector(".decide select")
    page.wait_for_selector(".designation")
    ref = "FY27-ARMY-05"
    with open_store(Settings(meeting)) as store:
        reason = "The demand fell away in the meantime."
        decide(store, 2027, Choice(ref=ref, outcome=Outcome.NOT_SELECTED, reason=reason))

    row(page, ref).locator("select").focus()
    page.keyboard.press("a")
    row(page, ref).locator(".said.error").wait_for()

    assert "is at version 1" in row(page, ref).locator(".said.error").inner_text()
    with open_store(Settings(meeting)) as store:
        (kept,) = slate_shown(store, 2027, None, ref)["decisions"]
    assert (kept["outcome"], kept["version"]) == ("not selected", 1)


def test_what_comes_later_is_off_and_an_open_flag_is_linked(
    home: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """A draft is not approved or published, and a flag is resolved where its link leads."""
    folder = tmp_path / "home"
    shutil.copytree(home, folder)
    with open_store(Settings(folder)) as store:
        store.people.add(AUTHORITY)
        store.flags.add(2027, REF, "counsel", "The license has to be read again.")

    page = open_page(folder, "decide", "auth")
    off = {one.label for one in page.app.button if one.disabled}

    assert page.failures == []
    assert off >= {"Approve", "Publish"}
    assert "Approve and Send back come after the slate is submitted" in page.text
    assert f"./panel?ref={REF}&amp;part=One+proposal" in page.text
