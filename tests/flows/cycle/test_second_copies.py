"""Second copies of what was taken in have an end; the file itself stays in the store."""

import time
from pathlib import Path

from fct.data.audit.verifying import verify
from fct.data.subjects.store import Store
from fct.flows.cycle.inbox import inbox_folder
from fct.flows.cycle.second_copies import clear_second_copies, second_copy_days
from fct.flows.year.tick_command import clear_old_copies
from tests.flows.cycle.test_inbox import drop, take_in

DAY_S = 86_400


def names(store: Store) -> set[str]:
    """What lies in the inbox, as paths from it."""
    inbox = inbox_folder(store)
    return {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()}


def test_copies_and_answers_go_after_thirty_days_and_the_file_stays(
    store: Store, forms: dict[str, Path]
) -> None:
    """Not a day before; the log says how many and how many bytes, and names no file."""
    drop(store, forms["FY27-ARMY-01"], "2027")
    assert take_in(store) == ["accepted"]
    copy = "taken/FY2027-S0001-FY27-ARMY-01.xlsx"
    answer = "2027/FY27-ARMY-01.xlsx.answer.txt"
    sizes = [(inbox_folder(store) / name).stat().st_size for name in (copy, answer)]
    assert names(store) == {copy, answer}
    (receipt,) = store.submissions.of_cycle(2027)

    assert clear_second_copies(store, time.time() + 29 * DAY_S) == (0, 0, 0)
    assert clear_second_copies(store, time.time() + 31 * DAY_S) == (1, 1, sum(sizes))
    assert clear_second_copies(store, time.time() + 31 * DAY_S) == (0, 0, 0)

    assert names(store) == set()
    assert store.files.read(receipt.file_sha256) == forms["FY27-ARMY-01"].read_bytes()
    last = store.events.all()[-1]
    assert (last.action, last.details) == (
        "second copies cleared",
        {"copies": 1, "answers": 1, "bytes": sum(sizes), "older_than_days": 30},
    )
    assert '"second copies cleared"' in (store.settings.home / "logs/fct.jsonl").read_text()
    assert second_copy_days() == 30
    assert verify(store).first_bad is None


def test_what_may_be_the_only_copy_is_left(store: Store, forms: dict[str, Path]) -> None:
    """A copy that the store does not have, and the answer to what still lies in the inbox."""
    drop(store, forms["FY27-ARMY-01"], "2027")
    drop(store, forms["FY27-ARMY-02"], "2031")
    take_in(store)
    (receipt,) = store.submissions.of_cycle(2027)
    store.files.path(receipt.file_sha256).unlink()
    (inbox_folder(store) / "taken" / "put-there-by-hand.xlsx").touch()
    before = names(store)
    later = time.time() + 400 * DAY_S

    assert clear_second_copies(store, later).copies == 0
    left = {name for name in before if name.startswith("2027/")}
    assert names(store) == before - left
    assert {name for name in names(store) if name.startswith("2031/")} == {
        "2031/FY27-ARMY-02.xlsx",
        "2031/FY27-ARMY-02.xlsx.answer.txt",
    }


def test_a_tick_clears_and_does_not_fail_by_it(store: Store, tmp_path: Path) -> None:
    """Without an inbox there is nothing to clear; one that cannot be read is said and passed."""
    clear_old_copies(store)
    inbox_folder(store).mkdir()
    (inbox_folder(store) / "taken").symlink_to(tmp_path / "nowhere")
    clear_old_copies(store)

    assert store.events.all()[-1].action != "second copies cleared"
