"""A card beside one proposal: whether it fits, what comes first, and what the program asks for.

Everything that people read of a referral is made here, so that command, page, workbook, print and
receipt say the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fct.data.common import normalize
from fct.data.program import NamedOffice
from fct.data.proposals import ProposalTable, State
from fct.data.referrals.cards import Asked, Card, Misfit, Place
from fct.data.referrals.offices import load_offices
from fct.data.referrals.passages import Condition, Passage, Sentence, cited, place_words

Line = dict[str, Any]

_LONGEST_ANSWER = 200
_PARTNER = "partner"
_NOBODY = {"none", "none yet", "no", "no partner", "not yet"}  # which is text, and names nobody
_PARTS: Mapping[str, str] = {
    "what_for": "What it is for",
    "first_document": "First document",
    "steps": "Steps",
    "starts": "Who starts it",
    "may_not": "May not",
    "law": "Law or instruction",
    "open": "Open",
}
NONE_NAMED = "none named"
_LEAD = "Lead, not the starter"
_NONE_BETTER = "Not FCT work, and no better program named"
_TAKE_IT = "Take it to the better program"


def general_lines(card: Card) -> list[Line]:
    """Return what a card says of its program, whatever the proposal."""
    return [_line(card, part, getattr(card, part)) for part in _PARTS]


@dataclass(frozen=True, slots=True)
class CardOf:
    """How a card is made for one proposal.

    Attributes
    ----------
    is_late : bool
        Whether the item alone leads here, by how far it is (G5), and not what is asked for.
    offices : mapping of str to NamedOffice
        As the cycle file names them: a component's lead, or who starts a program.
    """

    is_late: bool = False
    offices: Mapping[str, NamedOffice] = field(default_factory=dict)


def card_report(card: Card, table: ProposalTable, place: int, how: CardOf) -> dict[str, Any]:
    """Return a card as one proposal needs it.

    Parameters
    ----------
    card : Card
    table : ProposalTable
    place : int
        Of the proposal in the table.
    how : CardOf

    Returns
    -------
    dict of str to object
        ``program``, its id; ``name``, ``short``, ``heading`` and ``said`` in words; ``lines``, each
        a ``name``, a ``text``, its ``sources`` and ``cite``, these in a few words; ``asks``, the
        questions of the program with what the form answers; ``missing``, the fields that do not
        answer theirs.
    """
    answers = _Answers(table, place)
    asks = [_asked(card, one, answers) for one in card.questions if answers.has(one.field)]
    missing = [one["field"] for one in asks if not one["is_answered"]]
    misfit = next((one for one in card.unfit if _is_misfit(one, answers)), None)
    heading, said = _heading(card, answers, misfit, is_late=how.is_late)
    return {
        "program": card.id,
        "name": card.named,
        "short": card.short,
        "heading": heading,
        "said": said,
        "lines": list(_lines(card, answers, misfit, how.offices)),
        "asks": asks,
        "missing": missing,
    }


def answer_words(card: Mapping[str, Any]) -> str:
    """Return the first line of a card, heading and what it means, in one text."""
    heading, said = str(card["heading"]), str(card["said"])
    return said if said.startswith(heading) else f"{heading}. {said}"


class _Answers:
    """The answers of one proposal."""

    def __init__(self, table: ProposalTable, place: int) -> None:
        self.table, self.place = table, place

    def has(self, field: str) -> bool:
        """Whether the form that is loaded has the field: an older one may not."""
        return field in self.table.proposal.cells

    def value(self, field: str) -> Any:
        """Return what was read of an answer; None where the form does not have the field."""
        return self.table.proposal.value(field)[self.place] if self.has(field) else None

    def is_read(self, field: str) -> bool:
        """Whether an answer can be read, at least in part; that there is no partner names none."""
        state = State(int(self.table.proposal.state(field)[self.place]))
        if field == _PARTNER and normalize(self.words(field)) in _NOBODY:
            return False
        return state in {State.READ, State.PARTLY}

    def state(self, field: str) -> str:
        """Return how an answer was read, as in ``blank``."""
        return State(int(self.table.proposal.state(field)[self.place])).name.lower()

    def words(self, field: str) -> str:
        """Return an answer as it is written, cut where nobody reads on."""
        written = self.table.written(field, self.place)
        return written if len(written) <= _LONGEST_ANSWER else f"{written[: _LONGEST_ANSWER - 1]}…"

    def where(self, field: str) -> str:
        """Return sheet and cell of an answer."""
        return " ".join(filter(None, self.table.address(field, self.place)))

    def is_one_of(self, condition: Condition) -> bool:
        """Whether an answer, or a piece of it, is one of those that a condition names."""
        value = self.value(condition.field)
        pieces = value if isinstance(value, Collection) and not isinstance(value, str) else [value]
        return any(piece in condition.answers for piece in pieces)


def _is_misfit(misfit: Misfit, answers: _Answers) -> bool:
    if not answers.has(misfit.field) or (misfit.only and not answers.is_one_of(misfit.only)):
        return False
    if misfit.is_blank:
        return not answers.is_read(misfit.field)
    return answers.is_one_of(misfit)


def _heading(
    card: Card, answers: _Answers, misfit: Misfit | None, *, is_late: bool
) -> tuple[str, str]:
    """Return the first line, and what it means; better programs are named where there is one."""
    if card.needs_partner is not None and answers.has(_PARTNER):
        # Before the fit: without a partner there is no such program yet, whatever the proposal
        # says.
        if not answers.is_read(_PARTNER):
            return "No program yet", f"No program yet: {card.needs_partner.says}."
        if is_late:
            said = f"With {answers.words(_PARTNER)} as partner: {card.needs_partner.says}."
            return f"Perhaps another program: {card.named}", said
    if misfit is not None:
        doubt = f"It does not fit the {card.named} as it stands. {misfit.says}"
        is_named = misfit.better != NONE_NAMED
        return (f"{_TAKE_IT}: {misfit.better}" if is_named else _NONE_BETTER), doubt
    return _heading_of_place(card)


def _heading_of_place(card: Card) -> tuple[str, str]:
    match card.place:
        case Place.NONE:
            return "No other program", f"No other program: {_plain(card)}."
        case Place.OUTSIDE:
            said = "It is none of the seven programs of armaments cooperation."
            return f"Not FCT work: {card.named}", said
    return f"{_TAKE_IT}: {card.named}", card.fits[0].says


def _plain(card: Card) -> str:
    """Return what an identifier says behind its colon."""
    return card.identifier.partition(": ")[2]


def _lines(
    card: Card, answers: _Answers, misfit: Misfit | None, named: Mapping[str, NamedOffice]
) -> Iterable[Line]:
    yield _line(card, "what_for", card.what_for)
    for fit in card.fits if misfit is None else ():
        if answers.has(fit.field) and answers.is_one_of(fit):
            label = answers.table.form[fit.field].label
            text = f"“{label}” reads “{answers.words(fit.field)}” ({answers.where(fit.field)}). "
            text += fit.says
            yield line_of("It fits", text, card.passages, fit.sources)
    if misfit is not None:
        label = answers.table.form[misfit.field].label
        seen = answers.words(misfit.field)
        read = f"“{label}” reads “{seen}”" if seen else f"“{label}” is blank"
        text = f"{read}. {misfit.says} Better program: {misfit.better}."
        yield line_of("It does not fit", text, card.passages, misfit.sources)
    for part in ("first_document", "steps", "starts"):
        yield _line(card, part, [one for one in getattr(card, part) if _is_meant(one, answers)])
    if card.id in named:
        yield _office_line("Who starts it, by this cycle", named[card.id])
    offices, component = load_offices(), answers.value("component")
    if component is not None and card.place is Place.SEVEN:
        words, keys = offices.lead_of(component)
        if component in named:
            yield _office_line(_LEAD, named[component])
        else:
            yield line_of(_LEAD, words, offices.passages, keys)
    for part in ("may_not", "law", "open"):
        yield _line(card, part, getattr(card, part))


def _office_line(name: str, office: NamedOffice) -> Line:
    """Return the line of an office as the cycle file names it."""
    text = f"{office.name} (as of {office.as_of})"
    return {"name": name, "text": text, "sources": [office.source], "cite": office.source}


def _is_meant(sentence: Sentence, answers: _Answers) -> bool:
    """Whether a sentence is meant for the proposal; where it is not known, it stays."""
    only = sentence.only
    if only is None or answers.value(only.field) is None:
        return True
    return answers.is_one_of(only)


def _line(card: Card, part: str, sentences: Sequence[Sentence]) -> Line:
    numbered = part == "steps" and len(sentences) > 1
    words = [f"{n}. {one.words}" if numbered else one.words for n, one in enumerate(sentences, 1)]
    if len(sentences) > 1:  # of several answers that are not known each is named
        words = [_named(one, text) for one, text in zip(sentences, words, strict=True)]
    if part == "open":  # the heading says so
        words = [one.open for one in sentences]
    keys = [key for one in sentences for key in one.sources]
    return line_of(_PARTS[part], " ".join(words), card.passages, keys)


def _named(sentence: Sentence, text: str) -> str:
    answers = () if sentence.only is None else sentence.only.answers
    return f"For {' or '.join(answers)}: {text}" if answers else text


def line_of(name: str, text: str, passages: Mapping[str, Passage], keys: Sequence[str]) -> Line:
    """Return one line of a card with what it rests on."""
    where = {"sources": cited(passages, keys), "cite": place_words(passages, keys)}
    return {"name": name, "text": text, **where}


def _asked(card: Card, asked: Asked, answers: _Answers) -> dict[str, Any]:
    sheet, cell = answers.table.address(asked.field, answers.place)
    field = answers.table.form[asked.field]
    return {
        "field": asked.field,
        "label": field.heading,
        "asks": asked.asks,
        "sheet": sheet,
        "cell": cell,
        "answer": answers.words(asked.field) or None,
        "state": answers.state(asked.field),
        "is_answered": answers.is_read(asked.field),
        "accepted": field.accepted,
        "sources": cited(card.passages, asked.sources),
    }
