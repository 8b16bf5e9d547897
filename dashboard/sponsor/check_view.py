"""What a check of one file found, as a sponsor sees it before and after submitting."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Markup, Place, badge, cell, el, joined, table
from fct.data.common import RefusalError
from fct.data.submitting import EntryPoint, refusal_words
from fct.data.xlsx import Kind, Mark, NotMarkableError, head_of_findings, sentence_of
from fct.scoring import judging
from fct.scoring.judging import is_other_work, notes_read

_TONES: Mapping[Kind, str] = {Kind.REPAIR: "bad", Kind.IMPROVE: "warn", Kind.NOTE: "quiet"}
_OPEN_PROPOSALS = 3  # a list of many is read by its table first


def show_report(report: Mapping[str, Any]) -> None:
    """Show what the check of a file found: its refusal, or its proposals with their findings."""
    refused = report["refusal"]
    if refused is not None:
        kit.notice(
            badge("refused", f"refused · {refused['code']}"),
            el(
                "p",
                kit.sentence(refusal_words(refused["code"], refused["message"], EntryPoint.PAGE)),
            ),
            kind="error",
        )
        return
    cycle = report["cycle"]
    kit.section(
        "What the check found",
        f"Judged for {kit.fy(cycle['fiscal_year'])} as of {cycle['final_due']}. Nothing is "
        "submitted yet.",
    )
    if report.get("form_note"):
        kit.paragraph(report["form_note"], class_="hint")
    _show_notes(report)
    proposals = report["proposals"]
    beside = len(report["notes"]) if len(proposals) == 1 else 0
    kit.show(el("div", *(_card(proposal, beside) for proposal in proposals), class_="grid"))
    for proposal in proposals[:_OPEN_PROPOSALS]:
        _show_findings(proposal, named=len(proposals) > 1)
    if len(proposals) > _OPEN_PROPOSALS:
        kit.notice(
            f"The findings of {len(proposals) - _OPEN_PROPOSALS} more proposals are in the list "
            "to download."
        )


def show_proposal(proposal: Mapping[str, Any]) -> None:
    """Show what is found in one proposal: its verdict, its notes and its findings."""
    kit.show(el("div", _card(proposal, 0), class_="grid"))
    _show_notes({"notes": [], "proposals": [proposal]})
    _show_findings(proposal, named=False)


def _card(proposal: Mapping[str, Any], notes_beside: int) -> Markup:
    found = head_of_findings(judging.repairs_of(proposal), len(notes_read(proposal)) + notes_beside)
    criteria = [
        el("li", badge(verdict), " ", criterion)
        for criterion, verdict in proposal["criteria"].items()
        if not is_other_work(proposal)
    ]
    return el(
        "div",
        el(
            "div",
            badge(proposal["verdict"], judging.verdict_words(proposal)),
            el("span", proposal["ref"], class_="ref"),
            class_="row",
        ),
        el("div", proposal["title"] or "No title", class_="task"),
        kit.card_notice(proposal["card"]) if proposal["card"] else "",
        el("p", f"{found}."),
        el("ul", *criteria, class_="criteria"),
        class_="card waits",
    )


def _show_findings(proposal: Mapping[str, Any], *, named: bool) -> None:
    if is_other_work(proposal):
        kit.show_card(proposal["card"])
        return
    marks = judging.marks_of([proposal])
    if not marks:
        return
    of_which = f" of {proposal['ref']}" if named else ""
    kit.section(f"Findings{of_which}", "One row per answer, the most pressing first.")
    heads = ("Rule", "Where", "You wrote", "What is wrong, and what to do")
    rows = [_row(mark) for mark in marks]
    kit.show(table(f"Findings{of_which}", heads, rows, class_="plain findings"))


def _row(mark: Mark) -> Markup:
    accepted = el("div", "Accepted: ", mark.accepted, class_="hint") if mark.accepted else ""
    return el(
        "tr",
        cell(
            el("span", mark.rule, class_="ref"),
            el("div", badge(mark.severity)),
        ),
        cell(el("code", mark.where), el("div", mark.label, class_="hint")),
        cell(mark.shown),
        cell(
            sentence_of(mark, with_answer=False),
            accepted,
            el("div", mark.other_rules, class_="hint") if mark.other_rules else "",
        ),
        class_=_TONES[mark.kind],
    )


def _show_notes(report: Mapping[str, Any]) -> None:
    notes = [("", note) for note in report["notes"]]
    notes += [
        (proposal["ref"], note) for proposal in report["proposals"] for note in notes_read(proposal)
    ]
    if not notes:
        return
    kit.section(
        "Notes to read",
        "What we read differently from what you see, and what else to know. Where an answer was "
        "taken as blank, a finding says what that leads to.",
    )
    rows = [
        (
            el("code", where) if (where := _place_of(note)) else "",
            cell(joined(el("strong", ref), " ") if ref else "", note["text"]),
        )
        for ref, note in notes
    ]
    kit.show(table("Notes of the reader", ["Cell", "Note"], rows))


def _place_of(note: Mapping[str, Any]) -> str:
    """Return where a note points to; one on the whole file has no place."""
    return f"{note['sheet'] or ''} {note['cell'] or ''}".strip()


def show_returned(place: Place, report: Mapping[str, Any], content: bytes) -> None:
    """Show the buttons that give a sponsor the file back, marked, and its findings."""
    name = str(report["file"])
    stem, _, ending = name.rpartition(".")
    with st.container(horizontal=True, gap="small"):
        if ending.casefold() == "xlsx":
            _show_marked(place, report, content)
        Download(
            label="Findings as a list, .xlsx",
            name=f"{stem}.findings.xlsx",
            of=_checked(report),
            make=lambda: judging.findings_workbook([report], kit.marking_of(place)),
        ).offer(place)
        Download(
            label="Findings as a page, .pdf",
            name=f"{stem}.findings.pdf",
            of=_checked(report),
            make=lambda: judging.findings_page(report, kit.marking_of(place)),
            media_type="application/pdf",
        ).offer(place)


def _checked(report: Mapping[str, Any]) -> str:
    """Return of what a file is that was only checked: of its one ref, or of several."""
    refs = [proposal["ref"] for proposal in report["proposals"]]
    return refs[0] if len(refs) == 1 else "a file that was checked"


def _show_marked(place: Place, report: Mapping[str, Any], content: bytes) -> None:
    """Show the button of the marked workbook, or say why the file has none."""
    name = str(report["file"])
    try:
        marked = judging.marked_workbook(report, content, kit.marking_of(place))
    except NotMarkableError as error:
        kit.paragraph(f"The workbook could not be marked: {error}.", class_="hint")
        return
    except RefusalError as error:
        said = refusal_words(error.code, error.message, EntryPoint.PAGE)
        kit.notice(kit.sentence(said), kind="error")
        return
    Download(
        label="Your workbook, marked",
        name=f"{name.rpartition('.')[0].removesuffix('.marked')}.marked.xlsx",
        of=_checked(report),
        make=lambda: marked,
    ).offer(place)
