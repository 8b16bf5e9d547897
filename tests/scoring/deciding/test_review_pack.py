"""The review pack: what sponsors sent and people said, as far as a person may see it."""

from pathlib import Path

import sqlalchemy as sa

from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.scoring.deciding.review_pack import folder_of, review_pack
from tests.support.files.workbooks import write_list
from tests.support.stores.seasons import ACTOR, IN_TIME, REFS, acting_as, publish_run


def pack_of(store: Store, name: str) -> dict[str, bytes]:
    """Return the pack of a person over the published run."""
    seen = acting_as(store, name)
    run = seen.runs.published(2027)
    assert run is not None
    return review_pack(seen, run.id, 2027, None)


def test_a_file_with_a_hidden_proposal_is_the_file_without_it(
    season_store: Store, tmp_path: Path
) -> None:
    """A reviewer of the Army gets the answers of the others in it, and nothing of the Army."""
    listed = write_list(
        tmp_path / "both.xlsx",
        {
            "L-ARMY": {"component": "Army", "title": "Hidden howitzer"},
            "L-NAVY": {"component": "Navy", "title": "Visible vessel"},
        },
    )
    submission = submit(season_store, listed, Delivery(ACTOR, IN_TIME, 2027))
    publish_run(season_store)
    whole, part = pack_of(season_store, "reviewer-1"), pack_of(season_store, "reviewer-4")

    assert whole[f"workbooks/{submission.id}/both.xlsx"] == listed.read_bytes()
    assert f"workbooks/{submission.id}/both.xlsx" not in part
    answers = part[f"workbooks/{submission.id}/L-NAVY.csv"].decode("utf-8-sig")
    assert "Visible vessel" in answers
    held = b"\n".join([*part.values(), *(name.encode() for name in part)])
    assert b"L-ARMY" not in held
    assert b"Hidden howitzer" not in held
    assert sum(name.endswith(".xlsx") for name in whole) == len(REFS) + 1


def statements_of(store: Store) -> int:
    """Return how often a pack asks the database."""
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    pack_of(store, "reviewer-1")
    sa.event.remove(store.engine, "before_cursor_execute", note)
    return len(asked)


def test_more_proposals_are_not_asked_for_one_by_one(season_store: Store, tmp_path: Path) -> None:
    """Ten more cost no statement beside those of the first seven."""
    few = statements_of(season_store)
    more = {f"L-{number}": {"component": "Navy"} for number in range(10)}
    submit(season_store, write_list(tmp_path / "more.xlsx", more), Delivery(ACTOR, IN_TIME, 2027))
    publish_run(season_store)

    assert few > 0
    assert statements_of(season_store) == few


def test_a_ref_is_a_safe_name() -> None:
    """It is a sponsor's text, and no path is made of it."""
    assert folder_of("../../etc/passwd") == "passwd"
    assert "/" not in folder_of("A/B")
