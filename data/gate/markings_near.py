"""Lines that mark what they stand in: a level with a control, a portion, a statement, a page line.

The words come from ``declarations/markings.yaml``; how they stand together is said here. Sources:
DoDM 5200.01 volume 2, enclosures 3 and 4; the CAPCO register.
"""

import re
from collections.abc import Iterable

SEPARATORS = r"\s*[\s/\\|,;:&(\[-][\s/(\[-]*"
SHORT = "(?:TS|S|C)"
_THINGS = (
    "document|workbook|file|sheet|page|cell|attachment|form|briefing|annex|slide|report|message"
    "|presentation|proposal|spreadsheet|appendix|enclosure|memorandum|letter|e-?mail|material|brief"
)
_ABLE = (
    "clear(?:ance|ed)|accredit|network|approv|certif"  # what somebody or something has a level of
)
_PARTS = "annex|appendix|enclosure|attachment|tab|exhibit|section|part|volume|chapter|figure|table"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PAGE = rf"(?:page|copy|draft|rev|version|\d{{1,2}}\s+(?:{_MONTHS})[a-z]*\s+\d{{4}}|\d+\W*$)"
_SURE = r"NF|NOFORN|REL(?:\s+(?:TO\s+)?[A-Z, ]+)?"  # after one stroke
_SHORT_ALLIED = r"CTSA?|CTS-B|NS(?:AT)?|NCA?|NR|[A-Z]{3,5} (?:TS|S|C|R)"


