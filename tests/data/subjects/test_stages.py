"""Stages of rules and their lowering, on each database."""

import datetime as dt

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, UsageError
from fct.data.program.lowerings import Lowering, LoweringAnswer, LoweringStep
from fct.data.program.rule_stages import AlarmCounts, RuleStatistics, Stage, StageChange
from fct.data.subjects.store import Store

AT = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
ANN, BOB = Actor("Ann Lee", account=1001), Actor("Bob Ray", account=1002)


def change(stage: Stage, rule: str = "A3", reviewed: int = 0, actor: Actor = ANN) -> StageChange:
    """Return a change of a rule's stage, with the figures it is based on."""
    part = AlarmCounts(judged=50, fails=30, reviewed=reviewed)
    figures = RuleStatistics(
        rule=rule,
        whole=part,
        rate_interval=(0.0, 0.1) if reviewed else None,
        by_component={"Navy": part},
        by_fiscal_year={2027: part},
    )
    return StageChange(
        rule=rule, stage=stage, reason="Tried\nout.", statistics=figures, at=AT, actor=actor
    )


def answer(
    store: Store, lowering: Lowering, actor: Actor, step: LoweringStep = LoweringStep.CONFIRMED
) -> Lowering:
    """Answer a lowering that was proposed."""
    said = LoweringAnswer(step=step, reason="Seen.", at=AT, actor=actor)
    return store.stages.answer_lowering(lowering.id, said)


def lower(store: Store, stage: Stage, rule: str = "A3") -> Lowering:
    """Lower a rule, as two people."""
    return answer(store, store.stages.propose_lowering(change(stage, rule)), BOB)


def test_a_new_store_has_every_rule_at_block(store: Store) -> None:
    """Nothing is set until somebody sets it."""
    assert store.stages.now() == {}
    assert (store.stages.changes(), store.stages.lowerings()) == ([], [])


def test_a_proposed_lowering_changes_nothing(store: Store) -> None:
    """It waits, and is an event with the figures that were looked at."""
    waiting = store.stages.propose_lowering(change(Stage.WATCH))

    assert (waiting.id, waiting.was, waiting.status) == ("L001", Stage.BLOCK, "waiting")
    assert waiting.change.reason == "Tried out."
    assert (store.stages.now(), store.stages.changes()) == ({}, [])
    event = store.events.all()[-1]
    assert (event.action, event.object, event.actor) == ("rule lowering proposed", "L001", ANN)
    assert event.actor.account == 1001
    assert event.details["statistics"]["fails"] == 30


def test_another_account_confirms_a_lowering(store: Store) -> None:
    """The rule is lowered, the row and the event say who confirmed, and the chain holds."""
    confirmed = lower(store, Stage.WATCH)

    assert confirmed.status == "confirmed"
    assert store.stages.lowerings("A3") == [confirmed]
    assert store.stages.lowerings("A1") == []
    assert store.stages.now() == {"A3": Stage.WATCH}
    assert [(one.stage, one.actor) for one in store.stages.changes("A3")] == [(Stage.WATCH, BOB)]
    event = store.events.all()[-1]
    assert (event.action, event.object, event.actor) == ("rule lowering confirmed", "L001", BOB)
    assert event.details["proposed_by"] == "Ann Lee"
    assert verify(store).first_bad is None


def test_the_same_account_confirms_nothing_under_another_name(store: Store) -> None:
    """A name is typed; the account is the system's."""
    waiting = store.stages.propose_lowering(change(Stage.WATCH))

    with pytest.raises(DeniedError, match="account 1001, so another account must confirm it"):
        answer(store, waiting, Actor("Bob Ray", account=1001))

    assert store.stages.now() == {}
    assert store.stages.lowerings() == [waiting]


def test_in_an_illustrative_store_two_names_are_two(store: Store) -> None:
    """One account plays all; the same name in other letters is the same person."""
    store.make_new(ANN, illustrative=True)
    waiting = store.stages.propose_lowering(change(Stage.WATCH))

    with pytest.raises(DeniedError, match="another person must confirm it"):
        answer(store, waiting, Actor("ann  lee", account=1002))
    answer(store, waiting, Actor("Bob Ray", account=1001))

    assert store.stages.now() == {"A3": Stage.WATCH}


