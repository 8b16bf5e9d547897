"""What a slate hangs on: the proposals of a run, the advice on each, and the money of its cycle.

Advice is ``fund`` where the line marks a proposal funded or continuing, ``return`` where its
verdict is returned, else ``not selected``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fct.data.common import EXACT, RawProposal, none_if_absent
from fct.data.decisions import Kusd, Outcome
from fct.data.program import Cycle
from fct.data.proposals import build_table, read_fields
from fct.data.subjects import is_out_of_cycle
from fct.scoring.judging import Verdict
from fct.scoring.ranking import REQUEST_FIELDS, Mark, OrderOfMerit, requests_kusd

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One proposal of a run, as a slate sees it.

    Attributes
    ----------
    ref, title, component : str
    verdict : str
    rank : int or None
        None where it is not ranked.
    mark : Mark or None
    request : mapping of int to Decimal
        Its FCT request in thousands of dollars by fiscal year, only years above zero.
    promise : mapping of int to Decimal or None
        What the cycle promised it, where the line marks it continuing.
    waivers : tuple of str
        Ids of the waivers that counted for it.
    is_out_of_cycle : bool
    """

    ref: str
    title: str
    component: str
    verdict: str
    rank: int | None = None
    mark: Mark | None = None
    request: Kusd = field(default_factory=dict)
    promise: Kusd | None = None
    waivers: tuple[str, ...] = ()
    is_out_of_cycle: bool = False

    @property
    def advice(self) -> Outcome:
        """What the machine advises."""
        if self.mark in {Mark.FUNDED, Mark.CONTINUING}:
            return Outcome.FUND
        return Outcome.RETURN if self.verdict == Verdict.RETURNED else Outcome.NOT_SELECTED

    @property
    def competes(self) -> bool:
        """Whether it competes for money: it is ranked and has no promise."""
        return self.rank is not None and self.promise is None

    @property
    def whole(self) -> Kusd:
        """What it gets when it is funded: its promise where it is continuing, else its request."""
        return self.request if self.promise is None else self.promise


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """A run as a slate sees it.

    Attributes
    ----------
    fiscal_year : int
    run_id : str
    items : mapping of str to Item
        By ref: ranked ones first, by rank, then the others by ref.
    budgets, held, promised : mapping of int to Decimal
        Of the cycle, in thousands of dollars by fiscal year; ``held`` is what it holds back.
    duplicates : tuple of frozenset of str
        Groups of refs of which one is enough.
    approval : tuple of str
        The role that each step of approval needs; the first is that of submitting.
    is_strict : bool
        Whether who reviewed a proposal may not draft its decision.
    """

    fiscal_year: int
    run_id: str
    items: Mapping[str, Item]
    budgets: Kusd = field(default_factory=dict)
    held: Kusd = field(default_factory=dict)
    promised: Kusd = field(default_factory=dict)
    duplicates: tuple[frozenset[str], ...] = ()
    approval: tuple[str, ...] = ("reviewer", "authority")
    is_strict: bool = False


def basis_of(order: OrderOfMerit, verdicts: "pd.DataFrame", rules: Cycle) -> Basis:
    """Return what a slate hangs on.

    Parameters
    ----------
    order : OrderOfMerit
        Of a run.
    verdicts : DataFrame
        ``ref``, ``title``, ``component`` and ``verdict`` of each proposal that the same run judged.
    rules : Cycle
        The cycle whose steps of approval and separation bind: who may act does not hang on the run.
    """
    cycle = order.cycle
    ranked = {row["ref"]: row for row in order.ranks.to_dict("records")}
    requests = _requests(order, ranked)
    rows = {row["ref"]: row for row in verdicts.to_dict("records")}
    items = {
        ref: Item(
            ref=ref,
            title=none_if_absent(rows[ref]["title"]) or "",
            component=none_if_absent(rows[ref]["component"]) or "",
            verdict=str(rows[ref]["verdict"]),
            waivers=tuple(one["id"] for one in order.waivers.get(ref, ())),
            request=requests[ref],
            is_out_of_cycle=is_out_of_cycle(order.proposals[ref]),
            **_of_the_line(ranked.get(ref), cycle.promised),
        )
        # In rank order, and after the last rank those that have none: so the meeting goes through
        # them.
        for ref in [*ranked, *sorted(rows.keys() - ranked.keys())]
    }
    return Basis(
        fiscal_year=cycle.fiscal_year,
        run_id=order.run_id,
        items=items,
        budgets=order.budgets,
        held=dict(sorted(order.conditions.hold_back_kusd.items())),
        promised=order.promised,
        duplicates=cycle.duplicates,
        approval=rules.approval,
        is_strict=rules.separation_strict,
    )


def beside_the_run(proposal: RawProposal, verdict: str) -> Item:
    """Return a proposal that came out of cycle after the run, as a supplement sees it."""
    table = build_table([proposal])
    (request,) = requests_kusd(table)
    return Item(
        ref=proposal.ref,
        title=table.proposal.value("title")[0] or "",
        component=table.proposal.value("component")[0] or "",
        verdict=verdict,
        request=request,
        is_out_of_cycle=True,
    )


def _of_the_line(row: Mapping[Any, Any] | None, promised: Any) -> dict[str, Any]:
    if row is None:
        return {}
    mark = Mark(row["mark"])
    is_continuing = mark is Mark.CONTINUING
    promise = sum_by_year((one.fiscal_year, one.kusd) for one in promised if one.ref == row["ref"])
    return {
        "rank": int(row["rank"]),
        "mark": mark,
        "promise": promise if is_continuing else None,
    }


def sum_by_year(amounts: Any) -> dict[int, Decimal]:
    """Return pairs of fiscal year and amount, added up by year."""
    total: dict[int, Decimal] = {}
    for year, kusd in amounts:
        total[year] = EXACT.add(total.get(year, Decimal(0)), kusd)
    return dict(sorted(total.items()))


def _requests(order: OrderOfMerit, ranked: Mapping[str, Mapping[Any, Any]]) -> dict[str, Kusd]:
    """Return each proposal's request: that of the run where it is ranked, else from its answers."""
    others = [one for ref, one in order.proposals.items() if ref not in ranked]
    found: dict[str, Kusd] = {ref: row["request_kusd"] for ref, row in ranked.items()}
    if others:
        table = read_fields(others, REQUEST_FIELDS)
        found |= dict(zip(table.refs, requests_kusd(table), strict=True))
    return found
