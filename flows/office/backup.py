"""Commands that keep a store elsewhere and bring it back: ``backup`` and ``restore``."""

from pathlib import Path
from typing import Annotated

import typer

from fct.data import backups
from fct.data.common import plural
from fct.flows.terminal import Json, opened_store, print_report


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or an empty folder.")],
    as_json: Json = False,
) -> None:
    """Write the store as it is now into a folder, while everything goes on running.

    The database and every file that it names are in it, with their hashes; nothing of the inbox or
    of logs.
    """
    with opened_store() as store:
        report = backups.back_up(store, folder)
    sentence = (
        f"Wrote {plural(report['files'], 'file')} with {report['bytes']:,} bytes to {folder}. The "
        f"log ends with entry {report['events']}, SHA-256 {report['head']}."
    )
    print_report(report, sentence, as_json=as_json)


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="That `fct backup` wrote.")],
    as_json: Json = False,
) -> None:
    """Verify a backup and put it where FCT_HOME and FCT_DATABASE_URL say, which must be empty."""
    from fct.data.store import Settings, store_place

    settings = Settings.from_environment()
    report = backups.restore(settings, folder)
    sentence = (
        f"Restored {plural(report['files'], 'file')} with {report['bytes']:,} bytes to "
        f"{store_place(settings)}. The log ends with entry {report['events']}, SHA-256 "
        f"{report['head']}."
    )
    print_report(report, sentence, as_json=as_json)
