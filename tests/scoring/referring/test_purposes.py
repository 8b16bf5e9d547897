"""What is not developed again: the dollars that proposals say, and nothing for a blank."""

import datetime as dt
from decimal import Decimal

from fct.data.subjects.versions import StoredProposal
from fct.scoring.referring.purposes import development_avoided_usd, purpose_of
from tests.support.proposals.cases import valid_proposal

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def test_blank_and_unreadable_answers_add_nothing() -> None:
    """12,000,000 and 500 by ref; a blank and words are not there."""
    given = {"A": 12_000_000, "B": None, "C": "much", "D": "500"}
    stored = [
        StoredProposal(n, ref, 1, "S", AT, valid_proposal(ref, development_avoided_usd=value))
        for n, (ref, value) in enumerate(given.items())
    ]

    assert development_avoided_usd(stored) == {"A": Decimal(12_000_000), "D": Decimal(500)}
    assert purpose_of(stored[0]) == "comparative test with intent to procure"
