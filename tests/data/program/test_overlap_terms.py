"""The terms by which overlaps are found."""

import pytest
import yaml
from pydantic import ValidationError

from fct.data.program.form import read_declaration
from fct.data.program.overlap_terms import OverlapTerms, ReasonKind, Relation, load_overlap_terms


def test_each_number_and_list_has_its_reason() -> None:
    """Nothing is declared without saying why."""
    declared = yaml.safe_load(read_declaration("overlap.yaml"))
    parts = [*declared["numbers"].values(), *declared["reasons"].values(), *declared["synonyms"]]
    parts += [part for part in declared.values() if isinstance(part, dict) and "words" in part]

    assert [part for part in parts if not part.get("reason")] == []


def test_every_reason_and_relation_is_worded() -> None:
    """A pair within a component is never shown for its vendor alone."""
    terms = load_overlap_terms()

    assert set(terms.reasons) == set(ReasonKind)
    assert set(terms.proposed) == set(Relation)
    assert set(terms.vendor_alone) == set(Relation) - {Relation.ONE_COMPONENT}


def test_spellings_point_to_their_meaning() -> None:
    """As the search looks them up."""
    terms = load_overlap_terms()

    assert terms.synonyms["armour"] == "armor"
    assert terms.synonyms["lmg"] == "light machine gun"
    assert (terms.units["millimetre"], terms.units['"']) == ("mm", "inch")


def test_words_that_yaml_takes_for_yes_and_no_are_words() -> None:
    """A bare ``no`` or ``on`` would be a truth value."""
    assert {"no", "on", "off"} <= load_overlap_terms().little_words


def test_an_unknown_key_is_refused() -> None:
    """A misspelled weight must not count as the default."""
    values = load_overlap_terms().model_dump() | {"title_likenes": 0.4}

    with pytest.raises(ValidationError, match="title_likenes"):
        OverlapTerms.model_validate(values)
