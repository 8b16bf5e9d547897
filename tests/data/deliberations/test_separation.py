"""On one proposal each part is another person's, in whatever order they come (detail 15)."""

import datetime as dt

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError
from fct.data.decisions.records import Slate, Step, StepKind
from fct.data.deliberations.separation import Part, parts_of
from fct.data.reviewing.content import ReviewState
from fct.data.store.guards import release_tables
from fct.data.subjects.store import Store
from fct.data.tables.core import submissions
from fct.data.tables.deliberations import Certification, certifications, slate_steps, slates
from fct.data.tables.records import insert_record
from tests.data.deliberations.conftest import As
from tests.support.stores.reviews import complete_review

WHO = "reviewer-1"
AT = dt.datetime(2026, 6, 2, tzinfo=dt.UTC)


def submitted(store: Store, _: As) -> None:
    """Make the person who submitted the proposal."""
    with store.writing() as connection:
        release_tables(connection)
        connection.execute(sa.update(submissions).values(actor_name=WHO))


def certified(store: Store, _: As) -> None:
    """Make the person who certified it."""
    stood = Certification(fiscal_year=2027, ref="A", version=1, at=AT, actor=Actor(WHO))
    with store.writing() as connection:
        insert_record(connection, certifications, stood)


def reviewed(_: Store, assigned: As) -> None:
    """Hand in the person's review of it."""
    assigned(WHO).reviews.write(2027, "A", complete_review(), ReviewState.IN)


def approved(store: Store, _: As, kind: StepKind = StepKind.APPROVE) -> None:
    """Take a step of its slate as the person."""
    slate = Slate(id="FY2027-1", fiscal_year=2027, number=1, reason="", at=AT, actor=Actor("x"))
    run = store.runs.published(2027)
    assert run is not None
    step = Step(
        slate_id=slate.id,
        fiscal_year=2027,
        number=1,
        kind=kind,
        covers=["A"],
        seen={"A": 1},
        withdrawn=[],
        run_id=run.id,
        since=1,
        refs=[],
        reason="",
        at=AT,
        actor=Actor(WHO),
    )
    with store.writing() as connection:
        insert_record(connection, slates, slate)
        insert_record(connection, slate_steps, step)


DOES = {
    Part.SUBMITTED: submitted,
    Part.CERTIFIED: certified,
    Part.REVIEWED: reviewed,
    Part.APPROVED: approved,
}


@pytest.mark.parametrize("did", list(Part))
def test_who_had_one_part_has_no_other(panel_store: Store, assigned: As, did: Part) -> None:
    """Denied, and logged; the own part may be done again, and another proposal is free."""
    DOES[did](panel_store, assigned)
    separation = assigned(WHO).separation

    for part in Part:
        if part is did:
            separation.deny_second_part(part, 2027, ["A"])
            continue
        with pytest.raises(DeniedError, match=f"You {did} A, so ") as caught:
            separation.deny_second_part(part, 2027, ["A"])
        last = panel_store.events.all()[-1]
        assert caught.value.code == last.details["code"] == "SEPARATION"
        assert (last.object, last.actor.name) == ("A", WHO)
        if did is not Part.SUBMITTED:  # of the whole file
            separation.deny_second_part(part, 2027, ["N"])


def test_a_draft_is_not_yet_a_review_and_a_first_step_not_an_approval(
    panel_store: Store, assigned: As
) -> None:
    """Who reviewed may submit the slate; only where that is the one step it approves."""
    assigned(WHO).reviews.write(2027, "A", complete_review(), ReviewState.DRAFT)
    approved(panel_store, assigned, StepKind.SUBMIT)

    with panel_store.looking() as connection:
        assert not any(parts_of(connection, 2027, WHO).values())
