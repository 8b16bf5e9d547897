"""Submitting: one path for a file from wherever it comes, to a receipt."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from fct.data import program
from fct.data.common import (
    Actor,
    RawProposal,
    RefusalError,
    TooLargeError,
    UsageError,
    paused_collector,
    plain_bytes,
    tables_in,
)
from fct.data.deliberations import Answering, Question
from fct.data.gate import kept_name, printed_name
from fct.data.people import Action
from fct.data.program import Cycle, load_form, load_limits, refusal
from fct.data.proposals import component_of, note_alike
from fct.data.reading import read_book_safely, workbooks_in
from fct.data.sheets import Workbook, workbook_from_book
from fct.data.store import sender_of
from fct.data.subjects import ACCEPTED, NewSubmission, Store, Submission, is_out_of_cycle
from fct.data.submitting.cycle_choice import is_not_open, year_of_file
from fct.data.submitting.lanes import lane_of
from fct.data.submitting.own_component import allowed_delivery, refuse_others
from fct.data.submitting.receipts import timing_of
from fct.data.tables import Lane

_OTHER = "other"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same folder, the same bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a file came.

    Attributes
    ----------
    actor : Actor
    received_at : datetime
        Aware.
    fiscal_year : int or None
        Cycle that the submitter names; else the file's stamp says it.
    component, replaces : str or None
        Who submits; the ref of which the file is a new version.
    is_test : bool
        Whether the file is only tried: received and checked, never judged.
    is_moment_stated : bool
        Whether a person stated ``received_at``, which is else the clock's.
    is_new : bool
        Whether the submitter says that a form without a ref is a further proposal, however much
        it looks like one that came.
    answers : Question or None
        The question that the file answers; it is then taken whole or not at all.
    is_out_of_cycle : bool
        Whether it is sent the way for proposals that come out of cycle.
    """

    actor: Actor
    received_at: dt.datetime
    fiscal_year: int | None = None
    component: str | None = None
    replaces: str | None = None
    is_test: bool = False
    is_moment_stated: bool = False
    is_new: bool = False
    answers: Question | None = None
    is_out_of_cycle: bool = False


def submit(store: Store, path: Path, delivery: Delivery) -> Submission:
    """Submit a file, or a folder of CSV tables, and return its receipt.

    The same file again gives the first receipt. A refused file is kept with its reason; one that
    was refused before its search for markings was complete, by name, size and hash alone.

    Raises
    ------
    UsageError
        If the cycle is not in the store, or the file cannot be opened.
    """
    name, content = read_submitted(path)
    return submit_bytes(store, name, content, delivery)


def submit_bytes(store: Store, name: str, content: bytes, delivery: Delivery) -> Submission:
    """Submit a file whose bytes are at hand; see :func:`submit`.

    Raises
    ------
    DeniedError
        If who acts may not submit it: then nothing of it is kept.
    RefusalError
        If the file is classified, no cycle is known for it, its sender's quota is used up, or the
        scanner does not call it clean: then nothing of it is kept, and the caller keeps nothing of
        a classified one either.
    """
    store.ask(Action.PROPOSAL_SUBMIT, delivery.replaces)
    name = kept_name(name)
    delivery = allowed_delivery(store, delivery)
    store.intake.refuse_over_quota(sender_of(delivery.actor, delivery.component), name, content)
    read = _read(store, name, content, delivery)
    year, refused = _year(store, read, delivery)
    _, cycle = store.cycles.read(year)
    workbook = None if refused else read.workbook
    lane = Lane.IN_CYCLE
    if workbook is not None:
        refuse_others(store, year, _as_named(workbook, delivery))
        lane, refused = _taken_by(store, cycle, workbook, delivery)
    if delivery.answers is not None and refused is not None:
        raise refused
    if read.is_searched:  # so that no other program gets a classified file
        store.intake.refuse_harmful(name, content, delivery.actor)
    new = NewSubmission(
        fiscal_year=year,
        file_name=name,
        content=content,
        actor=delivery.actor,
        received_at=delivery.received_at,
        component=delivery.component or _lone_component(read.workbook),
        replaces=delivery.replaces,
        refusal=refused,
        proposals=[] if refused or workbook is None else workbook.proposals,
        form_version=load_form().version,
        form_sha256=load_form().sha256,
        rules_sha256=program.rules_sha256(),
        is_test=delivery.is_test,
        received_at_stated=delivery.is_moment_stated,
        deadline=cycle.deadline,
        lane=lane,
        is_searched=read.is_searched,
        is_asked=_is_asked(workbook, delivery),
        answering=_answering(delivery, cycle),
        timing=_timing(store, cycle, workbook, delivery, lane),
    )
    receipt = store.submissions.add(new)
    return replace(receipt, lacks_ref=_lacks_ref(receipt, workbook), is_searched=read.is_searched)


