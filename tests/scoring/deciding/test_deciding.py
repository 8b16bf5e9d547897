"""Deciding in a store: who may, in which order it is refused, and what is written."""

from typing import Any

import pytest

from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.decisions.outcomes import Outcome
from fct.data.people.person import Person
from fct.data.people.roles import Role
from fct.data.reviewing.content import ReviewContent, ReviewState
from fct.data.subjects.store import Store
from fct.scoring.deciding.choices import Choice
from fct.scoring.deciding.deciding import (
    advise,
    approve,
    decide,
    new_supplement,
    preview,
    publish,
    send_back,
    slate_shown,
    submit,
)
from tests.support.stores.seasons import CYCLE, acting_as, change_cycle, take_all_steps
from tests.support.stores.slates import LONG, kusd

FUNDED, BELOW, RETURNED = "FY27-USMC-01", "FY27-SOCOM-07", "FY27-ARMY-12"
CONTINUING = "FY27-ARMY-01"


def choose(ref: str, outcome: str, **others: Any) -> Choice:
    """Return an outcome for a proposal."""
    return Choice(ref=ref, outcome=Outcome(outcome), **others)


def denied(code: str) -> Any:
    """Expect a denial with a code."""
    return pytest.raises(DeniedError, match=r"\w", check=lambda error: error.code == code)


def refused(code: str) -> Any:
    """Expect a refusal with a code."""
    return pytest.raises(NotNowError, match=r"\w", check=lambda error: error.code == code)


def test_before_any_decision_the_slate_has_the_keys_of_the_contract(season_store: Store) -> None:
    """Every proposal of the run, ranked first; nothing is written by looking."""
    before = season_store.events.last()
    report = slate_shown(acting_as(season_store, "reviewer-1"), 2027)

    assert {
        *("state", "decisions", "money", "exceptions", "agreement", "undecided", "run"),
        "advice_changed",
    } <= report.keys()
    assert (report["state"], report["slate"], report["agreement"]) == ("draft", None, None)
    assert [one["advice"] for one in report["decisions"]] == [
        *["fund"] * 5,
        "not selected",
        "return",
    ]
    assert report["undecided"] == [one["ref"] for one in report["decisions"]]
    assert report["money"]["2027"] == {
        "budget": 3000.0,
        "held": 0.0,
        "promised": 820.0,
        "decided": 0.0,
        "left": 2180.0,
    }
    for key in ("ref", "advice", "outcome", "kusd", "reason", "conditions", "by", "version"):
        assert all(key in one for one in report["decisions"])
    assert report["decisions"][0]["exception"] == []
    assert season_store.events.last() == before


def test_one_proposal_has_the_shape_of_all(season_store: Store) -> None:
    """A ref that is not there is answered like one that may not be seen."""
    store = acting_as(season_store, "authority-1")
    whole, one = slate_shown(store, 2027), slate_shown(store, 2027, ref=BELOW)

    assert one.keys() == whole.keys()
    assert [row["ref"] for row in one["decisions"]] == [BELOW]
    assert one["money"] == whole["money"]
    with denied("NOT_THERE"):
        slate_shown(store, 2027, ref="NOPE")
    with denied("NOT_THERE"):
        slate_shown(store, 2027, "FY2027-9")


def test_a_decision_is_kept_with_who_and_why(season_store: Store) -> None:
    """The event names version and outcome, and the slate shows it."""
    store = acting_as(season_store, "reviewer-1")
    chosen = choose(BELOW, "reserve", reason=f"  {LONG}\n", conditions=("Test  first.",))
    report = decide(store, 2027, chosen)

    assert (report["slate"], report["version"], report["by"]) == ("FY2027-1", 1, "reviewer-1")
    assert (report["reason"], report["conditions"]) == (LONG, ["Test first."])
    assert report["exception"] == ["reserve"]
    event = season_store.events.all()[-1]
    assert (event.action, event.object, event.actor.name) == ("decision made", BELOW, "reviewer-1")
    assert event.details["outcome"] == "reserve"
    shown = slate_shown(store, 2027)
    assert shown["exceptions"] == [
        {"ref": BELOW, "kind": "reserve", "reason": LONG, "by": "reviewer-1"}
    ]


