"""Commands that a person waits for against ``import pandas``, all as whole processes, in turn.

A check of one workbook, and what a reviewer asks of a small store; processor time counts the child
that reads too. The bars are at most 1.5 times for a check and at most 2 times for the others, of
processor time or of wall time: on a busy machine the two differ. Exits with 1 where one misses
both. A number after the command takes so many rounds.

Run it with ``python benchmarks/check.py``.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.cycle import packaged_cycle_texts
from fct.data.program.form import load_form

ROUNDS, YEAR, REF = 9, 2027, "B-1"
FLOOR = "import pandas"
MOST_TIMES = {"fct check": 1.5}
MOST_TIMES_OTHERS = 2.0
FCT = (sys.executable, "-m", "fct.flows.cli")


class Cost(NamedTuple):
    """What a process took, in seconds."""

    processor: float
    wall: float


def cost(command: Sequence[str], home: Path) -> Cost:
    """Return what one process takes with its children."""
    before, start = _children_s(), time.perf_counter()
    env = os.environ | {"FCT_HOME": str(home)}
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdout=quiet, stderr=quiet, check=False, env=env)
    return Cost(_children_s() - before, time.perf_counter() - start)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def made_store(folder: Path, form: Path) -> Path:
    """Return the home of a store with one proposal that is judged."""
    home, cycle = folder / "home", folder / "cycle.yaml"
    cycle.write_text(packaged_cycle_texts()[YEAR], encoding="utf-8")
    for words in (
        ("cycle", "add", str(cycle)),
        ("submit", str(form), "--received-at", f"{YEAR - 1}-06-01T12:00:00+00:00"),
        ("evaluate",),
    ):
        cost((*FCT, *words), home)
    return home


def costs(folder: Path, rounds: int) -> dict[str, Cost]:
    """Return the medians of all commands."""
    form = folder / "form.xlsx"
    filled = sample_proposals(YEAR)["FY27-ARMY-01"]
    write_template(form, form=load_form(), fiscal_year=YEAR, ref=REF, filled=filled)
    home = made_store(folder, form)
    commands: Mapping[str, Sequence[str]] = {
        FLOOR: (sys.executable, "-c", FLOOR),
        "fct check": (*FCT, "check", str(form)),
        "fct why": (*FCT, "why", REF),
        "fct show": (*FCT, "show", REF),
        "fct rank": (*FCT, "rank"),
        "fct status": (*FCT, "status"),
        "fct rules": (*FCT, "rules"),
        "fct --help": (*FCT, "--help"),
    }
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for command in commands.values():
        cost(command, home)
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(cost(command, home))
    return {
        name: Cost(*(statistics.median(column) for column in zip(*measured, strict=True)))
        for name, measured in taken.items()
    }


def main() -> None:
    """Print the medians, the ratios and their bars."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        taken = costs(Path(folder), rounds)
    floor = taken.pop(FLOOR)
    print(f"{FLOOR:14} {floor.processor:6.2f} s of processor {floor.wall:6.2f} s of wall time")
    are_met = True
    for name, one in taken.items():
        most = MOST_TIMES.get(name, MOST_TIMES_OTHERS)
        processor, wall = one.processor / floor.processor, one.wall / floor.wall
        is_met = min(processor, wall) <= most
        are_met = are_met and is_met
        print(
            f"{name:14} {one.processor:6.2f} s {processor:5.2f} x  {one.wall:6.2f} s {wall:5.2f} x"
            f"  at most {most:.1f} x  {'met' if is_met else 'not met'}"
        )
    raise SystemExit(0 if are_met else 1)


if __name__ == "__main__":
    main()
