"""Countries by every name that the contract says is known, and the lists that rules look at."""

import unicodedata

import pycountry

from tests.oracle.wording import normalized

UNITED_STATES = frozenset({"US", "AS", "GU", "MP", "PR", "UM", "VI"})

# 22 CFR 126.1(d)(1) and Russia; China with Hong Kong and Macao.
EXCLUDED = frozenset({"BY", "MM", "CN", "HK", "MO", "CU", "IR", "KP", "SY", "VE", "RU"})

# DFARS 225.872-1(a) and, last, (b).
RECIPROCAL = frozenset(
    [
        "AU",
        "BE",
        "CA",
        "CZ",
        "DK",
        "EG",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "IL",
        "IT",
        "JP",
        "LV",
        "LT",
        "LU",
        "NL",
        "NO",
        "PL",
        "PT",
        "SI",
        "ES",
        "SE",
        "CH",
        "TR",
        "GB",
        "AT",
    ]
)

MORE_NAMES = {
    "USA": "US",
    "United States": "US",
    "United States of America": "US",
    "UK": "GB",
    "Great Britain": "GB",
    "Britain": "GB",
    "South Korea": "KR",
    "Republic of Korea": "KR",
    "North Korea": "KP",
    "Czech Republic": "CZ",
    "Czechia": "CZ",
    "Turkey": "TR",
    "Türkiye": "TR",
    "Netherlands": "NL",
    "Holland": "NL",
    "Russia": "RU",
    "Iran": "IR",
    "Syria": "SY",
    "Vietnam": "VN",
    "Taiwan": "TW",
    "Burma": "MM",
    "Myanmar": "MM",
    "Venezuela": "VE",
    "UAE": "AE",
    "Slovakia": "SK",
    "Slovak Republic": "SK",
}


def country_key(name: str) -> str:
    """A name without case, full stops, commas, brackets, diacritics and outer `the`."""
    plain = "".join(letter for letter in normalized(name) if letter not in ".,()[]")
    apart = unicodedata.normalize("NFD", plain)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    words = bare.split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 1 and words[-1] == "the":
        words = words[:-1]
    return " ".join(words)


def all_names() -> dict[str, str]:
    """The two-letter code of each country by each of its names and codes."""
    names = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if spoken := getattr(country, attribute, None):
                names[country_key(spoken)] = country.alpha_2
    return names | {country_key(name): code for name, code in MORE_NAMES.items()}


CODES = all_names()


def country_code(name: str) -> str | None:
    """The country that a text names, or None."""
    return CODES.get(country_key(name))
