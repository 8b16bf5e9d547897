"""The order of merit as rows: running totals, the funding line between rows, and what is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import (
    Markup,
    Money,
    badge,
    cell,
    el,
    fy,
    head,
    interval,
    joined,
    kusd,
    meter,
    page_link,
    plural,
    points,
    records,
    table,
)
from fct.scoring.defending import RankConfidence
from fct.scoring.ranking import CONTINUING, Mark, is_unconfirmed

FUNDED, PASSED_OVER = Mark.FUNDED, Mark.PASSED_OVER


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The order of merit with the money behind it.

    Attributes
    ----------
    order : DataFrame
        One row a ranked proposal, by rank, with ``taken`` (money committed by year up to and with
        the row: promises, and what is funded).
    years : list of int
        Years that are asked for, promised or budgeted.
    budgets, promised, left : dict of int to Decimal
    last_funded : int
        Rank of the last that is funded; 0 if no proposal is.
    best_set : list of str
    sure : mapping of str to RankConfidence
        How sure each rank is, where that is known.
    """

    order: pd.DataFrame
    years: list[int]
    budgets: Money
    promised: Money
    left: Money
    last_funded: int
    best_set: Sequence[str]
    sure: Mapping[str, RankConfidence] = field(default_factory=dict)

    @property
    def has_budget(self) -> bool:
        """Whether a line can be drawn."""
        return bool(self.budgets)


def draw_line(
    order: pd.DataFrame, budgets: Money, promised: Money, left: Money, best_set: Sequence[str]
) -> Line:
    """Return the order of merit with running totals."""
    asked = {year for request in order["request"] for year in request}
    years = sorted({*asked, *budgets, *promised})
    taken = {year: promised.get(year, Decimal(0)) for year in years}
    totals = []
    for mark, request in zip(order["mark"], order["request"], strict=True):
        if mark == FUNDED:
            taken = {year: sum_ + request.get(year, Decimal(0)) for year, sum_ in taken.items()}
        totals.append(taken)
    funded = order.loc[order["mark"] == FUNDED, "rank"]
    return Line(
        order=order.assign(taken=pd.Series(totals, dtype=object)),
        years=years,
        budgets=budgets,
        promised=promised,
        left=left,
        last_funded=int(funded.max()) if len(funded) else 0,
        best_set=list(best_set),
    )


def merit_table(line: Line, rows: pd.DataFrame, address: Mapping[str, str]) -> Markup:
    """Return the table of the rows that were chosen, the funding line at its place."""
    heads = [
        head("Rank", "n"),
        head("Proposal"),
        head("Tier", "n"),
        head("Merit", "n"),
        head("Maturity", "n"),
        head("Strength", "n"),
        *(head(f"Asks {fy(year)} ($K)", "n") for year in line.years),
    ]
    if line.has_budget:
        heads += [
            head(joined(f"Total {fy(year)} ($K)", el("div", f"of {kusd(budget)}")), "n")
            for year, budget in line.budgets.items()
        ]
        heads += [head("Mark"), head("How sure"), head("Best set")]
    body = list(_rows(line, rows, address, len(heads)))
    caption = "Order of merit, best first; money in thousands of dollars"
    return table(caption, heads, body, class_="merit")


def _rows(
    line: Line, rows: pd.DataFrame, address: Mapping[str, str], width: int
) -> Iterator[Markup]:
    is_drawn = not line.has_budget
    for row in records(rows):
        if not is_drawn and row["rank"] > line.last_funded:
            is_drawn = True
            yield _separator(line, width)
        yield _row(line, row, address)
    if not is_drawn:
        yield _separator(line, width)


def _separator(line: Line, width: int) -> Markup:
    order = line.order
    funded = int((order["mark"] == FUNDED).sum())
    over = int((order["mark"] == PASSED_OVER).sum())
    left = ", ".join(f"{kusd(line.left.get(y))} of {fy(y)}" for y in line.budgets)
    words = [
        el("strong", "Funding line"),
        f" after rank {line.last_funded}: " if line.last_funded else ": ",
        plural(funded, "proposal"),
        " funded above it",
        f", {over} passed over because they do not fit" if over else "",
        f". Left: {left} ($K).",
    ]
    return el("tr", el("td", *words, colspan=str(width)), class_="line")


def _row(line: Line, row: Mapping[str, Any], address: Mapping[str, str]) -> Markup:
    ref, mark = str(row["ref"]), str(row["mark"])
    request, taken = row["request"], row["taken"]
    cells = [
        cell(_rank_words(row), class_="n rank"),
        cell(_proposal_words(row, ref, address), class_="proposal"),
        cell(str(row["tier"]), class_="n"),
        cell(points(row["merit"]), meter(row["merit"]), class_="n strong"),
        cell(interval(row["maturity_low"], row["maturity_high"]), class_="n"),
        cell(points(row["strength"]), class_="n"),
        *(cell(kusd(request.get(year)), class_="n") for year in line.years),
    ]
    if line.has_budget:
        quiet = "" if mark == FUNDED else " quiet"
        cells += [
            cell(
                kusd(taken[year]),
                meter(float(taken[year]), float(line.budgets[year]) or 1.0),
                class_=f"n{quiet}",
            )
            for year in line.budgets
        ]
        cells += [
            cell(badge(mark)),
            cell(_sure_words(line, ref)),
            cell(_best_words(line, ref, mark)),
        ]
    return el("tr", *cells, class_=kit.tone(mark) if line.has_budget else "")


def _rank_words(row: Mapping[str, Any]) -> Markup:
    tied = row["tied_with"]
    if not tied:
        return joined(str(row["rank"]))
    return joined(str(row["rank"]), el("div", f"tied with {', '.join(tied)}", class_="tie"))


def _proposal_words(row: Mapping[str, Any], ref: str, address: Mapping[str, str]) -> Markup:
    under = [str(row[name]) for name in ("component", "country") if row.get(name)]
    if row["project_type"] == CONTINUING:
        under.append("continuing, unconfirmed" if is_unconfirmed(row) else CONTINUING)
    return joined(
        el("span", row["title"] or "no title", class_="name"),
        page_link(el("span", ref, class_="ref"), "proposal", ref=ref, **address),
        el("span", " · ", " · ".join(under), " · ", class_="hint"),
        page_link("why", "why", ref=ref, **address),
    )


def _sure_words(line: Line, ref: str) -> Markup:
    """Return the share of weight samples in which a new start is funded, and its ranks in them."""
    one = line.sure.get(ref)
    if one is None:
        return joined(kit.DASH)
    ranks = el("div", f"rank {one.rank_from} to {one.rank_to}", class_="hint")
    if one.funded_share is None or one.confidence is None:
        return ranks
    share = f"{one.confidence} · {kit.share_words(one.funded_share)}"
    return joined(badge(one.confidence, share), ranks)


def _best_words(line: Line, ref: str, mark: str) -> Markup:
    is_in, is_funded = ref in line.best_set, mark == FUNDED
    if mark == Mark.CONTINUING:
        return joined(kit.DASH)
    if is_in == is_funded:
        return el("span", "in" if is_in else "out", class_="hint")
    return joined("in" if is_in else "out", " ", el("span", "differs", class_="differs"))
