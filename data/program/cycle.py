"""The cycle: one readable file that declares a fiscal year's dates, budgets and exceptions."""

import contextlib
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from fct.data.common import (
    UsageError,
    in_series,
    later,
    line_of_keys,
    loaded_once,
    parse_own_yaml,
    parse_yaml,
    read_text,
)
from fct.data.program.conditions import Conditions
from fct.data.program.countries import country_code, country_group
from fct.data.program.cycle_dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    CyclePart,
    FiscalYear,
    Kusd,
    Ref,
    WrittenDate,
    acts_at,
    refuse_dates,
    refuse_places,
    written_date,
)
from fct.data.program.form import declared_texts, load_form
from fct.data.program.house_rules import HouseRules, read_house_rules, with_house_rules
from fct.data.program.rubric import DEFAULT_RUBRIC, Rubric, explain, packaged_rubric

LONGEST_GRACE_MINUTES = 52_560_000  # a hundred years: with more a deadline is not a date any more
_CARDS = "programs/"  # where the cards stand among the declarations
_TIME_OF_DAY = re.compile(r"(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+ ?(Z|[+-][0-9:]+)?$")


def _calendar_date(value: Any) -> Any:
    """Return a date as written: a time of day, with or without a zone, is cut off (reading 31)."""
    if isinstance(value, WrittenDate):
        return value.day
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str):
        return _TIME_OF_DAY.sub("", value.strip())
    return value


def _country_codes(value: Any) -> Any:
    if isinstance(value, frozenset):
        return value
    if not isinstance(value, list):
        raise ValueError(  # noqa: TRY004 - pydantic takes it as the value's fault
            "a list of countries belongs here, such as [CN, RU]; [] excludes none, and without "
            "this key the usual list holds"
        )
    names = ["NO" if name is False else str(name) for name in value]  # YAML reads NO as false
    codes = {name: country_code(name) for name in names}
    if unknown := [name for name, code in codes.items() if code is None]:
        raise ValueError(f"no country is called {', '.join(unknown)}; use ISO 3166 names or codes")
    return frozenset(codes.values())


CalendarDate = Annotated[
    dt.date,
    BeforeValidator(_calendar_date),
    Field(ge=dt.date(FIRST_YEAR - 2, 1, 1), le=dt.date(LAST_YEAR, 12, 31)),
]


@loaded_once
def usual_components() -> tuple[str, ...]:
    """Return the components of a cycle that names none: the form's, without ``other``."""
    return tuple(one for one in load_form()["component"].choices if one != "other")


class Promise(CyclePart):
    """Money that a continuing project was promised, in thousands of dollars.

    Attributes
    ----------
    ref : str
    fiscal_year : int
    kusd : Decimal
        Thousands of dollars.
    proposal : bool
        Whether a proposal of it is expected in that year.
    """

    ref: Ref
    fiscal_year: FiscalYear
    kusd: Kusd
    proposal: bool = True


class Expected(CyclePart):
    """A proposal that is expected beside continuing projects and accepted summaries.

    Attributes
    ----------
    ref : str
    component, title : str or None
        None where the ref is one that the store knows.
    """

    ref: Ref
    component: str | None = None
    title: str | None = None


class NamedOffice(CyclePart):
    """An office as a cycle file names it, in place of what the cards have or leave open.

    Attributes
    ----------
    name : str
    as_of : date
        When that was its name.
    source : str
        What says so.
    """

    name: str = Field(min_length=1, max_length=200)
    as_of: CalendarDate
    source: str = Field(min_length=1, max_length=200)


def _expected(value: Any) -> Any:
    """Return the entries of ``expected``, of which one may be a ref alone."""
    if not isinstance(value, list):
        return value
    return [one if isinstance(one, dict | Expected) else {"ref": one} for one in value]


