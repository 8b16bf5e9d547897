"""What changed since a run was published."""

import pytest

from fct.data.common.actor import Actor
from fct.data.common.clock import utc_now
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.people.roles import Role
from fct.data.program.cycle import sha256_of_text
from fct.data.subjects.run_notices import run_head
from fct.data.subjects.store import Store
from fct.data.tables.core import Standing
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from fct.scoring.following.run_changes import run_changes_report
from tests.support.stores.people import as_person, person

ACTOR = Actor("tester")
YEAR = 2027


@pytest.fixture(name="published")
def _published(judged_store: Store) -> Store:
    """A store whose first run is published, and after it a withdrawal and another cycle file."""
    run = evaluate(judged_store, YEAR, None, ACTOR, lambda _: None).run_id
    publish(judged_store, run, ACTOR)
    ref = judged_store.runs.ranks(run)["ref"].iloc[0]
    withdrawn = Standing(
        fiscal_year=YEAR,
        ref=ref,
        standing="withdrawn",
        reason="No money",
        at=utc_now(),
        actor=ACTOR,
    )
    judged_store.standings.add(withdrawn)
    row = judged_store.cycles.find(YEAR)
    assert row is not None
    text = f"{row.yaml}\nretention_years: 12\n"
    judged_store.cycles.add(YEAR, text, sha256_of_text(text), ACTOR)
    return judged_store


def test_each_change_stands_there_with_whom_and_when(published: Store) -> None:
    """The withdrawal by its ref and the key of the cycle file, and both in the page's sentence."""
    run = published.runs.published(YEAR)
    assert run is not None
    ref = published.runs.ranks(run.id)["ref"].iloc[0]
    report = run_changes_report(published, YEAR)
    head = " ".join(run_head(published, run))

    assert report["run"] == run.id
    assert [(one["what"], one["ref"], one["field"]) for one in report["changes"]] == [
        ("withdrawal", ref, None),
        ("cycle file", None, "retention_years"),
    ]
    assert {one["by"] for one in report["changes"]} == {ACTOR.name}
    assert all(one["at"] is not None for one in report["changes"])
    assert ref in head
    assert "the cycle file is version 2 now" in head


def test_an_earlier_run_is_shown_again(published: Store) -> None:
    """It is the published one from then on, with its reason in the log; the other is not lost."""
    first = published.runs.published(YEAR)
    assert first is not None
    second = evaluate(published, YEAR, None, ACTOR, lambda _: None).run_id
    with pytest.raises(NotNowError, match="never published"):
        published.runs.revert(second, "Too early")
    publish(published, second, ACTOR)
    with pytest.raises(NotNowError, match="shown now"):
        published.runs.revert(second, "Too late")
    with pytest.raises(UsageError, match="reason"):
        published.runs.revert(first.id, " ")
    published.runs.revert(first.id, "The withdrawal was a mistake")
    shown = published.runs.published(YEAR)
    last = published.events.all()[-1]

    assert shown == first
    assert (last.action, last.object) == ("run reverted", first.id)
    assert last.details["reason"] == "The withdrawal was a mistake"
    assert run_changes_report(published, YEAR)["run"] == first.id


def test_only_an_authority_reverts_and_only_who_sees_the_order_sees_changes(
    published: Store,
) -> None:
    """An operator reads what changed and may not revert; a sponsor may neither."""
    operator = as_person(published, person("olga", Role.OPERATOR))
    sponsor = as_person(published, person("sam", Role.SPONSOR, component="Army"))
    authority = as_person(published, person("ann", Role.AUTHORITY))

    assert run_changes_report(operator, YEAR)["changes"]
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        operator.runs.revert("FY2027-R001", "Because")
    with pytest.raises(DeniedError, match="Your roles do not include this"):
        run_changes_report(sponsor, YEAR)
    with pytest.raises(NotNowError, match="shown now"):
        authority.runs.revert("FY2027-R001", "Because")
