"""The benchmarks run on what users run: each can be started after the modules it uses moved."""

import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BENCHMARKS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_finds_what_it_measures(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It imports all that it names, and has a ``main``."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), str(ROOT), *sys.path])
    loaded = runpy.run_path(str(ROOT / "benchmarks" / f"{name}.py"), run_name=name)

    assert callable(loaded["main"])
