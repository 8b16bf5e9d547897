"""The conditions of a selection as widgets: at first the cycle's own, all of them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from fct.dashboard.kit import fy
from fct.data.program import ALL, Conditions, load_form, parse_conditions
from fct.scoring.ranking import OrderOfMerit

_MOST_KUSD = 10_000_000.0
_HALF = Decimal("0.5")


def choose_conditions(found: OrderOfMerit) -> Conditions:
    """Show what may be asked of a selection, and return it.

    Raises
    ------
    UsageError
        If the conditions contradict each other.
    """
    own = found.cycle.conditions
    competing = found.ranks[found.ranks["competes"]]
    titles = dict(zip(competing["ref"], competing["title"], strict=True))
    years = sorted({*found.years, *own.hold_back_kusd})
    with st.expander("Conditions", expanded=not own.is_empty):
        left, right = st.columns(2, gap="medium")
        with left:
            must = _some(titles, "Must be funded", own.must_fund, "l_must")
            excluded = _some(titles, "Gets nothing", own.excluded, "l_out")
            partial = _partial(titles, own)
        with right:
            held = _amounts("Hold back", years, own.hold_back_kusd, "l_hold")
            components = _components(years, own)
            line = _line(own)
    content = {
        "must_fund": must,
        "excluded": excluded,
        "hold_back_kusd": held,
        "components": components,
        "partial": partial,
        "line": line,
    }
    return parse_conditions(content, "Conditions")


def _line(own: Conditions) -> dict[str, float | int | None]:
    """Show how far the line may reach; a blank box states nothing."""
    stated = own.line
    with st.container(horizontal=True, gap="small"):
        merit = st.number_input(
            "The line ends below merit",
            *(0.0, 100.0),
            value=stated.lowest_merit,
            step=1.0,
            placeholder="no limit",
            key="l_line_merit",
        )
        tier = st.number_input(
            "The line ends with tier",
            *(1, 3),
            value=stated.lowest_tier,
            placeholder="no limit",
            key="l_line_tier",
        )
        over = st.number_input(
            "Passed over at most",
            min_value=0,
            value=stated.most_passed_over,
            placeholder="no limit",
            key="l_line_over",
        )
    return {"lowest_merit": merit, "lowest_tier": tier, "most_passed_over": over}


def _some(titles: Mapping[str, str], label: str, stated: Iterable[str], key: str) -> list[str]:
    """Show a choice of those that compete; a stated ref that does not stays among them."""
    default = sorted(stated)
    unknown = [ref for ref in default if ref not in titles]
    chosen: list[str] = st.multiselect(
        label,
        [*titles, *unknown],
        default=default,
        format_func=lambda ref: f"{ref} · {titles.get(ref, 'does not compete')}",
        key=key,
        placeholder="none",
        select_all=False,
    )
    return chosen


def _partial(titles: Mapping[str, str], own: Conditions) -> dict[str, Any] | None:
    stated = own.partial
    if not st.checkbox("A part of a request may be given", value=stated is not None, key="l_part"):
        return None
    least = st.number_input(
        "At least this share of it (%)",
        *(1.0, 100.0),
        value=float(100 * (stated.least_share if stated else _HALF)),
        step=5.0,
        key="l_least",
    )
    named: Iterable[str] = [] if stated is None or stated.refs == ALL else stated.refs
    some = _some(titles, "Only of these; of all if you name no proposal", named, "l_parts")
    # The share by its text: as a binary number 33.3% would be another one.
    content: dict[str, Any] = {"refs": some or ALL, "least_share": Decimal(str(least)) / 100}
    # No widget asks for steps, so that those of the cycle hold.
    return content if stated is None else content | {"step_share": stated.step_share}


def _amounts(
    label: str, years: Sequence[int], stated: Mapping[int, Decimal], key: str
) -> dict[int, Decimal]:
    """Show an amount for each year; a blank one states nothing, which is not zero."""
    amounts = {}
    for year in sorted({*years, *stated}):
        value = st.number_input(
            f"{label} {fy(year)} ($K)",
            *(0.0, _MOST_KUSD),
            value=float(stated[year]) if year in stated else None,
            step=100.0,
            placeholder="no limit",
            key=f"{key} {year}",
        )
        if value is not None:
            amounts[year] = Decimal(str(value))
    return amounts


def _components(years: Sequence[int], own: Conditions) -> dict[str, Any]:
    """Show floors and ceilings for the components that are named."""
    named = st.multiselect(
        "Limits for components",
        [*load_form()["component"].choices],
        default=list(own.components),
        key="l_components",
        placeholder="none",
        select_all=False,
    )
    limits: dict[str, Any] = {}
    for name in named:
        stated = own.components.get(name)
        floors = stated.floor_kusd if stated else {}
        ceilings = stated.ceiling_kusd if stated else {}
        limits[name] = {
            "floor_kusd": _amounts(f"{name}: at least", years, floors, f"l_floor {name}"),
            "ceiling_kusd": _amounts(f"{name}: at most", years, ceilings, f"l_ceiling {name}"),
        }
    return limits
