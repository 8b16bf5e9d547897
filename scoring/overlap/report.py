"""The pairs of a cycle as they are shown, each with the answer that stands beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fct.data.program import OverlapTerms, Relation
from fct.data.proposals import Answer, OverlapAnswer, answer_versions, pair_of
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.find import Overlap, named_overlap

_ORDER = {relation: place for place, relation in enumerate(Relation)}


@dataclass(frozen=True, slots=True)
class AnsweredOverlap:
    """A pair, and what stands of it.

    Attributes
    ----------
    overlap : Overlap
    versions : tuple of OverlapAnswer
        All that was answered, oldest first.
    """

    overlap: Overlap
    versions: tuple[OverlapAnswer, ...] = ()

    @property
    def answer(self) -> OverlapAnswer | None:
        """The answer that stands; None while nobody answered, or when it was taken back."""
        last = self.versions[-1] if self.versions else None
        return None if last is None or last.answer is Answer.OPEN else last

    @property
    def version(self) -> int:
        """The version of the last answer; 0 while nobody answered."""
        return len(self.versions)

    @property
    def is_dismissed(self) -> bool:
        """Whether a person said that it is not an overlap."""
        return self.answer is not None and self.answer.answer is Answer.DISMISSED


def answered_overlaps(
    overlaps: Sequence[Overlap],
    answers: Iterable[OverlapAnswer],
    entries: Sequence[Entry],
    terms: OverlapTerms,
) -> list[AnsweredOverlap]:
    """Return the pairs with their answers: those of one item before other items of one vendor.

    Of both those of the cycle come first, then those with the past.

    A pair that was answered and is not found any more, because a later version differs, stays.

    Parameters
    ----------
    overlaps : sequence of Overlap
    answers : iterable of OverlapAnswer
        Of the cycle, oldest first.
    entries : sequence of Entry
        Everything that was compared, past and present.
    terms : OverlapTerms
    """
    versions = answer_versions(answers)
    standing = {pair for pair, of_pair in versions.items() if of_pair[-1].answer is not Answer.OPEN}
    found = {pair_of(one.left.key, one.right.key): one for one in overlaps}
    by_key = {entry.key: entry for entry in entries}
    # A person's answer outlives the search: a pair that forms no longer say is shown as the one
    # that was named.
    for pair in standing - found.keys():
        if pair[0] in by_key and pair[1] in by_key:
            found[pair] = named_overlap(*_current_first(pair, by_key), terms)
    return [
        AnsweredOverlap(overlap, tuple(versions.get(pair, ())))
        for pair, overlap in sorted(found.items(), key=lambda item: (*_place(item[1]), item[0]))
    ]


def _current_first(pair: tuple[str, str], by_key: Mapping[str, Entry]) -> tuple[Entry, Entry]:
    one, other = (by_key[key] for key in pair)
    is_past = one.standing is not None or (
        other.standing is None and (one.fiscal_year or 0) < (other.fiscal_year or 0)
    )
    return (other, one) if is_past else (one, other)


def _place(overlap: Overlap) -> tuple[bool, int, float]:
    return overlap.is_of_vendor_alone, _ORDER[overlap.relation], -overlap.score


def overlap_report(rows: Iterable[AnsweredOverlap]) -> list[dict[str, Any]]:
    """Return the pairs as JSON values."""
    return [
        {
            "left": _entry_report(row.overlap.left),
            "right": _entry_report(row.overlap.right),
            "relation": row.overlap.relation.value,
            "score": row.overlap.score,
            "reasons": [
                {
                    "kind": reason.kind.value,
                    "words": reason.words,
                    "weight": round(reason.weight, 3),
                }
                for reason in row.overlap.reasons
            ],
            "proposed": row.overlap.proposed,
            "one_item": not row.overlap.is_of_vendor_alone,
            "answer": None if row.answer is None else answer_report(row.answer),
            "version": row.version,
            "versions": [answer_report(one) for one in row.versions],
        }
        for row in rows
    ]


def _entry_report(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "ref": entry.ref,
        "fiscal_year": entry.fiscal_year,
        "component": entry.component,
        "title": entry.title,
        "item": entry.item,
        "vendor": entry.vendor,
        "outcome": entry.outcome,
        "source": entry.source,
    }


def answer_report(answer: OverlapAnswer) -> dict[str, Any]:
    """Return an answer as JSON values."""
    return {
        "answer": answer.answer.value,
        "reason": answer.reason,
        "at": answer.at.isoformat(timespec="seconds"),
        "actor": answer.actor.name,
    }
