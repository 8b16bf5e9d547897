"""The sheet of answers: numbered sections of questions, then sums, a summary and signatures."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_range_abs

from fct.data.common import cell_name, column_letters, loaded_once
from fct.data.documents.template_cells import (
    FilledValue,
    as_csv_text,
    validation_of,
    write_value,
)
from fct.data.documents.template_style import (
    NEEDED,
    SMALL,
    Styles,
    mark_format,
    needed_style,
    protect,
)
from fct.data.documents.template_tables import LAST_ROW, first_row_of
from fct.data.program import Field, Form, guide_text
from fct.data.xlsx import Text, row_height

HEADINGS = ("No.", "Question", "Answer", "How to answer", "Field")
NUMBER, QUESTION, ANSWER, HOW, FIELD = range(5)
HEADING_ROW = 2
_WIDTHS = (4, 22, 34, 40, 24)
_PARAGRAPH = "paragraph"  # the line of the summary
_SUMMARY_HEIGHT = 140  # points, about ten lines; merged cells grow in no program
_CLOSING_HEIGHT = 28  # two lines
_SECTION_HEIGHT = 26
_MOST_OFF = 0.25  # rule X7


class Plan(NamedTuple):
    """Where everything stands on the sheet of answers, in rows from 0.

    Attributes
    ----------
    sections : mapping of int to tuple of str and str and str
        Number, heading and what it is about.
    rows : mapping of str to int
        By field id.
    numbers : mapping of str to str
        By field id.
    end : int
        The first row below the questions.
    """

    sections: Mapping[int, tuple[str, str, str]]
    rows: Mapping[str, int]
    numbers: Mapping[str, str]
    end: int


@loaded_once
def answer_plan(form: Form) -> Plan:
    """Return where the questions of a form stand on its sheet of answers."""
    sections: dict[int, tuple[str, str, str]] = {}
    rows: dict[str, int] = {}
    numbers: dict[str, str] = {}
    row = HEADING_ROW + 1
    for number, (section, fields) in enumerate(form.by_section(), start=1):
        if section is not None:
            sections[row] = (str(number), section.heading, section.about)
            row += 1
        for place, field in enumerate(fields, start=1):
            rows[field.id], numbers[field.id] = row, f"{number}.{place}"
            row += 1
    return Plan(sections, rows, numbers, row)


def answer_cell(form: Form, field_id: str) -> str:
    """Return the name of the cell that holds the answer of a field of the sheet of answers."""
    return cell_name(answer_plan(form).rows[field_id], ANSWER)


def write_answers(
    book: Any, styles: Styles, form: Form, *, answers: Mapping[str, FilledValue], title: str
) -> None:
    """Write the sheet of answers.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Has the sheet already.
    styles : Styles
    form : Form
    answers : mapping of str to FilledValue
        By field id.
    title : str
        Its first row.
    """
    sheet = book.get_worksheet_by_name(form.answer_sheet)
    plan = answer_plan(form)
    _write_head(sheet, styles, title, form.version)
    for row, (number, heading, about) in plan.sections.items():
        _write_section(sheet, styles, row, (number, heading, about))
    for field in form.of_sheet(form.answer_sheet):
        _write_question(sheet, styles, form, field, answers.get(field.id))
    white = styles("plain", bg_color="#FFFFFF")
    area = (HEADING_ROW + 1, ANSWER, plan.end - 1, ANSWER)
    sheet.conditional_format(*area, {"type": "no_blanks", "format": white})
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.repeat_rows(HEADING_ROW)
    first = min(plan.rows.values())
    sheet.set_selection(first, ANSWER, first, ANSWER)
    protect(sheet)


def _write_head(sheet: Any, styles: Styles, title: str, version: str) -> None:
    for column, width in enumerate(_WIDTHS):
        options = {"hidden": True} if column == FIELD else {}
        sheet.set_column(column, column, width, styles("plain"), options)
        sheet.write_string(HEADING_ROW, column, HEADINGS[column], styles("heading"))
        for row, style in ((0, "title"), (1, "subtitle")):
            sheet.write_blank(row, column, None, styles(style))
    sheet.write_string(0, 0, title, styles("title"))
    under = f"Form version {version}. Sand cells must be filled in: * always, (*) when it says so."
    sheet.write_string(1, 0, under, styles("subtitle"))
    sheet.set_row(0, 27)


def _write_section(sheet: Any, styles: Styles, row: int, words: tuple[str, str, str]) -> None:
    number, heading, about = words
    for column in (NUMBER, QUESTION, ANSWER, HOW):
        sheet.write_blank(row, column, None, styles("section"))
    if number:
        sheet.write_string(row, NUMBER, number, styles("section"))
    sheet.write_string(row, QUESTION, heading, styles("section"))
    # In a cell of its own: not every program keeps two sizes of letters in one cell.
    sheet.write_string(row, HOW, about, styles("section_about"))
    sheet.set_row(row, row_height(Text(about, _WIDTHS[HOW], SMALL), at_least=_SECTION_HEIGHT))


def _write_question(
    sheet: Any, styles: Styles, form: Form, field: Field, value: FilledValue
) -> None:
    plan = answer_plan(form)
    row = plan.rows[field.id]
    label = styles("label", num_format=mark_format(field))
    style = styles.input_of(field, needed=needed_style(field), in_table=False, value=value)
    sheet.write_string(row, NUMBER, plan.numbers[field.id], styles("number"))
    sheet.write_string(row, QUESTION, field.heading, label)
    write_value(sheet, (row, ANSWER), value, style)
    sheet.write_string(row, HOW, guide_text(field), styles("hint"))
    sheet.set_row(row, _height_of(field, value))
    sheet.write_string(row, FIELD, field.id, styles("id"))
    cell = cell_name(row, ANSWER)
    sheet.data_validation(cell, validation_of(form, field, cell))


def _height_of(field: Field, value: FilledValue) -> float:
    return row_height(
        Text(f"{field.heading} (*)", _WIDTHS[QUESTION], is_bold=True),
        Text(as_csv_text(value), _WIDTHS[ANSWER]),
        Text(guide_text(field), _WIDTHS[HOW], SMALL),
    )


def write_closings(
    book: Any, styles: Styles, form: Form, fiscal_year: int, *, summary: str = ""
) -> None:
    """Write what stands below the questions: sums and checks, the summary, the signatures."""
    sheet = book.get_worksheet_by_name(form.answer_sheet)
    worked = _worked_out(form, fiscal_year) if form.closings else {}
    row = answer_plan(form).end
    for closing in form.closings.values():
        _write_section(sheet, styles, row, ("", closing.heading, closing.about))
        for name, label in closing.lines.items():
            row += 1
            sheet.write_blank(row, NUMBER, None, styles("number"))
            sheet.write_string(row, QUESTION, label, styles("label"))
            is_open = name not in worked
            style = styles("input" if is_open else "worked")
            sheet.merge_range(row, ANSWER, row, HOW, None, style)
            sheet.set_row(row, _SUMMARY_HEIGHT if len(closing.lines) == 1 else _CLOSING_HEIGHT)
            if is_open:
                prompt = {"input_title": closing.heading, "input_message": closing.about}
                sheet.data_validation(row, ANSWER, row, ANSWER, {"validate": "any", **prompt})
                if name == _PARAGRAPH and summary:
                    sheet.write_string(row, ANSWER, summary, style)
            else:  # without a stored value every program works it out when it opens the file
                sheet.write_formula(row, ANSWER, worked[name], style, "")
        row += 1
    sheet.print_area(0, 0, row - 1, HOW)


def _worked_out(form: Form, fiscal_year: int) -> dict[str, str]:
    """Return the formulas of the checks by line."""
    top, end = HEADING_ROW + 2, answer_plan(form).end
    letters = {column: column_letters(column) for column in (ANSWER, HOW)}
    answer, how = (f"{letters[c]}{top}:{letters[c]}{end}" for c in (ANSWER, HOW))
    # By how the guidance begins, as no formula sees the color of a cell.
    blank = f'SUMPRODUCT((LEFT({how},{len(NEEDED)})="{NEEDED}")*(LEN({answer})=0))'
    counts = '&"; "&'.join(
        f'"{sheet} "&COUNTA({_column(form, form.of_sheet(sheet)[0])})'
        f'&" of at least {form.tables[sheet].least}"'
        for sheet in form.table_sheets
    )
    year, *_ = form.of_sheet("Funding")
    asked = [field for field in form.of_sheet("Funding") if field.id.startswith("fct_")]
    now, later = (
        "+".join(f"SUMIF({_column(form, year)},{which},{_column(form, one)})" for one in asked)
        for which in (fiscal_year, f'">{fiscal_year}"')
    )
    everything = f"SUM({','.join(_column(form, one) for one in asked)})"
    # Below, the sums may differ by a binary trifle; a row without a year makes more of a
    # difference.
    unsettled = "; a row of Funding has no fiscal year in digits, or an earlier one"
    return {
        "required": f'=IF({blank}=0,"None is blank",{blank}&" still blank")',
        "rows": f"={counts}",
        "asked_now": f"={now}",
        "asked_later": f"={later}",
        "asked": f'=TEXT({everything},"#,##0.0")&'
        f'IF(ABS({everything}-({now})-({later}))<0.001,"","{unsettled}")',
        "articles": _articles(form),
    }


def _articles(form: Form) -> str:
    """Return the formula that holds the price of the test articles against Funding (rule X7)."""
    count, price = (answer_cell(form, name) for name in ("article_quantity", "unit_price_usd"))
    funded = f"1000*SUM({_column(form, form['fct_articles_kusd'])})"
    words = (
        f'TEXT({count},"#,##0")&" at $"&TEXT({price},"#,##0")&" make $"&'
        f'TEXT({count}*{price},"#,##0")&"; Funding has $"&TEXT({funded},"#,##0")&'
        f'IF(ABS({funded}-{count}*{price})<={_MOST_OFF}*{count}*{price},"",'
        '": more than a quarter apart")'
    )
    missing = "Needs Test articles, Unit price and Funding"
    return f'=IF(COUNT({count},{price})<2,"{missing}",{words})'


def _column(form: Form, field: Field) -> str:
    """Return the cells of a table's column, from its first row on."""
    place = form.of_sheet(field.sheet).index(field)
    return f"{field.sheet}!{xl_range_abs(first_row_of(field.sheet), place, LAST_ROW, place)}"
