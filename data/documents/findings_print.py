"""The findings of one file as a page to print: PDF/UA-1, marked, and safe from what it quotes."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fct.data.common import Note
from fct.data.papers import printed_pdf
from fct.data.xlsx import Kind, Mark, MarkedFile, head_of_findings


class ReportedProposal(NamedTuple):
    """One proposal on the page.

    Attributes
    ----------
    ref, title, verdict, head : str
        ``head`` says what there is to repair and to read.
    card : sequence of pair of str
        What is said of another program, each a name and a text.
    criteria : mapping of str to str
        The verdict of each criterion; empty where it is held to none.
    marks : sequence of Mark
    notes : sequence of Note
    """

    ref: str
    title: str
    verdict: str
    head: str
    card: Sequence[tuple[str, str]]
    criteria: Mapping[str, str]
    marks: Sequence[Mark]
    notes: Sequence[Note]


def findings_pdf(
    file: MarkedFile,
    proposals: Sequence[ReportedProposal],
    notes: Sequence[Note],
    designation: Sequence[tuple[str, str]],
) -> bytes:
    """Return the page as PDF; the same call gives the same bytes.

    Parameters
    ----------
    file : MarkedFile
    proposals : sequence of ReportedProposal
    notes : sequence of Note
        On the file as a whole.
    designation : sequence of tuple of str and str
        Lines of the designation indicator block (DoDI 5200.48).
    """
    marks = [mark for proposal in proposals for mark in proposal.marks]
    counts = {kind.value: sum(mark.kind is kind for mark in marks) for kind in Kind}
    to_read = len(notes) + sum(len(proposal.notes) for proposal in proposals)
    lone = proposals[0].head if len(proposals) == 1 else ""
    data = {
        "banner": file.banner,
        "designation": [list(line) for line in designation],
        "file": file.name,
        "sha256": file.sha256,
        "judged": file.judged,
        "counts": counts,
        "head": lone or head_of_findings(counts[Kind.REPAIR], to_read, "finding"),
        "others": _others(counts) if any(proposal.criteria for proposal in proposals) else "",
        "proposals": [_proposal(proposal) for proposal in proposals],
        "notes": [_note(note) for note in notes],
    }
    return printed_pdf("findings.typ", data)


def _others(counts: Mapping[str, int]) -> str:
    improve, note = counts[Kind.IMPROVE.value], counts[Kind.NOTE.value]
    return f"; {improve} that can be stronger, {note} to know"


def _proposal(proposal: ReportedProposal) -> dict[str, Any]:
    return {
        "ref": proposal.ref,
        "title": proposal.title,
        "verdict": proposal.verdict,
        "head": proposal.head,
        "card": [list(line) for line in proposal.card],
        "criteria": list(proposal.criteria.items()),
        "findings": [_finding(mark) for mark in proposal.marks],
        "notes": [_note(note) for note in proposal.notes],
    }


def _finding(mark: Mark) -> dict[str, Any]:
    more = {"place": mark.where, "kind": mark.kind.value, "shown": mark.shown}
    return mark._asdict() | more | {"what_to_do": mark.what_to_do, "others": mark.other_rules}


def _note(note: Note) -> dict[str, str]:
    return {"place": f"{note.sheet} {note.cell}".strip() or "file", "text": note.text}
