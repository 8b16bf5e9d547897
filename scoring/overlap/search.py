"""The search for overlaps: which entries share a key or have alike texts, in near-linear time.

No group of equal keys is compared member by member once it is large: then each member is paired
with the first one of every year and component, so that no pair is missed and the pairs stay few.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set as AbstractSet
from itertools import combinations, product
from typing import TypeAlias

from fct.data.program import OverlapTerms, ReasonKind
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.exact_keys import Keys, title_without_vendor
from fct.scoring.overlap.text_similarity import AlikeTexts
from fct.scoring.overlap.words import read_texts

Pair: TypeAlias = tuple[int, int]
Said: TypeAlias = dict[ReasonKind, float]


class Search:
    """The pairs among some entries, and why.

    Parameters
    ----------
    entries : sequence of Entry
        The proposals of the cycle first, each part in the order of its keys.
    of_cycle : int
        How many are of the cycle; each pair has at least one of them.
    terms : OverlapTerms

    Attributes
    ----------
    said : dict of tuple to dict
        For each pair of positions the reasons, each with a likeness that is 1 where it is equal.
    """

    def __init__(self, entries: Sequence[Entry], of_cycle: int, terms: OverlapTerms) -> None:
        self.entries, self.of_cycle, self.terms = entries, of_cycle, terms
        titles = read_texts([title_without_vendor(entry, terms) for entry in entries], terms)
        items = read_texts([entry.item for entry in entries], terms, are_items=True)
        self.keys = keys = Keys(entries, titles, items, terms)
        self.said: dict[Pair, Said] = {}
        self._same(ReasonKind.ITEM, keys.item, keys.may_be_one_item)
        self._same(ReasonKind.TITLE, keys.title)
        self._same(ReasonKind.REQUIREMENT, keys.requirement, keys.are_one_document, rare=True)
        self._same(ReasonKind.REQUIREMENT_NUMBER, keys.requirement, keys.share_number, rare=True)
        self._same(ReasonKind.VENDOR, keys.vendor, rare=True)
        self._same(ReasonKind.VENDOR_NAME, keys.vendor_name, keys.differ_in_form, rare=True)
        self._texts = {ReasonKind.TITLES_ALIKE: titles, ReasonKind.ITEMS_ALIKE: items}
        least = {
            ReasonKind.TITLES_ALIKE: terms.title_likeness,
            ReasonKind.ITEMS_ALIKE: terms.item_likeness,
        }
        self._forms = {kind: self._alike(kind, least[kind]) for kind in least}

    def shared_words(self, pair: Pair, kind: ReasonKind) -> list[str]:
        """Return the words that two alike texts share, as the first one writes them."""
        if kind not in self._texts:
            return []
        left, right = (self._texts[kind][place] for place in pair)
        return self._forms[kind].shared_words(left, right)

    def _same(
        self,
        kind: ReasonKind,
        keys: Sequence[str],
        counts: Callable[[int, int], bool] = lambda _left, _right: True,
        *,
        rare: bool = False,
    ) -> None:
        """Say of each pair with the same key that it is so, where it counts."""
        groups = defaultdict(list)
        for place, key in enumerate(keys):
            if key:
                groups[key].append(place)
        for members in groups.values():
            current = sum(place < self.of_cycle for place in members)
            # A vendor or document that very many share says little of any two of them.
            if current and not (rare and current > self.terms.largest_group):
                for pair in self._within(members):
                    if counts(*pair):
                        self._say(pair, kind)

    def _say(self, pair: Pair, kind: ReasonKind, likeness: float = 1.0) -> None:
        self.said.setdefault(pair, {})[kind] = likeness

    def _within(self, members: Sequence[int]) -> Iterator[Pair]:
        if len(members) <= self.terms.largest_group:
            yield from self._of_cycle(combinations(members, 2))
        else:
            yield from self._between(members, members)

    def _between(self, left: Sequence[int], right: Sequence[int]) -> Iterator[Pair]:
        """Yield the pairs of two groups; of large ones each member with the other's first ones."""
        pairs: Iterable[Pair] = product(left, right)
        # With the first one of each year and component: a person who opens that pair sees the
        # others through it, and the pairs stay linear in the members.
        if len(left) * len(right) > self.terms.nearest:
            pairs = {
                *product(left, self._first_ones(right)),
                *product(right, self._first_ones(left)),
            }
        yield from self._of_cycle({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})

    def _of_cycle(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        return (pair for pair in pairs if pair[0] < self.of_cycle)

    def _first_ones(self, members: Sequence[int]) -> list[int]:
        """Return the first member of each year and component: all others are seen through it."""
        first: dict[tuple[int | None, str | None, bool], int] = {}
        for place in members:
            entry = self.entries[place]
            first.setdefault((entry.fiscal_year, entry.component, entry.standing is None), place)
        return list(first.values())

    def _alike(self, kind: ReasonKind, least: float) -> AlikeTexts:
        """Say of each pair with alike texts how alike they are; the order of words is nothing."""
        # Texts of the same words are one text to the search; their members are paired afterward.
        groups: dict[AbstractSet[str], list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts[kind]):
            if text.words:
                groups[text.keys].append(place)
        members = list(groups.values())
        alike = AlikeTexts([self._texts[kind][group[0]] for group in members], self.terms, least)
        for group in members:
            for pair in self._within(group):
                self._say_alike(pair, kind, 1.0)
        columns = (column.tolist() for column in alike.pairs)
        for left, right, likeness in zip(*columns, strict=True):
            for pair in self._between(members[left], members[right]):
                self._say_alike(pair, kind, min(likeness, 1.0))
        return alike

    def _say_alike(self, pair: Pair, kind: ReasonKind, likeness: float) -> None:
        """Say how alike two are, unless the same was said as equal or they are known to differ."""
        same = ReasonKind.TITLE if kind is ReasonKind.TITLES_ALIKE else ReasonKind.ITEM
        if same in self.said.get(pair, {}):
            return
        if kind is ReasonKind.TITLES_ALIKE or self.keys.may_be_one_item(*pair):
            self._say(pair, kind, likeness)
