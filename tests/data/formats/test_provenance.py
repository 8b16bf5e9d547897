"""Where what goes out comes from is said alike in JSON, in a sentence and on pages."""

import dataclasses

import pytest

from fct.data.formats.judging_code import code_version
from fct.data.formats.provenance import provenance_of_program, provenance_of_run
from fct.data.program.form import load_form
from fct.data.program.rules import rules_sha256
from fct.data.subjects.run_notices import provenance_of, provenance_of_cycle
from fct.data.subjects.store import Store


def test_without_a_run_the_program_as_it_is_stands_there() -> None:
    """What does not apply is null in JSON and left out in words."""
    found = provenance_of_program(2027)

    assert found.as_plain() == {
        "cycle": 2027,
        "cycle_version": None,
        "run": None,
        "rubric_version": None,
        "rules_version": rules_sha256()[:12],
        "code_version": code_version(),
        "form_version": load_form().version,
        "schema_version": 1,
    }
    assert found.sentence() == (
        f"Made from cycle FY2027, rules {rules_sha256()[:12]}, code {code_version()}, form "
        f"{load_form().version}, format 1."
    )


def test_a_run_is_named_with_what_it_was_judged_by(season_store: Store) -> None:
    """Of a cycle that is the run which readers see."""
    run = season_store.runs.published(2027)
    assert run is not None
    found = provenance_of(season_store, run)

    assert (found.cycle, found.cycle_version, found.run) == (2027, run.cycle_version, run.id)
    assert found.rubric_version == run.evidence["rubric"]["version"]
    assert found.code_version == run.code_version
    assert provenance_of_cycle(season_store, 2027) == found


@pytest.mark.parametrize(("kept", "version"), [({"form.yaml": "0" * 64}, "0.9"), (None, "1" * 12)])
def test_the_form_of_an_older_run_is_its_own(
    season_store: Store, kept: dict[str, str] | None, version: str
) -> None:
    """By the text that the run kept; a run that kept none names the hash of its form."""
    run = season_store.runs.published(2027)
    assert run is not None
    evidence = {**run.evidence, "declarations": kept} if kept else {"rubric": {"version": "x"}}
    old = dataclasses.replace(run, evidence=evidence, form_sha256="1" * 64)

    found = provenance_of_run(old, lambda: {"form.yaml": 'version: "0.9"\n'})

    assert found.form_version == version
