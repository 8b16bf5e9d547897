"""The messages that the year caused: all of them to who may see them, else the own ones."""

from collections.abc import Sequence

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Markup, Place, cell, el, head
from fct.data.messages import Message
from fct.data.people import Action

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
    heads = [head(one) for one in ("At (UTC)", "To", "Subject", "State", "Tries", "Text")]
    kit.show(kit.table("Messages", heads, _rows(shown), class_="plain"))
    if len(found) > _MOST:
        kit.notice(f"These are the last {_MOST} of {len(found):,} messages.")


def _rows(messages: Sequence[Message]) -> list[Markup]:
    return [
        el(
            "tr",
            cell(f"{one.row.at:%Y-%m-%d %H:%M}"),
            cell(one.row.person),
            cell(one.row.subject),
            cell(one.state),
            cell(str(one.tries) if one.tries else DASH),
            cell(el("details", el("summary", "show"), el("pre", one.row.text))),
        )
        for one in messages
    ]
