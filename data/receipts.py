"""What a receipt says: the same words from every door, and again whenever it is printed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from fct.data.cycle import Cycle
from fct.data.store import Store
from fct.data.store_standing import Standing
from fct.data.store_submissions import ACCEPTED, Submission

IN_TIME, IN_GRACE, LATE = "in time", "in the grace period", "late"


def told_moment(moment: dt.datetime, cycle: Cycle) -> str:
    """Return a moment as a sponsor reads it, in the cycle's time zone.

    Examples
    --------
    >>> told_moment(
    ...     dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC),
    ...     Cycle(fiscal_year=2027, final_due="2026-06-30"),
    ... )
    '2026-06-12 10:00:00 EDT (America/New_York)'
    """
    local = moment.astimezone(ZoneInfo(cycle.time_zone))
    return f"{local:%Y-%m-%d %H:%M:%S %Z} ({cycle.time_zone})"


def timing_of(received_at: dt.datetime, cycle: Cycle) -> str:
    """Return whether a file came in time, in the grace period, or late."""
    if received_at <= cycle.due:
        return IN_TIME
    return IN_GRACE if received_at <= cycle.deadline else LATE


def stored_receipt(store: Store, submission: Submission, cycle: Cycle) -> dict[str, Any]:
    """Return the receipt of a submission, with how its proposals stand now.

    Parameters
    ----------
    store : Store
    submission : Submission
    cycle : Cycle
        That of the submission's fiscal year.
    """
    standings = [] if submission.is_test else store.standings(submission.fiscal_year)
    return receipt_report(submission, cycle, standings)


def receipt_report(
    submission: Submission, cycle: Cycle, standings: Sequence[Standing] = ()
) -> dict[str, Any]:
    """Return a receipt as JSON values."""
    last = {change.ref: change for change in standings}  # oldest first
    withdrawn = [ref for ref in submission.refs if ref in last and last[ref].is_withdrawn]
    timing = timing_of(submission.received_at, cycle)
    return {
        "id": submission.id,
        "status": submission.status,
        "is_test": submission.is_test,
        "refusal": None
        if not submission.refusal_code
        else {"code": submission.refusal_code, "message": submission.refusal_message},
        "fiscal_year": submission.fiscal_year,
        "component": submission.component,
        "file": submission.file_name,
        "sha256": submission.file_sha256,
        "received_at": submission.received_at.isoformat(),
        "received": told_moment(submission.received_at, cycle),
        "timing": timing,
        "in_time": timing != LATE,
        "deadline": cycle.deadline.isoformat(),
        "final_due": told_moment(cycle.due, cycle),
        "time_zone": cycle.time_zone,
        "grace_minutes": cycle.grace_minutes,
        "form_version": submission.form_version,
        "form_sha256": submission.form_sha256,
        "rules_sha256": submission.rules_sha256,
        "refs": list(submission.refs),
        "versions": dict(zip(submission.refs, submission.versions, strict=False)),
        "withdrawn": withdrawn,
        "replaces": submission.replaces,
        "is_repeat": submission.is_repeat,
        "actor": submission.actor.name,
        "actor_verified": submission.actor.verified,
        "next": _next_step(submission, cycle, withdrawn, timing),
    }


def _next_step(submission: Submission, cycle: Cycle, withdrawn: list[str], timing: str) -> str:
    if submission.status != ACCEPTED:
        return "Mend what the refusal names and send the file again; nothing of it is judged."
    if submission.is_test:
        return (
            "This was a test: nothing of it is judged or published. Submit the file without --test "
            "to enter it."
        )
    if withdrawn:
        return (
            f"Withdrawn and not judged: {', '.join(withdrawn)}. `fct reopen REF` brings a proposal "
            "back before the deadline."
        )
    if timing == LATE:
        return (
            f"It came after the deadline, {cycle.deadline.isoformat()}: only out-of-cycle "
            "proposals in it will be judged."
        )
    return (
        f"Nothing to do: it is judged for fiscal year {cycle.fiscal_year}. Until "
        f"{told_moment(cycle.deadline, cycle)} a changed file with the same ref replaces it."
    )
