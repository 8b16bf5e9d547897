"""Awards in rank order: what each that competes gets where those before it took theirs.

What must be funded comes first, in rank order among itself; what is excluded gets nothing; what is
held back and the ceilings of components are kept. A project that may be given a part gets the
largest share that fits. Duplicates do not bind an order (reading 59), and an order cannot lift a
component to its floor.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from fct.scoring.ranking.best_set_problem import Question
from fct.scoring.ranking.ledger import Ledger, Limit


class Turn(NamedTuple):
    """What one project found when its turn came, and what it got.

    Attributes
    ----------
    ref : str
    takes : mapping of Limit to Decimal
        What its whole request takes of each limit.
    left : mapping of Limit to Decimal
        What was left of each limit when its turn came.
    short : mapping of Limit to Decimal
        By how much its whole request exceeds that; empty where it fits.
    share : Decimal
        Of its request, from 0 to 1.
    """

    ref: str
    takes: Mapping[Limit, Decimal]
    left: Mapping[Limit, Decimal]
    short: Mapping[Limit, Decimal]
    share: Decimal


def turns_in_order(question: Question, *, is_strict: bool = False) -> list[Turn]:
    """Return the turn of each project that is not excluded, in the order in which they come.

    Strict order ends at the first one that gets nothing; else it is passed over. One that must be
    funded and does not fit ends nothing: it stands before the order.
    """
    conditions = question.conditions
    ledger = Ledger(question.left_kusd, conditions)
    order = [one for one in question.candidates if one.ref not in conditions.excluded]
    # Sorting is stable, so that both groups keep their rank order.
    order.sort(key=lambda one: one.ref not in conditions.must_fund)
    turns = []
    for one in order:
        takes = ledger.takes(one.request_kusd, one.component)
        left, short = ledger.left, ledger.short(takes)
        share = ledger.take_share(takes, conditions.shares_of(one.ref))
        turns.append(Turn(one.ref, takes, left, short, share))
        if is_strict and not share and one.ref not in conditions.must_fund:
            break
    return turns


def shares_in_order(question: Question, *, is_strict: bool = False) -> dict[str, Decimal]:
    """Return what share of its request each gets, in rank order, only shares above zero."""
    shares = {turn.ref: turn.share for turn in turns_in_order(question, is_strict=is_strict)}
    return {one.ref: shares[one.ref] for one in question.candidates if shares.get(one.ref)}
