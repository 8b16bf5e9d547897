"""The keys by which entries are the same: vendor, item, requirement document and title."""

import re
from collections.abc import Sequence

from fct.data.common import name_key, normalize, without_accents
from fct.data.program import OverlapTerms
from fct.scoring.overlap.entries import Entry
from fct.scoring.overlap.words import Spelling, Text

_NO_LETTER = re.compile(r"[\W_]+")


def letters_and_digits(text: str) -> str:
    """Return a text without case, accents, spaces and other signs."""
    return _NO_LETTER.sub("", without_accents(normalize(text)))


def vendor_key(vendor: str, terms: OverlapTerms) -> str:
    """Return a vendor's name as the rules compare it (reading 33), empty if it names nobody."""
    key = name_key(vendor)
    return "" if key in terms.no_vendor else key


def vendor_name(vendor: str, terms: OverlapTerms) -> str:
    """Return a vendor's key without its legal form, as in ``nordlys`` for ``Nordlys AS``."""
    name, rest = vendor_key(vendor, terms), ""
    # “Nordlys Holding AS” has two forms at its end.
    while name != rest:
        name, rest = _without_form(name, terms), name
    return name


def _without_form(name: str, terms: OverlapTerms) -> str:
    words = name.split(" ")
    for start in range(1, len(words)):
        if " ".join(words[start:]) in terms.legal_forms:
            return " ".join(words[:start])
    return name


def requirement_key(requirement: str, terms: OverlapTerms) -> str:
    """Return the letters and digits of a document's number, empty where they name no document."""
    key = letters_and_digits(requirement)
    is_short = len(key) < terms.requirement_characters
    return "" if is_short or normalize(requirement) in terms.no_requirement else key


def title_without_vendor(entry: Entry, terms: OverlapTerms) -> str:
    """Return a title without the vendor's name, which is compared by itself."""
    name = vendor_name(entry.vendor, terms)
    # Spaces around both, so that the name is taken as words and not out of a longer one.
    return f" {normalize(entry.title)} ".replace(f" {name} ", " ") if name else entry.title


class Keys:
    """The keys of some entries, each a list in their order; an empty key is the same as no other.

    Parameters
    ----------
    entries : sequence of Entry
    titles, items : sequence of Text
        Read from them; a text without words has no key.
    terms : OverlapTerms
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        titles: Sequence[Text],
        items: Sequence[Text],
        terms: OverlapTerms,
    ) -> None:
        spelling = Spelling(terms)
        self.title = [
            normalize(entry.title) if text.words else ""
            for entry, text in zip(entries, titles, strict=True)
        ]
        self.item = [
            letters_and_digits(entry.item) if text.words else ""
            for entry, text in zip(entries, items, strict=True)
        ]
        self.vendor = [vendor_key(entry.vendor, terms) for entry in entries]
        self.vendor_name = [vendor_name(entry.vendor, terms) for entry in entries]
        self.requirement = [requirement_key(entry.requirement, terms) for entry in entries]
        self.authority = [
            tuple(word.key for word in spelling.words(entry.authority)) for entry in entries
        ]
        self._has_type_number = [any(unit == "type" for unit, _ in text.sizes) for text in items]

    def may_be_one_item(self, left: int, right: int) -> bool:
        """Whether like names may mean one item: a name such as “radio” does only of one vendor."""
        if self._has_type_number[left] and self._has_type_number[right]:
            return True
        names = {self.vendor_name[left], self.vendor_name[right]} - {""}
        return len(names) < 2  # noqa: PLR2004 - two

    def are_one_document(self, left: int, right: int) -> bool:
        """Whether one authority stands beside an equal number."""
        return bool(self.authority[left]) and self.authority[left] == self.authority[right]

    def share_number(self, left: int, right: int) -> bool:
        """Whether an equal number may be of two documents."""
        return not self.are_one_document(left, right)

    def differ_in_form(self, left: int, right: int) -> bool:
        """Whether vendors of one name are written with different legal forms."""
        return self.vendor[left] != self.vendor[right]
