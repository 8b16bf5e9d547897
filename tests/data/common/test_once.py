"""What is loaded once for a whole process."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.once import loaded_apart, loaded_once, unchangeable
from fct.data.program.form import load_form
from fct.data.program.refusals import refusal_messages

ROOT = Path(__file__).parents[3]
UNLOCKED = re.compile(r"^@(?:functools\.)?cache\b", re.MULTILINE)
PACKAGES = ("data", "expectations", "scoring", "flows", "dashboard")
# Every module of our packages that keeps something; each function without arguments is called by
# all threads at once, with so short turns that they meet in it.
FIRST_USE = """
import importlib, inspect, sys, threading
from concurrent.futures import ThreadPoolExecutor
modules = [importlib.import_module(name) for name in sys.argv[1:]]
kept = {f"{m.__name__}.{name}": one for m in modules for name, one in vars(m).items()
    if inspect.isfunction(one) and one.__module__ == m.__name__
    and getattr(one, "__code__", None) is not None and one.__code__.co_filename.endswith("once.py")
    and not inspect.signature(one).parameters}
start = threading.Barrier(16)
sys.setswitchinterval(1e-6)
def first(_):
    start.wait()
    return {name: id(load()) for name, load in kept.items()}
with ThreadPoolExecutor(16) as pool:
    seen = list(pool.map(first, range(16)))
print(len(kept), *(name for name in kept if len({one[name] for one in seen}) != 1))
"""


def keeping_modules() -> list[str]:
    """The modules of ours that keep what they loaded."""
    return [
        f"fct.{path.relative_to(ROOT).with_suffix('').as_posix().replace('/', '.')}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "@loaded_once" in path.read_text("utf-8")
    ]


@pytest.mark.parametrize(
    "number", [0, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 2))]
)
@pytest.mark.server
def test_threads_that_come_first_at_once_get_one_object(number: int) -> None:
    """In a fresh process, for everything that is declared; each start is another order of turns."""
    del number
    ran = subprocess.run(
        [sys.executable, "-P", "-c", FIRST_USE, *keeping_modules()],
        capture_output=True,
        text=True,
        check=True,
    )
    count, *differing = ran.stdout.split()

    assert int(count) > 15
    assert differing == []


@pytest.mark.server
def test_threads_that_load_the_form_first_read_by_it() -> None:
    """Fields are looked up in the one form that there is."""
    code = (
        "import sys; from concurrent.futures import ThreadPoolExecutor\n"
        "from fct.data.program.form import load_form\n"
        "sys.setswitchinterval(1e-6)\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    forms = list(pool.map(lambda _: load_form(), range(16)))\n"
        "print(len(set(map(id, forms))), len({id(form['title']) for form in forms}))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == ["1", "1"]


def test_nothing_else_keeps_what_is_declared() -> None:
    """An unlimited cache of the standard library loads once in each thread that comes first."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert not re.search(
                r"^@(?:functools\.)?cache\b", path.read_text("utf-8"), re.MULTILINE
            )


def test_it_is_loaded_once_for_each_argument() -> None:
    """And a load that fails is tried again."""
    asked: list[int] = []

    @loaded_once
    def half(number: int) -> int:
        asked.append(number)
        if len(asked) == 1:
            raise ValueError("not yet")
        return number // 2

    with pytest.raises(ValueError, match="not yet"):
        half(4)
    assert (half(4), half(4), half(6), asked) == (2, 2, 3, [4, 4, 6])


@pytest.mark.parametrize(
    ("value", "same"),
    [({"a": 1}, {"a": 1}), ([1, [2]], (1, (2,))), ({1}, frozenset({1})), ("text", "text")],
)
def test_what_many_get_cannot_be_changed(value: Any, same: Any) -> None:
    """It reads as before."""
    kept = unchangeable(value)

    assert kept == same
    assert not any(hasattr(kept, name) for name in ("append", "add", "__setitem__"))


def test_declarations_cannot_be_changed() -> None:
    """What one caller puts into one would be read by all."""
    with pytest.raises(TypeError, match="does not support item assignment"):
        refusal_messages()["CLASSIFIED"] = ""  # type: ignore[index] # what is tried
    with pytest.raises(TypeError, match="does not support item assignment"):
        load_form().sheet_purposes["Proposal"] = ""  # type: ignore[index] # what is tried


def test_what_is_loaded_apart_is_forgotten_afterwards() -> None:
    """Within the block everything is loaded anew, once; outside of it nothing changed."""
    loads: list[int] = []

    @loaded_once
    def load() -> int:
        loads.append(len(loads))
        return loads[-1]

    before = load()
    with loaded_apart():
        within = (load(), load())

    assert (before, within, load()) == (0, (1, 1), 0)
