"""Trends over cycles: proposed, funded, met, procured, and how well the scores predicted it."""

from typing import Any

import altair as alt
import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Place, cell, head, row_head
from fct.scoring.following import By, trends_frame, trends_report

_WHOLE = "cycle"
_HEADS = ("Year", "Of", "Proposed", "Funded", "Met", "Procured", "Bought ($K)", "Months to buy")


@kit.current(spinner="Counting …")
def _trends(place: Place, by: str) -> dict[str, Any]:
    return trends_report(kit.store_at(place), None if by == _WHOLE else By(by))


def show_trends(place: Place) -> None:
    """Draw the page."""
    kit.title(
        "Trends",
        "From published runs and what became of the projects. Met and procured grow for years "
        "after a cycle.",
    )
    by = st.radio("By", [_WHOLE, *map(str, By)], key="tr_by", horizontal=True)
    said = _trends(place, by)
    if not said["rows"]:
        kit.notice("No run of any cycle is published yet, so there is no trend.")
        return
    if by == _WHOLE and len(said["rows"]) > 1:  # one cycle is no trend
        _draw(said["rows"])
    words, figures = _HEADS[:2], _HEADS[2:]
    heads = [*map(head, words), *(head(name, "n") for name in figures)]
    kit.show(kit.table("Trends", heads, [_line(row) for row in said["rows"]]))
    _show_scores(said["scores"])


def _draw(rows: list[dict[str, Any]]) -> None:
    chart = (
        alt.Chart(trends_frame(rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("fiscal_year:O", title="Fiscal year"),
            y=alt.Y("projects:Q", title="Proposals"),
            color=alt.Color("figure:N", title=None, sort=["proposed", "funded", "met", "procured"]),
        )
    )
    whole: alt.LayerChart = alt.LayerChart(layer=[chart])
    kit.shown(whole, "Proposed, funded, met and procured by fiscal year.", 260)


def _line(row: dict[str, Any]) -> Cells:
    figures = ("proposed", "funded", "met", "procured")
    return (
        row_head(str(row["fiscal_year"])),
        row["value"] or "all",
        *(cell(str(row[name]), class_="n") for name in figures),
        cell(f"{row['kusd']:,.1f}" if row["kusd"] else DASH, class_="n"),
        cell(DASH if row["months"] is None else str(row["months"]), class_="n"),
    )


def _show_scores(scores: list[dict[str, Any]]) -> None:
    kit.section(
        "How well the scores predicted it",
        "Of each pair of tested projects, one of which met its requirement and one did not: how "
        "often the one that met it had the higher score. 0.5 is chance.",
    )
    known = [row for row in scores if row["figure"] is not None]
    if not known:
        kit.notice("It needs projects that met their requirement and projects that did not.")
        return
    rows = [
        (
            row_head(str(row["fiscal_year"] or "all years")),
            row["measure"],
            cell(f"{row['figure']:.2f}", class_="n"),
            cell(str(row["n"]), class_="n"),
        )
        for row in known
    ]
    heads = ["Year", "Score", head("Share", "n"), head("Tested projects", "n")]
    kit.show(kit.table("Scores and findings", heads, rows))
