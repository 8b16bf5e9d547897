"""Hints: what an answer that is not accepted may have been meant as, and how to write that.

A hint is never a reading: the answer stays unreadable until the sponsor writes what is meant.
"""

import calendar
import datetime as dt
import difflib
import functools
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from fct.data.common import loaded_once, normalise, squeeze
from fct.data.program import Field, FieldType, country_code, country_names
from fct.data.proposals import SCALES, unread_pieces

_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
_YEAR_FIRST = (
    re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)
_NUMBERED_DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
_NAMED_MONTH = re.compile(r"(?i)([0-9]{1,2})[ ./-]?([a-z]{3,9})[ .,/'-]*([0-9]{4}|[0-9]{2})")
_MONTHS = {name.casefold()[:3]: n for n, name in enumerate(calendar.month_name) if n}
_CENTURY = 2000
_MONTH_ALONE = re.compile(
    rf"(?i)(?:{'|'.join(name[:3] for name in calendar.month_name[1:])})[a-z]*\.?,? [0-9]{{4}}"
    r"|[0-9]{1,2}/[0-9]{4}|[0-9]{4}[-/][0-9]{1,2}|(?:fy ?[0-9]{2,4} ?q[1-4]|q[1-4] ?fy ?[0-9]{2,4})"
)
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
    r"\$?(?P<whole>[0-9]{1,3}(?P<mark>[. '’])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:,(?P<decimals>[0-9]{1,2}))?"
)
_UNIT_SCALES = {"US dollars": 0, "thousands of US dollars": 3}
_RANGE = re.compile(r"[^0-9]{0,12}[0-9][0-9.,]* ?(?:-|to|or|/) ?[0-9][0-9.,]*\W*")
_CLOSE = 0.75  # of difflib: two letters of ten may differ
_MOST_PIECES = 4  # of a list; the others are counted
_LONGEST_NAME = 60  # characters; what is longer is not a misspelt name


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
    if field.type in {FieldType.MULTI_CHOICE, FieldType.COUNTRY_LIST}:
        return _pieces(field, written)
    if normalise(text) in map(normalise, (field.label, *field.also_written_as)):
        return "This is the question itself: write its answer here."
    describe = _HINTS.get(field.type)
    return describe(field, text) if describe else ""


def _text(field: Field, text: str) -> str:
    if field.longest is None or len(text) <= field.longest:
        return ""
    return f"It has {len(text):,} characters: shorten it by {len(text) - field.longest:,}."


def _date(_: Field, text: str) -> str:
    if _SERIAL.fullmatch(text):
        return f"{text} is what a date looks like without its format: format the cell as a date."
    if _MONTH_ALONE.fullmatch(text):
        return "The day is missing: write the first or last day that is meant."
    days = _days_meant(text)
    if days is None:
        return ""
    meant = " or ".join(sorted(f"{day}" for day in days))
    if not days:
        return "This day does not exist."
    if len(days) == 1:
        return f"Write {meant}, if that is the day."
    return f"It has two readings, month first or day first: write {meant}."


def _days_meant(text: str) -> set[dt.date] | None:
    """Return the days that a text may mean, perhaps not one; None if it is not a date."""
    if found := next(filter(None, (one.fullmatch(text) for one in _YEAR_FIRST)), None):
        year, first, second = map(int, found.groups())
        days = {_day(year, first, second)}
    elif found := _NUMBERED_DAY.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _whole_year(found[3])
        days = {_day(year, first, second), _day(year, second, first)}
    elif (found := _NAMED_MONTH.fullmatch(text)) and found[2].casefold()[:3] in _MONTHS:
        days = {_day(_whole_year(found[3]), _MONTHS[found[2].casefold()[:3]], int(found[1]))}
    else:
        return None
    return {day for day in days if day is not None}


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
    scale = _UNIT_SCALES.get(field.unit)
    if scale is not None and (dollars := _scaled(text)) is not None:
        number = f"{dollars.scaleb(-scale).normalize():f}"
        return f"Write {number}, if ${dollars.normalize():,f} is meant: the unit is {field.unit}."
    if _SCALED.fullmatch(text):
        unit = field.unit or "digits"
        return f"Write the whole number in {unit}, without a word or letter for its size."
    if found := _BRACKETED.fullmatch(text):
        return f"Brackets stand for less than zero: write {found['number']}, if that is meant."
    return _separated(text)


def _separated(text: str) -> str:
    """Return how to write a number whose thousands or decimals are separated in another way."""
    found = _OTHER_GROUPS.fullmatch(text)
    if found is None or not (found["mark"] or found["decimals"]):
        return ""
    whole = re.sub(r"[^0-9]", "", found["whole"])
    decimals = f".{found['decimals']}" if found["decimals"] else ""
    return f"Write {whole}{decimals}, if that is the number."


def _scaled(text: str) -> Decimal | None:
    """Return a number with a word or letter for its size, where it can be read one way only."""
    found = _SCALED.fullmatch(text)
    if found is None or not _ONE_READING.fullmatch(found["number"]):
        return None
    number = Decimal(found["number"].replace(",", ""))
    return number.scaleb(SCALES[found["scale"].casefold()])


def _whole(_: Field, text: str) -> str:
    if _RANGE.fullmatch(text):
        return "Write one number, not a range."
    if separated := _separated(text):
        return separated
    if "$" not in text and (number := _scaled(text)) is not None:
        return f"Write {number.normalize():f}, if that is the number."
    return ""


def _choice(field: Field, text: str) -> str:
    return _closest(text, field.choices)


def _country(_: Field, text: str) -> str:
    pieces = re.split(r"[;,/&]| and | or ", text)
    if len(pieces) > 1 and all(map(country_code, pieces)):
        return "Write one country alone."
    return _closest(text, _countries())


def _pieces(field: Field, written: str) -> str:
    """Return which pieces of a list are not accepted, each with what is written most like it."""
    accepted = field.choices or _countries()
    unread = unread_pieces(field, written)
    said = [
        " ".join(filter(None, (f"“{one[:_LONGEST_NAME]}”.", _closest(one, accepted))))
        for one in unread[:_MOST_PIECES]
    ]
    if len(unread) > _MOST_PIECES:
        said.append(f"And {len(unread) - _MOST_PIECES:,} more.")
    return f"Not accepted in it: {' '.join(said)}" if said else ""


@loaded_once
def _countries() -> tuple[str, ...]:
    return tuple(country_names())


def _closest(text: str, accepted: tuple[str, ...]) -> str:
    """Return the accepted answer that is written most like it, if one is."""
    by_key, key = _by_key(accepted), normalise(text)
    if not key or len(key) > _LONGEST_NAME:
        return ""
    # Few are compared letter by letter: a list may hold thousands that are not answers.
    near = [one for one in by_key if {one[0], one[-1]} & {key[0], key[-1]}]
    near = [one for one in near if abs(len(one) - len(key)) <= len(key) * (1 - _CLOSE)]
    close = difflib.get_close_matches(key, near, n=1, cutoff=_CLOSE)
    return f"Did you mean “{by_key[close[0]]}”?" if close else ""


@loaded_once
def _by_key(accepted: tuple[str, ...]) -> Mapping[str, str]:
    return {normalise(choice): choice for choice in accepted}


_HINTS: Mapping[FieldType, Callable[[Field, str], str]] = {
    FieldType.TEXT: _text,
    FieldType.DATE: _date,
    FieldType.MONEY: _amount,
    FieldType.INTEGER: _whole,
    FieldType.CHOICE: _choice,
    FieldType.COUNTRY: _country,
}
