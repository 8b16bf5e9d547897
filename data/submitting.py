"""Submitting: one path for a file from wherever it comes, to a receipt."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fct.data.actor import Actor
from fct.data.answers import read_answer
from fct.data.cells import LARGEST_FILE_MIB
from fct.data.collector import paused_collector
from fct.data.errors import RefusalError, UsageError
from fct.data.file_names import kept_name, printed_name
from fct.data.file_reading import TooLargeError, plain_bytes, tables_in
from fct.data.form import load_form
from fct.data.quotas import sender_of
from fct.data.records import RawProposal
from fct.data.refusals import refusal
from fct.data.rules import rules_sha256
from fct.data.safe_reading import read_book_safely
from fct.data.store import Store
from fct.data.store_submissions import NewSubmission, Submission
from fct.data.workbook import Workbook, workbook_from_book

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
        Cycle that the submitter names; else the file's stamp tells it.
    component, replaces : str or None
        Who submits; the ref of which the file is a new version.
    is_test : bool
        Whether the file is only tried: received and checked, never judged.
    is_moment_stated : bool
        Whether a person stated ``received_at``, which is else the clock's.
    """

    actor: Actor
    received_at: dt.datetime
    fiscal_year: int | None = None
    component: str | None = None
    replaces: str | None = None
    is_test: bool = False
    is_moment_stated: bool = False


def submit(store: Store, path: Path, delivery: Delivery) -> Submission:
    """Submit a file, or a folder of CSV tables, and return its receipt.

    The same file again gives the first receipt. A refused file is kept with its reason.

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
    RefusalError
        If the file is classified, its sender's quota is used up, or the scanner does not call it
        clean: then nothing of it is kept, and the caller keeps nothing of a classified one either.
    """
    name = kept_name(name)
    store.refuse_over_quota(sender_of(delivery.actor, delivery.component), name, content)
    workbook, refused = _read(store, name, content, delivery)
    stamped = workbook.fiscal_year if workbook else None
    fiscal_year = _fiscal_year(store, name, delivery, stamped)
    if stamped not in {None, fiscal_year}:
        shown = printed_name(name)
        refused = refusal("WRONG_CYCLE", name=shown, seen=stamped, accepted=fiscal_year)
    elif workbook is not None:
        components = map(component_of, workbook.proposals)
        refused = other_component(workbook.file, components, delivery.component) or _taken_ref(
            store, fiscal_year, workbook, delivery.replaces
        )
    # After the markings were looked for, so that no other program gets a classified file.
    store.refuse_harmful(name, content, delivery.actor)
    new = NewSubmission(
        fiscal_year=fiscal_year,
        file_name=name,
        content=content,
        actor=delivery.actor,
        received_at=delivery.received_at,
        component=delivery.component or _lone_component(workbook),
        replaces=delivery.replaces,
        refusal=refused,
        proposals=[] if refused or workbook is None else _named(workbook, delivery),
        form_version=load_form().version,
        form_sha256=load_form().sha256,
        rules_sha256=rules_sha256(),
        is_test=delivery.is_test,
        received_at_stated=delivery.is_moment_stated,
    )
    return store.add_submission(new)


def _read(
    store: Store, name: str, content: bytes, delivery: Delivery
) -> tuple[Workbook | None, RefusalError | None]:
    """Return the workbook in a file, or why it is none; a classified file goes no further."""
    try:
        with paused_collector():
            return workbook_from_book(read_book_safely(name, content)), None
    except RefusalError as error:
        if error.code == "CLASSIFIED":
            store.refuse_classified(delivery.actor)
            raise
        return None, error


def _lone_component(workbook: Workbook | None) -> str | None:
    """Return the component that all proposals of a file name, so that it need not be told twice."""
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


def _taken_ref(
    store: Store, fiscal_year: int, workbook: Workbook, replaces: str | None
) -> RefusalError | None:
    """Return the refusal of a file with a ref that belongs to another component, or None.

    Refs are the components' own: one must not replace another's proposal by chance.
    """
    owners = store.refs(fiscal_year)
    for proposal in workbook.proposals:
        ref = proposal.ref if replaces is None or workbook.is_list else replaces
        owner = owners.get(ref)
        component = component_of(proposal)
        if owner is not None and component not in {None, owner}:
            return refusal(
                "REF_TAKEN",
                name=workbook.file,
                ref=ref,
                owner=owner,
                component=component,
            )
    return None


def component_of(proposal: RawProposal) -> str | None:
    """Return the component that a proposal names, or None where it cannot be read."""
    cell = proposal.answers.get("component")
    answer = read_answer(load_form()["component"], None if cell is None else cell.value)
    return None if answer.value is None else str(answer.value)


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
            return path.name, plain_bytes(path, LARGEST_FILE_MIB)
        tables = tables_in(path, LARGEST_FILE_MIB)
        if not tables:
            raise UsageError(
                f"{path} is a folder without CSV tables. A folder is taken as one list of such "
                "tables only; name the files to submit one by one."
            )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, content in tables:
                archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content)
        return f"{path.resolve().name}.zip", packed.getvalue()
    except TooLargeError:
        raise refusal("FILE_TOO_BIG", name=path.name, limit=LARGEST_FILE_MIB) from None
    except FileNotFoundError as error:
        missing = error.filename or path
        raise UsageError(f"There is no file at {missing}. Check the path.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None


def _fiscal_year(store: Store, name: str, delivery: Delivery, stamped: int | None) -> int:
    fiscal_year = delivery.fiscal_year or stamped
    known = [row.fiscal_year for row in store.cycles()]
    if fiscal_year is None and len(known) == 1:
        return known[0]
    listed = ", ".join(map(str, known)) or "none"
    if fiscal_year is None:
        raise UsageError(
            f"{printed_name(name)} does not say which fiscal year it is for. Name it with "
            f"--fiscal-year; the store has: {listed}."
        )
    if fiscal_year not in known:
        raise UsageError(
            f"The store has no cycle of fiscal year {fiscal_year}; it has: {listed}. Add one with "
            "`fct cycle add FILE`."
        )
    return fiscal_year


def _named(workbook: Workbook, delivery: Delivery) -> list[RawProposal]:
    if delivery.replaces is None or workbook.is_list:
        return workbook.proposals
    return [
        RawProposal(delivery.replaces, found.origin, found.answers, found.rows, found.notes)
        for found in workbook.proposals
    ]
