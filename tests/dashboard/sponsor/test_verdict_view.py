"""What a sponsor does next about a proposal."""

import datetime as dt
from typing import Any

import pytest

from fct.dashboard.sponsor.verdict_view import next_action
from fct.data.program.cycle import Cycle
from fct.data.submitting.deadline_words import OwnDeadline

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


ESEP = {"program": "personnel-exchange", "name": "Engineer and Scientist Exchange Program (ESEP)"}


def report(
    *findings: dict[str, str], card: dict[str, Any] | None = None, missing: int = 0
) -> dict[str, Any]:
    """What is found in a proposal."""
    left = ["partner"] * missing
    return {"ref": "A", "findings": list(findings), "card": card, "referral_missing": left}


@pytest.mark.parametrize(
    ("found", "now", "is_withdrawn", "said"),
    [
        (report(), BEFORE, False, "it is judged as it stands. Until 2026-06-30 23:59:59 EDT"),
        (report(), AFTER, False, "nothing to do; it is judged as it stands."),
        (report(LACKS), BEFORE, False, "1 answer to repair, listed below. Save the form to edit"),
        (report(LACKS), AFTER, False, "a repaired one counts only by an extension"),
        (
            report(OTHER, card={"program": None}),
            BEFORE,
            False,
            "no other program is named; the reason is below.",
        ),
        (
            report(OTHER, card=ESEP),
            BEFORE,
            False,
            "what Engineer and Scientist Exchange Program (ESEP) needs.",
        ),
        (report(OTHER, card=ESEP, missing=2), BEFORE, False, "2 questions of it are not answered"),
        (None, AFTER, False, "nothing of it is judged: it came after the deadline, 2026-06-30"),
        (None, BEFORE, True, "it is withdrawn and not judged; bring it back below."),
        (None, AFTER, True, "the deadline has passed, so it stays out."),
    ],
)
def test_the_next_action(
    found: dict[str, Any] | None, now: dt.datetime, is_withdrawn: bool, said: str
) -> None:
    """By what was found and by the calendar."""
    assert said in next_action(
        found, OwnDeadline(CYCLE.deadline, CYCLE), now, is_withdrawn=is_withdrawn
    )


def test_an_extended_deadline_is_the_one_that_counts_and_says_that_it_is_extended() -> None:
    """After the cycle's own deadline a changed form still replaces what is there."""
    later = OwnDeadline(dt.datetime(2026, 7, 7, 23, 59, tzinfo=dt.UTC), CYCLE)
    said = next_action(None, later, AFTER, is_withdrawn=True)
    assert said == "it is withdrawn and not judged; bring it back below."
    assert "2026-07-07 19:59:00 EDT (America/New_York), extended" in later.words
