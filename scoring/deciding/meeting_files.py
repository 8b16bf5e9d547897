"""The meeting paper: the order of merit and the slate as they lie on the table of a meeting.

The same run, slate, designation and choice give the same bytes; every paper that goes out is an
event.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fct.data.common import NotNowError
from fct.data.papers import Paper, listed, meeting_pdf, meeting_xlsx, refuse_full, write_folder
from fct.data.people import Action
from fct.data.program import load_robustness_terms, most_meeting_pages
from fct.data.subjects import run_head
from fct.scoring.deciding.meeting_pages import meeting_pages
from fct.scoring.deciding.meeting_sections import MeetingSource, meeting_sections
from fct.scoring.deciding.package import package_source
from fct.scoring.deciding.package_sections import moment_words
from fct.scoring.defending import RankConfidence, SensitivityTerms, robustness
from fct.scoring.ranking import OrderOfMerit

if TYPE_CHECKING:
    from fct.data.subjects import Store

PDF, XLSX = "meeting-paper.pdf", "meeting-paper.xlsx"


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """A meeting paper in both forms.

    Attributes
    ----------
    files : mapping of str to bytes
        By name.
    slate, run : str
    """

    files: Mapping[str, bytes]
    slate: str
    run: str


def meeting_paper(
    store: "Store",
    fiscal_year: int,
    chosen: Collection[str] | None = None,
    filtered_by: str = "",
) -> MeetingPaper:
    """Return the meeting paper of the published run and the slate, as who acts may see them.

    Parameters
    ----------
    store : Store
    fiscal_year : int
    chosen : collection of str, optional
        Refs that are shown; all that are ranked by default.
    filtered_by : str
        How they were chosen, in words.

    Raises
    ------
    DeniedError
        If the order or the slate is not for who acts.
    NotNowError
        ``NOT_DESIGNATED``, if the designation block is not filled in.
    UsageError
        If no run of the year is published.
    """
    store.ask(Action.ORDER_SEE)
    package = package_source(store, fiscal_year)
    if not package.marking_of(package.order.refs).is_designated:
        raise NotNowError(
            "NOT_DESIGNATED",
            "The designation block of the paper is not filled in: who controls it, its CUI "
            "category, its distribution and whom to ask. An operator gives it once, with `fct "
            "marking set`.",
        )
    refs = [ref for ref in package.order.refs if chosen is None or ref in chosen]
    source = MeetingSource(package, _sureness(package.order), refs, filtered_by)
    marking, run = package.marking_of(refs), package.run
    paper = Paper(
        title=f"FCT selection meeting, fiscal year {fiscal_year}",
        foot=f"{package.slate_id}, run {run.id}, {moment_words(package.made, package.zone)}",
        marking=marking,
        made=package.made,
        is_draft=not package.is_published,
        facts=_facts(source, run_head(store, run)),
    )
    sections = meeting_sections(source)
    pages = meeting_pages(source) if source.has_pages else []
    files = {PDF: meeting_pdf(paper, sections, pages), XLSX: meeting_xlsx(paper, sections, pages)}
    return MeetingPaper(files, package.slate_id, run.id)


def _facts(source: MeetingSource, head: Collection[str]) -> list[tuple[str, str]]:
    package = source.package
    run, cycle = package.run, package.order.cycle
    facts = [
        ("Cycle", f"fiscal year {run.fiscal_year}, version {run.cycle_version}"),
        ("Judged as of", f"{cycle.final_due}"),
        ("Run", run.id),
        ("Result, SHA-256", run.result_sha256),
        ("Slate", f"{package.slate_id}, {package.standing.state}"),
        ("As of", moment_words(package.made, package.zone)),
        ("Shown", source.filtered_by or "all ranked proposals"),
        ("Made from", package.provenance.words()),
    ]
    left_out = package.order.left_out
    notes = [*head, *([] if left_out is None else [left_out.said])]
    if not source.has_pages:
        notes.append(
            f"Of more than {most_meeting_pages():,} proposals the page of each is left out; `fct "
            "show REF` says what is found of one."
        )
    return facts + [("Note", sentence) for sentence in notes]


def _sureness(order: OrderOfMerit) -> dict[str, RankConfidence]:
    """Return how sure each rank is; nothing where too many are ranked, or that is left out."""
    terms = load_robustness_terms().for_size(len(order.refs))
    if terms is None or not order.refs or order.left_out is not None:
        return {}
    found = robustness(order, SensitivityTerms(terms=terms))
    return {one.ref: one for one in found.proposals}


def write_meeting_paper(store: "Store", fiscal_year: int, out: Path) -> dict[str, object]:
    """Write the meeting paper into an empty folder, and return what was written.

    Raises
    ------
    DeniedError
    NotNowError
        ``NOT_EMPTY``, ``NOT_DESIGNATED``.
    """
    store.ask(Action.ORDER_SEE)
    refuse_full(out)
    paper = meeting_paper(store, fiscal_year)
    write_folder(out, paper.files)
    for name in paper.files:
        keep_paper(store, paper, name)
    return {
        "fiscal_year": fiscal_year,
        "run": paper.run,
        "slate": paper.slate,
        "files": listed(paper.files),
    }


def keep_paper(store: "Store", paper: MeetingPaper, name: str) -> None:
    """Keep that one form of a paper went out: who, what and its hash."""
    sha256 = hashlib.sha256(paper.files[name]).hexdigest()
    store.exports.add("meeting paper written", paper.run, sha256, {"file": name})
