"""The rules: what each asks, how much depends on it and what a sponsor reads, declared once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fct.data.common import loaded_once
from fct.data.program.form import declared_rows, load_form, read_declaration

CRITERIA = (
    "user advocacy",
    "valid requirement",
    "market investigation",
    "funded strategy",
    "intent to procure",
)


class Severity(StrEnum):
    """What a rule decides."""

    GATE = "gate"
    CRITERION = "criterion"
    WEAKNESS = "weakness"
    FORM = "form"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id, criterion : str
    severity : Severity
    text : str
        When it holds.
    source : str
    fields : tuple of str
        Ids of the fields that it reads, in the order of ``text``.
    fails_message, repair : str
        What a sponsor reads when it fails, and what to do.
    """

    id: str
    criterion: str
    severity: Severity
    text: str
    source: str
    fields: tuple[str, ...]
    fails_message: str
    repair: str


def _fields(row: dict[str, str]) -> tuple[str, ...]:
    if row["fields"]:
        return tuple(row["fields"].split("|"))
    fields = load_form().fields  # X1, X2 and X5 look at every answer of their kind
    return tuple(field.id for field in fields if row["rule"] != "X5" or field.is_amount)


@loaded_once
def load_rules() -> Mapping[str, Rule]:
    """Return the rules by id, in the order of ``declarations/rules.csv``."""
    return {
        row["rule"]: Rule(
            id=row["rule"],
            criterion=row["criterion"],
            severity=Severity(row["severity"]),
            text=row["holds_when"],
            source=row["source"],
            fields=_fields(row),
            fails_message=row["fails_message"],
            repair=row["repair"],
        )
        for row in declared_rows("rules.csv")
    }


@loaded_once
def rules_sha256() -> str:
    """Return the hash of the declaration, stored with every run."""
    return hashlib.sha256(read_declaration("rules.csv").encode()).hexdigest()
