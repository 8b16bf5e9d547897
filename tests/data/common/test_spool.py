"""Pieces that wait outside of memory."""

import os
from pathlib import Path

from fct.data.common.spool import Spool


def test_pieces_come_back_whole_and_in_order_as_often_as_asked(tmp_path: Path) -> None:
    """Three pieces, an empty one among them, read twice."""
    spool = Spool(tmp_path)
    for piece in (b"one", b"", b"three" * 1000):
        spool.add(piece)

    assert list(spool) == [b"one", b"", b"three" * 1000]
    assert list(spool) == [b"one", b"", b"three" * 1000]


def test_a_spool_without_pieces_gives_none() -> None:
    """Nothing was added, nothing comes."""
    assert list(Spool()) == []


def test_the_file_has_no_name_that_stays(tmp_path: Path) -> None:
    """17 MiB that cannot be packed are more than memory holds; their file has no name."""
    spool = Spool(tmp_path)
    spool.add(os.urandom(17 * 2**20))

    assert sum(map(len, spool)) == 17 * 2**20
    assert list(tmp_path.iterdir()) == []
