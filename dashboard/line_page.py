"""The funding line: three selections under the same budgets and conditions, and the later years."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from fct.dashboard import analyses, look, order_charts, queries, scenario_views
from fct.dashboard.look import badge, fy, kusd, plural, points
from fct.dashboard.marking import Marking
from fct.dashboard.markup import Markup, cell, el, head, page_link, table
from fct.dashboard.queries import View
from fct.data.conditions import ALL, Conditions, parse_conditions
from fct.data.errors import FctError
from fct.scoring.out_years import OutYear
from fct.scoring.ranked_run import RankedRun
from fct.scoring.relaxing import Infeasible
from fct.scoring.selection import Difference, Selection, Way, differences
from fct.scoring.selection_reports import LineStudy, study_line

_SAID = {
    Way.STRICT: "In rank order, up to the first that does not fit.",
    Way.SKIP: "In rank order, passing over what does not fit: the funding line.",
    Way.BEST: "The greatest sum of merit, tier by tier.",
}
_MOST_KUSD = 10_000_000.0


def show(view: View, marking: Marking) -> None:
    """Draw the page."""
    del marking  # nothing is exported here
    look.title(
        "Funding line",
        "Continuing projects' promises first, then new starts by three ways under the same "
        "budgets: what each funds, what it leaves unspent, and what it obliges later.",
    )
    found = analyses.ranked(view.place, view.run.id)
    if found.order.empty or not found.budgets:
        look.notice("This run has no ranked proposal or no budget, so no line can be drawn.")
        return
    try:
        conditions = _conditions(found)
        with st.spinner("Selecting …"):
            study = _study(view, conditions)
    except FctError as error:
        look.notice(str(error), kind="error")
        return
    _show_ways(study)
    _show_differences(view, found, differences(study.selections))
    _show_out_years(study)
    _show_saving(view, conditions)


def _conditions(found: RankedRun) -> Conditions:
    """Show what may be asked of a selection, and return it; at first it is the cycle's own."""
    own = found.cycle.conditions
    refs = [ref for ref in found.order["ref"] if ref not in _continuing(found)]
    titles = dict(zip(found.order["ref"], found.order["title"], strict=True))
    with st.expander("Conditions", expanded=not own.is_empty):
        left, right = st.columns(2, gap="medium")
        with left:
            must = _some(refs, titles, ("Must be funded", sorted(own.must_fund), "l_must"))
            excluded = _some(refs, titles, ("Gets nothing", sorted(own.excluded), "l_out"))
            partial = _partial(refs, titles, own)
        with right:
            held = _amounts("Hold back", found.budgets, own.hold_back_kusd, "l_hold")
            components = _components(found, own)
    content = {
        "must_fund": must,
        "excluded": excluded,
        "hold_back_kusd": held,
        "components": components,
        "partial": partial,
    }
    return parse_conditions(content, "Conditions")


def _continuing(found: RankedRun) -> set[str]:
    order = found.order
    return set(order.loc[order["project_type"] == "continuing", "ref"])


def _some(
    refs: Sequence[str], titles: Mapping[str, str], asked: tuple[str, Sequence[str], str]
) -> list[str]:
    label, default, key = asked
    chosen: list[str] = st.multiselect(
        label,
        refs,
        default=[ref for ref in default if ref in refs],
        format_func=lambda ref: f"{ref} · {titles[ref]}",
        key=key,
        placeholder="none",
        select_all=False,
    )
    return chosen


def _partial(
    refs: Sequence[str], titles: Mapping[str, str], own: Conditions
) -> dict[str, Any] | None:
    stated = own.partial
    if not st.checkbox("A part of a request may be given", value=stated is not None, key="l_part"):
        return None
    least = st.slider(
        "At least this share of it (%)",
        *(5, 100),
        value=round(100 * (stated.least_share if stated else Decimal("0.5"))),
        step=5,
        key="l_least",
    )
    named = [] if stated is None or stated.refs == ALL else sorted(stated.refs)
    some = _some(refs, titles, ("Of these alone; of all if none is named", named, "l_parts"))
    return {"refs": some or ALL, "least_share": Decimal(least) / 100}


def _amounts(
    label: str, years: Mapping[int, Decimal], stated: Mapping[int, Decimal], key: str
) -> dict[int, Decimal]:
    amounts = {}
    for year in years:
        value = st.number_input(
            f"{label} {fy(year)} (k$)",
            *(0.0, _MOST_KUSD),
            value=float(stated.get(year, Decimal(0))),
            step=100.0,
            key=f"{key} {year}",
        )
        if value:
            amounts[year] = Decimal(str(value))
    return amounts


def _components(found: RankedRun, own: Conditions) -> dict[str, Any]:
    """Show floors and ceilings of the cycle's own year for the components that are named."""
    known = sorted({str(one) for one in found.order["component"] if one})
    named = st.multiselect(
        "Limits for components",
        known,
        default=[name for name in own.components if name in known],
        key="l_components",
        placeholder="none",
        select_all=False,
    )
    year = {found.cycle.fiscal_year: Decimal(0)}
    limits: dict[str, Any] = {}
    for name in named:
        stated = own.components.get(name)
        floors = stated.floor_kusd if stated else {}
        ceilings = stated.ceiling_kusd if stated else {}
        limits[name] = {
            "floor_kusd": _amounts(f"{name}: at least", year, floors, f"l_floor {name}"),
            "ceiling_kusd": _amounts(f"{name}: at most", year, ceilings, f"l_ceiling {name}"),
        }
    return limits


