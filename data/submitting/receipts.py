"""What a receipt says: the same words at every entry point, and again whenever it is printed."""

import datetime as dt
import pwd
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from fct.data.calendar import last_moment_of
from fct.data.common import is_clock_simulated
from fct.data.program import Cycle
from fct.data.store import Settings, store_place
from fct.data.subjects import LATE, HeldVersion, Store, Submission
from fct.data.submitting.lanes import last_moment
from fct.data.submitting.next_steps import next_step
from fct.data.submitting.ways import EntryPoint
from fct.data.tables import ExtensionRow, Lane, MomentCorrection, Standing

IN_TIME, IN_GRACE = "in time", "in the grace period"
EXTENDED = "in time, extended"


def moment_words(moment: dt.datetime, cycle: Cycle) -> str:
    """Return a moment as a sponsor reads it, in the cycle's time zone.

    Examples
    --------
    >>> moment_words(
    ...     dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC),
    ...     Cycle(fiscal_year=2027, final_due="2026-06-30"),
    ... )
    '2026-06-12 10:00:00 EDT (America/New_York)'
    """
    local = moment.astimezone(ZoneInfo(cycle.time_zone))
    return f"{local:%Y-%m-%d %H:%M:%S %Z} ({cycle.time_zone})"


def timing_of(
    received_at: dt.datetime,
    cycle: Cycle,
    answers: str | None = None,
    extended: Iterable[ExtensionRow] = (),
    *,
    lane: Lane = Lane.IN_CYCLE,
) -> str:
    """Return whether a file came in time, in the grace period, by an extension, or late.

    What answers a question is never late by the deadline: it comes as that answer, and what comes
    by the way for that comes out of cycle.

    Parameters
    ----------
    received_at : datetime
    cycle : Cycle
    answers : str, optional
        Id of a question.
    extended : iterable of ExtensionRow
        Those that cover a proposal of it.
    lane : Lane
        By which way it came.
    """
    if answers is not None:
        return f"answer to {answers}"
    if lane is Lane.OUT_OF_CYCLE:
        return str(lane)
    if lane is Lane.NOMINATION:
        return IN_TIME if received_at <= last_moment(cycle, lane) else LATE
    if received_at <= cycle.due:
        return IN_TIME
    if received_at <= cycle.deadline:
        return IN_GRACE
    # `until` is the first moment that is late.
    return EXTENDED if any(received_at < one.until for one in extended) else LATE


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """What is known of a submission since it came.

    Attributes
    ----------
    changes : sequence of Standing
        Who withdrew and re-opened proposals of the cycle, oldest first.
    held : sequence of HeldVersion
    as_it_stands : sequence of mapping
        Ref, verdict, number of answers to repair and notes of what the next run judges.
    is_moment_stated : bool
        Whether the submitter stated the moment of receipt.
    store : str
        In which store the submission lies, and whose that is.
    answers : str or None
        Id of the question that it answers, so that it is judged whenever it came.
    extended : sequence of ExtensionRow
        The extensions that cover a proposal of it.
    corrections : sequence of MomentCorrection
        How its moment was put right, the first time first.
    first_timing : str or None
        The word of :func:`timing_of` when it came, before moments and deadlines were changed.
    uncertified : set of str
        Its proposals behind which their component does not stand yet, where the cycle asks that.
    """

    changes: Sequence[Standing] = ()
    held: Sequence[HeldVersion] = ()
    as_it_stands: Sequence[Mapping[str, Any]] = ()
    is_moment_stated: bool = False
    store: str = ""
    answers: str | None = None
    extended: Sequence[ExtensionRow] = ()
    corrections: Sequence[MomentCorrection] = ()
    first_timing: str | None = None
    uncertified: AbstractSet[str] = frozenset()


def store_words(settings: Settings) -> str:
    """Return where a store is, and to which account of the machine it belongs."""
    place = store_place(settings)
    if settings.sqlite_path is None:
        return place
    try:
        uid = settings.home.stat().st_uid
    except OSError:
        return place
    try:
        owner = pwd.getpwuid(uid).pw_name
    except KeyError:
        owner = f"account {uid}"
    return f"{place} of {owner}"


def stored_receipt(
    store: Store,
    submission: Submission,
    cycle: Cycle,
    as_it_stands: Sequence[Mapping[str, Any]] = (),
    entry_point: EntryPoint = EntryPoint.COMMAND,
) -> dict[str, Any]:
    """Return the receipt of a submission, with what became of its proposals since.

    Parameters
    ----------
    store : Store
    submission : Submission
    cycle : Cycle
        That of the submission's fiscal year.
    as_it_stands : sequence of mapping, optional
        From :func:`fct.scoring.ranking.receipt_standing.standings_of`.
    entry_point : EntryPoint, default=EntryPoint.COMMAND
        Where it is read, which decides what its next step names.
    """
    held = store.submissions.held_versions(submission.id, cycle.deadline)
    since = Since(
        changes=() if submission.is_test else store.standings.of_cycle(submission.fiscal_year),
        held=held,
        as_it_stands=as_it_stands,
        is_moment_stated=store.submissions.is_moment_stated(submission.id),
        store=store_words(store.settings),
        answers=store.questions.answered_by(submission.id),
        extended=_extended(store, submission),
        corrections=store.corrections.of(submission.id),
        first_timing=store.submissions.first_timing(submission.id),
        uncertified=_uncertified(store, cycle, held),
    )
    return receipt_report(submission, cycle, since, entry_point)


