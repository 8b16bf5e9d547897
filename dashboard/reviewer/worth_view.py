"""What is worth checking and asking of proposals near the line, as sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fct.dashboard import kit
from fct.dashboard.kit import Markup, Place, View, el, page_link, plural
from fct.data.common import UsageError
from fct.data.people import Action
from fct.data.reviewing import load_review_terms
from fct.scoring.defending import (
    Worth,
    answer_words,
    costs_the_money,
    flips_the_set,
    near_the_line,
    published_worth,
    question_words,
)

_IN_QUEUE = 3  # sentences of one proposal; the others are on its page


@kit.came_in(spinner="Changing answers …")
def _worth(place: Place, fiscal_year: int) -> tuple[str, Worth] | None:
    """Return the published run and what is worth asking in it; None where nobody may know."""
    store = kit.store_at(place)
    if not store.acting.scopes(Action.ORDER_SEE) or store.runs.published(fiscal_year) is None:
        return None
    try:
        run, found = published_worth(store, fiscal_year)
    except UsageError:  # too many are ranked
        return None
    return run.id, found


def _near(view: View) -> set[str]:
    ranks = kit.order(view.place, view.run.id)
    return near_the_line(ranks, kit.scores(view.place, view.run.id))


def show_worth(view: View, ref: str) -> None:
    """Show what is worth checking and asking of one proposal, where it is near the line."""
    known = _worth(view.place, view.cycle.fiscal_year)
    if known is None or known[0] != view.run.id or ref not in _near(view):
        return
    found, terms = known[1], load_review_terms()
    answers, questions = costs_the_money(found.answers, ref), flips_the_set(found.questions, ref)
    kit.section(
        "What is worth checking and asking",
        f"It is near the line: within {plural(terms.near_ranks, 'rank')} or "
        f"{terms.near_points:g} points of merit of the last funded. Each answer was changed alone, "
        "and everything was judged again.",
    )
    if not answers and not questions:
        kit.paragraph("No single answer, one step lower, would cost it money.", class_="hint")
        return
    steps = [row for row in answers if not row["rule"]]
    rules = [row for row in answers if row["rule"]]
    sentences = [_sentence(view, row, question_words(row)) for row in questions]
    sentences += [_sentence(view, row, answer_words(row)) for row in steps]
    kit.show(el("ul", *sentences, class_="worth") if sentences else el("p", _NO_STEP))
    if rules:
        with st.expander(f"{plural(len(rules), 'rule')} it could not do without"):
            listed = [_sentence(view, row, answer_words(row)) for row in rules]
            kit.show(el("ul", *listed, class_="worth"))


_NO_STEP = "No answer of its maturity, one step lower, would cost it the money."


def _sentence(view: View, row: Mapping[str, Any], words: str) -> Markup:
    link = ""
    if kit.store_at(view.place).acting.scopes(Action.QUESTION_ASK):
        link = page_link("Ask the sponsor", "questions", ask=row["ref"], field=row["field"])
    return el("li", words, " ", link)


def show_worth_of_queue(view: View, items: Sequence[Mapping[str, Any]]) -> None:
    """Show what is worth checking and asking of the proposals of a queue that are near the line."""
    known = _worth(view.place, view.cycle.fiscal_year)
    if known is None or known[0] != view.run.id:
        return
    near = _near(view)
    cards = [card for item in items if item["ref"] in near for card in _card(view, known[1], item)]
    kit.section(
        "Worth checking and asking first",
        "Of what is in your queue and near the line: the answers on which its money hangs.",
    )
    if not cards:
        kit.paragraph("Nothing in your queue hangs on a single answer.", class_="hint")
    for card in cards:
        kit.show(card)


def _card(view: View, found: Worth, item: Mapping[str, Any]) -> list[Markup]:
    ref = item["ref"]
    rows = [(row, question_words(row)) for row in flips_the_set(found.questions, ref)]
    rows += [(row, answer_words(row)) for row in costs_the_money(found.answers, ref)]
    if not rows:
        return []
    link = page_link(item["title"] or "No title", "proposal", ref=ref, **view.address)
    more = len(rows) - _IN_QUEUE
    rest = el("p", f"{more} more on its page.", class_="hint") if more > 0 else ""
    listed = [_sentence(view, row, words) for row, words in rows[:_IN_QUEUE]]
    head = el("p", el("strong", link), " ", el("span", ref, class_="ref"))
    return [el("div", head, el("ul", *listed, class_="worth"), rest, class_="card")]
