"""What the store keeps of attachments."""

import datetime as dt
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.common.errors import DeniedError, RefusalError, StoreError, UsageError
from fct.data.people.roles import Role
from fct.data.program.limits import MIB, load_limits
from fct.data.store.settings import Settings
from fct.data.subjects.attachments import NewAttachment
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import Standing
from fct.data.tables.known import WITHDRAWN
from tests.support.stores.people import as_person, person, written

NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
JANE = Actor("Jane Doe", "Navy", "sponsor")
CRITERION = "valid requirement"


def new(content: bytes = b"%PDF-letter", **others: Any) -> NewAttachment:
    """Return an attachment that is to be kept, with other facts."""
    given: dict[str, Any] = {
        "fiscal_year": 2027,
        "ref": "A",
        "criterion": CRITERION,
        "file_name": "letter.pdf",
        "content": content,
        "kind": "PDF",
        "declaration": "I have read it.",
        "actor": JANE,
        "received_at": NOW,
    }
    return NewAttachment(**(given | others))


def kept(store: Store) -> set[bytes]:
    """Return the contents of all files that the store keeps."""
    return {path.read_bytes() for path in store.files.folder.rglob("*") if path.is_file()}


def test_an_attachment_is_kept_with_all_that_is_known_of_it(two: Store) -> None:
    """Id, place, file with hash and size, kind, declaration, who and when; and an event."""
    receipt = two.attachments.add(new())

    assert (receipt.id, receipt.fiscal_year, receipt.ref) == ("FY2027-A0001", 2027, "A")
    assert (receipt.criterion, receipt.file_name, receipt.kind) == (CRITERION, "letter.pdf", "PDF")
    assert receipt.file_sha256 == hashlib.sha256(b"%PDF-letter").hexdigest()
    assert (receipt.size_bytes, receipt.declaration) == (11, "I have read it.")
    assert (receipt.received_at, receipt.actor, receipt.removal) == (NOW, JANE, None)
    assert two.attachments.get("FY2027-A0001") == receipt
    assert two.attachments.content("FY2027-A0001") == b"%PDF-letter"
    event = two.events.all()[-1]
    assert (event.action, event.object) == ("attachment added", "FY2027-A0001")
    assert event.details == {
        "ref": "A",
        "criterion": CRITERION,
        "file_sha256": receipt.file_sha256,
        "kind": "PDF",
        "is_declared": True,
    }


def test_the_same_file_for_the_same_criterion_gives_the_first_receipt(two: Store) -> None:
    """Whoever sends it, when, and under which name; nothing is written."""
    first = two.attachments.add(new())
    events = len(two.events.all())

    again = two.attachments.add(new(file_name="b.pdf", actor=Actor("Other"), received_at=NOW))

    assert (again.id, again.file_name, again.actor) == (first.id, "letter.pdf", JANE)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert len(two.events.all()) == events


@pytest.mark.parametrize(
    "other", [{"ref": "B"}, {"criterion": ""}, {"criterion": "user advocacy"}, {"content": b"x"}]
)
def test_the_same_file_elsewhere_is_another_attachment(two: Store, other: dict[str, Any]) -> None:
    """For another proposal or criterion, or with other content."""
    two.attachments.add(new())

    assert two.attachments.add(new(**other)).id == "FY2027-A0002"
    assert two.attachments.add(new(**other)).is_repeat


def test_attachments_are_listed_as_they_came(two: Store) -> None:
    """Those of a proposal, or of the cycle; removed ones where they are asked for."""
    for content, ref in ((b"1", "A"), (b"2", "B"), (b"3", "A")):
        two.attachments.add(new(content, ref=ref))
    two.attachments.remove("FY2027-A0001", "Wrong file.", JANE)

    def listed(*arguments: Any, **options: Any) -> list[str]:
        return [one.id[-1] for one in two.attachments.of_cycle(*arguments, **options)]

    assert listed(2027) == ["2", "3"]
    assert listed(2027, "A") == ["3"]
    assert listed(2027, "A", with_removed=True) == ["1", "3"]
    assert listed(2027, with_removed=True) == ["1", "2", "3"]
    assert listed(2028) == listed(2027, "Z") == []


def test_a_removed_attachment_stays_with_its_reason(two: Store) -> None:
    """Row and file are there, with why, who and when; the reason is one line."""
    two.attachments.add(new())

    removed = two.attachments.remove("FY2027-A0001", "Wrong\n file\x1b.", Actor("Joe"))

    assert removed.removal is not None
    assert (removed.removal.reason, removed.removal.actor) == ("Wrong file.", Actor("Joe"))
    assert removed.removal.at <= dt.datetime.now(dt.UTC)
    assert two.attachments.get("FY2027-A0001") == removed
    assert two.attachments.content("FY2027-A0001") == b"%PDF-letter"
    event = two.events.all()[-1]
    assert (event.action, event.object) == ("attachment removed", "FY2027-A0001")
    assert event.details == {"reason": "Wrong file."}
    assert verify(two).first_bad is None


def test_a_removed_file_may_be_attached_again(two: Store) -> None:
    """It is a new attachment; the old one stays removed."""
    two.attachments.add(new())
    two.attachments.remove("FY2027-A0001", "Wrong file.", JANE)

    again = two.attachments.add(new())

    assert (again.id, again.is_repeat, again.removal) == ("FY2027-A0002", False, None)
    assert [one.id for one in two.attachments.of_cycle(2027)] == ["FY2027-A0002"]


