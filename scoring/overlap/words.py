"""The words by which two titles are compared: spellings made one, sizes kept, empty words gone."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from fct.data.common import normalize, without_accents
from fct.data.program import OverlapTerms

_PIECE = re.compile(r"[^\W\d_]{3,}\.(?!\w)|[^\W_]+(?:\.[0-9]+[^\W_]*)?")
_DECIMAL_COMMA = re.compile(r"(?<![0-9,])([0-9]+),([0-9]{1,2})(?![0-9])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_TYPE_NUMBER = re.compile(r"\b([a-z]{1,4})-(?=[a-z]{0,3}[0-9])")  # F-16, AW-T40
_NUMBER = r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_ROUND_LENGTH = r"(?: ?x ?[0-9]+(?:\.[0-9]+)?)?"  # of 5.56x45 mm
_SHORTEST_PLURAL = 4
_NO_PLURAL = ("ss", "us", "is")
_PLURAL_IN_ES = ("xes", "ches", "shes", "sses")
_CAPITALS = re.compile(r"\b[A-Z]{3,6}\b")
_CAPITALS_LENGTHS = range(3, 7)


class Word(NamedTuple):
    """One word of a text.

    Attributes
    ----------
    key : str
        The form in which it is compared; one that is cut short ends in a full stop.
    shown : str
        As it was written, but for case and accents.
    """

    key: str
    shown: str


@dataclass(frozen=True, slots=True)
class Text:
    """What of a text is compared.

    Attributes
    ----------
    words : tuple of Word
        Those that distinguish one item from another, sizes included; empty where none does.
    sizes : frozenset of (str, str)
        Unit and number of each size.
    """

    words: tuple[Word, ...]
    sizes: frozenset[tuple[str, str]]

    @property
    def keys(self) -> frozenset[str]:
        """The words as they are compared, each once."""
        return frozenset(word.key for word in self.words)


def read_texts(texts: Sequence[str], terms: OverlapTerms, *, are_items: bool = False) -> list[Text]:
    """Return the words of each text.

    What the texts write in two ways is read as one: a word that another text writes as two, such
    as ``minehunting``, and capitals that are the first letters of only one phrase. A full stop
    belongs to a word that is cut short, as in ``prac.``, unless a text has that word without one.

    Parameters
    ----------
    texts : sequence of str
    terms : OverlapTerms
    are_items : bool
        Whether they are names of items: the number of a type, such as ``KD-4``, then is a size. In
        a title it may name the aircraft that the item is for.
    """
    spelling = Spelling(terms)
    split = _without_needless_stops([spelling.words(text) for text in texts])
    long_forms = {
        # “night sight” anywhere lets “nightsight” elsewhere be read as the same two words.
        first.key + second.key: (first.key, second.key)
        for words in split
        for first, second in pairwise(words)
    } | _phrases(split, _capitals(texts))
    return [spelling.text(_long(words, long_forms), are_items=are_items) for words in split]


def _without_needless_stops(split: Sequence[Sequence[Word]]) -> list[list[Word]]:
    known = {word.key for words in split for word in words}
    return [
        [
            Word(bare, word.shown) if (bare := word.key.removesuffix(".")) in known else word
            for word in words
        ]
        for words in split
    ]


def _long(words: Iterable[Word], long_forms: Mapping[str, Sequence[str]]) -> list[Word]:
    return [
        Word(key, word.shown) for word in words for key in long_forms.get(word.key, (word.key,))
    ]


def _capitals(texts: Iterable[str]) -> set[str]:
    """Return the words in capitals, in small letters, of texts that have other letters too."""
    # In a title all in capitals every word looks like an abbreviation.
    mixed = (text for text in texts if not text.isupper())
    return {word.casefold() for text in mixed for word in _CAPITALS.findall(text)}


def _phrases(
    split: Iterable[Sequence[Word]], capitals: AbstractSet[str]
) -> dict[str, Sequence[str]]:
    """Return the phrase of each word in capitals, where the texts have only one."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for words in split if capitals else ():
        initials = "".join(word.key[0] for word in words)
        for length in _CAPITALS_LENGTHS:
            for place in range(len(words) - length + 1):
                if (short := initials[place : place + length]) in capitals:
                    phrase = tuple(word.key for word in words[place : place + length])
                    found.setdefault(short, set()).add(phrase)
    return {short: next(iter(phrases)) for short, phrases in found.items() if len(phrases) == 1}


