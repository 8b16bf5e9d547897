"""The cards of the other programs, one file each in ``declarations/programs``.

Sources: DSCU, chapter 13, "International Armaments Cooperation"; DAU, "International Cooperative
Programs"; SD-2, appendix D. Each card holds the passages that its sentences rest on.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from fct.data.common import UsageError, in_series, loaded_once, normalize
from fct.data.program import declared_yaml
from fct.data.referrals.passages import (
    Condition,
    Declared,
    Passage,
    Sentence,
    refuse_unknown_sources,
    sources_of,
)

_FILES = (  # in the order of the text: the six programs beside FCT, then what is none of the seven
    "information-exchange",
    "personnel-exchange",
    "test-and-evaluation",
    "cooperative-development",
    "defense-trade",
    "cooperative-logistics",
    "foreign-military-sales",
    "us-item",
)


class Place(StrEnum):
    """What a card stands for."""

    SEVEN = "seven"
    OUTSIDE = "outside"
    NONE = "none"


class Fit(Condition):
    """An answer by which a proposal fits."""

    says: str
    sources: tuple[str, ...] = Field(alias="from")


class Misfit(Condition):
    """An answer by which a proposal does not fit, and the better program.

    Attributes
    ----------
    is_blank : bool
        Whether it is the missing answer by which it does not fit.
    better : str
        ``none named`` where no text names one.
    only : Condition or None
    """

    says: str
    sources: tuple[str, ...] = Field(alias="from")
    better: str
    is_blank: bool = False
    only: Condition | None = None


class Asked(Declared):
    """A question of a program, and the field of the form that answers it."""

    field: str
    asks: str
    sources: tuple[str, ...] = Field(alias="from")


class Card(Declared):
    """What is known of one program.

    Attributes
    ----------
    id, short, name : str
    identifier : str
        The program as programs read it, word for word (reading 53).
    when : tuple of str
        Answers of ``purpose``, and gates, that lead here.
    place : Place
    needs_partner : Sentence or None
        What is missing as long as no partner is named.
    what_for, first_document, steps, starts, may_not, law, open : tuple of Sentence
    fits : tuple of Fit
    unfit : tuple of Misfit
    questions : tuple of Asked
    passages : mapping of str to Passage
    """

    id: str
    short: str
    name: str
    identifier: str
    when: tuple[str, ...]
    place: Place
    needs_partner: Sentence | None = None
    what_for: tuple[Sentence, ...]
    fits: tuple[Fit, ...]
    unfit: tuple[Misfit, ...]
    first_document: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]
    starts: tuple[Sentence, ...]
    may_not: tuple[Sentence, ...]
    law: tuple[Sentence, ...]
    open: tuple[Sentence, ...]
    questions: tuple[Asked, ...]
    passages: Mapping[str, Passage]

    @property
    def named(self) -> str:
        """The name, with the short one behind it where that says something else."""
        is_other = self.short.casefold() not in self.name.casefold()
        return f"{self.name} ({self.short})" if is_other else self.name


@loaded_once
def load_cards() -> Mapping[str, Card]:
    """Return the cards by id, in the order of the text.

    Raises
    ------
    LookupError
        If a card rests on a passage that it does not hold: the cards are part of the program.
    """
    cards = {}
    for name in _FILES:
        file = f"programs/{name}.yaml"
        card = Card.model_validate(declared_yaml(file))
        refuse_unknown_sources(file, card.passages, sources_of(card))
        cards[card.id] = card
    return cards


@loaded_once
def load_identifiers() -> Mapping[str, str]:
    """Return by answer of ``purpose`` or by gate the program as programs read it (reading 53)."""
    return {when: card.identifier for card in load_cards().values() for when in card.when}


def card_of(identifier: str | None) -> Card | None:
    """Return the card that stands behind an identifier, as a run keeps it; None without one."""
    return next((one for one in load_cards().values() if one.identifier == identifier), None)


def named_card(name: str) -> Card:
    """Return a card by its id, its name or its short name, as a person writes it.

    Raises
    ------
    UsageError
        If no card is called so.
    """
    wanted = normalize(name)
    for card in load_cards().values():
        if wanted in {normalize(one) for one in (card.id, card.short, card.name, card.identifier)}:
            return card
    known = in_series([card.id for card in load_cards().values()], "or")
    raise UsageError(f"“{name}” is not a program; write {known}.")


def fields_of(value: Any) -> set[str]:
    """Return the fields of the form that a card, or a part of one, reads."""
    if isinstance(value, Condition | Asked):
        own = {value.field}
        return own | (fields_of(value.only) if isinstance(value, Misfit) else set())
    if isinstance(value, Sentence):
        return fields_of(value.only)
    # Over whatever a card holds, so that a field which a new part names is not missed.
    if isinstance(value, Declared):
        parts = (getattr(value, name) for name in type(value).model_fields)
        return {name for part in parts for name in fields_of(part)}
    if isinstance(value, tuple):
        return {name for one in value for name in fields_of(one)}
    return set()