@pytest.mark.parametrize(
    ("attachment_id", "reason", "words"),
    [
        ("FY2027-A0001", " \n\x1b", "needs a reason"),
        ("FY2027-A0001", "x" * 2001, "has 2001 characters; at most 2000 are kept"),
        ("FY2027-A0009", "Why.", "There is no FY2027-A0009 that you may see"),
    ],
)
def test_a_removal_that_cannot_be_is_reported(
    two: Store, attachment_id: str, reason: str, words: str
) -> None:
    """Nothing is written."""
    two.attachments.add(new())

    with pytest.raises((UsageError, DeniedError), match=words):
        two.attachments.remove(attachment_id, reason, JANE)

    assert two.attachments.get("FY2027-A0001").removal is None
    assert written(two)[-1].action == "attachment added"


def test_an_attachment_is_removed_once(two: Store) -> None:
    """The second time is reported who did it before, and why."""
    two.attachments.add(new())
    two.attachments.remove("FY2027-A0001", "Wrong file.", JANE)

    with pytest.raises(UsageError, match=r"removed already, on .* by Jane Doe: “Wrong file.”"):
        two.attachments.remove("FY2027-A0001", "Again.", JANE)


def test_a_proposal_that_is_not_there_gets_nothing(two: Store) -> None:
    """Nor does one of another cycle; the file is not kept."""
    with pytest.raises(DeniedError, match="There is no Z that you may see"):
        two.attachments.add(new(ref="Z"))
    with pytest.raises(DeniedError, match="There is no A that you may see"):
        two.attachments.add(new(fiscal_year=2028))

    assert kept(two) == {b"a"}


def test_a_withdrawn_proposal_gets_nothing(two: Store) -> None:
    """The sentence says how it comes back."""
    two.standings.add(
        Standing(
            fiscal_year=2027, ref="A", standing=WITHDRAWN, reason="No money.", at=NOW, actor=JANE
        )
    )

    with pytest.raises(UsageError, match=r"A is withdrawn.* Bring it back before the deadline"):
        two.attachments.add(new())


def test_a_proposal_has_at_most_so_many_attachments(two: Store) -> None:
    """The one after the last is refused; a repeat, another proposal and a freed place are not."""
    most = load_limits().proposal_attachments
    for number in range(most):
        two.attachments.add(new(str(number).encode()))

    with pytest.raises(RefusalError, match=f"A has {most} attachments, and more") as refused:
        two.attachments.add(new(b"more", file_name="m\u202e.pdf"))

    assert refused.value.code == "TOO_MANY_ATTACHMENTS"
    assert refused.value.message.startswith("m<U+202E>.pdf was not attached")
    assert b"more" not in kept(two)
    assert two.attachments.add(new(b"0")).is_repeat
    two.attachments.add(new(b"more", ref="B"))
    two.attachments.remove("FY2027-A0001", "Make room.", JANE)
    assert two.attachments.add(new(b"more")).criterion == CRITERION


def test_a_proposal_has_at_most_so_many_mib_of_attachments(two: Store) -> None:
    """100 MiB in five files are taken; one byte more is not."""
    most = load_limits().proposal_attachments_mib * MIB
    for number in range(5):
        two.attachments.add(new(str(number).encode() * (most // 5)))

    with pytest.raises(RefusalError, match="would have more than 100 MiB") as refused:
        two.attachments.add(new(b"x"))

    assert refused.value.code == "ATTACHMENTS_TOO_BIG"


def test_fifty_of_one_file_at_once_are_one_attachment(
    settings: Settings,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """One row, one receipt, one event, one file."""
    with open_store(settings) as store:
        store.submissions.add(make_submission("a", make_proposal("A")))
        with ThreadPoolExecutor(50) as pool:
            receipts = list(pool.map(lambda _: store.attachments.add(new()), range(50)))

        assert {receipt.id for receipt in receipts} == {"FY2027-A0001"}
        assert [receipt.is_repeat for receipt in receipts].count(False) == 1
        assert len(store.attachments.of_cycle(2027)) == 1
        assert [event.action for event in store.events.all()].count("attachment added") == 1
        assert kept(store) == {b"a", b"%PDF-letter"}


def test_a_damaged_file_is_not_given_out(two: Store) -> None:
    """Its content is checked against its hash."""
    receipt = two.attachments.add(new())
    two.files.path(receipt.file_sha256).write_bytes(b"other")

    with pytest.raises(StoreError, match="is not what was submitted"):
        two.attachments.content(receipt.id)


def test_a_hidden_ref_in_the_name_of_a_file_is_withheld(
    store: Store,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """Who sees A alone reads nothing of B in the name of the letter of A."""
    for ref, component in (("A", "Navy"), ("B", "Army")):
        proposal = make_proposal(ref, component=component)
        store.submissions.add(make_submission(ref, proposal, component=component))
    store.attachments.add(new(file_name="A and B.pdf"))
    seen = as_person(store, person("sam", Role.SPONSOR, component="Navy"))

    assert [one.ref for one in seen.versions.last(2027)] == ["A"]
    assert [one.file_name for one in seen.attachments.of_cycle(2027)] == ["A and (withheld).pdf"]
