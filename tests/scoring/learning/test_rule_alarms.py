"""Alarms over the stored proposals, those of watched rules too."""

import datetime as dt
from pathlib import Path

import pytest

from fct.data.common.actor import Actor
from fct.data.common.errors import UsageError
from fct.data.program.cycle import packaged_cycle_texts, sha256_of_text
from fct.data.program.rule_stages import AlarmCounts, AlarmReview, Stage
from fct.data.subjects.store import Store
from fct.data.submitting.delivery import Delivery, submit
from fct.scoring.learning.rule_alarms import alarming_version, stored_alarms, stored_statistics
from tests.support.files.form_cells import cell_of
from tests.support.files.workbooks import write_failing
from tests.support.proposals.lowered import lower

ACTOR = Actor("Op")
REF = "FY27-ARMY-01"
AT = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)


@pytest.fixture
def alarmed(submitted: Store, tmp_path: Path) -> Store:
    """Four proposals of 2027 and one of 2028; A3 fails on a late version of one and on the last."""
    text = packaged_cycle_texts()[2027].replace("fiscal_year: 2027", "fiscal_year: 2028")
    submitted.cycles.add(2028, text, sha256_of_text(text), ACTOR)
    late = write_failing(tmp_path / "late.xlsx", REF, ref=REF)
    submit(submitted, late, Delivery(ACTOR, LATE, 2027))
    other = write_failing(tmp_path / "other.xlsx", REF, ref="FY28-ARMY-01", fiscal_year=2028)
    submit(submitted, other, Delivery(ACTOR, AT, 2028))
    return submitted


def review(store: Store, *, is_false: bool) -> AlarmReview:
    """Review an alarm of A3."""
    found = AlarmReview(
        proposal_id=store.versions.get(2027, REF).id,
        rule="A3",
        is_false=is_false,
        reason="Seen.",
        at=AT,
        actor=ACTOR,
    )
    store.alarm_reviews.add(found)
    return found


def test_the_last_versions_of_all_cycles_are_counted(alarmed: Store) -> None:
    """Two alarms among five proposals: one a year, both the Army's."""
    found = stored_statistics(alarmed, ["A3", "G1"])

    assert found["A3"].whole == AlarmCounts(judged=5, fails=2)
    assert found["A3"].by_fiscal_year == {
        2027: AlarmCounts(judged=4, fails=1),
        2028: AlarmCounts(judged=1, fails=1),
    }
    assert found["A3"].by_component["Army"] == AlarmCounts(judged=3, fails=2)
    assert found["G1"].whole == AlarmCounts(judged=5)


def test_a_review_is_counted(alarmed: Store) -> None:
    """One false of one: between a fifth and all of them may be (Wilson, z2 = 3.8415)."""
    review(alarmed, is_false=True)

    found = stored_statistics(alarmed, ["A3"])["A3"]
    assert (found.whole.reviewed, found.whole.false_alarms) == (1, 1)
    assert found.rate_interval == pytest.approx((1 / 4.8415, 1.0), abs=1e-4)


def test_an_empty_store_has_no_figures(store: Store) -> None:
    """A cycle without a proposal, and no cycle at all."""
    assert stored_statistics(store, ["A3"])["A3"].whole == AlarmCounts()
    assert stored_alarms(store, "A3") == []


def test_alarms_of_a_watched_rule_are_seen_without_a_run(alarmed: Store) -> None:
    """Nothing was evaluated or published; the stage hides nothing here."""
    lower(alarmed, "A3", Stage.WATCH)
    review(alarmed, is_false=False)

    first, second = stored_alarms(alarmed, "A3")

    assert (first["fiscal_year"], first["ref"], first["version"]) == (2027, REF, 2)
    assert (first["component"], first["outcome"]) == ("Army", "fails")
    assert [one["cell"] for one in first["findings"]] == [cell_of("advocacy_date")]
    assert first["review"] == {
        "is_false": False,
        "reason": "Seen.",
        "by": "Op",
        "at": "2026-06-12T14:00:00+00:00",
    }
    assert (second["ref"], second["review"]) == ("FY28-ARMY-01", None)


def test_the_version_of_an_alarm_is_the_last(alarmed: Store) -> None:
    """The one that the figures count."""
    assert alarming_version(alarmed, 2027, REF, "A3").version == 2


def test_where_a_rule_holds_there_is_no_alarm(alarmed: Store) -> None:
    """The message says where the alarms are."""
    with pytest.raises(
        UsageError, match=r"A1 holds on version 2 of FY27-ARMY-01.*`fct rule alarms A1` lists"
    ):
        alarming_version(alarmed, 2027, REF, "A1")


def test_a_rule_that_is_not_declared_is_reported(store: Store) -> None:
    """Whatever is asked of it."""
    with pytest.raises(UsageError, match="There is no rule Z9"):
        stored_alarms(store, "Z9")
    with pytest.raises(UsageError, match="There is no rule Z9"):
        alarming_version(store, 2027, REF, "Z9")
