"""Where each proposal stands for its sponsor."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.program.cycle import parse_cycle, sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.answering import answer
from fct.data.submitting.certification import certify
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.core import Standing
from fct.scoring.ranking.proposal_status import proposal_statuses
from tests.support.files.workbooks import write_failing, write_sample
from tests.support.stores.acting import acting_as, with_people
from tests.support.stores.homes import blank_store

ARMY, USMC = "FY27-ARMY-01", "FY27-USMC-01"
CYCLE = "fiscal_year: 2027\nfinal_due: 2026-06-30\n"
DEADLINE = parse_cycle(CYCLE, "cycle").deadline
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
IN_JULY = dt.datetime(2026, 7, 5, 14, tzinfo=dt.UTC)

Send = Callable[..., None]


def put_cycle(store: Store, text: str = CYCLE) -> None:
    """Put the cycle of 2027 into a store."""
    store.cycles.add(2027, text, sha256_of_text(text), Actor("operator"))


@pytest.fixture
def open_home(home: Path) -> Iterator[Store]:
    """A store without a cycle."""
    with open_store(Settings(blank_store(home))) as opened:
        yield opened


@pytest.fixture
def send(open_home: Store, tmp_path: Path) -> Send:
    """Return a function that submits a proposal of the sample season."""

    def submit_form(
        ref: str = ARMY, at: dt.datetime = IN_TIME, *, failing: bool = False, **answers: Any
    ) -> None:
        write = write_failing if failing else write_sample
        path = write(tmp_path / f"{ref}.xlsx", ref, ref=ref, **answers)
        submit(open_home, path, Delivery(Actor("sponsor"), at, 2027))

    return submit_form


def status(store: Store, at: dt.datetime, ref: str = ARMY) -> dict[str, Any]:
    """Return the status of one proposal."""
    return {one["ref"]: one for one in proposal_statuses(store, 2027, at)}[ref]


def stands(store: Store, at: dt.datetime, ref: str = ARMY) -> tuple[str, str | None, str | None]:
    """Return state, whom it waits for, and until when."""
    one = status(store, at, ref)
    return one["state"], one["waits_for"], one["due"]


LAST = "2026-06-30T23:59:59-04:00"


def test_what_was_received_waits_for_nobody(open_home: Store, send: Send) -> None:
    """Until the deadline it may be replaced; from then on the office reviews it."""
    put_cycle(open_home)
    send()

    assert stands(open_home, IN_TIME) == ("received", None, None)
    assert stands(open_home, DEADLINE) == ("received", None, None)
    assert stands(open_home, IN_JULY) == ("in review", "cto", None)
    assert status(open_home, IN_TIME)["version"] == 1
    assert status(open_home, IN_TIME)["title"]


def test_what_is_to_repair_waits_for_its_sponsor(open_home: Store, send: Send) -> None:
    """Until the deadline; what comes next says how many answers."""
    put_cycle(open_home)
    send(failing=True)

    assert stands(open_home, IN_TIME) == ("to repair", "sponsor", LAST)
    assert status(open_home, IN_TIME)["next_action"].startswith(
        "Repair 1 answer, and send it again"
    )
    assert stands(open_home, IN_JULY) == ("to repair", None, None)
    assert "judged as it stands" in status(open_home, IN_JULY)["next_action"]


def test_what_is_to_certify_waits_for_a_certifier(open_home: Store, send: Send) -> None:
    """Only where the cycle asks for it, and after what is to repair."""
    put_cycle(open_home, CYCLE + "certification: required\n")
    send()
    send(USMC, failing=True)

    assert stands(open_home, IN_TIME) == ("to certify", "certifier", LAST)
    assert stands(open_home, IN_TIME, USMC)[0] == "to repair"
    assert "not ranked" in status(open_home, IN_JULY)["next_action"]
    assert stands(open_home, IN_JULY) == ("to certify", None, None)
    certify(open_home, 2027, ARMY, IN_TIME)
    assert stands(open_home, IN_TIME)[0] == "received"


def test_an_open_question_comes_before_all_that_is_to_do(
    open_home: Store, send: Send, tmp_path: Path
) -> None:
    """The earliest due one is shown; answered, the proposal stands as before."""
    put_cycle(open_home)
    send(failing=True)
    for fields, due in ((["trl"], dt.date(2026, 7, 20)), (["mrl"], dt.date(2026, 7, 10))):
        open_home.questions.ask(2027, ARMY, fields, f"Which {fields[0]}?", due)

    assert stands(open_home, IN_JULY) == ("question", "sponsor", "2026-07-10T23:59:59-04:00")
    assert status(open_home, IN_JULY)["next_action"] == (
        "Answer FY2027-Q002 by the end of 2026-07-10: Which mrl?"
    )
    for question in ("FY2027-Q002", "FY2027-Q001"):
        same = write_failing(tmp_path / f"{question}.xlsx", ARMY, ref=ARMY)
        answer(open_home, question, same, IN_JULY)
    assert stands(open_home, IN_JULY)[0] == "to repair"
    assert status(open_home, IN_JULY)["version"] == 3


def test_what_is_withdrawn_is_that_before_all(open_home: Store, send: Send) -> None:
    """Re-opened it stands as before."""
    put_cycle(open_home)
    send(failing=True)
    open_home.questions.ask(2027, ARMY, ["trl"], "Which level?", dt.date(2026, 7, 20))
    change = Standing(
        fiscal_year=2027,
        ref=ARMY,
        standing="withdrawn",
        reason="no need",
        at=IN_TIME,
        actor=Actor("sponsor"),
    )
    open_home.standings.add(change)

    assert stands(open_home, IN_JULY) == ("withdrawn", None, None)
    later = IN_TIME + dt.timedelta(hours=1)
    open_home.standings.add(replace(change, standing="reopened", reason="", at=later))
    assert stands(open_home, IN_JULY)[0] == "question"


def test_what_came_late_is_said_to_be_that(open_home: Store, send: Send) -> None:
    """It is kept and not reviewed; a late version changes nothing of one that came in time."""
    put_cycle(open_home)
    send(at=IN_JULY)
    send(USMC)
    send(USMC, IN_JULY, trl=3)

    assert stands(open_home, IN_JULY) == ("received", None, None)
    assert "came after the deadline" in status(open_home, IN_JULY)["next_action"]
    assert stands(open_home, IN_JULY, USMC)[0] == "in review"
    assert status(open_home, IN_JULY, USMC)["version"] == 1


def test_a_sponsor_sees_the_own_component_alone(open_home: Store, send: Send) -> None:
    """An operator sees all, an administrator none."""
    put_cycle(open_home)
    send()
    send(USMC)
    people = (("army", "sponsor", "Army"), ("operator", "operator", None))
    store = with_people(open_home, *people)

    seen = {
        person: [one["ref"] for one in proposal_statuses(acting_as(store, person), 2027, IN_TIME)]
        for person in ("army", "operator", "owner")
    }
    assert seen == {"army": [ARMY], "operator": [ARMY, USMC], "owner": []}


def test_before_publication_the_line_is_not_in_it(open_home: Store, send: Send) -> None:
    """A cycle with money for everybody and one with none give the same statuses."""
    put_cycle(open_home)
    send()
    send(USMC)
    before = proposal_statuses(open_home, 2027, IN_JULY)
    changed = CYCLE + "budgets: {2027: 100000, 2028: 100000}\n"
    put_cycle(open_home, changed)

    assert proposal_statuses(open_home, 2027, IN_JULY) == before
