"""The pages as everybody uses them: a proposal from its form to its decision, each signed in."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.dashboard.pages import pages_of
from fct.data.deliberations.acting import acting_of
from fct.data.documents.sample_season import sample_proposals
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.program.form import load_form
from fct.data.program.rules import CRITERIA
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit
from fct.flows.cycle.evaluation import evaluate
from fct.flows.serving.demo_people import demo_people
from tests.conftest import ACTOR, IN_TIME
from tests.dashboard.conftest import put_cycle
from tests.support.files.workbooks import write_template
from tests.support.processes.signing_in import provider, provider_environment, sign_in
from tests.support.stores.office import as_person

REF, OTHER = "FY27-ARMY-02", "FY27-NAVY-06"
TITLE = "Enhanced body armor"
# All is done before the deadline, so that the test holds on any day.
CYCLE = "fiscal_year: 2027\nfinal_due: 2090-06-30\nbudgets: {2027: 2300, 2028: 1600}\n"
WHY = "It says so in the signed letter, on its second page."
PEOPLE = {
    "sponsor-1": (Role.SPONSOR, "Army"),
    "certifier-1": (Role.CERTIFIER, "Army"),
    "reviewer-1": (Role.REVIEWER, None),
    "reviewer-2": (Role.REVIEWER, None),
    "authority-1": (Role.AUTHORITY, None),
    "auditor-1": (Role.AUDITOR, None),
    "operator-1": (Role.OPERATOR, None),
    "administrator-1": (Role.ADMINISTRATOR, None),
}


@pytest.fixture(scope="module")
def season_server(season_home: Path, serving: Callable[..., Any]) -> Iterator[str]:
    """The address at which the season is served, to whomever one picks."""
    with serving(season_home) as address:
        yield address


@dataclass(frozen=True)
class Day:
    """The store, where it is served, and the browser's windows, one a person."""

    home: Path
    address: str
    windows: Callable[..., Any]
    pages: dict[str, Any]

    def page(self, person: str, path: str) -> Any:
        """Return the window of a person at a page; whoever has none signs in."""
        if person not in self.pages:
            self.pages[person] = self.windows().new_page()
            sign_in(self.pages[person], self.address, person, is_shown=False)
        page = self.pages[person]
        page.goto(f"{self.address}/{path}")
        page.wait_for_selector(".designation")
        assert page.locator(".notice.error, [data-testid=stException]").count() == 0
        return page

    def judge(self) -> None:
        """Judge what is there and publish it, as the operator does on the command line."""
        with open_store(Settings(self.home)) as store:
            operator = as_person(store, "operator-1")
            run = evaluate(operator, 2027, None, operator.actor, lambda _: None)
            operator.runs.publish(run.run_id, operator.actor)


@pytest.fixture
def day(
    tmp_path: Path, new_context: Callable[..., Any], serving: Callable[..., Any]
) -> Iterator[Day]:
    """A store before its deadline, with people who sign in and a proposal of another component."""
    home = tmp_path / "home"
    with provider() as issuer, open_store(Settings(home)) as store:
        store.make_new(ACTOR, illustrative=True)
        put_cycle(store, CYCLE)
        submit(store, form(tmp_path / "other.xlsx", OTHER), Delivery(ACTOR, IN_TIME, 2027))
        _add_people(store, issuer)
        with serving(home, environment=provider_environment(issuer)) as address:
            yield Day(home, address, new_context, {})


def _add_people(store: Store, issuer: str) -> None:
    for name, (role, component) in PEOPLE.items():
        person = Person(
            id=name,
            name=name.title(),
            roles=frozenset({role}),
            component=component,
            issuer=issuer,
            subject=name,
        )
        store.people.add(person)


def form(path: Path, ref: str) -> Path:
    """Write the form of a sample."""
    filled = sample_proposals()[ref]
    write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)
    return path


