"""The gate as a whole."""

from fct.data.gate.admit import loose_text, tables_of_zip
from fct.data.program.limits import load_limits
from tests.support.files.packages import Entry, archive

LIMITS = load_limits()


def test_tables_come_without_their_folders() -> None:
    """What packers add is passed over."""
    entries = [Entry("l/B.csv", b"b"), Entry("l/A.CSV", b"a"), Entry("__MACOSX/l/A.csv", b"")]

    assert list(tables_of_zip(archive(*entries), LIMITS)) == [("A.CSV", b"a"), ("B.csv", b"b")]


def test_loose_text_leaves_tags_out() -> None:
    """Of what is no sound XML."""
    assert loose_text(b"<a>one<br>two").split("\0") == ["", "one", "two"]
