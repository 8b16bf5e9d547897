"""Handing on: an act of reviewer and operator, kept with its letter, shown where it matters."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, UsageError
from fct.data.formats.provenance import provenance_of_program
from fct.data.people.roles import Role
from fct.data.program.banner import Marking
from fct.data.program.cycle import packaged_cycle_texts, parse_cycle, sha256_of_text
from fct.data.program.form import FieldType, load_form
from fct.data.referrals.cards import Card, load_cards
from fct.data.referrals.handed_on import HandTo, handed_words
from fct.data.referrals.letter import referral_letter
from fct.data.store.settings import Settings
from fct.data.subjects.store import Store, open_store
from fct.data.subjects.versions import StoredProposal
from fct.data.submitting.delivery import Delivery, submit
from fct.data.tables.deliberations import HandedOn
from fct.scoring.judging.judgement import judge
from fct.scoring.judging.referred import cards_of
from fct.scoring.ranking.proposal_status import proposal_statuses
from fct.scoring.ranking.receipt_standing import receipt_with_standing
from fct.scoring.referring.acts import card_beside, letter_of, refer
from fct.scoring.referring.not_fct import not_fct_report
from fct.scoring.referring.purposes import purpose_changes
from tests.support.files.workbooks import write_sample
from tests.support.proposals.cases import valid_proposal
from tests.support.stores.homes import blank_store
from tests.support.stores.people import as_person, person

ACTOR = Actor("Jane")
OTHER, WORK, EARLY = "FY27-ARMY-01", "FY27-ARMY-02", "FY27-NAVY-01"
IN_TIME = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
TO = HandTo(program="ESEP", office="International Programs, Room 1", reason="It is an exchange.")
EXCHANGE = {"purpose": "personnel exchange"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Other work, FCT work, and an item that is too early."""
    text = packaged_cycle_texts()[2027]
    with open_store(Settings(blank_store(tmp_path / "home"))) as opened:
        opened.cycles.add(2027, text, sha256_of_text(text), ACTOR)
        for ref, changes in ((OTHER, EXCHANGE), (WORK, {}), (EARLY, {"trl": 5})):
            path = write_sample(tmp_path / f"{ref}.xlsx", ref, ref=ref, **changes)
            submit(opened, path, Delivery(ACTOR, IN_TIME))
        yield opened


def test_it_is_kept_listed_and_said_wherever_the_proposal_is_shown(
    store: Store, tmp_path: Path
) -> None:
    """Record, event, list, status and receipt; a purpose that changes afterwards is shown."""
    before = not_fct_report(store, 2027)
    made = refer(store, 2027, OTHER, TO)

    rows = {row["ref"]: row for row in before["referrals"]}
    assert set(rows) == {OTHER, EARLY}
    assert rows[OTHER]["state"] == "to be answered"
    assert rows[EARLY]["state"] == "not FCT work as it stands"
    assert before["counts"]["programs"] == {"personnel-exchange": 1, "cooperative-development": 1}
    assert (made.id, made.program, made.purpose) == (
        *("FY2027-H001", "personnel-exchange"),
        "personnel exchange",
    )
    assert store.referrals.of_cycle(2027) == [made]
    event = store.events.all()[-1]
    assert (event.action, event.object) == ("proposal handed on", OTHER)
    (status,) = [one for one in proposal_statuses(store, 2027, IN_TIME) if one["ref"] == OTHER]
    assert (status["handed_on"], status["state"]) == (handed_words(made), "received")
    _, cycle = store.cycles.read(2027)
    receipt = receipt_with_standing(store, store.submissions.get("FY2027-S0001"), cycle)
    (stands,) = receipt["as_it_stands"]
    assert stands["card"][0][1].startswith("Take it to the better program: Engineer and Scientist")
    assert stands["card"][-1] == ["Referral", handed_words(made)]

    again = write_sample(tmp_path / "b.xlsx", OTHER, ref=OTHER)
    submit(store, again, Delivery(ACTOR, IN_TIME))

    (row, _) = sorted(not_fct_report(store, 2027)["referrals"], key=lambda one: one["ref"])
    assert row["state"] == "handed on, FCT work since"
    assert row["purpose_changes"] == purpose_changes(store.versions.all(2027, OTHER))
    assert row["purpose_changes"][0]["was"] == "personnel exchange"
    assert row["purpose_changes"][0]["version"] == 2


def test_the_letter_of_a_referral_is_always_the_same(store: Store) -> None:
    """The same referral, the same bytes."""
    made = refer(store, 2027, OTHER, TO)

    assert letter_of(store, made, Marking()) == letter_of(store, made, Marking())


