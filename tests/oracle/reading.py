"""What a cell says: a value, nothing, or something that is not an answer to its field."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum
from typing import Any

from tests.oracle.countries import country_code
from tests.oracle.form import NO, PROPOSAL, TABLES, Field
from tests.oracle.wording import is_placeholder, normalized, with_plain_dashes


@dataclass(frozen=True)
class Shown:
    """A number with the number format of its cell."""

    value: float
    number_format: str


Raw = str | int | float | bool | dt.date | Shown | None


class Gap(Enum):
    """Why there is no value."""

    BLANK = "blank"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Pieces:
    """The readable pieces of a list, and whether there was another one."""

    readable: frozenset[str]
    has_unreadable: bool = False


BLANK, UNREADABLE = Gap.BLANK, Gap.UNREADABLE
Cell = Any  # a str, Decimal, int, date, Pieces or Gap, by the field's kind
Row = Mapping[str, Cell]

EXCEL_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
NUMBER = re.compile(r"(-?)\$?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
FIFTEEN_DIGITS = Context(prec=15)
OTHER_MONEY = frozenset(
    {"\u20ac", "\u00a3", "EUR", "GBP", "CHF", "NOK"}
)  # what the generator writes
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True)
class Proposal:
    """The answers of one proposal; of each table the rows that count."""

    ref: str
    answers: Row
    tables: Mapping[str, Sequence[Row]]


def read_proposal(
    ref: str, answers: Mapping[str, Raw], tables: Mapping[str, Sequence[Mapping[str, Raw]]]
) -> Proposal:
    """Read the cells of a proposal; a field or table that is not there is blank."""
    return Proposal(
        ref,
        {name: read(answers.get(name), field) for name, field in PROPOSAL.items()},
        {table: read_table(table, tables.get(table, ())) for table in TABLES},
    )


def read_table(table: str, rows: Sequence[Mapping[str, Raw]]) -> list[Row]:
    """Reading 18: neither empty rows nor total lines count."""
    fields = TABLES[table]
    counting: list[Row] = []
    for row in rows:
        cells = {name: read(row.get(name), field) for name, field in fields.items()}
        filled = [name for name, cell in cells.items() if cell is not BLANK]
        if filled and not is_total_line(table, row[filled[0]]):
            counting.append(cells)
    return counting


def is_total_line(table: str, first: Raw) -> bool:
    """Whether a row whose first filled cell is this one adds up the rows above."""
    return (
        table in ("Funding", "Procurement")
        and isinstance(first, str)
        and normalized(first) in ("total", "totals")
    )


def read(raw: Raw, field: Field) -> Cell:
    """Read one cell."""
    if raw is None or (isinstance(raw, str) and is_placeholder(raw)):
        return BLANK
    if isinstance(raw, str) and raw.strip() in EXCEL_ERRORS:
        return UNREADABLE
    if isinstance(raw, Shown):
        return UNREADABLE if is_of_another_unit(raw) else READERS[field.kind](raw.value, field)
    says_none = isinstance(raw, str) and normalized(raw) == "none"
    if says_none and field.required == NO and field.kind not in ("text", "choice"):
        return BLANK  # reading 67
    return READERS[field.kind](raw, field)


def is_of_another_unit(raw: Shown) -> bool:
    """Reading 81: whether a number is shown as a share, or as money other than dollars."""
    sections = raw.number_format.split(";")
    place = 1 if raw.value < 0 else 2 if raw.value == 0 else 0
    section = sections[place] if place < len(sections) else sections[0]
    quoted = re.findall(r'"([^"]*)"', section) + re.findall(r"\[\$([^]-]*)", section)
    unquoted = re.sub(r'"[^"]*"', "", section)
    return "%" in unquoted or any(words.strip() in OTHER_MONEY for words in quoted)


def read_text(raw: Raw, field: Field) -> Cell:
    """Reading 11: anything is text."""
    words = " ".join(str(raw).split())
    return UNREADABLE if field.longest and len(words) > field.longest else words


def read_email(raw: Raw, _: Field) -> Cell:
    """Reading 42."""
    if not isinstance(raw, str):
        return UNREADABLE
    return raw if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", raw) else UNREADABLE


def read_choice(raw: Raw, field: Field) -> Cell:
    """Reading 2."""
    if not isinstance(raw, str):
        return UNREADABLE
    words = {normalized(word): word for word in field.choices}
    return words.get(normalized(raw), UNREADABLE)


def read_marking(raw: Raw, field: Field) -> Cell:
    """Reading 83: categories and dissemination may follow CUI."""
    if isinstance(raw, str) and re.fullmatch(r"cui//.+", normalized(raw)):
        return "CUI"
    return read_choice(raw, field)


def read_list(raw: Raw, separators: str, read_piece: Callable[[str], str | None]) -> Cell:
    """Readings 3, 4 and 64: piece by piece."""
    if not isinstance(raw, str):
        return UNREADABLE
    pieces = [piece for piece in re.split(separators, raw) if not is_placeholder(piece)]
    if not pieces:
        return BLANK
    values = [read_piece(piece) for piece in pieces]
    readable = frozenset(value for value in values if value is not None)
    return Pieces(readable, None in values) if readable else UNREADABLE


def read_choices(raw: Raw, field: Field) -> Cell:
    """Some of the field's words."""
    words = {normalized(word): word for word in field.choices}
    return read_list(raw, r"[;,\r\n]", lambda piece: words.get(normalized(piece)))


