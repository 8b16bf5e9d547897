"""The review pack: workbooks, attachments, reviews and comments that a person may see.

A file that holds a proposal that the person may not see is left out; the answers of the others in
it stand in its place. Of a published slate the pack holds what there was when it was published.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Set as AbstractSet
from typing import TYPE_CHECKING, Any

from fct.data.common import dump_json, neutral_text
from fct.data.gate import safe_download_name
from fct.data.program import PROPOSAL, TABLE_SHEETS
from fct.data.proposals import build_table
from fct.data.reviewing import ReviewVersion, version_report
from fct.scoring.judging import proposal_answers, sheet_rows

if TYPE_CHECKING:
    from fct.data.subjects import Store, StoredProposal

_ANSWER = ("label", "sheet", "cell", "written", "read", "state")


def review_pack(
    store: "Store", run_id: str, fiscal_year: int, until: dt.datetime | None
) -> dict[str, bytes]:
    """Return the files of a review pack by name.

    Parameters
    ----------
    store : Store
        As the person sees it.
    run_id : str
        Whose judged versions it holds.
    fiscal_year : int
    until : datetime or None
        The moment up to which it holds what was said; None for all.
    """
    judged = store.versions.judged(run_id)
    refs = {one.ref for one in judged}
    files = dict(_workbooks(store, fiscal_year, judged))
    files |= dict(_attachments(store, fiscal_year, refs, until))
    files |= dict(_comments(store, fiscal_year, refs, until))
    for review in reviews_read(store, fiscal_year, until):
        name = f"reviews/{folder_of(review.ref)}/{safe_download_name(review.person)}.json"
        files[name] = _json(version_report(review))
    return files


def folder_of(ref: str) -> str:
    """Return the name of a folder or file for a ref, which is a sponsor's text."""
    return safe_download_name(ref)


def reviews_read(
    store: "Store", fiscal_year: int, until: dt.datetime | None
) -> Iterator[ReviewVersion]:
    """Yield the reviews that are in and may be read, by ref and person."""
    for versions in store.reviews.readable(fiscal_year).values():
        in_time = [one for one in versions if until is None or one.at <= until]
        if in_time:
            yield in_time[-1]


def _workbooks(
    store: "Store", fiscal_year: int, judged: "list[StoredProposal]"
) -> Iterator[tuple[str, bytes]]:
    receipts = {one.id: one for one in store.submissions.of_cycle(fiscal_year)}
    seen = store.versions.counts_by_submission(fiscal_year)
    brought: dict[str, list[StoredProposal]] = {}
    for one in judged:
        brought.setdefault(one.submission_id, []).append(one)
    for submission_id, proposals in sorted(brought.items()):
        submission = receipts[submission_id]
        if seen[submission_id] == submission.proposal_count:
            name = safe_download_name(submission.file_name)
            content = store.files.read(submission.file_sha256)
            yield f"workbooks/{submission_id}/{name}", content
            continue
        for one in proposals:
            yield f"workbooks/{submission_id}/{folder_of(one.ref)}.csv", _answers(one)


def _answers(one: "StoredProposal") -> bytes:
    """Return all answers of a proposal as a table."""
    table = build_table([one.proposal])
    rows = [
        *proposal_answers(table),
        *(
            answer
            for sheet in TABLE_SHEETS
            if sheet != PROPOSAL
            for row in sheet_rows(table, sheet)
            for answer in row
        ),
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_ANSWER)
    for answer in rows:
        writer.writerow([neutral_text(getattr(answer, name)) for name in _ANSWER])
    return out.getvalue().encode("utf-8-sig")


def _attachments(
    store: "Store", fiscal_year: int, refs: AbstractSet[str], until: dt.datetime | None
) -> Iterator[tuple[str, bytes]]:
    for one in store.attachments.of_cycle(fiscal_year, with_removed=True):
        is_there = one.removal is None or (until is not None and one.removal.at > until)
        if one.ref in refs and is_there and (until is None or one.received_at <= until):
            name = f"{one.id}-{safe_download_name(one.file_name)}"
            yield f"attachments/{folder_of(one.ref)}/{name}", store.files.read(one.file_sha256)


def _comments(
    store: "Store", fiscal_year: int, refs: AbstractSet[str], until: dt.datetime | None
) -> Iterator[tuple[str, bytes]]:
    said: dict[str, list[Mapping[str, str]]] = {}
    for one in store.comments.of_cycle(fiscal_year):
        if one.ref in refs and (until is None or one.at <= until):
            said.setdefault(one.ref, []).append(
                {
                    "id": one.id,
                    "to": str(one.audience),
                    "by": one.actor.name,
                    "at": one.at.isoformat(timespec="seconds"),
                    "text": one.text,
                }
            )
    for ref, comments in said.items():
        yield f"comments/{folder_of(ref)}.json", _json({"ref": ref, "comments": comments})


def _json(value: Mapping[str, Any]) -> bytes:
    return dump_json(value).encode() + b"\n"
