"""The order of merit as rows: running totals, the funding line between rows, and what is chosen."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from fct.dashboard import kit
from fct.dashboard.kit import Markup, Money, badge, cell, el, fy, joined, kusd, page_link, points
from fct.scoring.defending import RankConfidence
from fct.scoring.ranking import Mark, is_unconfirmed

FUNDED, PASSED_OVER = Mark.FUNDED, Mark.PASSED_OVER


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes
    ----------
    name : str
        Of the column in the address.
    label : str
    key : callable
        What a row sorts by; one without comes last in either direction.
    class_ : str
        Of its cells.
    is_falling : bool
        Whether the first click puts the highest first.
    fiscal_year : int
        Of an amount.
    is_extra : bool
        Whether the window shows it only to those who ask for it; a printed page has it.
    """

    name: str
    label: str
    key: Callable[[Mapping[str, Any]], Any]
    class_: str = ""
    is_falling: bool = False
    fiscal_year: int = 0
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list asks for.

    Attributes
    ----------
    page : str
        Its path.
    sort : str
        Name of a column, after ``-`` for the highest first; empty for the order of merit.
    rest : mapping of str to list of str
        All else.
    columns : set of str
        Names of the columns to show beside those that always are.
    address : mapping of str to str
        What the address of every page names.
    """

    page: str
    sort: str = ""
    rest: Mapping[str, Sequence[str]] = field(default_factory=dict)
    columns: AbstractSet[str] = frozenset()
    address: Mapping[str, str] = field(default_factory=dict)


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
        # Who is passed over takes nothing, so that the total stays.
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


def merit_table(line: Line, rows: pd.DataFrame, columns: Sequence[Column], asked: Asked) -> Markup:
    """Return the table of the rows that were chosen, the funding line at its place.

    Parameters
    ----------
    line : Line
    rows : DataFrame
        In the order in which they are shown.
    columns : sequence of Column
    asked : Asked
        By what they are sorted, and what the address of the page names.
    """
    columns = [_as_asked(column, asked) for column in columns]
    heads = [_head(column, asked) for column in columns]
    body = list(_rows(line, rows, columns, asked))
    caption = "Order of merit, best first; money in thousands of dollars"
    return kit.table(caption, heads, body, class_="merit compact", box="work")


def _as_asked(column: Column, asked: Asked) -> Column:
    """Return a column as it is shown; what the rows are sorted by is never out of sight."""
    is_shown = column.name in asked.columns or column.name == asked.sort.removeprefix("-")
    return replace(column, is_extra=column.is_extra and not is_shown)


def _class(column: Column, class_: str) -> str:
    return f"{class_} extra".strip() if column.is_extra else class_


def _head(column: Column, asked: Asked) -> Markup:
    """Return a heading whose link sorts by the column, the other way round where it does."""
    falls, rises = asked.sort == f"-{column.name}", asked.sort == column.name
    first = f"-{column.name}" if column.is_falling else column.name
    then = {f"-{column.name}": column.name, column.name: f"-{column.name}"}.get(asked.sort, first)
    link = page_link(column.label, asked.page, **{**asked.rest, "sort": then})
    standing = "descending" if falls else "ascending" if rises else ""
    return kit.sortable(link, standing, _class(column, column.class_))


def _rows(
    line: Line, rows: pd.DataFrame, columns: Sequence[Column], asked: Asked
) -> Iterator[Markup]:
    # The line has its place in the order of merit alone.
    is_drawn = not line.has_budget or asked.sort not in {"", "rank"}
    for row in kit.records(rows):
        if not is_drawn and row["rank"] > line.last_funded:
            is_drawn = True
            yield _separator(line, len(columns))
        cells = [_cell(line, row, column, asked.address) for column in columns]
        yield el("tr", *cells, class_=kit.tone(str(row["mark"])) if line.has_budget else "")
    if not is_drawn:
        yield _separator(line, len(columns))


def _separator(line: Line, width: int) -> Markup:
    order = line.order
    funded = int((order["mark"] == FUNDED).sum())
    over = int((order["mark"] == PASSED_OVER).sum())
    left = ", ".join(f"{kusd(line.left.get(y))} of {fy(y)}" for y in line.budgets)
    words = [
        el("strong", "Funding line"),
        f" after rank {line.last_funded}: " if line.last_funded else ": ",
        kit.plural(funded, "proposal"),
        " funded above it",
        f", {over} passed over because they do not fit" if over else "",
        f". Left: {left} ($K).",
    ]
    return el("tr", el("td", *words, colspan=str(width)), class_="line")


def _cell(line: Line, row: Mapping[str, Any], column: Column, address: Mapping[str, str]) -> Markup:
    name, ref, mark = column.name, str(row["ref"]), str(row["mark"])
    if name.startswith(("asks", "total")):
        amounts = row["request" if name.startswith("asks") else "taken"]
        quiet = " quiet" if name.startswith("total") and mark != FUNDED else ""
        return cell(kusd(amounts.get(column.fiscal_year)), class_=_class(column, f"n{quiet}"))
    words: Mapping[str, Callable[[], object]] = {
        "rank": lambda: _rank_words(row),
        "ref": lambda: _proposal_words(row, ref, address),
        "component": lambda: row["component"] or kit.DASH,
        "country": lambda: row["country"] or kit.DASH,
        "tier": lambda: str(row["tier"]),
        "merit": lambda: el("strong", points(row["merit"])),
        "maturity": lambda: kit.interval(row["maturity_low"], row["maturity_high"]),
        "strength": lambda: points(row["strength"]),
        "mark": lambda: badge(mark),
        "why_not": lambda: row["why_not"],
        "sure": lambda: _sure_words(line, ref),
        "best": lambda: _best_words(line, ref, mark),
    }
    class_ = {"ref": "proposal", "rank": "n rank"}.get(name, column.class_)
    return cell(words[name](), class_=_class(column, class_))


def _rank_words(row: Mapping[str, Any]) -> Markup:
    tied = row["tied_with"]
    if not tied:
        return joined(str(row["rank"]))
    return joined(str(row["rank"]), el("span", " tied", title=f"with {', '.join(tied)}"))


def _proposal_words(row: Mapping[str, Any], ref: str, address: Mapping[str, str]) -> Markup:
    title = row["title"] or "no title"
    unconfirmed = el("span", " · continuing, unconfirmed", class_="hint")
    return joined(
        kit.ref_link(ref, "proposal", address),
        " ",
        page_link("why", "why", ref=ref, **address),
        " ",
        el("span", title, class_="name", title=title),
        unconfirmed if is_unconfirmed(row) else "",
    )


def _sure_words(line: Line, ref: str) -> Markup:
    """Return the share of weight samples in which a new start is funded, and its ranks in them."""
    one = line.sure.get(ref)
    if one is None:
        return joined(kit.DASH)
    ranks = el("span", f" {one.rank_from} to {one.rank_to}", class_="hint")
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
