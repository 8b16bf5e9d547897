"""The commands on attachments."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from fct.data.common.actor import Actor
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.subjects.store import Store
from fct.data.submitting.attachment_kinds import attachment_declaration
from tests.support.files.evidence_files import docx_of
from tests.support.processes.commands import answer, refused, said_on_both as said

Fct = Callable[..., Result]
REF = "FY27-ARMY-01"
PDF = b"%PDF-1.7\na letter\n"


@pytest.fixture
def one(illustrative_store: Store, forms: dict[str, Path], fct: Fct) -> Store:
    """The store with one proposal in a cycle whose deadline is far away."""
    text = packaged_cycle_texts()[2027].replace("final_due: 2026-06-30", "final_due: 2099-06-30")
    illustrative_store.cycles.add(2027, text, sha256_of_text(text), Actor("tester"))
    fct("submit", forms[REF], "--as", "Jane Doe")
    return illustrative_store


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A letter as PDF."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(PDF)
    return path


def test_a_letter_is_attached_to_a_criterion(one: Store, letter: Path, fct: Fct) -> None:
    """The receipt says id, place, kind, size, who, hash and what was stated."""
    result = fct(
        *("attach", REF, letter, "--criterion", "valid requirement", "--declare"),
        *("--as", "Jane Doe"),
    )

    assert result.exit_code == 0
    for words in (
        "✓ attached FY2027-A0001 letter.pdf",
        f"evidence for {REF} of fiscal year 2027, valid requirement",
        "PDF, 18 bytes, received 20",
        "sent by Jane Doe (as named, not verified)",
        one.attachments.get("FY2027-A0001").file_sha256,
        f"stated: “{attachment_declaration()}”",
    ):
        assert words in said(result)


def test_each_file_ends_for_itself(one: Store, letter: Path, tmp_path: Path, fct: Fct) -> None:
    """One refused or missing file keeps no other from being attached; the worst code counts."""
    (tmp_path / "notes.txt").write_text("text")
    (tmp_path / "a.docx").write_bytes(docx_of("A letter"))
    files = (letter, tmp_path / "notes.txt", tmp_path / "gone.pdf", tmp_path / "a.docx")

    result = fct("attach", REF, *files, "--json")
    report = json.loads(result.stdout)

    assert result.exit_code == 3
    assert [made["file"] for made in report["attachments"]] == ["a.docx"]
    codes = ["UNDECLARED", "ATTACHMENT_KIND", None]
    assert [untaken["code"] for untaken in report["refused"]] == codes
    assert "UNDECLARED: letter.pdf cannot be looked into" in " ".join(result.stderr.split())
    assert len(one.attachments.of_cycle(2027)) == 1


@pytest.mark.usefixtures("one")
def test_the_same_file_is_attached_once(letter: Path, fct: Fct) -> None:
    """The first receipt again says so."""
    fct("attach", REF, letter, "--declare")

    assert "(attached before; this is the first receipt)" in said(
        fct("attach", REF, letter, "--declare")
    )
    again = answer(fct("attach", REF, letter, "--declare", "--json"))["attachments"][0]
    assert (again["id"], again["is_repeat"], again["criterion"]) == ("FY2027-A0001", True, None)


@pytest.mark.usefixtures("one")
def test_the_name_of_a_classified_file_is_not_shown(tmp_path: Path, fct: Fct) -> None:
    """Neither on the screen nor as JSON."""
    path = tmp_path / "codeword.pdf"
    path.write_bytes(b"%PDF-1.7 SECRET//NOFORN\n")

    result = fct("attach", REF, path, "--declare", "--json")

    assert result.exit_code == 3
    assert json.loads(result.stdout)["refused"][0]["code"] == "CLASSIFIED"
    assert "codeword" not in result.output + result.stderr


def test_a_late_file_is_refused(
    store: Store, forms: dict[str, Path], letter: Path, fct: Fct
) -> None:
    """The cycle of the sample season lies in the past."""
    fct("submit", forms[REF], "--received-at", "2026-06-12T10:00-04:00")

    result = fct("attach", REF, letter, "--declare")

    assert result.exit_code == 3
    assert "after the deadline of fiscal year 2027, 2026-06-30 23:59:59 EDT" in said(result)
    assert store.attachments.of_cycle(2027) == []


@pytest.mark.usefixtures("one")
def test_attachments_are_listed_and_removed(letter: Path, fct: Fct) -> None:
    """A removed one is listed where it is asked for, with its reason and by whom."""
    assert f"{REF} has no attachments" in said(fct("attachments", REF))
    fct("attach", REF, letter, "--declare", "--criterion", "user advocacy")

    assert "FY2027-A0001 user advocacy letter.pdf PDF not searched, declared by" in said(
        fct("attachments", REF)
    )
    reported = said(fct("detach", "FY2027-A0001", "--reason", "Wrong file.", "--as", "Joe"))
    assert reported.startswith(f"FY2027-A0001 is no longer evidence of {REF}")
    assert answer(fct("attachments", REF, "--json")) == []
    listed = answer(fct("attachments", REF, "--removed", "--json"))[0]
    assert (listed["id"], listed["criterion"]) == ("FY2027-A0001", "user advocacy")
    assert (listed["removed"]["reason"], listed["removed"]["actor"]) == ("Wrong file.", "Joe")
    assert "by Joe: “Wrong file.”" in said(fct("attachments", REF, "--removed"))
    again = fct("detach", "FY2027-A0001", "--reason", "Again.")
    assert "was removed already" in refused(again)
    assert "There is no X that you may see" in refused(fct("detach", "X", "--reason", "Why."))


@pytest.mark.usefixtures("one")
def test_an_attachment_is_written_as_it_came(letter: Path, tmp_path: Path, fct: Fct) -> None:
    """To a file or into a folder; what is there is not replaced."""
    fct("attach", REF, letter, "--declare")
    folder = tmp_path / "out"
    folder.mkdir()

    written = answer(fct("attachment", "FY2027-A0001", "--out", folder, "--json"))
    reported = said(fct("attachment", "FY2027-A0001", "--out", folder / "b.pdf"))

    assert written["written_to"] == str(folder / "letter.pdf")
    assert (folder / "letter.pdf").read_bytes() == (folder / "b.pdf").read_bytes() == PDF
    assert f"18 bytes, evidence of {REF}" in reported
    (folder / "b.pdf").write_bytes(b"mine")
    for out in (folder, folder / "b.pdf"):
        taken = fct("attachment", "FY2027-A0001", "--out", out)
        assert "is there already. Name another file." in refused(taken)
    assert (folder / "b.pdf").read_bytes() == b"mine"
    nowhere = fct("attachment", "FY2027-A0001", "--out", folder / "x" / "b.pdf")
    assert "There is no folder" in refused(nowhere)


@pytest.mark.usefixtures("one")
def test_an_odd_name_is_printed_with_every_sign_seen(tmp_path: Path, fct: Fct) -> None:
    """As code points on the screen, as data in JSON, and safely when it is written."""
    path = tmp_path / "a\u202efdp\x1b[2J.pdf"
    path.write_bytes(PDF)
    folder = tmp_path / "out"
    folder.mkdir()

    reported = said(fct("attach", REF, path, "--declare"))
    listed = fct("attachments", REF)
    name = answer(fct("attachments", REF, "--json"))[0]["file"]
    fct("attachment", "FY2027-A0001", "--out", folder)

    assert "a<U+202E>fdp<U+001B>[2J.pdf" in reported
    assert "\u202e" not in reported + listed.stdout
    assert name == path.name
    assert [file.name for file in folder.iterdir()] == ["a_fdp_[2J.pdf"]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("attach", REF, "--criterion", "price"), "No criterion is called price"),
        (("attach", "X"), "There is no X that you may see"),
        (("attach", REF, "--fiscal-year", 2030), "The store has no cycle of fiscal year 2030"),
    ],
)
def test_evidence_for_nothing_is_reported(
    letter: Path, fct: Fct, arguments: tuple[Any, ...], words: str
) -> None:
    """And what there is."""
    result = fct(*arguments[:2], letter, *arguments[2:], "--declare")

    assert result.exit_code in {1, 2, 5}
    assert words in str(result.exception) + result.output


@pytest.mark.usefixtures("one")
def test_a_list_of_no_proposal_is_reported(fct: Fct) -> None:
    """With the year that was named, too."""
    assert "There is no X that you may see" in refused(fct("attachments", "X"))
    assert "There is no X that you may see" in refused(
        fct("attachments", "X", "--fiscal-year", 2027)
    )


def test_a_submitted_file_is_printed_with_every_sign_seen(
    one: Store, forms: dict[str, Path], tmp_path: Path, fct: Fct
) -> None:
    """On its receipt and in the list of versions."""
    path = tmp_path / "b\u202e.xlsx"
    path.write_bytes(forms["FY27-USMC-01"].read_bytes())

    receipt = fct("submit", path)
    versions = fct("versions", "FY27-USMC-01")

    assert "b<U+202E>.xlsx" in receipt.stdout
    assert "\u202e" not in receipt.stdout + versions.stdout
    assert one.submissions.get("FY2027-S0002").file_name == "b\u202e.xlsx"


@pytest.mark.usefixtures("one")
def test_a_letter_that_was_not_searched_says_who_declared_it(letter: Path, fct: Fct) -> None:
    """On its receipt and in the list."""
    made = said(fct("attach", REF, letter, "--declare", "--as", "Jane Doe"))

    assert "markings: not searched, declared by Jane Doe" in made
    (listed,) = answer(fct("attachments", REF, "--json"))
    assert listed["markings"] == "not searched, declared by Jane Doe"
