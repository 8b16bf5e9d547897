"""The form of a review: for each criterion an anchored level and a reason, then what follows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import sentence_case
from fct.data import reviewing
from fct.data.program import Severity, load_rules
from fct.data.reviewing import LevelGiven, Overrule, ReviewContent, ReviewState

_OUTCOMES = ("holds", "fails", "unknown")
_CAN_BE_OVERRULED = frozenset({Severity.CRITERION, Severity.WEAKNESS})


@dataclass(frozen=True, slots=True)
class Form:
    """What the form starts from.

    Attributes
    ----------
    key : str
        Of its fields in the session; another version has another one.
    content : ReviewContent
        Of the version that is seen.
    machine_levels : mapping of str to int
        By criterion; empty where the machine judged nothing.
    open_rules : mapping of str to str
        The machine's outcome of each rule that does not hold.
    """

    key: str
    content: ReviewContent
    machine_levels: Mapping[str, int]
    open_rules: Mapping[str, str]


def show_form(
    form: Form,
    criteria: Sequence[str],
    show_machine: Callable[[str], None],
    keep: Callable[[ReviewContent, ReviewState], None],
) -> None:
    """Show the form.

    Parameters
    ----------
    form : Form
    criteria : sequence of str
    show_machine : callable
        Shows what the machine found of a criterion.
    keep : callable
        Keeps what was filled in where the reader says so, before the page is drawn again.
    """

    def press(state: ReviewState) -> None:
        keep(_given(form, criteria), state)

    shortest = reviewing.load_review_terms().shortest_reason_characters
    kit.paragraph(
        f"A level other than the machine's needs a reason of at least {shortest} characters; "
        "so do the recommendation and each overruled rule. A draft may leave anything out.",
        class_="hint",
    )
    overruled = _choose_overruled(form)
    with st.form(form.key, border=False):
        for criterion in criteria:
            left, right = st.columns([1, 1], gap="medium")
            with left:
                show_machine(criterion)
            with right:
                _show_level(form, criterion)
        for rule in overruled:
            _show_overrule(form, rule)
        _show_recommendation(form)
        with st.container(horizontal=True, gap="small"):
            draft, sent_in = ReviewState.DRAFT, ReviewState.IN
            st.form_submit_button("Keep as a draft", on_click=press, args=(draft,))
            st.form_submit_button("Send in", type="primary", on_click=press, args=(sent_in,))


def _given(form: Form, criteria: Iterable[str]) -> ReviewContent:
    """Return what the fields of the form hold."""

    def chosen(name: str) -> Any:
        return st.session_state.get(f"{form.key} {name}")

    def written(name: str) -> str | None:
        return str(chosen(name) or "").strip() or None

    levels = {
        name: LevelGiven(level=chosen(f"level {name}"), reason=written(f"reason {name}"))
        for name in criteria
    }
    return ReviewContent(
        levels={name: one for name, one in levels.items() if one.level or one.reason},
        recommendation=reviewing.Recommended(choice=chosen("choice"), reason=written("choice why")),
        overrules=tuple(
            Overrule(rule=rule, outcome=chosen(f"outcome {rule}"), reason=written(f"why {rule}"))
            for rule in chosen("overruled") or ()
        ),
    )


def _choose_overruled(form: Form) -> list[str]:
    rules = [rule.id for rule in load_rules().values() if rule.severity in _CAN_BE_OVERRULED]
    before = [one.rule for one in form.content.overrules if one.rule in rules]

    def words(rule: str) -> str:
        return f"{rule}: {form.open_rules.get(rule, 'holds')}"

    return st.multiselect(
        "Rules whose outcome you see differently",
        rules,
        before,
        format_func=words,
        key=f"{form.key} overruled",
        select_all=False,
        width=520,
        help="Fill in outcome and reason of each below the criteria.",
    )


def _show_level(form: Form, criterion: str) -> None:
    was = form.content.levels.get(criterion, LevelGiven())
    machine = form.machine_levels.get(criterion)
    anchors = reviewing.anchors_of(criterion)
    said = "not given" if machine is None else str(machine)
    st.radio(
        f"{sentence_case(criterion)}: your level (the machine's: {said})",
        list(anchors),
        None if was.level is None else list(anchors).index(was.level),
        captions=list(anchors.values()),
        key=f"{form.key} level {criterion}",
    )
    st.text_area(
        f"Reason for {criterion}", was.reason or "", key=f"{form.key} reason {criterion}", height=90
    )


def _show_overrule(form: Form, rule: str) -> None:
    was = next((one for one in form.content.overrules if one.rule == rule), Overrule())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            f"{rule} (the machine: {form.open_rules.get(rule, 'holds')})",
            _OUTCOMES,
            None if was.outcome is None else _OUTCOMES.index(was.outcome),
            key=f"{form.key} outcome {rule}",
            width=260,
        )
        st.text_input(
            f"Reason for overruling {rule}", was.reason or "", key=f"{form.key} why {rule}"
        )


def _show_recommendation(form: Form) -> None:
    was, choices = form.content.recommendation, list(reviewing.Choice)
    st.radio(
        "Your recommendation",
        choices,
        None if was.choice is None else choices.index(was.choice),
        horizontal=True,
        key=f"{form.key} choice",
    )
    st.text_area(
        "Reason for the recommendation", was.reason or "", key=f"{form.key} choice why", height=90
    )
