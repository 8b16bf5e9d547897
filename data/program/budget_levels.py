"""The levels of money that a cycle may get, declared in ``declarations/scenarios.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fct.data.common import loaded_once
from fct.data.program.cycle import Cycle
from fct.data.program.form import declared_yaml


@dataclass(frozen=True, slots=True)
class BudgetLevel:
    """One declared level.

    Attributes
    ----------
    name : str
    share_of_request : Decimal
    share_of_last_year : Decimal or None
        Counts instead where the level has one and last year's budget is known.
    reason : str
    starts_new : bool
        Whether what competes for money may be funded at this level.
    """

    name: str
    share_of_request: Decimal
    share_of_last_year: Decimal | None
    reason: str
    starts_new: bool


@dataclass(frozen=True, slots=True)
class LevelBudgets:
    """What a level comes to in a cycle.

    Attributes
    ----------
    name : str
    budgets : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    share : Decimal
    is_of_last_year : bool
        Whether the share is one of last year's budget; else it is one of the request.
    reason : str
    starts_new : bool
        Whether what competes for money may be funded; else promises alone are paid.
    """

    name: str
    budgets: Mapping[int, Decimal]
    share: Decimal
    is_of_last_year: bool
    reason: str
    starts_new: bool = True


@loaded_once
def load_budget_levels() -> tuple[BudgetLevel, ...]:
    """Return the declared levels, in their order."""
    return tuple(
        BudgetLevel(
            name=level["name"],
            share_of_request=Decimal(str(level["share_of_request"])),
            share_of_last_year=(
                Decimal(str(level["share_of_last_year"])) if "share_of_last_year" in level else None
            ),
            reason=level["reason"],
            starts_new=level.get("starts_new", True),
        )
        for level in declared_yaml("scenarios.yaml")
    )


def level_budgets(cycle: Cycle, last_year_kusd: Decimal | None = None) -> list[LevelBudgets]:
    """Return what each declared level comes to.

    Parameters
    ----------
    cycle : Cycle
        Its budgets are the request; years after the one that it funds keep what was requested.
    last_year_kusd : Decimal, optional
        Budget of the year before; None where it is not known.
    """
    levels = []
    requested, fiscal_year = cycle.budgets, cycle.fiscal_year
    for level in load_budget_levels():
        share, base = level.share_of_request, requested.get(fiscal_year)
        is_of_last_year = False
        if level.share_of_last_year is not None and last_year_kusd is not None:
            share, base, is_of_last_year = level.share_of_last_year, last_year_kusd, True
        changed = {} if base is None else {fiscal_year: share * base}
        budgets = {**requested, **changed}
        starts_new = level.starts_new or cycle.starts_new_when_continuing
        levels.append(
            LevelBudgets(level.name, budgets, share, is_of_last_year, level.reason, starts_new)
        )
    return levels
