"""The way of all text to a terminal."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.table import Table
from typer.testing import Result

from fct.flows.terminal import output
from fct.flows.terminal.streams import ShownConsole, ShownStream
from tests.support.processes.samples import some_of

EVIL = "A\x1b[31mB\u202eC\x9bD\x07E\u2066F\rG\u2028H"
SHOWN = "A[U+001B][31mB[U+202E]C[U+009B]D[U+0007]E[U+2066]F[U+000D]G[U+2028]H"
# All controls but the line break, the direction signs, and what cannot be seen.
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
CYCLE = Path(__file__).parents[3] / "data" / "cycles" / "2027.yaml"
CASE = Path(__file__).parents[2] / "cases" / "evilrefs.zip"


def test_a_stream_shows_what_steers_a_terminal() -> None:
    """And is no terminal to libraries."""
    beneath = io.StringIO()
    stream = ShownStream(beneath)
    print(EVIL, file=stream, flush=True)

    assert beneath.getvalue() == f"{SHOWN}\n"
    assert (stream.isatty(), hasattr(stream, "buffer")) == (False, False)


def test_a_console_sends_its_own_colors_alone() -> None:
    """In text, in markup, and in cells of tables, whose columns stay straight."""
    out = io.StringIO()
    # With colors, whatever the terminal of the tests has (TERM, NO_COLOR).
    colored = {"force_terminal": True, "color_system": "standard", "no_color": False}
    console = ShownConsole(file=out, width=160, highlight=False, **colored)
    table = Table(box=None, show_header=False)
    table.add_row(output.shown(EVIL), "|")
    table.add_row(EVIL, "|")
    console.print(f"[red]{EVIL}[/]")
    console.print(EVIL, markup=False)
    console.print(table)
    printed = out.getvalue()

    assert printed.count("\x1b[31m") == 1
    assert printed.count(SHOWN) == 4
    assert not RAW.search(printed.replace("\x1b[31m", "").replace("\x1b[0m", ""))
    assert len({line.index("|") for line in printed.splitlines()[2:]}) == 1


def test_json_escapes_what_cannot_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """It reads back as it was; letters stay letters."""
    output.print_json({"title": f"Zürich {EVIL}"})
    printed = capsys.readouterr().out

    assert not RAW.search(printed)
    assert "Zürich" in printed
    assert r"\u202e" in printed
    assert json.loads(printed)["title"] == f"Zürich {EVIL}"


@pytest.fixture
def evil(fct: Callable[..., Result], tmp_path: Path) -> tuple[Callable[..., Result], Path]:
    """The command line on a store that was given the evil refs, in a file of an evil name."""
    file = tmp_path / "evil\x1b[2J\u202erefs.zip"
    shutil.copyfile(CASE, file)
    assert fct("cycle", "add", CYCLE).exit_code == 0
    return fct, file


@pytest.mark.sampled
def test_no_command_sends_a_sign_that_steers(
    evil: tuple[Callable[..., Result], Path],
) -> None:
    """Of a title, a ref or the name of a file, in words or as JSON; the long run tries both."""
    fct, file = evil
    given = (file, "--fiscal-year", "2027", "--received-at", "2026-05-01T10:00Z", "--json")
    receipt = json.loads(fct("submit", *given).stdout)["receipts"][0]
    ref = next(ref for ref in receipt["refs"] if RAW.search(ref))
    commands = [
        ("submit", file, "--fiscal-year", "2027"),
        ("check", file, "--cycle-file", CYCLE),
        ("evaluate",),
        ("receipt", "FY2027-S0001"),
        *((name, ref) for name in ("show", "versions", "why", "attachments", "withdraw")),
        *((name,) for name in ("overlap", "rank", "robustness", "withdrawals", "submissions")),
        ("show", f"gone{EVIL}"),
        ("versions", f"gone{EVIL}"),
        ("check", f"gone{EVIL}.xlsx"),
        ("cycle", "add", f"gone{EVIL}.yaml"),
        ("submit", f"--wrong{EVIL}"),
        ("receipt", f"gone{EVIL}"),
    ]
    for number, command in enumerate(commands):
        ways = (command, (*command, "--json"))
        for words in some_of(ways[:: -1 if number % 2 else 1], 1):
            said = fct(*words)
            printed = (said.stdout + said.stderr).replace("\t", "")
            assert not RAW.search(printed), (words, printed)


def test_an_unknown_command_is_shown() -> None:
    """A usage error is made before any command runs; a terminal gets it as it can be seen."""
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "fct.flows.cli", f"evil{EVIL}"],
        capture_output=True,
        env=os.environ | {"COLUMNS": "200"},
        check=False,
    )

    assert ran.returncode == 2
    assert not RAW.search(ran.stderr.decode())
    assert re.search(r"U\+202E|\\u202e", ran.stderr.decode())
