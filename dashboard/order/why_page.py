"""Why a proposal stands where it stands: its parts, the line, what would fund it, and any pair."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import (
    View,
    badge,
    cell,
    el,
    head,
    part_name,
    plural,
    points,
    row_head,
    table,
)
from fct.dashboard.order import analyses, order_charts
from fct.scoring import defending
from fct.scoring.defending import Change, Contribution, Distance, step_words
from fct.scoring.judging import PART_NAMES, said_findings
from fct.scoring.ranking import OrderOfMerit, is_unconfirmed

_EVIDENCE_SHOWN = 4
_FLAT = 0.005  # of points: shown with two decimals it is nothing


def show_why(view: View) -> None:
    """Draw the page."""
    found = kit.ranked(view.place, view.run.id)
    kit.title(
        "Why",
        "Each rank as the sum of its parts, how far it is from the funding line, and what would "
        "carry it over.",
    )
    if found.ranks.empty:
        kit.notice("No proposal is rankable in this run; “Not ranked” says why.")
        return
    asked = st.query_params.get("ref")
    unranked = None if asked is None else kit.unranked(view.place, view.run.id, asked)
    if unranked is not None:
        _show_unranked(view, unranked)
        _choose_ranked(found)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        ref = kit.choose_proposal(found.ranks, "why", "is not ranked in this run")
    with right:
        other = _choose_other(found, ref)
    kit.name_window(f"Why {ref}" if other is None else f"{ref} against {other}")
    row = kit.records(found.ranks[found.ranks["ref"] == ref])[0]
    _show_figures(view, found, row)
    if other is not None:
        _show_pair(found, (ref, other))
    _show_parts(row, defending.parts_of(found, ref))
    if (distance := analyses.distance_of(view.place, view.run.id, ref)) is not None:
        _show_distance(view, row, distance)


def _show_unranked(view: View, report: Mapping[str, Any]) -> None:
    """Show the verdict of a judged proposal that has no rank, and what decided it."""
    kit.section(f"{report['ref']} has no rank", report["title"] or "")
    kit.paragraph(badge(report["verdict"]), " ", report["said"])
    items = [
        el(
            "li",
            el("span", one["rule"], class_="ref"),
            " ",
            one["message"],
            " ",
            el("code", f"{one['sheet'] or ''} {one['cell'] or ''}".strip()),
        )
        for one in said_findings(report)
    ]
    kit.show(el("ul", *items))
    if report["card"]:
        kit.show_card(report["card"])
    kit.show(kit.page_link("The proposal", "proposal", ref=report["ref"], **view.address))


def _choose_ranked(found: OrderOfMerit) -> None:
    """Show the choice of a ranked proposal instead, which the address then names."""
    titles = dict(zip(found.ranks["ref"], found.ranks["title"], strict=True))

    def put_in_address() -> None:
        st.query_params["ref"] = st.session_state["why"]

    st.selectbox(
        "Choose one that is ranked",
        list(titles),
        index=None,
        format_func=lambda one: f"{one} · {titles[one]}",
        key="why",
        on_change=put_in_address,
        filter_mode="contains",
    )


def _choose_other(found: OrderOfMerit, ref: str) -> str | None:
    """Show the choice of another proposal, which the address names as ``than``."""
    titles = dict(zip(found.ranks["ref"], found.ranks["title"], strict=True))
    asked = st.query_params.get("than")
    if asked is not None and asked not in titles:
        kit.notice("This run ranked no proposal ", el("strong", asked), ".", kind="error")
    if asked in titles and asked != ref:
        # Before the widget is there: its own value cannot be set later in the run.
        st.session_state["than"] = asked

    def put_in_address() -> None:
        chosen = st.session_state["than"]
        if chosen is None:
            st.query_params.pop("than", None)
        else:
            st.query_params["than"] = chosen

    other: str | None = st.selectbox(
        "Compare with",
        [None, *(one for one in titles if one != ref)],
        format_func=lambda one: "nobody" if one is None else f"{one} · {titles[one]}",
        key="than",
        on_change=put_in_address,
        filter_mode="contains",
    )
    return other


def _show_figures(view: View, found: OrderOfMerit, row: dict[str, Any]) -> None:
    tied = f", tied with {', '.join(row['tied_with'])}" if row["tied_with"] else ""
    cards = [
        kit.figure("Rank", row["rank"], f"of {len(found.ranks)}{tied}"),
        kit.figure("Merit", points(row["merit"]), "0 to 100"),
        kit.figure("Tier", row["tier"], "points never lift over a tier"),
    ]
    if view.run.budgets:
        mark = str(row["mark"])
        claim = "; says that it is continuing, unconfirmed" if is_unconfirmed(row) else ""
        under = f"by the funding line{claim}"
        cards.append(kit.figure("Mark", badge(mark), under, kit.tone(mark)))
    if found.budgets:
        sure = analyses.confidence(view.place, view.run.id)
        cards.append(_sure_card(sure.get(str(row["ref"]))))
    kit.figures(cards)


def _sure_card(one: defending.RankConfidence | None) -> kit.Markup:
    if one is None:
        return kit.figure("How sure", kit.DASH, "too many are ranked to try enough weight samples")
    ranks = f"rank {one.rank_from} to {one.rank_to} in most weight samples"
    if one.funded_share is None or one.confidence is None:
        return kit.figure("How sure", "promised", ranks)
    share = f"funded in {kit.share_words(one.funded_share)} of the weight samples; {ranks}"
    return kit.figure("How sure", badge(one.confidence), share, kit.tone(one.confidence))


def _show_parts(row: dict[str, Any], parts: list[Contribution]) -> None:
    kit.section(
        "What the merit is made of",
        f"{points(row['merit'])} of 100. Bars show what each part gave, and what it could give; "
        "every number is rounded by itself.",
    )
    order_charts.contribution_bars(
        [(part_name(one.part), one.group, one.points, one.at_best, one.most) for one in parts]
    )
    rows = [
        (
            row_head(part_name(one.part)),
            cell(points(one.points), class_="n strong"),
            cell(f"of {one.most:g}", class_="n"),
            cell(_at_best(one), class_="n"),
            cell(*_evidence(one)),
        )
        for one in parts
    ]
    names = ("Points of merit", "Of", "At best")
    heads = ["Part", *(head(name, "n") for name in names), "Evidence"]
    kit.show(table("Merit by part with its evidence", heads, rows))


def _at_best(one: Contribution) -> str:
    return points(one.at_best) if one.at_best - one.points > _FLAT else ""


def _evidence(one: Contribution) -> list[kit.Markup]:
    shown = [
        el("div", evidence.written or "blank", " ", el("code", evidence.where))
        for evidence in one.evidence[:_EVIDENCE_SHOWN]
    ]
    more = one.evidence[_EVIDENCE_SHOWN:]
    if more:
        listed = [el("div", e.written or "blank", " ", el("code", e.where)) for e in more]
        shown.append(el("details", el("summary", f"{plural(len(more), 'more answer')}"), *listed))
    return shown


def _show_distance(view: View, row: dict[str, Any], found: Distance) -> None:
    kit.section("Distance to the funding line", "All others staying as they are.")
    kit.notice(defending.distance_words(found, int(row["tier"])))
    if found.remedies:
        items = [el("li", defending.remedy_words(one), _drops(one.drops)) for one in found.remedies]
        kit.section(
            "What else would fund it",
            "Each was tried: the funding line drawn again with that one change.",
        )
        kit.show(el("ul", *items))
    change = analyses.counterfactuals_of(view.place, view.run.id, str(row["ref"]))
    if change is not None:
        _show_counterfactuals(change)


def _show_counterfactuals(found: defending.Counterfactuals) -> None:
    kit.section(
        "The smallest documented change that would cross the line",
        "Each was tried: the answer replaced, the proposal judged and the line drawn again. Facts "
        "about the item come last: no sponsor can change them by documenting more. For the CTO; "
        "sponsors see it after the deadline and publication.",
    )
    if found.smallest is None:
        kit.notice(
            "No single documented change of its answers, and no two together, would carry it over."
        )
    else:
        if found.smallest.is_fact:
            kit.paragraph("No change of its documents would; another fact about the item would:")
        kit.notice(
            el("strong", "; ".join(step_words(step) for step in found.smallest.steps)),
            f": {points(found.smallest.adds)} points more, rank {found.smallest.rank}.",
            _drops(found.smallest.drops),
        )
    rows = [_change_row(change) for change in found.by_part]
    if rows:
        names = ("Adds", "Tier", "Rank")
        heads = ["Part", "Change", *(head(n, "n") for n in names), "Crosses"]
        kit.show(table("Single changes by part", heads, rows))


def _drops(refs: Sequence[str]) -> str:
    """Return who would then lose money, as a sentence after a change."""
    return f" Then without money: {', '.join(refs)}." if refs else ""


def _change_row(change: Change) -> kit.Cells:
    (step,) = change.steps
    return (
        row_head(part_name(step.part)),
        step_words(step),
        cell(points(change.adds), class_="n"),
        cell(change.tier, class_="n"),
        cell(change.rank, class_="n"),
        badge("funded", "yes") if change.crosses else "no",
    )


def _show_pair(found: OrderOfMerit, refs: tuple[str, str]) -> None:
    pair = defending.compare_proposals(found.ranks, found.parts, refs)
    kit.section(f"Why {pair.above} stands above {pair.below}")
    first, second = pair.values_of_both
    kit.notice(
        el("strong", f"Decided by {pair.decided_by}: "),
        f"{_value(first)} against {_value(second)}.",
    )
    share = defending.winning_share(found, pair.above, pair.below)
    kit.paragraph(
        f"{pair.above} stands above {pair.below} in ",
        el("strong", kit.share_words(share)),
        " of the weight samples around the rubric's.",
    )
    if not pair.differences:
        kit.paragraph("All eleven parts of their merit are equal.", class_="hint")
        return
    order_charts.difference_bars(
        [(part_name(part), difference) for part, difference in pair.differences],
        (pair.above, pair.below),
    )
    both = found.parts.only([pair.above, pair.below])
    reached = dict(zip(PART_NAMES, (both.weights * both.low).T.tolist(), strict=True))
    rows = [
        (
            row_head(part_name(part)),
            *(cell(points(one), class_="n") for one in reached[part]),
            cell(f"{by:+.2f}", class_="n strong"),
        )
        for part, by in pair.differences
    ]
    heads = ["Part", head(pair.above, "n"), head(pair.below, "n"), head("Difference", "n")]
    kit.show(table("Points of merit by part", heads, rows))


def _value(value: object) -> str:
    return points(value) if isinstance(value, float) else str(value)
