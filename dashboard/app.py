"""The dashboard: reads what was published. Start it with ``fct dashboard``."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.delta_generator import DeltaGenerator

from fct.dashboard import (
    findings_page,
    frame,
    glance_page,
    line_page,
    look,
    merit_page,
    not_ranked_page,
    overlap_page,
    places,
    proposal_page,
    record_page,
    rules_page,
    server,
    submit_page,
    what_if_page,
    why_page,
)
from fct.dashboard.guard import Guard
from fct.dashboard.marking import Marking, load_marking
from fct.dashboard.queries import View
from fct.data.errors import FctError

PAGES: dict[str, tuple[str, Callable[[View, Marking], None]]] = {
    "": ("At a glance", glance_page.show),
    "order-of-merit": ("Order of merit", merit_page.show),
    "why": ("Why", why_page.show),
    "what-if": ("What if", what_if_page.show),
    "funding-line": ("Funding line", line_page.show),
    "overlap": ("Overlap", overlap_page.show),
    "past": ("Past", record_page.show),
    "proposal": ("Proposal", proposal_page.show),
    "findings": ("Findings", findings_page.show),
    "not-ranked": ("Not ranked", not_ranked_page.show),
    "rules": ("Rules", rules_page.show),
}
SUBMIT = "submit"  # needs no published run
# Links are real links; this follows them within the session, which is quicker than a new one.
FOLLOW_LINKS = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest && event.target.closest("a[data-page]");
    const asksForNewTab = event.button || event.metaKey || event.ctrlKey || event.shiftKey;
    if (!link || asksForNewTab || event.altKey) return;
    event.preventDefault();
    setTriggerValue("go", { ...link.dataset });
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


def main() -> None:
    """Show the page that the address names, with all that stands around it."""
    st.set_page_config(
        page_title="FCT review",
        page_icon=str(look.STATIC / "favicon.png"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(look.STATIC / "logo.svg"), size="large")
    st.html(look.STATIC / "dashboard.css")
    try:
        place = places.current_place()
        marking = load_marking(Path(place[0]))
    except FctError as error:
        frame.show_banner(Marking())
        look.notice(str(error), kind="error")
        return
    frame.show_banner(marking)
    heading = st.container(key="heading", gap="small")
    with heading, suppress(FctError):  # of a store that cannot be read the page itself says so
        frame.show_sample_notice(place)
    _show_page(place, marking, heading)
    frame.show_designation(marking)


def _find_view(place: places.Place) -> View | None:
    try:
        view = frame.find_view(place)
    except FctError as error:
        look.notice(str(error), kind="error")
        return None
    if view is not None:
        frame.show_run_line(view)
    return view


def _show_page(place: places.Place, marking: Marking, heading: DeltaGenerator) -> None:
    def published(draw: Callable[[View, Marking], None]) -> None:
        """Draw a page on the published run; where there is none, its heading says what to do."""
        with heading:
            view = _find_view(place)
        if view is not None:
            draw(view, marking)

    draws: dict[str, tuple[str, Callable[[], None]]] = {
        path: (title, partial(published, draw)) for path, (title, draw) in PAGES.items()
    }
    draws[SUBMIT] = ("Submit", partial(submit_page.show, place, marking))
    pages = {
        path: st.Page(draw, title=title, url_path=path, default=not path)
        for path, (title, draw) in draws.items()
    }
    page = st.navigation(list(pages.values()), position="top")
    _follow_links(pages)
    try:
        page.run()
    except FctError as error:
        look.notice(str(error), kind="error")


def _follow_links(pages: dict[str, st.Page]) -> None:
    follower = st.components.v2.component("fct_links", js=FOLLOW_LINKS)
    followed = follower(key="links", on_go_change=lambda: None)
    target = dict(followed.go) if followed.go else {}
    page = pages.get(str(target.pop("page", None)))
    if page is not None:
        parameters = {
            name: str(target[name]) for name in ("ref", "cycle", "part") if name in target
        }
        st.switch_page(page, query_params=parameters)


if __name__ == "__main__":  # Streamlit runs this file anew for each session
    main()
else:  # the server imports it once, and finds what it serves
    app = st.App(
        __file__,
        middleware=[Middleware(Guard)],
        routes=server.routes([*PAGES, SUBMIT]),
        on_script_error=server.say_failure,
    )
