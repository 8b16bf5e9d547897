"""What stands around every page: banner, heading, designation block, and words for emptiness."""

from pathlib import Path

import streamlit as st

from fct.dashboard import look, queries
from fct.dashboard.marking import Marking
from fct.dashboard.markup import el, joined
from fct.dashboard.queries import Place, View
from fct.data.store import CycleRow

ILLUSTRATIVE = "illustrative"  # a file of this name in FCT_HOME marks the store of the demo


def show_banner(marking: Marking) -> None:
    """Show the marking at the top and the bottom of the window, and so of each printed page."""
    look.show(
        el("div", marking.banner, class_="banner top", role="note", aria_label="Marking, top"),
        el(
            "div", marking.banner, class_="banner bottom", role="note", aria_label="Marking, bottom"
        ),
    )


def show_sample_notice(home: Path) -> None:
    """Say that the data is made up, where the store is that of the demo."""
    if (home / ILLUSTRATIVE).exists():
        look.notice(
            el("strong", "Sample data. "),
            "Vendors, people, numbers and dates are invented; no real proposal is shown.",
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
    if not queries.has_store(place):
        say_empty(
            "There is no store yet",
            f"Nothing was found in {place[0]}. Start with the sample season, `fct demo`, or add a "
            "cycle with `fct cycle add FILE`; FCT_HOME names another folder.",
        )
        return None
    known = queries.cycles(place)
    if not known:
        say_empty(
            "The store has no cycle yet",
            "Add the file that declares the fiscal year's dates and budgets with "
            "`fct cycle add FILE`, then submit the proposals with `fct submit FILES`.",
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
    return View(place, cycle, run, queries.published_at(place, run.id), len(known) == 1)


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
    ]
    items = [joined(el("span", label, class_="key"), el("span", value)) for label, value in parts]
    look.show(el("div", *(el("span", item, class_="item") for item in items), class_="runline"))
