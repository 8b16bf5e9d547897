"""A conflict of interest of a person, and one that a proposal's own words propose."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fct.data.common import normalize
from fct.data.people.person import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """A conflict of interest, with what became of it.

    Attributes
    ----------
    id : str
        As in ``C001``.
    person : str
        Id of the person.
    ref, vendor, component : str or None
        One of the three.
    reason : str
    by : str
        Who entered it.
    since : datetime
    lifted : datetime or None
        Until when it counted.
    """

    id: str
    person: str
    ref: str | None
    vendor: str | None
    component: str | None
    reason: str
    by: str
    since: dt.datetime
    lifted: dt.datetime | None


class Why(StrEnum):
    """Why a conflict is proposed."""

    POINT_OF_CONTACT = "point of contact"
    ADVOCATE = "advocate"
    OFFICIAL = "procurement official"
    SUBMITTER = "submitter"
    CERTIFIER = "certifier"
    COMPONENT = "component"


# The answers in which people are named, each with what it makes of whom it names.
NAMING_FIELDS: Mapping[str, Why] = MappingProxyType(
    {
        "project_manager": Why.POINT_OF_CONTACT,
        "project_manager_email": Why.POINT_OF_CONTACT,
        "advocacy_signatory": Why.ADVOCATE,
        "requirement_authority": Why.ADVOCATE,
        "decision_authority": Why.OFFICIAL,
        "intent_signatory": Why.OFFICIAL,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposedConflict:
    """A conflict that the store proposes, until an operator answers.

    Attributes
    ----------
    person : str
    fiscal_year : int
    ref : str
    why : Why
    field, sheet, cell, written : str or None
        The answer that says so; None where no cell does.
    answer : str or None
        ``confirmed`` or ``dismissed``; None while it waits.
    """

    person: str
    fiscal_year: int
    ref: str
    why: Why
    field: str | None = None
    sheet: str | None = None
    cell: str | None = None
    written: str | None = None
    answer: str | None = None

    @property
    def id(self) -> str:
        """The same whenever it is proposed, as in ``P1f0a9c3b72``."""
        # From what it says and not from a row: a proposed conflict is read anew each time, and an
        # answer has to find it again.
        said = "\n".join((self.person, str(self.fiscal_year), self.ref, self.why, self.field or ""))
        return f"P{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def is_named(person: Person, written: str) -> bool:
    """Whether an answer names a person: the whole name in whole words, or the e-mail alone."""
    text = normalize(written)
    if person.email is not None and normalize(person.email) == text:
        return True
    name = normalize(person.name)
    # Not \b, which finds no border beside a sign such as the point of an initial.
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
