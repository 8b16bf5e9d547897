"""Submissions and the proposals in them: receiving, versions, and what a run judges."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from fct.data.actor import Actor
from fct.data.answers import as_text, read_answer
from fct.data.columns import clean_text, dump_json
from fct.data.errors import RefusalError, UsageError
from fct.data.events import actor_values, add_event, row_actor
from fct.data.file_store import FileStore
from fct.data.form import load_form
from fct.data.quotas import refuse_over_quota, sender_of
from fct.data.records import RawProposal, proposal_to_json
from fct.data.refusals import refusal
from fct.data.store_bulk import insert_rows
from fct.data.store_files import keep_file
from fct.data.store_standing import withdrawn_among
from fct.data.tables import proposals, submissions
from fct.data.text import squeeze

ACCEPTED, REFUSED = "accepted", "refused"
OUT_OF_CYCLE = "out of cycle"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSubmission:
    """A file as intake hands it to the store.

    Attributes
    ----------
    fiscal_year : int
        Of the cycle.
    file_name : str
        As the sponsor called it.
    content : bytes
        The file.
    actor : Actor
        Who submits.
    received_at : datetime
        Aware.
    component : str or None
        Who submits it, where that is known.
    replaces : str or None
        Ref that the submitter names; the file then holds one proposal.
    refusal : RefusalError or None
        Why the file is not taken; it then holds no proposals.
    proposals : sequence of RawProposal
        A ref of empty text asks for a new one.
    form_version, form_sha256, rules_sha256 : str
        What the file was read by.
    is_test : bool
        Whether it is only tried: received and checked, never judged.
    received_at_stated : bool
        Whether the actor stated ``received_at``, which is else the clock's.
    """

    fiscal_year: int
    file_name: str
    content: bytes = field(repr=False)
    actor: Actor
    received_at: dt.datetime
    component: str | None = None
    replaces: str | None = None
    refusal: RefusalError | None = None
    proposals: Sequence[RawProposal] = field(default=(), repr=False)
    form_version: str = ""
    form_sha256: str = ""
    rules_sha256: str = ""
    is_test: bool = False
    received_at_stated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """The receipt of a file.

    Attributes
    ----------
    id : str
        As in ``FY2027-S0001``; ``FY2027-T0002`` for a test.
    status : str
        ``accepted`` or ``refused``.
    refs : tuple of str
        Of its proposals, in the order of the file; those of a test are what it would get.
    versions : tuple of int
        Of its proposals, in the same order; a test has none.
    is_test : bool
        Whether it was only tried.
    is_repeat : bool
        Whether the file had been received before, and this is the first receipt again.
    """

    id: str
    fiscal_year: int
    component: str | None
    file_sha256: str
    file_name: str
    received_at: dt.datetime
    status: str
    refusal_code: str | None
    refusal_message: str | None
    form_version: str
    form_sha256: str
    rules_sha256: str
    proposal_count: int
    replaces: str | None
    actor: Actor
    refs: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    is_test: bool = False
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class StoredProposal:
    """One version of a proposal.

    Attributes
    ----------
    id : int
        Key of the version; outcomes, scores and ranks of a run refer to it.
    ref : str
    version : int
        1, 2, 3, ... for each ref.
    submission_id : str
    received_at : datetime
    proposal : RawProposal
    """

    id: int
    ref: str
    version: int
    submission_id: str
    received_at: dt.datetime
    proposal: RawProposal = field(repr=False)


def proposal_rows(received: Sequence[RawProposal]) -> list[dict[str, Any]]:
    """Return the columns of proposals that do not depend on what is stored already."""
    return [
        {
            "position": position,
            "ref": clean_text(proposal.ref.strip()),
            "title": _title(proposal),
            "component": _choice(proposal, "component"),
            "project_type": _choice(proposal, "project_type"),
            "cycle_type": _choice(proposal, "cycle_type"),
            "cells": dump_json(proposal_to_json(proposal)),
        }
        for position, proposal in enumerate(received, 1)
    ]


def _title(proposal: RawProposal) -> str:
    cell = proposal.answers.get("title")
    return "" if cell is None else clean_text(squeeze(as_text(cell.value)))


def _choice(proposal: RawProposal, field_id: str) -> str | None:
    cell = proposal.answers.get(field_id)
    value = None if cell is None else read_answer(load_form()[field_id], cell.value).value
    return value if isinstance(value, str) else None


def receive(
    connection: sa.Connection, kept: FileStore, new: NewSubmission, rows: list[dict[str, Any]]
) -> Submission:
    """Add a submission in a writing transaction, or return the receipt that it has already.

    Parameters
    ----------
    connection : Connection
    kept : FileStore
    new : NewSubmission
    rows : list of dict
        From :func:`proposal_rows`.

    Raises
    ------
    UsageError
        If the ref that it replaces is not in the cycle, or it holds several proposals.
    RefusalError
        If the sender's quota of the day is used up; then nothing of the file is kept.
    """
    sha256 = hashlib.sha256(new.content).hexdigest()
    if (refused := _withdrawn(connection, new, rows)) is not None:
        new, rows = replace(new, refusal=refused, proposals=()), []
    if (first := find_receipt(connection, new, sha256)) is not None:
        return first
    sender = sender_of(new.actor, new.component)
    refuse_over_quota(connection, sender, new.file_name, len(new.content))
    versions = _versions(connection, new.fiscal_year)
    _name_refs(new, rows, versions)
    number = _next_number(connection, new.fiscal_year)
    submission_id = f"FY{new.fiscal_year}-{'T' if new.is_test else 'S'}{number:04d}"
    keep_file(connection, kept, new.content)
    columns = _columns(new, sha256, submission_id, number)
    if new.is_test:  # no run, now or later, can read what is not among the proposals
        columns["test_refs"], rows = [row["ref"] for row in rows], []
    connection.execute(sa.insert(submissions).values(columns))
    for row in rows:
        versions[row["ref"]] += 1
        row |= {
            "fiscal_year": new.fiscal_year,
            "version": versions[row["ref"]],
            "submission_id": submission_id,
        }
    insert_rows(connection, proposals, rows)
    details = {
        "file_sha256": sha256,
        "component": new.component,
        "proposals": len(new.proposals),
        "replaces": new.replaces,
        "refusal": None if new.refusal is None else new.refusal.code,
    }
    if new.received_at_stated:
        details["received_at_stated"] = True
    status = ACCEPTED if new.refusal is None else REFUSED
    kind = "test submission" if new.is_test else "submission"
    add_event(connection, new.actor, f"{kind} {status}", submission_id, details)
    return read_submissions(connection, submissions.c.id == submission_id)[0]


def _withdrawn(
    connection: sa.Connection, new: NewSubmission, rows: list[dict[str, Any]]
) -> RefusalError | None:
    """Return the refusal of a file that would bring back, unasked, what a sponsor withdrew."""
    if new.refusal is not None:
        return None
    refs = [row["ref"] for row in rows] if new.replaces is None else [new.replaces]
    withdrawn = withdrawn_among(connection, new.fiscal_year, refs)
    if not withdrawn:
        return None
    return refusal("WITHDRAWN", name=new.file_name, refs=", ".join(withdrawn))


def find_receipt(connection: sa.Connection, new: NewSubmission, sha256: str) -> Submission | None:
    """Return the first receipt of the same file for the same purpose, marked as a repeat.

    A file that was refused may be taken later, when what refused it was mended; a refusal is
    a repeat only of one for the same reason.
    """
    codes = [""] if new.refusal is None else ["", new.refusal.code]
    found = read_submissions(
        connection,
        submissions.c.fiscal_year == new.fiscal_year,
        submissions.c.component == (new.component or ""),
        submissions.c.file_sha256 == sha256,
        submissions.c.replaces == (new.replaces or ""),
        submissions.c.refusal_code.in_(codes),
        submissions.c.is_test == new.is_test,
        is_repeat=True,
    )
    return min(found, key=lambda one: one.status, default=None)


def _versions(connection: sa.Connection, fiscal_year: int) -> defaultdict[str, int]:
    """Return the last version of each ref of a cycle."""
    last = (
        sa.select(proposals.c.ref, sa.func.max(proposals.c.version).label("version"))
        .where(proposals.c.fiscal_year == fiscal_year)
        .group_by(proposals.c.ref)
    )
    return defaultdict(int, {row.ref: row.version for row in connection.execute(last)})


def _name_refs(
    new: NewSubmission, rows: list[dict[str, Any]], versions: defaultdict[str, int]
) -> None:
    """Give each row its ref: the one that is replaced, its own, or a new one (reading 75)."""
    if new.replaces is not None and new.refusal is None:
        if new.replaces not in versions:
            raise UsageError(
                f"There is no proposal {new.replaces} in fiscal year {new.fiscal_year} to replace; "
                "give the ref as `fct rank` or the receipt shows it."
            )
        if len(rows) != 1:
            raise UsageError(
                f"{new.file_name} holds {len(rows)} proposals, so it cannot replace "
                f"{new.replaces}; submit a file with that proposal alone."
            )
        rows[0]["ref"] = new.replaces
    taken = {row["ref"] for row in rows} | versions.keys()
    number = 0
    for row in rows:
        while not row["ref"]:
            number += 1
            ref = f"FY{new.fiscal_year % 100:02d}-{number:04d}"
            if ref not in taken:
                row["ref"] = ref


def _next_number(connection: sa.Connection, fiscal_year: int) -> int:
    newest = sa.select(sa.func.coalesce(sa.func.max(submissions.c.number), 0))
    number: int = connection.execute(
        newest.where(submissions.c.fiscal_year == fiscal_year)
    ).scalar_one()
    return number + 1


def _columns(new: NewSubmission, sha256: str, submission_id: str, number: int) -> dict[str, Any]:
    refused = new.refusal
    return {
        "id": submission_id,
        "fiscal_year": new.fiscal_year,
        "number": number,
        "component": new.component or "",
        "file_sha256": sha256,
        "file_name": clean_text(new.file_name),
        "received_at": new.received_at,
        "status": ACCEPTED if refused is None else REFUSED,
        "refusal_code": "" if refused is None else refused.code,
        "refusal_message": None if refused is None else clean_text(refused.message),
        "form_version": new.form_version,
        "form_sha256": new.form_sha256,
        "rules_sha256": new.rules_sha256,
        "proposal_count": len(new.proposals),
        "replaces": new.replaces or "",
        "is_test": new.is_test,
        "test_refs": [],
        **actor_values(new.actor),
    }


def read_submissions(
    connection: sa.Connection, *where: sa.ColumnElement[bool], is_repeat: bool = False
) -> list[Submission]:
    """Return the submissions that match, in the order in which they came."""
    held_by: dict[str, list[tuple[str, int]]] = defaultdict(list)
    held = (
        sa.select(proposals.c.submission_id, proposals.c.ref, proposals.c.version)
        .join(submissions)
        .where(*where)
        .order_by(proposals.c.submission_id, proposals.c.position)
    )
    for submission_id, ref, version in connection.execute(held):
        held_by[submission_id].append((ref, version))
    found = sa.select(submissions).where(*where).order_by(submissions.c.number)
    return [
        Submission(
            id=row.id,
            fiscal_year=row.fiscal_year,
            component=row.component or None,
            file_sha256=row.file_sha256,
            file_name=row.file_name,
            received_at=row.received_at,
            status=row.status,
            refusal_code=row.refusal_code or None,
            refusal_message=row.refusal_message,
            form_version=row.form_version,
            form_sha256=row.form_sha256,
            rules_sha256=row.rules_sha256,
            proposal_count=row.proposal_count,
            replaces=row.replaces or None,
            actor=row_actor(row),
            refs=tuple(row.test_refs or (ref for ref, _ in held_by[row.id])),
            versions=tuple(version for _, version in held_by[row.id]),
            is_test=row.is_test,
            is_repeat=is_repeat,
        )
        for row in connection.execute(found)
    ]
