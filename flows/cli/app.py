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
from fct.flows.cli import (
    attachments as cli_attachments,
    check as cli_check,
    cycles as cli_cycles,
    evaluation as cli_store,
    order as cli_order,
    overlap as cli_overlap,
    record as cli_record,
    rules as cli_rules,
    serve as cli_serve,
    store as cli_new_store,
    submissions as cli_submissions,
    templates as cli_templates,
    what_if as cli_what_if,
    which_program as cli_which_program,
    worth as cli_worth,
)
from fct.flows.following import register_following
from fct.flows.keeping import register_keeping
from fct.flows.office import register_office
from fct.flows.terminal import ActingGroup, Json, print_lines, print_report, say_problem, show_signs
from fct.flows.year import register_year

app = typer.Typer(
    name="fct",
    cls=ActingGroup,
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


cli_templates.register(app)
cli_check.register(app)
cli_store.register(app)
cli_cycles.register(app)
cli_new_store.register(app)
cli_submissions.register(app)
cli_attachments.register(app)
cli_order.register(app)
cli_what_if.register(app)
cli_worth.register(app)
cli_which_program.register(app)
cli_overlap.register(app)
cli_rules.register(app)
cli_record.register(app)
cli_serve.register(app)
register_office(app)
register_year(app)
register_following(app)
register_keeping(app)


@loaded_once
def command_line() -> Callable[..., Any]:
    """Return the command with all beneath it, which Typer would make anew for each call."""
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


if __name__ == "__main__":
    main()