def _taken_by(
    store: Store, cycle: Cycle, workbook: Workbook, delivery: Delivery
) -> tuple[Lane, RefusalError | None]:
    """Return by which way a file that is read is taken, or why it is not."""
    components = map(component_of, workbook.proposals)
    lane, not_so = lane_of(store, cycle, workbook, delivery)
    refused = (
        other_component(workbook.file, components, delivery.component)
        or _not_in_cycle(workbook, cycle, delivery)
        or _before_opening(workbook, cycle, delivery)
        or not_so
    )
    return lane, refused


def _as_named(workbook: Workbook, delivery: Delivery) -> list[RawProposal]:
    """Return the proposals of a file, one that is to replace another by that one's ref."""
    if delivery.replaces is None:
        return list(workbook.proposals)
    return [replace(proposal, ref=delivery.replaces) for proposal in workbook.proposals]


def _timing(
    store: Store, cycle: Cycle, workbook: Workbook | None, delivery: Delivery, lane: Lane
) -> str:
    """Return whether the file comes in time, as its receipt says it first."""
    deadlines = store.extensions.deadlines(cycle)
    extended = deadlines.of_one(delivery.replaces, delivery.component)
    for proposal in () if workbook is None else workbook.proposals:
        component = component_of(proposal) or delivery.component
        extended += deadlines.of_one(proposal.ref or None, component)
    answers = None if delivery.answers is None else delivery.answers.id
    return timing_of(delivery.received_at, cycle, answers, extended, lane=lane)


def _answering(delivery: Delivery, cycle: Cycle) -> Answering | None:
    if delivery.answers is None:
        return None
    return Answering(delivery.answers, cycle.time_zone, delivery.received_at, delivery.actor)


class _Read(NamedTuple):
    """What became of reading a file: its workbook, or why it has no workbook.

    The search for markings is complete when the cells were read to their end, and only then.
    """

    found: Workbook | RefusalError
    is_searched: bool

    @property
    def workbook(self) -> Workbook | None:
        """The workbook, where there is one."""
        return None if isinstance(self.found, RefusalError) else self.found


def _read(store: Store, name: str, content: bytes, delivery: Delivery) -> _Read:
    """Read a file; a classified one goes no further."""
    with paused_collector():
        try:
            book = read_book_safely(name, content)
        except RefusalError as error:
            if error.code == "CLASSIFIED":
                store.intake.refuse_classified(delivery.actor)
                raise
            # It may be refused before the search came to its end, so that its words are not kept.
            return _Read(error, is_searched=False)
        try:
            workbook = workbook_from_book(book)
        except RefusalError as error:
            return _Read(error, is_searched=True)
        if workbook.is_list:
            note_alike(workbook.proposals)
    return _Read(workbook, is_searched=True)


def _year(store: Store, read: _Read, delivery: Delivery) -> tuple[int, RefusalError | None]:
    """Return the fiscal year of the cycle to which a file goes, and why it is not taken there."""
    stored = [row.fiscal_year for row in store.cycles.all()]
    if isinstance(read.found, RefusalError):
        years = stored if delivery.fiscal_year is None else [delivery.fiscal_year]
        if len(years) != 1:
            raise read.found  # no cycle is known in which its refusal could be kept
        return years[0], read.found
    try:
        packaged = program.packaged_cycle_texts()
        year = year_of_file(read.found, delivery.fiscal_year, stored=stored, packaged=packaged)
    except RefusalError as error:
        # The sender named a cycle, in which the refusal can be kept.
        if error.code == "WRONG_CYCLE" and delivery.fiscal_year is not None:
            return delivery.fiscal_year, error
        raise
    return year, None


