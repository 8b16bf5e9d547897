"""The page that a person prints."""

import re

import pytest

from fct.data.common.cells import Note
from fct.data.documents.findings_print import ReportedProposal, findings_pdf
from tests.support.files.marking import FILE, mark

BLOCK = [("Controlled by", "an office"), ("POC", "a person")]
CRITERIA = {"user advocacy": "met", "intent to procure": "not shown"}


def page(*proposals: ReportedProposal, name: str = "form.xlsx") -> bytes:
    """The page on these proposals."""
    return findings_pdf(FILE._replace(name=name), proposals, [Note("Odd.", "", "")], BLOCK)


def proposal(**others: str) -> ReportedProposal:
    """A proposal with a finding of each kind."""
    marks = [mark("C1", severity=severity, **others) for severity in ("gate", "weakness", "note")]
    title = others.get("label", "Sight")
    return ReportedProposal(
        *("P-1", title, "returned", "1 answer to repair", "", CRITERIA, marks),
        [Note("Read.", "A", "B1")],
    )


def test_the_page_is_accessible_and_always_the_same() -> None:
    """It says that it is PDF/UA-1, is tagged and has a language; no clock is in it."""
    pdf = page(proposal())

    assert re.search(rb"pdfuaid:part>1<", pdf)
    assert b"/MarkInfo" in pdf
    assert b"/Lang" in pdf
    assert page(proposal()) == pdf


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        "$x$ // *b* _i_ @l <a>",
        '"; #eval("1")',
        "\\ ] ) }",
        "\u0410 ✗ 漢",
        "a\0b",
        "\u0378\ufeff\ud800\U0001f600",
    ],
)
def test_what_a_sponsor_wrote_stays_text(text: str) -> None:
    """Nothing of it is run or breaks the page."""
    pdf = page(proposal(seen=text, label=text, wrong=text), name=text)

    assert pdf.startswith(b"%PDF")


def test_a_list_of_many_proposals_fits() -> None:
    """Each has its section; one without findings says so."""
    empty = ReportedProposal("P-2", "", "rankable", "", "", CRITERIA, [], [])

    assert page(*[proposal()] * 30, empty).count(b"/Type/Page/") > 5


def test_a_long_word_stays_in_its_column() -> None:
    """An address is broken into lines, and so takes more of a page than it would beside it."""
    short, long = (page(*[proposal(seen=seen)] * 30) for seen in ("x", "x" * 90))

    assert long.count(b"/Type/Page/") > short.count(b"/Type/Page/")
