"""Another program: it drives the commands and knows of them what the contract on reviewing says."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from typer.testing import CliRunner

from fct.data.documents.sample_season import sample_proposals
from fct.data.program.form import load_form
from tests.support.files.workbooks import write_template
from tests.support.processes.formats import hold_printed
from tests.support.stores.homes import blank_store

CRITERIA = (
    "user advocacy",
    "valid requirement",
    "market investigation",
    "funded strategy",
    "intent to procure",
)
REASON = "The second letter, page 2, says so in these words."
WHILE_OPEN = "2026-05-04T09:00:00-04:00"
AFTER_DEADLINE = "2026-07-06T09:00:00-04:00"


@dataclass(frozen=True)
class Answer:
    """What one call of the program gave back."""

    call: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stands on standard output, which is one JSON object."""
        try:
            return json.loads(self.out)
        except json.JSONDecodeError as error:
            raise AssertionError(f"{self} printed no JSON") from error

    def __str__(self) -> str:
        return f"fct {' '.join(self.call)} -> {self.code}\n{self.out}\n{self.err}"


class Program:
    """The command line on one store, as a person of it where one is named."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: object, who: str | None = None, plain: bool = False) -> Answer:
        """Call it; ``--json`` is added but where `plain` is given."""
        call = tuple(str(word) for word in words) + (("--as", who) if who else ())
        call += () if plain else ("--json",)
        from fct.flows.cli.app import main

        code = 0
        settings = {"FCT_HOME": str(self.home), "COLUMNS": "200"}
        with (
            CliRunner().isolation() as (out, err, _),
            mock.patch.object(sys, "argv", ["fct", *call]),
            mock.patch.dict(os.environ, settings),
        ):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            sys.stdout.flush()
            sys.stderr.flush()
            answer = Answer(call, code, out.getvalue().decode(), err.getvalue().decode())
        hold_printed(call, answer.out)
        return answer

    def __call__(self, *words: object, who: str | None = None, code: int = 0) -> Any:
        """Call it, hold the exit code, and return what it prints as JSON."""
        answer = self.run(*words, who=who)
        assert answer.code == code, str(answer)
        return answer.json

    def denied(self, *words: object, who: str | None = None) -> str:
        """Call it, hold that the person may not, and return the code of the denial."""
        denial = self(*words, who=who, code=5)["denied"]
        assert set(denial) >= {"code", "message"}
        assert denial["message"]
        return str(denial["code"])

    def refused(self, *words: object, who: str | None = None) -> dict[str, Any]:
        """Call it, hold that nobody may now, and return the refusal."""
        refusal: dict[str, Any] = self(*words, who=who, code=3)["refused"]
        assert refusal["message"]
        return refusal

    def wrong(self, *words: object, who: str | None = None) -> str:
        """Call it, hold that the call is wrong in form, and return what it says."""
        answer = self.run(*words, who=who)
        assert answer.code == 2, str(answer)
        return " ".join((answer.out + answer.err).split())

    def copied(self, home: Path) -> "Program":
        """Return the program on a copy of the store."""
        shutil.copytree(self.home, home)
        return Program(home)

    def rewritten(self, file: Path, reason: str = REASON, **keys: Any) -> Any:
        """Change keys of the cycle file of the store."""
        text = self.run("cycle", "show", "2027", plain=True).out
        content = yaml.safe_load(text) | keys
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return self("cycle", "change", file, "--reason", reason)


@dataclass(frozen=True)
class Season:
    """What a store is built of: refs of the sample season, a cycle file and people."""

    refs: Sequence[str]
    cycle: Mapping[str, Any]
    people: Mapping[str, Sequence[str]]


PEOPLE: Mapping[str, Sequence[str]] = {
    "administrator-1": ("--role", "administrator"),
    "operator-1": ("--role", "operator"),
    "authority-1": ("--role", "authority"),
    "authority-2": ("--role", "authority"),
    "auditor-1": ("--role", "auditor"),
    "reviewer-1": ("--role", "reviewer"),
    "reviewer-2": ("--role", "reviewer"),
    "reviewer-3": ("--role", "reviewer"),
    "reviewer-4": ("--role", "reviewer", "--component", "Army"),
    "expert-1": ("--role", "expert"),
    "sponsor-army": ("--role", "sponsor", "--component", "Army"),
    "sponsor-navy": ("--role", "sponsor", "--component", "Navy"),
    "certifier-army": ("--role", "certifier", "--component", "Army"),
    "certifier-navy": ("--role", "certifier", "--component", "Navy"),
}


def build_store(home: Path, forms: Mapping[str, Path], season: Season) -> Program:
    """Make an illustrative store with people and proposals in it, before the deadline."""
    program = Program(blank_store(home))
    program("store", "new", "--illustrative")
    program("clock", WHILE_OPEN)
    for person, options in season.people.items():
        program("person", "add", person, "--name", f"Name of {person}", *options)
    file = home.parent / f"{home.name}-cycle.yaml"
    file.write_text(yaml.safe_dump(dict(season.cycle), sort_keys=False), encoding="utf-8")
    program("cycle", "add", file)
    for ref in season.refs:
        answer = program.run("submit", forms[ref])
        assert answer.code in {0, 1}, str(answer)
    return program


def publish_run(program: Program) -> str:
    """Pass the deadline, judge, publish, and return the run."""
    program("clock", AFTER_DEADLINE)
    return str(program("evaluate", "--publish")["run"])


def write_forms(folder: Path, refs: Sequence[str]) -> dict[str, Path]:
    """Write forms of the sample season, by ref."""
    samples = sample_proposals()
    for ref in refs:
        write_template(
            folder / f"{ref}.xlsx", form=load_form(), fiscal_year=2027, ref=ref,
            filled=samples[ref],
        )  # fmt: skip
    return {ref: folder / f"{ref}.xlsx" for ref in refs}


def review_of(
    levels: Mapping[str, int] | int = 3,
    choice: str = "fund",
    overrules: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return a review with a reason everywhere."""
    by_name = dict.fromkeys(CRITERIA, levels) if isinstance(levels, int) else levels
    return {
        "levels": {name: {"level": by_name[name], "reason": REASON} for name in CRITERIA},
        "recommendation": {"choice": choice, "reason": REASON},
        "overrules": [dict(one) for one in overrules],
    }


def review_file(folder: Path, content: Any) -> Path:
    """Write the file of a review."""
    file = folder / "review.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return file


@contextlib.contextmanager
def unchanged(program: Program, *words: str, who: str | None = None) -> Iterator[None]:
    """Hold that what a command prints is the same before and after."""
    before = program.run(*words, who=who)
    yield
    assert program.run(*words, who=who) == before
