"""The commands on overlaps."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.actor import current_actor
from fct.data.common.errors import NotNowError
from fct.data.subjects.store import Store
from tests.support.files.workbooks import write_sample
from tests.support.processes.commands import answer, refused, said

Fct = Callable[..., Result]
VEHICLE = ("FY27-ARMY-01", "past 7")


def pairs(report: Any) -> dict[tuple[str, str], Any]:
    """Return the pairs of a report by their refs."""
    return {(pair["left"]["ref"], pair["right"]["ref"]): pair for pair in report["pairs"]}


@pytest.mark.usefixtures("submitted")
def test_pairs_are_listed_with_reasons_and_what_is_proposed(fct: Fct) -> None:
    """In words for people, and as JSON."""
    reported, report = said(fct("overlap")), answer(fct("overlap", "--json"))

    pair = pairs(report)[VEHICLE]
    assert (report["fiscal_year"], report["dismissed_not_shown"]) == (2027, 0)
    assert (pair["relation"], pair["proposed"]) == ("tested", "already tested in FY2003")
    assert pair["reasons"] == [{"kind": "title", "words": "same title", "weight": 0.8}]
    assert (
        "0.80 already tested in FY2003 FY27-ARMY-01 (Army) Mine-protected clearance vehicle "
        "past 7 Mine-protected clearance vehicle: accepted for use (2003) same title"
    ) in reported
    assert "Answer with `fct overlap answer ONE OTHER --joint`" in reported


@pytest.mark.usefixtures("submitted")
def test_a_dismissed_pair_is_shown_only_if_asked_for(fct: Fct) -> None:
    """Counted in the list, and there with --all: who, when and why."""
    reported = said(fct("overlap", "answer", *VEHICLE, "--dismiss", "--reason", "New hull."))
    assert reported.startswith("FY2027 FY27-ARMY-01 and past 7 are not proposed again")

    report = answer(fct("overlap", "--json"))
    assert VEHICLE not in pairs(report)
    assert report["dismissed_not_shown"] == 1
    assert "1 dismissed pair is not shown; add --all" in said(fct("overlap"))
    assert f"by {current_actor().name}: “New hull.”" in said(fct("overlap", "--all"))
    kept = pairs(answer(fct("overlap", "--all", "--json")))[VEHICLE]["answer"]
    assert (kept["answer"], kept["reason"]) == ("dismissed", "New hull.")


@pytest.mark.usefixtures("submitted")
def test_an_answer_can_be_taken_back(fct: Fct) -> None:
    """The pair is open and proposed again; the refs may be named in either order."""
    fct("overlap", "answer", *VEHICLE, "--dismiss", "--reason", "New hull.")
    kept = answer(
        fct(
            *("overlap", "answer", *VEHICLE[::-1], "--reopen", "--reason", "Old hull."),
            *("--if-version", "1", "--json"),
        )
    )
    assert kept["version"] == 2

    assert (kept["answer"], kept["pair"]) == ("open", ["FY2027 FY27-ARMY-01", "past 7"])
    assert pairs(answer(fct("overlap", "--json")))[VEHICLE]["answer"] is None


def test_a_form_sent_under_two_components_is_found(store: Store, tmp_path: Path, fct: Fct) -> None:
    """Without a ref it gets two; a person confirms the pair, and the answer stands beside it."""
    for component in ("Marine Corps", "Navy"):
        path = write_sample(tmp_path / "form.xlsx", "FY27-USMC-08", component=component)
        fct("submit", path, "--component", component, "--received-at", "2026-06-12T10:00-04:00")
    refs = tuple(sorted(store.versions.components(2027)))
    assert len(refs) == 2

    pair = pairs(answer(fct("overlap", "--json")))[refs]

    assert [reason["kind"] for reason in pair["reasons"]] == [
        "item",
        "title",
        "requirement",
        "vendor",
    ]
    assert pair["proposed"] == "propose as a joint project"
    reported = said(fct("overlap", "answer", *refs, "--joint", "--reason", "One gateway for both."))
    assert "are a joint project. If at most one of them may be funded, name both" in reported
    assert "✓ joint project" in said(fct("overlap"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((*VEHICLE, "--reason", "x"), "Say one of --joint, --dismiss and --reopen"),
        ((*VEHICLE, "--joint", "--dismiss", "--reason", "x"), "Say one of --joint"),
        ((*VEHICLE, "--joint", "--reason", "x"), "not of one cycle"),
        (("FY27-ARMY-01", "X", "--dismiss", "--reason", "x"), "There is no X that you may see"),
        ((*VEHICLE, "--dismiss", "--reason", " "), "needs a reason"),
    ],
)
@pytest.mark.usefixtures("submitted")
def test_an_answer_that_makes_no_sense_is_reported(
    fct: Fct, options: tuple[str, ...], words: str
) -> None:
    """One sentence."""
    assert words in refused(fct("overlap", "answer", *options))


@pytest.mark.usefixtures("submitted")
def test_an_answer_on_no_version_is_refused_once_there_is_one(fct: Fct) -> None:
    """As a review is: somebody answered since."""
    fct("overlap", "answer", *VEHICLE, "--dismiss", "--reason", "New hull.")
    stale = fct("overlap", "answer", *VEHICLE, "--reopen", "--reason", "Old hull.")
    assert isinstance(stale.exception, NotNowError)
    assert (stale.exception.code, stale.exception.more["version"]) == ("STALE", 1)


@pytest.mark.usefixtures("store")
def test_an_empty_cycle_has_nothing_to_show(fct: Fct) -> None:
    """It is no error."""
    assert said(fct("overlap")) == "Nothing overlaps in fiscal year 2027."


@pytest.mark.usefixtures("submitted")
def test_the_cycle_may_be_named_before_the_answer(fct: Fct) -> None:
    """An option of the list counts for its answers too."""
    named = fct(
        "overlap", "--fiscal-year", "2031", "answer", *VEHICLE, "--dismiss", "--reason", "x"
    )

    assert "no cycle of fiscal year 2031" in refused(fct("overlap", "--fiscal-year", "2031"))
    assert "There is no FY27-ARMY-01 that you may see" in refused(named)
