"""Evaluating a cycle of 150 and of 10,000 proposals: where the time goes, and how it grows.

The second evaluation in a process, after one that warmed it up; the run is kept in an SQLite file.
Run it with ``python benchmarks/evaluation.py [COUNT ...]``.
"""

import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fct.data.common.actor import Actor
from fct.data.common.cells import RawProposal
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_workbook
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.program.form import load_form
from fct.data.program.rubric import default_rubric
from fct.data.proposals.table import build_table
from fct.data.reading.client import read_path_safely
from fct.data.sheets.workbook import workbook_from_book
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules
from fct.expectations.suites import validate
from fct.flows.cycle.evaluation import evaluate
from fct.scoring.judging.judgement import judge_results
from fct.scoring.ranking.order import order_of_merit

YEAR = 2027
ACTOR = Actor("benchmark")


@contextmanager
def timed(step: str, times: dict[str, float]) -> Iterator[None]:
    """Note how long a step takes, in seconds."""
    start = time.perf_counter()
    yield
    times[step] = time.perf_counter() - start


def make_proposals(count: int, folder: Path) -> list[RawProposal]:
    """Return ``count`` proposals, the sample season over and over under new refs."""
    path = folder / "list.xlsx"
    write_list_workbook(path, form=load_form(), proposals=sample_proposals(YEAR), fiscal_year=YEAR)
    season = workbook_from_book(read_path_safely(path).book).proposals
    return [replace(season[n % len(season)], ref=f"B-{n:06}") for n in range(count)]


def fill(store: Store, proposals: list[RawProposal]) -> None:
    """Put the cycle and the proposals into the store."""
    text = packaged_cycle_texts()[YEAR]
    store.cycles.add(YEAR, text, sha256_of_text(text), ACTOR)
    received = parse_cycle(text, "cycle").deadline - dt.timedelta(days=1)
    store.submissions.add(
        NewSubmission(
            fiscal_year=YEAR,
            file_name="list.xlsx",
            content=b"list",
            actor=ACTOR,
            received_at=received,
            proposals=proposals,
        )
    )


def steps(store: Store) -> dict[str, float]:
    """Time each step of ours and great-expectations' share by itself."""
    cycle, rubric = parse_cycle(packaged_cycle_texts()[YEAR], "cycle"), default_rubric()
    times: dict[str, float] = {}
    with timed("load from the store", times):
        stored = store.versions.to_judge(YEAR, cycle.deadline)
    with timed("read the answers", times):
        case = Case(build_table([item.proposal for item in stored]), cycle, rubric.terms)
    with timed("rules, quick entry point", times):
        results = judge_rules(case)
    with timed("verdicts, scores, findings", times):
        judgement = judge_results(case, results, rubric)
    with timed("rank, line, best set", times):
        order_of_merit(judgement, cycle)
    with timed("rules, official entry point", times):
        validate(case)
    return times


def main() -> None:
    """Print the times and the peak memory for each count."""
    for count in [int(text) for text in sys.argv[1:]] or [150, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            proposals = make_proposals(count, Path(folder))
            with open_store(Settings(Path(folder) / "warm")) as store:
                fill(store, proposals[:20])
                evaluate(store, YEAR, None, ACTOR, lambda _: None)
            with open_store(Settings(Path(folder) / "home")) as store:
                fill(store, proposals)
                del proposals
                times = steps(store)
                with timed("evaluate, all of it", times):
                    evaluate(store, YEAR, None, ACTOR, lambda _: None)
        peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{count} proposals, peak memory {peak_gib:.2f} GiB")
        for step, took in times.items():
            print(f"  {step:28} {took:7.2f} s")


if __name__ == "__main__":
    main()
