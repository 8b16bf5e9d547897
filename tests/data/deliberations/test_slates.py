"""The repository of slates, on each database."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.decisions.outcomes import Outcome
from fct.data.decisions.records import Decision, KeptSlate, StandingRun, StepKind
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.scoring.deciding.choices import Choice, decision_on
from fct.scoring.deciding.standing import Standing
from fct.scoring.deciding.steps import Act, step_on
from tests.support.stores.slates import AT, LONG, basis, item, kusd

Make = Callable[[KeptSlate, str, Actor], Sequence[Decision]]


@pytest.fixture
def judged(two: Store, make_run: Callable[..., RunRecord], actor: Actor) -> Store:
    """The store with a published run over A and B."""
    text = packaged_cycle_texts()[2027]
    two.cycles.add(2027, text, sha256_of_text(text), actor)
    ids = [two.versions.get(2027, ref).id for ref in ("A", "B")]
    run_id = two.runs.add(make_run(ids), actor)
    two.runs.publish(run_id, actor)
    return two


def standing_of(kept: KeptSlate) -> Standing:
    """A and B ask 400 each of the 700 that there are."""
    return Standing(basis(item("A"), item("B"), budgets=kusd(y2027=700), promised={}), kept)


def deciding(ref: str, outcome: str, **others: Any) -> Make:
    """Return what decides one proposal over what is kept."""
    choice = Choice(ref=ref, outcome=Outcome(outcome), **others)
    return lambda kept, new_id, actor: [decision_on(standing_of(kept), choice, new_id, AT, actor)]


def decide(store: Store, ref: str, outcome: str, **others: Any) -> None:
    """Decide on a proposal."""
    store.slates.decide(2027, None, ref, deciding(ref, outcome, **others))


def step(store: Store, kind: StepKind) -> None:
    """Take a step of the slate."""
    store.slates.take_step(
        2027, None, kind, lambda kept, actor: step_on(standing_of(kept), Act(kind), actor)
    )


def test_a_slate_is_made_by_its_first_decision(judged: Store) -> None:
    """Its versions come back as they were kept, amounts as decimals."""
    assert judged.slates.kept(2027).slate is None
    decide(judged, "A", "fund in part", kusd=kusd(y2027="100.50"), reason=LONG)
    decide(judged, "A", "fund", if_version=1)
    kept = judged.slates.kept(2027)

    assert kept.slate is not None
    assert (kept.slate.id, kept.slate.is_supplement) == ("FY2027-1", False)
    assert [(one.version, one.kusd) for one in kept.versions] == [
        (1, kusd(y2027="100.50")),
        (2, kusd(y2027=400)),
    ]
    assert kept.versions[0].reason == LONG
    assert kept.standing == StandingRun(run_id="FY2027-R001", since=1)
    assert judged.slates.of_cycle(2027) == [kept.slate]
    assert judged.slates.year_of("FY2027-1") == 2027


def test_each_decision_and_each_step_is_an_event_with_a_hash(judged: Store) -> None:
    """The log shows a row that was changed later."""
    decide(judged, "A", "fund")
    step(judged, StepKind.SUBMIT)
    made, submitted = judged.events.all()[-2:]

    assert (made.action, made.object) == ("decision made", "A")
    assert made.details["outcome"] == "fund"
    assert made.details["kusd"] == {"2027": "400"}
    assert (submitted.action, submitted.object) == ("slate submitted", "FY2027-1")
    assert len({made.details["sha256"], submitted.details["sha256"]}) == 2
    assert verify(judged).first_bad is None


def test_what_is_refused_leaves_nothing(judged: Store) -> None:
    """Neither the slate nor an event."""
    before = judged.events.last()
    with pytest.raises(NotNowError, match="needs a reason"):
        decide(judged, "A", "reserve")

    assert judged.slates.of_cycle(2027) == []
    assert judged.events.last() == before


def at_once(*acts: Callable[[], None]) -> list[str]:
    """Run acts at the same time; return the codes of those that were refused."""
    start, codes = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        except NotNowError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def test_of_two_who_change_one_decision_at_once_one_wins(judged: Store) -> None:
    """The other one is stale, and sees what the first wrote."""
    decide(judged, "A", "fund")
    acts = [
        lambda: decide(judged, "A", "reserve", reason=LONG, if_version=1),
        lambda: decide(judged, "A", "return", reason=LONG, if_version=1),
    ]

    assert at_once(*acts) == ["STALE"]
    assert [one.version for one in judged.slates.kept(2027).versions] == [1, 2]


def test_of_two_first_decisions_at_once_one_wins(judged: Store) -> None:
    """One slate is made, with one version."""
    acts = [lambda: decide(judged, "A", "fund", if_version=0)] * 2

    assert at_once(*acts) == ["STALE"]
    assert len(judged.slates.of_cycle(2027)) == 1


def test_two_do_not_give_the_same_money_at_once(judged: Store) -> None:
    """Each fits alone; together they are 100 over the budget."""
    acts = [lambda: decide(judged, "A", "fund"), lambda: decide(judged, "B", "fund")]

    assert at_once(*acts) == ["OVER_BUDGET"]
    assert len(judged.slates.kept(2027).versions) == 1


def test_a_supplement_comes_after_publication(judged: Store) -> None:
    """It is numbered on, needs a reason, and knows what came before it."""
    decide(judged, "A", "fund")
    with pytest.raises(NotNowError, match="is not published") as caught:
        judged.slates.add_supplement(2027, "More money.")
    assert caught.value.code == "NOT_PUBLISHED"
    step(judged, StepKind.PUBLISH)
    with pytest.raises(UsageError, match="A supplement needs a reason"):
        judged.slates.add_supplement(2027, " ")
    made = judged.slates.add_supplement(2027, "More money.")
    kept = judged.slates.kept(2027, made.id)

    assert (made.id, made.reason, made.is_supplement) == ("FY2027-2", "More money.", True)
    assert [one.slate.id for one in kept.before if one.slate] == ["FY2027-1"]
    assert judged.slates.kept(2027).before == ()


def test_a_slate_that_is_not_there_is_denied_and_logged(judged: Store) -> None:
    """As everything that is not there."""
    for look in (
        lambda: judged.slates.kept(2027, "FY2027-9"),
        lambda: judged.slates.year_of("FY2027-9"),
    ):
        with pytest.raises(DeniedError, match="There is no FY2027-9 that you may see"):
            look()
        assert judged.events.all()[-1].details["code"] == "NOT_THERE"


def test_a_run_that_is_published_again_stands_anew(
    judged: Store, make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Between the two another one was what readers saw."""
    ids = [judged.versions.get(2027, "A").id]
    other = judged.runs.add(make_run(ids, input_sha256="other"), actor)
    judged.runs.publish(other, actor)
    assert judged.slates.kept(2027).standing == StandingRun(run_id=other, since=2)
    judged.runs.publish("FY2027-R001", actor)
    assert judged.slates.kept(2027).standing == StandingRun(run_id="FY2027-R001", since=3)
