"""What the reviews come to: panel figures beside the machine's, and both orders."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import DASH, Cells, Markup, View, badge, cell, el, head, page_link, row_head
from fct.dashboard.reviewer.remarks_view import show_remarks
from fct.data.people import Action
from fct.data.program import CRITERIA
from fct.scoring.defending import Weighting
from fct.scoring.reviewing import (
    PanelFigures,
    in_panel_order,
    panel_rank_report,
    panel_report,
    stored_panels,
)

Figures: TypeAlias = Mapping[str, PanelFigures]

_PANELS, _ORDER, _ONE = "Panels", "Order by panel", "One proposal"


def show_panel(view: View) -> None:
    """Draw the page."""
    store, year = kit.store_at(view.place), view.cycle.fiscal_year
    report = _report(view.place, year)
    kit.title(
        "Panel",
        "What the reviews of each proposal come to, once all of them are in. The machine's order "
        "stays the order of merit; the panel's stands beside it.",
    )
    rows = report["proposals"]
    if not rows:
        kit.notice("Nothing is assigned yet, so there is no panel.")
        return
    sees_order = bool(store.acting.scopes(Action.ORDER_SEE))
    names = [_PANELS, _ORDER, _ONE] if sees_order else [_PANELS, _ONE]
    for name, tab in zip(names, st.tabs(names, key="part", bind="query-params"), strict=True):
        if not tab.open:
            continue
        with tab:
            if name == _PANELS:
                _show_panels(view, rows)
                _show_strictness(report["strictness"])
            elif name == _ORDER:
                _show_order(view)
            else:
                _show_one(view, rows)


@kit.current()
def _report(place: kit.Place, fiscal_year: int) -> Mapping[str, Any]:
    return panel_report(kit.store_at(place), fiscal_year)


@kit.current()
def _complete(place: kit.Place, fiscal_year: int) -> tuple[Figures, Mapping[str, float]]:
    panels = stored_panels(kit.store_at(place), fiscal_year)
    return panels.figures, panels.merits


@kit.lasting()
def _by_panel(
    place: kit.Place, run_id: str, figures: Figures, merits: Mapping[str, float]
) -> Mapping[str, Any]:
    """Return the order by what complete panels come to; no other review changes it."""
    sureness = kit.robustness_of(place, run_id, Weighting.AROUND_RUBRIC.value)
    return panel_rank_report(in_panel_order(kit.ranked(place, run_id), figures, merits, sureness))


def _show_panels(view: View, rows: Sequence[Mapping[str, Any]]) -> None:
    names = ("Proposal", "Reviews", "Panel strength", "Strength", "Panel merit", "Merit")
    heads = [names[0], *(head(name, "n") for name in names[1:])]
    heads += ["Panel verdict", "Verdict", "Furthest apart"]
    shown = [_panel_row(view, row) for row in rows]
    kit.show(kit.table("Panels of all assigned proposals", heads, shown))


def _panel_row(view: View, row: Mapping[str, Any]) -> Cells:
    ref = row["ref"]
    link = page_link(row["title"] or "No title", "panel", ref=ref, part=_ONE, **view.address)
    spread = row["spread"] or {}
    widest = max(spread, key=spread.__getitem__, default=None)
    apart = DASH if widest is None or not spread[widest] else f"{widest}: {spread[widest]}"
    figures = [row[name] for name in ("panel_strength", "strength", "panel_merit", "merit")]
    return (
        row_head(link, " ", el("span", ref, class_="ref"), class_="proposal"),
        cell(f"{row['reviews_in']} of {row['reviews_due']}", class_="n"),
        *(cell(kit.points(value), class_="n") for value in figures),
        badge(row["panel_verdict"]) if row["panel_verdict"] else DASH,
        badge(row["verdict"]) if row["verdict"] else DASH,
        apart,
    )


def _show_strictness(strictness: Mapping[str, float | None]) -> None:
    if not strictness:
        return
    kit.section(
        "Strictness",
        "Own mean level less that of the others on the same proposals; from three shared ones on.",
    )
    rows = [
        (person, cell(DASH if value is None else f"{value:+.2f}", class_="n"))
        for person, value in strictness.items()
    ]
    heads = ["Person", head("Levels", "n")]
    kit.show(kit.table("Strictness of reviewers", heads, rows))


def _show_order(view: View) -> None:
    complete = _complete(view.place, view.cycle.fiscal_year)
    report = _by_panel(view.place, view.run.id, *complete)
    differing = {row["ref"] for row in report["differs"]}
    kit.paragraph(f"{len(differing)} of {len(report['order'])} stand elsewhere.", class_="count")
    heads = [head("Rank by panel", "n"), head("Rank", "n"), "Proposal", "By"]
    heads += ["Mark by panel", "Mark", "Sure by panel", "Sure"]
    rows = [_order_row(view, row, row["ref"] in differing) for row in report["order"]]
    kit.show(kit.table("Order by panel beside the order of merit", heads, rows))


def _order_row(view: View, row: Mapping[str, Any], differs: bool) -> Cells:
    link = page_link(row["title"] or "No title", "proposal", ref=row["ref"], **view.address)
    note = el("span", "differs", class_="differs") if differs else ""
    sure = [row["confidence"], row["confidence_official"]]
    return (
        cell(row["rank"], " ", note, class_="n"),
        cell(row["rank_official"], class_="n"),
        row_head(link, " ", el("span", row["ref"], class_="ref"), class_="proposal"),
        row["by"],
        badge(row["mark"]),
        badge(row["mark_official"]),
        *(cell(badge(word) if word else DASH) for word in sure),
    )


def _show_one(view: View, rows: Sequence[Mapping[str, Any]]) -> None:
    flags = kit.store_at(view.place).flags.of_cycle(view.cycle.fiscal_year)
    titles = {flag.raised.ref: f"{flag.raised.ref} · flagged, not assigned" for flag in flags}
    titles |= {row["ref"]: f"{row['ref']} · {row['title'] or 'No title'}" for row in rows}
    asked = st.query_params.get("ref")
    if asked in titles:
        st.session_state["panel_ref"] = asked
    ref = kit.proposal("Proposal", titles, key="panel_ref")
    if ref is None:
        return
    row = next((one for one in rows if one["ref"] == ref), None)
    if row is None or not row["reviews"]:
        reviews = kit.store_at(view.place).acting.scopes(Action.REVIEW_WRITE)
        others = " Those of others are shown once your own is in." if reviews else ""
        kit.notice(f"No review is shown here yet.{others}")
    else:
        _show_reviews(row)
    show_remarks(view, ref)


def _show_reviews(row: Mapping[str, Any]) -> None:
    people = [review["person"] for review in row["reviews"]]
    heads = ["Criterion", head("Machine", "n"), *(head(person) for person in people)]
    machine = row["machine_levels"] or {}
    rows: list[Markup | kit.Cells] = [
        (
            row_head(criterion),
            cell(machine.get(criterion, DASH), class_="n"),
            *(_level_cell(review["levels"].get(criterion)) for review in row["reviews"]),
        )
        for criterion in CRITERIA
    ]
    said = [review["recommendation"] for review in row["reviews"]]
    choices = [cell(el("strong", one["choice"]), " ", one["reason"] or "") for one in said]
    rows.append(el("tr", row_head("recommendation"), cell(""), *choices, class_="sum"))
    kit.show(kit.table("Reviews side by side", heads, rows))
    for one in row["overruled"]:
        words = f"{one['rule']}: the machine {one['machine']}, the panel {one['panel']}. "
        why = "; ".join(f"{said['person']}: {said['reason']}" for said in one["reasons"])
        kit.notice(el("strong", "Overruled. "), words, why)
    for note in row["notes"]:
        kit.paragraph(f"Review of {note['person']}: {note['note']}.", class_="hint")


def _level_cell(given: Mapping[str, Any] | None) -> Markup:
    if given is None:
        return cell(DASH)
    return cell(el("strong", given["level"]), " ", given["reason"] or "")
