"""Reading one answer by its field's type: blank, read, or unreadable, and never a guess.

The rules of reading are those of ``docs/reading.md``; what an answer may hold is declared with
its field. Reading is tolerant where only one meaning is possible, and says so in a note.
"""

import datetime as dt
import functools
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from fct.data.common import (
    BrokenCell,
    CellValue,
    as_shown,
    loaded_once,
    normalize,
    plain_dashes,
    squeeze,
)
from fct.data.program import Field, FieldType, country_code, declared_rows, declared_yaml

_NUMBER = re.compile(r"-?\$?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_LONE_CURRENCY = re.compile(r"(?i)(?:us ?\$|usd|\$) ?(?P<before>[0-9].*)|(?P<after>[0-9].*?) ?usd")
SCALES = {  # powers of ten
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "million"), 6),
    **dict.fromkeys(("b", "bn", "billion"), 9),
}
_SCALED = re.compile(rf"(?i)(?P<number>[0-9.,]+) ?(?P<scale>{'|'.join(SCALES)})")
_GROUPED_BY_DOT = re.compile(r"-?\$?(?P<first>[1-9][0-9]{0,2})\.(?P<last>[0-9]{3})")
_LEADING_ZERO = re.compile(r"-?\$?0[0-9,].*")
_FISCAL_YEAR = re.compile(r"(?i)fy ?(?P<year>[0-9]{4}|[0-9]{2})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ][0-9:.]+Z?")
_MIDNIGHT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]00:[0:.]+Z?")
_LONGEST_MOMENT = 24  # characters
_YEAR_FIRST = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")  # as Gnumeric writes a CSV file
_DAY_MONTH = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]+)\.?,?[ -]([0-9]{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.? ([0-9]{1,2}),? ([0-9]{4})")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CENTURY = 2000
_LONGEST_PLACEHOLDER = 16


class State(IntEnum):
    """What became of one answer."""

    BLANK = 0
    READ = 1
    UNREADABLE = 2
    PARTLY = 3  # a list of which some pieces were read and some not


class Answer(NamedTuple):
    """One answer as it was read.

    Attributes
    ----------
    state : State
    value : object
        str, int, Decimal, date, an alpha-2 code, or a tuple of them; None where nothing was read.
    note : str or None
        What the reader did on its own.
    """

    state: State
    value: Any = None
    note: str | None = None


BLANK = Answer(State.BLANK)
UNREADABLE = Answer(State.UNREADABLE)


@loaded_once
def reading_words() -> Mapping[str, Any]:
    """Return the words of ``reading.yaml``: placeholders, total lines, error texts."""
    words: dict[str, Any] = declared_yaml("reading.yaml")
    return {name: frozenset(v) if isinstance(v, list) else v for name, v in words.items()}


@loaded_once
def _choices(field: Field) -> Mapping[str, str]:
    return {normalize(choice): choice for choice in field.choices}


@loaded_once
def _synonyms(field: Field) -> Mapping[str, str]:
    rows = declared_rows("synonyms.csv")
    return {normalize(row["written"]): row["means"] for row in rows if row["field"] == field.id}


def as_text(value: CellValue) -> str:
    """Return what a cell reads as text; numbers in their shortest form, dates as YYYY-MM-DD."""
    match value:
        case None:
            text = ""
        case bool():
            text = "TRUE" if value else "FALSE"
        case float():
            text = str(int(value)) if value.is_integer() else _shown(value)
        # Excel keeps a date as a moment at midnight.
        case dt.datetime():
            text = value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case BrokenCell():
            text = value.shown
        case str() if len(value) <= _LONGEST_MOMENT and _MIDNIGHT.fullmatch(value):
            text = value[: len("YYYY-MM-DD")]  # a date cell, as some programs write it
        case _:
            text = str(value)
    return text


def _shown(value: float) -> str:
    """Return a fraction as its program shows it, where that is one way of writing it."""
    shown = repr(float(as_shown(value))) if math.isfinite(value) else repr(value)
    return shown.removesuffix(".0")


def is_placeholder(text: str) -> bool:
    """Whether ``text``, already squeezed, stands for a blank."""
    return len(text) <= _LONGEST_PLACEHOLDER and normalize(text) in reading_words()["placeholders"]


def is_blank(value: CellValue) -> bool:
    """Whether a cell counts as blank: empty, white space, or a placeholder."""
    if value is None or value == "":
        return True
    if not isinstance(value, str):
        return False
    text = squeeze(value)
    return not text or is_placeholder(text)


def read_answer(field: Field, value: CellValue) -> Answer:
    """Read one cell as the answer to one field.

    Parameters
    ----------
    field : Field
    value : CellValue
        As the workbook holds it.

    Returns
    -------
    Answer
        What cannot be read is a state of it, and raises nothing.
    """
    if value is None or value == "":
        return BLANK
    if field.type is FieldType.TEXT:
        return _read(field, value)
    return _read_cached(field, value)


def _read(field: Field, value: CellValue) -> Answer:
    if isinstance(value, BrokenCell):
        return UNREADABLE
    if isinstance(value, str):
        text = squeeze(value)
        if not text:
            return BLANK
        if is_placeholder(text):
            return Answer(State.BLANK, None, f"“{text}” was taken as blank.")
        if text.upper() in reading_words()["error_texts"]:
            return UNREADABLE
        if _is_optional_none(field, text):
            return Answer(State.BLANK, None, f"“{text}” was taken as blank.")
    return _READERS[field.type](field, value)


# typed, because 1, 1.0 and True are equal keys and different answers. Texts are left out: they
# hardly repeat, and would push everything else out.
_read_cached = functools.lru_cache(maxsize=65_536, typed=True)(_read)


def _is_optional_none(field: Field, text: str) -> bool:
    return (
        field.required == "no"
        and field.type not in {FieldType.TEXT, FieldType.CHOICE}
        and normalize(text) == reading_words()["none"]
    )


def _text(field: Field, value: CellValue) -> Answer:
    text = squeeze(as_text(value))
    if field.longest is not None and len(text) > field.longest:
        return UNREADABLE
    return Answer(State.READ, text)


def _email(_field: Field, value: CellValue) -> Answer:
    text = as_text(value).strip()
    local, at, domain = text.partition("@")
    # Reading 42. Stricter rules refuse addresses that exist.
    is_address = (
        local and at and "@" not in domain and "." in domain[1:-1] and len(text.split()) == 1
    )
    return Answer(State.READ, text) if is_address else UNREADABLE


def _one_choice(field: Field, text: str) -> Answer:
    key = normalize(text)
    if (choice := _choices(field).get(key)) is not None:
        return Answer(State.READ, choice)
    if (choice := _synonyms(field).get(key)) is not None:
        return Answer(State.READ, choice, f"“{squeeze(text)}” was understood as {choice}.")
    return _marked_choice(field, text)


def _marked_choice(field: Field, text: str) -> Answer:
    """Return the choice that a marking begins with, whatever it adds after ``//`` (reading 83)."""
    first, _, rest = text.partition("//")
    choice = _choices(field).get(normalize(first))
    if choice not in reading_words()["followed_by_categories"] or not squeeze(rest):
        return UNREADABLE
    whole = squeeze(text)
    return Answer(State.READ, choice, f"“{whole}” was understood as {choice}; all of it is kept.")


def _choice(field: Field, value: CellValue) -> Answer:
    return _one_choice(field, as_text(value))


def _one_country(_field: Field, text: str) -> Answer:
    code = country_code(text)
    return UNREADABLE if code is None else Answer(State.READ, code)


def _country(field: Field, value: CellValue) -> Answer:
    return _one_country(field, as_text(value))


def _pieces(field: Field, value: CellValue) -> dict[str, Answer]:
    """Return how each piece of a list was read by itself."""
    separators, read_piece = _LISTS[field.type]
    pieces = (squeeze(piece) for piece in re.split(separators, as_text(value)))
    return {
        piece: read_piece(field, piece) for piece in pieces if piece and not is_placeholder(piece)
    }


def unread_pieces(field: Field, written: str) -> list[str]:
    """Return the pieces of a list that cannot be read."""
    read = _pieces(field, written)
    return [piece for piece, answer in read.items() if answer.state is not State.READ]


def _list(field: Field, value: CellValue) -> Answer:
    read = _pieces(field, value).values()
    if not read:
        return Answer(State.BLANK, None, f"“{squeeze(as_text(value))}” was taken as blank.")
    values = tuple(dict.fromkeys(piece.value for piece in read if piece.state is State.READ))
    notes = " ".join(piece.note for piece in read if piece.note) or None
    if all(piece.state is State.READ for piece in read):
        return Answer(State.READ, values, notes)
    return Answer(State.PARTLY, values, notes) if values else UNREADABLE


def _plain_number(value: CellValue) -> Decimal | None:
    """Return the number that a cell holds, or None (reading 5)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        # A cell holds a binary fraction; what counts is the decimal that its program shows (reading
        # 5).
        number = as_shown(value)
        return number if number.is_finite() else None  # a damaged file may hold NaN or inf
    if not isinstance(value, str):
        return None
    text = plain_dashes(value).strip()
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace("$", "").replace(",", ""))


def _worded_number(field: Field, value: CellValue) -> Decimal | None:
    """Return the amount where a currency or a scale is written and only one is meant."""
    if not isinstance(value, str) or field.type is not FieldType.MONEY:
        return None
    text = _without_currency(squeeze(value))
    scaled = _SCALED.fullmatch(text)
    if scaled and field.unit == "US dollars":  # “500k” of thousands could mean two amounts
        number = _plain_number(scaled["number"])
        return None if number is None else number.scaleb(SCALES[scaled["scale"].lower()])
    return _plain_number(text)


def _without_currency(text: str) -> str:
    found = _LONE_CURRENCY.fullmatch(text)
    return (found["before"] or found["after"]) if found else text


def _number(field: Field, value: CellValue) -> Answer:
    number = _plain_number(value)
    if number is not None:
        return Answer(State.READ, as_shown(number), _question(value, number))
    number = _worded_number(field, value)
    if number is None:
        return UNREADABLE
    return Answer(State.READ, as_shown(number), _question(value, number, is_worded=True))


def _question(value: CellValue, number: Decimal, *, is_worded: bool = False) -> str | None:
    """Return how a number in text was read, and what else it may mean; None if nothing is."""
    if not isinstance(value, str):
        return None
    text, meant = _without_currency(squeeze(plain_dashes(value))), ""
    # 1.234 is 1234 to half of Europe. It is read as written, and asked about.
    if found := _GROUPED_BY_DOT.fullmatch(text):
        grouped = f"{found['first']},{found['last']}"
        meant = f" Is {grouped} meant? Then write {grouped.replace(',', '')}."
    elif _LEADING_ZERO.fullmatch(text):
        meant = " Zeros stand before it, as in a code: is this the number that is meant?"
    if not meant and not is_worded:
        return None
    return f"“{squeeze(value)}” was understood as {as_shown(number).normalize():,f}.{meant}"


def _integer(field: Field, value: CellValue) -> Answer:
    number = _plain_number(value)
    note = None if number is None else _question(value, number)
    if number is None and field.is_fiscal_year:
        number, note = _fiscal_year(value)
    if number is None or number != number.to_integral_value():
        return UNREADABLE
    whole = int(number)
    if field.minimum is not None and whole < field.minimum:
        return UNREADABLE
    if field.maximum is not None and whole > field.maximum:
        return UNREADABLE
    return Answer(State.READ, whole, note)


def _fiscal_year(value: CellValue) -> tuple[Decimal | None, str | None]:
    found = _FISCAL_YEAR.fullmatch(squeeze(value)) if isinstance(value, str) else None
    if found is None:
        return None, None
    year = int(found["year"])
    # Four digits are the year as it stands, in range or not; the range is looked at with any other
    # number.
    if year >= _CENTURY or len(found["year"]) > len("27"):
        return Decimal(year), None
    year += _CENTURY
    return Decimal(year), f"“{found[0]}” was understood as {year}."


def _date(_field: Field, value: CellValue) -> Answer:
    if isinstance(value, dt.datetime):
        return Answer(State.READ, value.date())
    if isinstance(value, dt.date):
        return Answer(State.READ, value)
    if not isinstance(value, str):
        return UNREADABLE
    text = squeeze(plain_dashes(value))
    if found := _ISO_DATE.fullmatch(text):
        answer = _day(*(int(part) for part in found.groups()))
        is_as_written = text == squeeze(value) or answer.state is not State.READ
        note = f"“{squeeze(value)}” was understood as {answer.value}."
        return answer if is_as_written else answer._replace(note=note)
    # Only forms that name the month or begin with the year: 3/4/2027 has two readings and stays
    # unreadable (reading 8).
    for pattern, order in (
        (_ISO_TIME, (0, 1, 2)),
        (_YEAR_FIRST, (0, 1, 2)),
        (_DAY_MONTH, (2, 1, 0)),
        (_MONTH_DAY, (2, 0, 1)),
    ):
        if found := pattern.fullmatch(text):
            year, month, day = (found.groups()[place] for place in order)
            answer = _day(int(year), _month(month), int(day))
            # A program writes the day of a date cell as a moment; nobody types it.
            is_noted = answer.state is State.READ and not _MIDNIGHT.fullmatch(text)
            note = f"“{text}” was understood as {answer.value}."
            return answer._replace(note=note) if is_noted else answer
    return UNREADABLE


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    key = text.casefold()
    # The one month that is also cut at four letters.
    key = "sep" if key == "sept" else key
    matches = [n for n, name in enumerate(_MONTHS, 1) if key in {name, name[:3]}]
    return matches[0] if matches else 0


def _day(year: int, month: int, day: int) -> Answer:
    try:
        return Answer(State.READ, dt.date(year, month, day))
    except ValueError:
        return UNREADABLE


_LISTS: Mapping[FieldType, tuple[str, Callable[[Field, str], Answer]]] = {
    FieldType.MULTI_CHOICE: (r"[;,\n\r]", _one_choice),
    FieldType.COUNTRY_LIST: (r"[;\n\r]", _one_country),
}
_READERS: Mapping[FieldType, Callable[[Field, CellValue], Answer]] = {
    FieldType.TEXT: _text,
    FieldType.EMAIL: _email,
    FieldType.CHOICE: _choice,
    FieldType.MULTI_CHOICE: _list,
    FieldType.COUNTRY: _country,
    FieldType.COUNTRY_LIST: _list,
    FieldType.MONEY: _number,
    FieldType.INTEGER: _integer,
    FieldType.DATE: _date,
}