@pytest.mark.parametrize("name", ["auditor-1", "operator-1", "boss"])
def test_who_may_not_decide_is_denied_before_anything_else(season_store: Store, name: str) -> None:
    """Also with a choice that would be refused; the denial is logged, nothing else is."""
    with denied("NOT_ALLOWED"):
        decide(acting_as(season_store, name), 2027, choose(FUNDED, "reserve"))

    event = season_store.events.all()[-1]
    assert (event.action, event.object) == ("decision.draft", FUNDED)
    assert event.details == {"code": "NOT_ALLOWED", "outcome": "denied"}
    assert season_store.slates.of_cycle(2027) == []


def test_an_authority_in_conflict_reads_so_and_another_one_decides(season_store: Store) -> None:
    """The own component's proposals are in conflict; the others are not."""
    store = acting_as(season_store, "authority-3")
    with denied("CONFLICT"):
        decide(store, 2027, choose("FY27-ARMY-02", "fund"))
    assert decide(store, 2027, choose(FUNDED, "fund"))["version"] == 1

    report = advise(store, 2027)
    assert report["waits_for_another"] == ["FY27-ARMY-02", "FY27-ARMY-01", "FY27-ARMY-12"]
    assert report["undecided"] == report["waits_for_another"]


def test_a_reviewer_in_conflict_works_on_no_slate(season_store: Store) -> None:
    """It is answered as if there were none yet, over what the person may see."""
    before = slate_shown(acting_as(season_store, "reviewer-4"), 2027)
    advise(acting_as(season_store, "authority-1"), 2027)
    store = acting_as(season_store, "reviewer-4")

    assert slate_shown(store, 2027) == before
    assert (before["slate"], before["state"]) == (None, "draft")
    assert not any("ARMY" in str(one["ref"]) for one in before["decisions"])
    with denied("NOT_THERE"):
        slate_shown(store, 2027, "FY2027-1")
    for act in (advise, submit):
        with denied("NOT_THERE"):
            act(store, 2027)
    with denied("NOT_THERE"):
        decide(store, 2027, choose("FY27-ARMY-02", "fund"))
    with denied("NOT_THERE"):
        decide(store, 2027, choose(FUNDED, "fund"))


def test_refusals_write_nothing(season_store: Store) -> None:
    """Each with its code; no slate is made by a decision that is refused."""
    store = acting_as(season_store, "authority-1")
    before = season_store.events.last()
    for code, chosen in (
        ("STALE", choose(FUNDED, "fund", if_version=3)),
        ("OVER_REQUEST", choose(FUNDED, "fund in part", kusd=kusd(y2027=99999))),
        ("NEEDS_REASON", choose(RETURNED, "fund")),
        ("NEEDS_REASON", choose(FUNDED, "fund in part", kusd=kusd(y2027=1))),
    ):
        with refused(code):
            decide(store, 2027, chosen)
    with pytest.raises(UsageError, match="takes its whole request"):
        decide(store, 2027, choose(FUNDED, "fund", kusd=kusd(y2027=1)))

    assert season_store.events.last() == before
    assert season_store.slates.of_cycle(2027) == []


def test_money_is_short_after_the_others_are_funded(season_store: Store) -> None:
    """The one below the line asks more than is left."""
    store = acting_as(season_store, "authority-1")
    advise(store, 2027)
    with pytest.raises(NotNowError, match="would be over its budget by") as caught:
        decide(store, 2027, choose(BELOW, "fund", reason=LONG, if_version=1))

    plain = caught.value.as_plain()["refused"]
    left = slate_shown(store, 2027)["money"][str(plain["fiscal_year"])]["left"]
    asked = 0
    for one in slate_shown(store, 2027)["decisions"]:
        asked += one["ref"] == BELOW
    assert (plain["code"], asked) == ("OVER_BUDGET", 1)
    assert plain["kusd"] > 0
    assert left >= 0


def test_a_continuing_project_that_is_not_funded_frees_its_promise(season_store: Store) -> None:
    """Its 820 of 2027 are left for others."""
    store = acting_as(season_store, "authority-1")
    decide(store, 2027, choose(CONTINUING, "not selected", reason=LONG))
    report = slate_shown(store, 2027)

    assert report["money"]["2027"]["promised"] == 0
    assert report["money"]["2027"]["left"] == 3000
    assert report["exceptions"][0]["kind"] == "not funded above it"


