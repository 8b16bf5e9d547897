"""Reading 150 form workbooks: this project's reader, python-calamine alone, and openpyxl.

All three in one process, in turn, each the median of several rounds; the ratios are what counts.
Run it with ``python benchmarks/reading.py``.
"""

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import python_calamine

from fct.data.form import load_form
from fct.data.sample_season import sample_proposals
from fct.data.table import build_table
from fct.data.template import write_template
from fct.data.workbook import read_workbook

FILES, ROUNDS = 150, 5


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


def by_openpyxl(paths: list[Path]) -> None:
    """Read every sheet of every file with openpyxl's quick mode."""
    warnings.simplefilter("ignore")
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book:
            for _ in sheet.iter_rows(values_only=True):
                pass


def by_this_project(paths: list[Path]) -> None:
    """Read every file to proposals: headings, addresses, broken cells, stamps."""
    for path in paths:
        read_workbook(path)


def with_answers(paths: list[Path]) -> None:
    """Read every file to proposals, and every answer by its type."""
    build_table([proposal for path in paths for proposal in read_workbook(path).proposals])


def seconds(work: Callable[[list[Path]], None], paths: list[Path]) -> float:
    """Return the time that one round takes, in seconds."""
    start = time.perf_counter()
    work(paths)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_forms(Path(folder))
        peers = {
            "calamine alone": by_calamine,
            "this project": by_this_project,
            "with answers": with_answers,
        }
        times: dict[str, list[float]] = {name: [] for name in peers}
        for work in peers.values():
            work(paths[:5])
        for _ in range(ROUNDS):
            for name, work in peers.items():
                times[name].append(seconds(work, paths))
        openpyxl_s = seconds(by_openpyxl, paths)
    medians = {name: statistics.median(measured) for name, measured in times.items()}
    floor = medians["calamine alone"]
    for name, median in medians.items():
        print(f"{name:16} {median:7.3f} s  {median / floor:5.2f} x calamine alone")
    print(f"{'openpyxl':16} {openpyxl_s:7.3f} s  {openpyxl_s / floor:5.2f} x calamine alone")
    for name in ("this project", "with answers"):
        print(f"openpyxl / {name}: {openpyxl_s / medians[name]:.1f}")


if __name__ == "__main__":
    main()
