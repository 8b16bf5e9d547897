"""Test submissions leave no trace in what is judged; all versions of a ref are kept."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.data.tables.core import Standing, proposals

DEADLINE = dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=dt.UTC)
LATE = DEADLINE + dt.timedelta(days=1)

Submissions = Callable[..., NewSubmission]
Proposals = Callable[..., RawProposal]


def test_a_test_is_received_and_never_judged(
    store: Store, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """Its receipt says test and which refs it would get; no table that a run reads holds it."""
    receipt = store.submissions.add(
        make_submission("a", make_proposal("A"), make_proposal(), is_test=True)
    )

    assert (receipt.id, receipt.status, receipt.is_test) == ("FY2027-T0001", "accepted", True)
    assert (receipt.refs, receipt.versions) == (("A", "FY27-0001"), ())
    assert store.submissions.get(receipt.id) == receipt
    assert store.events.all()[-1].action == "test submission accepted"
    assert store.versions.to_judge(2027, DEADLINE) == []
    assert store.versions.late(2027, DEADLINE - dt.timedelta(days=999)) == []
    assert store.versions.components(2027) == {}
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(proposals)).scalar() == 0


def test_the_same_file_may_be_a_test_first(
    store: Store, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """Later it is a submission of its own: version 1, with the ref that the test had named."""
    tried = store.submissions.add(make_submission("a", make_proposal(), is_test=True))
    again = store.submissions.add(make_submission("a", make_proposal(), is_test=True))
    real = store.submissions.add(make_submission("a", make_proposal()))

    assert (again.id, again.is_repeat) == (tried.id, True)
    assert (real.id, real.is_repeat, real.is_test) == ("FY2027-S0002", False, False)
    assert (real.refs, real.versions) == (tried.refs, (1,))
    assert [one.ref for one in store.versions.to_judge(2027, DEADLINE)] == ["FY27-0001"]


def test_a_test_of_a_known_ref_makes_no_version(
    store: Store, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """What stands stays the last version."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    store.submissions.add(make_submission("b", make_proposal("A"), is_test=True))

    assert [one.version for one in store.versions.all(2027, "A")] == [1]


def test_all_versions_are_listed_in_their_order(
    store: Store, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """Those that came late too, each with its submission and its cells."""
    store.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))
    store.submissions.add(make_submission("b", make_proposal("A", title="2"), received_at=LATE))

    found = store.versions.all(2027, "A")

    assert [(one.version, one.submission_id) for one in found] == [
        (1, "FY2027-S0001"),
        (2, "FY2027-S0002"),
    ]
    assert found[1].proposal.answers["title"].value == "2"


def test_a_ref_without_versions_is_reported(store: Store) -> None:
    """The year is named."""
    with pytest.raises(DeniedError, match="There is no A that you may see"):
        store.versions.all(2027, "A")


def test_a_ref_is_owned_by_who_said_so_last(
    store: Store, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """By the proposal, else by its submitter; a version that does not say keeps the owner."""
    silent = make_proposal("B", component="nobody knows")
    store.submissions.add(make_submission("a", make_proposal("A")))
    store.submissions.add(make_submission("b", silent, component="Army"))
    store.submissions.add(make_submission("c", make_proposal("A", component="")))

    assert store.versions.owners(2027) == {"A": "Navy", "B": "Army"}


def test_a_withdrawn_ref_is_owned_by_nobody(
    store: Store, actor: Actor, make_submission: Submissions, make_proposal: Proposals
) -> None:
    """Nothing can be a new version of it until it is back."""
    store.submissions.add(make_submission("a", make_proposal("A"), make_proposal("B")))
    gone = {"ref": "A", "standing": "withdrawn", "reason": "No money."}
    store.standings.add(Standing(fiscal_year=2027, at=LATE, actor=actor, **gone))

    assert store.versions.owners(2027) == {"B": "Navy"}


def test_a_few_answers_of_what_a_run_judged_are_taken_out_as_they_were_written(
    two: Store, make_run: Callable[..., RunRecord], actor: Actor
) -> None:
    """Titles of A and B, and an answer that neither has; of B alone where it alone is asked for."""
    two.cycles.add(2027, "{fiscal_year: 2027, final_due: 2026-06-30}", "cycle", actor)
    run_id = two.runs.add(make_run(list(two.versions.ids_to_judge(2027, DEADLINE).values())), actor)

    assert two.versions.judged_answers(run_id, ["title", "vendor"]) == {
        "A": ("Project A", None),
        "B": ("Project B", None),
    }
    assert two.versions.judged_answers(run_id, ["component"], ["B"]) == {"B": ("Navy",)}


def test_keys_stand_for_versions(two: Store) -> None:
    """B asked for before A: both come back whole, in that order."""
    a, b = two.versions.keys_to_judge(2027, DEADLINE)

    assert [(one.ref, one.version) for one in (a, b)] == [("A", 1), ("B", 1)]
    assert two.versions.with_keys([b, a]) == two.versions.to_judge(2027, DEADLINE)[::-1]
    assert {a.file_sha256, b.file_sha256} == {two.submissions.of_cycle(2027)[0].file_sha256}
    assert two.versions.late_refs(2027, DEADLINE) == []
