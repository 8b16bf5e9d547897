"""Saved scenarios, on each database."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, UsageError
from fct.data.program.conditions import Conditions
from fct.data.program.scenario import WEIGHTED_PARTS, Scenario
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store

RUN = "FY2027-R001"


@pytest.fixture
def with_run(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    make_run: Callable[..., RunRecord],
) -> Store:
    """A store with one run."""
    store.cycles.add(2027, "fiscal_year: 2027\nfinal_due: 2026-06-30\n", "c", actor)
    store.submissions.add(make_submission("a", make_proposal("A")))
    judged = store.versions.get(2027, "A")
    assert store.runs.add(make_run([judged.id]), actor) == RUN
    return store


def less(name: str = "Less money", **changes: Any) -> Scenario:
    """A scenario of half the money."""
    given: dict[str, Any] = {"name": name, "budgets": {2027: Decimal("500.5")}, "run_id": RUN}
    return Scenario(**(given | changes))


def test_a_saved_scenario_is_read_as_it_was(with_run: Store, actor: Actor) -> None:
    """Weights, amounts and conditions come back equal, with who saved it."""
    scenario = less(
        weights=dict.fromkeys(WEIGHTED_PARTS, 0.1), conditions=Conditions(excluded=frozenset({"A"}))
    )
    saved = with_run.scenarios.save(2027, scenario, actor)

    assert (saved.version, saved.content, saved.actor) == (1, scenario, actor)
    assert with_run.scenarios.get(2027, "Less money") == saved


def test_the_same_name_gets_a_further_version(with_run: Store, actor: Actor) -> None:
    """The first version stays."""
    with_run.scenarios.save(2027, less(), actor)
    second = with_run.scenarios.save(2027, less(note="Less still."), actor)

    assert second.version == 2
    assert with_run.scenarios.get(2027, "Less money").content.note == "Less still."
    assert with_run.scenarios.get(2027, "Less money", 1).content == less()


def test_the_same_content_again_writes_nothing(with_run: Store, actor: Actor) -> None:
    """Also where an amount is written with another number of zeros."""
    first = with_run.scenarios.save(2027, less(), actor)
    count = len(with_run.events.all())
    again = with_run.scenarios.save(2027, less(budgets={2027: Decimal("500.50")}), Actor("Other"))

    assert again == first
    assert len(with_run.events.all()) == count


def test_going_back_to_an_older_content_is_a_version(with_run: Store, actor: Actor) -> None:
    """Only the last version is compared."""
    for note in ("", "b", ""):
        last = with_run.scenarios.save(2027, less(note=note), actor)

    assert last.version == 3


def test_the_last_versions_are_listed_by_name(with_run: Store, actor: Actor) -> None:
    """Of this cycle alone."""
    for scenario in (less("B"), less("A"), less("B", note="2")):
        with_run.scenarios.save(2027, scenario, actor)

    listed = [(one.content.name, one.version) for one in with_run.scenarios.all(2027)]
    assert listed == [("A", 1), ("B", 2)]
    assert with_run.scenarios.all(2028) == []


def test_the_log_says_what_was_set_and_not_to_what(with_run: Store, actor: Actor) -> None:
    """Keys only: no amount, no note."""
    with_run.scenarios.save(2027, less(note="Secret plan."), actor)
    event = with_run.events.all()[-1]

    assert (event.action, event.object) == ("scenario saved", "FY2027 Less money")
    assert event.details == {"version": 1, "run_id": RUN, "sets": ["budgets"]}
    assert verify(with_run).first_bad is None


def test_a_scenario_without_a_run_is_not_kept(with_run: Store, actor: Actor) -> None:
    """The sentence says what to give."""
    with pytest.raises(UsageError, match="does not say which run it is based on; give run_id"):
        with_run.scenarios.save(2027, less(run_id=None), actor)


@pytest.mark.parametrize(
    ("year", "run_id", "message"),
    [
        (2027, "FY2027-R009", "There is no FY2027-R009 that you may see"),
        (2028, RUN, "saved for fiscal year 2028, but its run FY2027-R001 is of 2027; give a run"),
    ],
)
def test_the_run_must_be_one_of_the_cycle(
    with_run: Store, actor: Actor, year: int, run_id: str, message: str
) -> None:
    """Nothing is kept then."""
    with pytest.raises((UsageError, DeniedError), match=message):
        with_run.scenarios.save(year, less(run_id=run_id), actor)
    assert with_run.scenarios.all(year) == []


def test_an_unknown_name_names_what_is_saved(with_run: Store, actor: Actor) -> None:
    """Before the first one it says that there is none."""
    with pytest.raises(
        UsageError, match="no scenario “X” in fiscal year 2027: no scenario is saved yet"
    ):
        with_run.scenarios.get(2027, "X")

    with_run.scenarios.save(2027, less("B"), actor)
    with_run.scenarios.save(2027, less("A"), actor)

    with pytest.raises(UsageError, match=r"no scenario “X” in .* 2027; saved are “A”, “B”\."):
        with_run.scenarios.get(2027, "X")


def test_an_unknown_version_names_the_versions(with_run: Store, actor: Actor) -> None:
    """The only one, or 1 to the last."""
    with_run.scenarios.save(2027, less(), actor)
    with pytest.raises(UsageError, match="has no version 0; its only version is 1"):
        with_run.scenarios.get(2027, "Less money", 0)

    with_run.scenarios.save(2027, less(note="2"), actor)

    with pytest.raises(UsageError, match="has no version 3; its versions are 1 to 2"):
        with_run.scenarios.get(2027, "Less money", 3)
