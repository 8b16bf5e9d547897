"""What every workbook of the form holds."""

import json
import subprocess
import sys
from pathlib import Path

from fct.data.documents.form_texts import (
    FORM_PARTS,
    FORM_TEXTS,
    write_form_parts,
    write_form_texts,
)

FOLDER = Path(__file__).parents[3] / "data" / "known"


def test_what_is_committed_is_current(tmp_path: Path) -> None:
    """A changed declaration shows in them; one command writes them again."""
    command = [sys.executable, "-P", "-m", "fct.data.documents.form_texts", str(tmp_path)]
    subprocess.run(command, check=True)

    for name, made in ((FORM_TEXTS, write_form_texts()), (FORM_PARTS, write_form_parts())):
        written = (tmp_path / name).read_text("utf-8")
        assert (FOLDER / name).read_text("utf-8") == written == made, name


def test_they_are_of_no_year_and_no_proposal() -> None:
    """The form says its year in its title, and its ref in its properties."""
    texts, parts = json.loads(write_form_texts()), json.loads(write_form_parts())

    assert "Foreign Comparative Testing: proposal for fiscal year 2027" not in texts
    assert not any("FORM-2027" in text for text in texts)
    assert "One workbook, one project. Form version 1.2." in texts
    assert not any("FORM-2027" in part or "year 2027" in part for part in parts.values())
    assert {"xl/styles.xml", "xl/theme/theme1.xml", "xl/workbook.xml"} <= parts.keys()
    assert not any("<sheetData" in part or "<si>" in part for part in parts.values())
