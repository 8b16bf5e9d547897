"""What a number format makes of a value: the text that is shown, and in which unit.

Source: ECMA-376 part 1, 18.8.30 (built-in formats) and 18.8.31 (format codes). Only the standard
library is needed, so that it runs in the limited process that reads workbooks.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import NamedTuple

_DOLLAR, _DOLLAR_CENTS, _ROUND, _CENTS = "$#,##0_)", "$#,##0.00_)", "#,##0_)", "#,##0.00_)"
_NUMBERED = (
    *("General", "0", "0.00", "#,##0", "#,##0.00"),
    *(f"{_DOLLAR};($#,##0)", f"{_DOLLAR};[Red]($#,##0)"),
    *(f"{_DOLLAR_CENTS};($#,##0.00)", f"{_DOLLAR_CENTS};[Red]($#,##0.00)"),
    *("0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??", *["yyyy-mm-dd"] * 9),
)
_FROM_37 = (
    *(f"{_ROUND};(#,##0)", f"{_ROUND};[Red](#,##0)"),
    *(f"{_CENTS};(#,##0.00)", f"{_CENTS};[Red](#,##0.00)"),
)
BUILT_IN: Mapping[int, str] = {
    **dict(enumerate(_NUMBERED)),
    **dict(enumerate(_FROM_37, 37)),
    **dict.fromkeys((45, 46, 47), "hh:mm:ss"),
    48: "##0.0E+0",
    49: "@",
}
GENERAL = "General"
_LONGEST_SHOWN = 80
_LARGEST_EXPONENT, _MOST_DECIMALS = 300, 100
_EXACT = Context(prec=1000)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>general|standard)|(?P<date>am/pm|a/p|[ymdhsbg]+)|(?P<power>e[+-])"
    r"|(?P<digit>[0#?])|(?P<sign>[.,%@/;])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_ELAPSED = re.compile(r"(?i)h+|m+|s+")
_DOLLARS = {"$", "US$", "USD", "$US", "USD$", "US", "U.S.$", "$USD"}
_SCALE = re.compile(
    r"(?i)(?:us)?\$?(?:k|m|mm|mn|mio|mil|b|bn|thousands?|millions?|billions?)(?:\$|usd)?\.?"
)
# Codes of ISO 4217 but for USD, and how currencies are written beside them.
_CODES = frozenset(
    re.findall(
        "[A-Z]{3}",
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
        "BWP BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR "
        "FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD "
        "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
        "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
        "PYG QAR RMB RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
        "THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VES VND VUV WST XAF XCD XDR XOF XPF "
        "YER ZAR ZMW ZWL",
    )
)
_NAMES = frozenset(
    re.findall(
        r"\w+",
        "euro euros eur gbp chf jpy cad aud sek nok dkk ils krw pln czk nis stg pound pounds yen "
        "sterling yuan won kr kroner kronor krone krona franc francs fr sfr zł kč ft lei rs руб р "
        "лв tl rupee rupees shekel shekels zloty lira",
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:\$|\.?)|\$[^\W\d_]*")
_FOREIGN_DOLLAR = re.compile(r"(?i)(?!us\$)[a-z]{1,3}\$")


class Oddity(StrEnum):
    """What is odd about how a cell is shown."""

    UNIT = "unit"  # a percent, or a currency that is not the US dollar
    OTHER = "other"  # another number or word than the cell holds
    HIDDEN = "hidden"  # nothing at all
    STRUCK = "struck"  # a line through it
    PARTLY_STRUCK = "partly struck"
    DAY = "day"  # a day, which an ods file holds as a number; ``shown`` is YYYY-MM-DD


class Look(NamedTuple):
    """How a cell is shown where that is not what it holds.

    Attributes
    ----------
    kind : Oddity
    shown : str
        What is seen; of a text that is struck through in part, that part.
    """

    kind: Oddity
    shown: str


class _Token(NamedTuple):
    kind: str
    text: str


class Section(NamedTuple):
    """One section of a format: what it shows around and instead of the digits.

    Attributes
    ----------
    tokens : sequence of tuple of str and str
        ``literal``, ``currency``, ``pad``, ``digit``, ``dot``, ``group``, ``percent``, ``at``,
        ``general``, ``date``, ``power`` and ``slash``, with their signs.
    condition : tuple of str and Decimal or None
    thousands : int
        How often the value is divided by a thousand.
    """

    tokens: Sequence[tuple[str, str]]
    condition: tuple[str, Decimal] | None = None
    thousands: int = 0

    def has(self, kind: str) -> bool:
        """Whether a kind of token is in it."""
        return any(token[0] == kind for token in self.tokens)

    @property
    def literals(self) -> str:
        """What it writes beside the digits; what is parted by them is parted by a blank."""
        return "".join(
            text if kind in {"literal", "currency"} else " " for kind, text in self.tokens
        )


def is_plain(code: str) -> bool:
    """Whether a format shows every number as itself, at a glance."""
    return _PLAIN.fullmatch(code) is not None


_PLAIN = re.compile(
    r'(?i)general|standard|(?:#,##)?0(?:\.0+)?|@(?:" \(?\*\)?")?'
    r"|[ymdhs](?:[ymdhs]|\\?[ :/.-])*(?:am/pm)?(?:;@)?"  # as saved: with signs marked as literal
    r"|\$?#,##0(?:\.0+)?(?:_\))?(?:;(?:\[red\])?(?:-\$?|\(\$?)#,##0(?:\.0+)?\)?)?"
)


def look_of_number(code: str, value: float) -> Look | None:
    """Return how a number is shown, or None where that is what it is.

    Examples
    --------
    >>> look_of_number("[$€-2] #,##0", 420)
    Look(kind=<Oddity.UNIT: 'unit'>, shown='€ 420')
    >>> look_of_number('0.0,"K"', 420).shown
    '0.4K'
    """
    return look_in(sections_of(code), value)


def look_in(sections: Sequence[Section], value: float) -> Look | None:
    """Return how the sections of a format show a number; see :func:`look_of_number`."""
    number = Decimal(f"{value:.15g}")
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        return None
    section, shown_number = _section_for(sections, number)
    if section is None:
        return Look(Oddity.OTHER, "####")
    if section.has("date"):
        return None
    shown = _cut(_rendered(section, shown_number))
    if section.has("percent") or has_other_currency(section):
        return Look(Oddity.UNIT, shown)
    if not shown:
        return Look(Oddity.HIDDEN, "")
    is_said_otherwise = section.thousands or _has_scale(section.literals)
    is_as_held = _shows(section, shown, number)
    return Look(Oddity.OTHER, shown) if is_said_otherwise or not is_as_held else None


def look_of_text(code: str, text: str) -> Look | None:
    """Return how a text is shown, or None where that is what it is."""
    return text_look_in(sections_of(code), text)


def text_look_in(sections: Sequence[Section], text: str) -> Look | None:
    """Return how the sections of a format show a text; see :func:`look_of_text`."""
    section = sections[3] if len(sections) > len("+-0") else sections[-1]
    if not section.has("at") and len(sections) <= len("+-0"):
        return None  # a format of numbers alone leaves texts as they are
    shown = _cut("".join(text if kind == "at" else _word(kind, said) for kind, said in section[0]))
    if not shown:
        return Look(Oddity.HIDDEN, "") if text.strip() else None
    if section.has("percent") or has_other_currency(section):
        return Look(Oddity.UNIT, shown)
    return Look(Oddity.OTHER, shown) if _has_scale(section.literals) else None


def may_be_odd(sections: Sequence[Section]) -> bool:
    """Whether some value is shown otherwise than it is held."""
    return any(
        section.thousands
        or section.has("percent")
        or has_other_currency(section)
        or _has_scale(section.literals)
        or not any(map(section.has, ("digit", "general", "date", "at")))
        for section in sections
    )


@functools.lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """Return the sections of a format code."""
    sections: list[list[_Token]] = [[]]
    for token in _tokens(code):
        if token == ("sign", ";"):
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(_section(tokens) for tokens in sections)


def _tokens(code: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "plain"
        text = found[kind]
        if kind in {"quoted", "escaped", "plain"}:
            yield _Token("literal", text)
        elif kind == "bracket":
            yield from _bracket(text)
        elif kind != "fill":  # is repeated as often as the cell is wide
            yield _Token(kind, text)


def _bracket(text: str) -> Iterator[_Token]:
    """Return what stands in brackets: a currency, a condition or a time; colors show nothing."""
    if text.startswith("$"):
        symbol = _symbol(text[1:])
        if symbol:
            yield _Token("currency", symbol)
    elif _CONDITION.fullmatch(text.strip()):
        yield _Token("condition", text.strip())
    elif _ELAPSED.fullmatch(text):
        yield _Token("date", text)


def _symbol(text: str) -> str:
    """Return the currency of ``[$text]``: what stands before the locale and its ``-``."""
    return text.partition("-")[0]


def _section(tokens: Sequence[_Token]) -> Section:
    condition = None
    dot = next((n for n, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    digits = [n for n, token in enumerate(tokens) if token.kind == "digit"]
    made: list[tuple[str, str]] = []
    thousands, follows_digit = 0, False
    for place, (kind, text) in enumerate(tokens):
        is_comma = (kind, text) == ("sign", ",") and follows_digit
        if kind == "condition":
            found = _CONDITION.fullmatch(text)
            condition = (found[1], Decimal(found[2])) if found and _is_number(found[2]) else None
        elif is_comma and any(place < digit < dot for digit in digits):
            made.append(("group", text))
        elif is_comma:
            thousands += 1
        else:
            made.append(_named(kind, text))
        follows_digit = is_comma or kind == "digit" or (kind == "sign" and text == ".")
    return Section(_with_one_dot(made), condition, thousands)


_SIGNS = {".": "dot", ",": "literal", "%": "percent", "@": "at", "/": "slash"}


def _named(kind: str, text: str) -> tuple[str, str]:
    return (_SIGNS[text], text) if kind == "sign" else (kind, text)


def _with_one_dot(tokens: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return tokens in which only a dot beside digits is one, and the first of them alone."""
    has_digits = any(kind == "digit" for kind, _ in tokens)
    made, dots = [], 0
    for kind, text in tokens:
        is_dot = kind == "dot"
        dots += is_dot
        made.append(("literal", text) if is_dot and (dots > 1 or not has_digits) else (kind, text))
    return tuple(made)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text) is not None


