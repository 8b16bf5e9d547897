"""Taking in 150 form workbooks: the gate and a child for each, against what it costs without them.

All in turn, each the median of several rounds; the ratios are what counts. "child" reads one file
after another, "children" as many at once as the limits allow. openpyxl reads with its quick mode,
and as it does if nothing is asked for.
Run it with ``python benchmarks/intake.py``.
"""

import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
from reading import by_calamine, by_openpyxl, by_this_project, seconds, write_forms

from fct.data.limits import load_limits
from fct.data.safe_reading import read_path_safely
from fct.data.workbook import workbook_from_book

ROUNDS = 5


def by_child(paths: list[Path]) -> None:
    """Read every file to proposals, each in a child of its own."""
    for path in paths:
        workbook_from_book(read_path_safely(path).book)


def by_children(paths: list[Path]) -> None:
    """Read through several children at once."""
    with ThreadPoolExecutor(load_limits().children_at_once) as pool:
        for reading in pool.map(read_path_safely, paths):
            workbook_from_book(reading.book)


def by_openpyxl_ordinarily(paths: list[Path]) -> None:
    """Read every sheet of every file with openpyxl's ordinary mode."""
    for path in paths:
        for sheet in openpyxl.load_workbook(path):
            for _ in sheet.iter_rows(values_only=True):
                pass


def main() -> None:
    """Print the medians and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_forms(Path(folder))
        works = {
            "calamine alone": by_calamine,
            "in-process": by_this_project,
            "child": by_child,
            "children": by_children,
            "openpyxl quick": by_openpyxl,
            "openpyxl": by_openpyxl_ordinarily,
        }
        for work in works.values():
            work(paths[:5])
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(ROUNDS):
            for name, work in works.items():
                times[name].append(seconds(work, paths))
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    floor = medians["calamine alone"]
    for name, median in medians.items():
        per_file = median / len(paths) * 1000
        print(f"{name:16} {per_file:7.2f} ms a file  {median / floor:5.2f} x calamine alone")
    for name in ("child", "children"):
        for peer in ("openpyxl quick", "openpyxl"):
            print(f"{peer} / {name}: {medians[peer] / medians[name]:.1f}")
        print(f"{name} / in-process: {medians[name] / medians['in-process']:.1f}")


if __name__ == "__main__":
    main()
