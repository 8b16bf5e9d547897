"""The dashboard: reads what was published. Start it with ``fct dashboard``."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.delta_generator import DeltaGenerator

from fct.dashboard import kit, order, record, reviewer, sponsor
from fct.dashboard.kit import Guard, View
from fct.data.common import FctError
from fct.data.program import Marking, load_marking

PAGES: dict[str, tuple[str, Callable[[View, Marking], None]]] = {
    "": ("At a glance", order.show_glance),
    "order-of-merit": ("Order of merit", order.show_merit),
    "why": ("Why", order.show_why),
    "what-if": ("What if", order.show_what_if),
    "funding-line": ("Funding line", order.show_line),
    "overlap": ("Overlap", record.show_overlap),
    "past": ("Past", record.show_record),
    "proposal": ("Proposal", reviewer.show_proposal),
    "findings": ("Findings", reviewer.show_findings),
    "not-ranked": ("Not ranked", reviewer.show_not_ranked),
    "rules": ("Rules", reviewer.show_rules),
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
        page_icon=str(kit.STATIC / "favicon.png"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(kit.STATIC / "logo.svg"), size="large")
    st.html(kit.STATIC / "dashboard.css")
    try:
        place = kit.current_place()
        marking = load_marking(Path(place[0]))
    except FctError as error:
        kit.show_banner(Marking())
        kit.notice(str(error), kind="error")
        return
    kit.show_banner(marking)
    heading = st.container(key="heading", gap="small")
    with heading, suppress(FctError):  # of a store that cannot be read the page itself says so
        kit.show_sample_notice(place)
    _show_page(place, marking, heading)
    kit.show_designation(marking)


def _find_view(place: kit.Place) -> View | None:
    try:
        view = kit.find_view(place)
    except FctError as error:
        kit.notice(str(error), kind="error")
        return None
    if view is not None:
        kit.show_run_line(view)
    return view


def _show_page(place: kit.Place, marking: Marking, heading: DeltaGenerator) -> None:
    def published(draw: Callable[[View, Marking], None]) -> None:
        """Draw a page on the published run; without one, its heading says what to do."""
        with heading:
            view = _find_view(place)
        if view is not None:
            draw(view, marking)

    draws: dict[str, tuple[str, Callable[[], None]]] = {
        path: (title, partial(published, draw)) for path, (title, draw) in PAGES.items()
    }
    draws[SUBMIT] = ("Submit", partial(sponsor.show_submit, place, marking))
    pages = {
        path: st.Page(draw, title=title, url_path=path, default=not path)
        for path, (title, draw) in draws.items()
    }
    page = st.navigation(list(pages.values()), position="top")
    _follow_links(pages)
    try:
        page.run()
    except FctError as error:
        kit.notice(str(error), kind="error")


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
        routes=kit.routes([*PAGES, SUBMIT]),
        on_script_error=kit.say_failure,
    )
