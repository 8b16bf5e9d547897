"""Evidence beside a workbook: attached on the page, saved from the proposal, taken off."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fct.data.common.actor import Actor
from fct.data.store.settings import Settings
from fct.data.subjects.attachments import Attachment
from fct.data.subjects.store import open_store

PDF = b"%PDF-1.7\nA letter of the user.\n%%EOF\n"
LATE = "fiscal_year: 2027\nfinal_due: 2026-06-30\ngrace_minutes: 31536000\n"  # sixty years


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the store, whose cycle is open for evidence."""
    folder = Path(shutil.copytree(home, tmp_path / "home"))
    with open_store(Settings(folder)) as store:
        store.cycles.add(2027, LATE, "late", Actor("A Tester"))
    return folder


def attached(home: Path) -> list[Attachment]:
    """What is attached to a proposal."""
    with open_store(Settings(home)) as store:
        return store.attachments.of_cycle(2027, "FY27-ARMY-02")


def attach(app: AppTest, *, declared: bool = True) -> AppTest:
    """Attach a letter as evidence for user advocacy."""
    app.text_input(key="submitter").set_value("Jane Doe")
    app.selectbox(key="attached_to").set_value("FY27-ARMY-02")
    if declared:
        app.checkbox(key="declared 0").check()
    app.file_uploader[1].upload("letter.pdf", PDF).run()
    return app.button(key="attach_now").click().run()


def test_a_file_is_attached_to_a_criterion(own_home: Path, open_page: Callable[..., Any]) -> None:
    """It has a number, names who attached it, and stands under its criterion."""
    page = open_page(own_home, "submit", part="Attach evidence")
    attach(page.app)

    assert page.failures == []
    (one,) = attached(own_home)
    assert (one.criterion, one.actor.name, one.kind) == ("user advocacy", "Jane Doe", "PDF")
    assert f"Attached letter.pdf to FY27-ARMY-02 as {one.id}." in page.text
    assert "<h3>user advocacy</h3>" in page.text


def test_a_pdf_that_is_not_declared_is_refused(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Nobody can look into it, so somebody has to answer for it."""
    page = open_page(own_home, "submit", part="Attach evidence")
    attach(page.app, declared=False)

    assert 'class="notice error"' in page.text
    assert attached(own_home) == []


def test_what_was_stated_of_one_file_is_asked_anew_for_the_next(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """The statement is unticked, and no proposal is chosen for anybody."""
    page = open_page(own_home, "submit", part="Attach evidence")
    assert page.app.selectbox(key="attached_to").value is None
    attach(page.app)

    assert not page.app.checkbox(key="declared 1").value


def test_it_is_linked_from_its_criterion_and_saved_from_the_proposal(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """The reviewer finds it where he judges."""
    attach(open_page(own_home, "submit", part="Attach evidence").app)
    page = open_page(own_home, "proposal", ref="FY27-ARMY-02")

    assert page.failures == []
    assert "1 file of " in page.text
    assert "part=Evidence" in page.text
    assert "letter.pdf" in page.text


def test_it_is_taken_off_with_a_reason(own_home: Path, open_page: Callable[..., Any]) -> None:
    """Without a reason it stays; with one it is gone from the page and kept in the store."""
    page = open_page(own_home, "submit", part="Attach evidence")
    attach(page.app)
    (one,) = attached(own_home)
    page.app.button(key=f"off {one.id}").click().run()
    assert len(attached(own_home)) == 1

    page.app.text_input(key=f"why {one.id}").set_value("the wrong letter").run()
    page.app.button(key=f"off {one.id}").click().run()
    assert attached(own_home) == []
    with open_store(Settings(own_home)) as store:
        removal = store.attachments.get(one.id).removal
    assert removal is not None
    assert (removal.reason, removal.actor.name) == ("the wrong letter", "Jane Doe")


def test_on_the_proposal_nobody_takes_anything_off(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Reviewers read; sponsors change what is theirs on their own page."""
    attach(open_page(own_home, "submit", part="Attach evidence").app)
    page = open_page(own_home, "proposal", ref="FY27-ARMY-02")

    assert [one.key for one in page.app.button if str(one.key).startswith("off ")] == []
