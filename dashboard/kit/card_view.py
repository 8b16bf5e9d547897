"""The card of another program, as a page shows it beside a proposal or a request."""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.dashboard.kit.look import plural, section, show
from fct.dashboard.kit.markup import Markup, cell, el, row_head, table
from fct.data.referrals import answer_words

Report = Mapping[str, Any]


def card_notice(card: Report) -> Markup:
    """Return the first line of a card."""
    return el("p", el("strong", answer_words(card)), class_="lead")


def show_card(card: Report) -> None:
    """Show a card as a section: what the program is, and what it asks."""
    section(card["heading"], card["said"])
    show(card_lines_table(card["lines"], card["name"] or card["heading"]))
    if card["asks"]:
        count = len(card["missing"])
        section(
            "Questions of that program",
            f"{plural(count, 'answer')} to repair." if count else "All are answered.",
        )
        show(asked_table(card))


def card_lines_table(lines: Sequence[Report], caption: str) -> Markup:
    """Return what a card says, line by line, each with what it rests on."""
    rows = [
        (
            row_head(line["name"]),
            cell(line["text"], el("div", line["cite"], class_="hint") if line["cite"] else ""),
        )
        for line in lines
    ]
    return table(caption, ["Of the program", "What is known"], rows)


def asked_table(card: Report) -> Markup:
    """Return the questions of a program, with what the form answers already."""
    rows = [
        (
            cell(one["asks"], el("div", one["label"], class_="hint")),
            _answer(one),
            el("code", f"{one['sheet']} {one['cell']}".strip()),
        )
        for one in card["asks"]
    ]
    heads = ["The program asks", "The form answers", "Where"]
    return table(f"Questions of {card['name']}", heads, rows)


def _answer(one: Report) -> Markup | str:
    if one["is_answered"]:
        return str(one["answer"])
    if one["answer"]:
        return el("strong", f"“{one['answer']}” is not accepted; write {one['accepted']}")
    return el("strong", "not answered")
