"""The dashboard as a whole: every page opens, is marked, and says what to do when it is empty."""

import functools
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

import fct.dashboard
from fct.dashboard.pages import PAGES
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.processes.waiting import NO_HURRY_S, wait_until
from tests.support.stores.homes import blank_store

WITH_CRITERIA = (*PAGES, "proposal?part=Criteria+and+rules")
PARTS = ("Criteria+and+rules", "All+answers", "Evidence", "Notes+and+versions")
# What reaches beyond the window, unless something that scrolls or cuts stands around it.
TOO_WIDE = """
() => [...document.querySelectorAll("[data-testid=stMain] *")].filter((one) => {
  if (one.getBoundingClientRect().right <= window.innerWidth + 1) return false;
  for (let box = one.parentElement; box.dataset.testid !== "stMain"; box = box.parentElement)
    if (getComputedStyle(box).overflowX !== "visible") return false;
  return true;
}).map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 30)}`).slice(0, 5)
"""
UNDRAWN = "[data-testid=stVegaLiteChart]:not(:has(canvas, svg))"
# Ends when the browser has shown the page as it is now: pictures take a new width in between.
DRAWN = """
() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(() => shown())))
"""
REPORTED = """
window.reported = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.reported.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
SCHEMES = {"light": {"width": 1440, "height": 1000}, "dark": {"width": 800, "height": 1000}}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(shown: Callable[..., Any], path: str) -> None:
    """No page ends in an exception or an error."""
    page = shown(path)

    assert page.failures == []
    assert 'class="notice error"' not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_marked(shown: Callable[..., Any], path: str) -> None:
    """The banner stands at the top and the bottom, and the designation block on the page."""
    text = shown(path).text

    assert text.count(">CUI</div>") == 2
    for label in ("Controlled by", "CUI category", "Distribution/dissemination", "POC"):
        assert f"<dt>{label}</dt>" in text


def test_the_marking_comes_from_the_configuration(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """What the controlling office decides replaces the placeholders."""
    (tmp_path / "marking.yaml").write_text("banner: CUI//SP-PROCURE\ncontrolled_by: Office A\n")

    text = open_page(tmp_path).text

    assert text.count(">CUI//SP-PROCURE</div>") == 2
    assert "<dd>Office A</dd>" in text


def test_a_wrong_marking_file_is_one_sentence(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """An unknown key is named; the page is marked all the same."""
    (tmp_path / "marking.yaml").write_text("baner: CUI\n")

    page = open_page(tmp_path)

    assert "“baner” is not a known key" in page.text
    assert ">CUI</div>" in page.text
    assert page.failures == []


def test_sample_data_is_said_to_be_sample_data(home: Path, open_page: Callable[..., Any]) -> None:
    """Nobody takes the demo for the real thing."""
    assert "Sample data." in open_page(home).text


def test_without_a_store_it_says_how_to_start(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """Looking makes no store, and the page names the commands that do."""
    text = open_page(tmp_path / "nothing").text

    assert "There is no store yet" in text
    assert "<code>fct demo</code>" in text
    assert not (tmp_path / "nothing").exists()


def test_without_a_cycle_it_says_how_to_add_one(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """A store alone is not enough."""
    open_store(Settings(blank_store(tmp_path))).close()

    assert "<code>fct cycle add FILE</code>" in open_page(tmp_path).text


def test_without_a_published_run_it_says_how_to_publish(
    tmp_path: Path, open_page: Callable[..., Any], add_cycle: Callable[..., int]
) -> None:
    """What came in is counted, and nothing is shown before it is published."""
    with open_store(Settings(blank_store(tmp_path))) as store:
        add_cycle(store)

    text = open_page(tmp_path).text

    assert "No run of FY2027 is published yet" in text
    assert "<code>fct evaluate</code>" in text


def test_an_error_of_the_store_is_one_sentence(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """A file that is no database gives a sentence and no traceback."""
    (tmp_path / "fct.sqlite").write_text("this is no database " * 100)

    page = open_page(tmp_path)

    assert 'class="notice error"' in page.text
    assert page.failures == []


def test_a_reader_chooses_between_cycles(
    home_of_two_cycles: Path, open_page: Callable[..., Any]
) -> None:
    """The last cycle comes first; the address names another."""
    last = open_page(home_of_two_cycles)
    first = open_page(home_of_two_cycles, cycle="FY2027")

    assert "FY2028 at a glance" in last.text
    assert "FY2027 at a glance" in first.text


@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_stays_text(shown: Callable[..., Any], hostile_ref: str, path: str) -> None:
    """What a sponsor wrote makes no element, and what cannot be seen is shown."""
    page = shown(path, hostile_ref)

    text = page.text
    assert "<script" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert page.failures == []


def test_hostile_text_is_shown_as_it_was_written(
    home: Path, open_page: Callable[..., Any], hostile_ref: str
) -> None:
    """It is neither run nor dropped: a reviewer sees what the sponsor wrote."""
    text = open_page(home, "proposal", ref=hostile_ref).text

    assert "&lt;script&gt;window.hacked=1&lt;/script&gt;&lt;img src=x" in text
    assert "[U+202E]gpj" in text


def test_the_settings_close_what_is_open_as_shipped() -> None:
    """Loopback only, no traceback, no usage statistics, no unsafe export."""
    path = Path(fct.dashboard.__file__).with_name(".streamlit") / "config.toml"
    settings = tomllib.loads(path.read_text())

    assert (
        settings["server"].items()
        >= {
            "address": "127.0.0.1",
            "headless": True,
            "fileWatcherType": "none",
            "maxUploadSize": 25,
            "enableCORS": True,
            "enableXsrfProtection": True,
        }.items()
    )
    assert settings["browser"] == {"gatherUsageStats": False}
    assert settings["runner"]["postScriptGC"] is False
    assert settings["client"] == {
        "showErrorDetails": "none",
        "showErrorLinks": False,
        "toolbarMode": "minimal",
        "disableDataExport": True,
    }


def test_no_markdown_holds_what_a_sponsor_wrote(
    shown: Callable[..., Any], hostile_ref: str
) -> None:
    """Markdown would turn addresses and icons in it into elements."""
    for path in PAGES:
        page = shown(path, hostile_ref)

        assert [one.value for one in page.app.markdown] == [], path


@dataclass(frozen=True)
class Visited:
    """What a browser saw of a page, from the first byte until its pictures stood."""

    requests: list[str]
    said: list[str]
    reported: list[str]
    title: str
    barriers: list[Any]


@pytest.fixture(scope="module")
def window(browser: Any) -> Iterator[Callable[[str], Any]]:
    """Return a function that gives the window of a scheme, in which one page follows another.

    A new one would load the program of the pages anew, which takes longer than a page.
    """
    windows: dict[str, Any] = {}

    def of(scheme: str) -> Any:
        if scheme not in windows:
            page = browser.new_page(color_scheme=scheme, viewport=SCHEMES[scheme])
            page.set_default_timeout(NO_HURRY_S * 1000)
            windows[scheme] = page
        windows[scheme].goto("about:blank")  # whatever the last page still says is its own
        windows[scheme].set_viewport_size(SCHEMES[scheme])
        return windows[scheme]

    yield of
    for page in windows.values():
        page.close()


@pytest.fixture(scope="module")
def visited(window: Callable[[str], Any], server: str) -> Callable[[str], Visited]:
    """Return a function that visits a page, light and wide, once for several tests."""
    page = window("light")
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda one: said.append(one.text) if one.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda one: said.append(one.url) if one.status >= 400 else None)
    page.add_init_script(REPORTED)

    @functools.cache
    def look(path: str) -> Visited:
        window("light")
        requests.clear()
        said.clear()
        visit(page, f"{server}/{path}")
        reported = page.evaluate("window.reported")
        return Visited(list(requests), list(said), reported, page.title(), barriers(page))

    return look


def barriers(page: Any) -> list[Any]:
    """Return the serious and critical violations that Axe finds."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def visit(page: Any, address: str) -> None:
    """Open an address and wait until the page and its pictures stand."""
    page.goto(address)
    page.wait_for_selector(".designation")
    # Not by a function: the page's policy lets none be made of text.
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
    page.wait_for_selector("[data-stale=true]", state="detached")
    # Pictures come after the page stands: their program is loaded, then they are drawn.
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
    page.wait_for_selector(UNDRAWN, state="detached")
    page.evaluate(DRAWN)


