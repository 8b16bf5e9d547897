"""Questions to sponsors, as they are asked and listed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.deliberations.questions import Answering
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.data.tables.core import Standing
from tests.data.deliberations.conftest import As
from tests.support.stores.acting import acting_as, with_people

DUE = dt.date(2026, 7, 10)


@pytest.fixture
def peopled(two: Store, make_run: Callable[..., RunRecord]) -> Store:
    """The store with the proposals A and B of the Navy, a published run, and people."""
    two.cycles.add(2027, "fiscal_year: 2027\nfinal_due: 2026-06-30\n", "0" * 64, Actor("operator"))
    ids = list(two.versions.ids_to_judge(2027, make_run([]).started_at).values())
    two.runs.publish(two.runs.add(make_run(ids), Actor("operator")), Actor("operator"))
    return with_people(
        two,
        ("navy", "sponsor", "Navy"),
        ("army", "sponsor", "Army"),
        ("reviewer", "reviewer", None),
        ("own", "reviewer", "Navy"),
        ("authority", "authority", None),
        ("operator", "operator", None),
    )


def ask(store: Store, ref: str = "A", *fields: str) -> str:
    """Ask a question and return its id."""
    return store.questions.ask(2027, ref, fields or ("trl",), "Which level?", DUE).id


def test_a_question_is_kept_as_it_was_asked(peopled: Store) -> None:
    """Numbered within its cycle, with who asked and until when an answer is due."""
    asked = acting_as(peopled, "reviewer").questions.ask(
        2027, "A", ["trl", "mrl", "trl"], " Which\nlevel? ", DUE
    )
    (kept,) = peopled.questions.of_cycle(2027, "A")

    assert kept == asked
    assert (kept.id, kept.fields, kept.question) == ("FY2027-Q001", ["trl", "mrl"], "Which level?")
    assert (kept.due, kept.state, kept.actor.name) == (DUE, "open", "reviewer")
    assert "question asked" in [event.action for event in peopled.events.all()[-3:]]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("navy", "NOT_ALLOWED"),
        ("army", "NOT_THERE"),
        ("own", "NOT_THERE"),
        ("operator", "NOT_ALLOWED"),
    ],
)
def test_a_reviewer_who_sees_it_and_an_authority_ask(
    peopled: Store, person: str, code: str
) -> None:
    """Nobody else does, and the denial is logged."""
    assert ask(acting_as(peopled, "authority")) == "FY2027-Q001"
    with pytest.raises(DeniedError, match=r"There is no A that|Your roles do not"):
        ask(acting_as(peopled, person))
    last = peopled.events.all()[-1]

    assert (last.actor.name, last.details["code"]) == (person, code)
    assert len(peopled.questions.of_cycle(2027)) == 1


def test_what_one_may_not_see_has_no_questions(peopled: Store) -> None:
    """Another component's sponsor and a reviewer of the own component see none, by id neither."""
    asked = ask(acting_as(peopled, "reviewer"))

    assert [one.id for one in acting_as(peopled, "navy").questions.of_cycle(2027)] == [asked]
    for person in ("army", "own"):
        theirs = acting_as(peopled, person)
        assert theirs.questions.of_cycle(2027) == []
        with pytest.raises(DeniedError, match=f"There is no {asked} that you may see"):
            theirs.questions.get(asked)


def test_a_hidden_ref_in_a_question_is_withheld(as_: As) -> None:
    """A reviewer of the Navy reads what is asked of A without the ref of the Navy."""
    as_("authority-1").questions.ask(2027, "A", ["trl"], "Which level? N has 8.", DUE)
    (seen,) = as_("reviewer-navy").questions.of_cycle(2027, "A")

    assert seen.question == "Which level? (withheld) has 8."


def test_a_field_that_is_not_one_of_the_form_is_refused(peopled: Store) -> None:
    """Nothing is kept."""
    with pytest.raises(UsageError, match="has no field level"):
        ask(peopled, "A", "level")
    assert peopled.questions.of_cycle(2027) == []


def test_nothing_is_asked_about_what_is_withdrawn(peopled: Store) -> None:
    """Nobody could answer; once it is re-opened somebody can."""
    now = dt.datetime.now(dt.UTC)
    for standing in ("withdrawn", "reopened"):
        change = Standing(
            fiscal_year=2027,
            ref="A",
            standing=standing,
            reason="no need",
            at=now,
            actor=Actor("navy"),
        )
        peopled.standings.add(change)
        if standing == "withdrawn":
            with pytest.raises(NotNowError, match="A is withdrawn"):
                ask(peopled)
    assert ask(peopled) == "FY2027-Q001"


@pytest.mark.parametrize(
    ("came", "days", "is_late"),
    [
        (dt.datetime(2026, 7, 11, 3, 59, 59, tzinfo=dt.UTC), 9, False),  # still 10 July there
        (dt.datetime(2026, 7, 11, 4, 0, 0, tzinfo=dt.UTC), 10, True),
    ],
)
def test_the_last_day_lasts_until_its_end_where_the_cycle_is(
    peopled: Store, came: dt.datetime, days: int, is_late: bool
) -> None:
    """Days are counted there too: asked on 1 July at 23:00 of New York."""
    asked = peopled.questions.get(ask(peopled))
    at = dt.datetime(2026, 7, 2, 3, tzinfo=dt.UTC)
    answering = Answering(replace(asked, at=at), "America/New_York", came, Actor("navy"))
    given = answering.answer("FY2027-S0002", {"trl": "8"}, {"trl": "9"})

    assert (given.days, given.is_late) == (days, is_late)