def test_a_slate_goes_through_its_steps_to_publication(season_store: Store) -> None:
    """Each step names who took it; what is published is closed."""
    store = season_store
    advised = advise(acting_as(store, "reviewer-1"), 2027)
    assert len(advised["advised"]) == 7
    assert advised["agreement"] == 1.0
    submitted = submit(acting_as(store, "reviewer-2"), 2027)
    assert (submitted["state"], len(submitted["covers"])) == ("in approval", 7)
    approved = approve(acting_as(store, "authority-1"), 2027)
    assert (approved["state"], approved["waits_for_another"]) == ("approved", [])
    published = publish(acting_as(store, "authority-1"), 2027)
    assert published["state"] == "published"
    assert [(one["step"], one["by"]) for one in published["steps"]] == [
        ("submit", "reviewer-2"),
        ("approve", "authority-1"),
        ("publish", "authority-1"),
    ]
    with refused("CLOSED"):
        decide(acting_as(store, "authority-1"), 2027, choose(FUNDED, "fund", if_version=1))
    for act in (advise, submit, publish):
        name = "reviewer-1" if act is submit else "authority-2"
        with refused("CLOSED"):
            act(acting_as(store, name), 2027)


def test_what_a_step_needs_is_refused_where_it_is_missing(season_store: Store) -> None:
    """Undecided, not submitted, not approved; and who has no such step is denied."""
    reviewer, authority = (acting_as(season_store, one) for one in ("reviewer-1", "authority-1"))
    with refused("UNDECIDED"):
        submit(reviewer, 2027)
    with refused("NOT_SUBMITTED"):
        approve(authority, 2027)
    with refused("NOT_SUBMITTED"):
        send_back(authority, 2027, "Later.")
    with refused("NOT_APPROVED"):
        publish(authority, 2027)
    with denied("NOT_ALLOWED"):
        publish(reviewer, 2027)
    with denied("NOT_ALLOWED"):
        submit(authority, 2027)
    with denied("NOT_ALLOWED"):
        submit(acting_as(season_store, "operator-1"), 2027)
    with denied("NOT_THERE"):
        send_back(authority, 2027, "Later.", ["NOPE"])
    for act in (approve, lambda store, year: send_back(store, year, "Later.")):
        with denied("NOT_ALLOWED"):
            act(reviewer, 2027)


def test_who_drafted_does_not_approve_and_the_denial_is_logged(season_store: Store) -> None:
    """The slate waits for another authority."""
    advise(acting_as(season_store, "authority-1"), 2027)
    submit(acting_as(season_store, "reviewer-1"), 2027)
    with denied("SEPARATION"):
        approve(acting_as(season_store, "authority-1"), 2027)

    event = season_store.events.all()[-1]
    assert (event.action, event.details["code"]) == ("slate.approve", "SEPARATION")
    assert approve(acting_as(season_store, "authority-2"), 2027)["state"] == "approved"


def test_an_approval_leaves_conflicts_to_another_authority(season_store: Store) -> None:
    """The slate is approved when every decision has every step."""
    advise(acting_as(season_store, "reviewer-1"), 2027)
    submit(acting_as(season_store, "reviewer-1"), 2027)
    part = approve(acting_as(season_store, "authority-3"), 2027)

    assert part["state"] == "in approval"
    assert part["waits_for_another"] == ["FY27-ARMY-02", "FY27-ARMY-01", "FY27-ARMY-12"]
    whole = approve(acting_as(season_store, "authority-1"), 2027)
    assert (whole["state"], whole["covers"]) == ("approved", part["waits_for_another"])


def test_sending_back_and_changing_start_the_steps_anew(season_store: Store) -> None:
    """All that was said stays."""
    advise(acting_as(season_store, "reviewer-1"), 2027)
    submit(acting_as(season_store, "reviewer-1"), 2027)
    back = send_back(acting_as(season_store, "authority-1"), 2027, "Look at it again.", [BELOW])
    assert (back["state"], back["undecided"]) == ("draft", [])
    assert back["steps"][-1]["refs"] == [BELOW]
    submit(acting_as(season_store, "reviewer-1"), 2027)
    approve(acting_as(season_store, "authority-1"), 2027)
    reviewer = acting_as(season_store, "reviewer-2")
    decide(reviewer, 2027, choose(BELOW, "reserve", reason=LONG, if_version=1))

    assert slate_shown(reviewer, 2027)["state"] == "draft"
    with refused("NOT_APPROVED"):
        publish(acting_as(season_store, "authority-1"), 2027)


