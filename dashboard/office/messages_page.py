"""The messages that the year caused: all of them to who may see them, else the own ones."""

import datetime as dt
from collections.abc import Mapping, Sequence

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Place, el
from fct.data.messages import Message
from fct.data.people import Action
from fct.data.tables import stored_cycle

_MOST = 200


def show_messages(place: Place) -> None:
    """Draw the page."""
    store = kit.store_at(place)
    sees_all = bool(store.acting.scopes(Action.MESSAGE_SEE))
    lead = "All messages, the last first." if sees_all else "The messages to you, the last first."
    kit.title("Messages", lead)
    found = store.messages.all() if sees_all else store.messages.own()
    if given_up := [one for one in found if one.state == "given up"]:
        kit.notice(
            f"{kit.plural(len(given_up), 'message')} could not be sent for ten days and "
            "will not be tried again; inform these people another way.",
            kind="warn",
        )
    if not found:
        kit.notice("No message was written yet.")
        return
    shown = list(reversed(found))[:_MOST]
    heads = ("At", "To", "Subject", "State", "Tries", "Text")
    zones = {row.fiscal_year: stored_cycle(row).zone for row in store.cycles.all()}
    kit.show(kit.table("Messages", heads, _rows(shown, zones)))
    if len(found) > _MOST:
        kit.notice(f"These are the last {_MOST} of {len(found):,} messages.")


def _rows(messages: Sequence[Message], zones: Mapping[int, dt.tzinfo]) -> list[kit.Cells]:
    return [
        (
            kit.moment(one.row.at, zones.get(one.row.fiscal_year or 0, dt.UTC)),
            one.row.person,
            one.row.subject,
            one.state,
            str(one.tries) if one.tries else DASH,
            el("details", el("summary", "show"), el("pre", one.row.text)),
        )
        for one in messages
    ]
