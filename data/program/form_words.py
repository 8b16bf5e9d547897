"""What a field asks for, in words: need, what is accepted, advice, example."""

import re

from fct.data.program.form import Field, FieldType, load_form


def fitted(text: str, longest: int) -> str:
    """Return ``text``, cut at a word where it is longer than ``longest``."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def example_text(field: Field) -> str:
    """Return the example of a field as a phrase, empty where it has none."""
    return f"Example: {field.example}" if field.example else ""


def needed_text(field: Field) -> str:
    """Return in capitals whether a field must be filled."""
    match field.required:
        case "yes":
            return "REQUIRED"
        case "no":
            return "OPTIONAL"
    named = re.sub(r"\b[a-z]+_\w+", lambda name: f"“{load_form()[name[0]].label}”", field.required)
    return named.replace("when", "REQUIRED WHEN", 1)


def accepted_text(field: Field) -> str:
    """Return what a cell accepts, as a sentence."""
    words = field.accepted
    if field.type is FieldType.TEXT and field.unit.startswith("at least"):
        words = f"text, {field.unit}"
    elif field.type is FieldType.INTEGER and field.unit not in words and not field.is_fiscal_year:
        words = f"{words} ({field.unit})"
    return words[0].upper() + words[1:]


def guide_text(field: Field) -> str:
    """Return all a sponsor needs to answer a field: need, what is accepted, advice, example."""
    accepted = accepted_text(field)
    parts = (
        f"{needed_text(field)}.",
        f"{accepted}." if accepted != "Text" else "",
        field.guidance,
        example_text(field),
    )
    return " ".join(filter(None, parts))
