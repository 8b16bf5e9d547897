"""Taking in 150 form workbooks: the gate and a child for each, against what it costs without them.

All in turn, each the median of several rounds; the ratios are what counts. All but "to proposals"
read the cells and do nothing with them: "child" one file after another, "children" as many at once
as the limits allow. openpyxl reads with its quick mode, and as it does if nothing is asked for.
"to proposals" is "children" with what is made of the cells, which the gate and the child have no
part in. The forms are as the program writes them; what other programs saved takes longer to read.
A number after the command takes so many rounds.

The bars are at most 4 times calamine alone, and at least 8 times as fast as openpyxl. Each ratio is
shown with its bar; what decides, with exit code 1, is "children", for so files come in, against
calamine and openpyxl's ordinary mode. Run it with ``python benchmarks/intake.py``.
"""

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import python_calamine

from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.form import load_form
from fct.data.program.limits import load_limits
from fct.data.reading.client import read_path_safely
from fct.data.sheets.workbook import workbook_from_book

FILES, ROUNDS = 150, 5
MOST_TIMES_CALAMINE, LEAST_TIMES_OPENPYXL = 4.0, 8.0
WORDS = {True: "met", False: "not met"}


def write_forms(folder: Path) -> list[Path]:
    """Write 150 filled form workbooks, the sample proposals over and over."""
    samples = list(sample_proposals(2027).values())
    paths = []
    for number in range(FILES):
        path = folder / f"form-{number:03}.xlsx"
        filled = samples[number % len(samples)]
        write_template(path, form=load_form(), fiscal_year=2027, ref=f"B-{number}", filled=filled)
        paths.append(path)
    return paths


def by_calamine(paths: list[Path]) -> None:
    """Read every sheet of every file, and do nothing with it."""
    for path in paths:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_child(paths: list[Path]) -> None:
    """Read the cells of every file, each in a child of its own."""
    for path in paths:
        read_path_safely(path)


def by_children(paths: list[Path]) -> None:
    """Read them through several children at once."""
    with ThreadPoolExecutor(load_limits().children_at_once + 1) as pool:
        for _ in pool.map(read_path_safely, paths):
            pass


def to_proposals(paths: list[Path]) -> None:
    """Read through several children at once, and make proposals of the cells."""
    with ThreadPoolExecutor(load_limits().children_at_once + 1) as pool:
        for reading in pool.map(read_path_safely, paths):
            workbook_from_book(reading.book)


def by_openpyxl(paths: list[Path]) -> None:
    """Read every sheet of every file with openpyxl's quick mode."""
    for path in paths:
        for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True):
            for _ in sheet.iter_rows(values_only=True):
                pass


def by_openpyxl_ordinarily(paths: list[Path]) -> None:
    """Read every sheet of every file with openpyxl's ordinary mode."""
    for path in paths:
        for sheet in openpyxl.load_workbook(path):
            for _ in sheet.iter_rows(values_only=True):
                pass


def seconds(work: Callable[[list[Path]], None], paths: list[Path]) -> float:
    """Return the time that one round takes, in seconds."""
    start = time.perf_counter()
    work(paths)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and the ratios; exit with 1 where a bar that decides does not hold."""
    warnings.simplefilter("ignore")  # of openpyxl
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        paths = write_forms(Path(folder))
        works = {
            "calamine alone": by_calamine,
            "child": by_child,
            "children": by_children,
            "to proposals": to_proposals,
            "openpyxl quick": by_openpyxl,
            "openpyxl": by_openpyxl_ordinarily,
        }
        for work in works.values():
            work(paths[:5])
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                times[name].append(seconds(work, paths))
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    floor = medians["calamine alone"]
    for name, median in medians.items():
        per_file = median / len(paths) * 1000
        print(f"{name:16} {per_file:7.2f} ms a file  {median / floor:5.2f} x calamine alone")
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
