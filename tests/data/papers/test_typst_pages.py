"""Pages to print, made by several threads at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from fct.data.papers.decision_print import Notice, Paper, notice_pdf
from fct.data.program.banner import Marking


def printed(number: int) -> bytes:
    """Return one notice of some length."""
    made = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    paper = Paper(title="Notice", foot=f"{number}", marking=Marking(), made=made)
    said = [f"Condition {place} of {number}" for place in range(200)]
    return notice_pdf(
        paper, Notice(outcome="Fund", outcome_said="", next_action="", conditions=said)
    )


def test_pages_of_several_threads_are_those_of_one() -> None:
    """A compiler is of one thread, and keeps nothing of what it printed before."""
    alone = [printed(number) for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(printed, range(4)))

    assert together == alone
    assert len(set(alone)) == len(alone)
