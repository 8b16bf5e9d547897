"""What a person may not see is as if it had never been proposed: every byte of every command."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from fct.data.deliberations.conflicts import ConflictWith
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.people.roles import Role
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.store.withheld import WITHHELD
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cli.app import app
from fct.flows.cycle.evaluation import evaluate
from tests.conftest import ACTOR, IN_TIME
from tests.support.people import as_person, person

COUNT, SEASONS, LONG = 10, 2, 30
REVIEWER = person("rita", Role.REVIEWER, name="Rita Moe-Nowhere")
# Without duplicates: where they are listed by name, a withheld one stands in another place.
TEXT = packaged_cycle_texts()[2027].partition("duplicates:")[0].replace("15000", "7500")

# What differs though nothing leaks: times, ids of receipts, hashes of files.
_APART = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(?:\+00:00|Z)?"), "TIME"),
    (re.compile(r"FY2027-S[0-9]{4}"), "SUBMISSION"),
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b"), "HASH"),
)


@pytest.fixture(scope="module")
def all_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A form workbook of each proposal of the sample season."""
    folder = tmp_path_factory.mktemp("forms")
    samples = sample_proposals()
    for ref, filled in samples.items():
        path = folder / f"{ref}.xlsx"
        write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)
    return {ref: folder / f"{ref}.xlsx" for ref in samples}


def season(home: Path, forms: Sequence[Path]) -> Store:
    """An illustrative store with a published run over some forms, and a reviewer."""
    store = open_store(Settings(home))
    store.make_new(ACTOR, illustrative=True)
    store.cycles.add(2027, TEXT, sha256_of_text(TEXT), ACTOR)
    for form in forms:
        submit(store, form, Delivery(ACTOR, IN_TIME, 2027))
    done = evaluate(store, 2027, None, ACTOR, lambda _: None)
    store.runs.publish(done.run_id, ACTOR)
    as_person(store, REVIEWER)
    as_person(store, person("olga", Role.OPERATOR))
    return store


def calls(seen: Sequence[str], hidden: Sequence[str], out: Path) -> list[tuple[str, ...]]:
    """Every command that reads, on all, on what is seen and on what is not there."""
    of_all = [
        *(("rank",), ("show",), ("sure", "--draws", "200"), ("line",), ("overlap",)),
        *(("overlap", "--all"), ("whatif", "--budget", "2027=1500"), ("scenario", "levels")),
        *(("scenario", "list"), ("waiver", "list"), ("rule", "stats"), ("rule", "stages")),
        *(("rule", "alarms", "A3"), ("cycle", "list"), ("cycle", "show", "2027")),
        *(("record", "list"), ("conflict", "list")),
    ]
    of_one = [
        call
        for ref in (seen[0], hidden[0], "FY27-NOWHERE-9")
        for call in (
            *(("why", ref), ("why", ref, seen[0]), ("show", ref), ("versions", ref)),
            *(("receipt", ref), ("attachments", ref), ("diff", ref)),
            ("file", ref, "--out", str(out / "none" / "x")),
            ("withdraw", ref, "--reason", "No money."),
            ("waiver", "request", ref, "A3", "--reason", "Old.", "--expires", "2026-09-30"),
            ("rule", "review", ref, "A3", "--false", "--reason", "Old."),
            ("overlap", "answer", ref, "past 7", "--dismiss", "--reason", "Old."),
        )
        if call != ("why", seen[0], seen[0])
    ]
    return [*of_all, *of_one]


def said(home: Path, call: Sequence[str], hidden: Sequence[str]) -> str:
    """What a command answers, without what differs though nothing leaks."""
    result: Result = CliRunner(env={"FCT_HOME": str(home)}).invoke(app, [*call, "--as", "rita"])
    text = f"{result.exit_code}\n{result.output}\n{result.exception!r}"
    for pattern, name in _APART:
        text = pattern.sub(name, text)
    for ref in hidden:
        text = text.replace(ref, WITHHELD)
    return text.replace(str(home), "HOME")


def compare(tmp_path: Path, forms: dict[str, Path], seed: int) -> None:
    """Hold what a reviewer in conflict reads against a store that never held the hidden ones."""
    rng = np.random.default_rng(seed)
    refs = [str(ref) for ref in rng.choice(sorted(forms), COUNT, replace=False)]
    hidden = sorted(refs[: int(rng.integers(1, 4))])
    seen = sorted(set(refs) - set(hidden))
    with season(tmp_path / "all", [forms[ref] for ref in refs]) as store:
        for ref in hidden:
            conflict(store, ref)
    with season(tmp_path / "rest", [forms[ref] for ref in refs if ref not in hidden]) as store:
        for ref in hidden:
            conflict(store, ref)
    for call in calls(seen, hidden, tmp_path):
        for more in ((), ("--json",)):
            held, never = (
                said(tmp_path / home, (*call, *more), hidden) for home in ("all", "rest")
            )
            assert held == never, (call, more)


def conflict(store: Store, ref: str) -> None:
    as_person(store, REVIEWER).conflicts.add("rita", ConflictWith(ref=ref), "Kin.")


@pytest.mark.parametrize("seed", range(SEASONS))
def test_nothing_of_a_hidden_proposal_shows(
    tmp_path: Path, all_forms: dict[str, Path], seed: int
) -> None:
    """Lists, ranks, line, figures, errors: as in a store that never held it."""
    compare(tmp_path, all_forms, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEASONS, LONG))
def test_nothing_of_a_hidden_proposal_shows_in_many_seasons(
    tmp_path: Path, all_forms: dict[str, Path], seed: int
) -> None:
    """The same of other seasons and other hidden proposals."""
    compare(tmp_path, all_forms, seed)
