"""The sections of a meeting paper: money, the order with its line, who is borderline, the slate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from fct.data.common import plural
from fct.data.papers import Column, Section
from fct.data.program import country_name, most_meeting_pages
from fct.scoring.deciding.package_sections import money_words, reason_words
from fct.scoring.deciding.package_source import PackageSource
from fct.scoring.deciding.released import answer_of
from fct.scoring.deciding.slate_reports import decision_report
from fct.scoring.defending import Confidence, RankConfidence
from fct.scoring.ranking import Mark, Turn, turns_in_order

_MOST_YEARS = 4  # of requests in columns of their own; of more they stand in one
_SURENESS: Mapping[Confidence, str] = {
    Confidence.SURE: "sure",
    Confidence.BORDERLINE: "borderline",
    Confidence.OUT: "hardly ever",
}


@dataclass(frozen=True, eq=False)
class MeetingSource:
    """What a meeting paper is made from.

    Attributes
    ----------
    package : PackageSource
        The slate as it stands, the order of its run, the marking.
    sure : mapping of str to RankConfidence
        By ref; empty where too many are ranked.
    chosen : sequence of str
        Refs that are shown, in order of merit.
    filtered_by : str
        In words; empty where all are shown.
    """

    package: PackageSource
    sure: Mapping[str, RankConfidence]
    chosen: Sequence[str]
    filtered_by: str = ""

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the order that are shown."""
        wanted = set(self.chosen)
        return [
            {str(name): value for name, value in row.items()}
            for row in self.package.order.ranks.to_dict("records")
            if row["ref"] in wanted
        ]

    @property
    def has_pages(self) -> bool:
        """Whether each proposal that is shown has a page of its own."""
        return len(self.chosen) <= most_meeting_pages()

    @cached_property
    def turns(self) -> Mapping[str, Turn]:
        """What each that competes found when its turn came."""
        return {turn.ref: turn for turn in turns_in_order(self.package.order.question().whole)}

    @property
    def has_budget(self) -> bool:
        """Whether there is money, and so a line."""
        return bool(self.package.order.budgets)

    @cached_property
    def scores(self) -> Mapping[str, Mapping[str, Any]]:
        """The scores of the run by ref."""
        rows = self.package.scores.to_dict("records")
        return {row["ref"]: {str(name): one for name, one in row.items()} for row in rows}

    @cached_property
    def findings(self) -> Mapping[str, Sequence[Mapping[Any, Any]]]:
        """The findings of the run by ref."""
        found: dict[str, list[Mapping[Any, Any]]] = {}
        for row in self.package.findings.to_dict("records"):
            found.setdefault(row["ref"], []).append(row)
        return found

    def why_not(self, row: Mapping[str, Any]) -> str:
        """Return why one is not funded and by how much; empty for one that is."""
        ref = row["ref"]
        if row["mark"] in {Mark.FUNDED, Mark.CONTINUING} or not self.has_budget:
            return ""
        if ref in self.package.order.conditions.excluded:
            return "excluded by the cycle"
        short = self.turns[ref].short
        return "; ".join(f"${kusd:,.1f}K short of {limit.words}" for limit, kusd in short.items())

    def sureness(self, ref: str) -> str:
        """Return how sure it is to be funded, with the share of weight samples."""
        known = self.sure.get(ref)
        if known is None or known.confidence is None or known.funded_share is None:
            return ""
        return f"{_SURENESS[known.confidence]}, {known.funded_share:.1%}"

    def about(self, row: Mapping[str, Any]) -> str:
        """Return title, component and country of a proposal."""
        country = answer_of(self.package.order.proposals[row["ref"]], "country")
        known = [row["component"], country and country_name(country)]
        return f"{row['title'] or 'No title'}\n{' · '.join(str(one) for one in known if one)}"


def meeting_sections(source: MeetingSource) -> list[Section]:
    """Return the sections before the pages of proposals, in their order."""
    return [
        _order(source),
        _money(source),
        _borderline(source),
        _passed_over(source),
        _slate(source),
    ]


def _money(source: MeetingSource) -> Section:
    order = source.package.order
    held = order.conditions.hold_back_kusd
    funded = [row for row in order.ranks.to_dict("records") if row["mark"] == Mark.FUNDED]
    names = ("Budget", "Held back", "Promised", "Funded by the line", "Left by the line")
    columns = (
        Column("Fiscal year", 3),
        *(Column(f"{name} ($K)", 4, is_right=True, decimals=1) for name in names),
    )
    nothing = Decimal(0)
    rows = [
        (
            f"FY{year}",
            *(
                float(amount)
                for amount in (
                    order.budgets.get(year, nothing),
                    held.get(year, nothing),
                    order.promised.get(year, nothing),
                    sum((row["request_kusd"].get(year, nothing) for row in funded), nothing),
                    order.left.get(year, nothing),
                )
            ),
        )
        for year in order.years
    ]
    said = "" if source.has_budget else "The cycle has no budget yet, so there is no line."
    return Section("Money by fiscal year", said, columns, rows)


def _years(source: MeetingSource) -> list[int]:
    return sorted({year for row in source.rows for year in row["request_kusd"]})


