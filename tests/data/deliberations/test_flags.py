"""Flags, on each database."""

import pytest

from fct.data.common.errors import DeniedError, NotNowError, UsageError
from fct.data.deliberations.flags import flagged_refs
from tests.data.deliberations.conftest import As

REASON = "The license is not there."


def test_a_flag_is_open_until_somebody_resolves_it(as_: As) -> None:
    """Whoever may flag may resolve; both are events."""
    raised = as_("reviewer-1").flags.add(2027, "N", " legal  team ", REASON)
    as_("operator-1").flags.add(2027, "A", "security", REASON)
    with as_("auditor-1").reading() as connection:
        assert flagged_refs(connection, 2027) == ["A", "N"]
    resolved = as_("authority-1").flags.resolve(raised.raised.id, "It came.")

    assert (raised.raised.id, raised.raised.team) == ("FY2027-F001", "legal team")
    assert resolved.resolved is not None
    assert (resolved.resolved.reason, resolved.resolved.actor.name) == ("It came.", "authority-1")
    with as_("auditor-1").reading() as connection:
        assert flagged_refs(connection, 2027) == ["A"]
    assert [one.is_open for one in as_("auditor-1").flags.of_cycle(2027)] == [False, True]
    assert [event.action for event in as_("auditor-1").events.all()][-3:] == [
        "flag raised",
        "flag raised",
        "flag resolved",
    ]


def test_a_flag_is_resolved_once(as_: As) -> None:
    """A second time is refused."""
    flag_id = as_("reviewer-1").flags.add(2027, "N", "legal", REASON).raised.id
    as_("reviewer-1").flags.resolve(flag_id, "It came.")
    with pytest.raises(NotNowError, match=f"{flag_id} is resolved already"):
        as_("reviewer-1").flags.resolve(flag_id, "It came.")


def test_a_flag_that_one_may_not_see_is_not_there(as_: As) -> None:
    """The same words as for one that never was, and neither is listed."""
    flag_id = as_("reviewer-1").flags.add(2027, "N", "legal", REASON).raised.id
    for asked in (flag_id, "FY2027-F999"):
        with pytest.raises(DeniedError, match=f"There is no {asked} that you may see"):
            as_("reviewer-navy").flags.resolve(asked, "It came.")

    assert as_("reviewer-navy").flags.of_cycle(2027) == []


def test_a_hidden_ref_in_words_of_a_flag_is_withheld(as_: As) -> None:
    """In why it was raised, and in why it was resolved."""
    flag_id = (
        as_("reviewer-1").flags.add(2027, "A", "legal", "Like N, it has no license.").raised.id
    )
    as_("reviewer-1").flags.resolve(flag_id, "It came with that of N.")
    (seen,) = as_("reviewer-navy").flags.of_cycle(2027)

    assert seen.resolved is not None
    assert (seen.raised.reason, seen.resolved.reason) == (
        "Like (withheld), it has no license.",
        "It came with that of (withheld).",
    )


@pytest.mark.parametrize("who", ["expert-1", "auditor-1", "sponsor-navy"])
def test_only_reviewer_operator_and_authority_flag(as_: As, who: str) -> None:
    """Nobody else resolves either."""
    for act in (
        lambda flags: flags.add(2027, "N", "legal", REASON),
        lambda flags: flags.resolve("FY2027-F001", REASON),
    ):
        with pytest.raises(DeniedError, match=r"There is no N|Your roles do not include this"):
            act(as_(who).flags)


@pytest.mark.parametrize(
    ("team", "reason", "match"),
    [
        (" ", REASON, "named in 1 to 80 characters"),
        ("x" * 81, REASON, "named in 1 to 80 characters"),
        ("legal", "  ", "A flag needs a reason"),
    ],
)
def test_a_flag_names_a_team_and_a_reason(as_: As, team: str, reason: str, match: str) -> None:
    """Neither is blank or endless."""
    with pytest.raises(UsageError, match=match):
        as_("reviewer-1").flags.add(2027, "N", team, reason)