class Sought:
    """A pattern, and words of which one stands in all that it finds; those are found much faster.

    Parameters
    ----------
    pattern : re.Pattern
    words : tuple of str
        In upper case; in lower case, where the pattern is one of any case. Without any the pattern
        is fast by itself.
    """

    def __init__(self, pattern: re.Pattern[str], words: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self._words = words
        self._is_of_any_case = bool(pattern.flags & re.IGNORECASE)

    def may_stand_in(self, line: str, lower: str) -> bool:
        """Whether a line, which is given in lower case too, holds one of the words."""
        shown = lower if self._is_of_any_case else line
        return not self._words or any(word in shown for word in self._words)


def words_of(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return the longest word of each phrase, in upper case; one that holds another is left out.

    Examples
    --------
    >>> words_of(["TOP SECRET", "SECRETS", "VS-NFD"])
    ('NFD', 'SECRET')
    """
    longest = {max(re.findall(r"[^\W\d_]+", phrase), key=len).upper() for phrase in phrases}
    return tuple(
        sorted(word for word in longest if not any(one in word for one in longest - {word}))
    )


def line_patterns(high: str, business: str, controls: str, levels: tuple[str, ...]) -> list[Sought]:
    """Return what marks a line in which it stands, whatever else the line says.

    Parameters
    ----------
    high, business, controls : str
        Patterns of the levels that mark by themselves, of those of business too, and of what
        follows a level.
    levels : tuple of str
        Words of which one stands in each level.
    """
    fast = [
        re.compile(rf"^\W*{SHORT}//(?:{controls})(?!\w)"),
        re.compile(rf"^\W*{SHORT}\s*/\s*(?:{_SURE})(?:\s*/\s*(?:{controls}))*\W*$"),
        re.compile(rf"^\W*(?:TS\s*/\s*(?:SCI|SI|TK|HCS)(?!\w)|{SHORT}-(?:NF|NOFORN)\W*$)"),
        re.compile(
            rf"//\s*(?:JOINT\s+)?(?:[A-Z]{{2,4}}\s+)?(?:{high}|{business}|RESTRICTED|GEHEIM)(?!\w)"
        ),
        re.compile(r"//\s*CTS(?!\w)"),
        *_portions(),
    ]
    of_level = (*levels, "GEHEIM")
    return [
        *map(Sought, fast),
        *_statements(high, business),
        *(Sought(pattern, of_level) for pattern in _page_lines(f"{high}|GEHEIM")),
    ]


def banner_patterns(
    high: str, business: str, controls: str, strict: str, levels: tuple[str, ...]
) -> list[Sought]:
    """Return a level with its control, as banners say them; sentences speak of them too.

    Parameters
    ----------
    high, business, controls : str
        As :func:`line_patterns`.
    strict : str
        Pattern of the controls that may follow a level of business after any separator.
    levels : tuple of str
        As :func:`line_patterns`.
    """
    both, dates = f"{high}|{business}", r"\d{8}|25X\d?"
    in_capitals = [
        re.compile(rf"(?<!\w)(?:{high})\s*//\s*[A-Z]{{2}}\w*"),
        re.compile(rf"(?<!\w)(?:{high}){SEPARATORS}(?:{controls})(?!\w)"),
        # "The CONFIDENTIAL - RD budget" goes on in small letters and speaks of business.
        re.compile(rf"(?<!\w)(?:{business}){SEPARATORS}(?:{strict})(?!\w)(?!\s+[a-z])"),
    ]
    strokes = rf"(?<!\w)(?:{both})\s*//\s*(?:{controls}|{dates})(?!\w)"
    noforn = rf"(?<!\w)(?:{both}){SEPARATORS}NOFORN(?!\w)"
    return [
        *(Sought(pattern, levels) for pattern in in_capitals),
        Sought(re.compile(strokes, re.IGNORECASE), ("//",)),
        Sought(re.compile(noforn, re.IGNORECASE), ("noforn",)),
    ]


def _portions() -> list[re.Pattern[str]]:
    return [
        re.compile(rf"[(\[]\s*{SHORT}\s*//\s*[A-Z]{{2}}"),
        re.compile(rf"[(\[]\s*{SHORT}//(?:nf|noforn|rel|si|tk|oc)(?!\w)", re.IGNORECASE),
        re.compile(rf"[(\[]\s*{SHORT}\s*(?:/\s*(?:{_SURE})|-\s*(?:NF|NOFORN))(?!\w)"),
        re.compile(r"[(\[]\s*T?S\s*/\s*(?:SCI|SI|TK|HCS|OC)(?!\w)"),
        re.compile(rf"[(\[]\s*//\s*(?:{_SHORT_ALLIED})(?!\w)"),
    ]


def _statements(high: str, business: str) -> list[Sought]:
    said = (
        rf"(?:(?:classified\s+)?(?:as\s+)?(?:{high})|classified\s+(?:as\s+)?(?:{business}))(?!\w)"
    )
    day = rf"\d|25X|50X|OADR|X[1-8]|source\s+marked|(?:{_MONTHS})[a-z]*\s"
    by_word = {
        "this": rf"(?<!\w)this\s+(?:{_THINGS})\s+(?:is|contains)\s+(?:information\s+)?{said}",
        "classification": rf"classification\s+of\s+this\s+(?:{_THINGS})(?:\s+is\W+|\s*[:=]\W*)"
        rf"(?:{high}|{business})(?!\w)",
        "contains": rf"^\W*contains\s+(?:{high})\s+(?:information|material|data)\W*$",
        "downgrade": rf"(?<!\w)downgraded?\s+to\s+(?:{high}|{business})\s+on\W+\d",
        "classified": rf"^\W*(?:security\s+)?classified\s*[:=-]?\s*(?:{high}|{business})\W*$",
        "decl": rf"(?<!\w)decl(?:assify)?\.?\s+on\s*:?\s*(?:{day})",
        "restricted data": r"(?<!\w)restricted data as defined in the atomic energy act",
    }
    return [Sought(re.compile(said, re.IGNORECASE), (word,)) for word, said in by_word.items()]


def _page_lines(high: str) -> list[re.Pattern[str]]:
    return [
        re.compile(rf"^\W*(?:{high})\s*[-:|]\s"),
        re.compile(rf"^(?!.*(?i:{_ABLE})).*\s[-:|]\s*(?:{high})\W*$"),
        re.compile(rf"^\W*(?i:{_PARTS})\s+\w{{1,4}}\s*[-:|]\s*(?:{high})\W*$"),
        re.compile(rf"^\W*(?:{high})\s+(?i:{_PAGE})"),
        re.compile(rf"^\W*(?i:page\s+\d+(?:\s+of\s+\d+)?|draft)\s+(?:{high})\W*$"),
    ]
