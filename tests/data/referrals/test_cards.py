"""The cards: every sentence rests on a passage that the card itself holds, or is open."""

import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from fct.data.common.errors import UsageError
from fct.data.program.form import declared_rows, load_form
from fct.data.referrals.cards import (
    Card,
    Place,
    card_of,
    fields_of,
    load_cards,
    load_identifiers,
    named_card,
)
from fct.data.referrals.passages import Sentence

CARDS = load_cards()
PARTS = ("what_for", "first_document", "steps", "starts", "may_not", "law", "open")
# What a sentence may name though the passage spells it otherwise.
_SAME = {"PA": "PAs"}
_NAMED = re.compile(r"\b(?:[A-Z][A-Z&]{2,}|\d[\d.a-z]*\d)\b")


def sentences(card: Card) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each sentence of a card with the part in which it stands and what it rests on."""
    for part in PARTS:
        for one in getattr(card, part):
            yield part, one.says, one.sources
    for one in (*card.fits, *card.unfit):
        yield "fits", one.says, one.sources
    for one in card.questions:
        yield "questions", one.asks, one.sources


def test_each_of_the_seven_but_fct_has_a_card_and_so_has_what_is_none_of_them() -> None:
    """Six programs, foreign military sales, and a US item."""
    places = [card.place for card in CARDS.values()]

    assert places == [*[Place.SEVEN] * 6, Place.OUTSIDE, Place.NONE]
    assert [card.short for card in CARDS.values()][:4] == ["IEP", "ESEP", "TEP", "ICP"]


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_sentence_rests_on_a_passage_of_its_card_or_is_open(card: Card) -> None:
    """And no passage is kept that nothing rests on."""
    used = {key for part, says, keys in sentences(card) for key in keys}
    used |= set(card.needs_partner.sources) if card.needs_partner else set()

    assert used == card.passages.keys()
    assert all(keys for _, says, keys in sentences(card) if says)


def test_so_many_sentences_are_in_the_source_and_so_many_open() -> None:
    """Of each card, so that one that is added or lost is seen and held beside its source."""
    counts = {}
    for card in CARDS.values():
        rests = [bool(keys) for _, _, keys in sentences(card)]
        counts[card.id] = (rests.count(True), rests.count(False))

    assert counts == {
        "information-exchange": (16, 2),
        "personnel-exchange": (24, 1),
        "test-and-evaluation": (16, 4),
        "cooperative-development": (21, 1),
        "defense-trade": (14, 3),
        "cooperative-logistics": (24, 1),
        "foreign-military-sales": (13, 2),
        "us-item": (9, 3),
    }


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_what_a_sentence_names_stands_in_its_passages(card: Card) -> None:
    """Every abbreviation and every number: what is not in the source is on no card."""
    for part, says, keys in sentences(card):
        if part in {"questions", "fits"}:
            continue
        kept = " ".join(f"{card.passages[key].quote} {card.passages[key].section}" for key in keys)
        named = set(_NAMED.findall(says))
        unknown = {one for one in named if _SAME.get(one, one).casefold() not in kept.casefold()}

        assert not unknown, f"{card.id}, {part}: {says}"


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_passage_is_short_and_says_where_it_stands(card: Card) -> None:
    """A document of docs/sources.md, a section, its lines, and a few words of the text."""
    for passage in card.passages.values():
        assert passage.document in {"ISC ch. 13", "DAU ICP page", "SD-2 appendix D"}
        assert re.fullmatch(r"\d+(-\d+)?|page \d+", passage.lines)
        assert 20 < len(passage.quote) < 500
        assert passage.section


def test_the_identifiers_are_those_of_the_contract() -> None:
    """Word for word, for each answer that is not FCT work, and for the two gates."""
    of_purpose = {
        "information exchange": "Information Exchange Program (an annex to a master information "
        "exchange agreement)",
        "personnel exchange": "Engineer and Scientist Exchange Program",
        "use of a test facility": "Test and Evaluation Program (reciprocal use of test facilities; "
        "cooperative T&E)",
        "joint development": "Cooperative research, development and acquisition: an international "
        "cooperative program (bottom-up proposal, Summary Statement of Intent)",
        "buy without test": "Defense trade (reciprocal procurement, DFARS 225.872; security of "
        "supply)",
        "logistic support": "Cooperative logistics (acquisition and cross-servicing agreement)",
        "sale to a partner": "none of the seven: foreign military sales (letter of request, letter "
        "of offer and acceptance)",
        "G1": "none of the seven: a US item is tested with the component's own money",
    }

    assert dict(load_identifiers()) == of_purpose | {"G5": of_purpose["joint development"]}
    assert {when for when in load_identifiers() if when not in {"G1", "G5"}} == set(
        load_form()["purpose"].choices[3:]
    )


def test_a_card_is_found_by_its_identifier_and_by_what_people_call_it() -> None:
    """Id, short name, name; anything else is answered with what is accepted."""
    for card in CARDS.values():
        assert card_of(card.identifier) is card
        called = [named_card(one) for one in (card.id, card.short.lower(), card.name)]
        assert called == [card] * 3
    assert card_of(None) is None
    with pytest.raises(UsageError, match="“DPEP” is not a program; write information-exchange"):
        named_card("DPEP")


def test_a_card_asks_and_decides_by_answers_that_the_form_has() -> None:
    """Each field is one of the form, and each answer one of its choices."""
    form = load_form()
    known = {row["id"] for row in declared_rows("form.csv")}
    for card in CARDS.values():
        assert fields_of(card) <= known
        for one in (*card.fits, *card.unfit):
            choices = form[one.field].choices
            assert not choices or set(one.answers) <= set(choices)


def test_a_sentence_without_a_source_is_refused() -> None:
    """Nothing is said that rests on nothing, and what is open rests on nothing."""
    for wrong in ({"says": "It is so."}, {"open": "Who?", "from": ["a"]}, {}):
        with pytest.raises(ValidationError, match="a sentence has `says` with `from`, or `open`"):
            Sentence.model_validate(wrong)
