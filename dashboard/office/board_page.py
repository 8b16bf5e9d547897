"""Who has sent what: each component of a cycle by what is expected, sent, to repair and missing."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Place, cell, downloads, fy
from fct.scoring.year import board_report

_COUNTED = ("expected", "sent", "to_repair", "certified", "missing")
_HEADS = (
    "Component",
    "Expected",
    "Sent",
    "To repair",
    "Certified",
    "Missing",
    "Last year",
    "In time before",
)


def show_board(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    kit.title("Who has sent what", "Each component, against what is expected of it and last year.")
    known = store.cycles.all()
    if not known:
        kit.notice("The store has no cycle yet, so nothing is expected.")
        return
    year = kit.choose_cycle(known)
    components = _components(place, year)
    rows = [_row(one) for one in components]
    kit.show(kit.table(f"Who has sent what of {fy(year)}", _HEADS, rows, class_=""))
    entries = _entries(components)
    kit.section("By proposal")
    shown = kit.toolbar(
        entries,
        len(entries),
        "proposals",
        downloads(place, "board", lambda: {"Who has sent what": entries}),
    )
    heads = ("Component", "Ref", "Title", "State")
    lines = [
        (*(cell(row[name] or DASH) for name in ("component", "ref", "title", "state")),)
        for row in kit.records(shown)
    ]
    kit.show(kit.table(f"Proposals of {fy(year)}", heads, lines))


@kit.came_in()
def _components(place: Place, fiscal_year: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = board_report(kit.store_at(place), fiscal_year)["components"]
    return found


def _row(one: Mapping[str, Any]) -> Cells:
    counts = [DASH if one[name] is None else str(len(one[name])) for name in _COUNTED]
    before = one["last_year"]
    last = DASH if before is None else f"{before['sent']} sent, {before['missing']} missing"
    until = _until(one) or DASH
    return (
        one["component"] or "not known",
        *(cell(count, class_="num") for count in counts),
        last,
        until,
    )


def _until(one: Mapping[str, Any]) -> str:
    """Return the later deadline of a component or a proposal; empty without an extension."""
    return str(one.get("extended_until") or "")[:16].replace("T", " ")


def _entries(components: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a row a proposal; what is missing stands first."""
    rows = []
    for one in components:
        states: dict[str, str] = {}
        titles: dict[str, str | None] = {}
        for name, words in (
            ("sent", "sent"),
            ("certified", "certified"),
            ("to_repair", "to repair"),
            ("missing", "missing"),
        ):
            for entry in one[name] or ():
                late = ", came too late" if entry.get("late") else ""
                until = _until(entry)
                later = f", in time before {until}" if until else ""
                states[entry["ref"]] = f"{words}{late}{later}"
                titles[entry["ref"]] = entry["title"]
        rows += [
            {"component": one["component"], "ref": ref, "title": titles[ref], "state": state}
            for ref, state in sorted(states.items())
        ]
    rows.sort(key=lambda row: not str(row["state"]).startswith("missing"))
    columns = ["component", "ref", "title", "state"]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # what is not known stays None
