"""A cycle of 1,000, 10,000 and 100,000 proposals: time, memory, and how they grow.

Proposals come in list workbooks of at most 20,000 each, are read, kept, judged, ranked and
published, each count in a process of its own. Files are read in limited children, which have a bar
of their own; the time here is that of the process that asks. The bars are an exponent of at most
1.1 between counts and 3 GiB. Run it with
``python benchmarks/scale.py [COUNT ...] [--keep FOLDER]``; 100,000 take some ten minutes. With
``--keep`` the last store stays there, for ``large_page.py``.
"""

import argparse
import datetime as dt
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_workbook
from fct.data.program.cycle import sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish

YEAR, OF_A_FILE = 2027, 20_000
COUNTS = (1_000, 10_000, 100_000)
MOST_GIB, MOST_EXPONENT = 3.0, 1.1
ACTOR = Actor("benchmark")
IN_TIME = dt.datetime(2026, 6, 12, tzinfo=dt.UTC)
_FIRST = b"S00-"  # begins each ref of a file that is written; copies get others


def write_files(folder: Path, count: int) -> list[Path]:
    """Write list workbooks of so many proposals; those after the first are copies by other refs."""
    samples = list(sample_proposals(YEAR).values())
    size = min(count, OF_A_FILE)
    proposals = {
        f"{_FIRST.decode()}{n:05}": _titled(samples[n % len(samples)], n) for n in range(size)
    }
    first = folder / "list-00.xlsx"
    write_list_workbook(
        first, form=load_form(), proposals=proposals, fiscal_year=YEAR, remark="Illustrative"
    )
    paths = [first]
    for number in range(1, -(-count // OF_A_FILE)):
        paths.append(folder / f"list-{number:02}.xlsx")
        _copy(first, paths[-1], f"S{number:02}-".encode())
    return paths


def _titled(filled: Filled, number: int) -> Filled:
    answers: dict[str, Any] = dict(filled["answers"])
    return Filled(
        answers=answers | {"title": f"{answers['title']}, lot {number}"}, rows=filled["rows"]
    )


def _copy(source: Path, target: Path, prefix: bytes) -> None:
    """Write a workbook again whose refs begin otherwise."""
    with (
        zipfile.ZipFile(source) as read,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in read.infolist():
            written.writestr(part, read.read(part).replace(_FIRST, prefix))


def spent_s() -> float:
    """Return the processor time of this process."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


@contextmanager
def timed(step: str, found: dict[str, float]) -> Iterator[None]:
    """Note the processor time of a step and the peak memory of the process after it."""
    before, started = spent_s(), time.monotonic()
    yield
    found[f"{step}_cpu_s"] = spent_s() - before
    found[f"{step}_s"] = time.monotonic() - started
    found[f"{step}_peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def fill(store: Store, paths: list[Path]) -> None:
    """Put the cycle and the files into the store."""
    budget = 400 * OF_A_FILE * len(paths) // 35
    text = (
        f"fiscal_year: {YEAR}\nfinal_due: 2026-06-30\nbudgets: {{2027: {budget}, 2028: {budget}}}\n"
    )
    store.make_new(ACTOR, illustrative=True)
    store.cycles.add(YEAR, text, sha256_of_text(text), ACTOR)
    for path in paths:
        receipt = submit(store, path, Delivery(ACTOR, IN_TIME, YEAR))
        if receipt.status != "accepted":
            sys.exit(f"{path.name} was not taken: {receipt.refusal_message}")


def measure(count: int, home: Path) -> dict[str, float]:
    """Return what one count takes, in this process."""
    found: dict[str, float] = {"proposals": count}
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), count)
        with open_store(Settings(home)) as store:
            with timed("read", found):
                fill(store, paths)
            with timed("judge", found):
                run_id = evaluate(store, YEAR, None, ACTOR, lambda _: None).run_id
            with timed("publish", found):
                publish(store, run_id, ACTOR)
    return found


def apart(count: int, home: Path) -> dict[str, float]:
    """Return what one count takes, in a process of its own."""
    command = [sys.executable, "-P", __file__, "--one", str(count), "--keep", str(home)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(all_found: list[dict[str, float]]) -> None:
    """Print the figures of each count, and the exponent from each to the next."""
    for found in all_found:
        print(f"{int(found['proposals']):,} proposals")
        for step in ("read", "judge", "publish"):
            cpu_s, took_s, peak = (found[f"{step}_{name}"] for name in ("cpu_s", "s", "peak_gib"))
            missed = "  over the bar" if peak > MOST_GIB else ""
            print(f"  {step:8} {cpu_s:7.1f} s processor, {took_s:7.1f} s, {peak:.2f} GiB{missed}")
    for less, more in pairwise(all_found):
        growth = math.log(more["proposals"] / less["proposals"])
        for step in ("read", "judge"):
            exponent = math.log(more[f"{step}_cpu_s"] / less[f"{step}_cpu_s"]) / growth
            missed = "  over the bar" if exponent > MOST_EXPONENT else ""
            print(
                f"{step}: exponent {exponent:.2f} from {int(less['proposals']):,} to "
                f"{int(more['proposals']):,}{missed}"
            )


def main() -> None:
    """Measure each count and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int)
    parser.add_argument("--one", type=int, help="measure this count here, and print it as JSON")
    parser.add_argument("--keep", type=Path, help="folder in which the last store stays")
    asked = parser.parse_args()
    if asked.one is not None:
        print(json.dumps(measure(asked.one, asked.keep)))
        return
    counts = asked.counts or list(COUNTS)
    found = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            is_kept = asked.keep is not None and count == counts[-1]
            found.append(apart(count, asked.keep if is_kept else Path(folder) / "home"))
    report(found)


if __name__ == "__main__":
    main()
