"""The form: every answer that a proposal holds, declared once in ``declarations/form.csv``."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from fct.data.common import loaded_apart, loaded_once, parse_own_yaml, unchangeable

PROPOSAL = "Proposal"
TABLE_SHEETS = ("Market", "Schedule", "Funding", "Procurement")
LIST_SHEET = "Proposals"
FORM_OF_PROPOSAL = "proposal"
OWN_SHEETS = frozenset({"instructions", "lists", "fct findings"})  # written by us, never answered


class FieldType(StrEnum):
    """What an answer must be."""

    CHOICE = "choice"
    MULTI_CHOICE = "multi choice"
    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    COUNTRY = "country"
    COUNTRY_LIST = "country list"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One answer of the form.

    Attributes
    ----------
    id, sheet, label : str
        Column name, sheet and the words a sponsor reads.
    type : FieldType
    choices : tuple of str
        Accepted answers of a choice, empty for other types.
    unit : str
        Unit or hint shown beside the answer of a field without choices.
    minimum, maximum : int or None
        Limits of an integer, both allowed.
    longest : int or None
        Most characters of a text.
    required : str
        ``yes``, ``no`` or ``when ...``.
    also_written_as : tuple of str
        Other headings that mean this field, within its sheet.
    is_released : bool
        Whether the answer of a funded project goes out to everybody.
    is_of_summary : bool
        Whether a nomination asks it too.
    """

    id: str
    sheet: str
    label: str
    type: FieldType
    choices: tuple[str, ...]
    unit: str
    minimum: int | None
    maximum: int | None
    longest: int | None
    required: str
    criterion: str
    source: str
    also_written_as: tuple[str, ...]
    guidance: str
    example: str
    is_released: bool = False
    is_of_summary: bool = False

    @property
    def is_fiscal_year(self) -> bool:
        """Whether the answer is a fiscal year, which may be written ``FY2027``."""
        return self.unit == "fiscal year"

    @property
    def is_amount(self) -> bool:
        """Whether the answer is money or a number of items, which must not be negative."""
        return self.type is FieldType.MONEY or self.unit == "items"

    @property
    def heading(self) -> str:
        """The label as it stands above a column, with the unit of money: ``Amount ($K)``."""
        mark = unit_mark(self)
        return f"{self.label} ({mark})" if mark else self.label

    @property
    def accepted(self) -> str:
        """What is accepted, in words for a sponsor."""
        if self.choices:
            several = self.type is FieldType.MULTI_CHOICE
            lead = "one or more of, separated by semicolons: " if several else "one of: "
            return lead + ", ".join(self.choices)
        words = {
            FieldType.TEXT: "text",
            FieldType.INTEGER: "a whole number",
            FieldType.MONEY: f"a number in {self.unit}",
            FieldType.DATE: "a date, as YYYY-MM-DD",
            FieldType.COUNTRY: "one country, by name or ISO code",
            FieldType.COUNTRY_LIST: "countries, separated by semicolons",
            FieldType.EMAIL: "an e-mail address",
        }[self.type]
        if self.is_fiscal_year:
            return "a fiscal year of four digits, as 2027 or FY2027"
        if self.minimum is not None:
            top = f" to {self.maximum}" if self.maximum is not None else " or more"
            return f"{words}, {self.minimum}{top}"
        return f"{words}, at most {self.longest} characters" if self.longest else words


def unit_mark(field: Field) -> str:
    """Return the unit of a money field as its heading names it, else nothing."""
    return {"thousands of US dollars": "$K", "US dollars": "$"}.get(field.unit, "")


class Section(NamedTuple):
    """One numbered section of the sheet of answers.

    Attributes
    ----------
    heading, about : str
    first : str
        Id of its first field; it ends before the first of the next section.
    """

    heading: str
    about: str
    first: str


class TableShape(NamedTuple):
    """How a table is drawn: the least rows that a proposal needs, and the rows with lines."""

    least: int
    drawn: int


