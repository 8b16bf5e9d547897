"""What a sponsor does next about a proposal."""

import datetime as dt
from typing import Any

import pytest

from fct.dashboard.sponsor.verdict_view import next_action
from fct.data.program.cycle import Cycle

CYCLE = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30))
BEFORE, AFTER = CYCLE.deadline - dt.timedelta(days=1), CYCLE.deadline + dt.timedelta(days=1)
LACKS = {
    **dict.fromkeys(("field", "label", "seen", "state", "wrong", "accepted", "repair", "hint"), ""),
    "rule": "X1",
    "outcome": "fails",
    "severity": "form",
    "sheet": "Proposal",
    "cell": "C2",
}
OTHER = LACKS | {"rule": "G6", "severity": "gate"}


def report(*findings: dict[str, str], referral: str | None = None) -> dict[str, Any]:
    """What is found in a proposal."""
    return {"ref": "A", "findings": list(findings), "referral": referral}


@pytest.mark.parametrize(
    ("found", "now", "is_withdrawn", "said"),
    [
        (report(), BEFORE, False, "it is judged as it stands. Until 2026-06-30 23:59:59 EDT"),
        (report(), AFTER, False, "nothing to do; it is judged as it stands."),
        (report(LACKS), BEFORE, False, "1 answer to repair, listed below. Save the form to edit"),
        (report(LACKS), AFTER, False, "the deadline has passed, so ask the office"),
        (report(OTHER), BEFORE, False, "send the request to the program that does such work."),
        (report(OTHER, referral="ESEP"), BEFORE, False, "send the request to ESEP."),
        (None, AFTER, False, "nothing of it is judged: it came after the deadline, 2026-06-30"),
        (None, BEFORE, True, "it is withdrawn and not judged; bring it back below."),
        (None, AFTER, True, "the deadline has passed, so it stays out."),
    ],
)
def test_the_next_action(
    found: dict[str, Any] | None, now: dt.datetime, is_withdrawn: bool, said: str
) -> None:
    """By what was found and by the calendar."""
    assert said in next_action(found, CYCLE, now, is_withdrawn=is_withdrawn)