@st.cache_data(show_spinner=False, max_entries=32)
def _studied(place: queries.Place, run_id: str, conditions: Conditions) -> LineStudy:
    return study_line(analyses.ranked(place, run_id), conditions)


def _study(view: View, conditions: Conditions) -> LineStudy:
    return _studied(view.place, view.run.id, conditions)


def _show_ways(study: LineStudy) -> None:
    selections = study.selections
    columns = st.columns(3, gap="medium")
    for column, way, one in zip(
        columns, Way, (selections.strict, selections.skip, selections.best), strict=True
    ):
        with column:
            if isinstance(one, Infeasible):
                look.section(str(way).capitalize(), _SAID[way])
                look.notice(one.words, kind="error")
            else:
                look.show(_card(one))


def _card(one: Selection) -> Markup:
    merits = ", ".join(
        f"{points(float(merit))} in tier {tier}" for tier, merit in one.merit_by_tier.items()
    )
    left = ", ".join(f"{kusd(amount)} of {fy(year)}" for year, amount in one.left_kusd.items())
    parts = [f"{ref} {100 * share:.0f} %" for ref, share in one.shares.items() if share < 1]
    return el(
        "div",
        el("div", str(one.way).capitalize(), class_="label"),
        el("div", plural(one.funded, "new start"), class_="value"),
        el("p", _SAID[one.way], class_="hint"),
        el("p", el("strong", f"{kusd(one.unspent_kusd)} k$ unspent"), f": {left}."),
        el("p", f"Merit: {merits}."),
        el("p", f"In part: {', '.join(parts)}.") if parts else "",
        *(el("p", sentence, class_="message") for sentence in one.not_kept),
        el("details", el("summary", "Which"), el("ul", *(el("li", ref) for ref in one.shares))),
        class_="card",
    )


def _show_differences(view: View, found: RankedRun, differing: Sequence[Difference]) -> None:
    look.section("What differs", f"{plural(len(differing), 'new start')} of the ranked.")
    if not differing:
        look.notice("The ways select the same new starts.")
        return
    by_ref = {row["ref"]: row for row in queries.records(found.order)}
    ways = list(differing[0].shares)
    rows = [
        el(
            "tr",
            cell(int(by_ref[one.ref]["rank"]), class_="n"),
            cell(
                el("span", by_ref[one.ref]["title"] or "no title", class_="name"),
                page_link(el("span", one.ref, class_="ref"), "why", ref=one.ref, **view.address),
                class_="proposal",
            ),
            cell(int(by_ref[one.ref]["tier"]), class_="n"),
            cell(points(float(by_ref[one.ref]["merit"])), class_="n"),
            cell(_asks(by_ref[one.ref]["request_kusd"])),
            *(cell(_given(one.shares[way])) for way in ways),
        )
        for one in differing
    ]
    heads = [head("Rank", "n"), head("Proposal"), head("Tier", "n"), head("Merit", "n")]
    heads += [head("Asks (k$)"), *(head(str(way).capitalize()) for way in ways)]
    look.show(table("New starts that the ways treat differently", heads, rows, class_="plain"))


def _asks(request: Mapping[int, Decimal]) -> str:
    return ", ".join(f"{fy(year)}: {kusd(amount)}" for year, amount in request.items())


def _given(share: Decimal) -> Markup | str:
    if not share:
        return "not funded"
    return badge("funded", "funded" if share == 1 else f"{100 * share:.0f} %")


def _show_out_years(study: LineStudy) -> None:
    look.section(
        "What it obliges in later years",
        "Promises to continuing projects stand in any case; a new start adds its later years.",
    )
    rows = [_year_row(way, one) for way, years in study.out_years.items() for one in years]
    if not rows:
        look.notice("Nothing is asked for after the cycle's own year.")
        return
    order_charts.out_years({str(way): years for way, years in study.out_years.items()})
    heads = [head("Year"), head("By"), head("Budget", "n"), head("Promised", "n")]
    heads += [head("New starts add", "n"), head("Left", "n")]
    look.show(table("Later years, in thousands of dollars", heads, rows, class_="plain"))


def _year_row(way: Way, one: OutYear) -> Markup:
    return el(
        "tr",
        el("th", fy(one.fiscal_year), scope="row"),
        cell(str(way)),
        cell(look.DASH if one.budget_kusd is None else kusd(one.budget_kusd), class_="n"),
        cell(kusd(one.promised_kusd), class_="n"),
        cell(kusd(one.selected_kusd), class_="n"),
        cell(kusd(one.left_with_kusd), class_="n strong"),
    )


def _show_saving(view: View, conditions: Conditions) -> None:
    scenario_views.show_saving(view, {"conditions": conditions.as_plain()}, "line")