def read_country(raw: Raw, _: Field) -> Cell:
    """Reading 26: the two-letter code."""
    code = country_code(raw) if isinstance(raw, str) else None
    return UNREADABLE if code is None else code


def read_countries(raw: Raw, _: Field) -> Cell:
    """Some countries."""
    return read_list(raw, r"[;\r\n]", country_code)


def read_number(raw: Raw, _: Field) -> Cell:
    """Reading 5: a decimal."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return UNREADABLE
    if not isinstance(raw, str):
        return FIFTEEN_DIGITS.create_decimal(repr(raw))
    found = NUMBER.fullmatch(with_plain_dashes(raw).strip())
    if found is None:
        return UNREADABLE
    minus, whole, fraction = found.groups()
    return Decimal(minus + whole.replace(",", "") + (fraction or ""))


def read_integer(raw: Raw, field: Field) -> Cell:
    """Readings 5 and 6: a whole number within its limits."""
    number = read_number(raw, field)
    if number is UNREADABLE or number != number.to_integral_value():
        return UNREADABLE
    too_low = field.lowest is not None and number < field.lowest
    too_high = field.highest is not None and number > field.highest
    return UNREADABLE if too_low or too_high else int(number)


def read_year(raw: Raw, _: Field) -> Cell:
    """Reading 7: a year of four digits."""
    if isinstance(raw, str):
        found = re.fullmatch(r"(?:FY ?)?([0-9]{4})", raw.strip())
        year = int(found.group(1)) if found else 0
    elif isinstance(raw, bool) or not isinstance(raw, int | float) or raw != int(raw):
        year = 0
    else:
        year = int(raw)
    return year if FIRST_YEAR <= year <= LAST_YEAR else UNREADABLE


def read_date(raw: Raw, _: Field) -> Cell:
    """Reading 8: a day."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw.strip()):
        return UNREADABLE
    try:
        return dt.date.fromisoformat(raw.strip())
    except ValueError:
        return UNREADABLE


READERS: dict[str, Callable[[Raw, Field], Cell]] = {
    "text": read_text,
    "email": read_email,
    "choice": read_choice,
    "marking": read_marking,
    "multi choice": read_choices,
    "country": read_country,
    "country list": read_countries,
    "integer": read_integer,
    "money": read_number,
    "fiscal year": read_year,
    "date": read_date,
}
