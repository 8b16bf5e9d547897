"""The findings of one file as a page to print: PDF/UA-1, marked, and safe from what it quotes."""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import as_file, files
from typing import Any, NamedTuple, cast

from fct.data.common import Note
from fct.data.xlsx import Kind, Mark, MarkedFile, head_of_findings

_NO_CHARACTERS = {"Cc", "Cn", "Co", "Cs"}
_END_OF_CYRILLIC = 0x0530
_GENERAL_PUNCTUATION = range(0x2010, 0x2028)


class ReportedProposal(NamedTuple):
    """One proposal on the page.

    Attributes
    ----------
    ref, title, verdict, head, referral : str
        ``head`` says what there is to repair and to read; ``referral`` is empty where no better
        program is named.
    criteria : mapping of str to str
        The verdict of each criterion.
    marks : sequence of Mark
    notes : sequence of Note
    """

    ref: str
    title: str
    verdict: str
    head: str
    referral: str
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
    import typst

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
        "proposals": [_proposal(proposal) for proposal in proposals],
        "notes": [_note(note) for note in notes],
    }
    with as_file(files("fct.data") / "reports" / "findings.typ") as page:
        compiler = typst.Compiler(str(page))
        refused: Exception | None = None
        for is_shown in _SHOWN:  # PDF/UA takes no character that no font here can show
            inputs = {"data": json.dumps(_shown(data, is_shown))}
            try:
                pdf = compiler.compile(sys_inputs=inputs, pdf_standards=["ua-1"])
            except typst.TypstError as error:
                refused = error
            else:
                return cast(bytes, pdf)
    raise refused or AssertionError


def _is_character(letter: str) -> bool:
    return unicodedata.category(letter) not in _NO_CHARACTERS and letter != "\ufeff"


def _is_common(letter: str) -> bool:
    """Whether the font that comes along shows a letter: Latin, Greek, Cyrillic, punctuation."""
    number = ord(letter)
    return _is_character(letter) and (number < _END_OF_CYRILLIC or number in _GENERAL_PUNCTUATION)


def _is_plain(letter: str) -> bool:
    return _is_character(letter) and letter.isascii()


_SHOWN: tuple[Callable[[str], bool], ...] = (_is_character, _is_common, _is_plain)


def _shown(value: Any, is_shown: Callable[[str], bool]) -> Any:
    """Return JSON values in which a letter that cannot be shown is U+FFFD."""
    if isinstance(value, str):
        return "".join(c if c == "\n" or is_shown(c) else "\ufffd" for c in value)
    if isinstance(value, dict):
        return {name: _shown(item, is_shown) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item, is_shown) for item in value]
    return value


def _proposal(proposal: ReportedProposal) -> dict[str, Any]:
    return {
        "ref": proposal.ref,
        "title": proposal.title,
        "verdict": proposal.verdict,
        "head": proposal.head,
        "referral": proposal.referral,
        "criteria": list(proposal.criteria.items()),
        "findings": [_finding(mark) for mark in proposal.marks],
        "notes": [_note(note) for note in proposal.notes],
    }


def _finding(mark: Mark) -> dict[str, Any]:
    more = {"place": mark.where, "kind": mark.kind.value, "shown": mark.shown}
    return mark._asdict() | more | {"what_to_do": mark.what_to_do, "others": mark.other_rules}


def _note(note: Note) -> dict[str, str]:
    return {"place": f"{note.sheet} {note.cell}".strip() or "file", "text": note.text}
