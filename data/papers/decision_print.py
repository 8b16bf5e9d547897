"""The decision package and the notices of a slate as pages to print."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from fct.data.papers.typst_pages import printed_pdf
from fct.data.program import Marking


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a section.

    Attributes
    ----------
    name : str
    width_cm : float
        0 for what is left of the page.
    is_right : bool
        Whether it holds numbers.
    decimals : int
        Of numbers that are not whole.
    """

    name: str
    width_cm: float = 0
    is_right: bool = False
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the decision package: a sentence, a table, or both.

    Attributes
    ----------
    title, said : str
    columns : sequence of Column
    rows : sequence of sequence of object
        A cell is text, a number or None.
    line_after : int
        The funding line is drawn under so many rows; 0 for no line.
    """

    title: str
    said: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[object]] = ()
    line_after: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What stands on every page of a document.

    Attributes
    ----------
    title, foot : str
    marking : Marking
    made : datetime
        The moment of the slate, which is the document's.
    is_draft : bool
    facts : sequence of tuple of str and str
        Label and words.
    """

    title: str
    foot: str
    marking: Marking
    made: dt.datetime
    is_draft: bool = False
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionReason:
    """What the machine says of one criterion: its verdict, and findings with their place."""

    criterion: str
    verdict: str
    findings: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a sponsor is sent of a decision.

    Attributes
    ----------
    outcome, outcome_said : str
        In a word and in a sentence.
    amounts : sequence of tuple of str and str
        Fiscal year and amount.
    reason : str
    conditions : sequence of str
    next_action : str
    deciding_title : str
    deciding : sequence of tuple of str and str
        What decided the verdict of a proposal that is not rankable: place and what is wrong there.
    criteria : sequence of CriterionReason
    smallest : sequence of str
        What would have crossed the line, in sentences; none where that does not apply.
    """

    outcome: str
    outcome_said: str
    next_action: str
    amounts: Sequence[tuple[str, str]] = ()
    reason: str = ""
    conditions: Sequence[str] = ()
    deciding_title: str = ""
    deciding: Sequence[tuple[str, str]] = ()
    criteria: Sequence[CriterionReason] = field(default=())
    smallest: Sequence[str] = ()


def decision_pdf(paper: Paper, sections: Sequence[Section], head: Sequence[str] = ()) -> bytes:
    """Return the decision package as PDF, marked DRAFT on each page before publication."""
    data = paper_data(paper) | {
        "head": list(head),
        "sections": [
            {
                "title": one.title,
                "said": one.said,
                "columns": [column.name for column in one.columns],
                "widths": [column.width_cm for column in one.columns],
                "right": [column.is_right for column in one.columns],
                "rows": rows_in_words(one),
            }
            for one in sections
        ],
    }
    return printed_pdf("decision.typ", data)


def rows_in_words(section: Section) -> list[list[str]]:
    """Return the rows of a section as they are printed, numbers with their column's decimals."""
    return [
        [_words(cell, column.decimals) for cell, column in zip(row, section.columns, strict=True)]
        for row in section.rows
    ]


def notice_pdf(paper: Paper, notice: Notice) -> bytes:
    """Return a notice as PDF."""
    return printed_pdf("notice.typ", paper_data(paper) | asdict(notice))


def paper_data(paper: Paper) -> dict[str, object]:
    """Return what stands on every page, as JSON values."""
    made = paper.made.astimezone(dt.UTC)
    return {
        "banner": paper.marking.banner,
        "designation": [list(line) for line in paper.marking.lines()],
        "title": paper.title,
        "foot": paper.foot,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "draft": paper.is_draft,
        "facts": [list(fact) for fact in paper.facts],
    }


def _words(cell: object, decimals: int) -> str:
    if cell is None:
        return "–"
    return f"{in_decimals(cell, decimals):,f}" if isinstance(cell, float) else str(cell)


def in_decimals(number: float, decimals: int) -> Decimal:
    """Return a number with so many decimals, halves up from the sixth, as pages show it."""
    return Decimal(str(round(number, 6))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
