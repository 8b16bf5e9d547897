"""``fct check`` on one workbook against ``import pandas``, both as whole processes, in turn.

Run it with ``python benchmarks/check.py``.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_template
from fct.data.program.form import load_form

ROUNDS = 9


def seconds(command: list[str]) -> float:
    """Return the wall time of one process, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form.xlsx"
        filled = sample_proposals(2027)["FY27-ARMY-01"]
        write_template(form, form=load_form(), fiscal_year=2027, ref="B-1", filled=filled)
        commands = {
            "import pandas": [sys.executable, "-c", "import pandas"],
            "fct check": [sys.executable, "-m", "fct.flows.cli", "check", str(form)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            seconds(command)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    floor = statistics.median(times["import pandas"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:14} {median:6.2f} s  {median / floor:5.2f} x import pandas")


if __name__ == "__main__":
    main()
