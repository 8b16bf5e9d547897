"""Starting the scheduled flows: the inbox, and the tick by the clocks of the cycles."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from fct.data.subjects import Store
from fct.data.tables import stored_cycle
from fct.flows.cycle import ingest_flow, look_at_start
from fct.flows.serving.own_server import OwnServer
from fct.flows.serving.scheduled import STARTER, tick_flow
from fct.flows.year import run_tick, ticked_lines

EVERY = dt.timedelta(minutes=5)
ANCHOR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # so that a restart does not start intervals anew
_HOURS = "0 0,4,8 * * *"  # days begin, nights are judged, people are informed
_DEFAULT_ZONE = "America/New_York"


def stored_zones(store: Store) -> list[str]:
    """Return the time zones of the store's cycles."""
    cycles = [stored_cycle(row) for row in store.cycles.all()]
    return sorted({cycle.time_zone for cycle in cycles}) or [_DEFAULT_ZONE]


def deployments(zones: Iterable[str]) -> list[RunnerDeployment]:
    """Return the deployments of the scheduled flows.

    Parameters
    ----------
    zones : iterable of str
        Time zones in which the tick runs on the hours of a cycle. It runs every few minutes too,
        so that what was missed is caught up and a cycle that is added since is found.
    """
    hours: list[Schedule] = [Cron(_HOURS, timezone=zone, slug=zone) for zone in zones]
    often = [Interval(EVERY, anchor_date=ANCHOR)]
    schedules: list[tuple[Flow[..., Any], str, list[Schedule]]] = [
        (ingest_flow, "inbox", [*often]),
        (tick_flow, "year", [*often, *hours]),
    ]
    return [
        RunnerDeployment.from_flow(
            scheduled,
            name,
            schedules=times,
            concurrency_limit=1,
            version=version("fct-evaluation"),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for scheduled, name, times in schedules
    ]


def serve_flows(store: Store, server: OwnServer | None, say: Callable[[str], None]) -> None:
    """Look into the inbox and tick once, then run the scheduled flows until stopped.

    Enter :func:`fct.flows.serving.own_server.prefect_server` first, before this module is imported.

    Parameters
    ----------
    store : Store
        Whose turn to serve the caller has.
    server : OwnServer or None
        None where the user named one that runs.
    say : callable
        Prints a sentence.
    """
    # What it says of a server that is gone, with a traceback, is said by OwnServer in a sentence.
    logging.getLogger("prefect.FlowRunCancellingObserver").setLevel(logging.ERROR)
    look_at_start()
    for line in ticked_lines(run_tick(store, [], STARTER)):
        say(f"tick: {line}")
    made = deployments(stored_zones(store))
    while _is_cut_off(made, server):
        say("The schedules run again.")


def _is_cut_off(made: list[RunnerDeployment], server: OwnServer | None) -> bool:
    """Run the schedules; return whether the server's death ended them, and it is there again."""
    try:
        serve(*made, pause_on_shutdown=False, print_starting_message=False)
    except Exception:
        if server is None or not server.was_started_again():
            raise
        return True
    return False
