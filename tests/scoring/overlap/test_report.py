"""Pairs with the answers that stand beside them."""

import datetime as dt

from fct.data.common.actor import Actor
from fct.data.program.overlap_terms import load_overlap_terms
from fct.data.program.past_projects import Standing
from fct.data.proposals.overlap_answers import Answer, OverlapAnswer, pair_of
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.find import find_overlaps
from fct.scoring.overlap.report import AnsweredOverlap, answered_overlaps, overlap_report

TERMS = load_overlap_terms()
VEST = "Aircrew cooling vest"
PAST = Entry(
    key="past 1",
    fiscal_year=2003,
    title=VEST,
    standing=Standing.TESTED,
    outcome="accepted",
    source="A book",
)
ARMY = Entry(key="FY2027 A", fiscal_year=2027, component="Army", title=VEST)
NAVY = Entry(key="FY2027 B", fiscal_year=2027, component="Navy", title="Vest, cooling, aircrew")
OTHER = Entry(key="FY2027 C", fiscal_year=2027, component="Navy", title="Diver-held sonar")
OLD = Entry(key="FY2026 A", fiscal_year=2026, component="Navy", title="Void detector")


def answered(left: Entry, right: Entry, answer: Answer) -> OverlapAnswer:
    """Return an answer on a pair."""
    one, other = pair_of(left.key, right.key)
    return OverlapAnswer(
        fiscal_year=2027,
        left_key=one,
        right_key=other,
        answer=answer,
        reason="Seen.",
        at=dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC),
        actor=Actor("Jane Doe"),
    )


def rows(*answers: OverlapAnswer) -> list[AnsweredOverlap]:
    """Return the pairs with their answers."""
    found = find_overlaps([ARMY, NAVY, OTHER], [PAST, OLD], TERMS)
    return answered_overlaps(found, answers, [ARMY, NAVY, OTHER, PAST, OLD], TERMS)


def pairs(found: list[AnsweredOverlap]) -> list[tuple[str, str]]:
    """Return the refs of the pairs."""
    return [(row.overlap.left.ref, row.overlap.right.ref) for row in found]


def test_pairs_of_the_cycle_come_before_those_with_the_past() -> None:
    """Though the past has the same title, and so the higher score."""
    assert pairs(rows()) == [("A", "B"), ("A", "past 1"), ("B", "past 1")]


def test_the_standing_answer_is_beside_its_pair() -> None:
    """Dismissed is reported; what was taken back is open."""
    first, second, third = rows(
        answered(NAVY, ARMY, Answer.JOINT),
        answered(ARMY, PAST, Answer.DISMISSED),
        answered(NAVY, PAST, Answer.DISMISSED),
        answered(NAVY, PAST, Answer.OPEN),
    )

    assert first.answer is not None
    assert (first.answer.answer, first.is_dismissed) == (Answer.JOINT, False)
    assert (second.is_dismissed, third.is_dismissed, third.answer) == (True, False, None)


def test_an_answered_pair_that_is_not_found_any_more_stays() -> None:
    """In one cycle, and with an earlier one, whose key comes first; what is gone is left out."""
    gone = Entry(key="FY2027 Z", fiscal_year=2027)
    found = rows(
        answered(ARMY, OTHER, Answer.JOINT),
        answered(OLD, OTHER, Answer.DISMISSED),
        answered(ARMY, gone, Answer.JOINT),
    )

    assert pairs(found) == [("A", "B"), ("A", "C"), ("A", "past 1"), ("B", "past 1"), ("C", "A")]
    assert found[1].overlap.score == 0
    assert found[-1].overlap.right.key == "FY2026 A"


def test_the_report_holds_both_sides_reasons_and_answer() -> None:
    """As JSON values."""
    report = overlap_report(rows(answered(ARMY, PAST, Answer.DISMISSED)))
    given = {
        "answer": "dismissed",
        "reason": "Seen.",
        "at": "2026-07-01T09:30:00+00:00",
        "actor": "Jane Doe",
    }

    assert report[0]["answer"] is None
    assert report[1] == {
        "left": {
            "key": "FY2027 A",
            "ref": "A",
            "fiscal_year": 2027,
            "component": "Army",
            "title": VEST,
            "item": "",
            "vendor": "",
            "outcome": "",
            "source": "",
        },
        "right": {
            "key": "past 1",
            "ref": "past 1",
            "fiscal_year": 2003,
            "component": None,
            "title": VEST,
            "item": "",
            "vendor": "",
            "outcome": "accepted",
            "source": "A book",
        },
        "relation": "tested",
        "score": 0.8,
        "reasons": [{"kind": "title", "words": "same title", "weight": 0.8}],
        "proposed": "already tested in FY2003",
        "one_item": True,
        "answer": given,
        "version": 1,
        "versions": [given],
    }


def test_one_item_comes_before_another_item_of_the_vendor() -> None:
    """Even where the vendor alone is of two components, and the item is of the past."""
    maker = {"fiscal_year": 2027, "vendor": "Nordlys AS"}
    army = Entry(key="FY2027 A", component="Army", title=VEST, item="NL-1 vest", **maker)
    navy = Entry(key="FY2027 B", component="Navy", title="Diver sonar", item="NL-9", **maker)
    found = answered_overlaps(
        find_overlaps([army, navy], [PAST], TERMS), [], [army, navy, PAST], TERMS
    )

    assert pairs(found) == [("A", "past 1"), ("A", "B")]
    assert [one.overlap.is_of_vendor_alone for one in found] == [False, True]