def receipt_report(
    submission: Submission, cycle: Cycle, since: Since, entry_point: EntryPoint = EntryPoint.COMMAND
) -> dict[str, Any]:
    """Return a receipt as JSON values."""
    lane = submission.lane
    timing = timing_of(submission.received_at, cycle, since.answers, since.extended, lane=lane)
    own = last_moment(cycle, lane)
    deadline = max([own, *(last_moment_of(one) for one in since.extended)])
    receipt = {
        "id": submission.id,
        "status": submission.status,
        "is_test": submission.is_test,
        "refusal": _refusal(submission),
        "fiscal_year": submission.fiscal_year,
        "component": submission.component,
        "file": submission.file_name or None,  # of a file of which a part is hidden
        "sha256": submission.file_sha256 or None,
        "received_at": cycle.local(submission.received_at),
        "received_at_stated": since.is_moment_stated,
        "received": moment_words(submission.received_at, cycle),
        "timing": timing,
        **_of_the_clock(since, cycle, timing),
        "in_time": timing != LATE,
        "deadline": cycle.local(deadline),
        "extended_to": moment_words(deadline, cycle) if deadline > own else None,
        "lane": str(lane),
        "final_due": moment_words(_due(cycle, lane), cycle),
        "time_zone": cycle.time_zone,
        "grace_minutes": cycle.grace_minutes,
        "form_version": submission.form_version,
        "form_sha256": submission.form_sha256,
        "rules_sha256": submission.rules_sha256,
        **_refs(submission),
        "replaces": submission.replaces,
        "answers": since.answers,
        "file_kept": submission.is_searched,
        "looks_like": list(submission.looks_like),
        "store": since.store,
        "is_repeat": submission.is_repeat,
        "actor": submission.actor.name,
        "actor_verified": submission.actor.verified,
        **_what_became(submission, since, is_late=timing == LATE),
    }
    return receipt | {"next": next_step(receipt, moment_words(deadline, cycle), entry_point)}


def _refs(submission: Submission) -> dict[str, Any]:
    versions = dict(zip(submission.refs, submission.versions, strict=False))
    return {"refs": list(submission.refs), "versions": versions}


def _refusal(submission: Submission) -> dict[str, str | None] | None:
    if not submission.refusal_code:
        return None
    return {"code": submission.refusal_code, "message": submission.refusal_message}


def _of_the_clock(since: Since, cycle: Cycle, timing: str) -> dict[str, Any]:
    return {
        "first_timing": since.first_timing or timing,
        "corrections": [_correction(one, cycle) for one in since.corrections],
        "clock": "simulated clock" if is_clock_simulated() else None,
    }


def _extended(store: Store, submission: Submission) -> list[ExtensionRow]:
    """Return the extensions that cover a proposal of a submission."""
    deadlines = store.extensions.deadlines(store.cycles.read(submission.fiscal_year)[1])
    components = store.versions.components(submission.fiscal_year) if deadlines.extended else {}
    found = deadlines.of_one(None, submission.component)
    for ref in submission.refs:
        found += deadlines.of_one(ref, components.get(ref))
    return list(dict.fromkeys(found))


def _uncertified(store: Store, cycle: Cycle, held: Sequence[HeldVersion]) -> AbstractSet[str]:
    """Return the proposals of a submission whose version that counts is not certified."""
    if not cycle.certification_required:
        return frozenset()
    counted = {one.ref: one.counted_version for one in held if one.counted_version is not None}
    return store.certifications.not_certified(cycle.fiscal_year, counted, cycle.deadline)


def _correction(one: MomentCorrection, cycle: Cycle) -> dict[str, Any]:
    return {
        "was": cycle.local(one.was),
        "is": cycle.local(one.moment),
        "reason": one.reason,
        "approved_by": one.approved_by,
        "by": one.actor.name,
        "at": cycle.local(one.at),
    }


def _due(cycle: Cycle, lane: Lane) -> dt.datetime:
    return last_moment(cycle, lane) if lane is Lane.NOMINATION else cycle.due


def _what_became(submission: Submission, since: Since, *, is_late: bool) -> dict[str, Any]:
    last = {change.ref: change for change in since.changes}
    held = since.held
    return {
        "withdrawn": [ref for ref in submission.refs if ref in last and last[ref].is_withdrawn],
        "late": list(submission.refs)
        if is_late and submission.lane is Lane.NOMINATION
        else [one.ref for one in held if not one.is_in_time],
        "replaced_by": {
            one.ref: one.counted_submission
            for one in held
            if one.counted_version is not None and one.counted_version > one.version
        },
        "counted_versions": {one.ref: one.counted_version for one in held},
        "as_it_stands": list(since.as_it_stands),
        "to_certify": [ref for ref in submission.refs if ref in since.uncertified],
    }
