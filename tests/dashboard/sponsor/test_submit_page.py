"""Submitting by the dashboard: the check at once, the same path behind, and the receipt."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fct.dashboard.sponsor.receipt_view import receipt_text
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled
from fct.data.program.banner import Marking
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.withdrawal import withdraw
from tests.support.files.workbooks import write_template
from tests.support.stores.homes import blank_store


@pytest.fixture
def own_home(home_of_two_cycles: Path, tmp_path: Path) -> Path:
    """A copy of a store with two cycles, to submit to."""
    return Path(shutil.copytree(home_of_two_cycles, tmp_path / "home"))


def form(folder: Path, ref: str, **answers: Any) -> bytes:
    """The form workbook of a sample proposal, with other answers."""
    path = folder / "form.xlsx"
    sample = sample_proposals()[ref]
    filled = Filled(answers={**sample["answers"], **answers}, rows=sample["rows"])
    write_template(path, form=load_form(), fiscal_year=2027, ref=ref, filled=filled)
    return path.read_bytes()


@pytest.fixture
def open_page_with_form(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> Callable[[str, str], Any]:
    """Return a function that picks a form for a cycle of some days."""

    def open_(opens: str, final_due: str) -> Any:
        text = f"fiscal_year: 2027\nopens: {opens}\nfinal_due: {final_due}\n"
        with open_store(Settings(own_home)) as store:
            store.cycles.add(2027, text, sha256_of_text(text), Actor("tester"))
        page = open_page(own_home, "submit")
        submitter(page.app, "Jane Doe")
        upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
        return page

    return open_


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    """Pick a file on the page."""
    return app.file_uploader[0].upload(name, content).run()


def submitter(app: AppTest, name: str) -> None:
    """Give a name on the page, which it takes with the next thing that is done there."""
    app.text_input(key="submitter").set_value(name)


def test_the_check_comes_at_once_and_keeps_nothing(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Each finding names its cell, what was written and what to do; the store has no file more."""
    page = open_page(own_home, "submit")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01", trl="nine"))

    assert page.failures == []
    assert "returned" in page.text
    assert "“nine”" in page.text
    assert "1 answer to repair" in page.text
    with open_store(Settings(own_home)) as store:
        assert len(store.submissions.of_cycle(2027)) == 1


def test_without_a_name_nothing_is_submitted(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Every write names who acts."""
    page = open_page(own_home, "submit")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))

    assert page.app.button(key="submit").disabled
    assert "Give your name above" in page.text


def test_a_submitted_file_has_its_receipt(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """The receipt shows number, hash and refs; the store names who sent the file and when."""
    before = dt.datetime.now(dt.UTC)
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
    page.app.button(key="submit").click().run()

    assert page.failures == []
    with open_store(Settings(own_home)) as store:
        submission = store.submissions.of_cycle(2027)[-1]
    assert (submission.actor.name, submission.refs) == ("Jane Doe", ("FY27-ARMY-01",))
    assert f"Receipt {submission.id}" in page.text
    assert submission.file_sha256 in page.text
    assert before <= submission.received_at <= dt.datetime.now(dt.UTC)


def test_the_same_file_again_gives_the_first_receipt(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """A second press adds no row."""
    content = form(tmp_path, "FY27-ARMY-01")
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    for _ in range(2):
        upload(page.app, "form.xlsx", content)
        page.app.button(key="submit").click().run()

    with open_store(Settings(own_home)) as store:
        assert len(store.submissions.of_cycle(2027)) == 2
    assert page.failures == []


def test_a_test_is_only_tried(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Its receipt says so, and no proposal is there to be judged."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    page.app.checkbox[0].check()
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
    page.app.button(key="submit").click().run()

    with open_store(Settings(own_home)) as store:
        submission = store.submissions.of_cycle(2027)[-1]
        assert submission.is_test
        assert "FY27-ARMY-01" not in store.versions.components(2027)
    assert "Test: accepted" in page.text


def test_a_file_of_another_component_is_named_before_it_is_sent(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """With the words of the refusal, and no button; for its own component there is one."""
    page = open_page(own_home, "submit")
    page.app.selectbox[0].set_value("Navy").run()
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))

    assert "form.xlsx is submitted for Navy, and it says that it is of Army" in page.text
    assert [button.key for button in page.app.button] == []
    page.app.selectbox[0].set_value("Army").run()
    assert "it says that it is of" not in page.text
    assert "submit" in [button.key for button in page.app.button]


def test_a_file_that_is_no_workbook_says_what_to_do(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """The refusal has its code and its sentence, and there is nothing to submit."""
    page = open_page(own_home, "submit")
    upload(page.app, "note.xlsx", b"this is no workbook")

    assert "refused · NOT_A_WORKBOOK" in page.text
    assert [button.key for button in page.app.button] == []


def test_of_a_classified_file_nothing_is_kept(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """The page forgets it at once; the log records that one came and nothing of it."""
    content = form(tmp_path, "FY27-ARMY-01", item_description="SECRET//NOFORN A sight for mortars.")
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", content)

    assert page.failures == []
    assert 'class="notice error"' in page.text
    assert "A sight for mortars" not in page.text
    assert [one.value for one in page.app.file_uploader] == [None]
    with open_store(Settings(own_home)) as store:
        event = store.events.all()[-1]
    assert (event.action, event.actor.name) == ("classified file refused", "Jane Doe")


def test_a_form_without_a_stamp_is_named_as_a_new_version_once(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """The next file is asked anew: it must not replace the same proposal by chance."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-02", trl=8))
    page.app.selectbox(key="replaces 0").set_value("FY27-ARMY-02").run()
    page.app.button(key="submit").click().run()

    assert page.failures == []
    assert "FY27-ARMY-02 (version 2)" in page.text
    assert page.app.selectbox(key="replaces 1").value is None


