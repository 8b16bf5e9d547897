"""The card of what is not FCT work: the right one, with what the texts give, and nothing else."""

import functools
from typing import Any

from fct.data.program.banner import Marking
from fct.data.program.form import PROPOSAL, TABLE_SHEETS, load_form
from fct.data.referrals.cards import load_cards
from fct.scoring.judging.marks import marks_of, repairs_of
from fct.scoring.judging.referred import card_lines, is_other_work, notes_read, verdict_words
from fct.scoring.judging.returned import findings_page
from fct.scoring.ranking.check import exit_code_of
from fct.scoring.ranking.reports import proposal_reports
from tests.support.proposals.cases import judged, valid_proposal

WORK = load_form()["purpose"].choices[:3]
PROGRAMS = {
    "joint development": "cooperative-development",
    "information exchange": "information-exchange",
    "use of a test facility": "test-and-evaluation",
    "personnel exchange": "personnel-exchange",
    "logistic support": "cooperative-logistics",
    "buy without test": "defense-trade",
    "sale to a partner": "foreign-military-sales",
}
US, EXCLUDED = {"country": "United States"}, {"country": "Russia"}
COUNTRIES: tuple[dict[str, Any], ...] = ({}, US, EXCLUDED)
PROTOTYPE: dict[str, Any] = {"production_status": "prototype", "trl": 5}
ALONE = {"partner": None}
KEPT = "title component sponsor_office project_manager project_manager_email item_description"
# The questions of a personnel exchange, as its sponsor answers them; nothing else is answered.
EXCHANGE = {
    "purpose": "personnel exchange",
    "partner": "Ministry of Defence of Norway",
    "partner_agreement": "DPEP agreement of 2019",
    "exchange_participant": "engineer or scientist",
    "participant_degree": "bachelor's",
    "host_organization": "Naval Research Laboratory",
    "position_description": "prepared",
    "disclosure_review": "under way",
}


def said(**changes: Any) -> dict[str, Any]:
    """What is said of the valid proposal with changes."""
    (one,) = proposal_reports(judged(valid_proposal(**changes)))
    return one


def bare(**answers: Any) -> dict[str, Any]:
    """What is said of a proposal that answers nothing but what is given and who sends it."""
    names = [field.id for field in load_form().of_sheet(PROPOSAL) if field.id not in KEPT.split()]
    empty: dict[str, Any] = {name: [] for name in TABLE_SHEETS}
    return said(**(dict.fromkeys(names) | empty | answers))


@functools.cache
def combinations() -> list[tuple[dict[str, Any], str | None, dict[str, Any]]]:
    """Each purpose under each country, maturity and partner: the right card, and what is said."""
    changes = [
        {"purpose": purpose, **country, **stage, **partner}
        for purpose in load_form()["purpose"].choices
        for country in COUNTRIES
        for stage in ({}, PROTOTYPE)
        for partner in ({}, ALONE)
    ]
    proposals = [valid_proposal(f"P-{n}", **one) for n, one in enumerate(changes)]
    reports = proposal_reports(judged(*proposals))
    return [(one, right_card(one), report) for one, report in zip(changes, reports, strict=True)]


def right_card(changes: dict[str, Any]) -> str | None:
    """The card by reading 53: none for an excluded country, then US work, purpose, maturity."""
    purpose, country = changes["purpose"], changes.get("country")
    if country == "Russia":
        return None
    if country == "United States" and (purpose in WORK or purpose == "buy without test"):
        return "us-item"
    if purpose in PROGRAMS:
        return PROGRAMS[purpose]
    return "cooperative-development" if "trl" in changes else None


def test_the_right_card_with_what_the_texts_give() -> None:
    """120 combinations: the card, and document, office and passage, or that they are open."""
    assert len(combinations()) == 120
    for changes, program, report in combinations():
        card, is_work = report["card"], changes["purpose"] in WORK
        assert is_other_work(report) is not is_work
        if program is None:
            assert (card is None) is (is_work and "country" not in changes)
            assert card is None or "excluded countries" in card["said"]
            assert (report["referral"], report["referral_missing"]) == (None, [])
            continue
        assert card["program"] == program
        assert report["referral"] == load_cards()[program].identifier
        lines = {line["name"]: line for line in card["lines"]}
        for name in ("First document", "Who starts it", "May not", "Law or instruction"):
            assert lines[name]["sources"] or "Open: " in lines[name]["text"]


