"""The command that prints what each role may do."""

from dataclasses import asdict
from functools import partial
from typing import Any

from fct.data import people
from fct.flows.terminal import Json, opened_store_quietly, print_lines, print_report


def access(as_json: Json = False) -> None:
    """List what each role may do, and on what."""
    with opened_store_quietly() as store:
        kind = "illustrative" if store.is_illustrative() else "real"
    actions = [asdict(row) for row in people.load_access().rows]
    report: dict[str, Any] = {"store": kind, "actions": actions}
    columns = ("action", "role", "scope", "condition")
    # On the screen only what is open: that a role may not is what is not listed.
    shown = report if as_json else [row for row in actions if row["scope"] != "none"]
    print_report(shown, partial(print_lines, columns), as_json=as_json)
