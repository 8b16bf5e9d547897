"""How the proposals of a submission stand, by what is stored."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import Filled, write_list_csv
from fct.data.program.cycle import parse_cycle
from fct.data.program.form import load_form
from fct.data.subjects.receipts import Submission
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.data.submitting.next_steps import standing_lines
from fct.data.submitting.withdrawal import withdraw
from fct.scoring.ranking.check import check_file
from fct.scoring.ranking.receipt_standing import receipt_with_standing
from tests.support.files.workbooks import write_sample

ACTOR = Actor("Jane")
REF = "FY27-ARMY-01"
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)


def form(path: Path, **answers: Any) -> Path:
    """Write a form with other answers."""
    return write_sample(path, REF, ref=REF, **answers)


def receipt(store: Store, submission: Submission) -> dict[str, Any]:
    """Return the receipt with where its proposal stands."""
    row = store.cycles.find(2027)
    assert row is not None
    return receipt_with_standing(store, submission, parse_cycle(row.yaml, "cycle"))


def test_a_sound_proposal_has_nothing_to_repair(store: Store, tmp_path: Path) -> None:
    """It is rankable as it stands."""
    got = receipt(store, submit(store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, IN_TIME)))

    assert got["as_it_stands"] == [{"ref": REF, "verdict": "rankable", "to_repair": 0, "notes": []}]
    assert got["next"].startswith("Nothing to do")


def test_the_receipt_of_an_older_form_says_so_like_the_check(store: Store) -> None:
    """Also when it is printed later, from what is stored."""
    old = Path(__file__).parents[2] / "cases" / "form-1.0.xlsx"
    submission = submit(store, old, Delivery(ACTOR, IN_TIME))

    (standing,) = receipt(store, submission)["as_it_stands"]
    note = check_file(old, None, None, store.settings)["form_note"]
    assert note.startswith("This is a form of version 1.0")
    assert [one["text"] for one in standing["notes"]] == [note]


def test_what_would_be_returned_is_shown_at_once(store: Store, tmp_path: Path) -> None:
    """With the number of answers and what to send until when."""
    path = form(tmp_path / "a.xlsx", trl="nine", mrl="ten")

    got = receipt(store, submit(store, path, Delivery(ACTOR, IN_TIME)))

    assert got["as_it_stands"] == [{"ref": REF, "verdict": "returned", "to_repair": 2, "notes": []}]
    assert got["next"] == (
        f"{REF} would be returned as it stands: 2 answers to repair. `fct check` names each with "
        "its cell. Send the repaired file until 2026-06-30 23:59:59 EDT (America/New_York); one "
        f"that does not hold the ref {REF} is sent with `--replaces {REF}`."
    )


def test_a_replaced_version_says_by_which(store: Store, tmp_path: Path) -> None:
    """And is no longer judged."""
    first = submit(store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, IN_TIME))
    second = submit(store, form(tmp_path / "b.xlsx", title="Other"), Delivery(ACTOR, IN_TIME))

    got = receipt(store, first)

    assert (got["replaced_by"], got["as_it_stands"]) == ({REF: second.id}, [])
    assert got["next"] == f"Version 1 of {REF} was replaced by version 2 ({second.id})."


@pytest.mark.parametrize("has_first", [False, True])
def test_a_late_version_replaces_nothing(store: Store, tmp_path: Path, has_first: bool) -> None:
    """The one that came before stays judged, and the receipt says so."""
    if has_first:
        submit(store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, IN_TIME))

    got = receipt(
        store, submit(store, form(tmp_path / "b.xlsx", title="Other"), Delivery(ACTOR, LATE))
    )

    assert (got["late"], got["replaced_by"], got["as_it_stands"]) == ([REF], {}, [])
    assert "so it is not judged" in got["next"]
    assert (f"Version 1 of {REF}, which came before, is judged." in got["next"]) is has_first


def test_what_comes_out_of_cycle_is_judged_by_itself(store: Store, tmp_path: Path) -> None:
    """After the deadline its own way takes it, and the receipt says that no run has it."""
    path = form(tmp_path / "a.xlsx", cycle_type="out of cycle")

    got = receipt(store, submit(store, path, Delivery(ACTOR, LATE, is_out_of_cycle=True)))

    assert (got["late"], got["timing"], got["lane"]) == ([], "out of cycle", "out of cycle")
    assert "enters no run of the cycle" in got["next"]


def test_a_withdrawn_proposal_does_not_stand(store: Store, tmp_path: Path) -> None:
    """Nor does anything of a test."""
    sent = submit(store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, IN_TIME))
    tried = submit(store, form(tmp_path / "a.xlsx"), Delivery(ACTOR, IN_TIME, is_test=True))
    withdraw(store, 2027, REF, reason="No money any more.", actor=ACTOR)

    assert receipt(store, sent)["as_it_stands"] == []
    assert receipt(store, tried)["as_it_stands"] == []


def test_a_stated_moment_is_shown_as_stated(store: Store, tmp_path: Path) -> None:
    """The clock's is not."""
    stated = Delivery(ACTOR, IN_TIME, is_moment_stated=True)
    clock = Delivery(ACTOR, IN_TIME)

    first = receipt(store, submit(store, form(tmp_path / "a.xlsx"), stated))
    second = receipt(store, submit(store, form(tmp_path / "b.xlsx", title="Other"), clock))

    assert (first["received_at_stated"], second["received_at_stated"]) == (True, False)


def test_notes_of_the_reader_stand_in_the_receipt(store: Store, tmp_path: Path) -> None:
    """What was read in another way than written is to read, and comes before the next step."""
    path = form(tmp_path / "a.xlsx", component="the navy", article_quantity="6")

    got = receipt(store, submit(store, path, Delivery(ACTOR, IN_TIME)))

    (standing,) = got["as_it_stands"]
    assert "“6” is kept as text" in str(standing["notes"])
    count = len(standing["notes"])
    assert f"{count} note" in standing_lines(got)[0]
    assert any("Proposal C" in line and "kept as text" in line for line in standing_lines(got)[1:])


def test_a_table_of_text_is_not_reported_as_text(store: Store, tmp_path: Path) -> None:
    """A CSV file holds nothing but text; what an amount means is still asked."""
    sample = sample_proposals()[REF]
    (first, *others) = sample["rows"]["Funding"]
    rows = sample["rows"] | {"Funding": [first | {"fct_test_kusd": "420.000"}, *others]}
    filled = Filled(answers=sample["answers"], rows=rows)
    write_list_csv(tmp_path / "list", form=load_form(), proposals={"R-1": filled})

    got = receipt(store, submit(store, tmp_path / "list", Delivery(ACTOR, IN_TIME, 2027)))
    checked = check_file(tmp_path / "list", None, None, store.settings)

    for said in (str(got["as_it_stands"]), str([checked["notes"], checked["proposals"]])):
        assert "Is 420,000 meant?" in said
        assert "kept as text" not in said
