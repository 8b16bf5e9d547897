"""What a person may not see is as if it had never been proposed: every byte of every command."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fct.flows.cli.app import app
from tests.support.as_if_never import Pair, form_of_each, make_pair

SEASONS, LONG = 2, 30


@pytest.fixture(scope="module")
def all_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A form workbook of each proposal of the sample season."""
    return form_of_each(tmp_path_factory.mktemp("forms"))


def calls(seen: Sequence[str], hidden: Sequence[str], out: Path) -> list[tuple[str, ...]]:
    """Every command that reads, on all, on what is seen and on what is not there."""
    of_all = [
        *(("rank",), ("show",), ("sure", "--draws", "200"), ("line",), ("overlap",)),
        *(("overlap", "--all"), ("whatif", "--budget", "2027=1500"), ("scenario", "levels")),
        *(("scenario", "list"), ("waiver", "list"), ("rule", "stats"), ("rule", "stages")),
        *(("rule", "alarms", "A3"), ("cycle", "list"), ("cycle", "show", "2027")),
        *(("record", "list"), ("conflict", "list"), ("conflict", "propose"), ("person", "list")),
        *(("queue",), ("panel",), ("assignments",), ("assign", "--balance", "2"), ("flags",)),
        *(("questions",), ("rank", "--by", "panel"), ("slate",)),
        *(("slate", "preview", "--set", f"{seen[0]}=fund"), ("status",), ("log",)),
        *(("log", "--person", "rex"), ("access",), ("anchors",)),
    ]
    of_one = [
        call
        for ref in (seen[0], hidden[0], "FY27-NOWHERE-9")
        for call in (
            *(("why", ref), ("why", ref, seen[0]), ("show", ref), ("versions", ref)),
            *(("receipt", ref), ("attachments", ref), ("diff", ref)),
            *(("review", ref, "--show"), ("panel", ref), ("comments", ref), ("questions", ref)),
            *(("slate", ref), ("log", "--ref", ref)),
            *(("ask", ref, "--field", "vendor", "--question", "Who?", "--due", "2026-09-30"),),
            *(("assign", ref, "rita"), ("certify", ref), ("flag", ref, "--team", "legal")),
            ("file", ref, "--out", str(out / "none" / "x")),
            ("withdraw", ref, "--reason", "No money."),
            ("waiver", "request", ref, "A3", "--reason", "Old.", "--expires", "2026-09-30"),
            ("rule", "review", ref, "A3", "--false", "--reason", "Old."),
            ("overlap", "answer", ref, "past 7", "--dismiss", "--reason", "Old."),
        )
        if call != ("why", seen[0], seen[0])
    ]
    return [*of_all, *of_one]


def said(pair: Pair, home: Path, call: Sequence[str]) -> str:
    """What a command answers, without what differs though nothing leaks."""
    result: Result = CliRunner(env={"FCT_HOME": str(home)}).invoke(app, [*call, "--as", "rita"])
    return pair.plain(f"{result.exit_code}\n{result.output}\n{result.exception!r}")


def compare(pair: Pair, out: Path) -> None:
    """Hold what a reviewer in conflict reads against a store that never held the hidden ones."""
    for call in calls(pair.seen, pair.hidden, out):
        for more in ((), ("--json",)):
            held, never = (said(pair, home, (*call, *more)) for home in (pair.held, pair.never))
            assert held == never, (call, more)


@pytest.mark.parametrize("seed", range(SEASONS))
def test_nothing_of_a_hidden_proposal_shows(
    tmp_path: Path, all_forms: dict[str, Path], seed: int
) -> None:
    """Lists, ranks, line, figures, errors: as in a store that never held it."""
    compare(make_pair(tmp_path, all_forms, seed), tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEASONS, LONG))
def test_nothing_of_a_hidden_proposal_shows_in_many_seasons(
    tmp_path: Path, all_forms: dict[str, Path], seed: int
) -> None:
    """The same of other seasons and other hidden proposals."""
    compare(make_pair(tmp_path, all_forms, seed), tmp_path)
