"""The funding line: three selections under the same budgets and conditions, and the later years."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, cell, el, fy, head, kusd, plural, points, table
from fct.dashboard.order import order_charts, scenario_views
from fct.dashboard.order.conditions_form import choose_conditions
from fct.data.common import FctError
from fct.data.program import Conditions
from fct.scoring import ranking
from fct.scoring.ranking import LineStudy, OrderOfMerit, Way

UNCONFIRMED = (
    "What says that it is continuing, and was promised nothing by the cycle, competes for money "
    "like a new start."
)
_SAID = {
    Way.STRICT: "In rank order, up to the first that does not fit.",
    Way.SKIP: "In rank order, passing over what does not fit: the funding line. What is left can "
    "reach far down the order.",
    Way.BEST: "The greatest sum of merit, tier by tier.",
}


def show_line(view: View) -> None:
    """Draw the page."""
    kit.title(
        "Funding line",
        "What continuing projects were promised first, then all others by three ways under the "
        "same budgets: what each funds, what it leaves unspent, and what it obliges later.",
    )
    found = kit.ranked(view.place, view.run.id)
    if found.ranks.empty or not found.budgets:
        kit.notice("This run has no ranked proposal or no budget, so no line can be drawn.")
        return
    try:
        conditions = choose_conditions(found)
        with st.spinner("Selecting …"):
            study = _study(view.place, view.run.id, conditions)
    except FctError as error:
        kit.notice(str(error), kind="error")
        return
    for sentence in study.no_effect:
        kit.notice(sentence)
    _show_ways(study, found)
    marks = zip(found.ranks["ref"], found.ranks["mark"], strict=True)
    kit.show_overlaps_among(
        view, {ref: str(mark) for ref, mark in marks if mark == ranking.Mark.FUNDED}
    )
    _show_differences(view, found, ranking.differences(study.selections))
    _show_out_years(study)
    _show_promises(study)
    scenario_views.show_saving(view, {"conditions": conditions.as_plain()}, "line")


@kit.lasting(entries=32)
def _study(place: kit.Place, run_id: str, conditions: Conditions) -> LineStudy:
    return ranking.study_line(kit.ranked(place, run_id), conditions)


def _show_ways(study: LineStudy, found: OrderOfMerit) -> None:
    selections = study.selections
    for group in found.cycle.duplicates:
        names = " and ".join(sorted(group))
        kit.paragraph(
            f"{names} are duplicates by the cycle file: the best set holds at most one of "
            "them; an order of merit is not bound by it.",
            class_="hint",
        )
    columns = st.columns(3, gap="medium")
    for column, way, one in zip(
        columns, Way, (selections.strict, selections.skip, selections.best), strict=True
    ):
        with column:
            if isinstance(one, ranking.Infeasible):
                kit.section(str(way).capitalize(), _SAID[way])
                kit.notice(one.words, kind="error")
            else:
                kit.show(_card(one, study))


def _card(one: ranking.Selection, study: LineStudy) -> kit.Markup:
    merits = ", ".join(
        f"{points(float(merit))} in tier {tier}" for tier, merit in one.merit_by_tier.items()
    )
    left = ", ".join(f"{kusd(amount)} of {fy(year)}" for year, amount in one.left_kusd.items())
    parts = [f"{ref} {100 * share:.0f}%" for ref, share in one.shares.items() if share < 1]
    return el(
        "div",
        el("div", str(one.way).capitalize(), class_="label"),
        el("div", plural(one.funded, "proposal"), class_="value"),
        el("p", _SAID[one.way], class_="hint"),
        el("p", el("strong", f"${kusd(one.unspent_kusd)}K unspent"), f": {left}."),
        el("p", f"Merit: {merits}."),
        el("p", f"In part: {', '.join(parts)}.") if parts else "",
        *(el("p", sentence, class_="message") for sentence in study.warnings(one)),
        el("details", el("summary", "Which"), el("ul", *(el("li", ref) for ref in one.shares))),
        class_="card",
    )


def _show_differences(
    view: View, found: OrderOfMerit, differing: Sequence[ranking.Difference]
) -> None:
    kit.section("What differs", f"{plural(len(differing), 'proposal')} of the ranked.")
    if not differing:
        kit.notice("The ways select the same proposals.")
        return
    by_ref = {row["ref"]: row for row in kit.records(found.ranks)}
    ways = list(differing[0].shares)
    rows = [
        (
            cell(int(by_ref[one.ref]["rank"]), class_="n"),
            cell(
                el("span", by_ref[one.ref]["title"] or "no title", class_="name"),
                kit.ref_link(one.ref, "why", view.address),
                class_="proposal",
            ),
            cell(int(by_ref[one.ref]["tier"]), class_="n"),
            cell(points(float(by_ref[one.ref]["merit"])), class_="n"),
            _asks(by_ref[one.ref]["request_kusd"]),
            *(cell(_given(one.shares[way])) for way in ways),
        )
        for one in differing
    ]
    heads = [head("Rank", "n"), "Proposal", head("Tier", "n"), head("Merit", "n")]
    heads += ["Asks ($K)", *(head(str(way).capitalize()) for way in ways)]
    kit.show(table("New starts that the ways treat differently", heads, rows))


def _asks(request: Mapping[int, Decimal]) -> str:
    return ", ".join(f"{fy(year)}: {kusd(amount)}" for year, amount in request.items())


def _given(share: Decimal) -> kit.Markup | str:
    if not share:
        return "not funded"
    return kit.badge("funded", "funded" if share == 1 else f"{100 * share:.0f}%")


def _show_out_years(study: LineStudy) -> None:
    kit.section(
        "What it obliges in later years",
        "Promises to continuing projects stand in any case; what is selected adds its later years.",
    )
    rows = [_year_row(way, one) for way, years in study.out_years.items() for one in years]
    if not rows:
        kit.notice("Nothing is asked for after the cycle's own year.")
        return
    order_charts.out_years({str(way): years for way, years in study.out_years.items()})
    heads = ["Year", "By", head("Budget", "n"), head("Promised", "n")]
    heads += [head("New starts add", "n"), head("Left", "n")]
    kit.show(table("Later years, in thousands of dollars", heads, rows))


def _year_row(way: Way, one: ranking.OutYear) -> kit.Cells:
    return (
        kit.row_head(fy(one.fiscal_year)),
        str(way),
        cell(kit.DASH if one.budget_kusd is None else kusd(one.budget_kusd), class_="n"),
        cell(kusd(one.promised_kusd), class_="n"),
        cell(kusd(one.selected_kusd), class_="n"),
        cell(kusd(one.left_with_kusd), class_="n strong"),
    )


def _show_promises(study: LineStudy) -> None:
    """Show what each continuing project asks for and was promised (reading 56)."""
    rows = study.promises
    if study.unconfirmed:
        refs = ", ".join(study.unconfirmed)
        kit.section("Continuing, unconfirmed", UNCONFIRMED)
        kit.paragraph(refs)
    if not rows:
        return
    kit.section(
        "Promised to continuing projects",
        "It comes off first, whatever is asked for.",
    )
    body = [
        (
            kit.row_head(ref),
            fy(year),
            cell(kit.DASH if asked is None else kusd(asked), class_="n"),
            cell(kusd(promised), class_="n strong"),
        )
        for ref, year, asked, promised in rows
    ]
    heads = ["Project", "Year", head("Asks ($K)", "n"), head("Promised ($K)", "n")]
    kit.show(table("Promises", heads, body))
