"""The file of a review to fill in."""

import pytest

from fct.data.program.rules import CRITERIA
from fct.data.reviewing.anchors import load_anchors
from fct.data.reviewing.blank_review import TemplateHead, review_template
from fct.data.reviewing.content import ReviewContent
from fct.data.reviewing.review_file import parse_review
from tests.support.stores.reviews import complete_review

HEAD = TemplateHead("FY27-NAVY-01", "A radio", 2, dict.fromkeys(CRITERIA, 4), {"A4": "fails"})


def words(text: str) -> str:
    """A text without comment signs and line breaks."""
    return " ".join(text.replace("#", " ").split())


def test_it_holds_every_anchor_the_machines_levels_and_what_does_not_hold() -> None:
    """All as comments: the file itself says nothing yet."""
    text = review_template(HEAD, ReviewContent())

    assert all(words(one.anchor) in words(text) for one in load_anchors())
    assert text.count("# machine's level: 4") == 5
    assert "A4 fails: advocacy_level is general or flag officer or SES" in words(text)
    assert "--if-version 2" in text
    assert parse_review(text, "r.yaml") == ReviewContent()


@pytest.mark.parametrize(
    "reason",
    [
        "plain",
        'a "quote", a: b # c',
        "two\nlines",
        "\x1b[31m\x85\u2028x",
        "\U0001f600 - {x}",
        "null",
    ],
)
def test_what_was_written_comes_back(reason: str) -> None:
    """The file starts from the newest version, whatever signs it holds."""
    content = complete_review((1, 2, 3, 4, 5), {"A4": "holds"})
    given = content.recommendation.model_copy(update={"reason": reason})
    content = content.model_copy(update={"recommendation": given})

    assert parse_review(review_template(HEAD, content), "r.yaml") == content


def test_a_title_steers_nothing() -> None:
    """Line breaks and control signs of a stranger's title stay within their comment."""
    head = HEAD._replace(title="A\nlevels: 5\x1b", machine_levels={})
    text = review_template(head, ReviewContent())

    assert parse_review(text, "r.yaml") == ReviewContent()
    assert "# machine's level: none" in text
