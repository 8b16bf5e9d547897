"""Comments and flags."""

import datetime as dt

from fct.data.common.actor import Actor
from fct.data.reviewing.discussion import Flag, FlagRaised, FlagResolved, open_refs

AT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
WHO = Actor("operator-1")


def test_a_flag_is_open_until_somebody_resolves_it() -> None:
    """The refs with an open flag are named once each."""

    def flag(ref: str, *, resolved: bool) -> Flag:
        raised = FlagRaised(
            id="F", fiscal_year=2027, ref=ref, team="legal", reason="why", at=AT, actor=WHO
        )
        done = FlagResolved(reason="seen", at=AT, actor=WHO)
        return Flag(raised=raised, resolved=done if resolved else None)

    flags = [flag("B", resolved=False), flag("A", resolved=True), flag("B", resolved=False)]

    assert [one.is_open for one in flags] == [True, False, True]
    assert open_refs(flags) == ["B"]
