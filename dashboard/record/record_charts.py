"""The pictures of what was learned from the past, each with words for those who do not see it."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from fct.dashboard.kit import BAR, LABELS, palette, scale_of, share_words, shown

_DRAWN = 60  # rows of a picture; the table has all
_HEIGHT = 300
Rows = Sequence[Mapping[str, Any]]


def reliability_curve(curve: Rows) -> None:
    """Show how often it happened, with its interval, beside the chances predicted."""
    frame = pd.DataFrame(curve)
    axis, scale = alt.Axis(format=".0%"), alt.Scale(domain=[0, 1])
    x = alt.X("predicted:Q", title="chance predicted for cycles left out", axis=axis, scale=scale)
    base = alt.Chart(frame).encode(x=x)
    spans = base.mark_rule(strokeWidth=2, color=palette()["info"]).encode(
        y=alt.Y("low:Q", title="share that happened", axis=axis, scale=scale), y2="high:Q"
    )
    dots = base.mark_point(size=90, filled=True, opacity=1, color=palette()["info"]).encode(
        y="share:Q",
        tooltip=[
            alt.Tooltip("predicted:Q", title="predicted chance", format=".0%"),
            alt.Tooltip("share:Q", title="happened", format=".0%"),
            "cases:Q",
        ],
    )
    ends = alt.Chart(pd.DataFrame({"predicted": [0, 1], "share": [0, 1]}))
    diagonal = ends.mark_line(strokeDash=[4, 4], color=palette()["quiet"]).encode(
        x="predicted:Q", y="share:Q"
    )
    said = "; ".join(
        f"predicted {share_words(row['predicted'])}, happened {share_words(row['share'])} of "
        f"{row['cases']} ({_span(row, share_words)})"
        for row in curve
    )
    words = (
        f"How often it happened beside the predicted chance; on the dashed line both agree. {said}."
    )
    shown(diagonal + spans + dots, words, _HEIGHT)


def chances(predictions: Rows) -> None:
    """Draw the chance of each ranked proposal with its interval, in rank order."""
    rows = predictions[:_DRAWN]
    frame = pd.DataFrame(rows)
    axis = alt.Axis(labelLimit=LABELS, labelOverlap=False)
    y = alt.Y("ref:N", title=None, sort=frame["ref"].tolist(), axis=axis)
    base = alt.Chart(frame).encode(y=y)
    x = alt.X(
        "low:Q",
        title="chance to test well and be procured, once selected",
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    bars = base.mark_bar(size=9, opacity=0.6, color=palette()["good"]).encode(x=x, x2="high:Q")
    tick = base.mark_tick(thickness=3, size=14, color=palette()["text"]).encode(
        x="chance:Q", tooltip=["ref:N", alt.Tooltip("chance:Q", format=".0%")]
    )
    said = "; ".join(
        f"{row['ref']} {share_words(row['chance'])} ({_span(row, share_words)})" for row in rows
    )
    words = f"Learned chance of each ranked proposal, in rank order. {said}."
    shown(bars + tick, words, 18 * len(frame) + 80)


def weights(rows: Rows) -> None:
    """Draw the weights that selections imply, with their intervals, next to the rubric's."""
    frame = pd.DataFrame(rows)
    orders = ["rubric", "implied"]
    tall = frame.melt("part", orders, "weights", "points")
    y = alt.Y("part:N", title=None, sort=frame["part"].tolist(), axis=alt.Axis(labelLimit=LABELS))
    offset = alt.YOffset("weights:N", sort=orders)
    bars = (
        alt.Chart(tall)
        .mark_bar()
        .encode(
            x=alt.X("points:Q", title="points of merit"),
            y=y,
            yOffset=offset,
            color=alt.Color(
                "weights:N",
                scale=scale_of(orders, ["left", "good"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=["part:N", "weights:N", alt.Tooltip("points:Q", format=".1f")],
        )
    )
    spans = (
        alt.Chart(frame.assign(weights="implied"))
        .mark_rule(strokeWidth=2, color=palette()["text"])
        .encode(x="low:Q", x2="high:Q", y=y, yOffset=offset)
    )
    said = "; ".join(
        f"{row['part']}: rubric {row['rubric']:.1f}, implied {row['implied']:.1f} "
        f"({_span(row, '{:.1f}'.format)})"
        for row in rows
    )
    words = f"Weights of the parts in points of merit. {said}."
    shown(bars + spans, words, 2 * BAR * len(frame) + 90)


def _span(row: Mapping[str, Any], words: Any) -> str:
    return f"{words(row['low'])} to {words(row['high'])}"
