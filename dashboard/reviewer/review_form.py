"""The form of a review: for each criterion an anchored level and a reason, then what follows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import sentence_case
from fct.data.program import Severity, load_rules
from fct.data.reviewing import (
    Choice,
    LevelGiven,
    Overrule,
    Recommended,
    ReviewContent,
    ReviewState,
    anchors_of,
    load_review_terms,
)

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
    form: Form, criteria: Iterable[str], show_machine: Callable[[str], None]
) -> tuple[ReviewContent, ReviewState] | None:
    """Show the form, and return what is to be kept where the reader says so.

    Parameters
    ----------
    form : Form
    criteria : iterable of str
    show_machine : callable
        Shows what the machine found of a criterion.
    """
    shortest = load_review_terms().shortest_reason_characters
    kit.show(
        kit.el(
            "p",
            f"A level other than the machine's needs a reason of at least {shortest} characters; "
            "so do the recommendation and each overruled rule. A draft may leave anything out.",
            class_="hint",
        )
    )
    overruled = _choose_overruled(form)
    with st.form(form.key, border=False):
        levels = {}
        for criterion in criteria:
            left, right = st.columns([1, 1], gap="medium")
            with left:
                show_machine(criterion)
            with right:
                levels[criterion] = _level(form, criterion)
        overrules = tuple(_overrule(form, rule) for rule in overruled)
        recommended = _recommendation(form)
        with st.container(horizontal=True, gap="small"):
            is_draft = st.form_submit_button("Keep as a draft")
            is_in = st.form_submit_button("Send in", type="primary")
    if not is_draft and not is_in:
        return None
    given = {name: one for name, one in levels.items() if one.level or one.reason}
    content = ReviewContent(levels=given, recommendation=recommended, overrules=overrules)
    return content, ReviewState.IN if is_in else ReviewState.DRAFT


def _choose_overruled(form: Form) -> list[str]:
    rules = [rule.id for rule in load_rules().values() if rule.severity in _CAN_BE_OVERRULED]
    before = [one.rule for one in form.content.overrules if one.rule in rules]

    def words(rule: str) -> str:
        return f"{rule}: {form.open_rules.get(rule, 'holds')}"

    return st.multiselect(
        "Rules whose outcome you see otherwise",
        rules,
        before,
        format_func=words,
        key=f"{form.key} overruled",
        select_all=False,
        width=520,
        help="Fill in outcome and reason of each below the criteria.",
    )


def _level(form: Form, criterion: str) -> LevelGiven:
    was = form.content.levels.get(criterion, LevelGiven())
    machine = form.machine_levels.get(criterion)
    anchors = anchors_of(criterion)
    said = "not given" if machine is None else str(machine)
    level = st.radio(
        f"{sentence_case(criterion)}: your level (the machine's: {said})",
        list(anchors),
        None if was.level is None else list(anchors).index(was.level),
        captions=list(anchors.values()),
        key=f"{form.key} level {criterion}",
    )
    reason = st.text_area(
        f"Reason for {criterion}", was.reason or "", key=f"{form.key} reason {criterion}", height=90
    )
    return LevelGiven(level=level, reason=reason.strip() or None)


def _overrule(form: Form, rule: str) -> Overrule:
    was = next((one for one in form.content.overrules if one.rule == rule), Overrule())
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        outcome = st.selectbox(
            f"{rule} (the machine: {form.open_rules.get(rule, 'holds')})",
            _OUTCOMES,
            None if was.outcome is None else _OUTCOMES.index(was.outcome),
            key=f"{form.key} outcome {rule}",
            width=260,
        )
        reason = st.text_input(
            f"Reason for overruling {rule}", was.reason or "", key=f"{form.key} why {rule}"
        )
    return Overrule(rule=rule, outcome=outcome, reason=reason.strip() or None)


def _recommendation(form: Form) -> Recommended:
    was, choices = form.content.recommendation, list(Choice)
    choice = st.radio(
        "Your recommendation",
        choices,
        None if was.choice is None else choices.index(was.choice),
        horizontal=True,
        key=f"{form.key} choice",
    )
    reason = st.text_area(
        "Reason for the recommendation", was.reason or "", key=f"{form.key} choice why", height=90
    )
    return Recommended(choice=choice, reason=reason.strip() or None)
