"""The calendar: the dates of the cycles as a picture of the year, and whom each waits for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Place, cell, el, fy
from fct.data.common import in_series, utc_now
from fct.data.people import Action
from fct.data.program import Cycle
from fct.data.subjects import Store
from fct.data.tables import stored_cycle
from fct.scoring.year import (
    BOARD_DATES,
    DateState,
    Wait,
    calendar_report,
    result_words,
    waits_for,
)

_TONES = {
    str(DateState.DONE): "good",
    str(DateState.DUE): "bad",
    str(DateState.AHEAD): "quiet",
}
_SHOWN_DONE = 12


def show_calendar(place: Place) -> None:
    """Draw the page."""
    store, now = kit.store_at(place), utc_now()
    kit.title("Calendar", "The dates of every cycle: what is done, due and ahead, and for whom.")
    dates = _dates(place, now.replace(second=0, microsecond=0))
    if not dates:
        kit.notice("The store has no cycle yet, so there are no dates.")
        return
    _show_picture(dates, now)
    for year in sorted({one["fiscal_year"] for one in dates}, reverse=True):
        kit.section(f"Cycle of {fy(year)}")
        own = [one for one in dates if one["fiscal_year"] == year]
        heads = ("Date", "As written", "Acted on at", "State", "Waits for")
        rows = [_row(one) for one in own]
        kit.show(kit.table(f"Dates of the cycle of {fy(year)}", heads, rows))
    if store.acting.scopes(Action.TICK_SEE):
        zones = {row.fiscal_year: stored_cycle(row).zone for row in store.cycles.all()}
        _show_done(store.ticks.all(), zones)


@kit.current()
def _dates(place: Place, minute: dt.datetime) -> list[dict[str, Any]]:
    """Return the dates that are known, as they stand in a minute; no date is finer than that."""

    def waits(whole: Store, cycle: Cycle, name: str) -> list[Wait]:
        if name in BOARD_DATES:
            return _waits_on_board(place, cycle.fiscal_year, name)
        return waits_for(whole, cycle, name)

    report = calendar_report(kit.store_at(place), None, minute, waits)
    return [one for one in report["dates"] if one["at"] is not None]


@kit.came_in(is_shared=True)
def _waits_on_board(place: Place, fiscal_year: int, name: str) -> list[Wait]:
    """Return whom a date waits for that asks how every proposal is judged; nothing is hidden."""
    store = kit.store_at(place).whole()
    return waits_for(store, store.cycles.read(fiscal_year)[1], name)


def _show_picture(dates: Sequence[Mapping[str, Any]], now: dt.datetime) -> None:
    frame = pd.DataFrame(
        {
            "at": [one["at"][:10] for one in dates],
            "cycle": [fy(one["fiscal_year"]) for one in dates],
            "name": [date_name(one["name"]) for one in dates],
            "state": [one["state"] for one in dates],
        }
    )
    colors = kit.scale_of(list(_TONES), list(_TONES.values()))
    rows = alt.Y("cycle:N", title=None)
    base = alt.Chart(frame).encode(x=alt.X("at:T", title=None), y=rows)
    line = base.mark_line(strokeWidth=2, opacity=0.4).encode(detail="cycle:N")
    points = base.mark_point(filled=True, size=120, opacity=1).encode(
        color=alt.Color("state:N", scale=colors, legend=alt.Legend(orient="top", title=None)),
        shape=alt.Shape("state:N", scale=alt.Scale(domain=list(_TONES))),
        tooltip=[alt.Tooltip("name:N", title="date"), "cycle:N", "at:T", "state:N"],
    )
    today = alt.Chart(pd.DataFrame({"at": [f"{now:%Y-%m-%d}"]}))
    rule = today.mark_rule(strokeDash=[4, 4]).encode(x="at:T")
    due = [date_name(one["name"]) for one in dates if one["state"] == DateState.DUE]
    words = (
        f"The dates of {in_series(sorted(set(frame['cycle'])))} along the year, with a line at "
        f"{now:%d %B %Y}. Due now: {in_series(due) if due else 'nothing'}."
    )
    picture = alt.LayerChart(layer=[line, points, rule])
    kit.shown(picture, words, 60 + 60 * frame["cycle"].nunique())


def date_name(name: str) -> str:
    """Return the name of a date as people read it."""
    return name.replace("_", " ")


def _row(one: Mapping[str, Any]) -> Cells:
    waits = [_wait(wait) for wait in one["waits_for"]] or [DASH]
    return (
        date_name(one["name"]),
        one["date"],
        f"{dt.datetime.fromisoformat(one['at']):%Y-%m-%d %H:%M %Z}",
        one["state"],
        cell(*[el("div", wait) for wait in waits]),
    )


def _wait(wait: Mapping[str, Any]) -> str:
    of = f" ({wait['component']})" if wait["component"] else ""
    return f"{wait['person']}{of}: {', '.join(wait['refs']) or 'the next step'}"


def _show_done(rows: Sequence[Any], zones: Mapping[int, dt.tzinfo]) -> None:
    kit.section("What was done by itself", f"The last {_SHOWN_DONE} things, the newest first.")
    shown = [one for one in rows if "passed" not in one.result][-_SHOWN_DONE:]
    if not shown:
        kit.notice("Nothing was done yet.")
        return
    heads = ("At", "What", "Cycle", "About", "Result")
    lines = [
        (
            kit.moment(one.at, zones[one.fiscal_year]),
            one.action,
            fy(one.fiscal_year),
            one.ref or DASH,
            result_words(one.result),
        )
        for one in reversed(shown)
    ]
    kit.show(kit.table("What was done by itself", heads, lines))