class Cycle(CyclePart):
    """One annual cycle.

    Attributes
    ----------
    fiscal_year : int
        The year to be funded.
    final_due : date
        As-of date of every rule about age, and last day for proposals.
    opens : date or None
        First day for proposals.
    time_zone : str
        Zone in which ``final_due`` ends.
    grace_minutes : int
        How long after the end of ``final_due`` a proposal still counts as in time.
    excluded_countries : frozenset of str
        Alpha-2 codes.
    out_of_cycle_as_of : date or None
        As-of date of out-of-cycle proposals; an earlier one than ``final_due`` has no effect.
    budgets : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    promised : tuple of Promise
    already_funded : mapping of str to tuple of int
        By ref, the fiscal years before this one in which FCT paid (reading 84).
    duplicates : tuple of frozenset of str
        Groups of refs of which at most one may be in the best set.
    conditions : Conditions
        What the order of merit and every selection of new starts have to keep; none by default.
    rubric : str
        Name of the packaged rubric that the cycle is judged by.
    reviews : str or None
        ``open`` where a review is shown to other reviewers as soon as it is in.
    separation : str or None
        ``strict`` where who reviewed a proposal neither drafts its decision nor submits the slate.
    approval : tuple of str
        Role of each step of approval; the first one submits.
    continuing_resolution : str or None
        ``new starts`` where new projects may be started under a continuing resolution.
    certification : str or None
        ``required`` where a proposal that is not certified by the deadline is not ranked.
    name : str or None
        What the office calls the cycle.
    calendar : Calendar
        Every date as it is written, ``opens`` and ``final_due`` too.
    reminders_days : tuple of int
        How many days before a date that waits for somebody people are informed.
    report_every_months, report_due_days : int
        When a funded project reports, and how many days later its report is late.
    test_to_procure_months, competition_clock_years, retention_years : int
    components : tuple of str
        Who may submit.
    expected : tuple of Expected
        Beside continuing projects and accepted summaries.
    house_rules : HouseRules
        The operator's own checks, which move nothing.
    offices : mapping of str to NamedOffice
        By component, who leads its armaments cooperation; by the id of a card, who starts that
        program.
    """

    fiscal_year: FiscalYear
    name: str | None = None
    final_due: CalendarDate
    opens: CalendarDate | None = None
    calendar: Calendar = Calendar()
    time_zone: str = "America/New_York"
    grace_minutes: int = Field(default=0, ge=0, le=LONGEST_GRACE_MINUTES)
    excluded_countries: Annotated[frozenset[str], BeforeValidator(_country_codes)] = Field(
        default_factory=lambda: country_group("excluded")
    )
    out_of_cycle_as_of: CalendarDate | None = None
    budgets: Mapping[FiscalYear, Kusd] = Field(default_factory=dict)
    promised: tuple[Promise, ...] = ()
    already_funded: Mapping[Ref, tuple[FiscalYear, ...]] = Field(default_factory=dict)
    duplicates: tuple[frozenset[Ref], ...] = ()
    conditions: Conditions = Conditions()
    rubric: str = DEFAULT_RUBRIC
    reviews: Literal["open"] | None = None
    separation: Literal["strict"] | None = None
    approval: tuple[Literal["reviewer", "authority"], ...] = Field(
        default=("reviewer", "authority"), min_length=1
    )
    certification: Literal["required"] | None = None
    continuing_resolution: Literal["new starts"] | None = None
    reminders_days: tuple[Annotated[int, Field(ge=0, le=365)], ...] = (30, 14, 7, 1)
    report_every_months: int = Field(default=3, ge=1, le=60)
    report_due_days: int = Field(default=30, ge=0, le=365)
    test_to_procure_months: int = Field(default=24, ge=1, le=240)
    competition_clock_years: int = Field(default=5, ge=1, le=50)
    retention_years: int = Field(default=10, ge=1, le=100)
    components: tuple[str, ...] = Field(default_factory=usual_components)
    expected: Annotated[tuple[Expected, ...], BeforeValidator(_expected)] = ()
    house_rules: Annotated[
        HouseRules, BeforeValidator(read_house_rules), PlainSerializer(HouseRules.as_plain)
    ] = HouseRules()
    offices: Mapping[str, NamedOffice] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _dates_in_one_place(cls, content: Any) -> Any:
        """Have ``opens`` and ``final_due``, wherever they stand, above and in ``calendar``."""
        if not isinstance(content, dict):
            return content
        calendar = content.get("calendar")
        if isinstance(calendar, Calendar):
            calendar = calendar.model_dump()
        if calendar is not None and not isinstance(calendar, dict):
            return content
        inside = dict(calendar or {})
        content = {key: value for key, value in content.items() if key != "calendar"}
        # Older files have them above, newer ones in `calendar`; both are read, and both places are
        # filled, so that nobody asks where they stood (year.md, detail 5).
        for key in ("opens", "final_due"):
            given = content.get(key) if inside.get(key) is None else inside[key]
            inside.pop(key, None)
            if given is None:
                continue
            content[key] = given
            with contextlib.suppress(ValueError):  # what is not a date is said of the key above
                inside[key] = written_date(given)
                content[key] = inside[key].day
        return content | {"calendar": inside}

    @field_validator("components")
    @classmethod
    def _known_components(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = usual_components()
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"{unknown[0]!r} is not a component; use {', '.join(known)}")
        return tuple(dict.fromkeys(names))

    @field_validator("offices")
    @classmethod
    def _of_components_and_cards(
        cls, offices: Mapping[str, NamedOffice]
    ) -> Mapping[str, NamedOffice]:
        if not offices:
            return offices
        cards = [Path(one).stem for one in declared_texts() if one.startswith(_CARDS)]
        known = [*usual_components(), *cards]
        if unknown := [name for name in offices if name not in known]:
            raise ValueError(f"{unknown[0]!r} is not a component or a card; use {', '.join(known)}")
        return offices

    @field_validator("reminders_days")
    @classmethod
    def _from_far_to_near(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(days), reverse=True))

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(
                f"no time zone is called {name}; use a name like America/New_York"
            ) from None
        return name

    @field_validator(
        *("budgets", "promised", "already_funded", "duplicates", "conditions", "expected"),
        mode="before",
    )
    @classmethod
    def _empty_is_none_given(cls, value: Any, info: Any) -> Any:
        empty: dict[str, Any] = {"promised": (), "duplicates": (), "expected": ()}
        return empty.get(info.field_name, {}) if value is None else value

    @field_validator("rubric")
    @classmethod
    def _known_rubric(cls, name: str) -> str:
        packaged_rubric(name)
        return name

    @model_validator(mode="after")
    def _funded_before(self) -> Self:
        for ref, years in self.already_funded.items():
            if late := [year for year in years if year >= self.fiscal_year]:
                raise ValueError(
                    f"already_funded names fiscal year {late[0]} for {ref}; only years before "
                    f"{self.fiscal_year} count"
                )
        return self

    def renamed(self, name: Callable[[str], str]) -> "Cycle":
        """Return the same cycle with other names in place of its refs, which nothing checks."""
        conditions = self.conditions
        partial = conditions.partial
        if partial is not None and not isinstance(partial.refs, str):
            partial = partial.model_copy(update={"refs": frozenset(map(name, partial.refs))})
        named = {
            "must_fund": frozenset(map(name, conditions.must_fund)),
            "excluded": frozenset(map(name, conditions.excluded)),
            "partial": partial,
        }
        promised = [one.model_copy(update={"ref": name(one.ref)}) for one in self.promised]
        return self.model_copy(
            update={
                "promised": tuple(promised),
                "already_funded": {name(ref): of for ref, of in self.already_funded.items()},
                "duplicates": tuple(frozenset(map(name, group)) for group in self.duplicates),
                "conditions": conditions.model_copy(update=named),
            }
        )

    @property
    def reviews_open(self) -> bool:
        """Whether a review is shown to other reviewers as soon as it is in."""
        return self.reviews is not None

    @property
    def separation_strict(self) -> bool:
        """Whether who reviewed a proposal neither drafts its decision nor submits the slate."""
        return self.separation is not None

    @property
    def starts_new_when_continuing(self) -> bool:
        """Whether new projects may be started under a continuing resolution."""
        return self.continuing_resolution is not None

    @property
    def certification_required(self) -> bool:
        """Whether a proposal that is not certified by the deadline is not ranked."""
        return self.certification is not None

    @property
    def loaded_rubric(self) -> Rubric:
        """The rubric that the cycle is judged by."""
        return packaged_rubric(self.rubric)

    @property
    def zone(self) -> ZoneInfo:
        """The cycle's time zone."""
        return ZoneInfo(self.time_zone)

    def local(self, moment: dt.datetime) -> str:
        """Return a moment as JSON has it: to the second, with the offset of the cycle then.

        Parameters
        ----------
        moment : datetime
            Aware.
        """
        return moment.astimezone(self.zone).isoformat(timespec="seconds")

    @property
    def grace(self) -> dt.timedelta:
        """How much later every deadline is."""
        return dt.timedelta(minutes=self.grace_minutes)

    def at(self, name: str) -> dt.datetime | None:
        """Return the moment when the tick acts on a date; None where the cycle has none.

        Parameters
        ----------
        name : str
            One of :data:`fct.data.program.cycle_dates.DATE_NAMES`.
        """
        written = self.calendar.written().get(name)
        return None if written is None else acts_at(name, written, self.zone, self.grace)

    @property
    def due(self) -> dt.datetime:
        """The last moment of ``final_due`` in the cycle's time zone, without grace."""
        return later(self.deadline, -self.grace)

    @property
    def deadline(self) -> dt.datetime:
        """The last moment at which a proposal comes in time, grace included."""
        # `final_due` counts whole (year.md, detail 4): the last moment in time is the one before it
        # is over.
        return later(self.closes, dt.timedelta(microseconds=-1))

    @property
    def closes(self) -> dt.datetime:
        """The first moment at which a proposal is late, without an extension."""
        moment = self.at("final_due")
        if moment is None:  # the one date that must be there
            raise ValueError("a cycle without final_due")
        return moment

    @property
    def late_as_of(self) -> dt.date:
        """The as-of date of out-of-cycle proposals, never before ``final_due`` (reading 31)."""
        return max(self.final_due, self.out_of_cycle_as_of or self.final_due)


