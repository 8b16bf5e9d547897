"""Commands that hand a proposal on, and that list what is not FCT work."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from fct.data.common.errors import UsageError
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.data.submitting.delivery import Delivery, submit
from tests.conftest import ACTOR, IN_TIME
from tests.support.files.workbooks import write_sample

Fct = Callable[..., Result]
REF = "FY27-ARMY-01"
SAID = ("--office", "International Programs", "--reason", "It is an exchange.")


@pytest.fixture
def other_work(home: Path, tmp_path: Path) -> None:
    """A store with a personnel exchange."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(home)) as store:
        store.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        path = write_sample(tmp_path / "a.xlsx", REF, ref=REF, purpose="personnel exchange")
        submit(store, path, Delivery(ACTOR, IN_TIME))


@pytest.mark.usefixtures("other_work")
def test_a_referral_is_kept_with_its_letter(fct: Fct, tmp_path: Path) -> None:
    """`id, ref, version, program, office, reason, purpose, at, by, letter`; the list names it."""
    letter, again = tmp_path / "letter.pdf", tmp_path / "again.pdf"

    made = fct("refer", REF, "--to", "ESEP", *SAID, "--letter", letter, "--json")
    listed = json.loads(fct("referrals", "--json").stdout)
    written = fct("referrals", "--letter", "FY2027-H001", "--out", again)

    report = json.loads(made.stdout)
    assert report["program"] == "personnel-exchange"
    assert report["letter"] == str(letter)
    assert letter.read_bytes()[:5] == b"%PDF-"
    assert again.read_bytes() == letter.read_bytes()
    assert written.exit_code == 0
    (row,) = listed["referrals"]
    assert row["handed_on"] == {name: report[name] for name in row["handed_on"]}
    assert row["state"] == "handed on"
    assert "International Programs" in fct("referrals").stdout


@pytest.mark.usefixtures("other_work")
def test_what_cannot_be_written_keeps_nothing(fct: Fct, tmp_path: Path) -> None:
    """A letter that is there already, another ending, no folder: the referral is not kept."""
    there = tmp_path / "there.pdf"
    there.write_bytes(b"")
    for path, said in (
        (there, "is there already"),
        (tmp_path / "a.docx", "does not end in .pdf"),
        (tmp_path / "no" / "a.pdf", "There is no folder"),
    ):
        done = fct("refer", REF, "--to", "ESEP", *SAID, "--letter", path)
        assert isinstance(done.exception, UsageError)
        assert said in str(done.exception)

    assert json.loads(fct("referrals", "--json").stdout)["referrals"][0]["handed_on"] is None
