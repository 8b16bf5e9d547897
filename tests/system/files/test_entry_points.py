"""The same file gets the same answer at every entry point (reading 72), in that one's own words."""

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import RefusalError
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit, submit_bytes
from fct.data.submitting.ways import EntryPoint
from fct.flows.cycle.inbox import inbox_folder, ingest
from fct.scoring.ranking.check import check_bytes, check_file
from fct.scoring.ranking.receipt_standing import receipt_with_standing
from tests.conftest import opened_copy
from tests.support.processes.samples import some_of

CASES = Path(__file__).parents[2] / "cases"
NAMES = [
    *("s28_noprops.xlsx", "list_one_proposal.zip", "base_good.xlsx", "L1-title-row.xlsx"),
    *("L6-footnote.xlsx", "s15_copySheet.xlsx", "s7-1-Proposal_-_Table_1.xlsx"),
    *(
        "s11_rowsaboveF.xlsx",
        "f23_footnoteM.xlsx",
        "06-geography-type.xlsx",
        "Q1-sum-of-three.xlsx",
    ),
    *("sight-Proposal.csv", "two.zip", "proposal.docx", "password.xlsx", "d07_ddMonYYYY_mil.xlsx"),
    *("m04_dollars_all.xlsx", "m10_acct_neg.xlsx", "s29_uslist.xlsx"),
]
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
ACTOR = Actor("tester")
COMMANDS = re.compile(r"`fct |`?--[a-z]")


class Answer(NamedTuple):
    """What a file gets: the code of its refusal, or the verdict of each proposal."""

    code: str | None
    verdicts: tuple[str, ...]


@pytest.fixture
def asked_store(home_of_2027: Path, tmp_path: Path) -> Iterator[Store]:
    """A store with one cycle, that of the packaged file."""
    with opened_copy(home_of_2027, tmp_path / "home") as store:
        yield store


def of_report(report: dict[str, Any]) -> Answer:
    """The answer of a check."""
    refused = report["refusal"]
    verdicts = tuple(one["verdict"] for one in report["proposals"])
    return Answer(refused and refused["code"], verdicts)


def by_check(store: Store, path: Path) -> Answer:
    """What the command `check` says."""
    return of_report(check_file(path, None, None, store.settings))


def by_page(store: Store, path: Path) -> Answer:
    """What the page says before anything is sent."""
    return of_report(check_bytes(path.name, path.read_bytes(), store.settings))


def of_receipt(store: Store, submission: Any, point: EntryPoint) -> Answer:
    """What a receipt says."""
    cycle = parse_cycle(packaged_cycle_texts()[2027], "2027.yaml")
    report = receipt_with_standing(store, submission, cycle, point)
    said = " ".join(
        [report["next"], *([report["refusal"]["message"]] if report["refusal"] else [])]
    )
    assert (COMMANDS.search(said) is None) or point is EntryPoint.COMMAND
    return Answer(submission.refusal_code, tuple(one["verdict"] for one in report["as_it_stands"]))


def by_submit(store: Store, path: Path) -> Answer:
    """What `submit` says."""
    try:
        return of_receipt(store, submit(store, path, Delivery(ACTOR, NOW)), EntryPoint.COMMAND)
    except RefusalError as error:
        return Answer(error.code, ())


def by_upload(store: Store, path: Path) -> Answer:
    """What the page says once it is sent."""
    try:
        sent = submit_bytes(store, path.name, path.read_bytes(), Delivery(ACTOR, NOW))
    except RefusalError as error:
        return Answer(error.code, ())
    return of_receipt(store, sent, EntryPoint.PAGE)


def by_inbox(store: Store, path: Path) -> Answer:
    """What the inbox answers; the moment of arrival is today's, so that a late file is judged as
    its cycle takes it: only what is refused is compared then.
    """
    folder = inbox_folder(store) / "2027"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)
    receipts = ingest(store, [2027], ACTOR, lambda _: None, settled_after_s=0.0)
    said = (folder / f"{path.name}.answer.txt").read_text()
    assert COMMANDS.search(said) is None
    return Answer(receipts[0].refusal_code if receipts else said.split()[1], ())


@pytest.mark.sampled
@pytest.mark.parametrize("name", some_of(NAMES, 4))
def test_every_entry_point_answers_alike(
    asked_store: Store, home_of_2027: Path, tmp_path: Path, name: str
) -> None:
    """Check, page before and after, command and inbox: one code, or the same verdicts."""
    asked: dict[str, Callable[[Store, Path], Answer]] = {"check": by_check, "page": by_page}
    answers = {point: ask(asked_store, CASES / name) for point, ask in asked.items()}
    for point, ask in (("submit", by_submit), ("upload", by_upload)):
        with opened_copy(home_of_2027, tmp_path / point) as own:
            answers[point] = ask(own, CASES / name)
    in_inbox = by_inbox(asked_store, CASES / name)

    assert len(set(answers.values())) == 1, answers
    assert in_inbox.code == answers["check"].code


def test_what_is_refused_says_how_to_go_on_at_each_entry_point(asked_store: Store) -> None:
    """The form is a command, the head of the page, or the office's."""
    path = CASES / "proposal.docx"
    sent = submit(asked_store, path, Delivery(ACTOR, NOW, 2027))
    cycle = parse_cycle(packaged_cycle_texts()[2027], "2027.yaml")
    said = {
        point: receipt_with_standing(asked_store, sent, cycle, point)["next"]
        for point in EntryPoint
    }

    assert "`fct template form.xlsx --fiscal-year YEAR`" in said[EntryPoint.COMMAND]
    assert "The blank form is at the head of this page." in said[EntryPoint.PAGE]
    assert "The office that runs the store has the blank form." in said[EntryPoint.INBOX]
