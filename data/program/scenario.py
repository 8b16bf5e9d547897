"""A scenario: weights, budgets and conditions under a name, to be compared with the official order.

What a scenario does not name stays official; nothing official is changed by one.
"""

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)

from fct.data.common import UsageError, dump_json, load_json, normalize, squeeze
from fct.data.program.conditions import Conditions
from fct.data.program.cycle_dates import FiscalYear, Kusd
from fct.data.program.rubric import MaturityPoints, explain
from fct.data.program.rules import CRITERIA

OFFICIAL = "official"
WEIGHTED_PARTS = (*MaturityPoints.model_fields, *CRITERIA)
"""The parts that a scenario gives points to: six of maturity, then the five criteria."""

_LONGEST_NAME, _LONGEST_NOTE = 60, 2000


def _line(text: str, longest: int) -> str:
    """Return a text on one line; raises ValueError where it is too long or cannot be printed."""
    line = squeeze(text)
    if not line.isprintable():
        raise ValueError(f"{line[:longest]!r} has a character that cannot be printed; remove it")
    if len(line) > longest:
        raise ValueError(f"it has {len(line)} characters; at most {longest} are kept")
    return line


def _name(text: str) -> str:
    name = _line(text, _LONGEST_NAME)
    if not name:
        raise ValueError(f"it is blank; give 1 to {_LONGEST_NAME} characters")
    if normalize(name) == OFFICIAL:
        raise ValueError(f"“{name}” is what the cycle's own order is called; choose another")
    return name


def _note(text: str) -> str:
    return _line(text, _LONGEST_NOTE)


def check_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Return points by part, in the order of the parts.

    Raises
    ------
    ValueError
        If a part is unknown or missing, a number is below zero or not finite, or all are zero.
    """
    if unknown := sorted(set(weights) - set(WEIGHTED_PARTS)):
        raise ValueError(
            f"{', '.join(unknown)} is not a part; parts are {', '.join(WEIGHTED_PARTS)}"
        )
    if missing := [part for part in WEIGHTED_PARTS if part not in weights]:
        raise ValueError(f"no points for {', '.join(missing)}; give 0 where a part does not count")
    for part, points in weights.items():
        if not math.isfinite(points) or points < 0:
            raise ValueError(f"{part} has {points:g} points; a number from 0 up is accepted")
    if not any(weights.values()):
        raise ValueError("all parts have 0 points; give at least one part more")
    return {part: float(weights[part]) for part in WEIGHTED_PARTS}


Points = Annotated[float, Field(strict=True)]  # strict: YAML reads yes as true, which is 1


class Scenario(BaseModel):
    """What somebody tried, under a name.

    Attributes
    ----------
    name : str
        1 to 60 printable characters on one line; not ``official``.
    note : str
        Why it was tried.
    weights : mapping of str to float, optional
        Points of each of the eleven parts; only their proportions count.
    budgets : mapping of int to Decimal, optional
        Thousands of dollars by fiscal year; a year that is not named has none.
    conditions : Conditions, optional
        The cycle's where it is None; an empty one lifts these.
    run_id : str, optional
        The run it is based on, as in ``FY2027-R001``; the store asks for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_name)]
    note: Annotated[str, AfterValidator(_note)] = ""
    weights: Annotated[Mapping[str, Points], AfterValidator(check_weights)] | None = None
    budgets: Mapping[FiscalYear, Kusd] | None = None
    conditions: Conditions | None = None
    run_id: str | None = None

    @property
    def changes(self) -> list[str]:
        """Which of weights, budgets and conditions it sets."""
        given = ("weights", "budgets", "conditions")
        return [key for key in given if getattr(self, key) is not None]

    def as_plain(self) -> dict[str, Any]:
        """Return it as JSON values, as the store keeps it; amounts are text."""
        plain: dict[str, Any] = load_json(dump_json(self.model_dump(exclude={"conditions"})))
        conditions = None if self.conditions is None else self.conditions.as_plain()
        return {**plain, "conditions": conditions}


def scenario_of(content: Any, where: str) -> Scenario:
    """Return the scenario that values describe.

    Parameters
    ----------
    content : mapping
        By the attributes of :class:`Scenario`.
    where : str
        What an error names: a file, or the page.

    Raises
    ------
    UsageError
        If a key is unknown or a value is wrong: one sentence each.
    """
    if not isinstance(content, Mapping):
        raise UsageError(f"{where} is not a scenario: it must hold keys such as name and budgets.")
    try:
        return Scenario.model_validate(dict(content))
    except ValidationError as error:
        raise UsageError(f"{where}: {explain(error)}") from None
