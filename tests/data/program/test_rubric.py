"""The rubric: every number that a proposal is judged by."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fct.data.common.errors import UsageError
from fct.data.program.form import load_form
from fct.data.program.rubric import default_rubric, load_rubric, parse_rubric


def changed(path: str, value: Any) -> str:
    """The default rubric as YAML text, with one number changed, or one key added."""
    content = yaml.safe_load(yaml.safe_dump(plain(default_rubric().model_dump())))
    *parents, last = path.split(".")
    part = content
    for name in parents:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return yaml.safe_dump(content)


def plain(value: Any) -> Any:
    """A model's content as YAML takes it."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return sorted(value) if isinstance(value, frozenset) else value


def test_the_default_rubric_has_the_numbers_of_the_contract() -> None:
    """Points, scales and weights as ``scoring.md`` states them."""
    rubric = default_rubric()
    points = {name: part["points"] for name, part in rubric.model_dump()["maturity"].items()}

    assert (rubric.merit.maturity, rubric.merit.strength) == (0.7, 0.3)
    assert points == {
        "production_status": 35,
        "modification": 25,
        "mrl": 15,
        "trl": 10,
        "fielding": 10,
        "foreign_test_data": 5,
    }
    assert (rubric.strength.criterion, rubric.strength.weakness) == (3, 1)
    assert rubric.terms.evidence_months == 24


@pytest.mark.parametrize("part", ["production_status", "modification", "foreign_test_data"])
def test_every_choice_has_its_points(part: str) -> None:
    """The scale of a part names the choices of its field, no more and no fewer."""
    scale = getattr(default_rubric().maturity, part).scale

    assert tuple(scale) == load_form()[part].choices


def test_listed_answers_are_choices_of_the_form() -> None:
    """A misspelled answer would never be met."""
    rubric, form = default_rubric(), load_form()

    assert rubric.tier.first_production_status <= set(form["production_status"].choices)
    assert rubric.tier.first_modification <= set(form["modification"].choices)
    assert rubric.tier.first_intent <= set(form["intent"].choices)
    assert rubric.tier.last_purpose <= set(form["purpose"].choices)
    assert rubric.terms.fct_work <= set(form["purpose"].choices)
    assert rubric.terms.eligible_production_status <= set(form["production_status"].choices)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("merit.wieght", 0.1, r"“merit.wieght” is not a known key; remove it or correct"),
        ("merit.maturity", 0.8, r"merit: .*weights of merit sum to 1.1; they must sum to 1"),
        ("maturity.trl.points", 11, r"maturity: .*points of maturity sum to 101; .* sum to 100"),
        ("maturity.trl.points", -1, r"maturity.trl.points is -1"),
        ("strength.criterion", 0, r"strength.criterion is 0"),
        ("version", None, r"“version” is missing; add it"),
        ("terms.evidence_months", "two years", r"terms.evidence_months is 'two years'"),
        ("terms.evidence_months", 24.5, r"terms.evidence_months is 24.5"),
    ],
)
def test_a_wrong_rubric_is_refused(path: str, value: Any, words: str) -> None:
    """Unknown keys and sums that do not come out are named, with what to do."""
    with pytest.raises(UsageError, match=f"mine.yaml: {words}"):
        parse_rubric(changed(path, value), "mine.yaml")


def test_weights_that_sum_to_one_in_decimals_are_taken() -> None:
    """0.1 + 0.9 is not exactly 1 to a computer."""
    text = changed("merit.maturity", 0.1)
    content = yaml.safe_load(text)
    content["merit"]["strength"] = 0.9

    assert parse_rubric(yaml.safe_dump(content), "mine.yaml").merit.strength == 0.9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("merit: [", "mine.yaml is not YAML: "),
        ("just words", "mine.yaml: the file as a whole is 'just words'"),
        ("", "mine.yaml: the file as a whole is None"),
    ],
)
def test_what_is_no_rubric_is_refused(text: str, words: str) -> None:
    """One sentence, no traceback."""
    with pytest.raises(UsageError, match=words):
        parse_rubric(text, "mine.yaml")


def test_a_rubric_is_read_from_a_file(tmp_path: Path) -> None:
    """Change the numbers in a rubric file, not in code."""
    path = tmp_path / "mine.yaml"
    path.write_text(changed("terms.market_sources", 5))

    assert load_rubric(path).terms.market_sources == 5
    assert load_rubric(None) is None


def test_a_rubric_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The path is in the sentence."""
    with pytest.raises(UsageError, match=r"There is no rubric file at .*gone\.yaml"):
        load_rubric(tmp_path / "gone.yaml")


def test_the_hash_follows_the_numbers_not_the_layout() -> None:
    """Two files with the same numbers are one rubric; another number is another."""
    default = default_rubric()
    same = parse_rubric(changed("strength.weakness", 1), "same.yaml")
    other = parse_rubric(changed("strength.weakness", 2), "other.yaml")

    assert same.sha256 == default.sha256
    assert other.sha256 != default.sha256


def test_a_rubric_cannot_be_changed_in_place() -> None:
    """It is frozen, as is every part of it."""
    with pytest.raises(ValueError, match="frozen"):
        default_rubric().merit.maturity = 1.0
