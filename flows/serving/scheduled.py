"""The tick as a flow: it does what is due, says so on the terminal, and ends."""

import sys
from functools import partial

from prefect import flow

from fct.data.common import FctError
from fct.data.store import Settings
from fct.data.subjects import open_store
from fct.flows.year import run_tick, ticked_lines

STARTER = "fct serve"


def say_tick() -> None:
    """Do what is due, and print what was done and what comes next, where anything was done."""
    say = partial(print, file=sys.stdout, flush=True)
    try:
        with open_store(Settings.from_environment()) as store:
            report = run_tick(store, [], STARTER)
    except FctError as error:
        say(f"tick: {error}")
        return
    if report["did"]:
        for line in ticked_lines(report):
            say(f"tick: {line}")


@flow(name="tick", flow_run_name="do what is due", persist_result=False)
def tick_flow() -> None:
    """Do what is due by the calendars of the store's cycles."""
    say_tick()
