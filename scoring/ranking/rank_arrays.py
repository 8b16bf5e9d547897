"""The order of merit as arrays: what it takes to rank the same proposals again in another way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fct.data.common import normalise
from fct.data.program import Conditions, Rubric
from fct.scoring.judging import Judgement, Parts, parts_of_judgement
from fct.scoring.ranking.funding_line import OrderOfMerit
from fct.scoring.ranking.ledger import Money, after_promises
from fct.scoring.ranking.rank import MERIT_DECIMALS

Whole = npt.NDArray[Any]

_MOST = 2**62  # two such numbers can be added in 64 bits


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The ranked proposals of a cycle, in the official order, and the money they compete for.

    Attributes
    ----------
    parts : Parts
        In the official order.
    tiers : ndarray of shape (n,)
        1, 2 or 3, rising: tiers never mix.
    maturity : ndarray of shape (n,)
        Its lowest, 0 to 100, rounded to 6 decimals.
    last_order : ndarray of shape (n,)
        Place of each proposal among all by what breaks a tie of merit and maturity: priority,
        title, ref. A permutation of 0 to n - 1.
    competes : ndarray of bool of shape (n,)
        Whether it competes for money; else it is continuing and has its promise (reading 55).
    years : tuple of int
        Fiscal years of budgets, promises, and requests of those that compete.
    requests : ndarray of shape (n, n_years)
        Whole numbers in the unit of ``units_per_kusd``, in which no request is rounded: int64, or
        Python's int where 64 bits are too few. A request of 0 fits even where less than 0 is left.
    units_per_kusd : int
    budgets, promised : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    components : tuple of (str or None)
        The component of each proposal; empty where it is not known of any.
    conditions : Conditions
        That the cycle states.
    """

    parts: Parts
    tiers: npt.NDArray[np.int64]
    maturity: npt.NDArray[np.float64]
    last_order: npt.NDArray[np.int64]
    competes: npt.NDArray[np.bool_]
    years: tuple[int, ...]
    requests: Whole
    units_per_kusd: int
    budgets: Money
    promised: Money
    components: tuple[str | None, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs, in the official order."""
        return self.parts.refs

    @property
    def tie_order(self) -> npt.NDArray[np.int64]:
        """Place of each among all by what breaks a tie of merit: maturity, then the last order."""
        order = np.lexsort((self.last_order, -self.maturity))
        return _places(order)

    @property
    def left(self) -> Whole:
        """What is left of each year's budget after promises, of shape (n_years,), as requests."""
        return self.in_units(after_promises(self.budgets, self.promised))

    def in_units(self, kusd: Money) -> Whole:
        """Return amounts by year in the unit of the requests, of shape (n_years,).

        A part of a unit is dropped: no request can use it. A missing year has 0.
        """
        whole = [floor(Fraction(kusd.get(year, 0)) * self.units_per_kusd) for year in self.years]
        if self.requests.dtype == object:
            return np.array(whole, dtype=object)
        return np.array([max(-_MOST, min(amount, _MOST)) for amount in whole], dtype=np.int64)


def ranked_of_order(
    order: OrderOfMerit,
    judgement: Judgement,
    rubric: Rubric,
    conditions: Conditions | None = None,
) -> Ranked:
    """Return the order of merit of proposals that were judged just now."""
    refs, proposal = judgement.table.refs, judgement.table.proposal
    priorities = dict(zip(refs, proposal.value("component_priority"), strict=True))
    components = dict(zip(refs, proposal.value("component"), strict=True))
    scores = judgement.scores.rename_axis("ref").reset_index()
    parts = parts_of_judgement(judgement, rubric)
    money = (order.budgets, order.promised)
    ranked = ranked_of_frames(order.ranks, scores, parts, money, priorities)
    return replace(
        ranked,
        components=tuple(components[ref] for ref in ranked.refs),
        conditions=conditions or Conditions(),
    )


def ranked_of_frames(
    ranks: pd.DataFrame,
    scores: pd.DataFrame,
    parts: Parts,
    money: tuple[Money, Money],
    priorities: Mapping[str, int | None] | None = None,
) -> Ranked:
    """Return the order of merit of a run as it is stored.

    Parameters
    ----------
    ranks : DataFrame
        ``ref``, ``competes``, ``title`` and ``request_kusd`` (by fiscal year; decimals, or texts
        of them), in rank order; ``component`` if it is known.
    scores : DataFrame
        ``ref``, ``tier`` and ``maturity_low``; it may hold more proposals than are ranked.
    parts : Parts
        Of the run; it may hold more proposals than are ranked.
    money : pair of mappings of int to Decimal
        Budgets and promises, in thousands of dollars by fiscal year.
    priorities : mapping of str to int, optional
        Component priority by ref, None where blank. Without it the official rank stands in for
        priority and title, which is the same for proposals that are tied officially.
    """
    refs = ranks["ref"].tolist()
    by_ref = scores.set_index("ref").loc[refs]
    budgets, promised = ({int(year): Decimal(kusd) for year, kusd in m.items()} for m in money)
    asked = [
        {int(year): Fraction(Decimal(kusd)) for year, kusd in (request or {}).items()}
        for request in ranks["request_kusd"]
    ]
    competes = ranks["competes"].to_numpy(dtype=bool)
    competed = {
        year for request, does in zip(asked, competes, strict=True) if does for year in request
    }
    years = tuple(sorted({*budgets, *promised, *competed}))
    scale = lcm(*(kusd.denominator for request in asked for kusd in request.values()))
    return Ranked(
        parts=parts.only(refs),
        tiers=by_ref["tier"].to_numpy(dtype=np.int64),
        maturity=np.array([round(float(low), MERIT_DECIMALS) for low in by_ref["maturity_low"]]),
        last_order=_last_order(refs, ranks["title"], priorities),
        competes=competes,
        years=years,
        requests=_whole([[int(r.get(year, 0) * scale) for year in years] for r in asked], years),
        units_per_kusd=scale,
        budgets=budgets,
        promised=promised,
        components=tuple(ranks["component"]) if "component" in ranks else (),
    )


def _last_order(
    refs: Sequence[str], titles: Iterable[str | None], priorities: Mapping[str, int | None] | None
) -> npt.NDArray[np.int64]:
    if priorities is None:
        return np.arange(len(refs), dtype=np.int64)
    given = [priorities[ref] for ref in refs]
    keys = [
        (float("inf") if priority is None else priority, normalise(title or ""), ref, place)
        for place, (ref, title, priority) in enumerate(zip(refs, titles, given, strict=True))
    ]
    return _places(np.array([key[-1] for key in sorted(keys)], dtype=np.int64))


def _places(order: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return at which place each row stands in an order of rows."""
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _whole(rows: Sequence[Sequence[int]], years: Sequence[int]) -> Whole:
    shape = (len(rows), len(years))
    totals = [sum(column) for column in zip(*rows, strict=True)]
    dtype = np.int64 if max(totals, default=0) < _MOST else object
    return np.array(rows, dtype=dtype).reshape(shape)