def first_day_of(fiscal_year: int) -> dt.date:
    """Return the first day of a fiscal year: 1 October of the year before."""
    return dt.date(fiscal_year - 1, 10, 1)


def sha256_of_text(text: str) -> str:
    """Return the hash of a cycle file's text, stored with every run."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse_new_cycle(text: str, name: str) -> Cycle:
    """Return the cycle that a YAML text holds which is to be taken; see :func:`load_cycle`."""
    cycle = _cycle_of(parse_yaml(text, name), text, name)
    refuse_dates(cycle.calendar, cycle.time_zone, text, name)
    return cycle


def parse_cycle(text: str, name: str) -> Cycle:
    """Return the cycle that a YAML text holds which was taken before, when less was refused."""
    return _cycle_of(parse_own_yaml(text, name), text, name)


def _cycle_of(content: Any, text: str, name: str) -> Cycle:
    if not isinstance(content, dict):
        raise UsageError(f"{name} is not a cycle file: it must hold keys such as fiscal_year.")
    refuse_places(content, text, name)
    try:
        return Cycle.model_validate(content)
    except ValidationError as error:
        raise UsageError(f"{name}: {explain(error)}{_lines_words(text, error)}") from None


def _lines_words(text: str, error: ValidationError) -> str:
    """Return on which lines of a cycle file stands what was refused, as a sentence."""
    lines, found = line_of_keys(text), set()
    for item in error.errors():
        path = tuple(item["loc"])
        # The deepest key of the path that has a line: a key that is missing has none, and its
        # parent has.
        known = [lines[path[:size]] for size in range(1, len(path) + 1) if path[:size] in lines]
        found.update(known[-1:])
    if not found:
        return ""
    listed = in_series([str(one) for one in sorted(found)])
    return f" See line{'s' if len(found) > 1 else ''} {listed}."


def load_cycle(path: Path) -> Cycle:
    """Return the cycle that a YAML file declares.

    Raises
    ------
    UsageError
        If the file cannot be read, is not YAML, or has an unknown key or a wrong value.
    CycleRefusedError
        If its dates cannot be so.
    """
    return parse_new_cycle(read_cycle_text(path), path.name)


def read_cycle_text(path: Path) -> str:
    """Return the text of a cycle file."""
    return with_house_rules(read_text(path, "cycle"), path.parent)


def packaged_cycle_texts() -> dict[int, str]:
    """Return the text of each packaged cycle file by fiscal year."""
    folder = files("fct.data") / "cycles"
    found = {
        int(item.name.removesuffix(".yaml")): item.read_text("utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    }
    return dict(sorted(found.items()))


def cycle_template_text(fiscal_year: int) -> str:
    """Return a cycle file of a fiscal year in which every key is explained."""
    text = (files("fct.data") / "samples" / "cycle_template.yaml").read_text("utf-8")
    before = fiscal_year - 1
    return text.format(
        fy=fiscal_year, before=before, next=fiscal_year + 1, fy2=f"{before % 100:02d}"
    )
