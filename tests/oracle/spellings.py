"""What a sponsor may write into a cell of each kind: right, blank and wrong.

Only what the contract leaves no room for: where an implementation may read more, nothing is said.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

import pycountry

from tests.oracle.countries import MORE_NAMES
from tests.oracle.form import NO, Field
from tests.oracle.reading import Raw, Shown

BLANKS: tuple[Raw, ...] = (
    None,
    "",
    "   ",
    "\u00a0",
    "TBD",
    " tbc ",
    "TBA",
    "To  be determined",
    "to be\u00a0confirmed",
    "N/A",
    " n/a",
    "Unknown",
    "-",
    "\u2013",
    "--",
    "\u2014\u2014",
    "?",
)
ERRORS: tuple[Raw, ...] = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?")
A_DAY, FAR_OFF, LONG_AGO = dt.date(2026, 3, 12), dt.date(2199, 12, 31), dt.date(1950, 1, 1)
AMOUNTS = (0, 5, 120, 1250.5, 9999.99, 569.1000000000001, 1e-7, 0.9999999999999999, 10**12)
FORMATS = (
    *("#,##0.00", '"$"#,##0', "[$$-409]#,##0.00", "[$USD] #,##0", "[$-409]0", '0 "%"', "#,##0,"),
    *(
        "0%",
        "0.00%",
        '#,##0 "\u20ac"',
        "[$\u20ac-407] #,##0",
        "#,##0 [$EUR]",
        '"CHF" 0',
        "[$\u00a3-809]0",
    ),
    *("0;0%", '0;-0 "EUR"', '0%;-0%;"-"', "0;-0;0%", '0 "K"', '"US$" 0'),
)
ISO_NAMES = ("name", "official_name", "common_name", "alpha_2", "alpha_3")

COUNTRIES: tuple[str, ...] = (
    "France",
    "FR",
    "fra",
    "French Republic",
    "Germany",
    "Sweden",
    "  norway ",
    "NORWAY",
    "Israel",
    "UK",
    "U.K.",
    "Great Britain",
    "the United Kingdom",
    "GBR",
    "South Korea",
    "Republic of Korea",
    "Korea, Republic of",
    "Czech Republic",
    "Czechia",
    "Turkey",
    "T\u00fcrkiye",
    "Turkiye",
    "Holland",
    "The Netherlands",
    "Netherlands",
    "Austria",
    "Finland",
    "Japan",
    "Singapore",
    "South Africa",
    "Brazil",
    "UAE",
    "United Arab Emirates",
    "Slovak Republic",
    "Slovakia",
    "Taiwan",
    "Viet Nam",
    "Vietnam",
    "C\u00f4te d'Ivoire",
    "Cote d'Ivoire",
    "Moldova",
    "Republic of Moldova",
    "Denmark",
    "ITA",
    "Italy",
    "Spain",
    "Canada",
    "Australia",
    "New Zealand",
    "Switzerland",
    "Egypt",
    "India",
)
AMERICAN: tuple[str, ...] = (
    "USA",
    "us",
    "United States",
    "the United States",
    "U.S.A.",
    "United States of America",
    "Puerto Rico",
    "Guam",
    "GUM",
    "American Samoa",
    "VI",
)
EXCLUDED: tuple[str, ...] = (
    "Russia",
    "Russian Federation",
    "RU",
    "China",
    "CHN",
    "Hong Kong",
    "Macao",
    "Belarus",
    "Burma",
    "Myanmar",
    "Cuba",
    "Iran",
    "Iran, Islamic Republic of",
    "North Korea",
    "Syria",
    "Syrian Arab Republic",
    "Venezuela",
)
NO_COUNTRY: tuple[Raw, ...] = (
    "Korea",
    "England",
    "Bavaria",
    "Yugoslavia",
    "Europe",
    "Scotland",
    "France and Germany",
    "France / Germany",
    "Atlantis",
    "see annex",
    33,
    True,
    A_DAY,
)

WRONG: dict[str, tuple[Raw, ...]] = {
    "text": (),
    "email": ("a@@example.mil", "no address", "a@example", "a b@example.mil", "@x.mil", "a@.", 7),
    "choice": ("purple", "see annex", 7, 2.5, A_DAY, "yes or no", "#"),
    "marking": ("purple", 7, "CUI-ish", A_DAY),
    "multi choice": ("purple", "see annex; purple", 7, True, A_DAY),
    "country": NO_COUNTRY,
    "country list": ("Atlantis", "France, Germany", "NATO; Atlantis", 5, True),
    "integer": (8.5, "8.5", "eight", "8 percent", "50%", "(8)", True, A_DAY, "8,1", "\u0668"),
    "money": (
        "50%",
        "(500)",
        "about 5",
        "five",
        True,
        False,
        A_DAY,
        "1,23",
        "1,2000",
        "12,34,567",
        "\u0663",
        "$",
    ),
    "fiscal year": (27, "27", 1999, 2100, 2027.5, "next year", True, A_DAY, "2027/28", "2027-28"),
    "date": (
        "6/7/2026",
        46180,
        "soon",
        "2026-02-30",
        "2027-02-29",
        "2026-13-01",
        "June 2026",
        True,
        2026,
    ),
}
READABLE_TEXTS: tuple[Raw, ...] = ("none", "None", 40417, "As annexed.", "x", A_DAY, True, 12.5)


def blank(rng: Random, field: Field) -> Raw:
    """Something that is no answer yet."""
    if field.required == NO and field.kind not in ("text", "choice") and rng.random() < 0.3:
        return rng.choice(("none", "None", " NONE "))
    return rng.choice(BLANKS)


def wrong(rng: Random, field: Field) -> Raw:
    """Something that is no answer to this field."""
    options = list(WRONG[field.kind])
    if field.lowest is not None:
        options += [field.lowest - 1, str(field.lowest - 1), -4]
    if field.highest is not None:
        options += [field.highest + 1, str(field.highest + 1)]
    if field.longest is not None:
        options += ["y" * (field.longest + 1)]
    if field.required == "yes" and field.kind in ("integer", "money", "date", "fiscal year"):
        options += ["none"]
    return rng.choice(options) if options and rng.random() < 0.9 else rng.choice(ERRORS)


def right(rng: Random, field: Field) -> Raw:
    """Some answer to this field, in one of its spellings."""
    writers: dict[str, Callable[[], Raw]] = {
        "email": lambda: rng.choice(("a.b@example.mil", "x@lab.example.mil")),
        "choice": lambda: word(rng, rng.choice(field.choices)),
        "marking": lambda: rng.choice((*field.choices, "CUI//SP-CTI", "cui//SP-EXPT//NOFORN")),
        "multi choice": lambda: some_words(rng, field.choices),
        "country": lambda: a_country(rng),
        "country list": lambda: listed(rng, [a_country(rng) for _ in range(rng.randint(1, 5))]),
        "integer": lambda: number(rng, rng.randint(field.lowest or 0, field.highest or 12)),
        "money": lambda: number(rng, rng.choice(AMOUNTS)),
        "fiscal year": lambda: year(rng, rng.choice((2026, 2027, 2028, 2029))),
        "date": lambda: day(rng, rng.choice((FAR_OFF, LONG_AGO, somewhen(rng), somewhen(rng)))),
    }
    return writers[field.kind]() if field.kind in writers else a_text(rng, field)


def a_text(rng: Random, field: Field) -> Raw:
    """A text, sometimes at an edge of its length."""
    if field.longest is not None:
        return rng.choice(("y" * field.longest, " y" + "y" * (field.longest - 1) + "  ", "Short"))
    lengths = (rng.choice((49, 50, 51)), rng.choice((12, 90)))
    long = "y" * (lengths[0] - 2) + rng.choice((" ", "   ", "\n", "\u00a0")) + "z"
    return rng.choice((long, long, "y" * lengths[1], *READABLE_TEXTS))


def word(rng: Random, choice: str) -> str:
    """A choice as people write it."""
    spellings = (
        choice,
        choice,
        choice.upper(),
        choice.title(),
        f"  {choice} ",
        choice.replace(" ", "\u00a0"),
        choice.replace(" ", "  "),
        choice.replace("-", "\u2011"),
        choice.replace("-", "\u2013"),
        choice.replace("-", "\u2212"),
        choice.replace("ffi", "\ufb03"),
        wide(choice),
    )
    return rng.choice(spellings)


def some_words(rng: Random, choices: Sequence[str]) -> str:
    """A few choices, sometimes with one that is not."""
    picked = [word(rng, choice) for choice in rng.sample(choices, rng.randint(1, 3))]
    if rng.random() < 0.15:
        picked.insert(rng.randrange(len(picked) + 1), rng.choice(("purple", "see annex")))
    return rng.choice(("; ", ",", "\n", ";", "; tbd; ", ";;")).join(picked)


def listed(rng: Random, countries: Sequence[str]) -> str:
    """A few countries."""
    return rng.choice(("; ", "\n", ";", "; n/a ;", ";;")).join(countries)


def wide(words: str) -> str:
    """The full-width letters that some keyboards write."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in words)


