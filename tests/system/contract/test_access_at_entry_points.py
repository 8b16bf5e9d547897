"""Every action, at the functions that do it: each role, on an own proposal and on another one.

What is expected is made from the table of actions; an action without an entry point fails.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from fct.data.audit.verifying import verify
from fct.data.backups.writing import back_up
from fct.data.common.clock import utc_now
from fct.data.common.errors import DeniedError, FctError
from fct.data.decisions.outcomes import Outcome
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.access import Action, Scope, load_access
from fct.data.people.person import Person
from fct.data.people.roles import COMPONENT_ROLES, Role
from fct.data.program.rule_stages import AlarmReview, Stage, StageChange
from fct.data.program.scenario import Scenario
from fct.data.proposals.overlap_answers import Answer, OverlapAnswer
from fct.data.proposals.waivers import WaiverAnswer, WaiverChoice, WaiverRequest
from fct.data.reviewing.content import ReviewState
from fct.data.reviewing.discussion import Audience
from fct.data.subjects.store import Store
from fct.data.submitting.answering import answer_bytes
from fct.data.submitting.attachments import Evidence, attach_bytes
from fct.data.submitting.certification import certify
from fct.data.submitting.delivery import Delivery, submit_bytes
from fct.data.submitting.withdrawal import withdraw
from fct.flows.cycle.reproducing import reproduce
from fct.flows.keeping.archiving import write_archive
from fct.flows.keeping.doctor import diagnosed
from fct.scoring.deciding.choices import Choice
from fct.scoring.deciding.deciding import approve, decide, publish, slate_shown, submit
from fct.scoring.deciding.package import package_zip
from fct.scoring.defending.published import published_order
from fct.scoring.learning.rule_alarms import stored_statistics
from fct.scoring.year.lists import list_rows
from tests.conftest import IN_TIME, opened_copy
from tests.support.processes.samples import sample
from tests.support.stores.office import as_person
from tests.support.stores.reviews import REASON, complete_review

OWN, OTHER = "FY27-NAVY-01", "FY27-ARMY-01"
WHO: Mapping[Role, str] = {
    Role.SPONSOR: "sponsor-navy",
    Role.CERTIFIER: "certifier-navy",
    Role.REVIEWER: "reviewer-1",
    Role.EXPERT: "expert-1",
    Role.AUTHORITY: "authority-1",
    Role.AUDITOR: "auditor-1",
    Role.OPERATOR: "operator-1",
    Role.ADMINISTRATOR: "administrator-1",
}
OF_A_ROLE = {"NOT_THERE", "NOT_ALLOWED", "NOT_ASSIGNED"}
# The cycle file names who takes which step; here it names none, so these do.
OF_A_STEP = {Action.SLATE_SUBMIT: Role.REVIEWER, Action.SLATE_APPROVE: Role.AUTHORITY}
LATER = dt.date(2026, 9, 30)
CYCLE_2029 = "fiscal_year: 2029\nfinal_due: 2028-06-30\n"


class Entry(NamedTuple):
    """What does an action, and what it is done to: a proposal, another person, or nothing."""

    does: Callable[[Store, str], object]
    to: str = "proposal"


def ask_waiver(store: Store, ref: str) -> object:
    """Ask to waive a rule."""
    return store.waivers.request(
        WaiverRequest(
            fiscal_year=2027,
            ref=ref,
            rule="A3",
            reason=REASON,
            expires=LATER,
            at=IN_TIME,
            actor=store.actor,
        )
    )


def refuse_waiver(store: Store, ref: str) -> object:
    """Refuse the waiver that was asked for."""
    asked = next(one for one in store.whole().waivers.of_cycle(2027) if one.request.ref == ref)
    said = WaiverAnswer(answer=WaiverChoice.REFUSED, reason=REASON, at=IN_TIME, actor=store.actor)
    return store.waivers.answer(asked.id, said)


def lower(store: Store, to: Stage) -> object:
    """Propose to lower a rule."""
    figures = stored_statistics(store.whole(), ["A3"])["A3"]
    return store.stages.propose_lowering(
        StageChange(
            rule="A3", stage=to, reason=REASON, statistics=figures, at=IN_TIME, actor=store.actor
        )
    )


def review_alarm(store: Store, ref: str) -> object:
    """Call an alarm false."""
    stored = store.whole().versions.get(2027, ref)
    found = AlarmReview(
        proposal_id=stored.id,
        rule="A3",
        is_false=True,
        reason=REASON,
        at=IN_TIME,
        actor=store.actor,
    )
    return store.alarm_reviews.add(found)


def answer_overlap(store: Store, ref: str) -> object:
    """Dismiss an overlap."""
    said = OverlapAnswer(
        fiscal_year=2027,
        left_key=f"FY2027 {ref}",
        right_key="past 7",
        answer=Answer.DISMISSED,
        reason=REASON,
        at=IN_TIME,
        actor=store.actor,
    )
    return store.overlaps.add_answer(said)


def answer_question(store: Store, ref: str) -> object:
    """Answer the question that was asked."""
    asked = next(one for one in store.whole().questions.of_cycle(2027) if one.ref == ref)
    delivery = Delivery(store.actor, IN_TIME, 2027, replaces=ref, answers=asked)
    return answer_bytes(store, asked, "answer.xlsx", b"", delivery)


def publish_run(store: Store, _: str) -> object:
    """Publish the run again."""
    run = store.whole().runs.published(2027)
    assert run is not None
    return store.runs.publish(run.id, store.actor)


def change_person(store: Store, _: str) -> object:
    """Change another person."""
    return store.people.change(Person(id="reviewer-3", name="R", roles=frozenset({Role.REVIEWER})))


# What needs a cycle under way or a project, tried in tests/flows/year and tests/flows/following.
OF_THE_YEAR = frozenset(
    {
        *(Action.BOARD_SEE, Action.CALENDAR_SEE, Action.MESSAGE_SEE, Action.TICK_SEE),
        *(Action.DEADLINE_EXTEND, Action.RECEIPT_CORRECT, Action.TICK_RUN),
        *(Action.NOMINATION_ANSWER, Action.REFERRAL_WRITE, Action.TRENDS_SEE),
        *(Action.PROJECT_SEE, Action.PROJECT_START, Action.PROJECT_CHANGE),
        *(Action.PROJECT_REPORT, Action.PROJECT_PROCURE),
    }
)
ENTRY_POINTS: Mapping[Action, Entry] = {
    Action.PROPOSAL_SEE: Entry(lambda store, ref: store.versions.get(2027, ref)),
    Action.PROPOSAL_SUBMIT: Entry(
        lambda store, ref: submit_bytes(
            store, "empty.xlsx", b"", Delivery(store.actor, IN_TIME, 2027, replaces=ref)
        )
    ),
    Action.PROPOSAL_ATTACH: Entry(
        lambda store, ref: attach_bytes(
            store, "x.pdf", b"%PDF-", Evidence(2027, ref, store.actor, IN_TIME)
        )
    ),
    Action.PROPOSAL_CERTIFY: Entry(lambda store, ref: certify(store, 2027, ref, IN_TIME)),
    Action.QUESTION_ANSWER: Entry(answer_question),
    Action.ORDER_SEE: Entry(lambda store, ref: published_order(store, 2027, ref)),
    Action.REVIEW_WRITE: Entry(
        lambda store, ref: store.reviews.write(2027, ref, complete_review(), ReviewState.DRAFT)
    ),
    Action.REVIEW_SEE: Entry(lambda store, ref: store.reviews.own(2027, ref)),
    Action.PANEL_SEE: Entry(lambda store, _: store.reviews.panels(2027), "nothing"),
    Action.COMMENT_WRITE: Entry(
        lambda store, ref: store.comments.add(2027, ref, Audience.REVIEWERS, REASON)
    ),
    Action.FLAG_WRITE: Entry(lambda store, ref: store.flags.add(2027, ref, "legal", REASON)),
    Action.QUESTION_ASK: Entry(
        lambda store, ref: store.questions.ask(2027, ref, ["vendor"], REASON, LATER)
    ),
    Action.DECISION_DRAFT: Entry(
        lambda store, ref: decide(
            store, 2027, Choice(ref=ref, outcome=Outcome.RESERVE, reason=REASON)
        )
    ),
    Action.SLATE_SEE: Entry(lambda store, _: slate_shown(store, 2027), "nothing"),
    Action.SLATE_SUBMIT: Entry(lambda store, _: submit(store, 2027), "nothing"),
    Action.SLATE_APPROVE: Entry(lambda store, _: approve(store, 2027), "nothing"),
    Action.SLATE_PUBLISH: Entry(lambda store, _: publish(store, 2027), "nothing"),
    Action.PACKAGE_WRITE: Entry(lambda store, _: package_zip(store, 2027), "nothing"),
    Action.CYCLE_CHANGE: Entry(
        lambda store, _: store.cycles.add(2029, CYCLE_2029, "0" * 64, store.actor), "nothing"
    ),
    Action.RUN_EVALUATE: Entry(publish_run, "nothing"),
    Action.REVIEW_ASSIGN: Entry(
        lambda store, ref: store.assignments.assign(2027, ref, "reviewer-3", LATER)
    ),
    Action.CONFLICT_WRITE: Entry(
        lambda store, _: store.conflicts.add("reviewer-3", ConflictWith(vendor="Nobody"), REASON),
        "person",
    ),
    Action.WAIVER_REQUEST: Entry(ask_waiver),
    Action.WAIVER_APPROVE: Entry(refuse_waiver),
    Action.RULE_CHANGE: Entry(lambda store, _: lower(store, Stage.WARN), "nothing"),
    Action.RULE_WATCH: Entry(lambda store, _: lower(store, Stage.WATCH), "nothing"),
    Action.ALARM_REVIEW: Entry(review_alarm),
    Action.SCENARIO_WRITE: Entry(
        lambda store, _: store.scenarios.save(2027, Scenario(name="tried"), store.actor), "nothing"
    ),
    Action.OVERLAP_ANSWER: Entry(answer_overlap),
    Action.RECORD_CHANGE: Entry(
        lambda store, _: store.track_record.add([], store.actor), "nothing"
    ),
    Action.LISTS_SEE: Entry(lambda store, _: list_rows(store, "submissions", 2027), "nothing"),
    Action.PERSON_SEE: Entry(lambda store, _: store.people.all(), "nothing"),
    Action.PERSON_CHANGE: Entry(change_person, "person"),
    Action.LOG_SEE: Entry(lambda store, _: store.activity.all(None, "reviewer-3"), "person"),
    Action.STORE_BACK_UP: Entry(
        lambda store, _: back_up(store, store.settings.home.parent / store.acting.id), "nothing"
    ),
    Action.STORE_ARCHIVE: Entry(
        lambda store, _: write_archive(
            store, 2027, store.settings.home.parent / f"{store.acting.id}.zip"
        ),
        "nothing",
    ),
    Action.STORE_DIAGNOSE: Entry(lambda store, _: diagnosed(store), "nothing"),
    Action.STORE_VERIFY: Entry(lambda store, _: verify(store), "nothing"),
    Action.RUN_REPRODUCE: Entry(lambda store, _: reproduce(store, "FY2027-R001"), "nothing"),
    Action.RUN_REVERT: Entry(lambda store, _: store.runs.revert("FY2027-R001", REASON), "nothing"),
    Action.CLOCK_MOVE: Entry(lambda store, _: store.move_clock(utc_now()), "nothing"),
    Action.PROPOSAL_WITHDRAW: Entry(
        lambda store, ref: withdraw(store, 2027, ref, reason=REASON, actor=store.actor)
    ),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, office_template: Path) -> Iterator[Store]:
    """A season with somebody in each role, a question and a waiver asked on both proposals."""
    with opened_copy(office_template, tmp_path_factory.mktemp("entry points") / "home") as store:
        certifier = frozenset({Role.CERTIFIER})
        store.people.add(Person(id="certifier-navy", name="C", roles=certifier, component="Navy"))
        for ref in (OWN, OTHER):
            store.questions.ask(2027, ref, ["vendor"], REASON, LATER)
            ask_waiver(store, ref)
        for person in ("reviewer-1", "expert-1"):
            store.assignments.assign(2027, OWN, person, LATER)
        yield store


def expected(action: Action, role: Role, ref: str) -> str | None:
    """The code of the first reason that applies, by the table and by who sees what."""
    scope, to = load_access().scope(action, role), ENTRY_POINTS[action].to
    if to == "proposal":
        sees_own_alone = role in COMPONENT_ROLES or role is Role.EXPERT  # that is assigned
        if role is Role.ADMINISTRATOR or (sees_own_alone and ref == OTHER):
            return "NOT_THERE"
    if scope is Scope.NONE or OF_A_STEP.get(action, role) is not role:
        return "NOT_ALLOWED"
    if scope is Scope.ASSIGNED and to == "proposal":
        return None if ref == OWN else "NOT_ASSIGNED"
    return "NOT_ALLOWED" if scope is Scope.OWN and to == "person" else None


def test_every_action_has_an_entry_point() -> None:
    """A new action without one fails here."""
    assert set(ENTRY_POINTS) == set(Action) - OF_THE_YEAR


@pytest.mark.sampled
@pytest.mark.parametrize("role", list(Role))
def test_each_role_does_what_its_row_says(office: Store, role: Role) -> None:
    """What the table forbids is denied with its code, and logged; nothing else is."""
    store = as_person(office, WHO[role])
    wrong, denials = [], {}
    apart = sample(2, whole=1)  # each action is tried by every second role
    for action, point in [*ENTRY_POINTS.items()][[*Role].index(role) % apart :: apart]:
        for ref in (OWN, OTHER) if point.to == "proposal" else (OWN,):
            code = None
            try:
                point.does(store, ref)
            except DeniedError as denied:
                code = denied.code
                denials[office.events.last()[0]] = (action, ref, code)
            except FctError:
                code = None  # not now, or not so: but it may be done
            if code in OF_A_ROLE or expected(action, role, ref) is not None:
                wrong += [(action, ref, code)] if code != expected(action, role, ref) else []
    assert wrong == [], wrong
    logged = {one.seq: one for one in office.events.all()}
    for seq, (action, ref, code) in denials.items():
        assert logged[seq].details["outcome"] == "denied", (action, ref)
        assert (logged[seq].details["code"], logged[seq].actor.name) == (code, store.acting.id)
