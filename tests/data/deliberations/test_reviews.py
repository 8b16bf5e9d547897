"""Reviews, on each database: versions, what is refused, and who reads what when."""

import datetime as dt
import threading

import pytest

from fct.data.audit.verifying import verify
from fct.data.common.actor import Actor
from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.reviewing.content import LevelGiven, ReviewContent, ReviewState
from fct.data.store.guards import release_tables
from fct.data.subjects.store import Store
from fct.data.tables.deliberations import Certification, certifications
from fct.data.tables.records import insert_record
from tests.data.deliberations.conftest import As
from tests.support.stores.reviews import complete_review

DRAFT, IN = ReviewState.DRAFT, ReviewState.IN


def write(store: Store, ref: str = "A", state: ReviewState = IN, read: int | None = None) -> int:
    """Keep a complete review, and return its version."""
    versions = store.reviews.write(2027, ref, complete_review(), state, read=read)
    return versions[-1].version


def readable(store: Store, ref: str = "A") -> list[str]:
    """Whose reviews somebody may read."""
    panel = store.reviews.panels(2027)[ref]
    return list(store.reviews.reader(2027).readable(panel))


def test_every_version_is_kept_with_who_when_and_on_what(assigned: As) -> None:
    """A draft is a version; the review names the version of the proposal."""
    reviewer = assigned("reviewer-1")
    assert [write(reviewer, state=DRAFT), write(reviewer, read=1)] == [1, 2]
    first, second = reviewer.reviews.own(2027, "A")

    assert (first.state, second.state) == (DRAFT, IN)
    assert (second.person, second.actor.name, second.proposal_version) == (
        "reviewer-1",
        "reviewer-1",
        1,
    )
    last = reviewer.events.all()[-1]
    assert (last.action, last.object, last.details["version"]) == ("review written", "A", 2)


def test_a_review_with_gaps_is_kept_as_a_draft_alone(assigned: As) -> None:
    """The machine's level of every criterion is 4 here: a 4 needs no reason, a 3 does."""
    reviewer = assigned("reviewer-1")
    content = complete_review((4,) * 5)
    levels = {name: LevelGiven(level=4) for name in content.levels}
    bare = content.model_copy(update={"levels": levels})
    reviewer.reviews.write(2027, "A", ReviewContent(), DRAFT)
    with pytest.raises(UsageError, match=r"levels\.user advocacy\.level is missing"):
        reviewer.reviews.write(2027, "A", ReviewContent(), IN, read=1)
    reviewer.reviews.write(2027, "A", bare, IN, read=1)
    levels["funded strategy"] = LevelGiven(level=3)
    with pytest.raises(UsageError, match=r"levels\.funded strategy\.reason is missing"):
        reviewer.reviews.write(2027, "A", bare.model_copy(update={"levels": levels}), IN, read=2)

    assert len(reviewer.reviews.own(2027, "A")) == 2


@pytest.mark.parametrize(
    ("who", "ref", "code"),
    [
        ("reviewer-3", "A", "NOT_ASSIGNED"),
        ("reviewer-navy", "N", "NOT_THERE"),
        ("reviewer-1", "Z", "NOT_THERE"),
        ("authority-1", "A", "NOT_ALLOWED"),
        ("operator-1", "A", "NOT_ALLOWED"),
        ("sponsor-navy", "N", "NOT_ALLOWED"),
        ("sponsor-navy", "A", "NOT_THERE"),
        ("auditor-1", "A", "NOT_ALLOWED"),
    ],
)
def test_who_may_not_review_is_denied(assigned: As, who: str, ref: str, code: str) -> None:
    """Nothing is written but the denial."""
    with pytest.raises(DeniedError) as caught:
        write(assigned(who), ref)

    assert caught.value.code == code
    assert assigned("auditor-1").reviews.panels(2027)["A"].reviews == {}


@pytest.mark.parametrize("did", ["submitted", "certified"])
def test_who_brought_a_proposal_does_not_review_it(
    assigned: As, panel_store: Store, did: str
) -> None:
    """Submitting, certifying and reviewing are different people's (detail 15)."""
    at = dt.datetime(2026, 6, 2, tzinfo=dt.UTC)
    stood = Certification(fiscal_year=2027, ref="A", version=1, at=at, actor=Actor("reviewer-1"))
    with panel_store.writing() as connection:
        if did == "submitted":
            release_tables(connection)
            connection.exec_driver_sql("UPDATE submissions SET actor_name = 'reviewer-1'")
        else:
            insert_record(connection, certifications, stood)
    with pytest.raises(DeniedError, match=f"You {did} A") as caught:
        write(assigned("reviewer-1"))

    assert caught.value.code == "SEPARATION"


def test_of_two_who_write_from_the_same_version_one_is_stale(assigned: As) -> None:
    """The answer says which version is the newest and what changed."""
    reviewer = assigned("reviewer-1")
    write(reviewer, state=DRAFT)
    reviewer.reviews.write(2027, "A", complete_review((5, 3, 3, 3, 3)), DRAFT, read=1)
    with pytest.raises(NotNowError) as caught:
        write(reviewer, read=1)

    assert caught.value.as_plain()["refused"]["code"] == "STALE"
    assert caught.value.more == {"version": 2, "changed": ["levels.user advocacy.level"]}
    with pytest.raises(NotNowError, match="written from no version"):
        write(reviewer)


