"""What goes out of a slate: which files, with which bytes, for whom."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.data.common.errors import DeniedError, NotNowError
from fct.data.common.exact_money import kusd_words
from fct.data.papers.release import Found, Proof
from fct.data.reviewing.discussion import Audience
from fct.data.subjects.store import Store
from fct.scoring.deciding import package as packages
from fct.scoring.deciding.deciding import advise, approve, decide, publish, submit
from fct.scoring.deciding.notices import notices_of
from fct.scoring.deciding.package import make_package, write_package
from fct.scoring.deciding.package_sections import moment_words, package_sections
from fct.scoring.ranking.proposal_status import decision_lines
from tests.scoring.deciding.test_deciding import BELOW, FUNDED, choose, review
from tests.support.stores.seasons import (
    CYCLE,
    REFS,
    acting_as,
    change_cycle,
    take_all_steps,
)
from tests.support.stores.slates import LONG, kusd

DRAFTS = {"decision-package.pdf", "decision-package.xlsx", "review-pack.zip"}


def names_of(report: dict[str, Any]) -> list[str]:
    """Return the names of the files of a report."""
    return [one["name"] for one in report["files"]]


def test_a_draft_holds_the_decision_package_and_the_review_pack(
    season_store: Store, tmp_path: Path
) -> None:
    """Marked DRAFT; the manifest is what is printed, and lists all but itself."""
    store, out = acting_as(season_store, "authority-1"), tmp_path / "out"
    report = write_package(store, 2027, out, prove_it=False)

    assert set(names_of(report)) == DRAFTS
    assert {"fiscal_year", "run", "slate", "files"} <= report.keys()
    assert json.loads((out / "manifest.json").read_text()) == report
    for one in report["files"]:
        content = (out / one["name"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
    book = openpyxl.load_workbook(out / "decision-package.xlsx")
    assert all(sheet["A1"].value.startswith("CUI // DRAFT") for sheet in book)
    assert "DRAFT" in str(book.worksheets[0].oddHeader.center.text)
    event = season_store.events.all()[-1]
    assert (event.action, event.actor.name) == ("package written", "authority-1")
    manifest = (out / "manifest.json").read_bytes()
    assert event.details["sha256"] == hashlib.sha256(manifest).hexdigest()


def test_what_is_released_comes_with_publication(season_store: Store, tmp_path: Path) -> None:
    """The proof is refused before, and a full folder always."""
    store = acting_as(season_store, "authority-1")
    with pytest.raises(NotNowError, match="not published") as caught:
        write_package(store, 2027, tmp_path / "out", prove_it=True)
    assert caught.value.code == "NOT_PUBLISHED"
    assert not (tmp_path / "out").exists()
    take_all_steps(season_store)
    report = write_package(store, 2027, tmp_path / "out", prove_it=True)

    assert set(names_of(report)) == {
        *DRAFTS,
        "notification.xlsx",
        "releasable.xlsx",
        *(f"notices/{ref}.pdf" for ref in REFS),
    }
    assert names_of(report) == sorted(names_of(report))
    assert report["proof"]["found"] == []
    assert report["proof"]["cells"] == 6 + 5 * 4 + sum(
        cell.value is not None
        for row in openpyxl.load_workbook(tmp_path / "out/releasable.xlsx").active["E2:F6"]  # type: ignore[index] # there is a sheet
        for cell in row
    )
    with pytest.raises(NotNowError, match="holds something already") as full:
        write_package(store, 2027, tmp_path / "out", prove_it=False)
    assert full.value.code == "NOT_EMPTY"


def test_the_same_slate_gives_the_same_bytes(published_slate: Store) -> None:
    """To another authority too, and after another event of the store."""
    first = make_package(acting_as(published_slate, "authority-1"), 2027)
    published_slate.exports.add("something else", "x", "0" * 64)
    second = make_package(acting_as(published_slate, "authority-2"), 2027)

    assert first.files == second.files
    assert first.manifest == second.manifest


def test_the_release_holds_funded_projects_alone(season_store: Store) -> None:
    """Title, component and country of each, the outcome and its years; no amount, no ref."""
    advise(acting_as(season_store, "reviewer-1"), 2027)
    part = choose(FUNDED, "fund in part", kusd=kusd(y2027=100), reason=LONG, if_version=1)
    decide(acting_as(season_store, "reviewer-1"), 2027, part)
    submit(acting_as(season_store, "reviewer-2"), 2027)
    approve(acting_as(season_store, "authority-1"), 2027)
    publish(acting_as(season_store, "authority-1"), 2027)
    files = make_package(acting_as(season_store, "authority-1"), 2027).files
    sheet = openpyxl.load_workbook(io.BytesIO(files["releasable.xlsx"])).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert rows[0] == (
        *("Project title", "Sponsoring component", "Country of origin"),
        *("Outcome", "FY2027", "FY2028"),
    )
    assert [row[3] for row in rows[1:]] == ["fund", "fund in part", "fund", "fund", "fund"]
    assert rows[2][4:] == (2027, None)
    assert {value for row in rows[1:] for value in row[4:]} <= {2027, 2028, None}
    notified = openpyxl.load_workbook(io.BytesIO(files["notification.xlsx"])).worksheets[0]
    shown = list(notified.iter_rows(values_only=True))
    assert [row[0] for row in shown[2:]][1] == FUNDED
    assert shown[3][-1] == 100


def test_a_release_with_something_else_in_it_is_not_written(
    published_slate: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof is printed, nothing is kept, and no event says that it went out."""
    found = Proof(9, (Found("Releasable", "G2", "secret"),))
    monkeypatch.setattr(packages, "prove", lambda *_: found)
    before = published_slate.events.last()
    store = acting_as(published_slate, "operator-1")
    report = write_package(store, 2027, tmp_path / "out", prove_it=False)

    assert report["proof"] == {
        "cells": 9,
        "found": [{"sheet": "Releasable", "cell": "G2", "written": "secret"}],
    }
    assert not (tmp_path / "out").exists()
    assert published_slate.events.last() == before


