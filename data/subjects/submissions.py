"""Submissions and the proposals in them, as they go into the store and come out of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from fct.data.common import (
    Actor,
    RawProposal,
    RefusalError,
    clean_text,
    dump_json,
    proposal_to_json,
    squeeze,
)
from fct.data.program import load_form
from fct.data.proposals import as_text, read_answer
from fct.data.store import proposals, row_actor, submissions

ACCEPTED, REFUSED = "accepted", "refused"
OUT_OF_CYCLE = "out of cycle"
NO_DEADLINE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


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
    deadline : datetime
        Of the cycle; what came later is not judged.
    is_searched : bool
        Whether its search for markings was complete. Of a file of which it was not, nothing is
        kept but name, size, SHA-256 and the code of the refusal.
    is_asked : bool
        Whether it is refused where it looks like a proposal of the cycle (reading 75).
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
    deadline: dt.datetime = NO_DEADLINE
    is_searched: bool = True
    is_asked: bool = False


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
    lacks_ref : bool
        Whether the file, just received, is a form that does not hold the ref it got.
    is_searched : bool
        Whether the search for markings in the file, just received, was complete.
    looks_like : tuple of str
        Proposals of which it is asked, just now, whether this is a new version of one.
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
    lacks_ref: bool = False
    is_searched: bool = True
    looks_like: tuple[str, ...] = ()


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


def is_out_of_cycle(proposal: RawProposal) -> bool:
    """Whether a proposal says that it is out of cycle, so that it is never late."""
    return _choice(proposal, "cycle_type") == OUT_OF_CYCLE


def _title(proposal: RawProposal) -> str:
    cell = proposal.answers.get("title")
    return "" if cell is None else clean_text(squeeze(as_text(cell.value)))


def _choice(proposal: RawProposal, field_id: str) -> str | None:
    cell = proposal.answers.get(field_id)
    value = None if cell is None else read_answer(load_form()[field_id], cell.value).value
    return value if isinstance(value, str) else None


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