def choose(page: Any, label: str, words: str) -> None:
    """Choose in a list by what stands there, as somebody who types a part of it."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(words)
    page.get_by_role("option", name=words).first.click()


@pytest.mark.browser
def test_a_proposal_goes_from_its_form_to_its_decision(day: Day, tmp_path: Path) -> None:
    """Nine people work one after the other, each as who signed in, and the log names each."""
    _an_expert_is_added(day)
    _a_form_is_submitted_and_certified(day, tmp_path)
    day.judge()
    _it_is_assigned(day)
    _a_question_is_asked_and_answered(day, tmp_path)
    day.judge()
    for person in ("reviewer-1", "reviewer-2", "expert-1"):
        _it_is_reviewed(day, person)
    _the_slate_is_decided_and_published(day)
    _the_auditor_reads_who_did_what(day)
    assert "decided" in day.page("sponsor-1", "status").locator("body").inner_text()


def _an_expert_is_added(day: Day) -> None:
    page = day.page("administrator-1", "people")
    with open_store(Settings(day.home)) as store:
        known = store.people.find("auditor-1")
    assert known is not None
    assert known.issuer is not None
    page.get_by_label("Id: 1 to 40").fill("expert-1")
    page.get_by_label("Name", exact=True).last.fill("Erin Expert")
    choose(page, "Roles", "expert")
    page.keyboard.press("Escape")
    page.get_by_label("Issuer of the sign-in").last.fill(known.issuer)
    page.get_by_label("Subject", exact=True).last.fill("expert-1")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("expert-1 is added.").wait_for()


def _a_form_is_submitted_and_certified(day: Day, folder: Path) -> None:
    page = day.page("sponsor-1", "submit")
    page.locator("input[type=file]").first.set_input_files(form(folder / "form.xlsx", REF))
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.get_by_text("FY2027-S0002").first.wait_for()

    page = day.page("certifier-1", "status")
    choose(page, "Certify that your component stands behind", REF)
    page.get_by_role("button", name="Certify").click()
    page.get_by_text(f"Version 1 of {REF} is certified.").wait_for()
    assert OTHER not in page.locator("body").inner_text()


def _it_is_assigned(day: Day) -> None:
    page = day.page("operator-1", "assignments?part=Assign+by+hand")
    for person in ("reviewer-1", "reviewer-2", "expert-1"):
        choose(page, "Proposal", TITLE)
        choose(page, "Reviewer or expert", person)
        page.get_by_role("button", name="Assign", exact=True).click()
        page.get_by_text(f"{person} reviews {REF}.").wait_for()


def _a_question_is_asked_and_answered(day: Day, folder: Path) -> None:
    page = day.page("reviewer-1", "questions")
    choose(page, "Proposal", TITLE)
    label = load_form()["quantity_fielded"].label
    choose(page, "Fields that the answer may change", label)
    page.keyboard.press("Escape")
    page.get_by_label("Question", exact=True).fill("How many are in regular use today?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text(f"is asked of the sponsor of {REF}.").wait_for()

    page = day.page("sponsor-1", "questions")
    assert "Reviewer-1" not in page.locator("body").inner_text()
    page.locator("input[type=file]").set_input_files(_answered(folder))
    page.get_by_role("button", name="Answer FY2027-Q001").click()
    page.get_by_text("FY2027-Q001 is answered").wait_for()


def _answered(folder: Path) -> Path:
    path = form(folder / "answer.xlsx", REF)
    book = openpyxl.load_workbook(path)
    label = load_form()["quantity_fielded"].label
    (row,) = [row for row in book["Proposal"].iter_rows() if row[1].value == label]
    row[2].value = 1234
    book.save(path)
    return path


def _it_is_reviewed(day: Day, person: str) -> None:
    page = day.page(person, "queue")
    page.get_by_text(TITLE).first.wait_for()
    page = day.page(person, f"review?ref={REF}")
    for criterion in CRITERIA:
        asked = re.compile(f"^{criterion}: your level", re.IGNORECASE)
        levels = page.get_by_role("radiogroup", name=asked)
        levels.get_by_text("4", exact=True).click()
        page.get_by_label(f"Reason for {criterion}").fill(WHY)
    page.get_by_role("radiogroup", name="Your recommendation").get_by_text(
        "fund", exact=True
    ).click()
    page.get_by_label("Reason for the recommendation").fill(WHY)
    page.get_by_role("button", name="Send in").click()
    page.get_by_text("Version 1 of your review is in.").wait_for()


def _the_slate_is_decided_and_published(day: Day) -> None:
    panel = day.page("authority-1", "panel")
    panel.get_by_text("3 of 3").first.wait_for()

    page = day.page("reviewer-1", "decide")
    page.get_by_role("button", name="Take the advice for all undecided").click()
    page.get_by_text("0 undecided").wait_for()
    page.get_by_role("button", name="Submit the slate").click()
    page.get_by_text("The slate is in approval.").wait_for()

    page = day.page("authority-1", "decide")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("The slate is approved.").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("The slate is published.").wait_for()
    # The button of the draft stands until the page is drawn to its end.
    package_of_it = page.get_by_role("button", name="Package of FY2027, .zip", exact=True)
    with page.expect_download() as given:
        package_of_it.click()
    with zipfile.ZipFile(io.BytesIO(Path(given.value.path()).read_bytes())) as package:
        (manifest,) = [name for name in package.namelist() if name.endswith("manifest.json")]
        listed = [one["name"] for one in json.loads(package.read(manifest))["files"]]
    assert f"notices/{REF}.pdf" in listed


def _the_auditor_reads_who_did_what(day: Day) -> None:
    page = day.page("auditor-1", "activity")
    page.get_by_text("slate published").first.wait_for()
    text = page.locator("body").inner_text()
    for person in (*PEOPLE, "expert-1"):
        if person != "auditor-1":
            assert person in text


# One person of each role, and one to whom a part of the season is hidden.
OF_EACH_ROLE = (
    "sponsor-army",
    "certifier-navy",
    "reviewer-1",
    "reviewer-4",
    "expert-1",
    "authority-1",
    "auditor-1",
    "operator-1",
    "administrator-1",
)
# What no page says: a value as the program holds it, or the id of a question of the form.
RAW = re.compile(
    r"\b(None|nan|NaN|NaT|undefined|Traceback|Decimal|"
    + "|".join(field.id for field in load_form().fields if "_" in field.id)
    + r")\b"
)
FAILS = ".notice.error, [data-testid=stException]"
SIZES = """
() => [...document.querySelectorAll("[data-testid=stMain], .scroll.work")].map(
  (one) => one.scrollWidth - one.clientWidth)
