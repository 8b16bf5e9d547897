"""A store that may only be read, as an auditor's copy: every command reads it, none writes it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fct.data.audit.verifying import verify
from fct.data.common.errors import DeniedError, StoreError
from fct.data.people.acting import Acting
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.store.roles import READER, apply_roles
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from tests.support.processes.postgres import postgres_started
from tests.support.processes.samples import some_of
from tests.support.stores.contract import REASON, Program
from tests.support.stores.only_reading import only_reading

READING = (
    *(("rank",), ("show",), ("show", "FY27-NAVY-01"), ("why", "FY27-NAVY-01"), ("line",)),
    *(("audit", "verify"), ("audit", "head"), ("log",), ("slate",), ("status",), ("board",)),
    *(("calendar",), ("messages",), ("project", "list"), ("person", "list"), ("changes",)),
    *(("verify-first",), ("ask-first",), ("overlap",), ("versions", "FY27-NAVY-01")),
    *(("assignments",), ("trends",), ("tick", "--done"), ("cycle", "list"), ("access",)),
)
WRITING = (
    *(("evaluate",), ("tick",), ("clock", "2027-01-01T00:00:00Z"), ("slate", "advise")),
    *(("withdraw", "FY27-NAVY-01", "--reason", REASON), ("store", "new", "--illustrative")),
    *(("decide", "FY27-ARMY-02", "fund"), ("slate", "publish")),
    ("conflict", "add", "reviewer-1", "--vendor", "Some vendor", "--reason", REASON),
)


def bytes_of(home: Path) -> dict[Path, bytes]:
    """All files of a store."""
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


@pytest.mark.sampled
def test_every_reading_command_reads_it_as_it_reads_the_original(
    approved: Program, tmp_path: Path
) -> None:
    """What they print is the same, and no byte of the store changes."""
    copy = approved.copied(tmp_path / "copy")
    right = {words: approved.run(*words) for words in some_of(READING, 9)}
    before = bytes_of(copy.home)
    with only_reading(copy.home):
        for words, asked in right.items():
            found = copy.run(*words)
            assert found.code == asked.code in {0, 1}, str(found)
            assert found.json == asked.json, words
            assert "may only be read" in found.err or words == ("access",), words
        assert copy("reproduce", "FY2027-R001")["same"]
        checks = {one["name"]: one["state"] for one in copy("doctor", code=1)["checks"]}
        assert (checks["store"], checks["folders"]) == ("ok", "warn")

    assert bytes_of(copy.home) == before


@pytest.fixture
def server() -> Iterator[Any]:
    """A PostgreSQL server from the wheel."""
    with postgres_started() as started:
        yield started


@pytest.mark.postgres
def test_an_auditor_reads_a_store_on_a_server_as_the_original(
    approved: Program, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the role that may only read: the same answers, and nothing written, no denial either."""
    approved("backup", tmp_path / "kept")
    right = {words: approved.run(*words) for words in READING}
    owner, url = Program(tmp_path / "owner"), sa.make_url(server.get_uri())
    monkeypatch.setenv("FCT_DATABASE_URL", url.render_as_string(hide_password=False))
    owner("restore", tmp_path / "kept")
    apply_roles(Settings(owner.home, url.render_as_string(hide_password=False)))
    events = owner("log")["events"]

    auditor = url.set(username=READER).render_as_string(hide_password=False)
    monkeypatch.setenv("FCT_DATABASE_URL", auditor)
    for words in READING:
        found = owner.run(*words)
        assert found.code == right[words].code in {0, 1}, str(found)
        assert found.json == right[words].json, words
        assert "may only be read" in found.err or words == ("access",), words
    archive = owner.run("archive", "2027", "--out", tmp_path / "a.zip")
    assert archive.code == 0, str(archive)
    for words in WRITING:
        said = owner.run(*words)
        assert said.code == 4, str(said)
        assert "may not be written by your account" in said.err.strip().splitlines()[-1], str(said)
    assert owner.denied("evaluate", who="auditor-1") == "NOT_ALLOWED"
    assert owner("log")["events"] == events


def test_every_writing_command_says_one_sentence(approved: Program, tmp_path: Path) -> None:
    """Exit code 4, no traceback, nothing half written, and no denial becomes a permission."""
    copy = approved.copied(tmp_path / "copy")
    before = bytes_of(copy.home)
    with only_reading(copy.home):
        for words in WRITING:
            found = copy.run(*words)
            last = found.err.strip().splitlines()[-1]
            assert found.code == 4, str(found)
            assert "Traceback" not in found.err
            assert "may not be written" in last or "Read-only" in last, str(found)
        assert copy.denied("evaluate", who="auditor-1") == "NOT_ALLOWED"

    assert bytes_of(copy.home) == before


def test_what_goes_out_of_it_is_whole_and_is_said_not_to_be_logged(
    approved: Program, tmp_path: Path
) -> None:
    """Archive, table and package are those of the original; the note stands on standard error."""
    copy = approved.copied(tmp_path / "copy")
    events = len(approved("log")["events"])
    with only_reading(copy.home):
        archive = copy.run("archive", "2027", "--out", tmp_path / "a.zip")
        assert archive.code == 0, str(archive)
        assert "its log does not say what is read here or goes out" in archive.err
        assert len(copy("log")["events"]) == events
    approved("archive", "2027", "--out", tmp_path / "b.zip")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert approved("archive", "verify", tmp_path / "a.zip")["ok"]


def test_a_person_who_reads_a_copy_sees_no_more_than_in_the_original(
    approved: Program,
) -> None:
    """Rights are asked as ever; a denial is one, though nothing can be logged."""
    with only_reading(approved.home), open_store(Settings(approved.home)) as store:
        sponsor = store.people.known("sponsor-navy")
        seen = store.as_(Acting(sponsor.actor(), sponsor))
        refs = {one.ref for one in seen.versions.last(2027)}
        with pytest.raises(DeniedError):
            verify(seen)
        with pytest.raises(StoreError, match="may not be written by your account"):
            store.people.add(Person(id="new", name="New", roles=frozenset({Role.AUDITOR})))

        assert {ref.split("-")[1] for ref in refs} == {"NAVY"}
        assert store.is_read_only
        assert verify(store).first_bad is None

    with open_store(Settings(approved.home)) as store:
        assert not store.is_read_only


def test_a_copy_that_was_taken_while_others_wrote_is_read_with_their_log(
    approved: Program, tmp_path: Path
) -> None:
    """The write-ahead log counts, and a copy of which a part is missing is not taken for whole."""
    database = approved.home / "fct.sqlite"
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("PRAGMA journal_mode = wal")
    approved("clock", "2026-09-01T00:00:00Z")
    assert (approved.home / "fct.sqlite-wal").stat().st_size > 0
    events = len(approved("log")["events"])
    copy = approved.copied(tmp_path / "copy")
    writer.close()
    with only_reading(copy.home):
        assert len(copy("log")["events"]) == events
    (copy.home / "fct.sqlite-shm").unlink()
    with only_reading(copy.home):
        lost = copy.run("log")
    assert lost.code == 4, str(lost)
    assert "cannot be opened" in lost.err