@pytest.mark.parametrize("actor", [ANN, BOB])
def test_one_person_takes_a_lowering_back_at_once(store: Store, actor: Actor) -> None:
    """While it waits nothing changes; in force it puts the rule back without a review."""
    waiting = store.stages.propose_lowering(change(Stage.WATCH))
    assert answer(store, waiting, actor, LoweringStep.TAKEN_BACK).status == "taken back"
    assert store.stages.changes() == []

    confirmed = lower(store, Stage.WATCH)
    answer(store, confirmed, actor, LoweringStep.TAKEN_BACK)

    assert store.stages.now() == {}
    assert [one.stage for one in store.stages.changes()] == [Stage.WATCH, Stage.BLOCK]
    with pytest.raises(UsageError, match="L002 is taken back already"):
        answer(store, confirmed, actor, LoweringStep.TAKEN_BACK)
    with pytest.raises(UsageError, match="L002 is taken back, so it cannot be confirmed"):
        answer(store, confirmed, BOB)


def test_a_lowered_rule_is_set_back_by_one_step(store: Store) -> None:
    """Straight to where it was, past `warn`; what lowered it has nothing to take back then."""
    confirmed = lower(store, Stage.WATCH)
    store.stages.set(change(Stage.BLOCK))

    assert store.stages.now() == {}
    with pytest.raises(UsageError, match="A3 is at block now and not at watch, so nothing of L001"):
        answer(store, confirmed, ANN, LoweringStep.TAKEN_BACK)


def test_a_lowering_of_what_moved_since_is_not_confirmed(store: Store) -> None:
    """It was proposed from another stage; taken back, it changes nothing."""
    first = lower(store, Stage.WARN)
    second = store.stages.propose_lowering(change(Stage.WATCH))
    answer(store, first, ANN, LoweringStep.TAKEN_BACK)

    with pytest.raises(UsageError, match="A3 was at warn when L002 was proposed and is at block"):
        answer(store, second, BOB)
    answer(store, second, BOB, LoweringStep.TAKEN_BACK)
    assert store.stages.now() == {}


def test_one_lowering_of_a_rule_waits_at_a_time(store: Store) -> None:
    """Another rule is something else."""
    store.stages.propose_lowering(change(Stage.WATCH))

    with pytest.raises(UsageError, match="L001 proposes to lower rule A3 already, by Ann Lee"):
        store.stages.propose_lowering(change(Stage.WARN))
    assert store.stages.propose_lowering(change(Stage.WARN, "A1")).id == "L002"


@pytest.mark.parametrize(
    ("stage", "rule", "words"),
    [
        (Stage.BLOCK, "A3", "A3 is at block; block is not lower"),
        (Stage.WATCH, "Z9", "There is no rule Z9"),
        (Stage.WATCH, "G4", "Rule G4 is a gate"),
        (Stage.WARN, "G8", "Rule G8 is a gate"),
    ],
)
def test_a_lowering_that_is_not_allowed_writes_nothing(
    store: Store, stage: Stage, rule: str, words: str
) -> None:
    """Neither a row nor an event."""
    with pytest.raises(UsageError, match=words):
        store.stages.propose_lowering(change(stage, rule))

    assert (store.stages.lowerings(), store.events.all()) == ([], [])


@pytest.mark.parametrize(
    ("stage", "rule", "words"),
    [
        (Stage.BLOCK, "A3", "A3 is at block already"),
        (Stage.WATCH, "A3", "is proposed by one and confirmed by another"),
        (Stage.WATCH, "G4", "Rule G4 is a gate"),
        (Stage.WATCH, "Z9", "There is no rule Z9"),
    ],
)
def test_a_change_that_one_may_not_make_writes_nothing(
    store: Store, stage: Stage, rule: str, words: str
) -> None:
    """The store itself refuses it, whoever calls."""
    with pytest.raises(UsageError, match=words):
        store.stages.set(change(stage, rule))

    assert (store.stages.changes(), store.events.all()) == ([], [])


def test_a_lowering_that_is_not_there_is_said(store: Store) -> None:
    """As of what may not be seen."""
    said = LoweringAnswer(step=LoweringStep.CONFIRMED, reason="Seen.", at=AT, actor=BOB)
    with pytest.raises(DeniedError, match="There is no L009 that you may see"):
        store.stages.answer_lowering("L009", said)
