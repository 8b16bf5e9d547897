"""The command that asks which program a request is for, before a form is filled in."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from fct.data import referrals
from fct.data.common import UsageError, parse_yaml, read_text
from fct.flows.terminal import Json, console, print_report

_QUIT = "q"


def which_program(
    answers: Annotated[
        Path | None, typer.Option(help="File (YAML) with a line for each question: its answer.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Name the right program before a form is filled in, by six questions at most.

    Without answers the questions are asked; where nobody can be asked, they are listed.
    """
    if answers is not None:
        read = parse_yaml(read_text(answers, "answers"), str(answers))
        print_report(referrals.which_program(referrals.read_choices(read)), _print, as_json=as_json)
        return
    if as_json or not sys.stdin.isatty():
        print_report(_all_questions(), _print_questions, as_json=as_json)
        return
    _print(_asked())


def _all_questions() -> dict[str, Any]:
    return {
        "questions": [
            referrals.question_report(one) for one in referrals.load_which_program().questions
        ]
    }


def _asked() -> dict[str, Any]:
    """Return what the answers of the person at the terminal lead to."""
    given: dict[str, str] = {}
    report = referrals.which_program(given)
    while report["next"] is not None:
        given[report["next"]["question"]] = _ask(report["next"])
        report = referrals.which_program(given)
    return report


def _ask(question: dict[str, Any]) -> str:
    out, choices = console(), question["answers"]
    out.print(f"\n[bold]{escape(question['asks'])}[/]")
    for number, one in enumerate(choices, 1):
        out.print(f"  {number}  {escape(one['says'])}  [dim]{escape('; '.join(one['sources']))}[/]")
    while True:
        typed = typer.prompt(f"1 to {len(choices)}, or {_QUIT} to stop").strip()
        if typed == _QUIT:
            raise UsageError("Stopped; nothing was kept.")
        if typed.isdecimal() and 1 <= int(typed) <= len(choices):
            return str(choices[int(typed) - 1]["answer"])
        out.print(f"{escape(repr(typed))} is not one of the numbers; type 1 to {len(choices)}.")


def _print(report: dict[str, Any]) -> None:
    out = console()
    for one in report["answers"]:
        out.print(f"{escape(one['asks'])} [bold]{escape(one['says'])}[/]")
        out.print(f"  [dim]{escape('; '.join(one['sources']))}[/]")
    if report["next"] is not None:
        out.print("\nNot answered yet:")
        _print_question(report["next"])
        return
    out.print(f"\n[bold]{escape(report['name'])}[/]")
    out.print(escape(report["said"]))
    for line in report["lines"]:
        out.print(f"  [bold]{escape(line['name'])}[/] {escape(line['text'])}")
    for source in report["sources"]:
        out.print(f"  [dim]{escape(source)}[/]")


def _print_questions(report: dict[str, Any]) -> None:
    for question in report["questions"]:
        _print_question(question)


def _print_question(question: dict[str, Any]) -> None:
    out = console()
    out.print(f"[bold]{question['question']}[/]: {escape(question['asks'])}")
    for one in question["answers"]:
        out.print(f"  {one['answer']}: {escape(one['says'])}")