class Closing(NamedTuple):
    """A part at the end of the sheet of answers that nobody judges: a heading and its lines."""

    heading: str
    about: str
    lines: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """The form of one version.

    Attributes
    ----------
    version : str
        Stamped into every template.
    sha256 : str
        Hash of the declaration, stored with every run.
    fields : tuple of Field
        In the order of the declaration.
    sheet_purposes : mapping of str to str
        What each sheet is for.
    sections : tuple of Section
        Of the sheet of answers, in order.
    tables : mapping of str to TableShape
        By sheet.
    closings : mapping of str to Closing
        ``checks``, which the form works out; ``summary`` and ``signatures``, which people fill in.
    offered : mapping of str to tuple of str
        By field id, answers that its list offers beside its choices.
    kind : str
        Which form it is: the one of a proposal, a nomination, a report or a close-out. Every other
        than that of a proposal is stamped with it.
    answer_sheet : str
        The sheet with one answer a row.
    instructions : str
        The declaration of its first sheet.
    """

    version: str
    sha256: str
    fields: tuple[Field, ...]
    sheet_purposes: Mapping[str, str]
    sections: tuple[Section, ...]
    tables: Mapping[str, TableShape]
    closings: Mapping[str, Closing]
    offered: Mapping[str, tuple[str, ...]]
    kind: str = FORM_OF_PROPOSAL
    answer_sheet: str = PROPOSAL
    instructions: str = "instructions.yaml"

    @property
    def table_sheets(self) -> tuple[str, ...]:
        """The sheets with several rows, in the order of the declaration."""
        return tuple(self.tables)

    def of_sheet(self, sheet: str) -> tuple[Field, ...]:
        """Return the fields of one sheet, in order."""
        return tuple(field for field in self.fields if field.sheet == sheet)

    def by_section(self) -> Iterator[tuple[Section | None, tuple[Field, ...]]]:
        """Yield the sections of the sheet of answers with their fields, none of them left out."""
        fields = self.of_sheet(self.answer_sheet)
        places = [[field.id for field in fields].index(one.first) for one in self.sections]
        if places[:1] != [0]:
            yield None, fields[: places[0] if places else None]
        for section, start, end in zip(self.sections, places, [*places, None][1:], strict=True):
            yield section, fields[start:end]

    def __getitem__(self, field_id: str) -> Field:
        return _by_id(self)[field_id]


@loaded_once
def _by_id(form: Form) -> Mapping[str, Field]:
    return {field.id: field for field in form.fields}


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _field(row: dict[str, str]) -> Field:
    kind = FieldType(row["type"])
    has_choices = kind in {FieldType.CHOICE, FieldType.MULTI_CHOICE}
    return Field(
        id=row["id"],
        sheet=row["sheet"],
        label=row["label"],
        type=kind,
        choices=_split(row["choices_or_unit"]) if has_choices else (),
        unit="" if has_choices else row["choices_or_unit"],
        minimum=_whole(row["minimum"]),
        maximum=_whole(row["maximum"]),
        longest=_whole(row["longest"]),
        required=row["required"],
        criterion=row["criterion"],
        source=row["why_and_source"],
        also_written_as=_split(row["also_written_as"]),
        guidance=row["guidance"],
        example=row["example"],
        is_released=row.get("release") == "yes",
        is_of_summary=row.get("summary") == "yes",
    )


# The declarations that count within ``declared_by``, by name; None outside of it.
_texts: ContextVar[Mapping[str, str] | None] = ContextVar("declarations", default=None)


@contextmanager
def declared_by(texts: Mapping[str, str]) -> Iterator[None]:
    """Go by other declarations within the block, in this thread alone.

    Form, rules, rubric and all else that is declared are loaded from these texts, as a run that
    was judged by them had them. What is not among them is the packaged one.

    Parameters
    ----------
    texts : mapping of str to str
        By the name of the file in ``declarations/``.
    """
    token = _texts.set(texts)
    try:
        # What was loaded from the other texts must not stay for whoever loads it after the block.
        with loaded_apart():
            yield
    finally:
        _texts.reset(token)


def read_declaration(name: str) -> str:
    """Return the text of one file of ``declarations/``."""
    texts = _texts.get()
    if texts is not None and name in texts:
        return texts[name]
    return (files("fct.data") / "declarations" / name).read_text("utf-8")


def declared_yaml(name: str) -> Any:
    """Return what one YAML file of ``declarations/`` holds."""
    return parse_own_yaml(read_declaration(name), name)


