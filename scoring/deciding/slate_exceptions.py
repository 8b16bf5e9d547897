"""Where decisions differ from the advice, by kind, and how often people and machine agree."""

from collections.abc import Mapping
from enum import StrEnum

from fct.data.decisions import Outcome
from fct.scoring.deciding.basis import Basis, Item
from fct.scoring.judging import Verdict

SHARE_DECIMALS = 6


class Kind(StrEnum):
    """How a decision is an exception, in the order in which they are listed."""

    BELOW_THE_LINE = "funded below the line"
    NOT_ABOVE_IT = "not funded above it"
    PART = "part of the request"
    RESERVE = "reserve"
    OVERRULED = "verdict overruled"
    WAIVER = "waiver used"


def kinds_of(item: Item, outcome: Outcome) -> list[Kind]:
    """Return the kinds of exception that an outcome is; none for what the sponsor withdrew.

    A difference from the advice that moves no money, such as a return that the verdict does not
    ask for, overrules the verdict.
    """
    if outcome is Outcome.WITHDRAWN:
        return []
    is_overruled = outcome.is_funded and item.verdict != Verdict.RANKABLE
    is_above = item.advice is Outcome.FUND
    kinds = [
        kind
        for kind, holds in (
            (Kind.BELOW_THE_LINE, outcome.is_funded and not is_overruled and not is_above),
            (Kind.NOT_ABOVE_IT, is_above and not outcome.is_funded),
            (Kind.PART, outcome is Outcome.PART),
            (Kind.RESERVE, outcome is Outcome.RESERVE),
            (Kind.OVERRULED, is_overruled),
        )
        if holds
    ]
    # What differs in no other way, as `return` where `not selected` was advised, overrules the
    # verdict.
    if outcome is not item.advice and not kinds:
        kinds.append(Kind.OVERRULED)
    return [*kinds, Kind.WAIVER] if item.waivers else kinds


def agreement(basis: Basis, outcomes: Mapping[str, Outcome]) -> float | None:
    """Return in which share of the ranked that are decided people and machine agree on money.

    None while none of them is decided; one withdrawn is not decided.
    """
    pairs = [
        (item.advice is Outcome.FUND, outcomes[ref].is_funded)
        for ref, item in basis.items.items()
        if item.rank is not None and outcomes.get(ref, Outcome.WITHDRAWN) is not Outcome.WITHDRAWN
    ]
    if not pairs:
        return None
    return round(sum(advised == given for advised, given in pairs) / len(pairs), SHARE_DECIMALS)
