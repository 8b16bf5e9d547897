"""Beside the table of the meeting: the package, what many decisions would do, a supplement."""

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager

from fct.dashboard.office.slate_more import kept_bases
from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import KeptSlate
from fct.data.people.roles import Role
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.scoring.deciding.basis import Basis
from fct.scoring.deciding.choices import Choice
from fct.scoring.deciding.deciding import (
    advise,
    approve,
    basis_now,
    decide,
    publish,
    slate_shown,
    submit,
)
from tests.dashboard.conftest import Page
from tests.support.stores.people import as_person, person

Makers = dict[str, Callable[[], bytes]]
REASON = "Others need the money more this year."
PEOPLE = {"rita": Role.REVIEWER, "auth": Role.AUTHORITY}


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> Makers:
    """What gives each file of the page that was opened last, by its name."""
    makers: Makers = {}
    real = MediaFileManager.add_deferred

    def add(
        self: MediaFileManager, data: Callable[[], bytes], *args: object, **more: object
    ) -> str:
        makers[str(more["file_name"])] = data
        return str(real(self, data, *args, **more))

    monkeypatch.setattr(MediaFileManager, "add_deferred", add)
    return makers


def as_(store: Store, who: str) -> Store:
    """Return the store as a person sees it."""
    return as_person(store, person(who, PEOPLE[who]))


def test_the_meeting_has_package_preview_and_supplement(
    home: Path, tmp_path: Path, open_page: Callable[..., Page], pressed: Makers
) -> None:
    """A draft before publication, all of it after; then a slate of its own for what comes later."""
    own = tmp_path / "home"
    shutil.copytree(home, own)
    with open_store(Settings(own)) as store:
        advise(as_(store, "rita"), 2027)
        as_(store, "auth")
    page = open_page(own, "decide", person="auth").app
    draft = zipfile.ZipFile(io.BytesIO(pressed["FCT-package-FY2027-DRAFT.zip"]()))
    assert "manifest.json" in draft.namelist()
    assert "releasable.xlsx" not in draft.namelist()
    named = next(one for one in page.multiselect if one.label == "Not selected")
    named.set_value([named.options[0]])
    page.run()
    assert "would be refused" in Page(page).text
    with open_store(Settings(own)) as store:
        last = store.events.all()[-1]
        assert (last.action, last.object) == ("file downloaded", "FY2027-1")
        submit(as_(store, "rita"), 2027)
        approve(as_(store, "auth"), 2027)
        publish(as_(store, "auth"), 2027)

    page = open_page(own, "decide", person="auth").app
    whole = zipfile.ZipFile(io.BytesIO(pressed["FCT-package-FY2027.zip"]()))
    assert "releasable.xlsx" in whole.namelist()
    why = next(one for one in page.text_input if one.label == "Why another slate is needed")
    why.set_value("Money came back from a project.")
    next(one for one in page.button if one.label == "Make a supplement").click()
    page.run()
    assert not page.exception
    chosen = next(one for one in page.selectbox if one.label == "Slate")
    assert (chosen.options, chosen.value) == (["FY2027-1", "FY2027-2"], "FY2027-2")


def test_a_decision_makes_nothing_anew_that_the_slate_hangs_on(
    small_home: Path, monkeypatch: pytest.MonkeyPatch, next_version: Callable[..., str]
) -> None:
    """What is kept of the run is what decisions are judged by; another run is read anew."""
    place, read = (str(small_home), ""), list[str]()
    monkeypatch.setenv("FCT_HOME", str(small_home))

    def basis_read(store: Store, fiscal_year: int, kept: KeptSlate) -> Basis:
        found = basis_now(store, fiscal_year, kept)
        read.append(found.run_id)
        return found

    monkeypatch.setattr("fct.dashboard.office.slate_more.basis_now", basis_read)
    with open_store(Settings(small_home)) as store, kept_bases(place):
        before = slate_shown(store, 2027)
        ref = before["undecided"][0]
        decide(store, 2027, Choice(ref=ref, outcome=Outcome.NOT_SELECTED, reason=REASON))
        after = slate_shown(store, 2027)
        assert read == [before["run"]]
        next_version(small_home, "FY27-ARMY-02", "Second title of the armor")
        anew = slate_shown(store, 2027)

    assert (ref in after["undecided"], after["run"]) == (False, before["run"])
    assert read == [before["run"], anew["run"]]
    assert anew["run"] != before["run"]
    assert "Second title of the armor" in {row["title"] for row in anew["decisions"]}
