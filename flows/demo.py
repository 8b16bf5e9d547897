"""The demonstration: the sample season through the whole pipeline, on a store of its own."""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fct.data.actor import Actor
from fct.data.cycle import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.sample_season import write_refused_samples, write_sample_season
from fct.data.settings import Settings
from fct.data.store import Store, open_store
from fct.data.submitting import Delivery, submit
from fct.flows.prefect_server import prefect_server

SAMPLE_YEAR = 2027
ILLUSTRATIVE_MARK = "illustrative"  # the dashboard says so wherever it finds this file
_ACTOR = Actor("fct demo", role="operator")
_DAYS_BEFORE_DUE = 18  # when the sample files are said to have come: the season lies in the past

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demonstration made.

    Attributes
    ----------
    settings : Settings
        Of the demonstration's own store.
    fiscal_year : int
    """

    settings: Settings
    fiscal_year: int


def demo_settings(settings: Settings) -> Settings:
    """Return the settings of the demonstration's store, apart from the real one."""
    return Settings(settings.home / "demo")


def run_demo(settings: Settings, progress: Progress) -> Demonstration:
    """Make the sample season, submit it and run the whole flow on it.

    A second call finds everything as it was: files and runs are known by their content.
    """
    own = demo_settings(settings)
    own.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (own.home / ILLUSTRATIVE_MARK).touch()
    season = own.home / "season"
    progress(f"writing the sample season to {season}")
    files = write_sample_season(season)
    refused = write_refused_samples(own.home / "refused")
    with open_store(own) as store:
        _add_cycle(store)
        progress(f"submitting {len(files)} files, and {len(refused)} that cannot be taken")
        _submit_all(store, [*files, *refused], progress)
    _run_flow(own, progress)
    return Demonstration(own, SAMPLE_YEAR)


def _add_cycle(store: Store) -> None:
    text = packaged_cycle_texts()[SAMPLE_YEAR]
    store.add_cycle(SAMPLE_YEAR, text, sha256_of_text(text), _ACTOR)


def _submit_all(store: Store, files: list[Path], progress: Progress) -> None:
    cycle = parse_cycle(packaged_cycle_texts()[SAMPLE_YEAR], f"cycle {SAMPLE_YEAR}")
    delivery = Delivery(_ACTOR, cycle.deadline - dt.timedelta(days=_DAYS_BEFORE_DUE), SAMPLE_YEAR)
    receipts = [submit(store, file, delivery) for file in files]
    accepted = [receipt for receipt in receipts if receipt.status == "accepted"]
    proposals = sum(receipt.proposal_count for receipt in accepted)
    again = sum(receipt.is_repeat for receipt in receipts)
    progress(
        f"{len(accepted)} files accepted with {proposals} proposals, "
        f"{len(receipts) - len(accepted)} refused, {again} known from before"
    )


def _run_flow(settings: Settings, progress: Progress) -> None:
    os.environ["FCT_HOME"] = str(settings.home)
    os.environ.pop("FCT_DATABASE_URL", None)
    with prefect_server(settings, progress):
        from fct.flows.cycle_flows import evaluate_cycle

        progress("running the flow evaluate-cycle: take in, judge, publish")
        (run_id,) = evaluate_cycle(SAMPLE_YEAR, _ACTOR.name)
    progress(f"published run {run_id}")
