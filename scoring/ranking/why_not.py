"""Why the line gives a ranked proposal no money, in a few words, from the line's own turns."""

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal
from typing import NamedTuple

from fct.scoring.ranking.funding_line import turns_in_order
from fct.scoring.ranking.order import OrderOfMerit


class WhyNot(NamedTuple):
    """What stands between a proposal and the money.

    Attributes
    ----------
    words : str
        As in ``$20.2K short of FY2027``.
    short_kusd : Decimal
        By how much its request exceeds what was left, all limits together; 0 where it is not money.
    """

    words: str
    short_kusd: Decimal


def why_not_funded(order: OrderOfMerit) -> Mapping[str, WhyNot]:
    """Return it for each that competes and is not funded, by ref."""
    # Whole requests, as the mark: a share is what a condition grants beside it.
    question = order.question().whole
    # Who is excluded has no turn, so that this stays; the turns below replace it for everybody
    # else.
    found = {ref: WhyNot("excluded by the cycle", Decimal(0)) for ref in order.competing}
    for turn in turns_in_order(question):
        if turn.share:
            del found[turn.ref]
            continue
        if turn.barred:
            found[turn.ref] = WhyNot(turn.barred, Decimal(0))
            continue
        short = [f"${_tenths(kusd)}K short of {one.words}" for one, kusd in turn.short.items()]
        found[turn.ref] = WhyNot(", ".join(short), sum(turn.short.values(), Decimal(0)))
    return found


def _tenths(kusd: Decimal) -> str:
    """Return an amount in tenths; what is short of the line is never shown as nothing."""
    return f"{kusd.quantize(Decimal('0.1'), ROUND_UP):,}"
