"""What a slate changes for an earlier run and for the archive."""

import json
import zipfile
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.clock import utc_now
from fct.data.common.errors import NotNowError
from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import Step, StepKind
from fct.data.program.cycle import sha256_of_text
from fct.data.subjects.store import Store
from fct.data.tables.deliberations import slate_steps
from fct.data.tables.records import insert_record
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from fct.flows.keeping.archiving import write_archive
from fct.scoring.deciding.choices import Choice
from fct.scoring.deciding.deciding import decide
from tests.support.stores.office import as_person

YEAR = 2027
ACTOR = Actor("tester")


def step(store: Store, slate_id: str, number: int, kind: StepKind) -> None:
    """Take a step of a slate, whatever is decided in it."""
    taken = Step(
        slate_id=slate_id,
        fiscal_year=YEAR,
        number=number,
        kind=kind,
        covers=[],
        seen={},
        withdrawn=[],
        run_id="FY2027-R002",
        since=2,
        refs=[],
        reason="To try it",
        at=utc_now(),
        actor=ACTOR,
    )
    with store.writing() as connection:
        insert_record(connection, slate_steps, taken)


def test_a_submitted_slate_holds_its_run_and_its_package_is_in_the_archive(
    office: Store, tmp_path: Path
) -> None:
    """Refused with CLOSED until it is sent back; its papers are in the archive, twice alike."""
    row = office.cycles.find(YEAR)
    assert row is not None
    text = f"{row.yaml}\nretention_years: 12\n"
    office.cycles.add(YEAR, text, sha256_of_text(text), ACTOR)
    publish(office, evaluate(office, YEAR, None, ACTOR, lambda _: None).run_id, ACTOR)
    reason = "The users need it a year before all others do."
    choice = Choice(ref="FY27-NAVY-01", outcome=Outcome.RESERVE, reason=reason)
    slate = decide(as_person(office, "reviewer-1"), YEAR, choice)["slate"]
    step(office, slate, 1, StepKind.SUBMIT)
    with pytest.raises(NotNowError, match="send it back first") as refused:
        office.runs.revert("FY2027-R001", "Another reason")
    write_archive(office, YEAR, tmp_path / "a.zip")
    write_archive(office, YEAR, tmp_path / "b.zip")
    step(office, slate, 2, StepKind.SEND_BACK)
    office.runs.revert("FY2027-R001", "Another reason")
    shown = office.runs.published(YEAR)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        decisions = json.loads(archive.read("data/decisions.json"))
        names = archive.namelist()

    assert refused.value.code == "CLOSED"
    assert shown is not None
    assert shown.id == "FY2027-R001"
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert [one["ref"] for one in decisions] == ["FY27-NAVY-01"]
    assert f"package/{slate}/manifest.json" in names
    assert f"package/{slate}/review-pack.zip" in names
