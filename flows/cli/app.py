"""The command line: one command for sponsors, reviewers and the operator of a cycle.

Exit codes: 0 nothing to repair, 1 findings to repair, 2 the call is wrong, 3 a file or an
act was refused, 4 the store or the system failed, 5 the person may not do this.
"""

import atexit
import gc
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer

from fct.data.common import ExitCode, FctError, loaded_once
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

# A new command needs its name here, or in `commands.py` of its wing: a test holds both equal.
CLI_COMMANDS = CommandHomes(
    "fct.flows.cli",
    {
        "Sponsors": {
            "templates": ("template",),
            "check": ("check",),
            "evaluation": ("submit",),
            "submissions": ("receipt", "versions", "file", "diff", "withdraw", "reopen", "carry"),
            "attachments": ("attach", "attachments", "detach", "attachment"),
            "which_program": ("which-program",),
        },
        "Reviewers": {
            "check": ("rank",),
            "evaluation": ("show",),
            "order": ("why", "sure", "line"),
            "what_if": ("whatif", "scenario"),
            "worth": ("verify-first", "ask-first"),
            "overlap": ("overlap",),
            "serve": ("dashboard",),
        },
        "Operator": {
            "evaluation": ("evaluate",),
            "cycles": ("cycle",),
            "store": ("store",),
            "rules": ("rule",),
            "waivers": ("waiver",),
            "record": ("record",),
            "serve": ("serve",),
        },
        "Everyone": {
            "schema": ("schema",),
            "serve": ("demo", "test"),
        },
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
# Instead of 700: imports make no garbage, and looking for it takes a tenth of the time.
_OBJECTS_BETWEEN_LOOKS = 500_000


class CommandLine(ActingGroup):
    """The root of all commands; each is imported when it is called, or when all are listed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = LazyCommands(self.commands, *ALL_COMMANDS)


_NO_ROOM = re.compile("failed to map segment|cannot allocate memory", re.IGNORECASE)

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
        from importlib.metadata import version

        from fct.data.program import load_form

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
    from fct.data.program import load_form, load_rules
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
    from fct.data.program import load_form
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
    # For its plugins pydantic opens the metadata of every package that is installed: 0.05 s.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
    except (MemoryError, ImportError) as error:
        # A library that finds no room for itself is an ImportError of the system's loader.
        if isinstance(error, ImportError) and not _NO_ROOM.search(str(error)):
            raise
        typer.echo(
            "fct: This machine has no memory to spare now. End other programs, then try again; "
            "nothing was half written.",
            err=True,
        )
        sys.exit(ExitCode.SYSTEM)
    except UnicodeEncodeError as error:
        shown = ascii(error.object)
        typer.echo(f"fct: {shown} holds bytes that are not text. Write it in UTF-8.", err=True)
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


class _Ending:
    """How this process ends: at once, when its threads and its exit handlers are done.

    Taking the interpreter apart, with the thousands of objects of pandas, takes a tenth of a second
    and changes nothing that anybody sees.
    """

    code: int | None = None

    def now(self) -> None:
        """End, if the command said its exit code and all that it printed is out."""
        if self.code is None:
            return
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # the interpreter says so in its own way
            return
        os._exit(self.code)


def run() -> None:
    """Run the command line as a process of its own."""
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
    if "FCT_DASK_ADDRESS" not in os.environ:
        # pandas imports it where it is there, which takes a tenth of a second, and no command needs
        # it: pages do, in a process of their own, and what workers of Dask send back may.
        sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type] # None: cannot be imported
    ending = _Ending()
    atexit.register(ending.now)  # the first that is registered is called last
    try:
        main()
        ending.code = ExitCode.NOTHING_TO_REPAIR
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            ending.code = stop.code or ExitCode.NOTHING_TO_REPAIR
        raise


if __name__ == "__main__":
    run()
