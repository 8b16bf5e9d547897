"""Answering a question of the office with the form."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, NotNowError, RefusalError
from fct.data.deliberations.questions import Question
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.subjects.store import Store
from fct.data.submitting.answering import answer
from fct.data.submitting.delivery import Delivery, submit
from tests.support.files.workbooks import write_list, write_sample
from tests.support.stores.acting import acting_as, with_people

ARMY = "FY27-ARMY-01"
DUE = dt.date(2026, 7, 10)
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
IN_JULY = dt.datetime(2026, 7, 5, 14, tzinfo=dt.UTC)  # after the deadline
DEADLINE = parse_cycle(packaged_cycle_texts()[2027], "cycle").deadline

Form = Callable[..., Path]


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Return a function that writes the form of the Army's proposal, with other answers."""

    def write(name: str, ref: str | None = ARMY, **answers: Any) -> Path:
        return write_sample(tmp_path / f"{name}.xlsx", ARMY, ref=ref, **answers)

    return write


@pytest.fixture
def submitted(sqlite_store: Store, forms: dict[str, Path]) -> Store:
    """A store that has the cycle of 2027 and four forms that came in time."""
    text = packaged_cycle_texts()[2027]
    sqlite_store.cycles.add(2027, text, sha256_of_text(text), Actor("operator"))
    for path in forms.values():
        submit(sqlite_store, path, Delivery(Actor("sponsor"), IN_TIME, 2027))
    return sqlite_store


@pytest.fixture
def asked(submitted: Store) -> Question:
    """A question that lets the unit price and a column of the schedule change."""
    fields = ["unit_price_usd", "event_end"]
    return submitted.questions.ask(2027, ARMY, fields, "What is the price?", DUE)


def test_an_answer_after_the_deadline_is_judged(
    submitted: Store, asked: Question, form: Form
) -> None:
    """It is the newest version, and the next run takes it."""
    given = answer(submitted, asked.id, form("a", unit_price_usd=4321), IN_JULY)
    judged = {one.ref: one for one in submitted.versions.to_judge(2027, DEADLINE)}

    assert given.answer is not None
    assert (given.state, given.answer.is_late) == ("answered", False)
    assert judged[ARMY].version == 2
    assert judged[ARMY].submission_id == given.answer.submission_id
    assert submitted.versions.late(2027, DEADLINE) == []


def test_both_texts_are_kept(submitted: Store, asked: Question, form: Form) -> None:
    """As written, of a column the text of each row."""
    before = submitted.versions.get(2027, ARMY).proposal
    given = answer(submitted, asked.id, form("a", unit_price_usd=4321), IN_JULY).answer

    assert given is not None
    assert (given.was["unit_price_usd"], given.now["unit_price_usd"]) == ("385000", "4321")
    assert given.was["event_end"] == given.now["event_end"]
    assert len(given.now["event_end"]) == len(before.rows["Schedule"])


def test_an_answer_in_which_more_differs_is_refused(
    submitted: Store, asked: Question, form: Form
) -> None:
    """The other fields are named, and nothing of the file is kept."""
    path = form("a", unit_price_usd=4321, vendor="Another AB", trl=3)
    with pytest.raises(NotNowError, match=r"“Vendor” .* and “Technology readiness level”") as seen:
        answer(submitted, asked.id, path, IN_JULY)

    assert seen.value.as_plain()["refused"]["code"] == "OTHER_FIELDS"
    assert seen.value.as_plain()["refused"]["fields"] == ["vendor", "trl"]
    assert len(submitted.versions.all(2027, ARMY)) == 1
    assert submitted.questions.get(asked.id).state == "open"


def test_what_came_late_does_not_come_in_by_an_answer(
    submitted: Store, asked: Question, form: Form
) -> None:
    """An answer is compared with what is judged, not with a version that was too late."""
    late = form("late", vendor="Another AB")
    submit(submitted, late, Delivery(Actor("army"), IN_JULY, 2027))

    with pytest.raises(NotNowError, match="“Vendor”"):
        answer(submitted, asked.id, form("a", vendor="Another AB", unit_price_usd=1), IN_JULY)
    given = answer(submitted, asked.id, form("b", unit_price_usd=4321), IN_JULY)
    judged = {one.ref: one for one in submitted.versions.to_judge(2027, DEADLINE)}

    assert given.state == "answered"
    assert judged[ARMY].version == 3
    assert judged[ARMY].proposal.answers["vendor"].value != "Another AB"


def test_a_form_of_another_proposal_is_refused(
    submitted: Store, asked: Question, form: Form, tmp_path: Path
) -> None:
    """So is one without a ref, and a list of several."""
    several = write_list(tmp_path / "list.xlsx", {ARMY: {}, "FY27-ARMY-02": {}})
    for path, said in (
        (form("a", ref="FY27-ARMY-02"), "is the form of FY27-ARMY-02"),
        (form("b", ref=None), "has no ref in it"),
        (several, "holds 2 proposals"),
    ):
        with pytest.raises(NotNowError, match=said):
            answer(submitted, asked.id, path, IN_JULY)


def test_a_file_that_cannot_be_taken_is_refused(
    submitted: Store, asked: Question, tmp_path: Path
) -> None:
    """With the code of the gate, and the question stays open."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(RefusalError, match=r"a\.xlsx"):
        answer(submitted, asked.id, path, IN_JULY)

    assert submitted.questions.get(asked.id).state == "open"


def test_an_answer_after_its_last_day_is_taken_and_marked(
    submitted: Store, asked: Question, form: Form
) -> None:
    """Late is better than never."""
    late = dt.datetime(2026, 7, 11, 5, tzinfo=dt.UTC)
    given = answer(submitted, asked.id, form("a", unit_price_usd=4321), late).answer

    assert given is not None
    assert given.is_late


def test_the_same_file_again_gives_the_first_answer(
    submitted: Store, asked: Question, form: Form
) -> None:
    """Another file is refused: one question has one answer."""
    path = form("a", unit_price_usd=4321)
    first = answer(submitted, asked.id, path, IN_JULY)

    assert answer(submitted, asked.id, path, IN_JULY) == first
    with pytest.raises(NotNowError, match="was answered already"):
        answer(submitted, asked.id, form("b", unit_price_usd=5), IN_JULY)
    assert len(submitted.versions.all(2027, ARMY)) == 2


def test_a_form_in_which_nothing_differs_is_an_answer(
    submitted: Store, asked: Question, form: Form
) -> None:
    """A sponsor may say that what stands there is right."""
    given = answer(submitted, asked.id, form("a"), IN_JULY).answer

    assert given is not None
    assert given.was == given.now


def test_the_sponsor_of_the_component_answers_and_nobody_else(
    submitted: Store, asked: Question, form: Form
) -> None:
    """To another component there is no such question; a certifier may not."""
    people = with_people(
        submitted,
        ("army", "sponsor", "Army"),
        ("navy", "sponsor", "Navy"),
        ("army-office", "certifier", "Army"),
    )
    path = form("a", unit_price_usd=4321)
    with pytest.raises(DeniedError, match=f"There is no {asked.id} that you may see"):
        answer(acting_as(people, "navy"), asked.id, path, IN_JULY)
    with pytest.raises(DeniedError, match="It is for: sponsor"):
        answer(acting_as(people, "army-office"), asked.id, path, IN_JULY)

    assert answer(acting_as(people, "army"), asked.id, path, IN_JULY).state == "answered"
    denied = [event for event in submitted.events.all() if event.details.get("code")]
    assert [event.action for event in denied] == ["question.answer", "question.answer"]
