"""The dashboard: reads what was published, for who acts. Start it with ``fct dashboard``."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware
from streamlit.delta_generator import DeltaGenerator

from fct.dashboard import kit
from fct.dashboard.kit import Guard, View
from fct.dashboard.pages import HOME, PAGES, PageOf, pages_of, show_start
from fct.data.common import FctError
from fct.data.people import Acting
from fct.data.program import Marking

# Links are real links; this follows them within the session, which is quicker than a new one.
FOLLOW_LINKS = """
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest && event.target.closest("a[data-page]");
    const asksForNewTab = event.button || event.metaKey || event.ctrlKey || event.shiftKey;
    if (!link || asksForNewTab || event.altKey) return;
    event.preventDefault();
    setTriggerValue("go", { page: link.dataset.page, query: new URL(link.href).search.slice(1) });
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


def main() -> None:
    """Show the page that the address names, with all that stands around it."""
    st.set_page_config(
        page_icon=str(kit.STATIC / "favicon.png"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    kit.name_window()
    kit.look_at_nothing()
    st.logo(str(kit.STATIC / "logo.svg"), size="large")
    st.html(kit.STATIC / "dashboard.css")
    try:
        place = kit.current_place()
        marking = kit.marking_of(place)
    except FctError as error:
        kit.show_banner(Marking())
        kit.notice(kit.sentence(str(error)), kind="error")
        return
    kit.show_banner(marking)
    with kit.one_run():
        heading = st.container(key="heading", gap="small")
        with heading:
            acting = _enter(place)
        if acting is None:
            _keep_address()
        else:
            _show_page(place, acting, heading)
        kit.show_foot(marking, kit.provenance_shown(place))


def _enter(place: kit.Place) -> Acting | None:
    """Show who acts; without a store there is nobody, and the page says how to make one."""
    try:
        with suppress(FctError):  # of a store that cannot be read the page itself says so
            kit.show_sample_notice(place)
            kit.show_reading_notice(place)
        if kit.has_store(place):
            return kit.enter(place)
        return kit.without_store()
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")
        return None


def _keep_address() -> None:
    """Leave the address of a page as it is, for when somebody has signed in; nothing is drawn."""
    pages = [
        st.Page(lambda: None, title=page.title, url_path=path, default=path == HOME)
        for path, page in PAGES.items()
    ]
    st.navigation(pages, position="hidden")


def _find_view(place: kit.Place) -> View | None:
    try:
        view = kit.find_view(place)
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")
        return None
    if view is not None:
        kit.show_run_line(view)
    return view


def _show_page(place: kit.Place, acting: Acting, heading: DeltaGenerator) -> None:
    def published(page: PageOf, of_run: Callable[[View], None]) -> None:
        """Draw a page on the published run; without one, its heading says what to do."""
        with heading:
            view = _find_view(place)
        if view is not None:
            draw = page.of_large if view.is_large else of_run
            draw(view)

    pages: dict[str, st.Page] = {}
    sections: dict[str, list[st.Page]] = {}
    for path, page in pages_of(acting).items():
        draw: Callable[[], None]
        if page.of_run is not None:
            draw = partial(published, page, page.of_run)
        elif page.of_store is not None:
            draw = partial(page.of_store, place)
        else:
            draw = partial(show_start, place, acting)
        pages[path] = st.Page(
            draw,
            title=page.title,
            url_path=path,
            default=path == HOME,
            visibility="visible" if page.is_listed else "hidden",
        )
        sections.setdefault(page.section, []).append(pages[path])
    page_shown = st.navigation(sections, position="top")
    kit.name_window(page_shown.title)
    _follow_links(pages, page_shown)
    try:
        page_shown.run()
    except FctError as error:
        kit.notice(kit.sentence(str(error)), kind="error")


def _follow_links(pages: dict[str, st.Page], shown: st.Page) -> None:
    follower = st.components.v2.component("fct_links", js=FOLLOW_LINKS)
    followed = follower(key="links", on_go_change=lambda: None)
    target = dict(followed.go) if followed.go else {}
    page = pages.get(str(target.get("page")))
    if page is None:
        return
    parameters = parse_qs(str(target["query"]))
    if page.url_path == shown.url_path:
        kit.change_address(parameters)
    else:
        st.switch_page(page, query_params=parameters)


if __name__ == "__main__":  # Streamlit runs this file anew for each session
    main()
else:  # the server imports it once, and finds what it serves
    app = st.App(
        __file__,
        middleware=[Middleware(Guard, token=os.environ.get(kit.TOKEN, ""))],
        routes=kit.routes(PAGES),
        secrets=kit.sign_in_secrets(),
        on_script_error=kit.say_failure,
    )
