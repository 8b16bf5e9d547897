"""The demonstration: the sample season through the whole pipeline, on a store of its own."""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fct.data.common import Actor, NotNowError, plural
from fct.data.documents import write_refused_samples, write_sample_season
from fct.data.program import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.store import Settings
from fct.data.subjects import Store, open_store, use_line
from fct.data.submitting import Delivery, submit
from fct.flows.serving.configured_server import refuse_silent_server
from fct.flows.serving.demo_people import add_people
from fct.flows.serving.demo_reviews import add_reviews
from fct.flows.serving.own_server import is_server_configured, prefect_server

SAMPLE_YEAR = 2027
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
    """Return the settings of the demonstration's store, apart from the real one.

    Where the environment names an illustrative store already, that is the one.
    """
    path = settings.sqlite_path
    if path is not None and path.exists():
        with open_store(settings) as store:
            if store.is_illustrative():
                return settings
    return Settings(settings.demo_home)


def run_demo(
    settings: Settings, progress: Progress, show: Callable[[Demonstration], None]
) -> Demonstration:
    """Make the sample season, submit and judge it, show it, then run the whole flow on it.

    A second call finds everything as it was: files and runs are known by their content.

    Parameters
    ----------
    settings : Settings
    progress : callable
        Prints a sentence.
    show : callable
        Shows the published order: Prefect's server takes most of the time, and comes after it.
    """
    if is_server_configured():
        refuse_silent_server()  # else it would be noticed after all the work
    own = demo_settings(settings)
    with open_store(own) as store:
        _mark(store)
    season = own.home / "season"
    progress(f"writing the sample season to {season}")
    files = write_sample_season(season)
    refused = write_refused_samples(own.home / "refused")
    with open_store(own) as store:
        add_people(store)
        _add_cycle(store)
        progress(
            f"submitting {plural(len(files), 'file')}, and {len(refused)} that cannot be taken"
        )
        _submit_all(store, [*files, *refused], progress)
        _judge(store, progress)
    made = Demonstration(own, SAMPLE_YEAR)
    show(made)
    with open_store(own) as store:
        add_reviews(store, SAMPLE_YEAR)
    progress("its made-up people have reviews half done, a conflict, an open question and a flag")
    _run_flow(own, progress)
    return made


def how_to_go_on(settings: Settings, made: Demonstration) -> list[str]:
    """Return what to say at the end: what is made up, in which store, and how to use it."""
    home = made.settings.home
    said = [
        (
            "The season is made up: titles and countries are those of public projects, all else is "
            "illustrative."
        )
    ]
    if made.settings == settings:
        return [
            *said,
            f"It is in the store that FCT_HOME names, {home}; `fct rank` shows it again.",
        ]
    return [
        *said,
        f"It is in a store of its own, {home}. To go on with it, in this shell:",
        f"  {use_line(settings)}",
        "Then `fct rank`, `fct why REF`, `fct dashboard` and all other commands work on it.",
    ]


def _mark(store: Store) -> None:
    """Make the store illustrative; a second call finds it so."""
    if store.is_illustrative():
        return
    try:
        store.make_new(_ACTOR, illustrative=True)
    except NotNowError as error:
        raise NotNowError(
            error.code,
            f"The store {store.settings.home} holds something and is not marked illustrative, so "
            "the sample season is not put there. It is a real store, or one that an older version "
            "made: move or delete that folder, then run `fct demo` again.",
        ) from None


def _add_cycle(store: Store) -> None:
    if store.cycles.find(SAMPLE_YEAR) is None:  # a change that somebody tried since stays
        text = packaged_cycle_texts()[SAMPLE_YEAR]
        store.cycles.add(SAMPLE_YEAR, text, sha256_of_text(text), _ACTOR)


def _submit_all(store: Store, files: list[Path], progress: Progress) -> None:
    cycle = parse_cycle(packaged_cycle_texts()[SAMPLE_YEAR], f"cycle {SAMPLE_YEAR}")
    delivery = Delivery(_ACTOR, cycle.deadline - dt.timedelta(days=_DAYS_BEFORE_DUE), SAMPLE_YEAR)
    receipts = [submit(store, file, delivery) for file in files]
    accepted = [receipt for receipt in receipts if receipt.status == "accepted"]
    proposals = sum(receipt.proposal_count for receipt in accepted)
    again = sum(receipt.is_repeat for receipt in receipts)
    progress(
        f"{plural(len(accepted), 'file')} accepted with {plural(proposals, 'proposal')}, "
        f"{len(receipts) - len(accepted)} refused, {again} known from before"
    )


def _judge(store: Store, progress: Progress) -> None:
    from fct.flows.cycle import evaluate, publish

    run_id = evaluate(store, SAMPLE_YEAR, None, _ACTOR, progress).run_id
    publish(store, run_id, _ACTOR)
    progress(f"published run {run_id}")


def _run_flow(settings: Settings, progress: Progress) -> None:
    os.environ["FCT_HOME"] = str(settings.home)
    for name in ("FCT_DATABASE_URL", "FCT_FILES_URL"):
        os.environ.pop(name, None)
    with prefect_server(settings, progress):
        from fct.flows.cycle import evaluate_cycle

        progress("running the flow evaluate-cycle, as the schedule does: take in, judge, publish")
        run_id = evaluate_cycle(SAMPLE_YEAR, _ACTOR.name)
    progress(f"the flow left run {run_id} published: it knows what was judged by its content")
