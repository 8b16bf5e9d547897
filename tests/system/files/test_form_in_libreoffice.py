"""The form as LibreOffice opens it: its sums, the lists to pick from, and its printed pages."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fct.data.program.form import PROPOSAL, TABLE_SHEETS
from tests.support.files.workbooks import write_form

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        shutil.which("soffice") is None, reason="needs LibreOffice: apt install libreoffice-calc"
    ),
]


def converted(path: Path, ending: str) -> Path:
    """The file as LibreOffice writes it."""
    home = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", ending, "--outdir", "out", path.name]
    subprocess.run(command, cwd=path.parent, check=True, capture_output=True, timeout=600)
    return path.parent / "out" / f"{path.stem}.{ending}"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The valid proposal, with two methods picked and one answer missing."""
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    return write_form(
        path, market_methods="visits; trade show", funding_year=[2027, 2028], trl=None
    )


@pytest.fixture(scope="module")
def saved(form: Path) -> Any:
    """What LibreOffice worked out in it."""
    return openpyxl.load_workbook(converted(form, "xlsx"), data_only=True)


def test_the_sums_and_checks_are_worked_out(saved: Any) -> None:
    """300 + 200 + 50 in each of two years; 10 articles at $30,000, and Funding has twice that."""
    said = {row[1].value: row[2].value for row in saved[PROPOSAL].iter_rows()}

    assert said["Required answers on this sheet"] == "1 still blank"
    assert said["Rows of the tables"].startswith("Market 3 of at least 3; Schedule 1 of at least 1")
    assert said["Asked of FCT in the funded year ($K)"] == 550
    assert said["Asked of FCT in later years ($K)"] == 550
    assert said["Asked of FCT in all ($K)"] == "1,100.0"
    assert said["Test articles against Funding"] == (
        "10 at $30,000 make $300,000; Funding has $600,000: more than a quarter apart"
    )


def test_a_list_offers_the_answer_with_one_more_choice_in_front(saved: Any) -> None:
    """What is picked already is not offered again."""
    name = saved.defined_names["picks_market_methods"].attr_text
    letters = re.findall(r"\$([A-Z]+)\$2", name)[0]
    offered = [cell.value for cell in saved["Lists"][letters][1:8]]

    assert offered[0] == "request for information; visits; trade show"
    assert [one.split("; ")[0] for one in offered if one] == [
        *("request for information", "sources sought notice", "industry day", "database search"),
        "earlier tests",
    ]


@pytest.mark.skipif(
    shutil.which("pdftohtml") is None, reason="needs pdftohtml: apt install poppler-utils"
)
def test_it_is_printed_at_8_points_or_more(form: Path) -> None:
    """The instructions on one page, the tables on one each; sizes come one and a half times."""
    pdf = converted(form, "pdf")
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(pdf)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = text.split("<page ")[1:]

    assert min(map(int, re.findall(r'<fontspec id="\d+" size="(\d+)"', text))) >= 12
    assert "How to fill it in" in pages[0]
    assert "What is being asked for" in pages[1]
    assert [one for one in TABLE_SHEETS if f">{one}" in pages[TABLE_SHEETS.index(one) - 4]] == list(
        TABLE_SHEETS
    )
