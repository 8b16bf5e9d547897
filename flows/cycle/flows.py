"""The flows on one cycle: ingest, evaluate, publish, and all three in order.

Each task names a step and calls one function. Tasks have no retries and keep no results: the
steps are repeatable and their record is the store. Artifacts hold refs, ranks, counts and rule
ids, never a title or an answer.
"""

import logging
import sys

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from fct.data.common import Actor
from fct.data.people import Acting
from fct.data.program import Cycle
from fct.data.store import Settings
from fct.data.subjects import Store, open_store
from fct.data.tables import stored_cycle
from fct.flows.cycle import evaluation as evaluating, inbox as ingesting, publication as publishing
from fct.flows.cycle.evaluation import Evaluation

_SCHEDULER = Actor("fct serve", role="operator")
_log = logging.getLogger("fct.flows")


def _actor(name: str | None) -> Actor:
    return _SCHEDULER if name is None else Actor(name)


def _say(sentence: str) -> None:
    """Say on the terminal of `fct serve`, which shows what its flows print."""
    _log.info(sentence)
    sys.stdout.write(f"inbox: {sentence}\n")
    sys.stdout.flush()


def _store() -> Store:
    """Return the store as the schedule acts on it: it takes files in, judges and publishes."""
    return open_store(Settings.from_environment()).as_(Acting(_SCHEDULER, is_system=True))


def _cycles(store: Store) -> list[Cycle]:
    return [stored_cycle(row) for row in store.cycles.all()]


def years_of_the_store() -> list[int]:
    """Return the years of which the store has a cycle, open or not: each file is answered."""
    with _store() as store:
        return _years(store)


def _years(store: Store) -> list[int]:
    return [cycle.fiscal_year for cycle in _cycles(store)]


def look_at_start() -> None:
    """Take in the inbox before the schedules begin, and say so where nothing was new."""
    said: list[str] = []

    def say(sentence: str) -> None:
        said.append(sentence)
        _say(sentence)

    with _store() as store:
        ingesting.ingest(store, _years(store), _SCHEDULER, say)
    if not said:
        _say("nothing new")


@task(cache_policy=NO_CACHE, persist_result=False)
def take_in_inbox(years: list[int], actor_name: str | None) -> list[str]:
    """Submit what lies in the inbox of some cycles; return the ids of the receipts."""
    with _store() as store:
        receipts = ingesting.ingest(store, years, _actor(actor_name), _say)
    return [receipt.id for receipt in receipts]


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="judge-fy{fiscal_year}")
def judge_cycle(fiscal_year: int, actor_name: str | None) -> Evaluation:
    """Judge the proposals of a cycle, and keep the run."""
    with _store() as store:
        return evaluating.evaluate(store, fiscal_year, None, _actor(actor_name), _log.info)


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="publish-{run_id}")
def publish_run(run_id: str, actor_name: str | None) -> bool:
    """Make a run the one that reviewers see."""
    with _store() as store:
        return publishing.publish(store, run_id, _actor(actor_name))


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="report-{run_id}")
def report_run(run_id: str) -> None:
    """Leave the counts and the order of merit of a run as artifacts."""
    with _store() as store:
        run = store.runs.get(run_id)
        ranks = store.runs.ranks(run_id)
    lines = "\n".join(f"- {name}: {count}" for name, count in run.counts.items())
    key = f"fy{run.fiscal_year}"
    create_markdown_artifact(f"Run {run_id}, as of {run.as_of}\n\n{lines}", key=f"{key}-summary")
    columns = {name: ranks[name].tolist() for name in ("rank", "ref", "mark")}
    create_table_artifact(columns, key=f"{key}-order-of-merit")
    failing = [
        {"rule": item["rule"], "fails": len(item["fails"]), "unknown": len(item["unknown"])}
        for item in run.evidence["validation"]
    ]
    create_table_artifact(failing, key=f"{key}-rules")


@flow(name="ingest", flow_run_name="take in the inbox", persist_result=False)
def ingest_flow(actor_name: str | None = None) -> list[str]:
    """Take in the inbox of every cycle that takes files."""
    return take_in_inbox(years_of_the_store(), actor_name)


@flow(name="evaluate", flow_run_name="judge FY{fiscal_year}", persist_result=False)
def evaluate_flow(fiscal_year: int, actor_name: str | None = None) -> str:
    """Judge a cycle; publish nothing."""
    return judge_cycle(fiscal_year, actor_name).run_id


@flow(name="publish", flow_run_name="publish {run_id}", persist_result=False)
def publish_flow(run_id: str, actor_name: str | None = None) -> bool:
    """Publish a run, and leave its counts and order of merit as artifacts."""
    is_new = publish_run(run_id, actor_name)
    report_run(run_id)
    return is_new


@flow(
    name="evaluate-cycle", flow_run_name="judge and publish FY{fiscal_year}", persist_result=False
)
def evaluate_cycle(fiscal_year: int, actor_name: str | None = None) -> str:
    """Take in, judge and publish a cycle.

    Doing it twice changes nothing: files, runs and publications are known by their content.
    """
    take_in_inbox(years_of_the_store(), actor_name)
    run_id = judge_cycle(fiscal_year, actor_name).run_id
    publish_run(run_id, actor_name)
    report_run(run_id)
    return run_id