@pytest.mark.browser
def test_its_settings_hold_from_any_folder(server: str) -> None:
    """The typeface is served, as only the settings beside the main script allow."""
    font = f"{server}/app/static/public-sans-latin-wght-normal.woff2"

    with urlopen(font, timeout=600) as answer:
        assert answer.status == 200
        assert answer.read(4) == b"wOF2"


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_other_hosts(
    visited: Callable[[str], Visited], server: str, path: str
) -> None:
    """It works without the internet: every request stays on loopback."""
    asked = visited(path).requests

    assert asked
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_no_page_offends_the_policy_or_the_console(
    visited: Callable[[str], Visited], path: str
) -> None:
    """The browser reports no violation, no error and no warning, and no answer fails."""
    found = visited(path)

    assert found.said == []
    assert found.reported == []
    assert "Streamlit" not in found.title


@pytest.mark.browser
@pytest.mark.parametrize("path", WITH_CRITERIA)
def test_a_light_and_wide_page_has_no_serious_barrier(
    visited: Callable[[str], Visited], path: str
) -> None:
    """Axe finds no serious or critical violation."""
    assert visited(path).barriers == []


@pytest.mark.browser
@pytest.mark.parametrize("path", WITH_CRITERIA)
def test_a_dark_and_narrow_page_has_no_serious_barrier(
    window: Callable[[str], Any], server: str, path: str
) -> None:
    """Axe finds no serious or critical violation there either."""
    page = window("dark")
    visit(page, f"{server}/{path}")

    assert barriers(page) == []