def test_writers_at_once_lose_nothing(assigned: As) -> None:
    """Of eight from the same version one is kept, the others are stale; then each in turn."""
    kept: list[int] = []
    stale: list[str] = []
    begun = threading.Barrier(8)

    def once() -> None:
        begun.wait()
        try:
            kept.append(write(assigned("reviewer-1"), state=DRAFT, read=0))
        except NotNowError as error:
            stale.append(error.code)

    threads = [threading.Thread(target=once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (kept, stale) == ([1], ["STALE"] * 7)
    assert len(assigned("reviewer-1").reviews.own(2027, "A")) == 1


def test_many_people_at_once_all_keep_their_reviews(assigned: As) -> None:
    """Each has a review of one's own of the same proposal."""
    people = ("reviewer-1", "reviewer-2", "expert-1")
    failed: list[Exception] = []

    def review(person: str) -> None:
        try:
            for read in range(4):
                write(assigned(person), state=IN if read % 2 else DRAFT, read=read)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown below
            failed.append(error)

    threads = [threading.Thread(target=review, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(assigned("auditor-1").reviews.panels(2027)["A"].reviews) == sorted(people)
    assert verify(assigned("auditor-1")).first_bad is None


def test_others_reviews_are_hidden_until_the_own_one_is_in(assigned: As) -> None:
    """Who is not assigned reads when all are in; who runs the cycle, decides or audits, at once."""
    write(assigned("reviewer-2"))
    write(assigned("reviewer-1"), state=DRAFT)

    assert readable(assigned("reviewer-1")) == []
    assert readable(assigned("expert-1")) == []
    assert readable(assigned("reviewer-2")) == ["reviewer-2"]
    assert readable(assigned("reviewer-3")) == []
    assert readable(assigned("operator-1")) == ["reviewer-2"]
    assert readable(assigned("authority-1")) == ["reviewer-2"]
    assert readable(assigned("auditor-1")) == ["reviewer-2"]
    write(assigned("reviewer-1"), read=1)
    assert readable(assigned("reviewer-1")) == ["reviewer-1", "reviewer-2"]
    assert readable(assigned("reviewer-3")) == []
    write(assigned("expert-1"))
    assert readable(assigned("reviewer-3")) == ["expert-1", "reviewer-1", "reviewer-2"]


def test_open_reviews_are_shown_when_they_are_in(assigned: As, panel_store: Store) -> None:
    """The cycle file says so; a draft is its writer's alone."""
    text = packaged_cycle_texts()[2027] + "\nreviews: open\n"
    panel_store.cycles.add(2027, text, sha256_of_text(text), panel_store.actor)
    write(assigned("reviewer-2"))
    write(assigned("expert-1"), state=DRAFT)

    for who in ("reviewer-1", "reviewer-3", "operator-1"):
        assert readable(assigned(who)) == ["reviewer-2"]


def test_the_versions_of_somebody_elses_review_are_those_that_are_in(assigned: As) -> None:
    """What may not be read now is not there."""
    write(assigned("reviewer-2"), state=DRAFT)
    write(assigned("reviewer-2"), read=1)
    reviews = assigned("auditor-1").reviews

    assert [one.version for one in reviews.of(2027, "A", "reviewer-2")] == [2]
    assert [one.version for one in assigned("reviewer-2").reviews.of(2027, "A", "reviewer-2")] == [
        1,
        2,
    ]
    with pytest.raises(DeniedError, match="There is no review of A by reviewer-2"):
        assigned("reviewer-1").reviews.of(2027, "A", "reviewer-2")
    with pytest.raises(DeniedError, match="There is no review of A by reviewer-1"):
        reviews.of(2027, "A", "reviewer-1")


def test_a_review_from_before_a_conflict_is_kept_and_counts_no_more(assigned: As) -> None:
    """It is not shown to that person; authority and auditor see it; lifted, it is back."""
    for who in ("reviewer-1", "reviewer-2", "expert-1"):
        write(assigned(who))
    panel = assigned("auditor-1").reviews.panels(2027)["A"]
    assert panel.is_complete
    assert panel.note_of("reviewer-1") == ""
    owner = assigned("owner")
    person = owner.people.find("reviewer-1")
    assert person is not None
    owner.people.change(
        type(person)(id=person.id, name=person.name, roles=person.roles, component="Army")
    )

    panel = assigned("auditor-1").reviews.panels(2027)["A"]
    assert panel.due == ("expert-1", "reviewer-2")
    assert sorted(panel.counted) == ["expert-1", "reviewer-2"]
    assert panel.note_of("reviewer-1") == "before a conflict"
    assert readable(assigned("auditor-1")) == ["expert-1", "reviewer-1", "reviewer-2"]
    assert readable(assigned("reviewer-2")) == ["expert-1", "reviewer-2"]
    assert "A" not in assigned("reviewer-1").reviews.panels(2027)
    of_a = {
        who: [one.person for one in assigned(who).assignments.of_cycle(2027) if one.ref == "A"]
        for who in ("operator-1", "reviewer-2")
    }
    assert of_a["operator-1"] == ["expert-1", "reviewer-1", "reviewer-2"]
    assert of_a["reviewer-2"] == ["expert-1", "reviewer-2"]  # conflicts of others are not shown
    owner.people.change(person)
    assert assigned("auditor-1").reviews.panels(2027)["A"].note_of("reviewer-1") == ""


def test_a_review_of_who_is_no_longer_assigned_counts_no_more(assigned: As) -> None:
    """It is kept, and says so."""
    write(assigned("reviewer-1"))
    assigned("operator-1").assignments.unassign(2027, "A", "reviewer-1", "Is on leave.")
    panel = assigned("auditor-1").reviews.panels(2027)["A"]

    assert panel.counted == {}
    assert panel.note_of("reviewer-1") == "no longer assigned"


def test_the_machines_levels_are_those_of_the_published_run(assigned: As) -> None:
    """1 + 4 x 0.75 is 4."""
    levels = assigned("expert-1").reviews.machine_levels(2027, "A")

    assert set(levels.values()) == {4}
    assert len(levels) == 5
