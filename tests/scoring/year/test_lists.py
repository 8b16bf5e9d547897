"""The lists of a cycle: each row by the cycle's own clock, and nothing that is hidden."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.errors import DeniedError, RefusalError, UsageError
from fct.data.deliberations.conflicts import ConflictWith
from fct.data.people.acting import Acting
from fct.data.store.settings import Settings
from fct.data.subjects.receiving import NewSubmission
from fct.data.subjects.store import Store, open_store
from fct.data.tables.core import Standing
from fct.flows.year.tick_command import run_tick
from fct.scoring.ranking.seen_order import show_seen_runs
from fct.scoring.year.lists import COLUMNS, LISTS, list_rows
from tests.support.stores.year import ACTOR, moment, send, year_store


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two in time, one of them twice, one withdrawn, one late, one refused; judged and shown."""
    home = tmp_path_factory.mktemp("lists") / "home"
    show_seen_runs()
    with year_store(home, start="2026-03-02T13:00") as store:
        for ref, component in (("A1", "Army"), ("N1", "Navy"), ("N2", "Navy")):
            send(store, ref, component)
        run_tick(store, [moment("2026-03-03T13:00")], "tester")
        send(store, "A1", "Army", trl="7")
        store.standings.add(
            Standing(
                fiscal_year=2027,
                ref="N2",
                standing="withdrawn",
                reason="No money.",
                at=moment("2026-03-04"),
                actor=ACTOR,
            )
        )
        store.submissions.add(
            NewSubmission(
                fiscal_year=2027,
                file_name="junk.xlsx",
                content=b"junk",
                actor=ACTOR,
                received_at=moment("2026-03-04T14:00"),
                component="Navy",
                refusal=RefusalError("NOT_A_WORKBOOK", "It is not a workbook."),
            )
        )
        run_tick(store, [moment("2026-07-01T04:00")], "tester")
        send(store, "N3", "Navy")
        run_tick(store, [moment("2026-08-15T05:00")], "tester")
    return home


@pytest.fixture
def store(lived: Path) -> Iterator[Store]:
    """The store, opened as its owner."""
    with open_store(Settings(lived)) as opened:
        yield opened


def as_(store: Store, person_id: str) -> Store:
    """The store as somebody has it."""
    person = store.people.known(person_id)
    return store.as_(Acting(person.actor(1), person))


def test_each_list_has_its_rows_by_the_clock_of_the_cycle(store: Store) -> None:
    """The deadline of 23:59 counts whole: the first moment after it is late."""
    lists = {name: list_rows(store, name, 2027) for name in LISTS}

    assert [len(lists[name]) for name in LISTS] == [6, 1, 1, 5, 2, 1]
    assert all(set(row) == set(COLUMNS[name]) for name in LISTS for row in lists[name])
    assert lists["submissions"][0]["received_at"] == "2026-03-02T08:00:00-05:00"
    assert [one["timing"] for one in lists["submissions"]] == [*["in time"] * 5, "late"]
    (refused,) = lists["refused"]
    assert (refused["code"], refused["message"]) == ("NOT_A_WORKBOOK", "It is not a workbook.")
    (late,) = lists["late"]
    assert late["ref"] == "N3"
    assert late["deadline"] == "2026-06-30T23:59:59-04:00"
    assert late["late_minutes"] == 1
    judged = [(one["ref"], one["version"]) for one in lists["versions"] if one["counts"]]
    assert judged == [("A1", 2), ("N1", 1)]
    assert [one["ref"] for one in lists["versions"] if one["is_withdrawn"]] == ["N2"]
    assert [one["is_shown"] for one in lists["runs"]] == [False, True]
    assert [(one["run"], one["by"]) for one in lists["publications"]] == [("FY2027-R002", "system")]


def test_what_a_reviewer_has_a_conflict_with_is_in_no_list(store: Store) -> None:
    """Neither the proposal, nor the file, nor a count."""
    store.conflicts.add("reviewer-1", ConflictWith(component="Army"), "A former employer.")

    seen = as_(store, "reviewer-1")

    assert {one["ref"] for one in list_rows(seen, "versions", 2027)} == {"N1", "N2", "N3"}
    assert all("A1" not in one["refs"] for one in list_rows(seen, "submissions", 2027))
    assert [one["proposals"] for one in list_rows(seen, "runs", 2027)] == [1]


def test_a_sponsor_has_no_lists_and_an_unknown_one_is_named(store: Store) -> None:
    """The own component stands on the board and the status page."""
    with pytest.raises(DeniedError, match=r"lists\.see"):
        list_rows(as_(store, "sponsor-army"), "submissions", 2027)
    with pytest.raises(UsageError, match="There is no list “everything”"):
        list_rows(store, "everything", 2027)
