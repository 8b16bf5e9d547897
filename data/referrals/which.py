"""Which program, before a form is filled in: a few questions, each answer with its passage."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from fct.data.common import UsageError, in_series, loaded_once
from fct.data.program import country_name, declared_yaml
from fct.data.referrals.card_lines import general_lines, line_of
from fct.data.referrals.cards import load_cards
from fct.data.referrals.passages import (
    Declared,
    Passage,
    cited,
    refuse_unknown_sources,
    sources_of,
)

_FILE = "which_program.yaml"
EXCLUDED = "excluded"


class Unless(Declared):
    """Another way on, where an earlier question was answered so."""

    question: str
    answer: str
    to: str


class Choice(Declared):
    """One answer: what it says, and where it leads."""

    id: str
    says: str
    to: str
    unless: Unless | None = None
    sources: tuple[str, ...] = Field(alias="from")


class Question(Declared):
    """One question with its answers."""

    id: str
    asks: str
    answers: tuple[Choice, ...]


class End(Declared):
    """Where the questions end without a card.

    Attributes
    ----------
    name, says : str
    program : str or None
        ``fct``, or None where no program is named.
    """

    name: str
    says: str
    program: str | None
    sources: tuple[str, ...] = Field(alias="from")


class WhichProgram(Declared):
    """The declaration: questions, the first of which is asked first, and ends."""

    questions: tuple[Question, ...]
    ends: Mapping[str, End]
    passages: Mapping[str, Passage]

    def question(self, name: str) -> Question | None:
        """Return a question by its id."""
        return next((one for one in self.questions if one.id == name), None)


@loaded_once
def load_which_program() -> WhichProgram:
    """Return the questions of ``declarations/which_program.yaml``."""
    declared = WhichProgram.model_validate(declared_yaml(_FILE))
    refuse_unknown_sources(_FILE, declared.passages, sources_of(declared))
    return declared


def read_choices(declared: object) -> dict[str, str]:
    """Return answers by question, as a file holds them.

    Raises
    ------
    UsageError
        If a question or an answer is not known, or it is no list of answers at all.
    """
    which = load_which_program()
    if not isinstance(declared, dict) or not declared:
        raise UsageError(
            "The answers are lines of a question and its answer, such as `need: test`; the "
            f"questions are {in_series([one.id for one in which.questions])}."
        )
    given = {str(name): _as_answer(value) for name, value in declared.items()}
    for name, answer in given.items():
        question = which.question(name)
        if question is None:
            known = in_series([one.id for one in which.questions])
            raise UsageError(f"“{name}” is not a question; the questions are {known}.")
        if answer not in {one.id for one in question.answers}:
            known = in_series([one.id for one in question.answers], "or")
            raise UsageError(f"“{answer}” does not answer “{name}”; write {known}.")
    return given


def _as_answer(value: object) -> str:
    """Return an answer as it is declared: YAML reads a bare yes as a truth value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def which_program(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what some answers lead to.

    Parameters
    ----------
    given : mapping of str to str
        Answer by question; one that is not asked on this way says nothing.

    Returns
    -------
    dict of str to object
        ``answers`` that were asked, each with its passages; ``next``, the question to ask, or
        None; ``program``, the id of a card or ``fct``, or None; ``name``, ``said``, ``lines`` and
        ``sources`` of what is named.
    """
    which, path = load_which_program(), list[dict[str, Any]]()
    place = which.questions[0].id
    while (question := which.question(place)) is not None:
        chosen = next((one for one in question.answers if one.id == given.get(place)), None)
        if chosen is None:
            return _report(path) | {"next": question_report(question)}
        path.append(
            {
                "question": question.id,
                "asks": question.asks,
                "answer": chosen.id,
                "says": chosen.says,
                "sources": cited(which.passages, chosen.sources),
            }
        )
        other = chosen.unless
        place = other.to if other and given.get(other.question) == other.answer else chosen.to
    return _report(path) | _named(place)


def _report(path: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("program", "name", "said"))
    nothing |= {"lines": [], "sources": []}
    return {"answers": list(path), "next": None, **nothing}


def _named(place: str) -> dict[str, Any]:
    which = load_which_program()
    if (end := which.ends.get(place)) is not None:
        return {
            "program": end.program,
            "name": end.name,
            "said": end.says,
            "sources": cited(which.passages, end.sources),
        }
    card = load_cards()[place]
    lines = general_lines(card)
    return {
        "program": card.id,
        "name": card.named,
        "said": lines[0]["text"],
        "lines": lines[1:],
        "sources": lines[0]["sources"],
    }


def no_card_report(country: str | None) -> dict[str, Any]:
    """Return what people read where the country is excluded, so that no program is named (G4).

    Parameters
    ----------
    country : str or None
        ISO code of the country of origin.
    """
    which = load_which_program()
    end = which.ends[EXCLUDED]
    name = "The country of origin" if country is None else country_name(country)
    text = f"{name} is on this cycle's list of excluded countries (rule G4)."
    why = line_of("Why", text, which.passages, end.sources)
    nothing: dict[str, Any] = {
        "program": None,
        "name": None,
        "short": None,
        "asks": [],
        "missing": [],
    }
    return nothing | {"heading": end.name, "said": end.says, "lines": [why]}


def question_report(question: Question) -> dict[str, Any]:
    """Return a question as JSON values."""
    passages = load_which_program().passages
    return {
        "question": question.id,
        "asks": question.asks,
        "answers": [
            {"answer": one.id, "says": one.says, "sources": cited(passages, one.sources)}
            for one in question.answers
        ],
    }