@pytest.mark.parametrize("card", load_cards().values(), ids=load_cards())
def test_a_letter_is_one_page_however_long_the_answers_are(card: Card) -> None:
    """Every text of 2,000 characters, and the longest office and reason."""
    long = ("Words of a long answer. " * 90)[:2000]
    texts = {one.field for one in card.questions if load_form()[one.field].type is FieldType.TEXT}
    proposal = valid_proposal(OTHER, **dict.fromkeys(texts, long))
    made = HandedOn(
        id="FY2027-H001",
        fiscal_year=2027,
        ref=OTHER,
        version=1,
        program=card.id,
        office=long[:200],
        reason=long,
        purpose="",
        at=IN_TIME,
        actor=ACTOR,
    )
    beside = card_beside(card, StoredProposal(1, OTHER, 1, "S", IN_TIME, proposal))
    facts = [("Title", long[:120]), ("Office", long), ("Manager", long), ("E-mail", "a@b.mil")]

    made_from = provenance_of_program(2027).sentence()
    letter = referral_letter(made, facts, beside, Marking(), made_from)

    assert letter.count(b"/Type/Page/") == 1


def test_only_what_is_not_fct_work_is_handed_on_and_once_to_an_office(store: Store) -> None:
    """Each refusal says why."""
    refer(store, 2027, OTHER, TO)
    refer(store, 2027, EARLY, HandTo(program="ICP", office="A", reason="It is a prototype."))
    for ref, to, said in (
        (OTHER, TO, "was handed on to that office already"),
        (WORK, TO, "passes the gates, so it is FCT work"),
        (OTHER, HandTo(program="DPEP", office="A", reason="B"), "is not a program; write"),
        (OTHER, HandTo(program="IEP", office=" ", reason="B"), "The office is named in 1 to 200"),
        (OTHER, HandTo(program="IEP", office="A", reason=" "), "A referral needs a reason"),
    ):
        with pytest.raises(UsageError, match=said):
            refer(store, 2027, ref, to)


def test_it_is_an_act_of_reviewer_and_operator_alone(store: Store) -> None:
    """A sponsor sees it and cannot do it; what somebody may not see is not there."""
    sponsor = as_person(store, person("sam", Role.SPONSOR, component="Army"))
    navy = as_person(store, person("ned", Role.SPONSOR, component="Navy"))
    for other in (sponsor, as_person(store, person("ada", Role.AUTHORITY))):
        with pytest.raises(DeniedError, match="It is for: reviewer and operator") as denied:
            refer(other, 2027, OTHER, TO)
        assert denied.value.code == "NOT_ALLOWED"
    made = refer(as_person(store, person("olga", Role.OPERATOR)), 2027, OTHER, TO)

    assert made.actor.name == "olga"
    assert [one.id for one in sponsor.referrals.of_cycle(2027)] == [made.id]
    assert navy.referrals.of_cycle(2027) == []


def test_a_cycle_file_names_offices_with_day_and_source_on_card_and_letter() -> None:
    """In place of the lead that the text names, and beside a starter that it leaves open."""
    cycle = parse_cycle(
        "fiscal_year: 2027\nfinal_due: 2026-06-30\noffices:\n"
        "  Army: {name: New Lead, as_of: 2027-01-15, source: Memo 12}\n"
        "  personnel-exchange: {name: Exchange Desk, as_of: 2027-02-01, source: Memo 13}\n",
        "cycle",
    )
    proposal = valid_proposal(OTHER, component="Army", purpose="personnel exchange")
    stored = StoredProposal(1, OTHER, 1, "S", IN_TIME, proposal)

    beside = card_beside(load_cards()["personnel-exchange"], stored, cycle.offices)

    lines = {one["name"]: one for one in beside["lines"]}
    assert lines["Lead, not the starter"]["text"] == "New Lead (as of 2027-01-15)"
    assert lines["Lead, not the starter"]["sources"] == ["Memo 12"]
    assert lines["Who starts it, by this cycle"]["text"] == "Exchange Desk (as of 2027-02-01)"
    (card,) = cards_of(judge([proposal], cycle))
    assert card is not None
    said = {one["text"] for one in card["lines"]}
    assert {"New Lead (as of 2027-01-15)", "Exchange Desk (as of 2027-02-01)"} <= said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("Navy Yard: {name: A, as_of: 2027-01-15, source: B}", "is not a component or a card"),
        ("Army: {name: A, source: B}", "as_of"),
        ("Army: {name: A, as_of: 2027-01-15}", "source"),
    ],
)
def test_an_office_without_day_or_source_or_for_nobody_is_refused(entry: str, said: str) -> None:
    """The sentence names what is wrong."""
    text = f"fiscal_year: 2027\nfinal_due: 2026-06-30\noffices:\n  {entry}\n"
    with pytest.raises(UsageError, match=said):
        parse_cycle(text, "cycle")