def test_a_reviewer_writes_the_review_pack_alone(published_slate: Store, tmp_path: Path) -> None:
    """With what that person may see: one in conflict gets nothing of the own component."""
    whole = make_package(acting_as(published_slate, "reviewer-1"), 2027)
    part = make_package(acting_as(published_slate, "reviewer-4"), 2027)

    assert set(whole.files) == set(part.files) == {"review-pack.zip"}
    with zipfile.ZipFile(io.BytesIO(whole.files["review-pack.zip"])) as archive:
        assert sum(name.endswith(".xlsx") for name in archive.namelist()) == len(REFS)
    with zipfile.ZipFile(io.BytesIO(part.files["review-pack.zip"])) as archive:
        held = "\n".join(archive.namelist())
        assert "ARMY" not in held
        assert BELOW in held
    with pytest.raises(DeniedError, match="review pack alone"):
        write_package(acting_as(published_slate, "reviewer-1"), 2027, tmp_path / "o", prove_it=True)
    with pytest.raises(DeniedError, match=r"package\.write"):
        write_package(acting_as(published_slate, "auditor-1"), 2027, tmp_path / "o", prove_it=False)


def test_reviews_and_comments_go_with_the_pack_as_far_as_they_may_be_read(
    season_store: Store,
) -> None:
    """What is said after publication changes nothing of it."""
    review(season_store, "reviewer-1", FUNDED, "do not fund")
    reviewer = acting_as(season_store, "reviewer-1")
    reviewer.comments.add(2027, FUNDED, Audience.REVIEWERS, "Ask the user again.")
    reviewer.comments.add(2027, FUNDED, Audience.PRIVATE, "Mine alone.")
    take_all_steps(season_store)
    authority = acting_as(season_store, "authority-2")
    before = make_package(authority, 2027)
    reviewer.comments.add(2027, FUNDED, Audience.REVIEWERS, "Too late.")
    review(season_store, "reviewer-2", FUNDED, "fund")
    after = make_package(authority, 2027)

    assert before.files == after.files
    with zipfile.ZipFile(io.BytesIO(before.files["review-pack.zip"])) as archive:
        held = set(archive.namelist())
        said = json.loads(archive.read(f"comments/{FUNDED}.json"))
    assert f"reviews/{FUNDED}/reviewer-1.json" in held
    assert f"reviews/{FUNDED}/reviewer-2.json" not in held
    assert [one["text"] for one in said["comments"]] == ["Ask the user again."]


