"""The command line: one command for sponsors, reviewers and the operator of a cycle.

Exit codes: 0 nothing to repair, 1 findings to repair, 2 the call is wrong, 3 a file or an
act was refused, 4 the store or the system failed, 5 the person may not do this.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import typer

from fct.data.common import ExitCode, FctError, loaded_once
from fct.data.program import load_form, load_rules
from fct.flows.deploying import deploying_commands
from fct.flows.following import following_commands
from fct.flows.keeping import keeping_commands
from fct.flows.office import office_commands
from fct.flows.terminal import (
    ActingGroup,
    CommandHomes,
    Json,
    LazyCommands,
    print_lines,
    print_report,
    say_problem,
    show_signs,
)
from fct.flows.year import year_commands

# A new command needs its line here, or in `commands.py` of its wing: a test holds both equal.
CLI_COMMANDS = CommandHomes(
    "fct.flows.cli",
    {
        "template": "templates",
        "check": "check",
        "rank": "check",
        "submit": "evaluation",
        "evaluate": "evaluation",
        "show": "evaluation",
        "cycle": "cycles",
        "store": "store",
        "receipt": "submissions",
        "versions": "submissions",
        "file": "submissions",
        "diff": "submissions",
        "withdraw": "submissions",
        "reopen": "submissions",
        "carry": "submissions",
        "attach": "attachments",
        "attachments": "attachments",
        "detach": "attachments",
        "attachment": "attachments",
        "why": "order",
        "sure": "order",
        "line": "order",
        "whatif": "what_if",
        "scenario": "what_if",
        "verify-first": "worth",
        "ask-first": "worth",
        "which-program": "which_program",
        "schema": "schema",
        "overlap": "overlap",
        "rule": "rules",
        "waiver": "waivers",
        "record": "record",
        "dashboard": "serve",
        "serve": "serve",
        "demo": "serve",
        "test": "serve",
    },
)
ALL_COMMANDS = (
    CLI_COMMANDS,
    office_commands,
    year_commands,
    following_commands,
    keeping_commands,
    deploying_commands,
)


class CommandLine(ActingGroup):
    """The root of all commands; each is imported when it is called, or when all are listed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = LazyCommands(self.commands, *ALL_COMMANDS)


app = typer.Typer(
    name="fct",
    cls=CommandLine,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Takes Foreign Comparative Testing proposals from spreadsheet to decision.",
    epilog="Exit codes: 0 nothing to repair, 1 findings to repair, 2 the call is wrong, "
    "3 a file or an act was refused, 4 the store or the system failed, 5 you may not do this.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fct {version('fct-evaluation')}, form {load_form().version}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    show_signs()


@app.command(rich_help_panel="Everyone")
def rules(as_json: Json = False) -> None:
    """List the rules that a proposal is checked by."""
    from fct.scoring.judging import rule_words
    from fct.scoring.ranking import rules_report

    known = load_rules()
    columns = ("rule", "severity", "criterion", "text", "source")
    report = rules_report(known)
    in_words = [
        row | {"text": rule_words(rule, load_form())}
        for row, rule in zip(report, known.values(), strict=True)
    ]
    print_report(report, lambda _: print_lines(columns, in_words), as_json=as_json)


@app.command(rich_help_panel="Everyone")
def form(as_json: Json = False) -> None:
    """List the fields of the form."""
    from fct.scoring.ranking import form_report

    report = form_report(load_form())
    columns = ("sheet", "label", "id", "type", "choices_or_unit", "required")
    print_report(report, partial(print_lines, columns), as_json=as_json)


@loaded_once
def command_line() -> Callable[..., Any]:
    """Return the command line, which Typer would make anew for each call."""
    return typer.main.get_command(app)


def main() -> None:
    """Run the command line; every foreseen error ends in one sentence and its exit code."""
    show_signs()
    try:
        command_line()()
    except FctError as error:
        say_problem(error)
        sys.exit(error.exit_code)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        typer.echo(
            f"fct: {named}{error.strerror or error}. Free space or correct the path, then try "
            "again; nothing was half written.",
            err=True,
        )
        sys.exit(ExitCode.SYSTEM)
    except UnicodeEncodeError as error:
        shown = ascii(error.object)
        typer.echo(f"fct: {shown} holds bytes that are no text. Write it in UTF-8.", err=True)
        sys.exit(ExitCode.USAGE)
    except KeyboardInterrupt:
        typer.echo("fct: stopped.", err=True)
        sys.exit(130)
    except Exception as error:
        from fct.flows.serving import lost_server_sentence

        sentence = lost_server_sentence(error)
        if sentence is None:
            raise
        typer.echo(f"fct: {sentence}", err=True)
        sys.exit(ExitCode.SYSTEM)


if __name__ == "__main__":
    main()
