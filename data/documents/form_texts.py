"""The texts that every workbook of the form holds, whoever answers it and in whatever year.

They are read from two workbooks that were written for other years. The child that reads a file
passes over them where it looks for markings, for they were looked at before.
"""

import json
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fct.data.documents.template import write_template
from fct.data.gate import Kind, inspect_workbook
from fct.data.program import load_form, load_limits

FORM_TEXTS = "form_texts.json"
_YEARS = (2027, 2058)
_SHORTEST = 3  # signs


class _Listener:
    """Takes what a workbook says, and refuses nothing."""

    quiet: frozenset[str] = frozenset()

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
    said = [_texts_of(year) for year in _YEARS]
    common = {text for text in set.intersection(*said) if len(text) >= _SHORTEST}
    return json.dumps(sorted(common), ensure_ascii=False, indent=0) + "\n"


def _texts_of(year: int) -> set[str]:
    written, listener = BytesIO(), _Listener()
    write_template(written, form=load_form(), fiscal_year=year, ref=f"FORM-{year}")
    inspect_workbook(written.getvalue(), Kind.XLSX, load_limits(), listener)
    return listener.texts


def main() -> None:
    """Write the texts into the folder that is named, as ``python -m ... data/known``."""
    (Path(sys.argv[1]) / FORM_TEXTS).write_text(write_form_texts(), "utf-8")


if __name__ == "__main__":
    main()