@pytest.mark.browser
def test_hostile_text_makes_no_element(page: Any, server: str, hostile_ref: str) -> None:
    """Nothing of it runs, loads or becomes a link on any page."""
    for path in PAGES:
        visit(page, f"{server}/{path}?{urlencode({'ref': hostile_ref})}")

        assert page.evaluate("window.hacked") is None
        assert page.locator("[data-testid=stHtml] :is(script, img, iframe, form)").count() == 0
        links = page.locator("[data-testid=stHtml] a").evaluate_all("all => all.map(a => a.href)")
        assert [link for link in links if not link.startswith(server)] == []


@pytest.mark.browser
@pytest.mark.parametrize("path", [*PAGES, *(f"proposal?part={part}" for part in PARTS)])
def test_ten_thousand_characters_break_no_page(
    window: Callable[[str], Any],
    server_of_long_texts: str,
    long_refs: tuple[str, ...],
    path: str,
) -> None:
    """Whatever the answers say, no page is wider than the window, and nothing of it runs."""
    page = window("light")
    for ref in long_refs if "part=" in path else long_refs[:1]:
        asks = "&" if "?" in path else "?"
        visit(page, f"{server_of_long_texts}/{path}{asks}{urlencode({'ref': ref})}")

        for width in (1440, 800):
            page.set_viewport_size({"width": width, "height": 1000})
            page.evaluate(DRAWN)
            assert wait_until(lambda: page.evaluate(TOO_WIDE) == []), (ref, width)
        assert page.evaluate("window.hacked") is None
        assert page.locator(".notice.error").count() == 0


@pytest.mark.browser
def test_a_row_leads_to_its_proposal_in_the_same_session(page: Any, server: str) -> None:
    """The link is followed without a new page load, and the address names the proposal."""
    visit(page, f"{server}/order-of-merit")
    page.evaluate("window.same = true")

    page.get_by_role("link", name="FY27-ARMY-02").first.click()
    page.wait_for_selector("h1:has-text('Enhanced body armor')")

    assert "ref=FY27-ARMY-02" in page.url
    assert page.evaluate("window.same") is True


@pytest.mark.browser
def test_a_filter_narrows_the_rows_and_stands_in_the_address(page: Any, server: str) -> None:
    """What is typed filters, and a copied address shows the same."""
    visit(page, f"{server}/order-of-merit")

    page.get_by_label("Search").fill("USMC")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/^2 of \\d+ ranked proposals$/")

    assert "q=USMC" in page.url


@pytest.mark.browser
def test_a_download_is_marked_and_inert(page: Any, server: str) -> None:
    """The file comes with its banner and where it comes from, and with no live trigger."""
    visit(page, f"{server}/order-of-merit")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")

    assert text.startswith('"CUI Made from cycle FY2027, cycle file version 1, run FY2027-R001, ')
    assert '"=' not in text


@pytest.mark.browser
def test_a_window_is_named_for_what_it_shows_and_back_leads_to_the_list_as_it_was(
    page: Any, server: str
) -> None:
    """A proposal by its ref and title; the list comes back with its search and its order."""
    visit(page, f"{server}/order-of-merit?q=army&sort=-rank")
    assert page.title() == "Order of merit · FCT review"

    page.get_by_role("link", name="FY27-ARMY-02", exact=True).click()
    page.wait_for_selector("h1:has-text('Enhanced body armor')")
    assert page.title().startswith("FY27-ARMY-02 · Enhanced body armor")
    page.go_back()
    page.wait_for_selector("table.merit")

    assert page.url == f"{server}/order-of-merit?q=army&sort=-rank"
    assert page.get_by_label("Search in every answer and comment").input_value() == "army"
