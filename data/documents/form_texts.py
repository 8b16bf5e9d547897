"""What every workbook of the form holds, whoever answers it and in whatever year.

It is read from two workbooks that were written for other years. The child that reads a file passes
over it where it looks for markings, for it was looked at before.
"""

import json
import sys
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from fct.data.documents.template import write_template
from fct.data.gate import Kind, WalkedPart, inspect_workbook
from fct.data.program import load_form, load_limits

FORM_TEXTS, FORM_PARTS = "form_texts.json", "form_parts.json"
_YEARS = (2027, 2058)
_SHORTEST = 3  # signs
_OF_ANSWERS = ("xl/worksheets/", "xl/sharedStrings.xml")


class _Listener:
    """Takes what a workbook says, and refuses nothing."""

    quiet: frozenset[str] = frozenset()
    quiet_parts: Mapping[str, WalkedPart] = {}

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def scan_text(self, text: str) -> None:
        self.texts.update(text.split("\0"))

    def scan_names(self, parts: Iterable[str]) -> None:
        """Take the names of parts."""

    def scan_binary(self, name: str, pieces: Iterable[bytes]) -> None:
        """Take a part that is not XML."""

    def count(self, filled: int) -> None:
        """Take how many filled cells have passed so far."""


def write_form_texts() -> str:
    """Return the texts that blank workbooks of two years have in common, as JSON, one a line."""
    said = [_texts_of(_blank(year)) for year in _YEARS]
    common = {text for text in set.intersection(*said) if len(text) >= _SHORTEST}
    return _json(sorted(common))


def write_form_parts() -> str:
    """Return the parts, but those with cells, that the two have in common, as JSON, one a line."""
    first, second = (_parts_of(_blank(year)) for year in _YEARS)
    common = {name: said for name, said in first.items() if second.get(name) == said}
    return _json({name: said for name, said in common.items() if not name.startswith(_OF_ANSWERS)})


def _blank(year: int) -> bytes:
    written = BytesIO()
    write_template(written, form=load_form(), fiscal_year=year, ref=f"FORM-{year}")
    return written.getvalue()


def _texts_of(content: bytes) -> set[str]:
    listener = _Listener()
    inspect_workbook(content, Kind.XLSX, load_limits(), listener)
    return listener.texts


def _parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in sorted(packed.namelist())}


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, indent=0) + "\n"


def main() -> None:
    """Write both into the folder that is named, as ``python -m ... data/known``."""
    folder = Path(sys.argv[1])
    (folder / FORM_TEXTS).write_text(write_form_texts(), "utf-8")
    (folder / FORM_PARTS).write_text(write_form_parts(), "utf-8")


if __name__ == "__main__":
    main()
