"""Scenarios side by side: budget levels with who flips, and what somebody saved."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import View, cell, el, fy, head, kusd, table
from fct.data.common import FctError
from fct.data.program import OFFICIAL, Conditions, Scenario, level_budgets, scenario_of
from fct.data.tables import stored_cycle
from fct.scoring.defending import SideBySide, WhatIf, budget_scenarios, compare_scenarios
from fct.scoring.ranking import OrderOfMerit

_NOT_APPLIED = {
    "floor_kusd": "floors of components",
    "partial": "parts of requests",
}


@kit.current()
def _saved(place: kit.Place, fiscal_year: int) -> dict[str, Scenario]:
    found = kit.store_at(place).scenarios.all(fiscal_year)
    return {one.name: one.content for one in found}


def saved_scenarios(view: View) -> Mapping[str, Scenario]:
    """Return the last version of each scenario of the cycle, by name."""
    return _saved(view.place, view.cycle.fiscal_year)


def show_saving(view: View, content: Mapping[str, object], key: str) -> None:
    """Show the form that saves weights, budgets or conditions under a name.

    Parameters
    ----------
    view : View
    content : mapping
        What the scenario sets, by the attributes of :class:`fct.data.program.scenario.Scenario`.
    key : str
        Of the form on its page.
    """
    with st.form(key, border=True):
        kit.section("Save as a scenario", "A name used before gets a new version.")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            name = st.text_input("Name", width=240)
            note = st.text_input("Why", width=360)
            by = kit.ask_name(view.place, "scenario by", width=200)
            wanted = st.form_submit_button("Save")
    if not wanted:
        return
    try:
        about = {"name": name, "note": note, "run_id": view.run.id}
        scenario = scenario_of({**content, **about}, "The scenario")
        saved = kit.store_at(view.place).scenarios.save(
            view.cycle.fiscal_year, scenario, kit.writer(view.place, by)
        )
    except FctError as error:
        kit.notice(str(error), kind="error")
        return
    _saved.clear()
    kit.notice(
        f"Saved “{saved.name}”, version {saved.version}. Others open it by this link: ",
        kit.page_link("what if: " + saved.name, "what-if", scenario=saved.name, **view.address),
    )


def show_conditions(result: WhatIf, *, is_own: bool) -> None:
    """Show which conditions a result keeps, a scenario's own or the cycle's, and which not."""
    conditions = result.conditions
    for sentence in result.no_effect:
        kit.notice(sentence)
    for sentence in result.warnings:
        kit.notice(sentence, kind="sample")
    if is_own:
        words = "; ".join(_conditions_words(conditions)) or "none"
        lifted = conditions.is_empty and not result.official.conditions.is_empty
        kit.notice(
            el("strong", "Conditions of this scenario: "),
            f"{words}; those of the cycle are lifted." if lifted else f"{words}.",
        )
    elif not conditions.is_empty:
        words = "; ".join(_conditions_words(conditions))
        kit.notice(el("strong", "Conditions of the cycle: "), f"{words}.")
    if result.not_applied:
        names = " and ".join(_NOT_APPLIED[key] for key in result.not_applied)
        kit.notice(f"What if applies no {names}; the page “Funding line” does.")


def _conditions_words(conditions: Conditions) -> list[str]:
    """Return each condition in words."""
    said = [
        f"{words} {', '.join(sorted(refs))}"
        for words, refs in (
            ("must be funded:", conditions.must_fund),
            ("given nothing:", conditions.excluded),
        )
        if refs
    ]
    for year, amount in sorted(conditions.hold_back_kusd.items()):
        said.append(f"${kusd(amount)}K of {fy(year)} held back")
    limits = (("at least", conditions.floors()), ("at most", conditions.ceilings()))
    for words, by_component in limits:
        for (component, year), amount in by_component.items():
            said.append(f"{component} {words} ${kusd(amount)}K of {fy(year)}")
    if conditions.partial is not None:
        refs = conditions.partial.refs
        whom = "all" if isinstance(refs, str) else ", ".join(sorted(refs))
        least = kit.share_words(float(conditions.partial.least_share))
        said.append(f"a part of at least {least} may be given to {whom}")
    return said + _line_words(conditions)


def _line_words(conditions: Conditions) -> list[str]:
    """Return how far the line may reach, in words."""
    line = conditions.line
    limits = (
        ("the line ends below merit", line.lowest_merit),
        ("the line ends with tier", line.lowest_tier),
        ("passed over at most", line.most_passed_over),
    )
    return [f"{words} {value:g}" for words, value in limits if value is not None]


def show_levels(view: View, official: OrderOfMerit) -> None:
    """Show the line under the declared levels of money, and who flips between them."""
    levels = level_budgets(official.cycle, _budget_of_last_year(view))
    if not official.budgets:
        kit.notice("This cycle has no budget yet, so there is no level to compare.")
        return
    kit.section("Levels of money", "Who is funded at each; thousands of dollars.")
    side = budget_scenarios(
        official,
        {level.name: level.budgets for level in levels},
        promises_only={level.name for level in levels if not level.starts_new},
    )
    reasons = [
        el(
            "li",
            el("strong", f"{level.name}: "),
            f"{float(level.share):.0%} of "
            f"{'last year' if level.is_of_last_year else 'the request'}. {level.reason}",
        )
        for level in levels
    ]
    _show_money(side)
    _show_warnings(side)
    kit.show(el("ul", *reasons, class_="hint"))
    _show_rows(view, side, "Who flips", side.flips)


def _budget_of_last_year(view: View) -> Decimal | None:
    year = view.cycle.fiscal_year - 1
    row = kit.store_at(view.place).cycles.find(year)
    return None if row is None else stored_cycle(row).budgets.get(year)


def show_comparison(view: View, official: OrderOfMerit) -> None:
    """Show saved scenarios beside the official order: what differs."""
    saved = saved_scenarios(view)
    if not saved:
        kit.notice("No scenario is saved yet. Move weights or budgets, and save one by name.")
        return
    chosen = st.multiselect(
        "Scenarios", list(saved), default=list(saved)[:2], key="compared", bind="query-params"
    )
    if not chosen:
        kit.notice("Choose a scenario to compare with the official order.")
        return
    side = compare_scenarios(official, {name: saved[name] for name in chosen})
    _show_money(side)
    _show_warnings(side)
    _show_rows(view, side, "Ranks and funding that differ", side.differing)


def _show_warnings(side: SideBySide) -> None:
    for name, result in side.results.items():
        for sentence in result.warnings:
            kit.notice(el("strong", f"{name}: "), sentence, kind="sample")


def _show_money(side: SideBySide) -> None:
    years = sorted({year for result in side.results.values() for year in result.budgets})
    rows = [
        (
            kit.row_head(name),
            cell(int(result.is_funded.sum()), class_="n strong"),
            *(
                cell(kusd(money.get(year, Decimal(0))), class_="n")
                for year in years
                for money in (result.budgets, result.used, result.left)
            ),
        )
        for name, result in side.results.items()
    ]
    heads = ["Scenario", head("Funded", "n")]
    heads += [
        head(f"{fy(y)} {name} ($K)", "n") for y in years for name in ("budget", "used", "left")
    ]
    kit.show(table("Money of each scenario", heads, rows))


def _show_rows(
    view: View, side: SideBySide, heading: str, chosen: Mapping[str, Mapping[str, object]]
) -> None:
    kit.section(heading, f"{len(chosen)} of {len(side.official.refs)}.")
    if not chosen:
        kit.notice("Nothing differs: every proposal has the same place in all of them.")
        return
    titles = kit.order(view.place, view.run.id).set_index("ref")["title"]
    names = list(side.results)
    rows = [
        (
            cell(
                el("span", titles.get(ref) or "no title", class_="name"),
                kit.ref_link(ref, "why", view.address),
                class_="proposal",
            ),
            *(_place(places, names, name) for name in names),
        )
        for ref, places in chosen.items()
    ]
    shown = ["official" if name == OFFICIAL else name for name in names]
    heads = ["Proposal", *(head(name) for name in shown)]
    kit.show(table(heading, heads, rows, class_="merit"))


def _place(places: Mapping[str, object], names: Sequence[str], name: str) -> kit.Markup:
    place, first = places[name], places[names[0]]
    rank, mark = getattr(place, "rank", 0), str(getattr(place, "mark", ""))
    is_other = mark != str(getattr(first, "mark", ""))
    return cell(
        kit.joined(kit.badge(mark), " ", f"rank {rank}"), class_="strong" if is_other else ""
    )
