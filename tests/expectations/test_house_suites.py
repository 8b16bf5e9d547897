"""House rules, held against answers by great-expectations."""

import json
from typing import Any

import great_expectations as gx
import pytest

from fct.data.program.cycle import load_cycle, read_cycle_text
from fct.data.program.house_rules import ROW_WISE, read_house_rules
from fct.data.program.rule_stages import Stage
from fct.expectations.house_suites import house_results
from fct.scoring.judging.exceptions import Exceptions
from fct.scoring.judging.judgement import judge
from tests.support.proposals.cases import case_of, judged, valid_proposal

TRL = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "trl", "min_value": 9},
    "severity": "warning",
    "description": "The office wants TRL 9.",
    "meta": {"source": "Memo 12"},
}
YEAR = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "funding_year", "max_value": 2027},
    "severity": "info",
}
PAIR = {
    "type": "expect_column_pair_values_a_to_be_greater_than_b",
    "kwargs": {"column_A": "test_end", "column_B": "test_start"},
    "severity": "info",
}


def suite(*expectations: Any) -> dict[str, Any]:
    """A suite file."""
    return {"name": "office", "meta": {}, "expectations": list(expectations)}


def outcomes(changes: dict[str, Any], *expectations: Any) -> list[int]:
    """The outcome of each rule on one proposal."""
    rules = read_house_rules(suite(*expectations))
    results = house_results(case_of(changes), rules)
    return [int(results[f"H{n}"].outcomes[0]) for n in range(1, len(expectations) + 1)]


def test_each_expectation_is_a_rule_by_its_place() -> None:
    """On answers, on rows of a table, and on two answers together."""
    assert outcomes({"trl": 9, "funding_year": [2027, 2028]}, TRL, YEAR, PAIR) == [1, -1, 1]
    assert outcomes({"trl": 8, "funding_year": [2027]}, TRL, YEAR) == [-1, 1]


def test_what_cannot_be_read_is_unknown_and_a_blank_holds() -> None:
    """Great-expectations passes over what is missing; the form asks for it by its own rules."""
    assert outcomes({"trl": "nine"}, TRL) == [0]
    assert outcomes({"trl": None}, TRL) == [1]


def test_every_row_wise_expectation_is_built_in() -> None:
    """The list names expectations that great-expectations has."""
    built_in = set(gx.expectations.core.__dict__)
    named = {"".join(part.capitalize() for part in kind.split("_")) for kind in ROW_WISE}

    assert {one.casefold() for one in named} <= {one.casefold() for one in built_in}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"severity": "critical"}, "H1 .* its severity is critical, and a house rule holds nobody"),
        ({"severity": None}, "H1 .* its severity is None"),
        ({"type": "expect_column_mean_to_be_between"}, "cannot say which proposal it is about"),
        ({"kwargs": {"column": "wings"}}, "the form has no field wings"),
        ({"kwargs": {"column_list": ["trl", "funding_year"]}}, "name columns of one sheet"),
    ],
)
def test_what_cannot_be_a_house_rule_is_refused(change: dict[str, Any], said: str) -> None:
    """With its number and what is accepted."""
    with pytest.raises(ValueError, match=said):
        read_house_rules(suite({**TRL, **change}))


def test_a_house_rule_moves_nothing_and_shows_from_warn_on() -> None:
    """At watch its outcome is kept and shown to nobody; at block it still moves no figure."""
    whole = judged(valid_proposal(trl=8))
    cycle = case_of({}, {"house_rules": read_house_rules(suite(TRL))}).cycle
    found = {
        stage: judge(
            [valid_proposal(trl=8)], cycle, exceptions=Exceptions({"H1": stage} if stage else {})
        )
        for stage in (None, Stage.WARN, Stage.BLOCK)
    }

    for judgement in found.values():
        assert judgement.outcomes["H1"].tolist() == [-1]
        assert judgement.scores.to_json() == whole.scores.to_json()
        assert judgement.criteria.equals(whole.criteria)
    shown = {
        stage: [
            (one.rule, one.severity, one.wrong) for one in judgement.findings if "H" in one.rule
        ]
        for stage, judgement in found.items()
    }
    said = [("H1", "weakness", "The office wants TRL 9.")]
    assert shown == {None: [], Stage.WARN: said, Stage.BLOCK: said}


def test_a_suite_file_stands_in_the_cycle_by_name(tmp_path: Any) -> None:
    """What it holds is part of the text that is kept, so a change of it changes the cycle."""
    (tmp_path / "house.json").write_text(json.dumps(suite(TRL, PAIR)))
    path = tmp_path / "2027.yaml"
    path.write_text("fiscal_year: 2027\nfinal_due: 2026-06-30\nhouse_rules: house.json  # ours\n")

    assert load_cycle(path).house_rules.ids() == ["H1", "H2"]
    assert "The office wants TRL 9." in read_cycle_text(path)
