"""The pages of ``docs/`` that list what is declared: fields, rules and refusals."""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from fct.data.documents.dictionary import write_data_dictionary
from fct.data.program import load_form, load_rules, refusal_messages

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write_rules_page() -> str:
    """Return the page of the rules, as Markdown."""
    lines = [
        "# The rules",
        "",
        "Declared in `data/declarations/rules.csv`; this page is written from it.",
        "",
        "| rule | criterion | severity | holds when | source | what to do when it does not |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for rule in load_rules().values():
        cells = (rule.id, rule.criterion, rule.severity, rule.text, rule.source, rule.repair)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def write_refusals_page() -> str:
    """Return the page of the refusal codes, as Markdown."""
    lines = [
        "# Why a file is refused",
        "",
        "A file ends as accepted or with one code of this closed list, declared in",
        "`data/declarations/refusals.csv`; this page is written from it.",
        "",
        "| code | what the sponsor reads |",
        "| --- | --- |",
    ]
    for code, message in refusal_messages().items():
        text = _PLACEHOLDER.sub(r"*\1*", message)
        lines.append(f"| `{code}` | {_cell(text)} |")
    return "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "data-dictionary.md": lambda: write_data_dictionary(load_form()),
    "rules.md": write_rules_page,
    "refusals.md": write_refusals_page,
}


def main() -> None:
    """Write every page into the folder that is named, as ``python -m ... docs``."""
    for name, write in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(write(), "utf-8")


if __name__ == "__main__":
    main()