def _order(source: MeetingSource) -> Section:
    years = _years(source)
    is_apart = len(years) <= _MOST_YEARS
    asked = (
        [Column(f"FY{year} ($K)", 1.65, is_right=True, decimals=1) for year in years]
        if is_apart
        else [Column("Request", 3.6)]
    )
    columns = (
        Column("Rank", 1.1, is_right=True),
        Column("Ref", 2.7),
        Column("Proposal"),
        Column("Tier", 0.9, is_right=True),
        Column("Merit", 1.4, is_right=True),
        Column("Maturity", 1.7, is_right=True),
        Column("Strength", 1.7, is_right=True),
        *asked,
        Column("Mark", 1.9),
        Column("Why not", 2.7),
        Column("Funded in samples", 2.0),
        Column("Slate", 1.9),
    )
    rows = [tuple(_order_row(source, row, years if is_apart else None)) for row in source.rows]
    funded = [n for n, row in enumerate(source.rows, 1) if row["mark"] == Mark.FUNDED]
    line = funded[-1] if funded else 0
    said = _order_said(source) if rows else "No proposal is ranked."
    return Section("Order of merit and funding line", said, columns, rows, line)


def _order_said(source: MeetingSource) -> str:
    whole = len(source.package.order.ranks)
    shown = (
        f"{len(source.rows)} of {whole} ranked proposals are shown: {source.filtered_by}. "
        if source.filtered_by
        else f"{plural(whole, 'proposal')} {'is' if whole == 1 else 'are'} ranked. "
    )
    return (
        f"{shown}Tier first, then merit, maturity, the component's own priority and title. The "
        "heavy rule stands under the last that is funded."
    )


def _order_row(
    source: MeetingSource, row: Mapping[str, Any], years: Sequence[int] | None
) -> Iterator[object]:
    score = source.scores[row["ref"]]
    yield int(row["rank"])
    yield row["ref"]
    yield source.about(row)
    yield int(row["tier"])
    yield float(row["merit"])
    yield float(score["maturity_low"])
    yield float(score["strength"])
    if years is None:
        yield money_words(row["request_kusd"])
    else:
        for year in years:
            amount = row["request_kusd"].get(year)
            yield None if amount is None else float(amount)
    yield str(row["mark"]) if source.has_budget else ""
    yield source.why_not(row)
    yield source.sureness(row["ref"])
    yield source.package.standing.outcome_words(row["ref"])


def _borderline(source: MeetingSource) -> Section:
    columns = (
        Column("Rank", 1.2, is_right=True),
        Column("Ref", 2.7),
        Column("Proposal"),
        Column("Mark", 2.6),
        Column("Funded in samples", 3.4),
        Column("Ranks in 9 of 10 samples", 3.6),
        Column("Ranks in all samples", 3),
    )
    rows = []
    for row in source.rows:
        known = source.sure.get(row["ref"])
        if known is not None and known.confidence is Confidence.BORDERLINE:
            rows.append(
                (
                    int(row["rank"]),
                    row["ref"],
                    source.about(row),
                    str(row["mark"]),
                    source.sureness(row["ref"]),
                    f"{known.rank_from} to {known.rank_to}",
                    f"{known.lowest_rank} to {known.highest_rank}",
                )
            )
    said = (
        "Whether these are funded hangs on the weights of the rubric."
        if rows
        else "Nobody shown here is borderline: other plausible weights fund the same."
    )
    return Section("Borderline", said, columns, rows)


def _passed_over(source: MeetingSource) -> Section:
    columns = (
        Column("Rank", 1.2, is_right=True),
        Column("Ref", 2.7),
        Column("Proposal"),
        Column("Request", 6),
        Column("Why, and by how much", 6),
        Column("Left at its turn", 6),
    )
    rows = [
        (
            int(row["rank"]),
            row["ref"],
            source.about(row),
            money_words(row["request_kusd"]),
            source.why_not(row),
            _left_at(source, row["ref"]),
        )
        for row in source.rows
        if row["mark"] == Mark.PASSED_OVER
    ]
    said = "" if rows else "Nobody shown here is passed over."
    return Section("Passed over", said, columns, rows)


def _left_at(source: MeetingSource, ref: str) -> str:
    turn = source.turns.get(ref)
    if turn is None:
        return ""
    return "; ".join(
        f"${turn.left[limit]:,.1f}K of {limit.words}" for limit in turn.takes if limit in turn.left
    )


def _slate(source: MeetingSource) -> Section:
    columns = (
        Column("Rank", 1.2, is_right=True),
        Column("Ref", 2.7),
        Column("Proposal"),
        Column("Advice", 2.4),
        Column("Outcome", 2.4),
        Column("Money", 4.2),
        Column("Reason and conditions", 6.4),
        Column("By", 2.8),
    )
    standing = source.package.standing
    rows = []
    for row in source.rows:
        said = decision_report(standing, row["ref"])
        if said["outcome"] is None:
            continue
        kusd = standing.chosen[row["ref"]].kusd
        by = "" if said["by"] is None else source.package.name_of(said["by"])
        money = money_words(kusd) if kusd else ""
        cells = (said["advice"], said["outcome"], money, reason_words(said), by)
        rows.append((int(row["rank"]), row["ref"], source.about(row), *cells))
    left = len(source.rows) - len(rows)
    state = f"The slate is {standing.state}; {left} of {len(source.rows)} shown are undecided."
    return Section("The slate as it stands", state, columns, rows)