"""


def test_there_is_somebody_of_each_role() -> None:
    """So that every role's pages are opened below."""
    roles = {person.id: person.roles for person in demo_people()}

    assert {role for name in OF_EACH_ROLE for role in roles[name]} == set(Role)


@pytest.mark.browser
@pytest.mark.parametrize("name", OF_EACH_ROLE)
def test_whoever_signs_in_finds_every_page_whole(
    name: str, season_home: Path, season_server: str, new_context: Callable[..., Any]
) -> None:
    """Nothing fails, the console is silent, each page is named, and none scrolls sideways."""
    with open_store(Settings(season_home)) as store:
        mine = pages_of(acting_of(store, name))
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    titles: set[str] = set()
    for path, of in mine.items():
        page.goto(f"{season_server}/{path}?as={name}")
        page.wait_for_selector(".designation")
        page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
        text = page.locator("[data-testid=stMain]").inner_text()

        assert page.locator(FAILS).count() == 0, path
        assert said == [], path
        assert of.is_of_one or of.title in page.title(), path
        assert max(page.evaluate(SIZES)) <= 0, path
        assert RAW.findall(text) == [], path
        linked = page.locator("a[data-page]").evaluate_all("all => all.map(a => a.dataset.page)")
        assert set(linked) <= mine.keys(), path
        titles.add(page.title())
    assert len(titles) == len(mine)


ROWS_IN_VIEW = """
() => [...document.querySelectorAll(".scroll tbody tr:not(.line)")].filter(
  (one) => one.getBoundingClientRect().bottom <= innerHeight - 24).length
"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "height", "least"), [(1440, 900, (20, 12)), (1280, 720, (12, 6))]
)
def test_a_window_shows_many_rows_and_every_column(
    season_server: str, new_context: Callable[..., Any], width: int, height: int, least: Any
) -> None:
    """Above the banner at the bottom, before anything is scrolled; no column is out of sight."""
    page = new_context(viewport={"width": width, "height": height}).new_page()
    for path, rows in zip(("order-of-merit", "decide"), least, strict=True):
        page.goto(f"{season_server}/{path}?as=authority-1")
        page.wait_for_selector(".designation")
        page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
        page.wait_for_selector(".scroll tbody tr")

        assert page.evaluate(ROWS_IN_VIEW) >= rows, path
        assert page.locator(".scroll.work, .scroll.decide").evaluate_all(
            "all => all.map((one) => one.scrollWidth - one.clientWidth)"
        ) == [0], path


@pytest.mark.browser
def test_a_filter_of_the_order_is_one_click(
    season_server: str, new_context: Callable[..., Any]
) -> None:
    """Choices that are few stand open; each one chosen stands in the address."""
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{season_server}/order-of-merit?as=reviewer-1")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Navy", exact=True).click()
    page.get_by_role("button", name="Filters (1)").wait_for()
    page.get_by_role("button", name="borderline", exact=True).click()
    page.get_by_role("button", name="Filters (2)").wait_for()

    assert page.url.endswith("component=Navy&sureness=borderline")


BROKEN_WORDS = """
() => {
  const heads = [...document.querySelectorAll(".merit thead th")].map((one) => one.innerText);
  const cells = [...document.querySelectorAll(".merit tbody tr:not(.line)")].flatMap(
    (row) => [row.children[heads.indexOf("Component")], row.children[heads.indexOf("Country")]]);
  return cells.filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length > cell.innerText.trim().split(/\\s+/).length;
  }).map((cell) => cell.innerText);
}
"""


@pytest.mark.browser
def test_the_order_is_printed_with_every_column(
    season_server: str, new_context: Callable[..., Any]
) -> None:
    """On Letter, landscape: no column is hidden or outside, no word broken, and no button."""
    page = new_context(viewport={"width": 979, "height": 740}).new_page()  # between the margins
    page.goto(f"{season_server}/order-of-merit?as=authority-1")
    page.wait_for_selector(".designation")
    page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")

    page.emulate_media(media="print")

    heads = page.locator(".merit thead th")
    assert heads.count() == 16
    assert all(heads.evaluate_all("all => all.map((one) => one.offsetWidth > 0)"))
    assert page.locator(".merit").evaluate("one => one.getBoundingClientRect().right") <= 979
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.get_by_role("button", name="Filters").count() == 0
