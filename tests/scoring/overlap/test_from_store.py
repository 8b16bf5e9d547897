"""The overlaps of a stored cycle."""

import datetime as dt
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.documents.sample_season import sample_proposals
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.proposals.overlap_answers import Answer, OverlapAnswer
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.core import Standing
from fct.data.tables.known import WITHDRAWN
from fct.scoring.overlap.from_store import stored_overlaps
from tests.support.files.workbooks import write_template

ACTOR = Actor("tester")
AT = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
VEHICLE = ("FY2027 FY27-ARMY-01", "past 7")


def pairs(store: Store) -> list[tuple[str, str]]:
    """Return the keys of the pairs that a store has."""
    found = (one.overlap for one in stored_overlaps(store, 2027))
    return [(one.left.key, one.right.key) for one in found]


def test_proposals_are_held_against_the_record(submitted: Store) -> None:
    """The clearance vehicle was tested in 2003, the body armor before 2012."""
    found = pairs(submitted)

    assert VEHICLE in found
    assert ("FY2027 FY27-ARMY-02", "past 16") in found


def test_only_what_is_judged_is_compared(submitted: Store) -> None:
    """A withdrawn proposal overlaps with nothing."""
    submitted.standings.add(
        Standing(
            fiscal_year=2027,
            ref="FY27-ARMY-01",
            standing=WITHDRAWN,
            reason="No money.",
            at=AT,
            actor=ACTOR,
        )
    )

    assert [pair for pair in pairs(submitted) if pair[0] == "FY2027 FY27-ARMY-01"] == []


def test_earlier_cycles_are_looked_at_and_later_ones_are_not(
    submitted: Store, tmp_path: Path
) -> None:
    """The vehicle without a ref in 2026, as FY26-0001, and in 2028, as FY28-0001."""
    for year in (2026, 2028):
        text = packaged_cycle_texts()[2027].replace("2027", str(year), 1)
        submitted.cycles.add(year, text, sha256_of_text(text), ACTOR)
        path = tmp_path / f"{year}.xlsx"
        filled = sample_proposals()["FY27-ARMY-01"]
        write_template(path, form=load_form(), fiscal_year=year, ref=None, filled=filled)
        submit(submitted, path, Delivery(ACTOR, AT, year))

    found = {one.overlap.right.key: one.overlap for one in stored_overlaps(submitted, 2027)}

    assert found["FY2026 FY26-0001"].proposed == "already proposed in FY2026 by Army"
    assert "FY2028 FY28-0001" not in found


def test_a_project_that_is_carried_on_is_not_proposed_against_itself(
    submitted: Store, tmp_path: Path
) -> None:
    """The same ref of the same component in the cycle before."""
    text = packaged_cycle_texts()[2027].replace("2027", "2026", 1)
    submitted.cycles.add(2026, text, sha256_of_text(text), ACTOR)
    path, ref = tmp_path / "2026.xlsx", "FY27-ARMY-01"
    filled = sample_proposals()[ref]
    write_template(path, form=load_form(), fiscal_year=2026, ref=ref, filled=filled)
    submit(submitted, path, Delivery(ACTOR, AT, 2026))

    assert submitted.versions.components(2026) == {"FY27-ARMY-01": "Army"}
    assert [pair for pair in pairs(submitted) if pair[1].startswith("FY2026")] == []


def test_the_answer_stands_beside_the_pair(submitted: Store) -> None:
    """Given once, read with every list."""
    submitted.overlaps.add_answer(
        OverlapAnswer(
            fiscal_year=2027,
            left_key=VEHICLE[0],
            right_key=VEHICLE[1],
            answer=Answer.DISMISSED,
            reason="Another hull.",
            at=AT,
            actor=ACTOR,
        )
    )

    answers = {
        (one.overlap.left.key, one.overlap.right.key): one.answer
        for one in stored_overlaps(submitted, 2027)
    }

    answer = answers.pop(VEHICLE)
    assert answer is not None
    assert answer.reason == "Another hull."
    assert set(answers.values()) == {None}


def test_a_cycle_that_is_not_there_is_reported(store: Store) -> None:
    """With those that are."""
    with pytest.raises(UsageError, match="no cycle of fiscal year 2031; it has: 2027"):
        stored_overlaps(store, 2031)