def test_another_run_makes_a_draft_and_lists_what_changed(season_store: Store) -> None:
    """A smaller budget moves the line: those decisions are made anew before it is submitted."""
    advise(acting_as(season_store, "reviewer-1"), 2027)
    submit(acting_as(season_store, "reviewer-1"), 2027)
    run = change_cycle(season_store, CYCLE.replace("2027: 3000", "2027: 1500"))
    store = acting_as(season_store, "reviewer-1")
    report = slate_shown(store, 2027)

    assert (report["run"], report["state"]) == (run, "draft")
    changed = report["advice_changed"]
    assert changed
    with refused("UNDECIDED"):
        submit(store, 2027)
    by_ref = {one["ref"]: one for one in report["decisions"]}
    for ref in changed:
        decide(store, 2027, choose(ref, by_ref[ref]["advice"], if_version=by_ref[ref]["version"]))
    assert slate_shown(store, 2027)["advice_changed"] == []
    assert submit(store, 2027)["state"] == "in approval"


def test_a_published_slate_keeps_its_run(published_slate: Store) -> None:
    """A later run is the supplement's."""
    before = slate_shown(acting_as(published_slate, "authority-1"), 2027)
    run = change_cycle(published_slate, CYCLE.replace("2027: 3000", "2027: 4000"))
    store = acting_as(published_slate, "authority-1")

    assert slate_shown(store, 2027) == before
    made = new_supplement(store, 2027, "Money came back.")
    assert (made["slate"], made["run"], made["supplement"]) == ("FY2027-2", run, True)
    assert (made["state"], made["undecided"]) == ("draft", [])


def test_a_supplement_replaces_a_decision_and_both_stay(season_store: Store) -> None:
    """It takes the same steps, and is checked against what is then left."""
    with refused("NOT_PUBLISHED"):
        new_supplement(acting_as(season_store, "authority-1"), 2027, "Too early.")
    take_all_steps(season_store)
    reviewer, authority = (acting_as(season_store, one) for one in ("reviewer-1", "authority-1"))
    later = new_supplement(reviewer, 2027, "One gave its money back.")["slate"]
    with refused("UNDECIDED"):
        submit(reviewer, 2027, later)
    with refused("OVER_BUDGET"):
        decide(reviewer, 2027, choose(BELOW, "fund", reason=LONG), later)
    decide(reviewer, 2027, choose(CONTINUING, "not selected", reason=LONG), later)
    decide(reviewer, 2027, choose(BELOW, "fund", reason=LONG), later)
    submit(reviewer, 2027, later)
    approve(authority, 2027, later)
    report = publish(authority, 2027, later)

    assert report["state"] == "published"
    by_ref = {one["ref"]: one for one in report["decisions"]}
    assert by_ref[CONTINUING]["before"]["outcome"] == "fund"
    assert by_ref[FUNDED]["outcome"] is None
    assert report["money"]["2027"]["promised"] == 0
    first = slate_shown(authority, 2027)
    assert {one["ref"]: one["outcome"] for one in first["decisions"]}[CONTINUING] == "fund"


def test_a_preview_says_what_many_changes_would_do_and_does_nothing(season_store: Store) -> None:
    """Money freed by one counts for the others, however they are named."""
    store = acting_as(season_store, "authority-1")
    advise(store, 2027)
    before = season_store.events.last()
    report = preview(
        store,
        2027,
        [choose(BELOW, "fund"), choose(CONTINUING, "not selected"), choose(RETURNED, "return")],
    )

    assert {one["ref"] for one in report["decisions"]} == {BELOW, CONTINUING, RETURNED}
    assert report["money"]["2027"]["promised"] == 0
    assert [(one["ref"], one["code"]) for one in report["refused"]] == [
        (CONTINUING, "NEEDS_REASON"),
        (BELOW, "NEEDS_REASON"),
    ]
    alone = preview(store, 2027, [choose(BELOW, "fund")])
    assert [one["code"] for one in alone["refused"]] == ["NEEDS_REASON", "OVER_BUDGET"]
    assert any(one["left"] < 0 for one in alone["money"].values())
    assert season_store.events.last() == before
    with denied("NOT_THERE"):
        preview(store, 2027, [choose("NOPE", "fund")])


def test_a_preview_of_an_authority_in_conflict_says_so(season_store: Store) -> None:
    """What that person may not decide is refused there, and the money stays as it is."""
    store = acting_as(season_store, "authority-3")
    report = preview(store, 2027, [choose("FY27-ARMY-02", "not selected")])

    assert [one["code"] for one in report["refused"]] == ["CONFLICT"]
    assert report["decisions"] == []


