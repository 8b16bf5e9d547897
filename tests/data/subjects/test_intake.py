"""What the store does before it keeps a file."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import RefusalError
from fct.data.program.limits import load_limits
from fct.data.store.event_rows import add_event
from fct.data.store.quotas import Sender
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from tests.support.files.scanners import EICAR, FINDS_EICAR, name_scanner


def test_a_known_file_passes_a_used_up_quota(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
    actor: Actor,
) -> None:
    """It gets its first receipt later; an unknown one is refused before it is read."""
    first = store.submissions.add(make_submission("a", make_proposal("A")))
    with store.writing() as connection:
        for _ in range(load_limits().daily_files):
            add_event(connection, actor, "submission accepted", first.id, {})

    store.intake.refuse_over_quota(Sender("Navy", None), "a.xlsx", b"a")
    with pytest.raises(RefusalError, match=r"^b\.xlsx was not taken: Navy sent"):
        store.intake.refuse_over_quota(Sender("Navy", None), "b.xlsx", b"b")
    store.intake.refuse_over_quota(Sender(None, "Navy"), "b.xlsx", b"b")


def test_a_find_of_the_scanner_is_written(
    store: Store, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sent it, when, and its hash, by which others can look for it."""
    name_scanner(monkeypatch, tmp_path, FINDS_EICAR)

    store.intake.refuse_harmful("a.pdf", b"a letter", actor)
    with pytest.raises(RefusalError, match="malicious software"):
        store.intake.refuse_harmful("a.pdf", EICAR, actor)
    (event,) = store.events.all()

    assert (event.action, event.object, event.actor) == ("malicious file refused", "intake", actor)
    assert event.details == {
        "refusal": "MALWARE",
        "file_sha256": hashlib.sha256(EICAR).hexdigest(),
    }


def test_a_scanner_that_is_down_writes_nothing(
    store: Store, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file is tried every few minutes until the scanner is back."""
    name_scanner(monkeypatch, tmp_path, "exit 2")

    with pytest.raises(RefusalError, match="held back"):
        store.intake.refuse_harmful("a.pdf", b"a letter", actor)

    assert store.events.all() == []


def test_without_a_scanner_nothing_is_asked(
    store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program itself knows no malicious software."""
    monkeypatch.delenv("FCT_SCANNER", raising=False)

    store.intake.refuse_harmful("a.pdf", EICAR, actor)

    assert store.events.all() == []
