"""Under which names the sheets of a file are known: their own, or those of what they copy."""

import re

from fct.data.common import normalize
from fct.data.sheets.raw_book import RawBook, RawSheet

# Numbers names a table behind its sheet, in CSV without spaces; Excel, LibreOffice and Google name
# copies of a sheet.
_OF_NUMBERS_OR_COPY = re.compile(
    r"(?:copy of )?(?P<sheet>.+?)"
    r"(?: ?- ?table [0-9]+| \([0-9]+\)|_[0-9]+| ?\(?copy\)?(?: [0-9]+)?)?"
)


def named_sheets(book: RawBook) -> dict[str, RawSheet]:
    """Return the sheets by name; a lone copy, and one that Numbers exported, by the first name."""
    sheets = {normalize(sheet.name): sheet for sheet in book.sheets}
    for name, sheet in list(sheets.items()):
        plain = plain_name(name)
        # Of two copies nobody knows which is meant, so that neither is taken.
        alike = [other for other in sheets if plain_name(other) == plain]
        if plain not in sheets and len(alike) == 1:
            sheets[plain] = sheet
    return sheets


def plain_name(name: str) -> str:
    """Return the name of the sheet that another one copies, as names are compared.

    Examples
    --------
    >>> plain_name("Market (2)"), plain_name("Proposal - Table 1"), plain_name("Funding-Table 1")
    ('market', 'proposal', 'funding')
    """
    found = _OF_NUMBERS_OR_COPY.fullmatch(normalize(name))
    return found["sheet"] if found else normalize(name)
