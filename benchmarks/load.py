"""Every test file on an idle machine and on one with 12 busy processes: the outcomes must agree.

The files are those of ``tests/workbook_origins`` and ``tests/cases``, the hostile files and the
samples. The outcome of each is what the reader gives, whole: the cells, what stands beside them, or
the code and sentence of its refusal. Exits with 1 where one differs.

Run it from the root of the checkout with ``python -m benchmarks.load``; a number after it takes
only every so many-th file.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fct.data.common.errors import FctError, RefusalError
from fct.data.documents.sample_season import write_sample_season
from fct.data.reading.client import read_safely
from tests.support.files import hostile_archives, hostile_files

BUSY = 12
TESTS = Path(__file__).parents[1] / "tests"
ENDINGS = {".xlsx", ".ods", ".zip", ".csv"}


def files(samples: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every file."""
    for path in samples:
        yield path.name, path.read_bytes()
    for kept in ("workbook_origins", "cases"):
        for path in sorted((TESTS / kept).rglob("*")):
            if path.suffix in ENDINGS:
                yield path.name, path.read_bytes()
    for kind in (*hostile_files.KINDS, *hostile_archives.KINDS):
        for file in kind():
            yield file.name, file.content


def outcome(name: str, content: bytes) -> str:
    """Return what becomes of a file, as text."""
    try:
        reading = read_safely(name, content)
    except RefusalError as error:
        return f"{error.code}: {error.message}"
    except FctError as error:
        return f"not read: {error}"
    return hashlib.sha256(repr(reading).encode("utf-8", "replace")).hexdigest()


def outcomes(chosen: list[tuple[str, bytes]]) -> tuple[list[str], float]:
    """Return the outcome of every file, and how long that took, in seconds."""
    started = time.perf_counter()
    found = [outcome(*file) for file in chosen]
    return found, time.perf_counter() - started


def main() -> None:
    """Print how many outcomes differ."""
    with tempfile.TemporaryDirectory() as folder:
        compare(write_sample_season(Path(folder)), int(sys.argv[1]) if len(sys.argv) > 1 else 1)


def compare(samples: list[Path], step: int) -> None:
    """Print how many outcomes of the files differ, and exit with 1 where one does."""
    # Made once: some hostile files have the moment of their making in them.
    chosen = list(files(samples))[::step]
    idle, idle_s = outcomes(chosen)
    loop = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(loop) for _ in range(BUSY)]
    try:
        loaded, loaded_s = outcomes(chosen)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    differ = [(one, other) for one, other in zip(idle, loaded, strict=True) if one != other]
    print(f"{len(idle)} files: idle {idle_s:.0f} s, with {BUSY} busy processes {loaded_s:.0f} s")
    for (name, _), one, other in zip(chosen, idle, loaded, strict=True):
        if one != other:
            print(f"  {name}: idle {one[:100]}; busy {other[:100]}")
    print(f"outcomes that differ: {len(differ)}, at most 0")
    raise SystemExit(1 if differ else 0)


if __name__ == "__main__":
    main()
