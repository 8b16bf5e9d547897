"""What would fund a proposal that the line does not fund: another request, more money, a must-fund.

Each is tried: the line is drawn again with that one change and everyone else in play, and what does
not fund it is not named. Amounts are the least that do: one step less does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from fct.data.common import EXACT
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.ranking import Amounts, Limit, Question, Turn, turns_in_order

_NOTHING = Decimal(0)
_MOST_STEPS = 400  # lines drawn to find one amount; each takes well under a millisecond


class Means(StrEnum):
    """What is changed."""

    REQUEST = "smaller request"
    MONEY = "more money"
    NOT_EXCLUDED = "not excluded"
    MUST_FUND = "must fund"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change by which the line funds a proposal.

    Attributes
    ----------
    means : Means
    kusd : mapping of Limit to Decimal
        Thousands of dollars: of a smaller request what it would ask for of each year, of more money
        by how much each limit would be higher; else empty.
    drops : tuple of str
        Refs that would then lose their money.
    """

    means: Means
    kusd: Mapping[Limit, Decimal] = field(default_factory=dict)
    drops: tuple[str, ...] = ()


def remedies(trial: LineTrial) -> list[Remedy]:
    """Return the changes of money and conditions by which the line would fund a proposal.

    None for one that it funds.
    """
    turn = trial.turn()
    if turn is None:
        tried = [
            (Means.NOT_EXCLUDED, trial.not_excluded()),
            (Means.MUST_FUND, trial.must_be_funded()),
        ]
        return [_remedy(trial, means, q) for means, q in tried if trial.is_funded(q)]
    if turn.share:
        return []
    found = [] if turn.barred else _of_money(trial, turn)
    if trial.ref not in trial.conditions.must_fund:
        question = trial.must_be_funded()
        if trial.is_funded(question):
            found.append(_remedy(trial, Means.MUST_FUND, question))
    return found


def _of_money(trial: LineTrial, turn: Turn) -> list[Remedy]:
    """Return what a smaller request or more money would do; limits of the line yield to neither."""
    found = []
    if (request := _smaller_request(trial, turn)) is not None:
        asked = {limit.fiscal_year: kusd for limit, kusd in request.items()}
        found.append(_remedy(trial, Means.REQUEST, trial.asking(asked), request))
    found += [
        _remedy(trial, Means.MONEY, trial.with_more(more), more)
        for more in _more_money(trial, turn)
    ]
    return found


def _remedy(
    trial: LineTrial, means: Means, question: Question, kusd: Amounts | None = None
) -> Remedy:
    return Remedy(means, kusd or {}, tuple(trial.drops(question)))


def _smaller_request(trial: LineTrial, turn: Turn) -> dict[Limit, Decimal] | None:
    """Return the largest request of the same years that fits at its turn; None if none fits."""
    request: dict[Limit, Decimal] = {}
    for limit, kusd in turn.takes.items():
        year = Limit(limit.fiscal_year)
        # Budget and ceiling of a year both bind, so the request of a year is the least that either
        # leaves.
        fits = max(_NOTHING, min(kusd, turn.left.get(limit, _NOTHING)))
        request[year] = min(fits, request.get(year, fits))
    asked = {limit.fiscal_year: kusd for limit, kusd in request.items()}
    if not any(asked.values()) or not trial.is_funded(trial.asking(asked)):
        return None
    return request


def _more_money(trial: LineTrial, turn: Turn) -> Iterable[dict[Limit, Decimal]]:
    """Return the least rises of one limit that fund it, else the rises of several together."""
    single = []
    for limit in turn.takes:
        kusd = _least_from_below(trial, limit, {})
        if kusd is not None:
            single.append({limit: kusd})
    if single:
        return single
    several = _several(trial)
    return [] if several is None else [several]


def _several(trial: LineTrial) -> dict[Limit, Decimal] | None:
    """Return rises of several limits, none of which can be smaller by itself.

    Each time it is short the limits are raised by what is missing, and the line is drawn again:
    what is added may go to somebody above. Then each rise is made as small as the others allow.
    """
    more: dict[Limit, Decimal] = {}
    for _ in range(_MOST_STEPS):
        turn = trial.turn(trial.with_more(more))
        if turn is None or turn.share:
            break
        more |= {
            limit: EXACT.add(more.get(limit, _NOTHING), kusd) for limit, kusd in turn.short.items()
        }
    if not trial.is_funded(trial.with_more(more)):
        return None
    before: dict[Limit, Decimal] = {}
    # Each limit in turn gives back what it does not need, until none can: the least by itself,
    # though not always the least sum.
    while before != more:  # every round but the last makes some rise smaller
        before = dict(more)
        for limit, kusd in before.items():
            others = {one: rise for one, rise in more.items() if one != limit}
            least = _least_from_below(trial, limit, others)
            more[limit] = _least_from_above(trial, limit, others, kusd) if least is None else least
    return {limit: kusd for limit, kusd in more.items() if kusd}


def _least_from_below(trial: LineTrial, limit: Limit, others: Amounts) -> Decimal | None:
    """Return the least rise of a limit that funds it, others given; None if no rise is found.

    Between two rises the line is the same until somebody who is short of this limit alone has what
    is missing: the walk goes from one such rise to the next, so that none that funds it is jumped.
    """
    rise = _NOTHING
    for _ in range(_MOST_STEPS):
        turns = _up_to(trial, trial.with_more({**others, limit: rise}))
        if turns[-1].share:
            return rise
        # Whoever above it is short of this limit alone takes of a small rise first. The smallest
        # such shortage is the next rise at which the line changes at all, so none in between is
        # skipped.
        missing = [turn.short[limit] for turn in turns if set(turn.short) == {limit}]
        if not missing:
            return None
        rise = EXACT.add(rise, min(missing))
    return None


def _least_from_above(trial: LineTrial, limit: Limit, others: Amounts, enough: Decimal) -> Decimal:
    """Return a rise that funds it, at most the one given, where one step less does not.

    Nothing changes while everybody who is funded has room to spare; the step after that is tried.
    """
    step = _step(trial, [*others.values(), enough])
    rise = enough
    for _ in range(_MOST_STEPS):
        turns = _up_to(trial, trial.with_more({**others, limit: rise}))
        # Nobody who is funded needs more than this, so the rise can fall by the least that is to
        # spare.
        spare = [
            EXACT.subtract(turn.left.get(limit, _NOTHING), turn.takes[limit])
            for turn in turns
            if turn.share and limit in turn.takes
        ]
        rise = max(_NOTHING, EXACT.subtract(rise, min(spare, default=_NOTHING)))
        less = EXACT.subtract(rise, step)
        if less < 0 or not trial.is_funded(trial.with_more({**others, limit: less})):
            break
        rise = less
    return rise


def _up_to(trial: LineTrial, question: Question) -> list[Turn]:
    """Return the turns of a line up to and with the own one."""
    turns = turns_in_order(question)
    places = [place for place, turn in enumerate(turns) if turn.ref == trial.ref]
    return turns[: places[0] + 1]


def _step(trial: LineTrial, amounts: Sequence[Decimal]) -> Decimal:
    """Return the smallest unit in which any amount of the line is written."""
    question = trial.question
    written = [
        *amounts,
        *question.left_kusd.values(),
        *question.conditions.hold_back_kusd.values(),
        *question.conditions.ceilings().values(),
        *(kusd for one in question.candidates for kusd in one.request_kusd.values()),
    ]
    # Sums and differences of these amounts are multiples of the smallest written place.
    exponents = [int(kusd.as_tuple().exponent) for kusd in written]
    return Decimal(1).scaleb(min([0, *exponents]))
