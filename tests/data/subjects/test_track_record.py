"""The track record in the store, on each database."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.reading.track_record import TrackLine
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store
from fct.data.subjects.track_record import TrackRecordReceipt


def line(ref: str, fiscal_year: int = 2021, *, well: bool | None = True) -> TrackLine:
    """Return a line of the record."""
    return TrackLine(
        fiscal_year=fiscal_year,
        ref=ref,
        was_selected=True,
        tested_well=well,
        was_procured=None,
        source="Report",
    )


def test_a_line_comes_back_as_it_was_added(store: Store, actor: Actor) -> None:
    """True, not known and false stay apart; who added it stands beside it."""
    store.track_record.add([line("B", well=False), line("A", 2020)], actor)

    first, second = store.track_record.lines()
    assert (first.fiscal_year, first.ref, first.tested_well) == (2020, "A", True)
    assert (second.ref, second.was_selected, second.tested_well) == ("B", True, False)
    assert (second.was_procured, second.source, second.actor) == (None, "Report", actor)
    assert second.at.utcoffset() is not None


def test_the_last_line_counts_and_the_earlier_ones_stay(store: Store, actor: Actor) -> None:
    """Of another year it is another project."""
    store.track_record.add([line("A"), line("A", 2020)], actor)
    store.track_record.add([line("A", well=None)], actor)

    counting = [(one.fiscal_year, one.tested_well) for one in store.track_record.lines()]
    every = [
        (one.fiscal_year, one.tested_well, one.counts)
        for one in store.track_record.lines(with_earlier=True)
    ]
    assert counting == [(2020, True), (2021, None)]
    assert every == [(2020, True, True), (2021, True, False), (2021, None, True)]


def test_the_last_of_two_lines_in_one_file_counts(store: Store, actor: Actor) -> None:
    """Both are kept, in their order."""
    receipt = store.track_record.add([line("A"), line("A", well=False)], actor)

    assert receipt.added == 2
    assert [one.tested_well for one in store.track_record.lines()] == [False]


def test_what_is_known_is_not_written_again(store: Store, actor: Actor) -> None:
    """The same file a second time adds no line and no event."""
    store.track_record.add([line("A")], actor)
    again = store.track_record.add([line("A")], actor)

    assert again == TrackRecordReceipt(0, 1, ((2021, "A"),))
    assert len(store.track_record.lines(with_earlier=True)) == 1
    assert len(store.events.all()) == 1


def test_a_project_that_the_store_never_saw_is_reported_not_refused(
    store: Store,
    actor: Actor,
    make_submission: Callable[..., NewSubmission],
    make_proposal: Callable[..., RawProposal],
) -> None:
    """A ref of another year is none of this one."""
    store.submissions.add(make_submission("a", make_proposal("A")))

    receipt = store.track_record.add([line("A", 2027), line("A", 2021)], actor)

    assert (receipt.added, receipt.unknown) == (2, ((2021, "A"),))


def test_the_event_holds_counts_only(store: Store, actor: Actor) -> None:
    """No ref, no outcome; the chain holds."""
    store.track_record.add([line("A"), line("B"), line("A")], actor)

    event = store.events.all()[-1]
    assert (event.action, event.object) == ("track record added", "track record")
    assert event.details == {"added": 2, "unchanged": 1}
    assert verify(store).first_bad is None


def test_of_lines_that_cannot_be_kept_none_is_kept(store: Store, actor: Actor) -> None:
    """All or nothing: a line without a source stops the good line before it too."""
    bad = replace(line("B"), source=None)  # type: ignore[arg-type] # the reader lets none through

    with pytest.raises(IntegrityError, match="source"):
        store.track_record.add([line("A"), bad], actor)

    assert store.track_record.lines() == []
    assert store.events.all() == []
