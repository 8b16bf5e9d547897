"""Who did what, as far as who reads may see it."""

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Filters, Place, downloads, el
from fct.data.people import Action, Scope

_COLUMNS = ["at", "person", "action", "object", "outcome", "code", "sha256"]
_LABELS = {"person": "Person", "action": "What", "outcome": "Outcome"}
_FILTERS = Filters("a_", _LABELS, ("person", "action", "object", "code"), "ref, person, what")


def show_activity(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    sees_all = Scope.ALL in store.acting.scopes(Action.LOG_SEE)
    whose = "everybody did" if sees_all else "you did"
    kit.title(
        "Activity", f"What {whose}, the last first; each line carries the hash of what it is about."
    )
    deeds = store.activity.all()
    if not deeds:
        kit.notice("Nothing is in the log that you may see.")
        return
    frame = pd.DataFrame(
        [
            {
                "at": deed.event.at.isoformat(timespec="seconds"),
                "person": deed.event.actor.name,
                "action": deed.event.action,
                "object": deed.event.object,
                "outcome": deed.outcome,
                "code": deed.code,
                "sha256": deed.sha256,
            }
            for deed in reversed(deeds)
        ],
        columns=_COLUMNS,
    )
    rows = kit.filtered(frame, _FILTERS)
    shown = kit.toolbar(
        rows,
        len(frame),
        "entries",
        downloads(place, "activity", lambda: {"Activity": rows}),
    )
    heads = ("At (UTC)", "Person", "What", "Object", "Outcome", "SHA-256")
    lines = [_line(row) for row in kit.records(shown)]
    kit.show(kit.table("Who did what", heads, lines))


def _line(row: dict[str, object]) -> Cells:
    code = f" ({row['code']})" if isinstance(row["code"], str) else ""  # none is not a number
    return (
        str(row["at"])[:19].replace("T", " "),
        row["person"],
        row["action"],
        row["object"] or DASH,
        f"{row['outcome']}{code}",
        el("code", str(row["sha256"])[:12], title=str(row["sha256"])),
    )
