"""Findings as a sponsor gets them back: one bad cell once, the most pressing first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fct.data.program import Severity, load_form, rule_named
from fct.data.xlsx import ABOUT_THE_ANSWER, Kind, Mark
from fct.scoring.judging.findings import PARTS
from fct.scoring.judging.referred import asked_marks, is_other_work, missing_of, notes_read

_ORDER = (
    *(Severity.GATE, Severity.FORM, Severity.CRITERION),
    *(Severity.WEAKNESS, Severity.NOTE),
)
_PRESSING = {kind: place for place, kind in enumerate(Kind)}
_NOT_READ = {"blank", "unreadable", "partly"}


def marks_of(proposals: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Return the findings of proposals, each proposal's most pressing first.

    Of what belongs to another program these are the questions of that program alone.

    Parameters
    ----------
    proposals : sequence of mapping
        As :func:`fct.scoring.ranking.reports.proposal_reports` gives them.
    """
    return [
        mark
        for one in proposals
        for mark in (
            asked_marks(one) if is_other_work(one) else _each_cell_once(list(_marks_of_one(one)))
        )
    ]


def marks_of_notes(report: Mapping[str, Any]) -> list[Mark]:
    """Return the notes of the reader on a file and its proposals, those on the file first.

    Parameters
    ----------
    report : mapping
        As :mod:`fct.scoring.ranking.check` gives it.
    """
    proposals = report["proposals"]
    lone = proposals[0]["ref"] if len(proposals) == 1 else ""
    notes = [(lone, note) for note in report["notes"]]
    notes += [(proposal["ref"], note) for proposal in proposals for note in notes_read(proposal)]
    return [
        Mark(
            ref=ref,
            sheet=note["sheet"] or "",
            cell=note["cell"] or "",
            severity=Severity.NOTE,
            label=load_form()[note["field"]].heading if note["field"] else "",
            wrong=note["text"],
        )
        for ref, note in notes
    ]


def repairs_of(proposal: Mapping[str, Any]) -> int:
    """Return how many answers of a proposal have to be repaired: each cell counts once.

    What is waived is left out. Of a proposal that is not FCT work only the questions of its own
    program count: no repair makes it FCT work.
    """
    if is_other_work(proposal):
        return missing_of(proposal)
    asked = [finding for finding in proposal["findings"] if not finding.get("waived")]
    marks = _marks_of_one({**proposal, "findings": asked})
    marks = (mark for mark in marks if mark.kind is Kind.REPAIR)
    return len({(mark.sheet, mark.cell or mark.label) for mark in marks})


def _marks_of_one(proposal: Mapping[str, Any]) -> Iterator[Mark]:
    for severity in _ORDER:
        for finding in proposal["findings"]:
            if finding["severity"] == severity:
                rule = rule_named(finding["rule"])
                yield Mark(
                    ref=proposal["ref"],
                    source=rule.source,
                    criterion=rule.criterion,
                    **{name: finding[name] for name in PARTS},
                )


def _each_cell_once(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of one proposal, those that add nothing of their own listed under others."""
    leads = _leads(marks)
    under: dict[int, list[Mark]] = {}
    for place, lead in enumerate(leads):
        if lead != place:
            under.setdefault(lead, []).append(marks[place])
    return [
        mark._replace(
            waiting=_others(mark, under.get(place, ()), "unknown"),
            also=_others(mark, under.get(place, ()), "fails"),
        )
        for place, mark in enumerate(marks)
        if leads[place] == place
    ]


def _others(lead: Mark, marks: Sequence[Mark], outcome: str) -> list[str]:
    """Return the other rules of some outcome that are listed under a mark, each once.

    By what they are about, as in “eligibility (G1, G4)”: an id says nothing to a sponsor.
    """
    rules: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark.outcome == outcome and mark.rule != lead.rule:
            rules.setdefault(mark.criterion, {})[mark.rule] = None
    return [f"{criterion} ({', '.join(ids)})" for criterion, ids in rules.items()]


def _leads(marks: Sequence[Mark]) -> list[int]:
    """Return for each mark the place of the mark that it is listed under, most often its own.

    A rule that waits for an answer is listed under what is wrong with that answer, one that fails
    under what says the same of the same cell. What asks for a repair stays where it is if the other
    asks for less.
    """
    waited_for: dict[tuple[str, ...], int] = {}
    said: dict[tuple[str, ...], int] = {}
    for place, mark in enumerate(marks):
        # First pass: which cells are themselves asked for. Rules that only wait for such a cell are
        # listed under it, wherever they stand.
        if mark.rule in ABOUT_THE_ANSWER and (mark.state in {*_NOT_READ, ""} or not mark.cell):
            waited_for.setdefault((mark.sheet, mark.cell), place)
    leads = []
    for place, mark in enumerate(marks):
        if mark.outcome == "unknown" and (mark.state in _NOT_READ or not mark.cell):
            lead = waited_for.setdefault((mark.sheet, mark.cell), place)
        else:
            lead = said.setdefault((mark.sheet, mark.cell, mark.label, mark.wrong), place)
        # Never under a mark that asks for less: a reader who stops there would miss what has to be
        # repaired.
        asks_less = _PRESSING[marks[lead].kind] > _PRESSING[mark.kind]
        leads.append(place if asks_less else lead)
    return leads
