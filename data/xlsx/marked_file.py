"""What is said of a checked file as a whole, above its findings and below them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fct.data.xlsx.finding_parts import Kind, Mark, head_of_findings

Line = tuple[str, str]


class Standing(NamedTuple):
    """How one proposal of the file stands.

    Attributes
    ----------
    ref, verdict, title : str
    head : str
        What there is to repair and to read.
    criteria : str
        The verdicts of the criteria.
    card : sequence of pair of str
        What is said of another program, each a name and a text; empty where none is.
    """

    ref: str
    verdict: str
    title: str = ""
    head: str = ""
    criteria: str = ""
    card: Sequence[Sequence[str]] = ()


class MarkedFile(NamedTuple):
    """What the sheet says of the file as a whole.

    Attributes
    ----------
    name, sha256 : str
        Of the file as it came.
    judged : str
        For which year, as of which day.
    verdicts : sequence of Standing
        Each proposal; from JSON, its values alone.
    banner : str
        Marking of the document.
    """

    name: str
    sha256: str
    judged: str
    verdicts: Sequence[Sequence[Any]]
    banner: str = "CUI"


def head_lines(file: MarkedFile, marks: Sequence[Mark]) -> list[Line]:
    """Return the lines that stand above the findings of a file, each a name and a text."""
    standings = [Standing(*one) for one in file.verdicts]
    notes = sum(mark.is_of_reader for mark in marks)
    counts = {kind: sum(mark.kind == kind for mark in marks) for kind in Kind}
    lone = standings[0] if len(standings) == 1 else Standing("", "")
    found = lone.head or head_of_findings(counts[Kind.REPAIR], notes, "finding")
    others = f"; {counts[Kind.IMPROVE]} that can be stronger, {counts[Kind.NOTE] - notes} to know"
    is_held = lone.criteria or not lone.card  # against the rules, and not to another program's card
    lines = [
        *((name, text) for name, text in lone.card),
        ("File", f"“{file.name}”, SHA-256 {file.sha256}"),
        ("Judged", file.judged),
        ("Verdict", _verdicts(standings)),
        ("Criteria", lone.criteria),
        ("Found", f"{found}{others if is_held else ''}"),
    ]
    return [(name, text) for name, text in lines if text]


def _verdicts(standings: Sequence[Standing]) -> str:
    if len(standings) == 1:
        lone = standings[0]
        return f"{lone.verdict} (“{lone.ref}”{': ' if lone.title else ''}{lone.title})"
    words = [one.verdict for one in standings]
    counted = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(words)} proposals: {counted}" if words else "no proposal"


def standing_lines(file: MarkedFile) -> list[Line]:
    """Return how each proposal of a file of several stands; a lone one stands in the head."""
    standings = [Standing(*one) for one in file.verdicts]
    if len(standings) == 1:
        return []
    return [(one.ref, "; ".join(filter(None, _said(one)))) for one in standings]


def _said(one: Standing) -> Iterator[str]:
    yield from (one.verdict, one.title, one.head, one.criteria)
    if one.card:
        yield one.card[0][1]