def _section_for(sections: Sequence[Section], value: Decimal) -> tuple[Section | None, Decimal]:
    """Return the section that shows a number, and the number that it shows: its sign may go."""
    numeric = [one for one in sections[:3] if not (one.has("at") and len(sections) > 1)]
    if not numeric:
        return sections[0], value
    if all(one.condition is None for one in numeric):
        return _by_sign(numeric, value)
    first = numeric[0].condition or (">", Decimal(0))
    second = ("<", Decimal(0))
    if len(numeric) > 1 and numeric[1].condition is not None:
        second = numeric[1].condition
    conditions = [first, second][: len(numeric)]
    if len(numeric) == len("+-") and numeric[1].condition is None:
        conditions = [first]  # the other one is for all else
    for section, condition in zip(numeric, conditions, strict=False):
        if _holds(condition, value):
            is_of_negatives = condition[0] in {"<", "<="} and condition[1] <= 0
            return section, abs(value) if is_of_negatives else value
    if len(numeric) == len(conditions):
        return None, value
    is_of_negatives = conditions[0][0] in {">", ">="} and conditions[0][1] == 0
    return numeric[len(conditions)], abs(value) if is_of_negatives else value


def _by_sign(numeric: Sequence[Section], value: Decimal) -> tuple[Section, Decimal]:
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    if value == 0 and len(numeric) > len("+-"):
        return numeric[2], value
    return numeric[0], value


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[sign]


