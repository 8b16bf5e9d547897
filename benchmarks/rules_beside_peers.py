"""Holding 10,000 proposals against rules: ours, great-expectations the obvious way, frictionless.

The peers hold what the form alone declares of one sheet of answers that are read already: what is
required is there, a choice is a listed one, a number is in range and a text is not too long. For
great-expectations that is a suite of its own expectations over a data frame, with the results
COMPLETE by ref; for frictionless a schema over a CSV file. Both have to find the same failures.
Ours holds every declared rule, most of which look at several answers and sheets. The bar is that it
takes at most a tenth of the processor time of each peer. Two wider figures have no bar: with the
evidence that a run keeps, by great-expectations as this program uses it, and with the reading of
all raw cells by their types before that. Exits with 1 where one is missed.

Run it with ``python benchmarks/rules_beside_peers.py [--frictionless PYTHON]``, where PYTHON is of
an environment made by ``python -m venv FOLDER && FOLDER/bin/pip install frictionless``; without it
that peer is left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import great_expectations as gx
import pandas as pd
from evaluation import YEAR, make_proposals
from great_expectations import expectations as expect

from fct.data.program.cycle import packaged_cycle_texts, parse_cycle
from fct.data.program.form import Field, load_form
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules
from fct.expectations.suites import validate

COUNT, LEAST_TIMES = 10_000, 10.0
PEER = Path(__file__).with_name("frictionless_peer.py")
SHEET, REF = "Proposal", "ref"
Made = TypeVar("Made")
Failures = set[tuple[str, str]]  # column and ref


def spent_by(work: Callable[[], Made]) -> tuple[Made, float]:
    """Return what work gives, and its seconds of processor."""
    before = time.process_time()
    made = work()
    return made, time.process_time() - before


def fields() -> list[Field]:
    """Return what the form asks on its first sheet."""
    return list(load_form().of_sheet(SHEET))


def is_limited(field: Field) -> bool:
    """Whether a field is a number in a range."""
    return field.minimum is not None or field.maximum is not None


def expectations_of(field: Field) -> Iterator[Any]:
    """Give what great-expectations has for what the form declares of a field."""
    column = field.id
    if field.required == "yes":
        yield expect.ExpectColumnValuesToNotBeNull(column=column)
    if field.choices:
        yield expect.ExpectColumnValuesToBeInSet(column=column, value_set=list(field.choices))
    if is_limited(field):
        yield expect.ExpectColumnValuesToBeBetween(
            column=column, min_value=field.minimum, max_value=field.maximum
        )
    if field.longest is not None:
        yield expect.ExpectColumnValueLengthsToBeBetween(column=column, max_value=field.longest)


def by_great_expectations(frame: pd.DataFrame) -> Failures:
    """Hold a frame against a suite as its documentation shows it."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("answers").add_dataframe_asset("proposals")
    suite = gx.ExpectationSuite(
        name="form", expectations=[one for field in fields() for one in expectations_of(field)]
    )
    definition = gx.ValidationDefinition(
        name="form",
        data=asset.add_batch_definition_whole_dataframe("all"),
        suite=context.suites.add(suite),
    )
    found = context.validation_definitions.add(definition).run(
        batch_parameters={"dataframe": frame},
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [REF]},
    )
    return {
        (one.expectation_config.kwargs["column"], failed[REF])
        for one in found.results
        for failed in one.result.get("unexpected_index_list") or ()
    }


def constraints_of(field: Field) -> dict[str, Any]:
    """Return the same in the words of frictionless."""
    said = {
        "required": True if field.required == "yes" else None,
        "enum": list(field.choices) or None,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "maxLength": field.longest,
    }
    return {name: value for name, value in said.items() if value is not None}


def by_frictionless(python: Path, frame: pd.DataFrame) -> tuple[Failures, float]:
    """Hold a frame against a schema, in the environment of another Python."""
    typed = {field.id: "integer" if is_limited(field) else "string" for field in fields()}
    schema = [{"name": REF, "type": "string"}]
    schema += [
        {"name": field.id, "type": typed[field.id], "constraints": constraints_of(field)}
        for field in fields()
    ]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "schema.json").write_text(json.dumps({"fields": schema}), "utf-8")
        frame.to_csv(Path(folder, "answers.csv"), index=False)
        done = subprocess.run(
            [str(python), str(PEER)], cwd=folder, check=True, capture_output=True, text=True
        )
    found = json.loads(done.stdout)
    refs = frame[REF].tolist()  # row 1 is that of the headings
    return {(column, refs[row - 2]) for column, row in found["failures"]}, found["took_s"]


def answers(proposals: list[Any]) -> pd.DataFrame:
    """Return the answers of the first sheet, read, with the ref of each proposal."""
    table = build_table(proposals)
    frame = pd.DataFrame({field.id: table.proposal.value(field.id) for field in fields()})
    for field in fields():
        if is_limited(field):
            frame[field.id] = pd.to_numeric(frame[field.id]).astype("Int64")
    frame.insert(0, REF, list(table.refs))
    return frame


def our_seconds(proposals: list[Any]) -> dict[str, float]:
    """Return what ours takes, by what of it counts."""
    cycle, terms = parse_cycle(packaged_cycle_texts()[YEAR], "cycle"), default_rubric().terms
    validate(Case(build_table(proposals[:20]), cycle, terms))  # what is loaded once, is
    table, read_s = spent_by(lambda: build_table(proposals))
    results, rules_s = spent_by(lambda: judge_rules(Case(table, cycle, terms)))
    again = Case(build_table(proposals), cycle, terms)  # nothing is known of it yet
    _, official_s = spent_by(lambda: validate(again))
    print(f"ours, {len(results)} rules on {len(table):,} proposals: {rules_s:.2f} s of processor")
    return {
        "rules": rules_s,
        "rules with evidence": official_s,
        "with reading of cells": read_s + official_s,
    }


def main() -> None:
    """Print the seconds of each, and how many times those of ours they are."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--frictionless", type=Path, metavar="PYTHON")
    parser.add_argument("--count", type=int, default=COUNT)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        proposals = make_proposals(asked.count, Path(folder))
    frame, ours = answers(proposals), our_seconds(proposals)
    by_great_expectations(frame.head(20))
    failures, took_s = spent_by(lambda: by_great_expectations(frame))
    peers = {"great-expectations, COMPLETE by ref": (failures, took_s)}
    if asked.frictionless is None:
        print("frictionless: left out; --frictionless PYTHON names an environment that has it")
    else:
        peers["frictionless"] = by_frictionless(asked.frictionless, frame)
    checks = sum(1 for field in fields() for _ in expectations_of(field))
    are_met = True
    for name, (found, peer_s) in peers.items():
        is_same, is_met = found == failures, peer_s >= LEAST_TIMES * ours["rules"]
        are_met = are_met and is_met and is_same
        print(f"{name}: {checks} checks, {len(found):,} failures, {peer_s:.2f} s of processor")
        for what, took_s in ours.items():
            print(f"  {peer_s / took_s:6.1f} times ours ({what})")
        print(f"  at least {LEAST_TIMES:.0f} times our rules: {'met' if is_met else 'not met'}")
        if not is_same:
            print("  its failures are others than those of the first peer")
    sys.exit(0 if are_met else 1)


if __name__ == "__main__":
    main()
