"""The dates of a cycle as they are written: their moments, and what is refused of them."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from fct.data.common import (
    NotNowError,
    as_shown,
    day_begins,
    is_doubled,
    is_skipped,
    later,
    line_of_keys,
    moment_at,
)

FIRST_YEAR, LAST_YEAR = 2000, 2099
LARGEST_KUSD = 10_000_000  # ten billion dollars; the whole program had 50 million a year


def as_decimal(value: Any) -> Any:
    """Return money as the decimal that is shown, not its binary neighbor (reading 5)."""
    return as_shown(value) if isinstance(value, float) else value


def _text_ref(value: Any) -> Any:
    return str(value).strip() if isinstance(value, int | str) else value


Kusd = Annotated[Decimal, BeforeValidator(as_decimal), Field(ge=0, le=LARGEST_KUSD)]
FiscalYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Ref = Annotated[str, BeforeValidator(_text_ref)]


class CyclePart(BaseModel):
    """A frozen record that refuses unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True
    )


_WRITTEN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2}(?P<second>:[0-9]{2})?)"
    r" ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


class NoSuchDateError(ValueError):
    """A date or a time that looks like one and is not in the calendar or on the clock."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date of a cycle file, with a time of day where one stands there.

    Attributes
    ----------
    text : str
        As written.
    day : date
        The calendar day on which it is written.
    time : time or None
        None for a whole day.
    offset : tzinfo or None
        None for the time zone of the cycle.
    has_seconds : bool
    """

    text: str
    day: dt.date
    time: dt.time | None = None
    offset: dt.tzinfo | None = None
    has_seconds: bool = False

    @property
    def naive(self) -> dt.datetime:
        """What clocks show, without a zone."""
        return dt.datetime.combine(self.day, self.time or dt.time())

    def begins(self, zone: ZoneInfo) -> dt.datetime:
        """Return the first moment of what is written."""
        if self.offset is not None:
            return self.naive.replace(tzinfo=self.offset).astimezone(zone)
        return moment_at(self.naive, zone)

    def is_over(self, zone: ZoneInfo) -> dt.datetime:
        """Return the first moment after what is written, which counts whole (year.md, detail 4)."""
        if self.time is None:
            return day_begins(self.day + dt.timedelta(days=1), zone)
        # 23:59 lasts until midnight, 23:59:59 as well: what is written counts whole, in the unit in
        # which it is written.
        unit = dt.timedelta(seconds=1) if self.has_seconds else dt.timedelta(minutes=1)
        return later(self.begins(zone), unit)


def written_date(value: Any) -> Any:
    """Return what a cycle file holds as a date; what cannot be one as it is.

    Raises
    ------
    NoSuchDateError
        If it looks like a date that does not exist.
    """
    if isinstance(value, WrittenDate):
        return value
    if isinstance(value, dt.datetime):
        return written_date(value.isoformat(timespec="seconds"))
    if isinstance(value, dt.date):
        return WrittenDate(value.isoformat(), value)
    if not isinstance(value, str):
        raise ValueError(_HOW)  # noqa: TRY004 - pydantic takes it as the value's fault
    found = _WRITTEN.fullmatch(value.strip())
    if found is None:
        raise ValueError(_HOW)
    return _read(value.strip(), found)


_HOW = "it is not a date; write it as 2027-06-30 or 2027-06-30T23:59"


def _read(text: str, found: re.Match[str]) -> WrittenDate:
    try:
        day = dt.date.fromisoformat(found["day"])
        time = None if found["time"] is None else dt.time.fromisoformat(found["time"])
        offset = None
        if found["offset"] is not None:
            offset = dt.datetime.fromisoformat(f"2000-01-01T00:00{found['offset']}").tzinfo
    except ValueError:
        raise NoSuchDateError(f"{text} does not exist") from None
    if not FIRST_YEAR - 2 <= day.year <= LAST_YEAR:
        raise ValueError(f"{text} is not from {FIRST_YEAR - 2} to {LAST_YEAR}")
    return WrittenDate(text, day, time, offset, found["second"] is not None)


Written = Annotated[
    WrittenDate | None,
    BeforeValidator(lambda value: None if value is None else written_date(value)),
    PlainSerializer(lambda one: None if one is None else one.text),
]


class Calendar(CyclePart):
    """The dates of a cycle, in their order; each but ``final_due`` may be missing."""

    announced: Written = None
    opens: Written = None
    summary_due: Written = None
    draft_due: Written = None
    final_due: Written = None
    screening_ends: Written = None
    evaluated: Written = None
    reviews_due: Written = None
    decided: Written = None
    notified: Written = None
    funds_released: Written = None

    def written(self) -> Mapping[str, WrittenDate]:
        """Return the dates that are there, in their order."""
        found = {name: getattr(self, name) for name in DATE_NAMES}
        return {name: one for name, one in found.items() if one is not None}


