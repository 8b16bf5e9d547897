"""The data dictionary: every field of the form as one page of Markdown."""

from collections.abc import Iterable

from fct.data.program import PROPOSAL, TABLE_SHEETS, Field, Form, accepted_text

_COLUMNS = (
    "Field", "Label", "Type", "Accepted", "Required", "Serves", "Why, and its source",
    "Released", "Also written as", "Guidance", "Example",
)  # fmt: skip
_INTRODUCTION = """\
# Data dictionary

Form version {version}, {count} fields on five sheets. This page is made from
`data/declarations/form.csv`; a test holds that it is current. To renew it:
`python -m fct.data.documents.reference_pages docs`.

*Serves* names what the field is evidence for: one of the five criteria, `eligibility` (the gates),
`maturity` (production maturity) or `form` (the form itself). *Released* says whether the answer of
a funded project may go out. *Also written as* lists the other headings that the reader takes for
the field."""


def write_data_dictionary(form: Form) -> str:
    """Return the data dictionary of a form, in Markdown.

    Parameters
    ----------
    form : Form

    Returns
    -------
    str
        The text of ``docs/data-dictionary.md``.
    """
    parts = [_INTRODUCTION.format(version=form.version, count=len(form.fields))]
    for sheet in (PROPOSAL, *TABLE_SHEETS):
        fields = form.of_sheet(sheet)
        parts += [f"## {sheet}", f"{form.sheet_purposes[sheet]} {len(fields)} fields."]
        parts.append("\n".join(_table(fields)))
    return "\n\n".join(parts) + "\n"


def _table(fields: Iterable[Field]) -> Iterable[str]:
    yield _line(_COLUMNS)
    yield _line("---" for _ in _COLUMNS)
    for field in fields:
        yield _line(
            (
                f"`{field.id}`",
                field.label,
                field.type.value,
                accepted_text(field),
                field.required,
                field.criterion,
                field.source,
                "yes" if field.is_released else "no",
                ", ".join(field.also_written_as),
                field.guidance,
                field.example,
            )
        )


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
