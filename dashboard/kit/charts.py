"""The pictures, each with words for those who do not see it; a table with the numbers is near."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import altair as alt
import pandas as pd
import streamlit as st

from fct.dashboard.kit.look import MARKS, fy, palette, tone
from fct.dashboard.kit.queries import records

BAR, _ROW = 18, 34
LABELS = 260
_MONEY_PARTS = {
    "held back": "quiet",
    "promised": "info",
    "funded new starts": "good",
    "left": "left",
}


def scale_of(words: Sequence[str], tones: Sequence[str]) -> alt.Scale:
    """Return the colors of words by their tones, for the reader's theme."""
    colors = palette()
    return alt.Scale(domain=list(words), range=[colors[name] for name in tones])


def shown(chart: alt.LayerChart, words: str, height: int) -> None:
    """Draw a chart with the words for those who do not see it."""
    ink = palette()["text"]
    drawn = (
        chart.properties(height=height, padding={"left": 0, "top": 4, "right": 8, "bottom": 0})
        .configure_axis(labelColor=ink, titleColor=ink, titleFontWeight="normal", labelFlush=False)
        .configure_legend(labelColor=ink, titleColor=ink, offset=6)
    )
    # Held to its schema, each chart takes a tenth of a second more, at every click.
    st.vega_lite_chart(drawn.to_dict(validate=False), width="stretch", alt=words)


def verdicts_by_component(counts: pd.DataFrame) -> None:
    """Draw the proposals of each component by verdict.

    Parameters
    ----------
    counts : DataFrame
        One row a component, one column a verdict, or what proposals are counted by beside.
    """
    named, words = counts.reset_index(names="component"), list(counts.columns)
    tall = named.melt("component", words, "verdict", "n")
    tall["order"] = tall["verdict"].map({word: n for n, word in enumerate(words)})
    chart = (
        alt.Chart(tall[tall["n"] > 0])
        .mark_bar(size=BAR)
        .encode(
            x=alt.X("sum(n):Q", title="proposals", axis=alt.Axis(tickMinStep=1, grid=True)),
            y=alt.Y(
                "component:N",
                title=None,
                sort=list(counts.index),
                axis=alt.Axis(labelLimit=LABELS),
            ),
            color=alt.Color(
                "verdict:N",
                scale=scale_of(words, [tone(word) for word in words]),
                legend=alt.Legend(orient="top", title=None, columns=3),
            ),
            order="order:Q",
            tooltip=["component:N", "verdict:N", alt.Tooltip("sum(n):Q", title="proposals")],
        )
    )
    said = "; ".join(
        f"{row['component']}: " + ", ".join(f"{row[word]} {word}" for word in words if row[word])
        for row in records(named)
    )
    shown(
        alt.LayerChart(layer=[chart]),
        f"Proposals of each component by verdict. {said}.",
        _ROW * len(counts) + 60,
    )


def money_by_year(years: Mapping[int, Mapping[str, Decimal]]) -> None:
    """Draw what becomes of each year's budget, and what is asked for beside it.

    Parameters
    ----------
    years : mapping of int to mapping
        By fiscal year: ``held back``, ``promised``, ``funded new starts``, ``left``, ``asked`` in
        thousands. What is held back is a part only where anything is.
    """
    holds_back = any(amounts["held back"] for amounts in years.values())
    parts = {part: _MONEY_PARTS[part] for part in _MONEY_PARTS if part != "held back" or holds_back}
    rows = [
        {"year": fy(year), "part": part, "kusd": float(max(amounts[part], Decimal(0))), "n": n}
        for year, amounts in years.items()
        for n, part in enumerate(parts)
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
                scale=scale_of([*parts], [*parts.values()]),
                legend=alt.Legend(orient="top", title=None),
            ),
            order="n:Q",
            tooltip=["year:N", "part:N", alt.Tooltip("sum(kusd):Q", title="$K", format=",.1f")],
        )
    )
    base = alt.Chart(pd.DataFrame(asked)).encode(x="kusd:Q", y=y)
    tick = base.mark_tick(thickness=3, size=36, color=palette()["line"])
    words = base.mark_text(dx=6, align="left", color=palette()["text"]).encode(text="label:N")
    said = "; ".join(
        f"{fy(year)}: " + ", ".join(f"{name} {float(v):,.0f}" for name, v in amounts.items())
        for year, amounts in years.items()
    )
    shown(
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
        Color by mark; by nothing where no line is drawn.
    """
    frame = order[["ref", "rank", "maturity_low", "strength", "tier", "mark"]].assign(
        tier=[f"tier {int(tier)}" for tier in order["tier"]]
    )
    tiers, ink = ["tier 1", "tier 2", "tier 3"], palette()["text"]
    color = alt.Color(
        "mark:N",
        scale=scale_of(MARKS, [tone(word) for word in MARKS]),
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
            color=color if with_marks else alt.value(palette()["info"]),
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
    shown(alt.LayerChart(layer=[chart]), said, 330)


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
                scale=scale_of(["fails", "unknown"], ["bad", "warn"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=["rule:N", "outcome:N", alt.Tooltip("sum(n):Q", title="findings")],
        )
    )
    said = ", ".join(f"{row['rule']} {row['fails'] + row['unknown']}" for row in records(counts))
    shown(
        alt.LayerChart(layer=[chart]),
        f"Findings by rule, the most frequent first: {said}.",
        20 * len(counts) + 70,
    )