def test_no_answer_of_another_program_is_to_be_repaired() -> None:
    """Of other work only its own questions count, and only where there is a card."""
    for _, program, report in combinations():
        if not is_other_work(report):
            continue
        own = {one.field for one in load_cards()[program].questions} if program else set()
        labels = {load_form()[name].heading for name in own}

        assert set(report["referral_missing"]) <= own
        assert repairs_of(report) == len(report["referral_missing"])
        assert {mark.label for mark in marks_of([report])} <= labels
        assert verdict_words(report) == "not FCT work"


def test_a_partner_makes_a_cooperative_program_thinkable() -> None:
    """With G5 alone: no program yet without one; named with one, and what is missing is listed."""
    alone, paired = said(**PROTOTYPE, **ALONE), said(**PROTOTYPE, shared=None)

    assert alone["referral"] == paired["referral"]
    assert alone["card"]["heading"] == "No program yet"
    assert alone["card"]["said"].startswith("No program yet: a cooperative program needs ")
    assert alone["referral_missing"] == ["partner"]
    assert "Ministry of Defence of Norway" in paired["card"]["said"]
    assert paired["referral_missing"] == ["shared"]
    for nobody in ("none", "None yet", "no"):
        assert said(**PROTOTYPE, partner=nobody)["card"]["heading"] == "No program yet"
    assert card_lines(alone) == [("Answer", alone["card"]["said"])]
    assert repairs_of(alone) > 0  # it is held against the rules all the same


def test_nothing_stands_under_the_better_program_that_has_none() -> None:
    """A US item, a sale, a country that is excluded, and a transfer that an IEP may not make."""
    cases: list[dict[str, Any]] = [
        {"purpose": WORK[0], **US},
        {"purpose": "sale to a partner"},
        {"purpose": "information exchange", **EXCLUDED},
        {"purpose": "information exchange", "exchange_content": "equipment; funding"},
        {"purpose": "joint development", **ALONE},
    ]
    for changes in cases:
        assert "better program:" not in said(**changes)["card"]["heading"]


def test_what_does_not_fit_says_by_which_sentence_and_what_is_better() -> None:
    """Another military exchange is MPEP within the DPEP; for a degree below nothing is named."""
    other = said(purpose="personnel exchange", exchange_participant="other military")
    below = said(purpose="personnel exchange", participant_degree="below bachelor's")

    assert other["card"]["heading"].endswith("(MPEP) within the DPEP")
    (line,) = [one for one in below["card"]["lines"] if one["name"] == "It does not fit"]
    assert "at least a bachelor's degree" in line["text"]
    assert line["text"].endswith("Better program: none named.")
    assert line["cite"] == "ISC ch. 13, lines 471-473"


def test_a_personnel_exchange_with_its_own_questions_answered() -> None:
    """One page, nothing to repair, exit 0, and no finding that is not its own."""
    report = bare(**EXCHANGE)

    assert report["verdict"] == "ineligible"
    assert report["referral_missing"] == []
    assert repairs_of(report) == 0
    assert marks_of([report]) == []
    assert notes_read(report) == []
    assert exit_code_of([{"refusal": None, "proposals": [report]}]) == 0
    assert len(report["findings"]) > 20  # they stay for programs


def test_one_question_that_is_left_is_one_answer_to_repair() -> None:
    """Blank, or not readable: exit 1, at the cell of the question, with what is accepted."""
    for left in (None, "some"):
        report = bare(**EXCHANGE | {"participant_degree": left})

        (mark,) = marks_of([report])
        assert report["referral_missing"] == ["participant_degree"]
        assert (mark.rule, mark.label) == ("ESEP", "Degree of the participant")
        assert mark.cell
        assert mark.accepted.startswith("one of: below bachelor's")
        assert repairs_of(report) == 1
        assert exit_code_of([{"refusal": None, "proposals": [report]}]) == 1


def test_criteria_tier_and_merit_stay_for_programs() -> None:
    """The keys of the contract are given for other work too (readings 51 and 52)."""
    report = bare(**EXCHANGE)

    assert set(report["criteria"].values()) == {"not shown"}
    assert report["tier"] == 2
    assert 0 <= report["merit"] < report["strength"] < 2
    assert report["outcomes"]["G6"] == "fails"


def test_the_page_to_print_is_one_page() -> None:
    """The card and what is answered, and neither criteria nor findings."""
    report = bare(**EXCHANGE)
    file = {"file": "a.xlsx", "sha256": "0" * 64, "refusal": None, "cycle": None, "notes": []}
    pdf = findings_page(file | {"proposals": [report]}, Marking())

    assert pdf.count(b"/Type/Page/") == 1