def declared_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file of ``declarations/``."""
    return list(csv.DictReader(read_declaration(name).splitlines()))


@loaded_once
def declarations_sha256() -> str:
    """Return the hash of everything that is declared and judges, stored with every run.

    What messages say, in a folder of its own, judges nothing.
    """
    digest = hashlib.sha256()
    for name, text in sorted(declared_texts().items()):
        # A NUL stands in neither name nor text, so that no two sets of files give the same bytes.
        digest.update(f"{name}\0{text}".encode())
    return digest.hexdigest()


@loaded_once
def declared_texts() -> Mapping[str, str]:
    """Return the text of everything that is declared and judges, by the name of its file."""
    texts = _texts.get()
    if texts is not None:
        return texts
    folder = files("fct.data") / "declarations"
    return dict(sorted(_declared_files(folder)))


_MESSAGES = "messages"


def _declared_files(folder: Traversable, before: str = "") -> Iterator[tuple[str, str]]:
    for item in folder.iterdir():
        # What letters say judges nobody: to reword one must not give a new run.
        if item.name == _MESSAGES:
            continue
        if item.is_dir():
            yield from _declared_files(item, f"{before}{item.name}/")
        else:
            yield before + item.name, item.read_text("utf-8")


@loaded_once
def load_form() -> Form:
    """Return the packaged form."""
    whole = declared_yaml("form.yaml")
    declared = read_declaration("form.csv")
    return Form(
        version=whole["version"],
        sha256=hashlib.sha256(declared.encode()).hexdigest(),
        fields=declared_fields("form.csv"),
        sheet_purposes=unchangeable({one["name"]: one["purpose"] for one in whole["sheets"]}),
        **layout_of(declared_yaml("form_layout.yaml")),
    )


def declared_fields(name: str) -> tuple[Field, ...]:
    """Return the fields of one declaration of a form, in order."""
    return tuple(_field(row) for row in declared_rows(name))


def layout_of(declared: dict[str, Any]) -> dict[str, Any]:
    """Return how a form is laid out, from its declaration."""
    return {
        "sections": tuple(Section(**one) for one in declared["sections"]),
        "tables": unchangeable({k: TableShape(**one) for k, one in declared["tables"].items()}),
        "closings": unchangeable({k: Closing(**one) for k, one in declared["closings"].items()}),
        "offered": unchangeable({k: tuple(values) for k, values in declared["offered"].items()}),
    }


NOMINATION, REPORT, CLOSE_OUT = "nomination", "report", "close-out"
_FUNDING = "Funding"  # the one table of a nomination


@loaded_once
def load_nomination_form() -> Form:
    """Return the short form: the fields that ``form.csv`` marks as its own, and ``Funding``."""
    whole = load_form()
    fields = tuple(f for f in whole.fields if f.is_of_summary or f.sheet == _FUNDING)
    sections = [section._replace(first=of[0].id) for section, of in _kept(whole)]
    sheets = (whole.answer_sheet, _FUNDING)
    return replace(
        whole,
        fields=fields,
        sheet_purposes=unchangeable({name: whole.sheet_purposes[name] for name in sheets}),
        sections=tuple(sections),
        tables=unchangeable({_FUNDING: whole.tables[_FUNDING]}),
        closings=unchangeable({}),
        kind=NOMINATION,
        instructions="nomination_instructions.yaml",
    )


def _kept(whole: Form) -> list[tuple[Section, list[Field]]]:
    """Return the sections of the form of which a nomination has anything, with those fields."""
    found = ((section, [f for f in of if f.is_of_summary]) for section, of in whole.by_section())
    return [(section, of) for section, of in found if section is not None and of]


@loaded_once
def load_report_form(kind: str = REPORT) -> Form:
    """Return the form of a quarterly report, or of a close-out; both ask the same questions.

    Parameters
    ----------
    kind : str
        ``report`` or ``close-out``.
    """
    declared: Mapping[str, Any] = declared_yaml("report.yaml")
    column = "required_in_close_out" if kind == CLOSE_OUT else "required"
    needed = {row["id"]: row[column] for row in declared_rows("report.csv")}
    fields = declared_fields("report.csv")
    layout = layout_of({**declared, "closings": {}, "offered": {}})
    least: Mapping[str, int] = declared["least"][kind]
    drawn: Mapping[str, TableShape] = layout.pop("tables")
    shapes = {name: TableShape(least[name], one.drawn) for name, one in drawn.items()}
    return Form(
        version=declared["version"],
        sha256=load_form().sha256,
        fields=tuple(replace(field, required=needed[field.id]) for field in fields),
        sheet_purposes=unchangeable({one["name"]: one["purpose"] for one in declared["sheets"]}),
        tables=unchangeable(shapes),
        **layout,
        kind=kind,
        answer_sheet=declared["sheets"][0]["name"],
        instructions="report_instructions.yaml",
    )
