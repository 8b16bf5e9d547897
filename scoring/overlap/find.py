"""Overlaps: proposals of one item, vendor or requirement, and items that were in FCT before.

FCT is there to avoid redundant work (10 U.S.C. 2350a(g)); what is found is proposed to people, who
confirm or dismiss it. Equal keys come first, then titles and item names that are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from fct.data.program import OverlapTerms, ReasonKind, Relation, Standing
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.search import Pair, Said, Search

_SCORE_DECIMALS = 3


_ABOUT_THE_ITEM = frozenset(
    {ReasonKind.ITEM, ReasonKind.TITLE, ReasonKind.ITEMS_ALIKE, ReasonKind.TITLES_ALIKE}
)
_ABOUT_THE_VENDOR = frozenset({ReasonKind.VENDOR, ReasonKind.VENDOR_NAME})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a pair.

    Attributes
    ----------
    kind : ReasonKind
    words : str
        As a person reads it.
    weight : float
        What it counts in the score, from 0 to 1.
    """

    kind: ReasonKind
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two entries that are shown together.

    Attributes
    ----------
    left : Entry
        A proposal of the cycle.
    right : Entry
        Another of the cycle with a later key, or one of the past.
    reasons : tuple of Reason
        The heaviest first.
    score : float
        From 0 to 1, rounded to 3 decimals.
    relation : Relation
    proposed : str
        What is proposed, in words.
    """

    left: Entry
    right: Entry
    reasons: tuple[Reason, ...]
    score: float
    relation: Relation
    proposed: str

    @property
    def is_of_vendor_alone(self) -> bool:
        """Whether nothing but the vendor is the same: other items of one maker."""
        return {reason.kind for reason in self.reasons} <= _ABOUT_THE_VENDOR


def find_overlaps(
    entries: Sequence[Entry], past: Sequence[Entry], terms: OverlapTerms
) -> list[Overlap]:
    """Return the pairs to show, the highest score first, then by the keys of the two.

    Parameters
    ----------
    entries : sequence of Entry
        The proposals of one cycle; each pair has at least one of them.
    past : sequence of Entry
        Proposals of earlier cycles and projects of the public record.
    terms : OverlapTerms

    Returns
    -------
    list of Overlap
        The same for any order of the entries.
    """
    if not entries:
        return []
    everything = sorted(entries, key=_key) + sorted(past, key=_key)
    search = Search(everything, len(entries), terms)
    found = (
        overlap for pair in search.said if (overlap := _overlap(pair, search, terms)) is not None
    )
    return sorted(found, key=lambda one: (-one.score, one.left.key, one.right.key))


def named_overlap(left: Entry, right: Entry, terms: OverlapTerms) -> Overlap:
    """Return the pair that a person named, whatever the forms say."""
    relation = _relation(left, right, terms)
    reasons = (Reason(ReasonKind.NAMED, terms.reasons[ReasonKind.NAMED].words, 0.0),)
    proposed = _proposed(terms.proposed[relation], right, terms)
    return Overlap(left, right, reasons, 0.0, relation, proposed)


def _key(entry: Entry) -> str:
    return entry.key


def _overlap(pair: Pair, search: Search, terms: OverlapTerms) -> Overlap | None:
    left, right = (search.entries[place] for place in pair)
    said, relation = search.said[pair], _relation(left, right, terms)
    # The same project again is its own history. Within a component other items of one vendor are
    # not redundant work; the same item is.
    if _is_one_project(left, right) or (
        relation is Relation.ONE_COMPONENT and not said.keys() & _ABOUT_THE_ITEM
    ):
        return None
    reasons = []
    for kind, likeness in said.items():
        declared = terms.reasons[kind]
        words = declared.words.format(
            left=_wrote(kind, left),
            right=_wrote(kind, right),
            likeness=likeness,
            shared=", ".join(search.shared_words(pair, kind)),
        )
        reasons.append(Reason(kind, words, declared.weight * likeness))
    reasons.sort(key=lambda reason: (-reason.weight, reason.kind))
    # Reasons as independent chances (noisy or): each one adds, none goes past 1.
    score = round(1 - prod(1 - reason.weight for reason in reasons), _SCORE_DECIMALS)
    proposed = _proposed(_words_for(relation, said, terms), right, terms)
    return Overlap(left, right, tuple(reasons), score, relation, proposed)


def _words_for(relation: Relation, said: Said, terms: OverlapTerms) -> str:
    """Return the words of a proposal, the surer the more alike the items are."""
    if said.keys() <= _ABOUT_THE_VENDOR:
        return terms.vendor_alone[relation]
    is_sure = any(
        likeness >= terms.sure_likeness
        for kind, likeness in said.items()
        if kind in _ABOUT_THE_ITEM
    )
    words = terms.proposed[relation]
    return words if is_sure else terms.alike.get(relation, words)


def _is_one_project(left: Entry, right: Entry) -> bool:
    """Whether the second is the same project in an earlier cycle."""
    is_later = right.standing is None and left.fiscal_year != right.fiscal_year
    return is_later and left.ref == right.ref and left.component == right.component


def _relation(left: Entry, right: Entry, terms: OverlapTerms) -> Relation:
    if right.standing is not None:
        return {
            Standing.TESTED: Relation.TESTED,
            Standing.IN_TEST: Relation.IN_TEST,
            Standing.NAMED: Relation.NAMED,
        }[right.standing]
    if left.fiscal_year != right.fiscal_year:
        return Relation.PROPOSED_BEFORE
    if {left.component, right.component} & {None, *terms.unknown_component}:
        return Relation.COMPONENT_NOT_KNOWN
    return Relation.ONE_COMPONENT if left.component == right.component else Relation.JOINT


def _proposed(words: str, right: Entry, terms: OverlapTerms) -> str:
    year = terms.year["not known" if right.fiscal_year is None else "known"]
    return words.format(
        year=year.format(year=right.fiscal_year), who=right.component or terms.nobody
    )


def _wrote(kind: ReasonKind, entry: Entry) -> str:
    if kind in _ABOUT_THE_VENDOR:
        return entry.vendor
    if kind in {ReasonKind.REQUIREMENT, ReasonKind.REQUIREMENT_NUMBER}:
        return entry.requirement
    return entry.item
