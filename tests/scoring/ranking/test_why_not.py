"""Why the line gives a proposal nothing, from the line's own turns."""

from decimal import Decimal

from fct.data.program.conditions import Conditions
from fct.scoring.ranking.why_not import WhyNot, why_not_funded
from tests.support.proposals.what_ifs import three


def test_what_is_passed_over_is_short_by_what_its_request_exceeds() -> None:
    """A takes 600 of 1000; B asks for 500 of the 400 that are left; C is funded."""
    assert why_not_funded(three()) == {"B": WhyNot("$100.0K short of FY2027", Decimal(100))}


def test_less_than_a_tenth_is_never_shown_as_nothing() -> None:
    """B asks for 0.04 more than is left."""
    asked = ({2027: "600"}, {2027: "400.04"}, {2027: "400"})

    assert why_not_funded(three(asked=asked))["B"].words == "$0.1K short of FY2027"


def test_every_limit_that_is_exceeded_is_named() -> None:
    """In the order of the years."""
    asked = ({2027: "600", 2028: "10"}, {2027: "500", 2028: "95"}, {2027: "400"})
    budgets = {2027: Decimal(1000), 2028: Decimal(100)}

    found = why_not_funded(three(asked=asked, budgets=budgets))["B"]

    assert found == WhyNot("$100.0K short of FY2027, $5.0K short of FY2028", Decimal(105))


def test_who_is_excluded_is_said_to_be() -> None:
    """No amount is short."""
    found = why_not_funded(three(conditions=Conditions(excluded=frozenset({"B"}))))

    assert found == {"B": WhyNot("excluded by the cycle", Decimal(0))}