def _before_opening(workbook: Workbook, cycle: Cycle, delivery: Delivery) -> RefusalError | None:
    """Return the refusal of a file that comes before its cycle opens, or None."""
    if delivery.is_test or not is_not_open(cycle, delivery.received_at):
        return None
    if all(is_out_of_cycle(proposal) for proposal in workbook.proposals):
        return None
    return refusal("NOT_OPEN", name=workbook.file, year=cycle.fiscal_year, opens=cycle.opens)


def _not_in_cycle(workbook: Workbook, cycle: Cycle, delivery: Delivery) -> RefusalError | None:
    """Return the refusal of a file of a component that the cycle does not list, or None.

    One that answers ``other`` is taken: a rule judges it (year.md, detail 38).
    """
    accepted = {*cycle.components, _OTHER, None}
    named = [component_of(proposal) or delivery.component for proposal in workbook.proposals]
    seen = next((one for one in named if one not in accepted), None)
    if seen is None:
        return None
    listed = ", ".join(cycle.components)
    return refusal(
        "NOT_IN_CYCLE", name=workbook.file, seen=seen, year=cycle.fiscal_year, accepted=listed
    )


def _is_asked(workbook: Workbook | None, delivery: Delivery) -> bool:
    """Whether a file may be refused for its likeness: a form without a ref, and nothing named."""
    if workbook is None or workbook.is_list or delivery.is_new or delivery.is_test:
        return False
    return delivery.replaces is None and not workbook.proposals[0].ref


def _lacks_ref(receipt: Submission, workbook: Workbook | None) -> bool:
    is_taken = receipt.status == ACCEPTED and not receipt.is_test
    if workbook is None or workbook.is_list or not is_taken:
        return False
    return receipt.refs != (workbook.proposals[0].ref,)


def _lone_component(workbook: Workbook | None) -> str | None:
    """Return the component that all proposals of a file name, so that nobody says it twice."""
    named = {component_of(proposal) for proposal in workbook.proposals} if workbook else set()
    return named.pop() if len(named) == 1 else None


def other_component(
    name: str, components: Iterable[str | None], submitter: str | None
) -> RefusalError | None:
    """Return the refusal of a file that names another component than its submitter, or None.

    Parameters
    ----------
    name : str
        Of the file.
    components : iterable of str or None
        What each of its proposals names; None where it cannot be read.
    submitter : str or None
        Component that submits, where it is named.
    """
    others = (seen for seen in components if submitter and seen not in {None, submitter})
    if (seen := next(others, None)) is None:
        return None
    return refusal("OTHER_COMPONENT", name=name, seen=seen, accepted=submitter)


def read_submitted(path: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of a file; a folder of CSV tables becomes a zip.

    Raises
    ------
    UsageError
        If there is no such file or it cannot be read.
    RefusalError
        If it is too large to be read at all.
    """
    try:
        if not path.is_dir():
            return path.name, plain_bytes(path, load_limits().file_mib)
        tables = tables_in(path, load_limits().file_mib)
        if not tables and (workbooks := workbooks_in(path)):
            raise refusal("SEVERAL_FORMS", name=printed_name(path.name), seen=workbooks)
        if not tables:
            raise UsageError(
                f"{path} is a folder without CSV tables. A folder is taken as one list of such "
                "tables only; name the files to submit one by one."
            )
        return f"{path.resolve().name}.zip", packed_tables(tables)
    except TooLargeError:
        raise refusal("FILE_TOO_BIG", name=path.name, limit=load_limits().file_mib) from None
    except FileNotFoundError as error:
        missing = error.filename or path
        raise UsageError(f"There is no file at {missing}. Check the path.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def packed_tables(tables: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the tables of a folder as one zip; the same tables give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in tables:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content)
    return packed.getvalue()
