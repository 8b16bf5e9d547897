"""The commands on the track record."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import Result

from fct.data.common.actor import Actor
from fct.data.common.errors import RefusalError, UsageError
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.subjects.track_record import TrackRecordReceipt
from fct.flows.cli.record import print_learned, print_receipt, print_weights
from tests.conftest import opened_copy
from tests.support.processes.commands import answer, call, said
from tests.support.proposals.stored_pasts import learn_briefly, put_runs
from tests.support.stores.homes import copied_home

Fct = Callable[..., Result]
ACTOR = Actor("tester")
AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
HEADING = "fiscal_year,ref,was_selected,tested_well,was_procured,source"
YEARS, COUNT = (2024, 2025, 2026, 2027), 16


def written(tmp_path: Path, *rows: str) -> Path:
    """Write a record of these rows."""
    path = tmp_path / "record.csv"
    path.write_text("\n".join((HEADING, *rows)) + "\n")
    return path


@pytest.fixture
def _learn_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure is asked for here."""
    learn_briefly(monkeypatch)


@pytest.fixture
def with_past(home: Path, home_of_2027: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with three past cycles of sixteen and their outcomes, and the cycle of 2027."""

    def make(made: Path) -> None:
        with opened_copy(home_of_2027, made) as store:
            rows = [",".join((*line, "Report")) for line in put_runs(store)]
        added = call(
            *("record", "add", written(tmp_path, *rows), "--json"), env={"FCT_HOME": str(made)}
        )
        assert answer(added)["added"] == 48

    with open_store(Settings(copied_home(home, "", make))) as store:
        yield store


def test_a_record_is_added_and_listed(illustrative_store: Store, fct: Fct, tmp_path: Path) -> None:
    """Who added it stands beside it; what the store does not know is reported and kept."""
    path = written(tmp_path, "2021,A,yes,,no,Report")

    added = said(fct("record", "add", path, "--as", "Jane Doe"))
    (row,) = answer(fct("record", "list", "--json"))

    assert "Lines added: 1; known already: 0. Not in the store: A of 2021." in added
    assert (row["was_selected"], row["tested_well"], row["was_procured"]) == (True, None, False)
    assert (row["actor"], row["source"], row["counts"]) == ("Jane Doe", "Report", True)
    assert [event.actor.name for event in illustrative_store.events.all()][-1] == "Jane Doe"


def test_earlier_lines_are_listed_when_asked_for(store: Store, fct: Fct, tmp_path: Path) -> None:
    """The later one counts: “no” came after “yes”."""
    fct("record", "add", written(tmp_path, "2021,A,yes,yes,,Report"))
    fct("record", "add", written(tmp_path, "2021,A,yes,no,,Letter"))

    assert [row["source"] for row in answer(fct("record", "list", "--json"))] == ["Letter"]
    every = answer(fct("record", "list", "--all", "--json"))
    assert [(row["source"], row["counts"]) for row in every] == [
        ("Report", False),
        ("Letter", True),
    ]
    printed = said(fct("record", "list", "--all"))
    assert "A yes no – Letter yes" in printed
    assert len(store.track_record.lines()) == 1


def test_a_faulty_record_is_reported_and_nothing_is_kept(
    store: Store, fct: Fct, tmp_path: Path
) -> None:
    """The good line of the file waits for the bad one."""
    path = written(tmp_path, "2021,A,yes,yes,yes,Report", "2021,B,perhaps,,,Report")

    result = fct("record", "add", path)

    assert isinstance(result.exception, UsageError)
    assert "row 3, column was_selected says “perhaps”" in str(result.exception)
    assert store.track_record.lines() == []


def test_a_classified_record_leaves_no_trace_but_the_event(
    store: Store, fct: Fct, tmp_path: Path
) -> None:
    """As with proposals: neither its name nor anything in it."""
    path = written(tmp_path, "2021,A,yes,yes,yes,SECRET//NOFORN")

    result = fct("record", "add", path)

    assert isinstance(result.exception, RefusalError)
    assert result.exception.code == "CLASSIFIED"
    assert store.track_record.lines() == []
    assert store.events.all()[-1].action == "classified file refused"
    assert "record.csv" not in str(store.events.all())


def test_the_template_is_not_written_over(fct: Fct, tmp_path: Path) -> None:
    """Unless asked to."""
    path = tmp_path / "record.xlsx"

    assert answer(fct("record", "template", path, "--json"))["columns"] == HEADING.split(",")
    again = fct("record", "template", path)
    assert isinstance(again.exception, UsageError)
    assert "is there already" in str(again.exception)
    assert "Wrote" in said(fct("record", "template", path, "--overwrite"))


def test_without_a_past_nothing_is_learned(submitted: Store, fct: Fct) -> None:
    """Both commands say so in a sentence and end well."""
    assert submitted.track_record.lines() == []

    learned = answer(fct("record", "learn", "--json"))
    assert (learned["learned"], learned["predictions"]) == (False, [])
    assert learned["figures"] == {"cases": 0, "yes": 0, "no": 0, "cycles": 0}
    assert "Past projects that can be learned from: 0; at least 30" in said(fct("record", "learn"))
    assert "No weights are given. Past selections that" in said(fct("record", "weights"))


def test_without_a_cycle_there_is_nothing_to_learn_for(fct: Fct) -> None:
    """What to do is reported."""
    result = fct("record", "learn")

    assert isinstance(result.exception, UsageError)
    assert "has no cycle yet. Add your own with `fct cycle add FILE`" in str(result.exception)


@pytest.mark.usefixtures("_learn_briefly")
def test_chances_are_shown_in_rank_order(
    with_past: Store, fct: Fct, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 36 cases of three cycles; all of 2027 that are ranked, and none enters the rank."""
    before = with_past.runs.ranks("FY2027-R001")
    report = answer(fct("record", "learn", "--json"))

    assert report["learned"], report["reason"]
    assert report["figures"] | {"cases": 36, "yes": 24, "no": 12, "cycles": 3} == report["figures"]
    assert report["left_out"] == {"it was not selected": 12}
    assert [row["ref"] for row in report["predictions"]] == before["ref"].tolist()
    assert all(0 < row["low"] <= row["chance"] <= row["high"] < 1 for row in report["predictions"])
    assert sum(row["cases"] for row in report["curve"]) == 36
    pd.testing.assert_frame_equal(with_past.runs.ranks("FY2027-R001"), before)

    print_learned(report)
    printed = " ".join(capsys.readouterr().out.split())
    assert "Learned from 36 projects of 3 cycles before 2027, 24 of which tested well" in printed
    assert "In rank order. The chances do not enter the rank." in printed
    assert "Left out 12 of the track record: it was not selected." in printed


def test_a_cycle_is_learned_for_from_those_before_it(with_past: Store, fct: Fct) -> None:
    """For 2026 the outcomes of 2026 are not used: 24 cases are left, too few."""
    assert len(with_past.track_record.lines()) == 48

    report = answer(fct("record", "learn", "--fiscal-year", "2026", "--json"))

    assert (report["fiscal_year"], report["learned"]) == (2026, False)
    assert report["figures"]["cases"] == 24


@pytest.mark.usefixtures("_learn_briefly")
def test_weights_stand_beside_the_rubric_s(
    with_past: Store, fct: Fct, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twelve of sixteen were selected each year, those with more of the first two parts."""
    assert len(with_past.track_record.lines()) == 48
    report = answer(fct("record", "weights", "--json"))

    assert report["learned"], report["reason"]
    by_part = {row["part"]: row for row in report["weights"]}
    assert by_part["production_status"]["rubric"] == pytest.approx(24.5)
    first_two = by_part["production_status"]["implied"] + by_part["modification"]["implied"]
    assert first_two > 42  # the rubric's
    assert [row["order"] for row in report["agreement"]] == ["rubric", "implied"]
    assert [row["cases"] for row in report["agreement"]] == [48, 48]

    print_weights(report)
    printed = " ".join(capsys.readouterr().out.split())
    assert "From 48 selections of 3 cycles, compared within cycle and tier." in printed
    assert "of 48 selections agree with the implied order in cycles left out" in printed


def test_a_chance_is_never_rounded_to_never_or_always(capsys: pytest.CaptureFixture[str]) -> None:
    """0.001 is “<1%” and 0.999 “>99%”; a share of none and of all stays 0 and 100 percent."""
    row = {"ref": "A", "chance": 0.5, "low": 0.001, "high": 0.999, "beyond": True}
    bins = [{"predicted": 0.4, "cases": 9, "yes": 0, "share": 0.0, "low": 0.0, "high": 1.0}]
    figures = {"cases": 30, "yes": 15, "cycles": 3, "brier": 0.2, "base_brier": 0.25}
    report = {
        "learned": True,
        "fiscal_year": 2027,
        "figures": figures | {"skill": 0.2, "p": 0.01},
        "curve": bins,
        "predictions": [row],
        "left_out": {},
    }
    print_learned(report)
    printed = " ".join(capsys.readouterr().out.split())

    assert "A 50% <1% >99% unlike any past project in some part" in printed
    assert "40% 0% 0% 100% 9" in printed


def test_a_year_without_a_run_has_no_chances(capsys: pytest.CaptureFixture[str]) -> None:
    """What was learned is still shown."""
    figures = {"cases": 30, "yes": 15, "cycles": 3, "brier": 0.2, "base_brier": 0.25}
    report = {
        "learned": True,
        "fiscal_year": 2027,
        "figures": figures | {"skill": 0.2, "p": 0.01},
        "curve": [],
        "predictions": [],
        "left_out": {"it was not selected": 2},
    }
    print_learned(report)
    printed = capsys.readouterr().out

    assert "No run of 2027 is published, so no chance is predicted." in printed
    assert "Left out 2 of the track record: it was not selected." in printed


def test_many_unknown_refs_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten are named."""
    print_receipt(TrackRecordReceipt(12, 0, tuple((2020, f"R{n:02}") for n in range(12))))
    printed = capsys.readouterr().out

    assert "R09 of 2020 and 2 more." in printed
    assert "R10" not in printed
