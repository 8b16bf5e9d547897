"""The commands on what was submitted."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.actor import Actor
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from tests.support.files.form_cells import cell_of
from tests.support.files.workbooks import write_form, write_sample
from tests.support.processes.commands import answer, call, refused, said
from tests.support.stores.homes import copied_home

Fct = Callable[..., Result]
ACTOR = Actor("tester")
REF = "FY27-ARMY-01"
IN_TIME = ("--received-at", "2026-06-12T10:00-04:00")


@pytest.fixture
def one(illustrative_home: Path, forms: dict[str, Path], home: Path) -> Iterator[Store]:
    """The store with one proposal submitted in time."""

    def make(made: Path) -> None:
        shutil.copytree(illustrative_home, made)
        call("submit", forms[REF], *IN_TIME, "--as", "Jane Doe", env={"FCT_HOME": str(made)})

    with open_store(Settings(copied_home(home, "", make))) as store:
        yield store


@pytest.fixture
def open_cycle(one: Store) -> Store:
    """The store with a cycle whose deadline is far away."""
    text = packaged_cycle_texts()[2027].replace("final_due: 2026-06-30", "final_due: 2099-06-30")
    assert "2099-06-30" in text
    one.cycles.add(2027, text, sha256_of_text(text), ACTOR)
    return one


def second_version(path: Path, **answers: Any) -> Path:
    """Write the form with other answers."""
    return write_sample(path, REF, ref=REF, **answers)


def test_a_receipt_is_printed_again_as_it_was(one: Store, forms: dict[str, Path], fct: Fct) -> None:
    """The same values as when the file was submitted."""
    first = answer(fct("submit", forms[REF], "--json"))["receipts"][0]

    again = answer(fct("receipt", "FY2027-S0001", "--json"))

    assert again == first | {"is_repeat": False}
    assert again["versions"] == {REF: 1}
    assert len(one.submissions.of_cycle(2027)) == 1


@pytest.mark.usefixtures("one")
def test_a_receipt_says_people_all_that_proves_it(fct: Fct) -> None:
    """Id, time with zone, hash, form and rules, ref with version, name, deadline, next step."""
    sha256 = answer(fct("receipt", "FY2027-S0001", "--json"))["sha256"]

    reported = said(fct("receipt", "FY2027-S0001"))

    for words in (
        "✓ accepted FY2027-S0001",
        f"version 1 of: {REF}",
        "received 2026-06-12 10:00:00 EDT (America/New_York) (as stated by Jane Doe), in time",
        "due 2026-06-30 23:59:59 EDT",
        "sent by Jane Doe (as named, not verified)",
        sha256,
        f"form version {load_form().version}",
        "Nothing to do: it is judged",
    ):
        assert words in reported


@pytest.mark.usefixtures("store")
def test_what_is_to_repair_stands_below_the_receipt(tmp_path: Path, fct: Fct) -> None:
    """Each with its cell and what may be meant, so that nobody has to check the file again."""
    path = write_form(tmp_path / "form.xlsx", ref="R-1", trl="TRL nine")

    reported = said(fct("submit", path, *IN_TIME))

    assert "R-1 would be returned as it stands: 1 answer to repair." in reported
    assert f"X2 Proposal {cell_of('trl')} This answer is not accepted." in reported
    assert "Write 9, if that is the number." in reported


@pytest.mark.usefixtures("one")
def test_a_receipt_is_found_in_small_letters(fct: Fct) -> None:
    """Ids are typed by hand."""
    assert answer(fct("receipt", "fy2027-s0001", "--json"))["id"] == "FY2027-S0001"


@pytest.mark.usefixtures("one")
def test_a_ref_stands_for_its_last_receipt(forms: dict[str, Path], fct: Fct) -> None:
    """In letters of any case, and in every command that asks for a ref."""
    second = second_version(forms[REF].with_name("second.xlsx"), title="Another title")
    fct("submit", second, *IN_TIME)

    assert answer(fct("receipt", REF.lower(), "--json"))["id"] == "FY2027-S0002"
    assert answer(fct("versions", REF.lower(), "--json"))["ref"] == REF
    assert f"{REF} is withdrawn" in said(fct("withdraw", REF.title(), "--reason", "No money."))


def test_a_receipt_that_is_not_there_is_reported(store: Store, fct: Fct) -> None:  # noqa: ARG001 - it has a store
    """What is named is what was typed."""
    for typed in ("X", "fy27-navy-99", "fy2027-s0099"):
        assert f"There is no {typed} that you may see" in refused(fct("receipt", typed))


def test_a_test_is_checked_and_never_judged(store: Store, forms: dict[str, Path], fct: Fct) -> None:
    """Receipt and check are there; an evaluation sees nothing of it, and nothing is published."""
    receipt = answer(fct("submit", forms[REF], *IN_TIME, "--test", "--json"))["receipts"][0]

    assert (receipt["id"], receipt["is_test"]) == ("FY2027-T0001", True)
    assert receipt["check"]["proposals"][0]["ref"] == REF
    assert receipt["check"]["cycle"]["found_in"] == "store"
    evaluated = answer(fct("evaluate", "--json"))
    assert (evaluated["counts"]["proposals"], evaluated["counts"]["late"]) == (0, 0)
    run = store.runs.published(2027)
    assert run is None or store.runs.scores(run.id).empty


@pytest.mark.usefixtures("store")
def test_a_test_is_shown_as_a_test(forms: dict[str, Path], fct: Fct) -> None:
    """When it is submitted and when its receipt is printed again."""
    first = said(fct("submit", forms[REF], "--test"))
    again = said(fct("receipt", "FY2027-T0001"))

    for reported in (first, again):
        assert reported.startswith("TEST ✓ accepted FY2027-T0001")
        assert "This was a test: nothing of it is judged or published." in reported


@pytest.mark.usefixtures("store")
def test_a_tested_file_is_submitted_later(forms: dict[str, Path], fct: Fct) -> None:
    """The same file without --test is a submission, and is judged."""
    fct("submit", forms[REF], *IN_TIME, "--test")
    receipt = answer(fct("submit", forms[REF], *IN_TIME, "--json"))["receipts"][0]

    assert (receipt["id"], receipt["is_repeat"]) == ("FY2027-S0002", False)
    assert answer(fct("evaluate", "--json"))["counts"]["proposals"] == 1


@pytest.mark.usefixtures("one")
def test_a_withdrawn_proposal_leaves_the_next_run(fct: Fct) -> None:
    """It is neither judged nor late; the receipt says it."""
    reported = said(fct("withdraw", REF, "--reason", "No money.", "--as", "Jane Doe"))

    assert f"{REF} is withdrawn from fiscal year 2027" in reported
    assert "The deadline has passed, so it cannot be re-opened." in reported
    counts = answer(fct("evaluate", "--json"))["counts"]
    assert (counts["proposals"], counts["late"]) == (0, 0)
    assert answer(fct("receipt", "FY2027-S0001", "--json"))["withdrawn"] == [REF]
    listed = said(fct("versions", REF))
    assert "by Jane Doe: “No money.”" in listed


@pytest.mark.usefixtures("one")
def test_a_withdrawal_needs_a_reason(fct: Fct) -> None:
    """Without one it is no withdrawal."""
    assert fct("withdraw", REF).exit_code == 2
    assert "needs a reason" in refused(fct("withdraw", REF, "--reason", " "))


@pytest.mark.usefixtures("one", "open_cycle")
def test_a_proposal_is_reopened_before_the_deadline(fct: Fct, forms: dict[str, Path]) -> None:
    """Until then a file with its ref is refused, and the refusal says how to go on."""
    withdrawn = said(fct("withdraw", REF, "--reason", "No money."))
    fct("submit", forms[REF], "--replaces", REF)
    stopped = fct("submit", forms[REF], "--replaces", REF, "--json")

    reopened = answer(fct("reopen", REF, "--json"))

    assert f"`fct reopen {REF}` brings it back until 2099-06-30 23:59 EDT" in withdrawn
    assert stopped.exit_code == 3
    assert answer(stopped)["receipts"][0]["refusal"]["code"] == "WITHDRAWN"
    assert (reopened["ref"], reopened["standing"]) == (REF, "reopened")
    assert answer(fct("evaluate", "--json"))["counts"]["proposals"] == 1


@pytest.mark.usefixtures("one")
def test_a_proposal_is_not_reopened_after_the_deadline(fct: Fct) -> None:
    """One sentence says when it was."""
    fct("withdraw", REF, "--reason", "No money.")

    reported = refused(fct("reopen", REF))

    assert "the deadline of fiscal year 2027 was 2026-06-30 23:59:59 EDT" in reported


@pytest.mark.usefixtures("one")
def test_versions_are_listed(fct: Fct, tmp_path: Path) -> None:
    """Each with its moment, submission and file, and whether it came in time."""
    fct(
        "submit",
        second_version(tmp_path / "b.xlsx", vendor="Maker"),
        "--received-at",
        "2026-07-02T00:00Z",
    )

    report = answer(fct("versions", REF, "--json"))

    assert [(row["version"], row["timing"]) for row in report["versions"]] == [
        (1, "in time"),
        (2, "late"),
    ]
    assert [row["submission"] for row in report["versions"]] == ["FY2027-S0001", "FY2027-S0002"]


@pytest.mark.usefixtures("one")
def test_two_versions_are_compared(fct: Fct, tmp_path: Path) -> None:
    """By default the last two; any two where they are named."""
    for number, vendor in enumerate(("Maker AS", "Maker AB"), 2):
        fct("submit", second_version(tmp_path / f"{number}.xlsx", vendor=vendor), *IN_TIME)

    last = answer(fct("diff", REF, "--json"))
    back = answer(fct("diff", REF, "--from", 3, "--to", 2, "--json"))
    reported = said(fct("diff", REF))

    assert [(one["field"], one["was"], one["is"]) for one in last["changes"]] == [
        ("vendor", "Maker AS", "Maker AB")
    ]
    assert (last["from"]["version"], last["to"]["version"]) == (2, 3)
    assert [(one["was"], one["is"]) for one in back["changes"]] == [("Maker AB", "Maker AS")]
    assert "1 answer differs." in reported
    assert "Vendor" in reported


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "has one version, so there is nothing to compare"),
        (("--from", 1, "--to", 7), "has no version 7; it has: 1"),
        (("--approved", "--from", 1), "leave --from out"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_reported(
    fct: Fct, options: tuple[str | int, ...], words: str
) -> None:
    """And which versions there are."""
    assert words in refused(fct("diff", REF, *options))


@pytest.mark.usefixtures("one")
def test_a_project_that_was_never_published_has_nothing_approved(fct: Fct) -> None:
    """That is an answer, not an error."""
    assert "No run of fiscal year 2026 that is published judged" in said(
        fct("diff", REF, "--approved")
    )
    assert answer(fct("diff", REF, "--approved", "--json"))["from"] is None


def test_a_carried_project_is_compared_with_what_was_approved(
    one: Store, fct: Fct, tmp_path: Path
) -> None:
    """Carried forward, submitted for the next year, and held against the published version."""
    fct("evaluate")
    following = packaged_cycle_texts()[2027]
    following = following.replace("fiscal_year: 2027", "fiscal_year: 2028")
    one.cycles.add(2028, following, sha256_of_text(following), ACTOR)
    path = tmp_path / "next.xlsx"

    written = answer(fct("carry", REF, "--fiscal-year", 2028, path, "--json"))
    receipt = answer(fct("submit", path, "--json"))["receipts"][0]
    report = answer(fct("diff", REF, "--approved", "--fiscal-year", 2028, "--json"))

    assert (written["from_year"], written["version"]) == (2027, 1)
    assert (receipt["fiscal_year"], receipt["refs"]) == (2028, [REF])
    assert report["from"]["run"] == "FY2027-R001"
    assert {one["field"] for one in report["changes"]} <= {"fiscal_year", "project_type"}
    assert "is in the cycles of 2027, 2028. Name one" in refused(fct("versions", REF))


@pytest.mark.usefixtures("one")
def test_a_form_that_is_there_is_not_carried_over(fct: Fct, tmp_path: Path) -> None:
    """Unless that is asked for; and a year is not carried back."""
    path = tmp_path / "next.xlsx"
    path.write_text("mine")
    carry = ("carry", REF, path, "--fiscal-year", 2028)

    assert "is there already" in refused(fct(*carry))
    assert path.read_text() == "mine"
    assert "does not end in .xlsx" in refused(fct(*carry[:2], "a.ods", *carry[3:]))
    assert "is not carried into 2028" in refused(fct(*carry, "--overwrite", "--from-year", 2028))
    assert fct(*carry, "--overwrite").exit_code == 0


@pytest.mark.usefixtures("store")
def test_a_ref_that_no_cycle_has_is_reported(fct: Fct) -> None:
    """Before anything is looked up."""
    assert "There is no X that you may see" in refused(fct("withdraw", "X", "--reason", "Why."))


@pytest.mark.usefixtures("store")
def test_an_accepted_form_comes_back_with_its_ref(tmp_path: Path, fct: Fct) -> None:
    """Beside the file, or where it is wanted; edited and sent again it is the next version."""
    sent = write_sample(tmp_path / "sight.xlsx", REF)

    first = answer(fct("submit", sent, *IN_TIME, "--json"))["receipts"][0]
    other = fct("submit", sent, *IN_TIME, "--stamped", tmp_path / "stamped")

    beside = tmp_path / "sight.FY27-0001.xlsx"
    assert first["form_to_edit"]["file"] == str(beside)
    assert (
        "it holds the ref FY27-0001. To change the proposal before the deadline, edit that form "
        "and send it again." in said(other)
    )
    assert (tmp_path / "stamped" / "sight.FY27-0001.xlsx").is_file()
    edited = answer(fct("submit", beside, *IN_TIME, "--json"))["receipts"][0]
    assert edited["versions"] == {"FY27-0001": 2}
    assert "form_to_edit" not in edited


@pytest.mark.usefixtures("store")
def test_a_late_form_is_not_to_be_edited_and_sent(tmp_path: Path, fct: Fct) -> None:
    """It will not be judged, nor would a change of it."""
    sent = write_sample(tmp_path / "sight.xlsx", REF)

    late = said(fct("submit", sent, "--received-at", "2026-07-12T10:00-04:00"))

    assert "it will not be judged" in late
    assert "it holds the ref FY27-0001." in late
    assert "send it again" not in late


@pytest.mark.usefixtures("store")
def test_a_form_to_edit_replaces_no_file(tmp_path: Path, fct: Fct) -> None:
    """What lies there already stays, and the receipt says how to get the form."""
    sent = write_sample(tmp_path / "sight.xlsx", REF)
    (tmp_path / "sight.FY27-0001.xlsx").write_text("mine")

    reported = said(fct("submit", sent, *IN_TIME))

    assert "is there already. `fct file FY27-0001 --to-edit --out FILE` writes it" in reported
    assert (tmp_path / "sight.FY27-0001.xlsx").read_text() == "mine"


@pytest.mark.usefixtures("store")
def test_a_form_that_looks_like_another_is_refused_with_both_ways_on(
    tmp_path: Path, fct: Fct
) -> None:
    """Exit code 3, the ref, and the two options; each of them takes the file."""
    sent = write_sample(tmp_path / "a.xlsx", REF)
    changed = write_sample(tmp_path / "b.xlsx", REF, project_manager="Somebody Else")
    fct("submit", sent, *IN_TIME)

    asked = fct("submit", changed, *IN_TIME)

    assert asked.exit_code == 3
    assert "LOOKS_LIKE: b.xlsx has the title, the item, the vendor and the component of" in said(
        asked
    )
    assert "with `--replaces FY27-0001` if it is a new version, or with `--new`" in said(asked)
    new = answer(fct("submit", changed, "--new", *IN_TIME, "--json"))["receipts"][0]
    assert new["refs"] == ["FY27-0002"]
    assert "submit one file with it" in refused(fct("submit", sent, "--new", "--replaces", "A"))
    third = said(
        fct("submit", write_sample(tmp_path / "c.xlsx", REF, project_manager="A Third"), *IN_TIME)
    )
    assert (
        "of FY27-0001 and FY27-0002, already in this cycle. It was not taken: say whether it is a "
        "new version of one of them or a further proposal." in third
    )
    assert "with `--replaces FY27-0001` or `--replaces FY27-0002` if it is a new" in third


@pytest.mark.usefixtures("store")
def test_a_late_file_exits_with_1_and_says_where_it_lies(
    forms: dict[str, Path], fct: Fct, home: Path
) -> None:
    """In its first line; again when it is sent again."""
    for _ in range(2):
        late = fct("submit", forms[REF], "--received-at", "2026-07-12T10:00-04:00")

        assert late.exit_code == 1
        first = late.stdout.splitlines()[0] + late.stdout.splitlines()[1]
        assert first.startswith("! accepted, LATE: it will not be judged FY2027-S0001")
        assert f"kept in the store {home} of " in said(late)


@pytest.mark.usefixtures("store")
def test_answers_to_repair_end_a_submission_with_1(
    forms: dict[str, Path], fct: Fct, tmp_path: Path
) -> None:
    """A clean file ends with 0; a test submission ends as its file would (reading 73)."""
    assert fct("submit", forms[REF], *IN_TIME).exit_code == 0
    assert fct("submit", forms[REF], *IN_TIME, "--test").exit_code == 0

    blank = second_version(tmp_path / "blank.xlsx", vendor=None)
    tried = fct("submit", blank, *IN_TIME, "--test")
    taken = fct("submit", blank, *IN_TIME)

    assert (tried.exit_code, taken.exit_code) == (1, 1)
    assert "to repair" in said(taken)


def test_the_file_of_every_version_can_be_had_back(
    one: Store, forms: dict[str, Path], fct: Fct, tmp_path: Path
) -> None:
    """As it came, byte for byte; a file that is there is not replaced."""
    fct("submit", second_version(tmp_path / "second.xlsx", trl=8), *IN_TIME)
    out = tmp_path / "first.xlsx"

    reported = said(fct("file", REF, "--version", "1", "--out", out))

    assert f"Wrote {out}: version 1 of {REF}, the file as it came." in reported
    assert out.read_bytes() == forms[REF].read_bytes()
    assert "is there already" in refused(fct("file", REF, "--out", out))
    newest = answer(fct("file", REF, "--out", tmp_path / "newest.xlsx", "--json"))
    assert newest["sha256"] == one.versions.all(2027, REF)[-1].proposal.origin.sha256
    assert f"`fct file {REF} --version N --out FILE`" in said(fct("versions", REF))
