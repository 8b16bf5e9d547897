"""One finding as its parts, and the one place where a sentence is made of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from fct.data.common import plural


class Kind(StrEnum):
    """What a mark asks of the sponsor, the most pressing first."""

    REPAIR = "repair"
    IMPROVE = "improve"
    NOTE = "note"


ABOUT_THE_ANSWER = frozenset({"X1", "X2"})  # they accept what the field accepts
_SEVERITY_KINDS: Mapping[str, Kind] = {"weakness": Kind.IMPROVE, "note": Kind.NOTE}


class Mark(NamedTuple):
    """One finding or note of the reader, as a sponsor gets it back.

    Attributes
    ----------
    ref, sheet, cell : str
        Where; ``cell`` is empty where a sheet has no row to point to.
    severity, rule, outcome, source, criterion : str
        ``rule`` is empty for a note of the reader.
    label : str
        The question.
    seen, state : str
        What the sponsor wrote, and how it was read: blank, unreadable, partly or read. ``state`` is
        empty where no single answer is meant.
    wrong, accepted, repair, hint : str
        What is wrong, what is accepted, what to do, and what may be meant.
    waiting : sequence of str
        Rules that cannot be checked until the answer is fixed, by what they are about.
    also : sequence of str
        Further rules that fail at this cell for the same reason, likewise.
    """

    ref: str
    sheet: str
    cell: str
    severity: str = Kind.NOTE
    rule: str = ""
    outcome: str = ""
    source: str = ""
    criterion: str = ""
    label: str = ""
    seen: str = ""
    state: str = ""
    wrong: str = ""
    accepted: str = ""
    repair: str = ""
    hint: str = ""
    waiting: Sequence[str] = ()
    also: Sequence[str] = ()

    @property
    def where(self) -> str:
        """Sheet and cell."""
        return f"{self.sheet} {self.cell}".strip()

    @property
    def shown(self) -> str:
        """What the sponsor wrote, in quotes, or words for it."""
        if self.is_of_column:
            return "all rows of the column"
        return f"“{self.seen}”" if self.seen else "nothing"

    @property
    def what_to_do(self) -> str:
        """The repair, with what may be meant."""
        return " ".join(filter(None, (self.repair, self.hint)))

    @property
    def other_rules(self) -> str:
        """What is said of the other rules that hang on this answer."""
        same = f"For the same reason these rules fail: {', '.join(self.also)}."
        wait = f"These rules cannot be checked until you fix this: {', '.join(self.waiting)}."
        return " ".join([*([same] if self.also else []), *([wait] if self.waiting else [])])

    @property
    def is_of_column(self) -> bool:
        """Whether all rows of the column are meant, of which ``cell`` is the first."""
        return bool(self.rule and self.cell) and not self.seen and not self.state

    @property
    def is_of_reader(self) -> bool:
        """Whether it is a note of the reader, and not the finding of a rule."""
        return not self.rule

    @property
    def kind(self) -> Kind:
        """What the mark asks of the sponsor."""
        return _SEVERITY_KINDS.get(self.severity, Kind.REPAIR)


def sentence_of(mark: Mark, *, with_answer: bool = True) -> str:
    """Return a finding in sentences.

    Parameters
    ----------
    mark : Mark
    with_answer : bool
        Whether what was seen and what is accepted stand in them too, or in places of their own.
    """
    seen = accepted = ""
    # What could not be checked, and a placeholder, are quoted in `wrong` already.
    if with_answer and mark.state not in {"", "blank"} and mark.outcome == "fails" and mark.seen:
        seen = f"“{mark.label}” reads “{mark.seen}”."
    if with_answer and mark.state and mark.rule in ABOUT_THE_ANSWER:
        accepted = f"Accepted: {mark.accepted}"
    return " ".join(filter(None, (mark.wrong, seen, accepted, mark.repair, mark.hint)))


def head_of_findings(repairs: int, notes: int, what: str = "answer") -> str:
    """Return the first line of what a check found.

    Examples
    --------
    >>> head_of_findings(0, 2)
    'Nothing to repair; 2 notes to read'
    >>> head_of_findings(3, 0)
    '3 answers to repair'
    """
    head = f"{plural(repairs, what)} to repair"
    if not repairs:
        head = "Nothing to repair"
    read = f"{plural(notes, 'note')} to read"
    return f"{head}; {read}" if notes else head
