"""Every table of the store, known to whoever asks the wing for its metadata."""

import subprocess
import sys

import pytest

from fct.data.tables.every import metadata


@pytest.mark.server
def test_a_process_that_asks_for_the_metadata_first_knows_every_table() -> None:
    """In a process of its own: elsewhere in these tests others have loaded all tables before."""
    code = "from fct.data.tables import metadata; print(*sorted(metadata.tables))"
    asked = [sys.executable, "-P", "-c", code]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)

    assert done.stdout.split() == sorted(metadata.tables)
    assert {"runs", "people", "seen_ranks", "declarations"} < metadata.tables.keys()