def test_reviews_that_recommend_otherwise_are_listed_as_dissent(season_store: Store) -> None:
    """In the decision package, with name and reason; a notice names no reviewer and no word."""
    review(season_store, "reviewer-1", FUNDED, "do not fund")
    review(season_store, "reviewer-2", FUNDED, "fund")
    take_all_steps(season_store)
    files = make_package(acting_as(season_store, "authority-1"), 2027).files
    book = openpyxl.load_workbook(io.BytesIO(files["decision-package.xlsx"]))
    rows = list(book["Dissenting reviews"].iter_rows(min_row=3, values_only=True))

    assert [row[:4] for row in rows] == [(FUNDED, "Reviewer-1 (reviewer-1)", "do not fund", "fund")]
    notice = dict(notices_of(packages.package_source(season_store, 2027, None)))[FUNDED]
    assert LONG not in str(notice)
    assert "eviewer" not in str(notice)


def test_a_notice_says_what_its_decision_gives_and_why(season_store: Store) -> None:
    """A promise that is not the request is not called one, and below the line the rank is said.

    Findings are announced where some are listed, and nowhere else.
    """
    take_all_steps(season_store)
    source = packages.package_source(season_store, 2027, None)
    notices, items = dict(notices_of(source)), source.standing.basis.items
    for ref, notice in notices.items():
        item = items[ref]
        is_promise = item.promise is not None and item.promise != item.request
        if notice.outcome == "Fund":
            said = "with what was promised" if is_promise else "as requested"
        elif notice.outcome == "Not selected" and item.rank is not None:
            said = f"At its rank, {item.rank}, what was left of the budget did not cover"
        else:
            said = "."
        listed = any(one.findings for one in notice.criteria) or bool(notice.deciding)
        announced = "stands against it is listed" in notice.next_action
        assert said in notice.outcome_said, ref
        assert announced == (listed and notice.outcome == "Not selected"), ref
    assert {notice.outcome for notice in notices.values()} >= {"Fund", "Not selected", "Return"}
    assert "amounts above" in notices[FUNDED].next_action


def test_a_published_decision_is_said_with_its_amounts(season_store: Store) -> None:
    """An expert, who sees no money, gets nothing of it."""
    take_all_steps(season_store)
    decision = season_store.slates.published(2027)[FUNDED]
    years = [f"FY{year} {kusd_words(amount)}" for year, amount in decision.kusd.items()]

    assert years
    assert decision_lines(acting_as(season_store, "authority-1"), decision) == [
        f"Amounts: {'; '.join(years)}"
    ]
    assert decision_lines(acting_as(season_store, "expert-1"), decision) == []


def test_a_notice_says_what_there_is_to_read_and_the_day_in_the_cycles_time(
    season_store: Store,
) -> None:
    """One that was not certified reads that; one without a finding is sent to no list."""
    change_cycle(season_store, CYCLE + "certification: required\n")
    take_all_steps(season_store)
    source = packages.package_source(season_store, 2027, None)
    notices = dict(notices_of(source))
    uncertified = notices[BELOW]
    assert uncertified.deciding_title == "Why it was not ranked"
    assert "did not certify by the deadline" in uncertified.deciding[0][1]
    assert "Have it certified" in uncertified.next_action
    sections = {one.title: one for one in package_sections(source)}
    verdicts = {row[0]: row[2] for row in sections["Slate"].rows}
    assert verdicts[BELOW] == "rankable, not certified"
    assert notices["FY27-ARMY-12"].deciding_title == "What to repair"
    repairs = notices["FY27-ARMY-12"].deciding
    assert len(repairs) == len(set(repairs)) > 0
    at = dt.datetime(2026, 8, 15, 1, 30, tzinfo=dt.UTC)
    assert moment_words(at, source.zone) == "2026-08-14 21:30 EDT"


def test_a_notice_lists_nothing_where_money_alone_was_short(published_slate: Store) -> None:
    """It promises a list only where one follows."""
    notices = dict(notices_of(packages.package_source(published_slate, 2027, None)))
    not_selected = [one for one in notices.values() if one.outcome == "Not selected"]
    said = {"listed below" in one.next_action for one in not_selected}
    assert said
    for one in not_selected:
        has_list = bool(one.deciding) or any(each.findings for each in one.criteria)
        assert ("listed below" in one.next_action) == has_list
