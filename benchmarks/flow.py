"""The flow ``evaluate-cycle`` on 150 proposals, warm, beside the same step without Prefect.

A server of its own is up, and a first flow has run in the process; the second one finds a store
that it has not judged. Run it with ``python benchmarks/flow.py``.
"""

import os
import tempfile
import time
from pathlib import Path

from evaluation import ACTOR, YEAR, fill, make_proposals

from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.flows.cycle.evaluation import evaluate
from fct.flows.serving.own_server import prefect_server

COUNT = 150


def main() -> None:
    """Print how long the flow and the plain step take, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("warm", "flow", "plain")}
        proposals = make_proposals(COUNT, Path(folder))
        for home in homes.values():
            with open_store(Settings(home)) as store:
                fill(store, proposals)
        with prefect_server(Settings(Path(folder))):
            from fct.flows.cycle.flows import evaluate_cycle

            for name in ("warm", "flow"):
                os.environ["FCT_HOME"] = str(homes[name])
                start = time.perf_counter()
                evaluate_cycle(YEAR, ACTOR.name)
                flow_s = time.perf_counter() - start
        with open_store(Settings(homes["plain"])) as store:
            start = time.perf_counter()
            evaluate(store, YEAR, None, ACTOR, lambda _: None)
            plain_s = time.perf_counter() - start
    print(f"flow evaluate-cycle, warm   {flow_s:6.2f} s")
    print(f"the same step, no Prefect   {plain_s:6.2f} s  {flow_s / plain_s:5.1f} x")


if __name__ == "__main__":
    main()