def test_what_is_to_repair_stands_on_the_button(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Below the findings, so that nobody submits unaware."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01", trl="nine"))

    assert page.app.button(key="submit").label == "Submit late with 1 answer to repair"


def test_rules_that_hang_on_an_unreadable_answer_share_its_row(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """The cause first, and which rules wait for it."""
    page = open_page(own_home, "submit")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01", country="isreal"))

    assert page.text.count("“isreal”") == 1
    assert (
        "These rules cannot be checked until you fix this: eligibility (G1, G4, N1), " in page.text
    )


def test_a_last_receipt_does_not_stand_under_another_file(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """An accepted receipt below a refusal would be read as its outcome."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
    page.app.button(key="submit").click().run()
    assert "Receipt FY2027-S0002" in page.text
    upload(page.app, "note.xlsx", b"this is no workbook")

    assert "Receipt" not in page.text.replace("receipt", "")


def test_deadlines_stand_on_the_page(own_home: Path, open_page: Callable[..., Any]) -> None:
    """With the time zone, and whether they passed."""
    text = open_page(own_home, "submit").text

    assert "2026-06-30 23:59:59 EDT (America/New_York) (passed)" in text


def test_it_opens_with_the_form_and_what_comes_next(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """The form of the cycle whose deadline is to come; where none is, of the newest."""
    page = open_page(own_home, "submit")
    steps = page.text[: page.text.index("Nothing classified")]

    for step in ("Get the form", "Fill it in", "Pick it below", "Submit it"):
        assert step in steps
    labels = [one.label for one in page.app.get("download_button")]
    assert labels[0] == "Blank form of FY2028, .xlsx"


@pytest.mark.parametrize(
    ("summary_due", "is_offered"), [("2099-03-15", True), ("2026-03-15", False)]
)
def test_a_cycle_with_nominations_offers_their_form(
    own_home: Path, open_page: Callable[..., Any], summary_due: str, is_offered: bool
) -> None:
    """Before the full one, which would be refused without an invitation; until its last day."""
    text = (
        f"fiscal_year: 2028\ncalendar:\n  opens: 2026-03-02\n  summary_due: {summary_due}\n"
        "  final_due: 2099-06-30\n"
    )
    with open_store(Settings(own_home)) as store:
        store.cycles.add(2028, text, "nominations", Actor("A Tester"))
    labels = [one.label for one in open_page(own_home, "submit").app.get("download_button")]

    assert (labels[0] == "Blank nomination form of FY2028, .xlsx") == is_offered
    assert "Blank form of FY2028, .xlsx" in labels


IN_TIME = ("2026-03-02", "2099-06-30")
LATE = ("2026-03-02", "2026-06-30")
EARLY = ("2099-03-02", "2099-06-30")


@pytest.mark.parametrize(
    ("opens_and_due", "label", "said"),
    [
        (IN_TIME, "Submit", ""),
        (LATE, "Submit late", "has passed: what is sent is kept, and"),
        (EARLY, "Submit", "opens on 2099-03-02; until then send it as a test."),
    ],
)
def test_the_button_knows_the_calendar(
    open_page_with_form: Callable[..., Any], opens_and_due: tuple[str, str], label: str, said: str
) -> None:
    """Late, early or in time: one that is off says why."""
    page = open_page_with_form(*opens_and_due)

    button = page.app.button(key="submit")
    assert button.label.startswith(label)
    assert ("late" in button.label) is (opens_and_due == LATE)
    assert button.disabled is (opens_and_due == EARLY)
    assert said in page.text


def test_what_is_out_of_cycle_is_never_late(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """After the deadline it is judged all the same."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    content = form(tmp_path, "FY27-ARMY-01", cycle_type="out of cycle")
    upload(page.app, "form.xlsx", content)

    assert page.app.button(key="submit").label == "Submit"


def test_a_receipt_names_the_program_and_the_title_and_can_be_saved(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """On the page, to print, and as a text between the lines of the marking."""
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
    page.app.button(key="submit").click().run()

    title = sample_proposals()["FY27-ARMY-01"]["answers"]["title"]
    assert page.failures == []
    assert "Foreign Comparative Testing (FCT) program, fiscal year 2027" in page.text
    assert f"FY27-ARMY-01 (version 1): {title}" in page.text
    assert "Save the receipt, .txt" in [one.label for one in page.app.get("download_button")]


def test_a_saved_receipt_is_the_receipt_in_words() -> None:
    """What cannot be seen is shown; each line ends as any editor takes it."""
    receipt = {
        "id": "FY2027-S0001",
        "status": "accepted",
        "is_test": False,
        "is_repeat": False,
        "refusal": None,
        "refs": ["A"],
        "versions": {"A": 1},
        "late": [],
        "as_it_stands": [],
        "file": "a\u202e.xlsx",
        "received": "2026-06-12 10:00",
        "received_at_stated": False,
        "timing": "in time",
        "final_due": "2026-06-30",
        "extended_to": None,
        "grace_minutes": 0,
        "actor": "Jane",
        "actor_verified": False,
        "sha256": "0" * 64,
        "fiscal_year": 2027,
        "form_version": "1.0",
        "rules_sha256": "f" * 64,
        "next": "Nothing to do.",
        "corrections": [],
        "first_timing": "in time",
        "clock": None,
        "lane": "in cycle",
    }
    lines = receipt_text(receipt, {"A": "A \u200bsight"}, Marking()).splitlines()

    assert (lines[0], lines[-1]) == ("CUI", "CUI")
    assert lines[2].startswith("Receipt FY2027-S0001, Foreign Comparative Testing")
    assert "title of A: A [U+200B]sight" in lines
    assert "Nothing to do." in lines
    assert "\u202e" not in "".join(lines)


def test_a_receipt_can_be_printed_again(own_home: Path, open_page: Callable[..., Any]) -> None:
    """By its number; an unknown one is named as such."""
    page = open_page(own_home, "submit")
    ask = next(one for one in page.app.text_input if one.label == "Number of the receipt")
    ask.set_value("FY2027-S0001").run()
    assert "Receipt FY2027-S0001" in page.text

    ask = next(one for one in page.app.text_input if one.label == "Number of the receipt")
    ask.set_value("FY2027-S0999").run()
    assert "There is no FY2027-S0999 that you may see" in page.text


def test_it_works_before_anything_was_published(
    tmp_path: Path, open_page: Callable[..., Any], add_cycle: Callable[..., int]
) -> None:
    """The first sponsor of a cycle finds the page too."""
    with open_store(Settings(blank_store(tmp_path))) as store:
        add_cycle(store)
    page = open_page(tmp_path, "submit")

    assert page.failures == []
    assert len(page.app.file_uploader) == 1


def test_without_a_cycle_it_says_how_to_add_one(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """There is nothing to submit to."""
    open_store(Settings(blank_store(tmp_path))).close()

    assert "There is no cycle to submit to yet" in open_page(tmp_path, "submit").text


def open_cycle(home: Path) -> None:
    """Let the cycle of 2027 take files today."""
    text = packaged_cycle_texts()[2027].replace("final_due: 2026", "final_due: 2099")
    with open_store(Settings(home)) as store:
        store.cycles.add(2027, text, sha256_of_text(text), Actor("tester"))


def unstamped(folder: Path, ref: str, **answers: Any) -> bytes:
    """The form workbook of a sample proposal without a ref in it."""
    path = folder / "unstamped.xlsx"
    sample = sample_proposals()[ref]
    filled = Filled(answers={**sample["answers"], **answers}, rows=sample["rows"])
    write_template(path, form=load_form(), fiscal_year=2027, filled=filled)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("button", "refs"),
    [("version of FY27-0001", ["FY27-0001"]), ("further", ["FY27-0001", "FY27-0002"])],
)
def test_a_form_that_looks_like_another_is_asked_about(
    own_home: Path,
    open_page: Callable[..., Any],
    tmp_path: Path,
    button: str,
    refs: list[str],
) -> None:
    """Two buttons; the file need not be picked again, and an accepted form comes back."""
    open_cycle(own_home)
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "a.xlsx", unstamped(tmp_path, "FY27-NAVY-01"))
    page.app.button(key="submit").click().run()
    assert "Your file does not hold the ref FY27-0001. This form does" in page.text
    upload(page.app, "b.xlsx", unstamped(tmp_path, "FY27-NAVY-01", project_manager="B. Other"))
    assert "are those of FY27-0001, already in this cycle" in page.text
    assert "<code></code>" not in page.text  # the note is on no cell
    page.app.button(key="submit").click().run()
    assert "b.xlsx has the title, the item, the vendor and the component of FY27-0001" in page.text
    assert "--" not in page.text.split("b.xlsx has the title")[1].split("</p>")[0]

    page.app.button(key=button).click().run()

    assert page.failures == []
    with open_store(Settings(own_home)) as store:
        assert [
            ref for ref in sorted(store.versions.components(2027)) if ref.startswith("FY27-00")
        ] == refs
        assert store.submissions.of_cycle(2027)[-1].status == "accepted"


def test_a_new_version_is_of_an_own_living_proposal(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """Of the component of the file or the one chosen; a withdrawn one is not offered."""
    with open_store(Settings(own_home)) as store:
        owners = store.versions.components(2027)
        army = sorted(ref for ref, owner in owners.items() if owner == "Army")
        withdraw(store, 2027, army[0], reason="No money.", actor=Actor("tester"))
    page = open_page(own_home, "submit")
    assert len(page.app.selectbox(key="replaces 0").options) == 1

    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-02"))

    offered = page.app.selectbox(key="replaces 0").options[1:]
    assert [one.split(" · ")[0] for one in offered] == army[1:]


def test_a_file_that_could_not_be_read_is_forgotten(
    own_home: Path, open_page: Callable[..., Any]
) -> None:
    """Nobody could look for markings in it, so that the page does not hold it either."""
    page = open_page(own_home, "submit")
    upload(page.app, "letter.xlsx", b"%PDF-1.7 a letter")

    assert "refused · NOT_THE_FORM" in page.text
    assert [one.value for one in page.app.file_uploader] == [None]


@pytest.mark.browser
def test_a_receipt_is_printed_alone(page: Any, server: str) -> None:
    """The button opens the browser's window for printing; of the page the receipt is left."""
    page.goto(f"{server}/submit?part=Print+a+receipt+again")
    number = page.get_by_role("textbox", name="Number of the receipt")
    number.fill("FY2027-S0001")
    number.press("Enter")
    page.wait_for_selector(".receipt")
    page.evaluate("window.print = () => { window.printed = document.body.className; }")
    page.get_by_role("button", name="Print the receipt").click()

    page.wait_for_function("window.printed !== undefined")
    assert page.evaluate("window.printed") == "prints-receipt"
    page.evaluate("document.body.classList.add('prints-receipt')")
    page.emulate_media(media="print")
    seen = "element => getComputedStyle(element).visibility"
    assert page.locator(".receipt dd").first.evaluate(seen) == "visible"
    assert page.locator(".banner.top").evaluate(seen) == "visible"
    assert page.locator("ol.steps").evaluate(seen) == "hidden"


@pytest.mark.parametrize(
    ("at", "timing"),
    [("2027-07-01T10:59:59Z", "in time"), ("2027-07-01T11:00:00Z", "late")],
)
def test_the_page_goes_by_the_second_of_the_deadline(
    own_home: Path, open_page: Callable[..., Any], tmp_path: Path, at: str, timing: str
) -> None:
    """The day of Samoa ends eleven hours after that of Greenwich."""
    text = "fiscal_year: 2027\nfinal_due: 2027-06-30\ntime_zone: Pacific/Pago_Pago\n"
    moment = dt.datetime.fromisoformat(at)
    with open_store(Settings(own_home)) as store:
        store.cycles.add(2027, text, sha256_of_text(text), Actor("tester"))
        store.move_clock(moment)
    page = open_page(own_home, "submit")
    submitter(page.app, "Jane Doe")
    upload(page.app, "form.xlsx", form(tmp_path, "FY27-ARMY-01"))
    page.app.button(key="submit").click().run()

    with open_store(Settings(own_home)) as store:
        submission = store.submissions.of_cycle(2027)[-1]
        assert submission.received_at == moment
        assert store.submissions.first_timing(submission.id) == timing
    assert timing in page.text
