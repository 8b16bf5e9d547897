"""Which program: six questions at most, each answer with its passage."""

from itertools import product

import pytest

from fct.data.common.errors import UsageError
from fct.data.referrals.cards import load_cards
from fct.data.referrals.which import (
    load_which_program,
    no_card_report,
    read_choices,
    which_program,
)

WHICH = load_which_program()


@pytest.mark.parametrize(
    ("given", "program", "name"),
    [
        ({"need": "exchange information"}, "information-exchange", "Information Exchange Program"),
        ({"need": "exchange people"}, "personnel-exchange", "Engineer and Scientist"),
        ({"need": "use a test facility"}, "test-and-evaluation", "Test and Evaluation Program"),
        ({"need": "logistics"}, "cooperative-logistics", "Cooperative Logistics"),
        ({"need": "sell"}, "foreign-military-sales", "Foreign Military Sales (FMS)"),
        ({"need": "buy", "origin": "friendly"}, "defense-trade", "Defense Trade"),
        ({"need": "buy", "origin": "us"}, "us-item", "A US item"),
        ({"need": "test", "origin": "us"}, "us-item", "A US item"),
        ({"need": "test", "origin": "excluded"}, None, "No program"),
        ({"need": "develop", "partner": "yes"}, "cooperative-development", "Cooperative research"),
        ({"need": "develop", "partner": "no"}, None, "No program yet"),
        (
            {"need": "test", "origin": "friendly", "maturity": "earlier", "partner": "no"},
            None,
            "No program yet",
        ),
        (
            {
                "need": "test",
                "origin": "friendly",
                "maturity": "production",
                "sponsor": "service",
                "intent": "yes",
            },
            "fct",
            "Foreign Comparative Testing (FCT)",
        ),
        (
            {
                "need": "test",
                "origin": "friendly",
                "maturity": "production",
                "sponsor": "other",
            },
            None,
            "No program yet",
        ),
    ],
)
def test_answers_lead_to_one_program(given: dict[str, str], program: str | None, name: str) -> None:
    """The card, FCT, or the sentence that none is named."""
    found = which_program(given)

    assert found["next"] is None
    assert found["program"] == program
    assert found["name"].startswith(name)
    assert found["sources"]


def test_whatever_is_answered_ends_with_at_most_six_questions_each_with_a_passage() -> None:
    """All ways through the questions: each names its passages, and an end."""
    assert len(WHICH.questions) <= 6
    names = [question.id for question in WHICH.questions]
    choices = [[one.id for one in question.answers] for question in WHICH.questions]
    for answers in product(*choices):
        found = which_program(dict(zip(names, answers, strict=True)))
        assert found["next"] is None
        assert found["name"]
        assert all(one["sources"] for one in found["answers"])
        assert found["program"] in {None, "fct", *load_cards()}


def test_what_is_not_answered_is_asked_next() -> None:
    """With nothing answered the first question; then the one to which the answer leads."""
    first = which_program({})["next"]
    assert first is not None
    assert first["question"] == "need"
    second = which_program({"need": "develop"})["next"]
    assert second is not None
    assert second["question"] == "partner"


def test_answers_of_a_file_are_read_as_people_write_them() -> None:
    """A bare yes of YAML is the answer yes; what is not known is answered with what is."""
    assert read_choices({"need": "develop", "partner": True})["partner"] == "yes"
    with pytest.raises(UsageError, match="“wish” is not a question; the questions are need"):
        read_choices({"wish": "test"})
    with pytest.raises(UsageError, match="“tests” does not answer “need”; write test"):
        read_choices({"need": "tests"})
    with pytest.raises(UsageError, match="lines of a question and its answer"):
        read_choices(["test"])


def test_an_excluded_country_is_why_no_card_is_shown() -> None:
    """The country is named, with the rule and the passage."""
    found = no_card_report("RU")

    assert found["program"] is None
    assert "list of excluded countries" in found["said"]
    assert found["lines"][0]["text"].startswith("Russia")
    assert found["lines"][0]["cite"] == "ISC ch. 13, lines 530-532"
