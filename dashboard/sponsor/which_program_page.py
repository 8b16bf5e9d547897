"""Which program, before a form is filled in: a question at a time, each with its passage."""

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import el, joined
from fct.data.referrals import which_program

_KEY = "which_"


def show_which_program() -> None:
    """Draw the page."""
    kit.title(
        "Which program",
        "Six questions at most, before a form is filled in. Nothing is kept.",
    )
    given: dict[str, str] = {}
    report = which_program(given)
    while (question := report["next"]) is not None:
        words = {one["answer"]: one["says"] for one in question["answers"]}
        chosen = st.radio(
            question["asks"],
            list(words),
            index=None,
            format_func=words.__getitem__,
            key=_KEY + question["question"],
        )
        if chosen is None:
            return
        given[question["question"]] = chosen
        report = which_program(given)
        kit.paragraph("; ".join(report["answers"][-1]["sources"]), class_="hint")
    kit.notice(joined(el("strong", report["name"]), el("p", report["said"])))
    if report["lines"]:
        kit.show(kit.card_lines_table(report["lines"], report["name"]))
    kit.paragraph("; ".join(report["sources"]), class_="hint")
