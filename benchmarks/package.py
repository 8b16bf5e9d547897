"""The package of a published slate: processor time, peak memory, and the hash of what it holds.

The proposals are those of ``scale.py``; each gets its advice, and the slate is approved and
published. The package is made in a process of its own. Run it from the root of the checkout with
``python -m benchmarks.package [COUNT] [--home FOLDER]``; with a folder the store stays there, and
one that is there already is taken as it is.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.scale import ACTOR, YEAR, fill, timed, write_files
from fct.data.people.person import Person
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.flows.cycle.evaluation import evaluate
from fct.flows.cycle.publication import publish
from fct.scoring.deciding import make_package
from tests.support.stores.seasons import PEOPLE, acting_as, take_all_steps

COUNT = 1_000


def make_store(store: Store, count: int) -> None:
    """Fill a new store with so many proposals, judge them, and publish their slate."""
    with tempfile.TemporaryDirectory() as folder:
        fill(store, write_files(Path(folder), count))
    publish(store, evaluate(store, YEAR, None, ACTOR, lambda _: None).run_id, ACTOR)
    for name, roles in PEOPLE.items():
        store.people.add(Person(id=name, name=name.title(), roles=frozenset(roles)))
    take_all_steps(store)


def measure(store: Store) -> None:
    """Make the package and print what it takes."""
    found: dict[str, float] = {}
    with timed("package", found):
        package = make_package(acting_as(store, "authority-1"), YEAR)
    size = sum(map(len, package.files.values()))
    print(
        f"{len(package.files):,} files, {size:,} bytes: {found['package_cpu_s']:.1f} s processor, "
        f"{found['package_peak_gib']:.2f} GiB"
    )
    print(f"manifest {hashlib.sha256(package.manifest_bytes).hexdigest()}")


def main() -> None:
    """Make the store if it is not there, and measure its package in another process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--home", type=Path, help="folder in which the store is and stays")
    parser.add_argument("--one", type=Path, help="measure the store of this folder here")
    asked = parser.parse_args()
    if asked.one is not None:
        with open_store(Settings(asked.one)) as store:
            measure(store)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder, "home")
        if not home.exists():
            with open_store(Settings(home)) as store:
                make_store(store, asked.count)
        again = [sys.executable, "-m", "benchmarks.package", "--one", str(home)]
        subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
