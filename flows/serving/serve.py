"""Starting the scheduled flows: the inbox, the nightly evaluation and the annual cycle."""

import datetime as dt
from typing import Any

from prefect import Flow, serve
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from fct.data.program import Cycle, parse_cycle
from fct.data.store import Settings
from fct.data.subjects import open_store
from fct.flows.cycle import evaluate_cycle, evaluate_flow, ingest_flow, look_at_start

INBOX_EVERY = dt.timedelta(minutes=5)
HOURLY = dt.timedelta(hours=1)
_NIGHTLY = "0 2 * * *"
_MORNING_HOUR = 6
_DEFAULT_ZONE = "America/New_York"


def stored_cycles(settings: Settings) -> list[Cycle]:
    """Return the cycles of the store, by fiscal year."""
    with open_store(settings) as store:
        return [parse_cycle(row.yaml, f"cycle {row.fiscal_year}") for row in store.cycles.all()]


def annual_schedule(cycle: Cycle) -> Schedule:
    """Return when a cycle is evaluated and published: the morning after its last day.

    The flow asks the calendar which cycles are due, so that a schedule that comes round again in
    a later year changes nothing.
    """
    morning = cycle.final_due + dt.timedelta(days=1)
    return Cron(
        f"0 {_MORNING_HOUR} {morning.day} {morning.month} *",
        timezone=cycle.time_zone,
        slug=f"fy{cycle.fiscal_year}",
    )


def deployments(cycles: list[Cycle]) -> list[RunnerDeployment]:
    """Return the deployments of the scheduled flows."""
    zone = cycles[-1].time_zone if cycles else _DEFAULT_ZONE
    schedules: list[tuple[Flow[..., Any], str, list[Schedule]]] = [
        (ingest_flow, "inbox", [Interval(INBOX_EVERY)]),
        (evaluate_flow, "nightly", [Cron(_NIGHTLY, timezone=zone)]),
        # By its dates, and every hour: a morning that was missed is caught up, and a cycle that
        # was added or changed since is found. What is settled is left alone.
        (evaluate_cycle, "annual", [annual_schedule(c) for c in cycles] + [Interval(HOURLY)]),
    ]
    return [
        RunnerDeployment.from_flow(
            scheduled,
            name,
            schedules=list(times),
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for scheduled, name, times in schedules
    ]


def serve_flows(settings: Settings) -> None:
    """Look into the inbox once, then run the scheduled flows until stopped.

    Enter :func:`fct.flows.serving.own_server.prefect_server` first, before this module is imported.
    """
    made = deployments(stored_cycles(settings))
    look_at_start()
    serve(*made, pause_on_shutdown=False, print_starting_message=False)