def a_country(rng: Random) -> str:
    """A country, mostly one that may sell."""
    if rng.random() < 0.5:
        return some_name(rng)
    return rng.choice(rng.choice((COUNTRIES, COUNTRIES, COUNTRIES, AMERICAN, EXCLUDED)))


def some_name(rng: Random) -> str:
    """A name or code of any country of ISO 3166 or of the contract's list, somehow written."""
    country = rng.choice(list(pycountry.countries))
    names = [getattr(country, attribute, None) for attribute in ISO_NAMES]
    name = rng.choice([*filter(None, names), rng.choice(tuple(MORE_NAMES))])
    spelling = rng.choice(
        (str, str.upper, str.casefold, without_marks, "the {}".format, " {} ".format)
    )
    return spelling(name)


def without_marks(name: str) -> str:
    """A name without diacritics."""
    apart = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def somewhen(rng: Random) -> dt.date:
    """A day around the cycles."""
    return dt.date(2023, 1, 1) + dt.timedelta(days=rng.randrange(2000))


def number(rng: Random, value: float) -> Raw:
    """A number as a number or as text."""
    if value != float(f"{value:.15g}") or 0 < value < 1e-3:
        return value  # as text it would be another number
    whole = value == int(value)
    spellings: list[Raw] = [value, value, value, str(value), f" {value} "]
    if value >= 0:
        spellings += [f"{value:,}", f"${value:,}"]
    if value < 0:
        spellings += [f"\u2212{-value}", f"-${-value}"]
    if whole:
        spellings += [float(value), f"{int(value)}.0"]
    if rng.random() < 0.03:
        return Shown(value, rng.choice(FORMATS))
    return rng.choice(spellings)


def year(rng: Random, value: int) -> Raw:
    """A fiscal year."""
    return rng.choice((value, value, value, float(value), str(value), f"FY{value}", f"FY {value}"))


def day(rng: Random, value: dt.date) -> Raw:
    """A date."""
    at_noon = dt.datetime(value.year, value.month, value.day, 17, 30)  # noqa: DTZ001 (a cell has no zone)
    return rng.choice((value, value, value, at_noon, value.isoformat(), f" {value.isoformat()} "))
