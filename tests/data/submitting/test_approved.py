"""What was published of a project the year before."""

from collections.abc import Callable

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.runs import RunRecord
from fct.data.subjects.store import Store
from fct.data.submitting.approved import approved_before


def test_the_version_that_the_published_run_judged_counts(
    sqlite_store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    make_run: Callable[..., RunRecord],
) -> None:
    """Not a version that came after it, and not another project's."""
    store = sqlite_store
    text = packaged_cycle_texts()[2027]
    store.cycles.add(2027, text, sha256_of_text(text), actor)
    store.submissions.add(make_submission("a", make_proposal("A", title="Judged")))
    run_id = store.runs.add(make_run([store.versions.get(2027, "A").id]), actor)
    assert approved_before(store, 2028, "A") is None
    store.runs.publish(run_id, actor)
    store.submissions.add(make_submission("b", make_proposal("A", title="After")))

    found = approved_before(store, 2028, "A")

    assert found is not None
    assert (found.fiscal_year, found.run_id, found.mark) == (2027, run_id, "funded")
    assert (found.stored.version, found.stored.proposal.answers["title"].value) == (1, "Judged")
    assert approved_before(store, 2028, "B") is None
    assert approved_before(store, 2027, "A") is None
