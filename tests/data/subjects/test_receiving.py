"""Receiving a file: what is kept of it, and whose a ref is."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from fct.data.common.cells import RawProposal
from fct.data.common.errors import RefusalError
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import files


def test_of_a_file_not_searched_nothing_is_kept(
    store: Store, make_submission: Callable[..., NewSubmission]
) -> None:
    """Name, size, hash and code; not even the sentence, which may hold words of the file."""
    refusal = RefusalError("CSV_DAMAGED", "a.csv: line 2: XYZZYPLUGH.")
    receipt = store.submissions.add(make_submission("abc", refusal=refusal, is_searched=False))

    assert receipt.refusal_message == "a.csv: line 2: XYZZYPLUGH."
    kept = store.submissions.get(receipt.id)
    assert (kept.file_name, kept.refusal_code) == ("form.xlsx", "CSV_DAMAGED")
    assert "nothing of it is kept but its name, size and SHA-256" in str(kept.refusal_message)
    assert [path for path in store.files.folder.rglob("*") if path.is_file()] == []
    with store.engine.connect() as connection:
        sizes = connection.execute(sa.select(files.c.sha256, files.c.size_bytes)).all()
    assert [tuple(row) for row in sizes] == [(receipt.file_sha256, 3)]


def test_a_race_takes_no_ref_of_another_component(
    settings: Settings,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Two components send one ref at the same moment: one is taken, the other is refused."""
    rounds, components = 20, ("Army", "Navy")
    with open_store(settings) as one, open_store(settings) as other:
        starts = [Barrier(2) for _ in range(rounds)]

        def send(store: Store, component: str) -> None:
            for number, start in enumerate(starts):
                proposal = make_proposal(f"R-{number}", component=component)
                start.wait()
                store.submissions.add(make_submission(f"{component} {number}", proposal))

        writers = [
            Thread(target=send, args=pair) for pair in zip((one, other), components, strict=True)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        receipts = one.submissions.of_cycle(2027)
        refs = one.versions.components(2027)

    codes = [receipt.refusal_code for receipt in receipts]
    assert (codes.count("REF_TAKEN"), codes.count(None)) == (rounds, rounds)
    accepted = [receipt for receipt in receipts if receipt.refusal_code is None]
    assert {version for receipt in accepted for version in receipt.versions} == {1}
    assert len(refs) == rounds


def test_a_version_that_does_not_say_keeps_its_owner(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A blank component in version 2 does not free the ref for another component."""
    store.submissions.add(make_submission("a", make_proposal("A", component="Army")))
    store.submissions.add(make_submission("b", make_proposal("A", component=None)))

    taken = store.submissions.add(make_submission("c", make_proposal("A", component="Navy")))

    assert taken.refusal_code == "REF_TAKEN"


@pytest.mark.parametrize(("submitter", "code"), [("Army", "REF_TAKEN"), (None, None), ("", None)])
def test_the_submitter_owns_a_ref_whose_proposal_does_not_say(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    submitter: str | None,
    code: str | None,
) -> None:
    """A component named at submission is the owner; where nobody named one, nobody owns the ref."""
    blank = make_proposal("A", component=None)
    store.submissions.add(make_submission("a", blank, component=submitter))

    navy = store.submissions.add(make_submission("b", blank, component="Navy"))

    assert navy.refusal_code == code
    assert store.versions.get(2027, "A").version == (1 if code else 2)


def test_the_owner_may_send_a_version_that_does_not_say(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Neither the form nor the command need name the component again."""
    blank = make_proposal("A", component=None)
    store.submissions.add(make_submission("a", blank, component="Army"))

    assert store.submissions.add(make_submission("b", blank)).versions == (2,)
    assert store.submissions.add(make_submission("c", blank, component="Army")).versions == (3,)
