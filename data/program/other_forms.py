"""The forms beside that of a proposal: the nomination before it, and reports of funded projects."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fct.data.common import loaded_once, parse_yaml, unchangeable
from fct.data.program.form import (
    Field,
    Form,
    Section,
    TableShape,
    declared_fields,
    declared_rows,
    layout_of,
    load_form,
    read_declaration,
)

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
    declared: Mapping[str, Any] = parse_yaml(read_declaration("report.yaml"), "report.yaml")
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
