"""The letter with which a proposal is handed on: one page, with what the receiving office needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from fct.data.papers import printed_pdf
from fct.data.program import Marking, fitted
from fct.data.referrals.cards import load_cards
from fct.data.tables import HandedOn

_LONGEST_ANSWER, _LONGEST_REASON, _LONGEST_FACT = 140, 400, 100
_OF_PROGRAM = ("First document", "Steps", "May not", "Law or instruction", "Open")
_LONGEST_LINE = 260
_NOT_ANSWERED = "not answered"


def referral_letter(
    made: HandedOn,
    facts: Sequence[tuple[str, str]],
    card: Mapping[str, Any],
    marking: Marking,
    made_from: str,
) -> bytes:
    """Return the letter as PDF; the same call gives the same bytes.

    Parameters
    ----------
    made : HandedOn
    facts : sequence of pair of str
        Of the proposal, each a name and a text.
    card : mapping
        Of the program to which it is handed on, beside the version that is handed on, as
        :func:`fct.data.referrals.card_lines` gives it.
    marking : Marking
    made_from : str
        Where it comes from, in a sentence.
    """
    program = load_cards()[made.program]
    lines = {line["name"]: line for line in card["lines"]}
    data = {
        "banner": marking.banner,
        "designation": [list(line) for line in marking.lines()],
        "title": f"Referral {made.id}",
        "foot": f"{made.ref}, version {made.version}",
        "facts": [
            ["To", fitted(made.office, _LONGEST_FACT)],
            ["Program", program.named],
            ["Date", f"{made.at:%Y-%m-%d}"],
            ["By", fitted(made.actor.name, _LONGEST_FACT)],
            *([name, fitted(text, _LONGEST_FACT)] for name, text in facts),
            ["Source", made_from],
        ],
        "reason": fitted(made.reason, _LONGEST_REASON),
        "asks": [
            [one["asks"], fitted(one["answer"] or _NOT_ANSWERED, _LONGEST_ANSWER)]
            for one in card["asks"]
        ],
        "lines": [
            [name, fitted(lines[name]["text"], _LONGEST_LINE)]
            for name in _OF_PROGRAM
            if name in lines
        ],
    }
    return printed_pdf("referral.typ", data)
