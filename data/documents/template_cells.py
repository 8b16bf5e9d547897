"""Typed cells of the form's workbooks: what Excel lets in, and values written with their types."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypeAlias

from fct.data.common import BrokenCell, CellValue
from fct.data.program import (
    Field,
    FieldType,
    Form,
    accepted_text,
    example_text,
    fitted,
    guide_text,
    needed_text,
)

FilledValue: TypeAlias = CellValue | Decimal

COUNTRY_LIST_NAME = "country_names"
PICKED = frozenset({FieldType.MULTI_CHOICE, FieldType.COUNTRY_LIST})
_TITLE_LONGEST, _MESSAGE_LONGEST = 32, 255  # Excel's limits for the text of a validation
_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_LARGEST_WHOLE = 999_999_999


def list_name(field: Field) -> str | None:
    """Return the defined name whose cells the drop-down of a field offers, if it has one."""
    if field.type is FieldType.CHOICE:
        return f"choices_{field.id}"
    if field.type in PICKED:
        return f"picks_{field.id}"
    return COUNTRY_LIST_NAME if field.type is FieldType.COUNTRY else None


def _limits(form: Form, field: Field, cell: str) -> dict[str, Any]:
    """Return the part of a validation that decides; ``cell`` is the first cell it is set on."""
    match field.type:
        case FieldType.CHOICE:
            limits: dict[str, Any] = {"validate": "list", "source": f"={list_name(field)}"}
            limits |= {"error_type": "warning"} if field.id in form.offered else {}
        case FieldType.COUNTRY:  # a code or another common name is read too, so only a warning
            source = f"={COUNTRY_LIST_NAME}"
            limits = {"validate": "list", "source": source, "error_type": "warning"}
        case FieldType.MULTI_CHOICE | FieldType.COUNTRY_LIST:  # any order and separator is read
            limits = {"validate": "list", "source": f"={list_name(field)}", "show_error": False}
        case FieldType.DATE:
            limits = _between("date", _EARLIEST, _LATEST)
        case FieldType.INTEGER:
            limits = _between("integer", field.minimum or 0, field.maximum or _LARGEST_WHOLE)
        case FieldType.MONEY:
            criteria = "==" if field.id == "fct_us_item_kusd" else ">="  # rule G2
            limits = {"validate": "decimal", "criteria": criteria, "value": 0}
        case FieldType.EMAIL:
            formula = f'=AND(ISNUMBER(FIND("@",{cell})),ISERROR(FIND(" ",TRIM({cell}))))'
            limits = {"validate": "custom", "value": formula}
        case FieldType.TEXT:
            limits = _length(field)
        case _:
            limits = {"validate": "any"}
    return limits


def _between(kind: str, low: object, high: object) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _length(field: Field) -> dict[str, Any]:
    words = field.unit.split()
    if field.longest:
        return {"validate": "length", "criteria": "<=", "value": field.longest}
    if words[:2] == ["at", "least"]:  # advice for some of these fields, so only a warning
        shortest = int(words[2])
        warning = {"error_type": "warning"}
        return {"validate": "length", "criteria": ">=", "value": shortest} | warning
    return {"validate": "any"}


def validation_of(form: Form, field: Field, cell: str) -> dict[str, Any]:
    """Return the data validation of a field's input cells: what is let in, and what is shown.

    Parameters
    ----------
    form : Form
    field : Field
    cell : str
        Name of the first cell that the validation is set on.

    Returns
    -------
    dict
        Options of ``Worksheet.data_validation``.
    """
    accepted, example = accepted_text(field), example_text(field)
    if field.type is FieldType.COUNTRY:
        accepted = "One country: choose it from the list, or write its ISO code"
    if field.id == "fct_us_item_kusd":
        accepted = "Zero or nothing: FCT may not pay for testing or buying a US item"
    message = f"{accepted}. {example}".rstrip()
    if len(message) > _MESSAGE_LONGEST and field.type is FieldType.CHOICE:
        message = f"One of the {len(field.choices)} choices of the list. {example}"
    title = fitted(field.label, _TITLE_LONGEST)
    return _limits(form, field, cell) | {
        "error_title": title,
        "error_message": fitted(message, _MESSAGE_LONGEST),
        "input_title": title,
        "input_message": fitted(_prompt(field), _MESSAGE_LONGEST),
    }


def _prompt(field: Field) -> str:
    """Return what is shown beside a cell while it is selected."""
    more = "Pick one from the list; open it again to add the next." if field.type in PICKED else ""
    whole = f"{guide_text(field)} {more}".strip()
    if len(whole) <= _MESSAGE_LONGEST:
        return whole
    parts = (f"{needed_text(field)}.", field.guidance, more, example_text(field))
    return " ".join(filter(None, parts))


def write_value(sheet: Any, place: tuple[int, int], value: FilledValue, style: Any) -> None:
    """Write one value with its type; text is never taken for a formula, a number or a link.

    Raises
    ------
    TypeError
        If a workbook has no cell of the value's type.
    """
    row, column = place
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case BrokenCell(shown):
            # A formula keeps an error; its name as a text would be an answer.
            sheet.write_formula(row, column, f"={shown}*1", style, shown)
        case bool():
            sheet.write_boolean(row, column, value, style)
        case int() | float() | Decimal():
            sheet.write_number(row, column, float(value), style)
        case dt.datetime() | dt.date() | dt.time() | dt.timedelta():
            sheet.write_datetime(row, column, value, style)
        case str():
            sheet.write_string(row, column, value, style)
        case _:
            raise TypeError(f"no cell holds a {type(value).__name__}: {value!r}")


def as_csv_text(value: FilledValue) -> str:
    """Return a value as it stands in a CSV file."""
    match value:
        case None:
            return ""
        case BrokenCell(shown):
            return shown
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    return str(value)
