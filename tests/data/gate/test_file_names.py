"""File names that a stranger chose."""

import os
import unicodedata
from pathlib import Path

import pytest

from fct.data.gate.file_names import kept_name, printed_name, safe_download_name
from tests.support.files.odd_names import ODD_NAMES


def test_an_odd_name_is_kept_without_folders_and_not_too_long() -> None:
    """What stands after the last stroke of either kind, at most 255 characters, never nothing."""
    for name in ODD_NAMES:
        kept = kept_name(name)

        assert 1 <= len(kept) <= 255, name
        assert not {"/", "\\"} & set(kept), name
        assert name.endswith(kept) or kept == "file", name


def test_an_odd_name_is_printed_with_every_sign_seen() -> None:
    """No control, direction or zero-width sign reaches a terminal or a page."""
    for name in ODD_NAMES:
        printed = printed_name(name)

        assert printed.isprintable(), name
        assert not {unicodedata.category(sign) for sign in printed} & {
            "Cc",
            "Cf",
            "Cs",
            "Zl",
            "Zp",
        }, name


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_made_safe_to_save(name: str, tmp_path: Path) -> None:
    """A file of that name lies in the folder that was meant, and is no option and not hidden."""
    safe = safe_download_name(name)

    (tmp_path / safe).write_bytes(b"x")

    assert os.listdir(tmp_path) == [safe]  # noqa: PTH208 - names as the system has them
    assert len(safe.encode()) <= 255
    assert not safe.startswith((".", "-", " "))
    assert not safe.endswith((".", " "))
    assert not set('<>:"/\\|?*%') & set(safe)


def test_there_are_forty_odd_names() -> None:
    """Each another one."""
    assert len(set(ODD_NAMES)) >= 40


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("letter é.pdf", "letter é.pdf"),
        ("a\u202efdp.exe", "a<U+202E>fdp.exe"),
        ("a\x1b[2J\n.pdf", "a<U+001B>[2J<U+000A>.pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zero<U+200B>width<U+FEFF>.pdf"),
        ("\udcff.pdf", "<U+DCFF>.pdf"),
        ("tag\U000e0041.pdf", "tag<U+E0041>.pdf"),
    ],
)
def test_a_sign_that_is_not_seen_is_printed_as_its_code_point(name: str, printed: str) -> None:
    """Others stay as they are."""
    assert printed_name(name) == printed


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Prüfbericht №1.pdf", "Prüfbericht №1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        (".bashrc", "bashrc"),
        ("-rf.pdf", "rf.pdf"),
        ("con.pdf", "_con.pdf"),
        ("COM1", "_COM1"),
        ("concept.pdf", "concept.pdf"),
        ("a.pdf. . ", "a.pdf"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("é" * 200 + ".pdf", "é" * 125 + ".pdf"),
    ],
)
def test_a_name_is_saved_as_close_to_its_own_as_is_safe(name: str, safe: str) -> None:
    """Its ending stays; 251 bytes and four for the ending, of which é takes two."""
    assert safe_download_name(name) == safe
