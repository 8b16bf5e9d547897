"""Taking in 150 form workbooks: the gate and a child for each, against what it costs without them.

All in turn, each the median of several rounds; the ratios are what counts. All but "to proposals"
and "in-process" read the cells and do nothing with them: "child" one file after another,
"children" as many at once as the limits allow. openpyxl reads with its quick mode, and as it does
if nothing is asked for. "to proposals" is "children" with what is made of the cells, which the gate
and the child have no part in; "in-process" makes the same of them without either.

The bars are at most 5 times calamine alone, and at least 8 times as fast as openpyxl. Each ratio is
told with its bar; what decides, with exit code 1, is "children", for so files come in, against
calamine and openpyxl's ordinary mode. Run it with ``python benchmarks/intake.py``.
"""

import statistics
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
from reading import by_calamine, by_openpyxl, by_this_project, seconds, write_forms

from fct.data.program.limits import load_limits
from fct.data.reading.client import read_path_safely
from fct.data.sheets.workbook import workbook_from_book

ROUNDS = 5
MOST_TIMES_CALAMINE, LEAST_TIMES_OPENPYXL = 5.0, 8.0
WORDS = {True: "met", False: "not met"}


def by_child(paths: list[Path]) -> None:
    """Read the cells of every file, each in a child of its own."""
    for path in paths:
        read_path_safely(path)


def by_children(paths: list[Path]) -> None:
    """Read them through several children at once."""
    with ThreadPoolExecutor(load_limits().children_at_once) as pool:
        for _ in pool.map(read_path_safely, paths):
            pass


def to_proposals(paths: list[Path]) -> None:
    """Read through several children at once, and make proposals of the cells."""
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
    """Print the medians and the ratios; exit with 1 where a bar that decides does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_forms(Path(folder))
        works = {
            "calamine alone": by_calamine,
            "in-process": by_this_project,
            "child": by_child,
            "children": by_children,
            "to proposals": to_proposals,
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
    print(f"to proposals / in-process: {medians['to proposals'] / medians['in-process']:.1f}")
    holds = {name: bars_hold(name, medians) for name in ("child", "children", "to proposals")}
    raise SystemExit(0 if holds["children"] else 1)


def bars_hold(name: str, medians: Mapping[str, float]) -> bool:
    """Print the ratios of a way to read with their bars; return whether those that decide hold."""
    ratio = medians[name] / medians["calamine alone"]
    is_met = {"calamine": ratio <= MOST_TIMES_CALAMINE}
    bar = f"at most {MOST_TIMES_CALAMINE:.0f}, {WORDS[is_met['calamine']]}"
    print(f"{name} / calamine alone: {ratio:.1f}; {bar}")
    for peer in ("openpyxl quick", "openpyxl"):
        ratio = medians[peer] / medians[name]
        is_met[peer] = ratio >= LEAST_TIMES_OPENPYXL
        bar = f"at least {LEAST_TIMES_OPENPYXL:.0f}, {WORDS[is_met[peer]]}"
        print(f"{peer} / {name}: {ratio:.1f}; {bar}")
    return is_met["calamine"] and is_met["openpyxl"]


if __name__ == "__main__":
    main()
