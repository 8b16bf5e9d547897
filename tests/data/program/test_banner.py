"""The marking: placeholders until the controlling office has decided."""

from pathlib import Path

import pytest

from fct.data.common.errors import UsageError
from fct.data.program.banner import load_marking


def test_without_a_file_every_line_is_a_placeholder(tmp_path: Path) -> None:
    """Nobody takes an invented office for a real one."""
    marking = load_marking(tmp_path)

    assert marking.banner == "CUI"
    assert all(words.startswith("[placeholder: ") for _, words in marking.lines())


def test_a_line_that_is_set_replaces_its_placeholder(tmp_path: Path) -> None:
    """The others keep theirs."""
    (tmp_path / "marking.yaml").write_text("contact: A Person, 555-0100\n")

    assert load_marking(tmp_path).lines()[3] == ("POC", "A Person, 555-0100")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("baner: CUI\n", "“baner” is not a known key"),
        ("banner: ''\n", "banner"),
        ("banner: [\n", "is not YAML"),
        ("- CUI\n", "marking.yaml"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """A page without its marking is worse than no page."""
    (tmp_path / "marking.yaml").write_text(text)

    with pytest.raises(UsageError, match=said):
        load_marking(tmp_path)
