"""The command that shows how what the program prints and writes is built: ``schema``."""

import json
from functools import partial
from typing import Annotated

import typer

from fct.data.formats import SCHEMA_VERSION, load_schema, schema_names
from fct.flows.terminal import Json, print_lines, print_report


def schema(
    command: Annotated[
        list[str] | None,
        typer.Argument(help="A command, as slate submit, or an export; without one, all names."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the JSON Schema of what a command answers with --json, or of an export."""
    if not command:
        rows = [{"name": name, "title": load_schema(name)["title"]} for name in schema_names()]
        report = {"schemas": rows}
        print_report(report, lambda _: print_lines(("name", "title"), rows), as_json=as_json)
        return
    name = "-".join(command)
    found = load_schema(name)
    words = partial(json.dumps, found, ensure_ascii=False, indent=1)
    print_report(
        {"name": name, "version": SCHEMA_VERSION, "schema": found},
        lambda _: typer.echo(words()),
        as_json=as_json,
    )
