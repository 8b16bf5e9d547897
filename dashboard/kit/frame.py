"""What stands around every page: banner, heading, designation block, and words for emptiness."""

from contextvars import ContextVar

import streamlit as st

from fct.dashboard.kit import look, places, queries
from fct.dashboard.kit.markup import Markup, el, in_margins, joined
from fct.dashboard.kit.places import Place
from fct.dashboard.kit.queries import View
from fct.data import subjects
from fct.data.common import FctError, is_clock_simulated, utc_now
from fct.data.formats import Provenance, provenance_of_program
from fct.data.program import Marking
from fct.data.subjects import how_to_add_cycle, sample_sentence
from fct.data.tables import CycleRow, Run

_NAME = "FCT review"
_SHORT = 12  # of a hash, enough to set two apart
_cycle: ContextVar[int | None] = ContextVar("cycle", default=None)
_run: ContextVar[Run | None] = ContextVar("run", default=None)


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


def show_reading_notice(place: Place) -> None:
    """Say that nothing can be written, where the store may only be read."""
    if queries.is_read_only(place):
        look.notice(
            el("strong", "This store may only be read. "),
            "Nothing that you enter here is kept, and its log does not say what goes out.",
            kind="sample",
        )


def show_foot(marking: Marking, provenance: Provenance) -> None:
    """Show the designation indicator block, and where what the page shows comes from."""
    lines = [el("div", el("dt", label), el("dd", words)) for label, words in marking.lines()]
    look.show(
        el(
            "div",
            el("dl", *lines, class_="designation"),
            el("p", "Advice by rule; people decide.", class_="hint"),
            class_="foot",
        ),
        provenance_line(provenance),
    )


def choose_cycle(known: list[CycleRow]) -> int:
    """Return the fiscal year that the reader looks at: of several the one chosen."""
    years = [row.fiscal_year for row in reversed(known)]
    year = years[0]
    if len(years) > 1:
        year = st.selectbox(
            "Cycle", years, format_func=look.fy, key="cycle", bind="query-params", width=160
        )
    look_at_cycle(year)
    return year


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
            subjects.no_cycle_sentence(places.settings_of(place), utc_now()),
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
    look_at_run(run)
    cycle = queries.cycle_of(place, year, run.cycle_version)
    at, head = queries.published_at(place, run.id), queries.head(place, run.id)
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
        ("Published", "not known" if when is None else look.moment(when, cycle.zone)),
        ("Rubric", run.evidence.get("rubric", {}).get("version", run.rubric_sha256[:_SHORT])),
    ]  # the rest stands at the foot
    items = [joined(el("span", label, class_="key"), el("span", value)) for label, value in parts]
    look.show(el("div", *(el("span", item, class_="item") for item in items), class_="runline"))
    for sentence in view.head:
        look.notice(sentence, kind="sample")


def look_at_nothing() -> None:
    """Begin a page, which looks at nothing yet."""
    _cycle.set(None)
    _run.set(None)


def look_at_cycle(fiscal_year: int) -> None:
    """Keep that the page looks at a cycle."""
    _cycle.set(fiscal_year)


def look_at_run(run: Run) -> None:
    """Keep that the page looks at a run."""
    _run.set(run)


def provenance_shown(place: Place) -> Provenance:
    """Return where what the page shows comes from; without a store that is the program alone."""
    run, cycle = _run.get(), _cycle.get()
    try:
        if run is not None:
            return subjects.provenance_of(places.store_at(place), run)
        if cycle is not None and places.has_store(place):
            return subjects.provenance_of_cycle(places.store_at(place), cycle)
    except FctError:  # the page itself says why the store cannot be read
        return provenance_of_program(cycle)
    return provenance_of_program()


def provenance_line(provenance: Provenance) -> Markup:
    """Return the line that stands at the foot of each page."""
    items = [
        el("span", joined(el("span", name, class_="key"), el("span", value)), class_="item")
        for name, value in provenance.parts()
    ]
    return el("div", *items, class_="runline", role="note", aria_label="Made from")