def test_the_owner_of_a_store_of_one_decides_alone(season_store: Store) -> None:
    """Every step is the same account's."""
    advise(season_store, 2027)
    submit(season_store, 2027)
    assert approve(season_store, 2027)["state"] == "approved"
    assert publish(season_store, 2027)["state"] == "published"


def test_where_a_later_step_is_a_reviewers_a_reviewer_approves(season_store: Store) -> None:
    """Each step by another person with the role that the cycle names."""
    change_cycle(season_store, f"{CYCLE}approval: [authority, reviewer]\n")
    advise(acting_as(season_store, "reviewer-1"), 2027)
    with denied("NOT_ALLOWED"):
        submit(acting_as(season_store, "reviewer-1"), 2027)
    submit(acting_as(season_store, "authority-1"), 2027)
    with denied("SEPARATION"):
        approve(acting_as(season_store, "reviewer-1"), 2027)
    with denied("SEPARATION"):
        approve(acting_as(season_store, "authority-1"), 2027)
    with denied("NOT_ALLOWED"):
        approve(acting_as(season_store, "authority-2"), 2027)
    assert approve(acting_as(season_store, "reviewer-2"), 2027)["state"] == "approved"


def test_a_retired_person_decides_nothing(season_store: Store) -> None:
    """Roles are read again at every action."""
    store = acting_as(season_store, "authority-1")
    season_store.people.retire("authority-1", "Left the office.")
    with denied("NO_PERSON"):
        decide(store, 2027, choose(FUNDED, "fund"))


def test_a_person_who_becomes_an_authority_later_is_one(season_store: Store) -> None:
    """What a session remembers of roles counts for nothing."""
    store = acting_as(season_store, "operator-1")
    authority = Person(id="operator-1", name="Operator", roles=frozenset({Role.AUTHORITY}))
    season_store.people.change(authority)
    assert decide(store, 2027, choose(FUNDED, "fund"))["by"] == "operator-1"


def review(store: Store, name: str, ref: str, choice: str) -> None:
    """Assign a review and write it, with the machine's own levels."""
    acting_as(store, "operator-1").assignments.assign(2027, ref, name)
    reviewer = acting_as(store, name)
    levels = reviewer.reviews.machine_levels(2027, ref)
    content = ReviewContent.model_validate(
        {
            "levels": {criterion: {"level": level} for criterion, level in levels.items()},
            "recommendation": {"choice": choice, "reason": f"As {name} I say: {LONG}"},
        }
    )
    reviewer.reviews.write(2027, ref, content, ReviewState.IN)


def test_a_strict_cycle_denies_the_decision_on_what_one_reviewed(season_store: Store) -> None:
    """And the submission of a slate that holds it; the others decide as ever."""
    change_cycle(season_store, f"{CYCLE}separation: strict\n")
    review(season_store, "reviewer-1", FUNDED, "fund")
    store = acting_as(season_store, "reviewer-1")
    with denied("OWN_REVIEW"):
        decide(store, 2027, choose(FUNDED, "fund"))
    assert season_store.events.all()[-1].details["code"] == "OWN_REVIEW"
    assert advise(store, 2027)["waits_for_another"] == [FUNDED]
    decide(acting_as(season_store, "reviewer-2"), 2027, choose(FUNDED, "fund"))
    with denied("OWN_REVIEW"):
        submit(store, 2027)
    assert submit(acting_as(season_store, "reviewer-2"), 2027)["state"] == "in approval"


def test_who_reviewed_drafts_and_submits_where_the_cycle_is_not_strict(season_store: Store) -> None:
    """As the contract says."""
    review(season_store, "reviewer-1", FUNDED, "fund")
    store = acting_as(season_store, "reviewer-1")
    advise(store, 2027)

    assert submit(store, 2027)["state"] == "in approval"


def test_an_open_flag_holds_up_publication(season_store: Store) -> None:
    """Until it is resolved."""
    advise(acting_as(season_store, "reviewer-1"), 2027)
    submit(acting_as(season_store, "reviewer-2"), 2027)
    authority = acting_as(season_store, "authority-1")
    approve(authority, 2027)
    flag = authority.flags.add(2027, FUNDED, "legal", "Look at the license first.")
    with pytest.raises(NotNowError, match="A flag is open on") as caught:
        publish(authority, 2027)
    assert caught.value.as_plain()["refused"]["code"] == "FLAGGED"
    assert caught.value.as_plain()["refused"]["refs"] == [FUNDED]
    authority.flags.resolve(flag.raised.id, "Looked at.")
    assert publish(authority, 2027)["state"] == "published"
