"""Which texts are alike: rare words in common count most, and forms of one word as that word.

Words are compared by their groups of three letters, texts by their words, both by TF-IDF and
cosine. Two texts with different sizes in one unit, as 40 mm and 84 mm, are never alike.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fct.data.program import OverlapTerms
from fct.scoring.overlap.near_pairs import NearPairs, near_pairs, no_pairs, shared_weight
from fct.scoring.overlap.words import Spelling, Text

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_LETTERS = 3  # of the groups by which words are compared
_DECIMALS = 9  # by which likenesses are ranked: sums differ in the last ones


class AlikeTexts:
    """The alike ones among some texts.

    Parameters
    ----------
    texts : sequence of Text
        No two the same.
    terms : OverlapTerms
    least : float
        Likeness asked for, above 0 and at most 1.

    Attributes
    ----------
    pairs : NearPairs
        For each text the nearest, as many as the terms allow; of equal ones those that come first.
    """

    def __init__(self, texts: Sequence[Text], terms: OverlapTerms, least: float) -> None:
        self._texts = texts
        self._forms: dict[str, list[str]] = {}
        self.pairs = no_pairs()
        if any(text.words for text in texts):
            rows = self._rows(terms)
            pairs = near_pairs(rows, least)
            pairs = pairs.only(~self._differ_in_size(pairs))
            pairs = pairs.only(~self._share_a_lone_word(pairs, terms.lone_word_likeness))
            self.pairs = _nearest(pairs, terms.nearest)

    def shared_words(self, left: Text, right: Text) -> list[str]:
        """Return the words of one text that the other has too, in the same or another form."""
        known = self._with_forms(right)
        return list(dict.fromkeys(word.shown for word in left.words if word.key in known))

    def _with_forms(self, text: Text) -> frozenset[str]:
        return text.keys.union(*(self._forms.get(key, ()) for key in text.keys))

    def _share_a_lone_word(self, pairs: NearPairs, least: float) -> npt.NDArray[np.bool_]:
        """Whether the two have only one word in common and are not as alike as that asks for."""
        known = [self._with_forms(text) for text in self._texts]
        keys = [text.keys for text in self._texts]
        less_alike = pairs.likeness < least
        columns = (column.tolist() for column in pairs.only(less_alike)[:2])
        lone = [
            len(keys[left] & known[right]) == 1 or len(keys[right] & known[left]) == 1
            for left, right in zip(*columns, strict=True)
        ]
        found = np.zeros(len(less_alike), dtype=bool)
        found[less_alike] = lone
        return found

    def _rows(self, terms: OverlapTerms) -> "csr_array":
        from scipy.sparse import csr_array, diags_array
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.preprocessing import normalize

        counter = TfidfVectorizer(analyzer=_keys, binary=True, norm=None)
        # binary and without norm: a word counts once, by its rarity; length 1 comes after other
        # forms are laid in.
        words = counter.fit_transform(self._texts)
        keys = list(counter.get_feature_names_out())
        spelling = Spelling(terms)
        weights = [terms.weak_weight if spelling.is_weak(key) else 1.0 for key in keys]
        rows = words @ diags_array(weights) @ self._likenesses(keys, terms)
        return csr_array(normalize(rows))

    def _likenesses(self, keys: list[str], terms: OverlapTerms) -> "csr_array":
        """Return for each word the words it counts as: itself and, by likeness, its other forms.

        The weight t makes the cosine of two such rows, 2t / (1 + t^2), their likeness.
        """
        from scipy.sparse import coo_array, csr_array
        from sklearn.preprocessing import normalize

        pairs = _forms_of_words(keys, terms).plus(_long_forms(keys, terms))
        for left, right in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True):
            self._forms.setdefault(keys[left], []).append(keys[right])
            self._forms.setdefault(keys[right], []).append(keys[left])
        cosine = np.minimum(pairs.likeness, 1.0)
        # So that after both rows (1, w) and (w, 1) are scaled to length 1 their product is the
        # cosine again: 2w / (1 + w**2) = cosine, solved for w.
        weight = (1 - np.sqrt(1 - cosine**2)) / cosine
        own = np.arange(len(keys))
        data = np.concatenate([np.ones(len(keys)), weight, weight])
        places = (
            np.concatenate([own, pairs.left, pairs.right]),
            np.concatenate([own, pairs.right, pairs.left]),
        )
        return csr_array(normalize(csr_array(coo_array((data, places), shape=(len(keys),) * 2))))

    def _differ_in_size(self, pairs: NearPairs) -> npt.NDArray[np.bool_]:
        """Whether the two have sizes in one unit and none of them in common."""
        units = _indicator([sorted({unit for unit, _ in text.sizes}) for text in self._texts])
        sizes = _indicator([sorted(text.sizes) for text in self._texts])
        both = shared_weight(units, pairs.left, pairs.right)
        same = shared_weight(sizes, pairs.left, pairs.right)
        differ: npt.NDArray[np.bool_] = (both > 0) & (same == 0)
        return differ


def _keys(text: Text) -> list[str]:
    return [word.key for word in text.words]


def _forms_of_words(keys: list[str], terms: OverlapTerms) -> NearPairs:
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

    fuzzy = np.array([len(key) >= terms.fuzzy_letters and key.isalpha() for key in keys])
    if not fuzzy.any():
        return no_pairs()
    places = np.flatnonzero(fuzzy)
    groups = TfidfVectorizer(analyzer="char_wb", ngram_range=(_LETTERS, _LETTERS))
    pairs = near_pairs(
        csr_array(groups.fit_transform([keys[k] for k in places])), terms.word_likeness
    )
    starts = np.array([keys[k][: terms.word_start] for k in places])
    # Forms of a word share their beginning; “interception” and “reception” share only their end.
    pairs = pairs.only(starts[pairs.left] == starts[pairs.right])
    return NearPairs(places[pairs.left], places[pairs.right], pairs.likeness)


def _long_forms(keys: Sequence[str], terms: OverlapTerms) -> NearPairs:
    """Return each word that is cut short, with every word that it may be; keys are sorted."""
    pairs = [
        (place, other)
        for place, key in enumerate(keys)
        if key.endswith(".")
        for other in _beginning_with(key[:-1], keys, place + 1)
    ]
    left, right = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return NearPairs(left, right, np.full(len(pairs), terms.cut_likeness))


def _beginning_with(start: str, keys: Sequence[str], first: int) -> Iterator[int]:
    return takewhile(lambda place: keys[place].startswith(start), range(first, len(keys)))


def _indicator(lists: Sequence[Sequence[object]]) -> "csr_array":
    from scipy.sparse import csr_array

    numbers: dict[object, int] = {}
    columns = [numbers.setdefault(one, len(numbers)) for row in lists for one in row]
    ends = np.cumsum([0, *map(len, lists)])
    shape = (len(lists), max(len(numbers), 1))
    return csr_array((np.ones(len(columns)), columns, ends), shape=shape)


def _nearest(pairs: NearPairs, most: int) -> NearPairs:
    """Return the pairs that are among the nearest of either text, the first ones of equal ones."""
    count = len(pairs.left)
    one = np.concatenate([pairs.left, pairs.right])
    other = np.concatenate([pairs.right, pairs.left])
    # Rounded before ranking, so that the last digits of a sum do not decide which of equals is
    # kept.
    likeness = np.concatenate([pairs.likeness, pairs.likeness]).round(_DECIMALS)
    order = np.lexsort((other, -likeness, one))
    first = np.searchsorted(one[order], one[order])
    within = np.zeros(len(one), dtype=bool)
    # Place within the own text's pairs, counted from 0.
    within[order] = np.arange(len(one)) - first < most
    return pairs.only(within[:count] | within[count:])
