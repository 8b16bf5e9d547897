"""The card of each proposal that is ineligible, and what of its report people read then.

What belongs to another program is not held against the five criteria: its findings stay in the
report, and people read the card and the questions of that program (readings 53 and 73).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fct.data.program import Severity
from fct.data.xlsx import Mark
from fct.scoring.judging.verdicts import Verdict

if TYPE_CHECKING:  # every command prints by this module, and few judge
    from fct.scoring.judging.judgement import Judgement

Report = Mapping[str, Any]

OTHER_WORK = "not FCT work"
_BLANK = "blank"


def cards_of(judgement: "Judgement") -> list[dict[str, Any] | None]:
    """Return the card of each proposal; None where it is eligible, or no card applies."""
    from fct.expectations.logic import FAILS

    failed = {rule: (judgement.outcomes[rule] == FAILS).tolist() for rule in ("G1", "G4", "G6")}
    table = judgement.table
    found: list[dict[str, Any] | None] = []
    scores = [*zip(judgement.scores["verdict"], judgement.scores["referral"], strict=True)]
    if not any(isinstance(one, str) for _, one in scores) and not any(failed["G4"]):
        return [None] * len(scores)
    from fct.data.referrals import (  # few need their cards
        CardOf,
        card_of,
        card_report,
        no_card_report,
    )

    for place, (verdict, identifier) in enumerate(scores):
        card = card_of(identifier) if isinstance(identifier, str) else None
        if card is not None:
            is_late = not failed["G6"][place] and not failed["G1"][place]
            how = CardOf(is_late, judgement.offices)
            found.append(card_report(card, table, place, how))
        elif verdict == Verdict.INELIGIBLE and failed["G4"][place]:
            found.append(no_card_report(table.proposal.value("country")[place]))
        else:
            found.append(None)
    return found


def is_other_work(proposal: Report) -> bool:
    """Whether a proposal belongs to another program, so that no rule is repaired (reading 73)."""
    return any(
        finding["rule"] == "G6" and finding["outcome"] == "fails" and not finding.get("waived")
        for finding in proposal["findings"]
    )


def verdict_words(proposal: Report) -> str:
    """Return the verdict as people read it: of other work that it is that, and no more."""
    return OTHER_WORK if is_other_work(proposal) else str(proposal["verdict"])


def missing_of(proposal: Report) -> int:
    """Return how many questions of its own program a proposal does not answer."""
    return len(proposal.get("referral_missing", ()))


def asked_marks(proposal: Report) -> Iterator[Mark]:
    """Yield a mark for each question of the program that the form does not answer."""
    card = proposal.get("card") or {"asks": []}
    for one in card["asks"]:
        if one["is_answered"]:
            continue
        is_blank = one["state"] == _BLANK
        seen = one["answer"] or ""
        wrong = one["asks"] if is_blank else f"{one['asks']} “{seen}” is not accepted."
        yield Mark(
            ref=proposal["ref"],
            sheet=one["sheet"],
            cell=one["cell"],
            severity=Severity.FORM,
            rule=card["short"],
            outcome="is not answered",
            source="; ".join(one["sources"]),
            criterion="another program",
            label=one["label"],
            seen=seen,
            state=one["state"],
            wrong=wrong,
            accepted=f"{one['accepted']}.",
            repair="Fill it in." if is_blank else "Write it as accepted.",
            hint=f"{card['name']} asks for it.",
        )


def notes_read(proposal: Report) -> Sequence[Mapping[str, str | None]]:
    """Return the notes of the reader that people see: of other work, those on its own answers."""
    notes: Sequence[Mapping[str, str | None]] = proposal["notes"]
    if not is_other_work(proposal):
        return notes
    own = {one["field"] for one in (proposal.get("card") or {"asks": []})["asks"]}
    return [note for note in notes if note["field"] is None or note["field"] in own]


def card_lines(proposal: Report) -> list[tuple[str, str]]:
    """Return the card of a proposal as lines, each a name and a text; none without one.

    Where only the item leads to another program, or the country, it is the first line alone: what
    is found in the proposal stands below.
    """
    card = proposal.get("card")
    if card is None:
        return []
    from fct.data.referrals import answer_words

    head = ("Answer", answer_words(card))
    if not is_other_work(proposal):
        return [head]
    lines = [(line["name"], _with_sources(line)) for line in card["lines"]]
    return [head, *lines, *_answered(card)]


def _with_sources(line: Report) -> str:
    return f"{line['text']} [{line['cite']}]" if line["cite"] else str(line["text"])


def _answered(card: Report) -> Iterator[tuple[str, str]]:
    """Yield what the form answers already, and how much it does not."""
    if not card["asks"]:
        return
    given = [f"{one['label']}: {one['answer']}" for one in card["asks"] if one["is_answered"]]
    left = [one["label"] for one in card["asks"] if not one["is_answered"]]
    yield "Answered already", "; ".join(given) or "nothing"
    if left:
        yield "Not answered", "; ".join(left)
