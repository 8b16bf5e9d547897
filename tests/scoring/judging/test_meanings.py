"""Words that mean an accepted answer."""

import pytest

from fct.data.program.countries import country_code, country_name
from fct.data.program.form import FieldType, declared_rows, load_form
from fct.data.proposals.answers import State, read_answer
from fct.scoring.judging.meanings import meanings, question

FORM = load_form()
DECLARED = [
    (field, written, row["meant"].split("|"))
    for row in declared_rows("meanings.csv")
    for field in row["field"].split("|")
    for written in row["written"].split(";")
]


@pytest.mark.parametrize("field", sorted({field for field, _, _ in DECLARED}))
def test_what_is_declared_is_offered_and_not_read(field: str) -> None:
    """What is meant is an answer of the field; what is written is none, so that it is asked."""
    known = FORM[field]
    for written, meant in ((written, meant) for name, written, meant in DECLARED if name == field):
        assert list(meanings(known, written)) == meant, written
        assert read_answer(known, written).state is not State.READ, written
        if known.type is FieldType.COUNTRY:
            assert [country_name(country_code(one) or "") for one in meant] == meant, written
        else:
            assert set(meant) <= set(known.choices), written


def test_many_meanings_are_none() -> None:
    """A list of everything helps nobody."""
    assert meanings(FORM["country"], "Norway/Sweden/Finland/Denmark") == ()


def test_a_question_names_all_that_may_be_meant() -> None:
    """And is nothing where nothing may be."""
    assert question(["a", "b"]) == "Did you mean “a” or “b”?"
    assert question([]) == ""