class Spelling:
    """The terms, made ready for many texts.

    Parameters
    ----------
    terms : OverlapTerms
    """

    def __init__(self, terms: OverlapTerms) -> None:
        self.terms = terms
        units = "|".join(re.escape(unit) for unit in sorted(terms.units, key=len, reverse=True))
        self.size = re.compile(rf"(?<![\w.])({_NUMBER}){_ROUND_LENGTH}[ -]?({units})(?!\w)")
        single = {
            _singular(written): _singular(meaning)
            for written, meaning in terms.synonyms.items()
            if " " not in written + meaning
        }
        self.spellings = single | {
            prefix + written: prefix + meaning
            for prefix in terms.prefixes
            for written, meaning in single.items()
        }
        self.abbreviations = {_singular(written) for written in terms.synonyms}
        self.synonyms = {
            self._keys(written): self._keys(meaning) for written, meaning in terms.synonyms.items()
        }
        self.longest = max(map(len, self.synonyms), default=1)
        self.empty = _singulars(terms.generic_words) | terms.little_words
        self.weak = _singulars(terms.weak_words)

    def words(self, text: str) -> list[Word]:
        """Return every word of a text, spellings made one."""
        pieces = self._pieces(text)
        words, place = [], 0
        while place < len(pieces):
            length, meaning = self._meaning(pieces, place)
            shown = " ".join(piece.shown for piece in pieces[place : place + length])
            words += [Word(key, shown) for key in meaning]
            place += length
        return words

    def _meaning(self, pieces: Sequence[Word], place: int) -> tuple[int, tuple[str, ...]]:
        # The longest synonym first: “unmanned aerial vehicle” before “unmanned”.
        for length in range(self.longest, 0, -1):
            phrase = tuple(piece.key for piece in pieces[place : place + length])
            if len(phrase) == length and phrase in self.synonyms:
                return length, self.synonyms[phrase]
        return 1, (pieces[place].key,)

    def _keys(self, text: str) -> tuple[str, ...]:
        return tuple(piece.key for piece in self._pieces(text))

    def _pieces(self, text: str) -> list[Word]:
        plain = without_accents(normalize(text))
        plain = _THOUSANDS.sub("", _DECIMAL_COMMA.sub(r"\1.\2", plain))
        plain = self.size.sub(self._sized, plain)
        pieces = _PIECE.findall(_TYPE_NUMBER.sub(r"\1", plain))
        return self._joined([Word(self._spelled(piece), piece) for piece in pieces])

    def _spelled(self, piece: str) -> str:
        one = _singular(piece)
        bare = one.removesuffix(".")
        return self.spellings.get(bare, bare if bare in self.abbreviations else one)

    def _sized(self, match: re.Match[str]) -> str:
        # As a number, so that 40.0 mm and 40 mm are one size.
        return f" {float(match[1]):g}{self.terms.units[match[2]]} "

    def _joined(self, pieces: Sequence[Word]) -> list[Word]:
        """Return the pieces with prefixes, and short words before a type's number, joined on."""
        joined: list[Word] = []
        held: Word | None = None
        for piece in pieces:
            before, held = held, None
            if before and before.key in self.terms.designators and not piece.key[0].isdigit():
                joined.append(before)
                before = None
            if before:
                sign = "-" if before.key in self.terms.prefixes else " "
                joined.append(Word(before.key + piece.key, before.shown + sign + piece.shown))
            elif piece.key in self.terms.prefixes or piece.key in self.terms.designators:
                held = piece
            else:
                joined.append(piece)
        return joined + ([held] if held else [])

    def text(self, words: Sequence[Word], *, are_items: bool) -> Text:
        """Return what of the words is compared; a size alone identifies no item."""
        counting = tuple(word for word in words if word.key.removesuffix(".") not in self.empty)
        sizes = {word.key: size for word in counting if (size := self._size(word.key))}
        if all(word.key in sizes for word in counting):
            return Text((), frozenset())
        types = [word.key for word in counting if are_items and _has_type_number(word.key)]
        types = [key for key in types if key not in sizes]
        return Text(counting, frozenset([*sizes.values(), *(("type", key) for key in types)]))

    def is_weak(self, key: str) -> bool:
        """Whether a word counts less than others."""
        return key in self.weak or self._size(key) is not None

    def _size(self, key: str) -> tuple[str, str] | None:
        match = self.size.fullmatch(key) if key[0].isdigit() else None
        return None if match is None else (match[2], match[1])


def _has_type_number(key: str) -> bool:
    return any(sign.isdigit() for sign in key) and not key.isdigit()


def _singulars(words: AbstractSet[str]) -> frozenset[str]:
    return frozenset(map(_singular, words))


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or word[-1] != "s" or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[: -2 if word.endswith(_PLURAL_IN_ES) else -1]
