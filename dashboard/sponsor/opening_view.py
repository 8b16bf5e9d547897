"""What the page opens with: the deadlines, the form to download, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Download, Place, el, fy
from fct.dashboard.sponsor.sponsor_views import written
from fct.data.common import utc_now
from fct.data.documents import write_template
from fct.data.program import Cycle, Form, load_form, load_nomination_form
from fct.data.submitting import OwnDeadline, is_not_open, last_moment, own_deadline
from fct.data.tables import Lane, stored_cycle

_STEPS = {
    "Get the form": "One workbook for each proposal; what each answer is for stands beside it.",
    "Fill it in": "In Excel, LibreOffice or another spreadsheet program, as .xlsx or .ods.",
    "Pick it below": "It is checked at once and not kept. Repair what is found, and pick it again.",
    "Submit it": "Save the receipt. Until the deadline a changed form replaces it.",
}
_PASSED = {
    "Submit it": "The deadline has passed: a file that is sent now is kept with a receipt, and "
    "counts only by an extension, out of cycle, or in the next cycle."
}


def show_opening(place: Place) -> None:
    """Show when files are due, the steps from a blank form to a receipt, and the blank form."""
    now = utc_now()
    cycles = [stored_cycle(row) for row in kit.cycles(place)]
    store = kit.store_at(place)
    person = store.acting_now().person
    component = None if person is None else person.component
    deadlines = [own_deadline(store, cycle, None, component) for cycle in cycles]
    items = [
        el(
            "span",
            el("span", f"{fy(one.cycle.fiscal_year)} due", class_="key"),
            el("span", f"{one.words}{_standing(one, now)}"),
            class_="item",
        )
        for one in deadlines
    ]
    kit.show(el("div", *items, class_="runline"))
    said = _STEPS | _PASSED if all(now > one.moment for one in deadlines) else _STEPS
    steps = [el("li", el("strong", name), " ", words) for name, words in said.items()]
    kit.show(el("ol", *steps, class_="steps", aria_label="From a blank form to a receipt"))
    with st.container(horizontal=True, gap="small"):
        for cycle in _to_offer(deadlines, now):
            if _takes_nominations(cycle, now):
                _offer(place, cycle.fiscal_year, "nomination form", load_nomination_form())
            _offer(place, cycle.fiscal_year, "form", load_form())


def _takes_nominations(cycle: Cycle, now: dt.datetime) -> bool:
    due = cycle.at("summary_due")
    return due is not None and now <= last_moment(cycle, Lane.NOMINATION)


def _offer(place: Place, year: int, what: str, form: Form) -> None:
    Download(
        label=f"Blank {what} of {fy(year)}, .xlsx",
        name=f"FCT-{what.replace(' ', '-')}-{fy(year)}.xlsx",
        of=f"blank {what} {year}",
        make=partial(written, partial(write_template, form=form, fiscal_year=year)),
        key=f"blank {what} {year}",
        is_first=True,
    ).offer(place)


def _standing(deadline: OwnDeadline, now: dt.datetime) -> str:
    if is_not_open(deadline.cycle, now):
        return f" (opens on {deadline.cycle.opens})"
    return " (passed)" if now > deadline.moment else ""


def _to_offer(deadlines: Sequence[OwnDeadline], now: dt.datetime) -> list[Cycle]:
    """Return the cycles whose deadline is to come; where none is, the newest."""
    ahead = [one for one in deadlines if now <= one.moment] or deadlines[-1:]
    return [one.cycle for one in ahead]
