"""How a proposal stands as it is now, and what its sponsor does next."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fct.dashboard import kit
from fct.dashboard.kit import Place, el, plural
from fct.dashboard.sponsor.check_view import show_proposal
from fct.data.common import utc_now
from fct.data.program import Cycle
from fct.data.submitting import OwnDeadline, own_deadline
from fct.scoring.judging import is_other_work, repairs_of
from fct.scoring.ranking import standing_of


def show_verdict(place: Place, cycle: Cycle, ref: str, *, is_withdrawn: bool) -> None:
    """Show the verdict on the version that counts, the next action, and what is found in it."""
    store = kit.store_at(place)
    report = None if is_withdrawn else standing_of(store, cycle, ref)
    deadline = own_deadline(store, cycle, ref)
    words = next_action(report, deadline, utc_now(), is_withdrawn=is_withdrawn)
    kit.notice(el("strong", "Next: "), words)
    if report is not None:
        show_proposal(report)


def next_action(
    report: Mapping[str, Any] | None,
    deadline: OwnDeadline,
    now: dt.datetime,
    *,
    is_withdrawn: bool,
) -> str:
    """Return what to do next about a proposal.

    Parameters
    ----------
    report : mapping or None
        What is found in the version that counts; None where none does.
    deadline : OwnDeadline
        Of the proposal.
    now : datetime
        Aware.
    is_withdrawn : bool
    """
    is_over = now > deadline.moment
    if is_withdrawn:
        how = "the deadline has passed, so it stays out" if is_over else "bring it back below"
        return f"it is withdrawn and not judged; {how}."
    if report is None:
        return f"nothing of it is judged: it came after the deadline, {deadline.words}."
    count = repairs_of(report)
    if is_other_work(report):
        return _of_other_work(report["card"], count)
    if not count:
        then = "" if is_over else f" Until {deadline.words} a changed form replaces it."
        return f"nothing to do; it is judged as it stands.{then}"
    repairs = f"{plural(count, 'answer')} to repair, listed below"
    if is_over:
        return (
            f"{repairs}; the deadline has passed, so a repaired one counts only by an extension of "
            "the office that runs the cycle, or in the next cycle."
        )
    return (
        f"{repairs}. Save the form to edit below, repair it and submit it on “Submit a file” until "
        f"{deadline.words}."
    )


def _of_other_work(card: Mapping[str, Any], count: int) -> str:
    if card["program"] is None:
        return "it is not FCT work, and no other program is named; the reason is below."
    asked = f" {plural(count, 'question')} of it {'is' if count == 1 else 'are'} not answered yet."
    return f"it is not FCT work; see below what {card['name']} needs.{asked if count else ''}"
