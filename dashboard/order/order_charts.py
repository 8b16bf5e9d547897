"""The pictures that defend the order of merit, each with words for those who do not see it."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from fct.dashboard.kit import BAR, LABELS, fy, palette, records, scale_of, shown, tone
from fct.data.program import load_robustness_terms
from fct.scoring.defending import Confidence, RankConfidence
from fct.scoring.ranking import OutYear

_SURENESS = (*(str(one) for one in Confidence), "promised")
_DRAWN = 60  # rows of a picture; the table has all


def contribution_bars(parts: Sequence[tuple[str, str, float, float, float]]) -> None:
    """Draw what each part gave to a merit, over what it could give.

    Parameters
    ----------
    parts : sequence of tuple
        Name, group (``maturity`` or ``strength``), points reached, points at best, most points.
    """
    columns = ["part", "group", "points", "at_best", "most"]
    frame = pd.DataFrame(parts, columns=columns)
    y = alt.Y("part:N", title=None, sort=frame["part"].tolist(), axis=alt.Axis(labelLimit=LABELS))
    base = alt.Chart(frame).encode(y=y)
    most = base.mark_bar(size=BAR, color=palette()["left"]).encode(
        x=alt.X("most:Q", title="points of merit")
    )
    best = base.mark_bar(size=BAR, color=palette()["warn"], opacity=0.6).encode(x="at_best:Q")
    reached = base.mark_bar(size=BAR).encode(
        x="points:Q",
        color=alt.Color(
            "group:N",
            scale=scale_of(["maturity", "strength"], ["info", "good"]),
            legend=alt.Legend(orient="top", title=None),
        ),
        tooltip=[
            "part:N",
            alt.Tooltip("points:Q", format=".2f"),
            alt.Tooltip("most:Q", title="of", format=".1f"),
        ],
    )
    said = "; ".join(f"{name} {got:.2f} of {most:g}" for name, _, got, _, most in parts)
    shown(most + best + reached, f"Points of merit by part. {said}.", 26 * len(frame) + 60)


def difference_bars(parts: Sequence[tuple[str, float]], refs: tuple[str, str]) -> None:
    """Draw by how many points of merit one proposal leads another, part by part."""
    frame = pd.DataFrame(parts, columns=["part", "points"])
    frame["leads"] = [refs[0] if points > 0 else refs[1] for points in frame["points"]]
    chart = (
        alt.Chart(frame)
        .mark_bar(size=BAR)
        .encode(
            x=alt.X("points:Q", title=f"points of merit, {refs[0]} less {refs[1]}"),
            y=alt.Y(
                "part:N",
                title=None,
                sort=frame["part"].tolist(),
                axis=alt.Axis(labelLimit=LABELS),
            ),
            color=alt.Color(
                "leads:N",
                scale=scale_of(list(refs), ["info", "warn"]),
                legend=alt.Legend(orient="top", title="leads"),
            ),
            tooltip=["part:N", alt.Tooltip("points:Q", format="+.2f")],
        )
    )
    said = "; ".join(f"{name} {points:+.2f}" for name, points in parts)
    words = f"Difference in merit of {refs[0]} and {refs[1]} by part. {said}."
    shown(alt.LayerChart(layer=[chart]), words, 26 * len(frame) + 90)


def _sure_frame(proposals: Sequence[RankConfidence]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "ref": one.ref,
                "rank": one.rank,
                "from": one.rank_from,
                "to": one.rank_to,
                "share": one.funded_share,
                "sure": str(one.confidence or "promised"),
            }
            for one in proposals[:_DRAWN]
        ]
    )


def _sure_color() -> alt.Color:
    return alt.Color(
        "sure:N",
        scale=scale_of(_SURENESS, [*(tone(word) for word in _SURENESS[:-1]), "info"]),
        legend=alt.Legend(orient="top", title=None),
    )


def _by_rank(frame: pd.DataFrame) -> alt.Y:
    axis = alt.Axis(labelLimit=LABELS, labelOverlap=False)
    return alt.Y("ref:N", title=None, sort=frame["ref"].tolist(), axis=axis)


def rank_intervals(proposals: Sequence[RankConfidence]) -> None:
    """Draw the ranks that a proposal has in most weight samples, its official one as a tick.

    One whose rank is the same in them stands in the table alone.
    """
    frame = _sure_frame([one for one in proposals if one.rank_from != one.rank_to])
    if frame.empty:
        return
    base = alt.Chart(frame).encode(y=_by_rank(frame))
    bars = base.mark_bar(size=9, opacity=0.8).encode(
        x=alt.X("from:Q", title="rank", scale=alt.Scale(zero=False)),
        x2="to:Q",
        color=_sure_color(),
        tooltip=["ref:N", "rank:Q", "from:Q", "to:Q"],
    )
    tick = base.mark_tick(thickness=3, size=14, color=palette()["text"]).encode(x="rank:Q")
    said = "; ".join(
        f"{row['ref']} {row['from']} to {row['to']}, officially {row['rank']}"
        for row in records(frame)
    )
    words = f"Ranks in {load_robustness_terms().interval_words} weight samples. {said}."
    shown(bars + tick, words, 18 * len(frame) + 80)


def funded_shares(proposals: Sequence[RankConfidence]) -> None:
    """Draw in which share of the weight samples a new start is funded, where it is in some only."""
    frame = _sure_frame([one for one in proposals if 0 < (one.funded_share or 0) < 1])
    if frame.empty:
        return
    chart = (
        alt.Chart(frame)
        .mark_bar(size=11)
        .encode(
            x=alt.X(
                "share:Q",
                title="share of the weight samples in which it is funded",
                axis=alt.Axis(format=".0%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=_by_rank(frame),
            color=_sure_color(),
            tooltip=["ref:N", "rank:Q", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    said = "; ".join(f"{row['ref']} {100 * row['share']:.0f}%" for row in records(frame))
    shown(
        alt.LayerChart(layer=[chart]),
        f"Share of weight samples in which each new start is funded. {said}.",
        18 * len(frame) + 80,
    )


def out_years(by_way: Mapping[str, Sequence[OutYear]]) -> None:
    """Draw what promises and each way of selecting oblige in later years, beside the budgets."""
    rows = pd.DataFrame(
        [
            {
                "year": fy(one.fiscal_year),
                "way": way,
                "promised": float(one.promised_kusd),
                "new starts": float(one.selected_kusd),
                "budget": float(one.budget_kusd or 0),
            }
            for way, years in by_way.items()
            for one in years
        ]
    )
    for year, of_year in rows.groupby("year"):
        _out_year(str(year), of_year, list(by_way))


def _out_year(year: str, rows: pd.DataFrame, ways: Sequence[str]) -> None:
    parts = ["promised", "new starts"]
    tall = rows.melt("way", parts, "part", "kusd")
    y = alt.Y("way:N", title=None, sort=list(ways))
    bars = (
        alt.Chart(tall.assign(n=tall["part"].map(parts.index)))
        .mark_bar(size=BAR)
        .encode(
            x=alt.X("sum(kusd):Q", title=f"thousands of dollars of {year}"),
            y=y,
            color=alt.Color(
                "part:N",
                scale=scale_of(parts, ["info", "good"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order="n:Q",
            tooltip=["way:N", "part:N", alt.Tooltip("sum(kusd):Q", title="$K", format=",.1f")],
        )
    )
    ticks = alt.Chart(rows).mark_tick(thickness=3, size=26, color=palette()["line"])
    said = "; ".join(
        f"{row['way']}: promised {row['promised']:,.0f}, new starts {row['new starts']:,.0f}, "
        f"budget {row['budget']:,.0f}"
        for row in records(rows)
    )
    shown(
        bars + ticks.encode(x="budget:Q", y=y),
        f"{year}, in thousands of dollars; the tick is the budget. {said}.",
        34 * len(ways) + 80,
    )
