"""The pictures, each with words for those who do not see it; a table with the numbers is near."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import altair as alt
import pandas as pd
import streamlit as st

from fct.dashboard.look import MARKS, VERDICTS, fy, palette, tone
from fct.dashboard.queries import records
from fct.scoring.robustness import Confidence, RankConfidence

_BAR, _ROW = 18, 34
_LABELS = 260
_MONEY_PARTS = ("promised", "funded new starts", "left")


def _scale(words: Sequence[str], tones: Sequence[str]) -> alt.Scale:
    colours = palette()
    return alt.Scale(domain=list(words), range=[colours[name] for name in tones])


def _shown(chart: alt.LayerChart, words: str, height: int) -> None:
    ink = palette()["text"]
    drawn = (
        chart.properties(height=height, padding={"left": 0, "top": 4, "right": 8, "bottom": 0})
        .configure_axis(labelColor=ink, titleColor=ink, titleFontWeight="normal", labelFlush=False)
        .configure_legend(labelColor=ink, titleColor=ink, offset=6)
    )
    st.altair_chart(drawn, width="stretch", alt=words)


def verdicts_by_component(counts: pd.DataFrame) -> None:
    """Draw the proposals of each component by verdict.

    Parameters
    ----------
    counts : DataFrame
        One row a component, one column a verdict.
    """
    named = counts.reset_index(names="component")
    tall = named.melt("component", list(VERDICTS), "verdict", "n")
    tall["order"] = tall["verdict"].map({word: n for n, word in enumerate(VERDICTS)})
    chart = (
        alt.Chart(tall[tall["n"] > 0])
        .mark_bar(size=_BAR)
        .encode(
            x=alt.X("sum(n):Q", title="proposals", axis=alt.Axis(tickMinStep=1, grid=True)),
            y=alt.Y(
                "component:N",
                title=None,
                sort=list(counts.index),
                axis=alt.Axis(labelLimit=_LABELS),
            ),
            color=alt.Color(
                "verdict:N",
                scale=_scale(VERDICTS, [tone(word) for word in VERDICTS]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order="order:Q",
            tooltip=["component:N", "verdict:N", alt.Tooltip("sum(n):Q", title="proposals")],
        )
    )
    said = "; ".join(
        f"{row['component']}: " + ", ".join(f"{row[word]} {word}" for word in VERDICTS if row[word])
        for row in records(named)
    )
    _shown(
        alt.LayerChart(layer=[chart]),
        f"Proposals of each component by verdict. {said}.",
        _ROW * len(counts) + 60,
    )


def money_by_year(years: Mapping[int, Mapping[str, Decimal]]) -> None:
    """Draw what becomes of each year's budget, and what is asked for beside it.

    Parameters
    ----------
    years : mapping of int to mapping
        By fiscal year: ``promised``, ``funded new starts``, ``left``, ``asked`` in thousands.
    """
    rows = [
        {"year": fy(year), "part": part, "kusd": float(max(amounts[part], Decimal(0))), "n": n}
        for year, amounts in years.items()
        for n, part in enumerate(_MONEY_PARTS)
    ]
    asked = [
        {"year": fy(year), "kusd": float(a["asked"]), "label": f"asked {a['asked']:,.0f}"}
        for year, a in years.items()
    ]
    y = alt.Y("year:N", title=None, axis=alt.Axis(labelFontWeight="bold"))
    bars = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(size=24)
        .encode(
            x=alt.X("sum(kusd):Q", title="thousands of dollars", axis=alt.Axis(tickCount=7)),
            y=y,
            color=alt.Color(
                "part:N",
                scale=_scale(_MONEY_PARTS, ["info", "good", "left"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order="n:Q",
            tooltip=["year:N", "part:N", alt.Tooltip("sum(kusd):Q", title="k$", format=",.1f")],
        )
    )
    base = alt.Chart(pd.DataFrame(asked)).encode(x="kusd:Q", y=y)
    tick = base.mark_tick(thickness=3, size=36, color=palette()["line"])
    words = base.mark_text(dx=6, align="left", color=palette()["text"]).encode(text="label:N")
    said = "; ".join(
        f"{fy(year)}: " + ", ".join(f"{name} {float(v):,.0f}" for name, v in amounts.items())
        for year, amounts in years.items()
    )
    _shown(
        bars + tick + words,
        f"Budget by fiscal year, in thousands of dollars. {said}.",
        56 * len(years) + 70,
    )


def maturity_against_strength(order: pd.DataFrame, *, with_marks: bool) -> None:
    """Draw each ranked proposal by maturity and strength.

    Parameters
    ----------
    order : DataFrame
        ``ref, rank, maturity_low, strength, tier, mark``.
    with_marks : bool
        Colour by mark; by nothing where no line is drawn.
    """
    frame = order[["ref", "rank", "maturity_low", "strength", "tier", "mark"]].assign(
        tier=[f"tier {int(tier)}" for tier in order["tier"]]
    )
    tiers, ink = ["tier 1", "tier 2", "tier 3"], palette()["text"]
    colour = alt.Color(
        "mark:N",
        scale=_scale(MARKS, [tone(word) for word in MARKS]),
        legend=alt.Legend(orient="top", title=None),
    )
    chart = (
        alt.Chart(frame)
        .mark_point(size=110, filled=True, opacity=0.85)
        .encode(
            x=alt.X(
                "maturity_low:Q",
                title="maturity (0 to 100)",
                scale=alt.Scale(zero=False, padding=12),
            ),
            y=alt.Y(
                "strength:Q", title="strength (0 to 100)", scale=alt.Scale(zero=False, padding=12)
            ),
            color=colour if with_marks else alt.value(palette()["info"]),
            shape=alt.Shape(
                "tier:N",
                scale=alt.Scale(domain=tiers, range=["circle", "square", "triangle-up"]),
                legend=alt.Legend(
                    orient="top", title=None, symbolFillColor=ink, symbolStrokeColor=ink
                ),
            ),
            tooltip=["rank:Q", "ref:N", "tier:N", "mark:N", "maturity_low:Q", "strength:Q"],
        )
    )
    said = (
        f"{len(frame)} ranked proposals; maturity from {frame['maturity_low'].min():.0f} to "
        f"{frame['maturity_low'].max():.0f}, strength from {frame['strength'].min():.0f} to "
        f"{frame['strength'].max():.0f}. The table of the order of merit has each value."
    )
    _shown(alt.LayerChart(layer=[chart]), said, 330)


def findings_by_rule(counts: pd.DataFrame) -> None:
    """Draw how often each rule fails or is unknown.

    Parameters
    ----------
    counts : DataFrame
        ``rule, fails, unknown``, in the order to draw.
    """
    tall = counts.melt("rule", ["fails", "unknown"], "outcome", "n")
    chart = (
        alt.Chart(tall[tall["n"] > 0])
        .mark_bar(size=11)
        .encode(
            x=alt.X("sum(n):Q", title="findings", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(
                "rule:N",
                title=None,
                sort=counts["rule"].tolist(),
                axis=alt.Axis(labelOverlap=False),
            ),
            color=alt.Color(
                "outcome:N",
                scale=_scale(["fails", "unknown"], ["bad", "warn"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=["rule:N", "outcome:N", alt.Tooltip("sum(n):Q", title="findings")],
        )
    )
    said = ", ".join(f"{row['rule']} {row['fails'] + row['unknown']}" for row in records(counts))
    _shown(
        alt.LayerChart(layer=[chart]),
        f"Findings by rule, the most frequent first: {said}.",
        20 * len(counts) + 70,
    )


def contribution_bars(parts: Sequence[tuple[str, str, float, float, float]]) -> None:
    """Draw what each part gave to a merit, over what it could give.

    Parameters
    ----------
    parts : sequence of tuple
        Name, group (``maturity`` or ``strength``), points reached, points at best, most points.
    """
    columns = ["part", "group", "points", "at_best", "most"]
    frame = pd.DataFrame(parts, columns=columns)
    y = alt.Y("part:N", title=None, sort=frame["part"].tolist(), axis=alt.Axis(labelLimit=_LABELS))
    base = alt.Chart(frame).encode(y=y)
    most = base.mark_bar(size=_BAR, color=palette()["left"]).encode(
        x=alt.X("most:Q", title="points of merit")
    )
    best = base.mark_bar(size=_BAR, color=palette()["warn"], opacity=0.6).encode(x="at_best:Q")
    reached = base.mark_bar(size=_BAR).encode(
        x="points:Q",
        color=alt.Color(
            "group:N",
            scale=_scale(["maturity", "strength"], ["info", "good"]),
            legend=alt.Legend(orient="top", title=None),
        ),
        tooltip=[
            "part:N",
            alt.Tooltip("points:Q", format=".2f"),
            alt.Tooltip("most:Q", title="of", format=".1f"),
        ],
    )
    said = "; ".join(f"{name} {got:.2f} of {most:g}" for name, _, got, _, most in parts)
    _shown(most + best + reached, f"Points of merit by part. {said}.", 26 * len(frame) + 60)


def difference_bars(parts: Sequence[tuple[str, float]], refs: tuple[str, str]) -> None:
    """Draw by how many points of merit one proposal leads another, part by part."""
    frame = pd.DataFrame(parts, columns=["part", "points"])
    frame["leads"] = [refs[0] if points > 0 else refs[1] for points in frame["points"]]
    chart = (
        alt.Chart(frame)
        .mark_bar(size=_BAR)
        .encode(
            x=alt.X("points:Q", title=f"points of merit, {refs[0]} less {refs[1]}"),
            y=alt.Y(
                "part:N",
                title=None,
                sort=frame["part"].tolist(),
                axis=alt.Axis(labelLimit=_LABELS),
            ),
            color=alt.Color(
                "leads:N",
                scale=_scale(list(refs), ["info", "warn"]),
                legend=alt.Legend(orient="top", title="leads"),
            ),
            tooltip=["part:N", alt.Tooltip("points:Q", format="+.2f")],
        )
    )
    said = "; ".join(f"{name} {points:+.2f}" for name, points in parts)
    words = f"Difference in merit of {refs[0]} and {refs[1]} by part. {said}."
    _shown(alt.LayerChart(layer=[chart]), words, 26 * len(frame) + 90)


_SURENESS = (*(str(one) for one in Confidence), "promised")
_DRAWN = 60  # rows of a picture; the table has all


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


def _sure_colour() -> alt.Color:
    return alt.Color(
        "sure:N",
        scale=_scale(_SURENESS, [*(tone(word) for word in _SURENESS[:-1]), "info"]),
        legend=alt.Legend(orient="top", title=None),
    )


def _by_rank(frame: pd.DataFrame) -> alt.Y:
    axis = alt.Axis(labelLimit=_LABELS, labelOverlap=False)
    return alt.Y("ref:N", title=None, sort=frame["ref"].tolist(), axis=axis)


def rank_intervals(proposals: Sequence[RankConfidence]) -> None:
    """Draw the ranks that each proposal has in 9 of 10 weightings, its official one as a tick."""
    frame = _sure_frame(proposals)
    base = alt.Chart(frame).encode(y=_by_rank(frame))
    bars = base.mark_bar(size=9, opacity=0.8).encode(
        x=alt.X("from:Q", title="rank", scale=alt.Scale(zero=False)),
        x2="to:Q",
        color=_sure_colour(),
        tooltip=["ref:N", "rank:Q", "from:Q", "to:Q"],
    )
    tick = base.mark_tick(thickness=3, size=14, color=palette()["text"]).encode(x="rank:Q")
    said = "; ".join(
        f"{row['ref']} {row['from']} to {row['to']}, officially {row['rank']}"
        for row in records(frame)
    )
    _shown(bars + tick, f"Ranks in 9 of 10 weightings. {said}.", 18 * len(frame) + 80)


def funded_shares(proposals: Sequence[RankConfidence]) -> None:
    """Draw in which share of the weightings each new start is funded."""
    frame = _sure_frame([one for one in proposals if one.funded_share is not None])
    chart = (
        alt.Chart(frame)
        .mark_bar(size=11)
        .encode(
            x=alt.X(
                "share:Q",
                title="share of the weightings in which it is funded",
                axis=alt.Axis(format=".0%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=_by_rank(frame),
            color=_sure_colour(),
            tooltip=["ref:N", "rank:Q", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    said = "; ".join(f"{row['ref']} {100 * row['share']:.0f} %" for row in records(frame))
    _shown(
        alt.LayerChart(layer=[chart]),
        f"Share of weightings in which each new start is funded. {said}.",
        18 * len(frame) + 80,
    )
