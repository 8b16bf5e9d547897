"""The rows of kept files: each file has one, however often it was sent."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from fct.data.common import StoreError
from fct.data.store.base import Database
from fct.data.store.file_places import KeptFiles
from fct.data.tables import attachments, files, insert_row, submissions

_ACCEPTED = "accepted"


def keep_file(connection: sa.Connection, kept: KeptFiles, content: bytes) -> str:
    """Keep a file and its row in a writing transaction, and return its SHA-256."""
    kept.put(content)
    return name_file(connection, content)


def name_file(connection: sa.Connection, content: bytes) -> str:
    """Keep the row of a file, its hash and its size alone, and return its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_file_known(connection, sha256):
        insert_row(connection, files, {"sha256": sha256, "size_bytes": len(content)})
    return sha256


def is_file_known(connection: sa.Connection, sha256: str) -> bool:
    """Whether a file came before, so that a submission or an attachment refers to it."""
    known = sa.select(files.c.sha256).where(files.c.sha256 == sha256)
    return connection.execute(known).first() is not None


def named_files(connection: sa.Connection) -> tuple[set[str], set[str]]:
    """Return the hashes that a database names, and those of which it needs the file.

    Of a file that was refused before it was searched for markings, hash and size alone are kept.
    """
    attached = sa.select(attachments.c.file_sha256)
    taken = sa.select(submissions.c.file_sha256).where(submissions.c.status == _ACCEPTED)
    named = set(connection.scalars(sa.select(files.c.sha256)))
    return named, set(connection.scalars(sa.union(attached, taken)))


@contextmanager
def receiving_file(database: Database, content: bytes) -> Iterator[sa.Connection]:
    """Give a writing transaction that keeps a file; where it fails, nothing of the file stays.

    Writers take turns, so that no other row that names the file is on its way when it is removed.
    """
    try:
        with database.writing() as connection:
            yield connection
    except BaseException:
        sha256 = hashlib.sha256(content).hexdigest()
        # In a turn of its own: another submission of the same file may have named it in the
        # meantime, and then it stays.
        with suppress(StoreError), database.writing() as connection:
            if not is_file_known(connection, sha256):
                database.files.discard(sha256)
        raise
