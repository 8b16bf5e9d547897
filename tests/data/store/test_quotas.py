"""How much one sender may bring in a day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import RefusalError
from fct.data.program.limits import MIB, load_limits
from fct.data.store.event_rows import add_event
from fct.data.store.quotas import Sender, Sent, refuse_over_quota, sender_of, sent_since
from fct.data.subjects.attachments import NewAttachment
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store

NOW = dt.datetime.now(dt.UTC)
YESTERDAY = NOW - dt.timedelta(days=1)
NAVY, ARMY = Sender("Navy", None), Sender("Army", None)
JANE = Actor("Jane Doe")

Submit = Callable[..., NewSubmission]
Propose = Callable[..., RawProposal]


def later(**by: float) -> dt.datetime:
    """A moment after now; the module's own may lie some time back."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(**by)


def sent(store: Store, sender: Sender, since: dt.datetime = YESTERDAY) -> Sent:
    """Return what a sender sent since a moment."""
    with store.engine.connect() as connection:
        return sent_since(connection, sender, since)


def refuse(store: Store, sender: Sender, size_bytes: int, at: dt.datetime = NOW) -> None:
    """Refuse a file if it is over the quota."""
    with store.engine.connect() as connection:
        refuse_over_quota(connection, sender, "a.pdf", size_bytes, at)


def attached(ref: str, content: bytes, actor: Actor) -> NewAttachment:
    """Return an attachment."""
    return NewAttachment(
        fiscal_year=2027,
        ref=ref,
        criterion="",
        file_name="a.pdf",
        content=content,
        kind="PDF",
        actor=actor,
        received_at=NOW,
    )


@pytest.mark.parametrize(
    ("actor", "component", "sender"),
    [
        (JANE, None, Sender(None, "Jane Doe")),
        (JANE, "Navy", NAVY),
        (Actor("Jane Doe", "Army"), None, ARMY),
        (Actor("Jane Doe", "Army"), "Navy", NAVY),
    ],
)
def test_the_component_counts_where_it_is_known(
    actor: Actor, component: str | None, sender: Sender
) -> None:
    """The one that is named before the actor's own; else the person."""
    assert sender_of(actor, component) == sender


def test_submissions_and_attachments_count_together(
    store: Store, make_submission: Submit, make_proposal: Propose, actor: Actor
) -> None:
    """Three files of 1, 2 and 4 bytes by a component, whoever sent them; a test counts as well."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    store.submissions.add(make_submission("bb", make_proposal("B"), is_test=True))
    store.attachments.add(attached("A", b"cccc", replace(actor, name="Somebody else")))

    assert sent(store, NAVY) == Sent(3, 7)
    assert sent(store, ARMY) == Sent(0, 0)


def test_a_person_without_a_component_counts_alone(
    store: Store, make_submission: Submit, make_proposal: Propose
) -> None:
    """A person is not the component of the same name, nor what the person sends for one."""
    navy = Actor("Navy")
    store.submissions.add(make_submission("a", make_proposal("A"), actor=navy))
    store.submissions.add(make_submission("bb", make_proposal("B"), actor=navy, component="Army"))
    store.attachments.add(attached("A", b"cccc", navy))

    assert sent(store, Sender(None, "Navy")) == Sent(2, 5)
    assert sent(store, NAVY) == Sent(0, 0)
    assert sent(store, ARMY) == Sent(1, 2)


def test_a_repeat_counts_nothing(
    store: Store, make_submission: Submit, make_proposal: Propose, actor: Actor
) -> None:
    """One row, one file; removing an attachment gives no room back."""
    for _ in range(3):
        store.submissions.add(make_submission("a", make_proposal("A")))
        receipt = store.attachments.add(attached("A", b"cccc", actor))
    store.attachments.remove(receipt.id, "Wrong file.", actor)

    assert sent(store, NAVY) == Sent(2, 5)


def test_a_moment_that_the_sender_names_does_not_count(
    store: Store, make_submission: Submit, make_proposal: Propose
) -> None:
    """A file said to have come a year ago came today; tomorrow it came yesterday."""
    ago = NOW - dt.timedelta(days=365)
    store.submissions.add(make_submission("a", make_proposal("A"), received_at=ago))

    assert sent(store, NAVY) == Sent(1, 1)
    assert sent(store, NAVY, later(minutes=1)) == Sent(0, 0)


def test_bytes_over_the_quota_are_refused(
    store: Store, make_submission: Submit, make_proposal: Propose
) -> None:
    """With one byte there, a day's bytes less one are taken and a day's bytes are not."""
    store.submissions.add(make_submission("a", make_proposal("A")))
    day = load_limits().daily_mib * MIB

    refuse(store, NAVY, day - 1)
    with pytest.raises(RefusalError, match=r"Navy sent 1 file of together 0\.0 MiB") as refused:
        refuse(store, NAVY, day)

    assert refused.value.code == "QUOTA"
    assert "Send it again tomorrow, or ask the office" in refused.value.message
    refuse(store, ARMY, day)
    refuse(store, NAVY, day, later(days=1, minutes=1))


def test_files_over_the_quota_are_refused_and_other_senders_served(
    store: Store, make_submission: Submit, make_proposal: Propose, actor: Actor
) -> None:
    """The file after the last is not taken; a known one gives its receipt; a day later it is."""
    most = load_limits().daily_files
    first = store.submissions.add(make_submission("a", make_proposal("A")))
    with store.writing() as connection:
        for _ in range(most - 1):
            add_event(connection, actor, "submission accepted", first.id, {})

    with pytest.raises(RefusalError, match=f"at most {most} files"):
        store.submissions.add(make_submission("b", make_proposal("B")))
    with pytest.raises(RefusalError, match=f"Navy sent {most} files"):
        store.attachments.add(attached("A", b"cccc", actor))

    assert store.submissions.add(make_submission("a", make_proposal("A"))).is_repeat
    other = make_submission("c", make_proposal("C"), component="Army")
    assert store.submissions.add(other).status == "accepted"
    assert len(store.submissions.of_cycle(2027)) == 2
    kept = {path.read_bytes() for path in store.files.folder.rglob("*") if path.is_file()}
    assert kept == {b"a", b"c"}
    refuse(store, NAVY, 1, later(days=1, minutes=1))
