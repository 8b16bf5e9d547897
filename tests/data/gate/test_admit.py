"""The gate as a whole."""

import pytest

from fct.data.gate.admit import Kind, kind_of, loose_text, tables_of_zip
from fct.data.gate.refused import GateRefusalError
from fct.data.program.limits import load_limits
from tests.support.packages import Entry, archive

LIMITS = load_limits()
ZIP = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsx", ZIP, Kind.XLSX),
        ("A.ODS", ZIP, Kind.ODS),
        ("a.zip", ZIP, Kind.TABLES),
        ("a.CSV", b"ref", Kind.TABLE),
    ],
)
def test_a_kind_is_known_by_name_and_first_bytes(name: str, content: bytes, kind: Kind) -> None:
    """Both have to agree."""
    assert kind_of(name, content, LIMITS) is kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "EMPTY_FILE"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "OLD_XLS"),
        ("a.xlsx", b"%PDF", "NOT_A_WORKBOOK"),
        ("a.csv", ZIP, "WRONG_ENDING"),
        ("a.xlsm", ZIP, "MACROS"),
        ("a.csv", b"x" * (25 * 1024 * 1024 + 1), "FILE_TOO_BIG"),
    ],
)
def test_what_is_no_kind_is_refused(name: str, content: bytes, code: str) -> None:
    """Nothing is unpacked for that."""
    with pytest.raises(GateRefusalError, match=code):
        kind_of(name, content, LIMITS)


def test_tables_come_without_their_folders() -> None:
    """What packers add is passed over."""
    entries = [Entry("l/B.csv", b"b"), Entry("l/A.CSV", b"a"), Entry("__MACOSX/l/A.csv", b"")]

    assert list(tables_of_zip(archive(*entries), LIMITS)) == [("A.CSV", b"a"), ("B.csv", b"b")]


def test_loose_text_leaves_tags_out() -> None:
    """Of what is no sound XML."""
    assert loose_text(b"<a>one<br>two").split("\0") == ["", "one", "two"]
