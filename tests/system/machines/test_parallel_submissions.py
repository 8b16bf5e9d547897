"""Many submit at once; a resent file is one file; a cut one leaves nothing that could be judged."""

import datetime as dt
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.documents.sample_season import sample_proposals
from fct.data.documents.template import write_list_csv, write_template
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.form import load_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.submitting.delivery import Delivery, submit_bytes
from tests.support.processes.samples import sample
from tests.support.stores.homes import blank_store

ACTOR = Actor("tester")
NOW = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
DEADLINE = dt.datetime(2026, 6, 30, tzinfo=dt.UTC)
DELIVERY = Delivery(ACTOR, NOW, 2027)
MANY = sample(25, whole=80)

ONE_PROCESS = """
import datetime as dt, sys
from pathlib import Path
from fct.data.common.actor import Actor
from fct.data.store.settings import Settings
from fct.data.subjects import open_store
from fct.data.submitting import Delivery, submit
home, folder = map(Path, sys.argv[1:3])
delivery = Delivery(Actor(sys.argv[3]), dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC), 2027)
with open_store(Settings(home, busy_timeout_s=300.0)) as store:
    for path in sorted(folder.iterdir()):
        print(submit(store, path, delivery).id)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that has the cycle of 2027."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(blank_store(tmp_path / "home"), busy_timeout_s=300.0)) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        yield opened


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A form workbook of one proposal, without a ref."""
    path = tmp_path_factory.mktemp("form") / "a.xlsx"
    filled = sample_proposals()["FY27-ARMY-01"]
    write_template(path, form=load_form(), fiscal_year=2027, filled=filled)
    return path.read_bytes()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Many files, each a zip of tables with one proposal of its own ref."""
    folder = tmp_path_factory.mktemp("list")
    proposal = sample_proposals()["FY27-ARMY-01"]
    paths = write_list_csv(folder, form=load_form(), proposals={"REF-000": proposal})
    tables = {path.name: path.read_bytes() for path in paths}
    found = []
    for number in range(MANY):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in tables.items():
                archive.writestr(name, content.replace(b"REF-000", f"REF-{number:03}".encode()))
        found.append(packed.getvalue())
    return found


def test_fifty_of_one_file_at_once_are_one_submission(store: Store, form: bytes) -> None:
    """One row, one receipt, one version, one event."""
    with ThreadPoolExecutor(50) as pool:
        receipts = list(
            pool.map(lambda _: submit_bytes(store, "a.xlsx", form, DELIVERY), range(50))
        )

    assert {receipt.id for receipt in receipts} == {"FY2027-S0001"}
    assert [receipt.is_repeat for receipt in receipts].count(False) == 1
    assert len(store.submissions.of_cycle(2027)) == 1
    assert [one.version for one in store.versions.all(2027, "FY27-0001")] == [1]
    assert [event.action for event in store.events.all()].count("submission accepted") == 1


def test_a_file_is_the_same_with_and_without_its_component(store: Store, form: bytes) -> None:
    """The component is read from the file, so naming it too makes no second proposal."""
    first = submit_bytes(store, "a.xlsx", form, DELIVERY)
    again = submit_bytes(store, "a.xlsx", form, replace(DELIVERY, component="Army"))

    assert (again.id, again.is_repeat) == (first.id, True)
    assert list(store.versions.components(2027)) == ["FY27-0001"]


@pytest.mark.sampled
def test_many_files_at_once_are_all_acknowledged(store: Store, lists: list[bytes]) -> None:
    """Each has its receipt and its row; numbers have no gap, and the log is whole."""
    with ThreadPoolExecutor(len(lists)) as pool:
        receipts = list(
            pool.map(lambda content: submit_bytes(store, "a.zip", content, DELIVERY), lists)
        )

    assert {receipt.status for receipt in receipts} == {"accepted"}
    assert {receipt.refs for receipt in receipts} == {(f"REF-{n:03}",) for n in range(MANY)}
    assert sorted(receipt.id for receipt in receipts) == [
        f"FY2027-S{n:04}" for n in range(1, MANY + 1)
    ]
    assert len(store.versions.to_judge(2027, DEADLINE)) == MANY
    assert verify(store).first_bad is None


@pytest.mark.server
def test_processes_that_submit_the_same_files_get_the_same_receipts(
    store: Store, lists: list[bytes], tmp_path: Path
) -> None:
    """Three programs on one store, ten files each: ten rows, and three times the same ten ids."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, content in enumerate(lists[:10]):
        (folder / f"{number}.zip").write_bytes(content)
    command = [sys.executable, "-c", ONE_PROCESS, str(store.settings.home), str(folder)]
    running = [
        subprocess.Popen([*command, f"sender {n}"], stdout=subprocess.PIPE, text=True)
        for n in range(3)
    ]

    reported = [process.communicate(timeout=600)[0].split() for process in running]

    assert [process.returncode for process in running] == [0] * 3
    assert reported[0] == reported[1] == reported[2]
    assert len(store.submissions.of_cycle(2027)) == len(set(reported[0])) == 10
    assert verify(store).first_bad is None


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_a_cut_file_is_refused_and_nothing_of_it_is_judged(
    store: Store, form: bytes, percent: int
) -> None:
    """Its receipt says so, the whole file is taken afterwards, and no half file lies around."""
    cut = form[: len(form) * percent // 100]

    refused = submit_bytes(store, "a.xlsx", cut, DELIVERY)
    whole = submit_bytes(store, "a.xlsx", form, DELIVERY)

    assert (refused.status, refused.refs, refused.proposal_count) == ("refused", (), 0)
    assert refused.refusal_message
    assert (whole.status, whole.versions) == ("accepted", (1,))
    assert [one.submission_id for one in store.versions.to_judge(2027, DEADLINE)] == [whole.id]
    kept = {path.name for path in store.settings.files_folder.rglob("*") if path.is_file()}
    assert kept == {whole.file_sha256}
