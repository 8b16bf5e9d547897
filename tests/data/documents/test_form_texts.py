"""The texts that every workbook of the form holds."""

import json
import subprocess
import sys
from pathlib import Path

from fct.data.documents.form_texts import FORM_TEXTS, write_form_texts

FOLDER = Path(__file__).parents[3] / "data" / "known"


def test_the_committed_texts_are_current(tmp_path: Path) -> None:
    """A changed declaration shows in them; one command writes them again."""
    command = [sys.executable, "-P", "-m", "fct.data.documents.form_texts", str(tmp_path)]
    subprocess.run(command, check=True)

    written = (tmp_path / FORM_TEXTS).read_text("utf-8")
    assert (FOLDER / FORM_TEXTS).read_text("utf-8") == written == write_form_texts()


def test_they_are_of_no_year_and_no_proposal() -> None:
    """The form says its year in its title, and its ref in its properties."""
    texts = json.loads(write_form_texts())

    assert "Foreign Comparative Testing: proposal for fiscal year 2027" not in texts
    assert not any("FORM-2027" in text for text in texts)
    assert "One workbook, one project. Form version 1.2." in texts
