"""The rows of kept files."""

import hashlib

import sqlalchemy as sa

from fct.data.store.held_files import is_file_known, keep_file
from fct.data.subjects.store import Store
from fct.data.tables.core import files


def test_a_file_has_one_row_however_often_it_is_kept(store: Store) -> None:
    """With its hash and its size; one that was never kept is not known."""
    with store.writing() as connection:
        first, again = (keep_file(connection, store.files, b"letter") for _ in range(2))
        rows = connection.execute(sa.select(files)).all()
        known = [is_file_known(connection, sha256) for sha256 in (first, "0" * 64)]

    assert first == again == hashlib.sha256(b"letter").hexdigest()
    assert rows == [(first, 6)]
    assert known == [True, False]
    assert store.files.read(first) == b"letter"