def _rendered(section: Section, value: Decimal) -> str:
    value = value.scaleb(2 * sum(kind == "percent" for kind, _ in section.tokens))
    value = value.scaleb(-3 * section.thousands)
    if section.has("power") or section.has("slash") or section.has("general"):
        return _around_digits(section, value)
    places = _digit_places(section)
    decimals = len(places[1])
    if decimals > _MOST_DECIMALS or abs(value.adjusted()) > 2 * _LARGEST_EXPONENT:
        return _around_digits(section, value)
    step = Decimal(1).scaleb(-decimals)
    rounded = abs(value).quantize(step, ROUND_HALF_UP, _EXACT) if value else value
    whole, _, rest = f"{abs(rounded):.{decimals}f}".partition(".")
    shown = _whole_digits(section, places[0], whole) | _decimal_digits(section, places[1], rest)
    said = []
    for place, (kind, text) in enumerate(section.tokens):
        if kind == "digit":
            said.append(shown.get(place, ""))
        elif kind == "at":
            said.append(f"{value:f}")
        else:
            said.append(_word(kind, text))
    is_negative = value < 0 and (rounded != 0 or not places[0] + places[1])
    return ("-" if is_negative else "") + "".join(said)


def _word(kind: str, text: str) -> str:
    """Return what a token shows that is not a digit."""
    if kind == "pad":
        return " "
    return text if kind in {"literal", "currency", "percent", "dot", "slash"} else ""


