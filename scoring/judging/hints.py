"""Hints: what an answer that is not accepted may have been meant as, and how to write that.

A hint is never a reading: the answer stays unreadable until the sponsor writes what is meant.
"""

import calendar
import datetime as dt
import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from fct.data.common import loaded_once, normalize, squeeze
from fct.data.program import (
    Field,
    FieldType,
    country_code,
    country_name,
    country_names,
    declared_rows,
)
from fct.data.proposals import SCALES, State, read_answer, unread_pieces
from fct.scoring.judging.meanings import meanings, question

_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
_YEAR_FIRST = (
    re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_NUMBERED_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
_NAMED_MONTH = re.compile(r"(?i)([0-9]{1,2})[ ./-]?([a-z]{3,9})[ .,/'-]*([0-9]{4}|[0-9]{2})")
_MONTHS = {name.casefold()[:3]: n for n, name in enumerate(calendar.month_name) if n}
_CENTURY = 2000
_DAY_ZERO, _LAST_DOUBTFUL = dt.date(1899, 12, 30), 60  # of the count of days in Excel, from 1900
_MONTH_ALONE = re.compile(
    rf"(?i)(?:{'|'.join(name[:3] for name in calendar.month_name[1:])})[a-z]*[.,'-]* ?[0-9]{{2,4}}"
    r"|[0-9]{1,2}/[0-9]{4}|[0-9]{4}[-/][0-9]{1,2}|(?:[fc]y ?)?20[0-9]{2}|[fc]y ?[0-9]{2}"
    r"|(?:early|mid|late|spring|summer|fall|autumn|winter)[ -].*[0-9]{2,4}"
    r"|[fc]y ?[0-9]{2,4} ?q[1-4]|(?:q[1-4]|[1-4]q),? ?(?:[fc]y)? ?[0-9]{2,4}"
)
_AROUND_A_DAY = re.compile(
    r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? |(?<=[0-9])(?:st|nd|rd|th)\b| of(?= )"
)
_MONTH_FIRST = re.compile(r"(?i)([a-z]{3,9})[ .-]*([0-9]{1,2})[ .,'-]+([0-9]{4}|[0-9]{2})")
_TO = re.compile(r"(?i) (?:to|until|through|thru|and|-) ?| ?[\u2013;] ?")
_ADDRESS = re.compile(r"[^\s@<>;,()]+@[^\s@<>;,()]+\.[^\s@<>;,().]+")
_SCALED = re.compile(
    rf"(?i)[^0-9(-]{{0,12}}(?P<number>[0-9.,]+) ?(?P<scale>{'|'.join(SCALES)})s?"
    r"(?: ?(?:us ?)?(?:dollars?|usd|\$))?\W*"
)
_ONE_READING = re.compile(
    r"[0-9]+(?:\.(?:[0-9]{1,2}|[0-9]{4,}))?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
)
_OTHER_MONEY = re.compile(
    r"(?i)[€£¥₩₪₹₺₽₴]|\b(?:eur|euros?|gbp|chf|sek|nok|dkk|jpy|cad|aud|ils|krw)\b"
)
_BRACKETED = re.compile(r"\(\$? ?(?P<number>[0-9][0-9.,]*)\)")
_OTHER_GROUPS = re.compile(  # 1.234.567 and 1 200 and 1'200, each with or without ,50; 12,34
    r"(?i)\$?(?P<whole>[0-9]{1,3}(?P<mark>[. '’])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:,(?P<decimals>[0-9]{1,2}))?(?: ?(?:us ?)?(?:\$|usd|dollars?))?"
)
_MOST_DIGITS_OF_THOUSANDS = 6  # of a number of thousands that is not meant in dollars
_UNIT_SCALES = {"US dollars": 0, "thousands of US dollars": 3}
_LONE_NUMBER = re.compile(
    r"(?i)(?!.*\b(?:[kmb]|mn|bn|thousands?|millions?|billions?)\b)"
    r"[^0-9%(-]*(?<![0-9.,-])(?P<number>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?![0-9.,]*[0-9%])"
    r"(?:[^0-9%kmb](?:[^0-9%]*))?"
)
_NAMED_LEVEL = re.compile(r"(?<=[A-Za-z])-(?=[0-9])")
_NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_LARGER = frozenset(
    (
        *("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        *("dozen", "hundred", "thousand", "million", "billion"),
    )
)
_TOO_NARROW = re.compile(r"#{2,}")  # what programs show in place of a number or day
_NO_ROOM = (
    "This is what a program shows where a column is too narrow for a number or a day: write the "
    "answer itself."
)
_LETTERS_FOR_DIGITS = re.compile(r"[Il]?[0-9Oo.,]+")
_SHORT_YEAR = re.compile(r"(?i)\W*(?:g?fy|f|fiscal year)?\W*(?P<year>[0-9]{2}|20[0-9]{2})\W*")
_YEAR_LEFT_OUT = re.compile(r"(?i)[0-9]{1,2}[ ./-]?([a-z]{3,9})\.?")
_YEAR_OR_DAY = re.compile(r"(?i)([a-z]{3,9})[ .,-]*(?:[1-9]|[12][0-9]|3[01])")
_TOTAL = re.compile(r"(?i)total|\bsum\b|\bamount")
_BETWEEN = re.compile(r"[;,/&]| and | or ")
_RANGE = re.compile(r"[^0-9]{0,12}[0-9][0-9.,]* ?(?:-|to|or|/) ?[0-9][0-9.,]*\W*")
_CLOSE = 0.75  # of difflib: two letters of ten may differ
_MOST_PIECES = 4  # of a list; the others are counted
_LONGEST_MEANT = 120  # characters; in longer texts nothing is looked for
_LONGEST_NAME = 60  # characters; what is longer is not a misspelled name


ADDS_UP = "If this line only adds up, write “Total” in its first cell, or delete it."


@functools.lru_cache(maxsize=4096)
def hint(field: Field, written: str) -> str:
    """Return a sentence on what may have been meant, or nothing where it cannot be known.

    Parameters
    ----------
    field : Field
    written : str
        The whole answer, as text.

    Examples
    --------
    >>> from fct.data.program.form import load_form
    >>> hint(load_form()["test_end"], "13/4/2028")
    'Write 2028-04-13, if that is the day.'
    """
    text = squeeze(written)
    if _TOO_NARROW.fullmatch(text):
        return _NO_ROOM
    if field.type in {FieldType.MULTI_CHOICE, FieldType.COUNTRY_LIST}:
        return _pieces(field, written)
    if normalize(text) in map(normalize, (field.label, *field.also_written_as)):
        return "This is the question itself: write its answer here."
    if field.type in {FieldType.MONEY, FieldType.INTEGER}:
        return _of_number(field, text)
    return _described(field, text)


def _described(field: Field, text: str) -> str:
    describe = _HINTS.get(field.type)
    if describe is None or (len(text) > _LONGEST_MEANT and field.type is not FieldType.TEXT):
        return ""
    return describe(field, text)


def _of_number(field: Field, text: str) -> str:
    # NFKC turns full-width digits into 0 to 9, and unicodedata.decimal those of Arabic, Devanagari
    # and others.
    plain = _in_plain_digits(text)
    if plain != text and _is_read(field, plain):
        return f"Write {plain}, if that is the number."
    return _day_for_number(field, plain) or _described(field, plain)


def _in_plain_digits(text: str) -> str:
    """Return a text with the digits 0 to 9 in place of those of other scripts."""
    digits = (
        (sign, unicodedata.decimal(sign, None)) for sign in unicodedata.normalize("NFKC", text)
    )
    return "".join(sign if digit is None else str(digit) for sign, digit in digits)


def _day_for_number(field: Field, text: str) -> str:
    """Return what a number may have been that a cell with the format of a date shows as a day."""
    try:
        number = (dt.date.fromisoformat(text) - _DAY_ZERO).days
    except ValueError:
        return ""
    # Excel counts a 29 February 1900 that never was as day 60, so numbers up to there have two
    # readings.
    if number > _LAST_DOUBTFUL and _is_read(field, str(number)):
        return f"Write {number} in a cell without the format of a date, if that is the number."
    return "Write the fiscal year alone, not a day." if field.is_fiscal_year else ""


def _text(field: Field, text: str) -> str:
    if field.longest is None or len(text) <= field.longest:
        return ""
    return f"It has {len(text):,} characters: shorten it by {len(text) - field.longest:,}."


def _date(_: Field, text: str) -> str:
    if _SERIAL.fullmatch(text):
        # Five digits are the day count of Excel for the years 1927 to 2173.
        # A CSV file has no formats, so the day is named too.
        day = _DAY_ZERO + dt.timedelta(days=int(float(text)))
        return (
            f"{text} is what a date looks like without its format: format the cell as a date, or "
            f"write {day}, if that is the day."
        )
    if missing := _part_missing(text):
        return missing
    days = _days_meant(_AROUND_A_DAY.sub("", text))
    if days is None:
        several = [_days_meant(one) for one in _TO.split(text)]
        return "Write one day, not several." if len(several) > 1 and all(several) else ""
    meant = " or ".join(sorted(f"{day}" for day in days))
    if not days:
        return "This day does not exist."
    if len(days) == 1:
        return f"Write {meant}, if that is the day."
    return f"It has two readings, month first or day first: write {meant}."


def _part_missing(text: str) -> str:
    """Return which part of a day is not written, if it is one of another two."""
    if (found := _YEAR_LEFT_OUT.fullmatch(text)) and _is_month(found[1]):
        return "The year is missing: write the whole day, as YYYY-MM-DD."
    if (found := _YEAR_OR_DAY.fullmatch(text)) and _is_month(found[1]):
        return "The year or the day is missing: write the whole day, as YYYY-MM-DD."
    is_month = _MONTH_ALONE.fullmatch(text)
    return "The day is missing: write the first or last day that is meant." if is_month else ""


def _days_meant(text: str) -> set[dt.date] | None:
    """Return the days that a text may mean, perhaps not one; None if it is not a date."""
    if found := next(filter(None, (one.fullmatch(text) for one in _YEAR_FIRST)), None):
        year, first, second = map(int, found.groups())
        days = {_day(year, first, second)}
    elif found := _NUMBERED_DAY.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _whole_year(found[3])
        # 3/4 is March or April; where only one of the two is a day, that one is offered.
        days = {_day(year, first, second), _day(year, second, first)}
    elif (found := _NAMED_MONTH.fullmatch(text)) and _is_month(found[2]):
        days = {_day(_whole_year(found[3]), _MONTHS[found[2].casefold()[:3]], int(found[1]))}
    elif (found := _MONTH_FIRST.fullmatch(text)) and _is_month(found[1]):
        days = {_day(_whole_year(found[3]), _MONTHS[found[1].casefold()[:3]], int(found[2]))}
    else:
        return None
    return {day for day in days if day is not None}


def _is_month(name: str) -> bool:
    return name.casefold()[:3] in _MONTHS


def _whole_year(year: str) -> int:
    return int(year) + (_CENTURY if len(year) == len("26") else 0)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _amount(field: Field, text: str) -> str:
    if _RANGE.fullmatch(text):
        return "Write one number, not a range."
    if found := _OTHER_MONEY.search(text):
        return f"It is in another currency ({found[0]}): write the amount in {field.unit}."
    if field.unit in _UNIT_SCALES and (dollars := _scaled(text)) is not None:
        return _in_unit(field, dollars)
    if _SCALED.fullmatch(text):
        unit = field.unit or "digits"
        return f"Write the whole number in {unit}, without a word or letter for its size."
    if found := _BRACKETED.fullmatch(text):
        return f"Brackets stand for less than zero: write {found['number']}, if that is meant."
    return _separated(field, text) or _lone_number(field, text)


def _separated(field: Field, text: str) -> str:
    """Return how to write a number whose thousands or decimals are separated in another way."""
    found = _OTHER_GROUPS.fullmatch(text)
    if found is None or not (found["mark"] or found["decimals"]):
        return ""
    whole = re.sub(r"[^0-9]", "", found["whole"])
    decimals = f".{found['decimals']}" if found["decimals"] else ""
    if _UNIT_SCALES.get(field.unit) and len(whole) > _MOST_DIGITS_OF_THOUSANDS:
        return _in_unit(field, Decimal(f"{whole}{decimals}"))
    return f"Write {whole}{decimals}, if that is the number."


def _in_unit(field: Field, dollars: Decimal) -> str:
    """Return how to write an amount of dollars in the unit of its field."""
    number = f"{dollars.scaleb(-_UNIT_SCALES[field.unit]).normalize():f}"
    return f"Write {number}, if ${dollars.normalize():,f} is meant: the unit is {field.unit}."


def _scaled(text: str) -> Decimal | None:
    """Return a number with a word or letter for its size, where it can be read one way only."""
    found = _SCALED.fullmatch(text)
    if found is None or not _ONE_READING.fullmatch(found["number"]):
        return None
    number = Decimal(found["number"].replace(",", ""))
    return number.scaleb(SCALES[found["scale"].casefold()])


_SCIENTIFIC = re.compile(r"(?i)[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}")  # as programs save long numbers
_ERROR = re.compile("#[A-Z]")  # as #DIV/0!, in which no number stands


def _lone_number(field: Field, text: str) -> str:
    """Return the one number that words stand beside, where it would be accepted."""
    if _ERROR.match(text):
        return ""
    if (digits := _in_digits(text)) != text and _is_read(field, digits):
        return f"A letter stands in it for a digit: write {digits}, if that is the number."
    found, number = _LONE_NUMBER.fullmatch(_NAMED_LEVEL.sub(" ", text)), ""
    if found is not None:
        number = found["number"].replace(",", "")
    elif _SCIENTIFIC.fullmatch(text):
        number = f"{Decimal(text.replace(',', '.')):f}"
    elif said := _in_words(text):
        number, *others = said
        if others or not number:
            return "Write one number, in digits."
    is_other = number and number != text
    return f"Write {number}, if that is the number." if is_other and _is_read(field, number) else ""


def _is_read(field: Field, text: str) -> bool:
    return read_answer(field, text).state is State.READ


def _in_digits(text: str) -> str:
    """Return a number with digits where the letters O, I and l look like them."""
    if not _LETTERS_FOR_DIGITS.fullmatch(text) or not any(map(str.isdigit, text)):
        return text
    return text.translate(str.maketrans("OoIl", "0011"))


def _in_words(text: str) -> list[str]:
    """Return the numbers that words or digits of a text say, each once; blank for a large one."""
    words = re.findall(r"[a-z]+|[0-9]+", text.casefold())
    if not any(word in _NUMBER_WORDS or word in _LARGER for word in words):
        return []
    numbers = (
        str(_NUMBER_WORDS.index(word)) if word in _NUMBER_WORDS else word if word.isdigit() else ""
        for word in words
        if word in _NUMBER_WORDS or word in _LARGER or word.isdigit()
    )
    return list(dict.fromkeys(numbers))


def _whole(field: Field, text: str) -> str:
    if field.is_fiscal_year and (said := _fiscal_year(field, text)):
        return said
    if _RANGE.fullmatch(text):
        return "Write one number, not a range."
    if separated := _separated(field, text):
        return separated
    if "$" not in text and (number := _scaled(text)) is not None:
        return f"Write {number.normalize():f}, if that is the number."
    if re.fullmatch(r"[0-9]+\.[0-9]*[1-9][0-9]*", text):
        return "Write a whole number."
    return _lone_number(field, text)


def _fiscal_year(field: Field, text: str) -> str:
    if _TOTAL.search(text):
        return ADDS_UP
    found = _SHORT_YEAR.fullmatch(text)
    year = str(_whole_year(found["year"])) if found else ""
    return f"Write {year}, if that is the fiscal year." if year and _is_read(field, year) else ""


def _choice(field: Field, text: str) -> str:
    known = set(map(normalize, field.choices))
    pieces = [normalize(piece) for piece in _BETWEEN.split(text)]
    if len(pieces) > 1 and known.issuperset(pieces):
        return "Write one of them alone."
    return question(meanings(field, text)) or _closest(text, _named(field.choices))


def _country(field: Field, text: str) -> str:
    pieces = _BETWEEN.split(text)
    if len(pieces) > 1 and all(map(country_code, pieces)):
        return "Write one country alone."
    return question(meanings(field, text)) or _closest(text, _countries())


def _email(_: Field, text: str) -> str:
    found = _ADDRESS.findall(text)
    if len(found) == 1:
        return f"Write {found[0]} alone, if that is the address."
    if found:
        return "Write one address alone."
    spelled = re.sub(r"(?i) ?[(\[]?\bat\b[)\]]? ?", "@", text)
    return f"Write {spelled}, if that is the address." if _ADDRESS.fullmatch(spelled) else ""


def _pieces(field: Field, written: str) -> str:
    """Return which pieces of a list are not accepted, each with what may be meant by it."""
    unread = unread_pieces(field, written)
    said = [
        " ".join(filter(None, (f"“{one[:_LONGEST_NAME]}”.", _piece(field, one))))
        for one in unread[:_MOST_PIECES]
    ]
    if len(unread) > _MOST_PIECES:
        said.append(f"And {len(unread) - _MOST_PIECES:,} more.")
    return f"Not accepted in it: {' '.join(said)}" if said else ""


def _piece(field: Field, text: str) -> str:
    """Return what may be meant by a piece of a list."""
    if len(text) > _LONGEST_MEANT:
        return ""
    parts = _BETWEEN.split(text)
    if len(parts) > 1 and all(not unread_pieces(field, part) for part in parts):
        return "Put a semicolon between them."
    accepted = _named(field.choices) if field.choices else _countries()
    return question(meanings(field, text)) or _closest(text, accepted)


@loaded_once
def _countries() -> Mapping[str, str]:
    common = {row["name"]: country_name(row["code"]) for row in declared_rows("country_names.csv")}
    return {normalize(name): meant for name, meant in common.items()} | _named(country_names())


def _named(accepted: Iterable[str]) -> dict[str, str]:
    return {normalize(one): one for one in accepted}


def _closest(text: str, accepted: Mapping[str, str]) -> str:
    """Return the accepted answer that is written most like it, if one is."""
    key = normalize(text)
    if not key or len(key) > _LONGEST_NAME:
        return ""
    # Few are compared letter by letter: a list may hold thousands that are not answers.
    near = [one for one in accepted if {one[0], one[-1]} & {key[0], key[-1]}]
    # difflib's ratio is 2M/(a+b), so too different lengths cannot reach the cutoff.
    near = [one for one in near if abs(len(one) - len(key)) <= len(key) * (1 - _CLOSE)]
    close = difflib.get_close_matches(key, near, n=1, cutoff=_CLOSE)
    return question([accepted[close[0]]]) if close else ""


_HINTS: Mapping[FieldType, Callable[[Field, str], str]] = {
    FieldType.TEXT: _text,
    FieldType.DATE: _date,
    FieldType.MONEY: _amount,
    FieldType.INTEGER: _whole,
    FieldType.CHOICE: _choice,
    FieldType.COUNTRY: _country,
    FieldType.EMAIL: _email,
}
