"""Receipts: in time or late, and what to do next."""

import datetime as dt
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.program.cycle import Cycle
from fct.data.subjects.receipts import HeldVersion, Submission
from fct.data.submitting.next_steps import how_to_change
from fct.data.submitting.receipt_words import receipt_lines
from fct.data.submitting.receipts import Since, moment_words, receipt_report, timing_of
from fct.data.submitting.ways import EntryPoint
from fct.data.tables.core import Standing
from fct.data.tables.known import WITHDRAWN
from fct.data.tables.year import ExtensionRow

CYCLE = Cycle(fiscal_year=2027, final_due=dt.date(2026, 6, 30), grace_minutes=15)
SECOND = dt.timedelta(seconds=1)


def submission(**others: Any) -> Submission:
    """Return a submission with other facts."""
    given: dict[str, Any] = {
        "id": "FY2027-S0001",
        "fiscal_year": 2027,
        "component": "Navy",
        "file_sha256": "a" * 64,
        "file_name": "a.xlsx",
        "received_at": CYCLE.due,
        "status": "accepted",
        "refusal_code": None,
        "refusal_message": None,
        "form_version": "1",
        "form_sha256": "f",
        "rules_sha256": "r",
        "proposal_count": 1,
        "replaces": None,
        "actor": Actor("Jane"),
        "refs": ("A",),
        "versions": (2,),
    }
    return Submission(**(given | others))


@pytest.mark.parametrize(
    ("after_due", "timing", "is_in_time"),
    [
        (-SECOND, "in time", True),
        (0 * SECOND, "in time", True),
        (SECOND, "in the grace period", True),
        (15 * 60 * SECOND, "in the grace period", True),
        (15 * 60 * SECOND + SECOND, "late", False),
    ],
)
def test_the_clock_decides_to_the_second(
    after_due: dt.timedelta, timing: str, is_in_time: bool
) -> None:
    """A second before, the moment itself, the end of the grace, and a second after it."""
    report = receipt_report(submission(received_at=CYCLE.due + after_due), CYCLE, Since())

    assert (report["timing"], report["in_time"], report["grace_minutes"]) == (
        timing,
        is_in_time,
        15,
    )


def test_the_clock_is_the_cycles() -> None:
    """The sender's zone does not matter: 00:30 in Berlin is still the day before in New York."""
    berlin = dt.datetime(2026, 7, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert timing_of(berlin, CYCLE) == "in time"
    assert moment_words(berlin, CYCLE) == "2026-06-30 18:30:00 EDT (America/New_York)"


def test_a_receipt_says_the_version_of_each_ref() -> None:
    """By ref, as JSON takes it."""
    assert receipt_report(submission(), CYCLE, Since())["versions"] == {"A": 2}


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({}, "Nothing to do: it is judged for fiscal year 2027"),
        ({"status": "refused", "refusal_code": "DAMAGED"}, "Do what the refusal says"),
        ({"is_test": True}, "This was a test: nothing of it is judged"),
        (
            {"received_at": CYCLE.deadline + SECOND},
            "after the deadline, 2026-07-01 00:14:59 EDT (America/New_York), so it is not judged",
        ),
    ],
)
def test_a_receipt_says_the_next_step(others: dict[str, Any], words: str) -> None:
    """Nobody has to ask."""
    late = HeldVersion(
        "A", 2, is_in_time=False, counted_version=None, counted_submission=None, newest_version=2
    )
    since = Since(held=[late] if "received_at" in others else [])

    assert words in receipt_report(submission(**others), CYCLE, since)["next"]


def test_a_receipt_printed_again_says_what_was_withdrawn_since() -> None:
    """The last change of a proposal counts."""
    change = Standing(
        fiscal_year=2027,
        ref="A",
        standing=WITHDRAWN,
        reason="No money.",
        at=CYCLE.due,
        actor=Actor("Jane"),
    )

    report = receipt_report(submission(), CYCLE, Since(changes=[change]))

    assert report["withdrawn"] == ["A"]
    assert report["next"].startswith("Withdrawn and not judged: A.")


def test_a_file_before_the_cycle_opens_did_not_come_in_time() -> None:
    """Refused as too early, it came before the cycle opens, and the receipt says that."""
    early = submission(status="refused", refusal_code="NOT_OPEN", refusal_message="Not open yet.")

    (line,) = [
        line
        for line in receipt_lines(receipt_report(early, CYCLE, Since()))
        if line.startswith("received")
    ]

    assert "EDT (America/New_York), before the cycle opens (due " in line
    assert "in time" not in line


@pytest.mark.parametrize(
    ("entry_point", "how"),
    [
        (EntryPoint.COMMAND, "with `--replaces A`"),
        (EntryPoint.PAGE, "as a new version of A"),
        (EntryPoint.INBOX, "in the folder `replaces/A`"),
    ],
)
def test_only_a_file_without_the_ref_is_sent_as_a_new_version(
    entry_point: EntryPoint, how: str
) -> None:
    """A form that holds its ref needs no other word to replace its proposal."""
    said = receipt_report(submission(), CYCLE, Since(), entry_point)["next"]

    assert f"a changed file replaces it; one that does not hold the ref A is sent {how}." in said


def test_a_question_names_every_proposal_that_fits() -> None:
    """Each with its own folder."""
    asked = submission(
        status="refused", refusal_code="LOOKS_LIKE", refusal_message="?", looks_like=("A", "B", "C")
    )

    said = receipt_report(asked, CYCLE, Since(), EntryPoint.INBOX)["next"]

    assert said.startswith("Put it into the folder `replaces/A`, `replaces/B` or `replaces/C` if")


def test_a_change_of_what_is_late_is_not_asked_for() -> None:
    """Only what is judged can be changed, and out of cycle no deadline is named."""
    report = receipt_report(submission(), CYCLE, Since())

    assert "before the deadline, edit that form" in how_to_change(report, EntryPoint.COMMAND)
    assert how_to_change(report | {"late": ["A"]}, EntryPoint.COMMAND) == ""
    out_of_cycle = how_to_change(report | {"in_time": False}, EntryPoint.COMMAND)
    assert out_of_cycle == " To change the proposal, edit that form and send it again."


def test_a_receipt_names_the_deadline_that_was_given_later() -> None:
    """Beside that of the cycle, also where the file is late all the same."""
    row = ExtensionRow(
        fiscal_year=2027,
        component="Navy",
        ref=None,
        until=dt.datetime(2026, 7, 8, 4, tzinfo=dt.UTC),
        reason="The office was flooded.",
        approved_by="authority-1",
        at=CYCLE.due,
        actor=Actor("operator-1"),
    )
    for days, timing in ((2, "in time, extended"), (9, "late")):
        later = submission(received_at=CYCLE.due + dt.timedelta(days=days))
        text = "\n".join(receipt_lines(receipt_report(later, CYCLE, Since(extended=[row]))))
        assert f"{timing} (due " in text
        assert "extended to 2026-07-07 23:59:59 EDT (America/New_York))" in text
        assert receipt_report(later, CYCLE, Since())["extended_to"] is None
