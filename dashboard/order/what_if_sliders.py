"""The sliders of What if, each with a box, and the address that says where they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import fy, page_address, page_link, part_name, sentence_case
from fct.data.program import CRITERIA, Conditions, Scenario
from fct.scoring.defending import WeightForm, form_of_weights, normal_weights, weights_of_form
from fct.scoring.judging import MATURITY_PARTS, Floats
from fct.scoring.ranking import OrderOfMerit

PAGE = "what-if"
_MOST_POINTS = 60.0
_SPARE = 2  # times the official budget: as far as a slider goes
_CUTS = (5, 10, 15)  # percent
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Begun:
    """What the sliders began with: a top that moved with its slider would reset it.

    Attributes
    ----------
    run_id : str
    weights : ndarray of shape (11,)
    values : mapping of str to float
        By the key of each slider.
    tops : mapping of str to float
    conditions : Conditions or None
        Of a scenario; None leaves the cycle's.
    """

    run_id: str
    weights: Floats
    values: Mapping[str, float]
    tops: Mapping[str, float]
    conditions: Conditions | None


def set_sliders(run_id: str, official: OrderOfMerit, scenario: Scenario | None) -> None:
    """Put every slider where a scenario, or the rubric and the cycle, has it."""
    given = None if scenario is None else scenario.weights
    weights = official.parts.weights if given is None else normal_weights(given)
    budgets = official.budgets if scenario is None or scenario.budgets is None else scenario.budgets
    values = _on_sliders(weights, official)
    tops = {key: max(_MOST_POINTS, value) for key, value in values.items()}
    tops["w maturity"] = 100.0
    for year in official.years:
        key, value = f"b {year}", float(budgets.get(year, Decimal(0)))
        # A year without a budget has a slider that moves all the same.
        spare = _SPARE * max(official.budgets.get(year, Decimal(0)), Decimal(1000))
        values[key], tops[key] = value, max(float(spare), value)
    for key, value in values.items():
        _put(key, value)
    conditions = None if scenario is None else scenario.conditions
    st.session_state["begun"] = Begun(run_id, weights, values, tops, conditions)


def take_address(begun: Begun) -> None:
    """Move the sliders to where the address has them; what it does not name stays."""
    for key, top in begun.tops.items():
        value = kit.number(st.query_params.get_all(_name(key)))
        if value is not None:
            _put(key, min(value, top))


def _put(key: str, value: float) -> None:
    st.session_state[key] = st.session_state[f"box {key}"] = value


def _name(key: str) -> str:
    """Return what the address calls a slider, as in ``b.2027``."""
    return key.replace(" ", ".", 1).replace(" ", "-")


def moved(begun: Begun) -> dict[str, str]:
    """Return the sliders that do not stand where they began, as the address says them."""
    return {
        # Ten digits, so that 0.1 is not written as its binary neighbor.
        _name(key): f"{st.session_state[key]:.10g}"
        for key, value in begun.values.items()
        if st.session_state[key] != value
    }


def write_address(begun: Begun) -> None:
    """Make the address say where the sliders stand."""
    now, names = moved(begun), {_name(key) for key in begun.values}
    for name in names & set(st.query_params):
        if name not in now:
            del st.query_params[name]
    for name, value in now.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def show_link(begun: Begun, address: Mapping[str, str]) -> None:
    """Show the link that opens the page with the sliders where they stand now."""
    scenario = st.query_params.get("scenario")
    asked = {**address, **({"scenario": scenario} if scenario else {}), **moved(begun)}
    kit.paragraph(page_link("Link to this what-if", PAGE, **asked), class_="hint")
    base = (st.context.url or "").split("?")[0].rsplit("/", 1)[0]
    st.code(f"{base}/{page_address(PAGE, asked)[2:]}", language=None, wrap_lines=True)


def weight_sliders(begun: Begun) -> dict[str, float]:
    """Show the sliders of weights; return their values by their keys."""
    kit.section("Weights", "Only their proportions count.")
    values = {"w maturity": _slider(begun, "w maturity", "Share of maturity in merit (%)", 0.5)}
    for heading, names in (("Points of maturity", MATURITY_PARTS), ("Criteria", CRITERIA)):
        with st.expander(heading):
            for name in names:
                key = f"w {name}"
                values[key] = _slider(begun, key, sentence_case(part_name(name)), 0.5)
    return values


def budget_sliders(official: OrderOfMerit, begun: Begun) -> dict[int, Decimal]:
    """Show the sliders of budgets with their cuts; return the budgets."""
    kit.section("Budgets", "Thousands of dollars; cuts are of the cycle's budget.")
    _cuts("all years", official.years, official)
    budgets = {}
    for year in official.years:
        value = _slider(begun, f"b {year}", fy(year), 10.0)
        if len(official.years) > 1:
            _cuts(fy(year), [year], official)
        budgets[year] = Decimal(str(value))
    return budgets


def _cuts(whose: str, years: list[int], official: OrderOfMerit) -> None:
    def cut(percent: int) -> None:
        for year in years:
            budget = official.budgets.get(year, Decimal(0))
            _put(f"b {year}", float((budget * (100 - percent) / 100).quantize(_TENTH)))

    with st.container(horizontal=True, gap="xsmall"):
        for percent in _CUTS:
            st.button(
                f"−{percent}% {whose}",
                key=f"cut {whose} {percent}",
                on_click=cut,
                args=(percent,),
            )


def _slider(begun: Begun, key: str, label: str, step: float) -> float:
    """Show a slider and its box, which move together, and return where they stand."""
    box = f"box {key}"

    def follow(leader: str, follower: str) -> Callable[[], None]:
        def copy() -> None:
            st.session_state[follower] = st.session_state[leader]

        return copy

    limits = (0.0, begun.tops[key])
    left, right = st.columns([5, 3], gap="small", vertical_alignment="bottom")
    with left:
        value: float = st.slider(
            label, *limits, step=step, format="%,g", key=key, on_change=follow(key, box)
        )
    with right:
        st.number_input(
            f"{label}, exactly",
            *limits,
            step=step,
            format="%g",
            key=box,
            on_change=follow(box, key),
            label_visibility="collapsed",
        )
    return value


def _on_sliders(weights: Floats, official: OrderOfMerit) -> dict[str, float]:
    """Return the values of the sliders of weights, by their keys."""
    form = form_of_weights(weights, official.parts.weights)
    values = {"maturity": 100 * form.maturity, **form.points}
    values |= {criterion: 100 * share for criterion, share in form.criteria.items()}
    # As the sliders show them: by this it is seen whether one was moved.
    return {f"w {name}": round(value, 1) for name, value in values.items()}


def weights_of(official: OrderOfMerit, begun: Begun, values: Mapping[str, float]) -> Floats:
    """Return the weights of the sliders; what they began with, or the rubric's, where they show it.

    Sliders have steps, so the numbers may not come back from them to the last digit.
    """
    for weights in (begun.weights, official.parts.weights):
        if values == _on_sliders(weights, official):
            return weights
    return weights_of_form(
        WeightForm(
            maturity=values["w maturity"] / 100,
            points={name: values[f"w {name}"] for name in MATURITY_PARTS},
            criteria={name: values[f"w {name}"] for name in CRITERIA},
        )
    )
