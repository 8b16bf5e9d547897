"""What stands around every page: banner, heading, designation block, and words for emptiness."""

import streamlit as st

from fct.dashboard.kit import look, places, queries
from fct.dashboard.kit.markup import el, in_margins, joined
from fct.dashboard.kit.places import Place
from fct.dashboard.kit.queries import View
from fct.data.common import is_clock_simulated, utc_now
from fct.data.program import Marking
from fct.data.subjects import how_to_add_cycle, no_cycle_sentence, sample_sentence
from fct.data.tables import CycleRow

_NAME = "FCT review"
_SHORT = 12  # of a hash, enough to set two apart


def name_window(*names: str) -> None:
    """Name the window, and so the tab of the browser and a printed page; the last call counts.

    Parameters
    ----------
    *names : str
        Of the page, or of what it shows; none for the dashboard alone.
    """
    st.set_page_config(page_title=" · ".join([*names, _NAME]))


def show_banner(marking: Marking) -> None:
    """Show the marking at the top and the bottom of the window, and so of each printed page."""
    look.show(
        el("div", marking.banner, class_="banner top", role="note", aria_label="Marking, top"),
        el(
            "div", marking.banner, class_="banner bottom", role="note", aria_label="Marking, bottom"
        ),
    )
    look.show(in_margins(marking.banner))


def show_sample_notice(place: Place) -> None:
    """Say that the data is made up, where the store is marked so."""
    if queries.is_illustrative(place):
        look.notice(
            el("strong", "Sample data. "),
            "Vendors, people, numbers and dates are invented; no real proposal is shown.",
            f" Simulated clock: {utc_now():%d %b %Y %H:%M} UTC." if is_clock_simulated() else "",
            kind="sample",
        )


def show_designation(marking: Marking) -> None:
    """Show the designation indicator block."""
    lines = [el("div", el("dt", label), el("dd", words)) for label, words in marking.lines()]
    look.show(
        el(
            "div",
            el("dl", *lines, class_="designation"),
            el("p", "Advice by rule; people decide.", class_="hint"),
            class_="foot",
        )
    )


def choose_cycle(known: list[CycleRow]) -> int:
    """Return the fiscal year that the reader looks at; he chooses where there are several."""
    years = [row.fiscal_year for row in reversed(known)]
    if len(years) == 1:
        return years[0]
    return st.selectbox(
        "Cycle", years, format_func=look.fy, key="cycle", bind="query-params", width=160
    )


def find_view(place: Place) -> View | None:
    """Return what there is to look at, or say what to do and return None."""
    if not places.has_store(place):
        say_empty(
            "There is no store yet",
            f"Nothing was found in {place[0]}. {how_to_add_cycle(utc_now())} "
            f"{sample_sentence(places.settings_of(place))}",
        )
        return None
    known = queries.cycles(place)
    if not known:
        say_empty(
            "The store has no cycle yet",
            no_cycle_sentence(places.settings_of(place), utc_now()),
        )
        return None
    year = choose_cycle(known)
    run = queries.published(place, year)
    if run is None:
        received = len(queries.submissions(place, year))
        say_empty(
            f"No run of {look.fy(year)} is published yet",
            f"{look.plural(received, 'file')} came in so far. `fct evaluate` judges what came in "
            "time and publishes the order of merit.",
        )
        return None
    cycle = queries.cycle_of(place, year, run.cycle_version)
    at, head = queries.published_at(place, run.id), queries.head(place, run)
    return View(place, cycle, run, at, len(known) == 1, head)


def say_empty(heading: str, advice: str) -> None:
    """Say that there is nothing to show, and what to do."""
    look.show(el("div", el("h1", heading), el("p", look.sentence(advice)), class_="empty"))


def show_run_line(view: View) -> None:
    """Show which cycle and which run a page is about."""
    cycle, run = view.cycle, view.run
    when = view.published_at
    parts = [
        ("Cycle", look.fy(cycle.fiscal_year)),
        ("As of", f"{run.as_of:%d %b %Y}"),
        ("Deadline", f"{cycle.deadline:%d %b %Y %H:%M %Z}"),
        ("Run", run.id),
        ("Published", "not known" if when is None else f"{when:%d %b %Y %H:%M} UTC"),
        ("Rubric", run.evidence.get("rubric", {}).get("version", run.rubric_sha256[:_SHORT])),
        ("Rules", run.rules_sha256[:_SHORT]),
        ("Code", run.code_version),
    ]
    items = [joined(el("span", label, class_="key"), el("span", value)) for label, value in parts]
    look.show(el("div", *(el("span", item, class_="item") for item in items), class_="runline"))
    for sentence in view.head:
        look.notice(sentence, kind="sample")
