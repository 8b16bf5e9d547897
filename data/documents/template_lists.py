"""The hidden sheet of choices, and the lists from which several answers are picked one by one."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from fct.data.documents.template_answers import ANSWER, answer_plan
from fct.data.documents.template_cells import COUNTRY_LIST_NAME, PICKED, list_name
from fct.data.documents.template_style import Styles, protect
from fct.data.program import FieldType, Form, country_names

LISTS = "Lists"

_PREPARED: dict[tuple[str, bool], str] = {}  # as many as the forms of the program have formulas


class ListSheet(Worksheet):  # type: ignore[misc] # it has no types
    """The sheet of choices, each of whose formulas is searched for new functions once.

    They are the same in every form, and searching them took a third of the time of writing one.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        key = formula, expand_future_functions
        if key not in _PREPARED:
            _PREPARED[key] = super()._prepare_formula(formula, expand_future_functions)
        return _PREPARED[key]


def write_lists(book: Any, styles: Styles, form: Form) -> None:
    """Write the hidden sheet of choices and give each list its defined name."""
    sheet = book.get_worksheet_by_name(LISTS)
    lists = {
        name: (*field.choices, *form.offered.get(field.id, ()))
        for field in form.fields
        if field.type is FieldType.CHOICE and (name := list_name(field))
    }
    lists[COUNTRY_LIST_NAME] = tuple(country_names())
    for column, (name, values) in enumerate(lists.items()):
        _write_list(sheet, styles, column, name, values)
        area = xl_range_abs(1, column, len(values), column)
        book.define_name(name, f"={LISTS}!{area}")
    sheet.set_column(0, len(lists) - 1, 24)
    protect(sheet)
    sheet.hide()


def _write_list(sheet: Any, styles: Styles, column: int, name: str, values: Sequence[str]) -> None:
    sheet.write_string(0, column, name, styles("heading"))
    sheet.write_column(1, column, values, styles("plain"))


def write_picks(book: Any, styles: Styles, form: Form) -> None:
    """Write the lists of the questions that take several answers.

    Such a list offers the answer that stands in the cell with one more choice in front of it, so
    picking again adds the next. It needs three columns: the choices, the numbers of those that are
    not in the answer, and what is offered. What all rows ask of the answer stands above them, which
    keeps the file small. No macro is needed, and the cell holds plain text.
    """
    sheet = book.get_worksheet_by_name(LISTS)
    first = sheet.dim_colmax + 1
    countries = first - 1  # the last of the lists
    picked = [field for field in form.of_sheet(form.answer_sheet) if field.type in PICKED]
    for place, field in enumerate(picked):
        column = first + 3 * place
        name = list_name(field) or ""
        choices = field.choices or tuple(country_names())
        if field.choices:
            _write_list(sheet, styles, column, f"{name}_all", choices)
        cell = xl_rowcol_to_cell(answer_plan(form).rows[field.id], ANSWER, True, True)
        answer = f"TRIM({form.answer_sheet}!{cell})"
        sheet.write_formula(0, column + 1, f'="; "&{answer}&";"', None, "")
        sheet.write_formula(0, column + 2, f'=IF({answer}="","","; "&{answer})', None, "")
        one = xl_col_to_name(column if field.choices else countries)
        is_left, more = (xl_col_to_name(column + at) for at in (1, 2))
        end = len(choices) + 1
        numbers = f"{is_left}$2:{is_left}${end}"
        for row in range(1, end):
            # Between its separators, so that no choice is found within the name of another.
            is_in = f'ISNUMBER(FIND("; "&{one}{row + 1}&";",{is_left}$1))'
            sheet.write_formula(row, column + 1, f'=IF({is_in},"",{row})', None, "")
            # The nth of those left; past the last there is none, which is shown as a blank.
            nth = f"INDEX({one}$2:{one}${end},SMALL({numbers},{row}))"
            sheet.write_formula(row, column + 2, f'=IFERROR({nth}&{more}$1,"")', None, "")
        left, offered = (xl_range_abs(1, column + at, len(choices), column + at) for at in (1, 2))
        top = offered.partition(":")[0]
        # The name ends with the last that is offered, so that a drop-down has no blank lines.
        last = f"INDEX({LISTS}!{offered},MAX(1,COUNT({LISTS}!{left})))"
        book.define_name(name, f"={LISTS}!{top}:{last}")