DATE_NAMES = tuple(Calendar.model_fields)
BEGINNING = frozenset({"announced", "opens", "evaluated", "notified", "funds_released"})
"""The dates that begin with what is written; the others end with it."""


def acts_at(name: str, written: WrittenDate, zone: ZoneInfo, grace: dt.timedelta) -> dt.datetime:
    """Return the moment when the tick acts on a date.

    Parameters
    ----------
    name : str
    written : WrittenDate
    zone : ZoneInfo
    grace : timedelta
        By which every deadline is later.
    """
    moment: Callable[[ZoneInfo], dt.datetime] = (
        written.begins if name in BEGINNING else written.is_over
    )
    return later(moment(zone), grace if name in DEADLINES else dt.timedelta())


DEADLINES = frozenset({"summary_due", "draft_due", "final_due"})
"""The dates by which a component sends something; grace goes for each of them."""

_PLACES: Sequence[str] = ("opens", "final_due")
Path = tuple[str | int, ...]


class CycleRefusedError(NotNowError):
    """A cycle file that is not taken, with the lines at fault.

    Parameters
    ----------
    code : str
    message : str
    lines : sequence of (str, int)
        Key and line of each.
    """

    def __init__(self, code: str, message: str, lines: Sequence[tuple[str, int]]) -> None:
        super().__init__(code, message, lines=[{"key": key, "line": line} for key, line in lines])


def refuse_places(content: Mapping[str, Any], text: str, name: str) -> None:
    """Raise CycleRefusedError for a date that does not exist, or stands in both places.

    Parameters
    ----------
    content : mapping
        Of the file.
    text : str
    name : str
        Of the file.
    """
    calendar = content.get("calendar")
    inside: Mapping[str, Any] = calendar if isinstance(calendar, dict) else {}
    places: list[tuple[Path, Any]] = [((key,), content.get(key)) for key in _PLACES]
    places += [(("calendar", key), inside.get(key)) for key in DATE_NAMES]
    for path, value in places:
        try:
            _ = value is None or written_date(value)
        except NoSuchDateError:
            line = _line(text, path)
            raise CycleRefusedError(
                "NO_SUCH_DATE",
                f"{name}, line {line}: {path[-1]} is {value}, which does not exist. Correct it.",
                [(str(path[-1]), line)],
            ) from None
        except ValueError:  # not a date at all, as the model says it
            continue
    for key in _PLACES:
        above, below = content.get(key), inside.get(key)
        if None not in {above, below} and str(above).strip() != str(below).strip():
            lines = _line(text, (key,)), _line(text, ("calendar", key))
            raise CycleRefusedError(
                "GIVEN_TWICE",
                f"{name}: {key} is {above} in line {lines[0]} and {below} in line {lines[1]}. "
                "Keep one of them.",
                [(key, line) for line in lines],
            )


def refuse_dates(calendar: Calendar, time_zone: str, text: str, name: str) -> None:
    """Raise CycleRefusedError for dates out of order, and times that clocks skip or show twice."""
    zone = ZoneInfo(time_zone)
    dates = calendar.written()
    for key, written in dates.items():
        if (fault := _fault(written, zone)) is not None:
            line = _line_of(text, key)
            code, words = fault
            raise CycleRefusedError(
                code, f"{name}, line {line}: {key} is {written.text}, {words}", [(key, line)]
            )
    in_order = list(dates.items())
    for (first, earlier), (second, after) in pairwise(in_order):
        # By the day alone: the two may be written with times of different zones.
        if earlier.day > after.day:
            lines = [(key, _line_of(text, key)) for key in (first, second)]
            raise CycleRefusedError(
                "DATES_OUT_OF_ORDER",
                f"{name}: {first} is {earlier.text} (line {lines[0][1]}), and {second} is "
                f"{after.text} (line {lines[1][1]}), which comes before it. In the order of a "
                f"year {first} comes first; correct one of them.",
                lines,
            )


def _fault(written: WrittenDate, zone: ZoneInfo) -> tuple[str, str] | None:
    if written.time is None:
        # Zones have skipped days, as Samoa did 30 December 2011.
        if day_begins(written.day, zone).date() != written.day:
            return "NO_SUCH_DATE", f"a day that {zone.key} skipped. Write another one."
        return None
    if written.offset is not None:
        return None
    if is_skipped(written.naive, zone):
        return (
            "NO_SUCH_TIME",
            f"which no clock of {zone.key} shows: it is set forward over it. Write another time.",
        )
    if is_doubled(written.naive, zone):
        offsets = [
            written.naive.replace(tzinfo=zone, fold=fold).isoformat(timespec="minutes")
            for fold in (0, 1)
        ]
        return (
            "TIME_TWICE",
            f"which clocks of {zone.key} show twice. Write {offsets[0]} or {offsets[1]}.",
        )
    return None


def _line_of(text: str, key: str) -> int:
    return _line(text, ("calendar", key)) or _line(text, (key,))


def _line(text: str, path: Path) -> int:
    return line_of_keys(text).get(path, 0)