def _around_digits(section: Section, value: Decimal) -> str:
    """Return what is shown of fractions, powers of ten and the general format, near enough."""
    kinds = {"digit", "general", "power", "slash", "dot", "group"}
    said, is_said = [], False
    for kind, text in section.tokens:
        if kind not in kinds:
            said.append(_word(kind, text))
        elif not is_said:
            said.append(f"{value.normalize():f}")
            is_said = True
    return "".join(said)


def _digit_places(section: Section) -> tuple[list[int], list[int]]:
    """Return the places of the digits before and after the decimal point."""
    dot = next((n for n, (kind, _) in enumerate(section.tokens) if kind == "dot"), None)
    digits = [n for n, (kind, _) in enumerate(section.tokens) if kind == "digit"]
    if dot is None:
        return digits, []
    return [n for n in digits if n < dot], [n for n in digits if n > dot]


def _whole_digits(section: Section, places: Sequence[int], whole: str) -> dict[int, str]:
    """Return what each place before the point shows: the first takes all that are left."""
    whole = whole.lstrip("0")
    shown: dict[int, str] = {}
    is_grouped = section.has("group")
    done = 0
    for place in reversed(places):
        is_first = place == places[0]
        taken = whole if is_first else whole[-1:]
        whole = "" if is_first else whole[:-1]
        if not taken:
            taken = {"0": "0", "?": " "}.get(section.tokens[place][1], "")
        said = ""
        for digit in reversed(taken):
            said = digit + ("," if is_grouped and done and done % 3 == 0 else "") + said
            done += digit.isdigit()
        shown[place] = said
    return shown


def _decimal_digits(section: Section, places: Sequence[int], rest: str) -> dict[int, str]:
    kept = len(rest.rstrip("0"))
    return {
        place: digit
        if n < kept or section.tokens[place][1] == "0"
        else {"?": " "}.get(section.tokens[place][1], "")
        for n, (place, digit) in enumerate(zip(places, rest, strict=True))
    }


def has_other_currency(section: Section) -> bool:
    """Whether a section shows a currency that is not the US dollar, by sign, code or name."""
    for kind, text in section.tokens:
        if kind == "currency":
            word = "".join(text.split())
            is_dollar = word.upper() in _DOLLARS or _SCALE.fullmatch(word) is not None
            if not is_dollar and any(sign.isalnum() or _is_currency_sign(sign) for sign in word):
                return True
    said = section.literals
    if any(_is_currency_sign(sign) for sign in said if sign != "$"):
        return True
    return any(_is_other_currency(word) for word in _WORD.findall(said))


def _is_currency_sign(sign: str) -> bool:
    return unicodedata.category(sign) == "Sc"


def _is_other_currency(word: str) -> bool:
    plain = word.rstrip(".")
    if plain.upper() in _DOLLARS:
        return False
    if _FOREIGN_DOLLAR.fullmatch(plain) and not _SCALE.fullmatch(plain):
        return True
    name = plain.strip("$")
    if name in _CODES or name.casefold() in _NAMES:
        return True
    return name[:1] in set("kKMmT") and name[1:] in _CODES  # kEUR


def _has_scale(literals: str) -> bool:
    words = literals.replace("(", " ").replace(")", " ").split()
    return any(_SCALE.fullmatch(word.strip("-+,:")) for word in words)


def _shows(section: Section, shown: str, value: Decimal) -> bool:
    """Whether what is shown is the number itself, rounded as it is shown."""
    if section.has("power") or section.has("slash"):
        return True
    digits = re.sub(r"[^0-9.]", "", re.sub(r"[^\W\d_]+\.?", "", shown)).strip(".")
    if not _is_number(digits):
        return value == 0  # a dash, or a word
    is_negative = "-" in shown.strip()[:2] or ("(" in shown and ")" in shown)
    is_negative = is_negative or shown.rstrip().endswith("-")
    number = -Decimal(digits) if is_negative else Decimal(digits)
    step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
    return abs(number - value) <= step / 2 or section.has("general")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
