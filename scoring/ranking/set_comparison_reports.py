"""The selections of an order of merit under conditions, and all of them as JSON values.

Keys may be added, none changed or left out: other programs read them.
"""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fct.data.program import Conditions
from fct.scoring.ranking.infeasibility import Infeasible
from fct.scoring.ranking.ledger import Money
from fct.scoring.ranking.line_reach import reach_warnings
from fct.scoring.ranking.order import OrderOfMerit
from fct.scoring.ranking.out_years import OutYear, out_years
from fct.scoring.ranking.reports import money_report
from fct.scoring.ranking.set_comparison import (
    Selection,
    Selections,
    Way,
    differences,
    select,
)


@dataclass(frozen=True, slots=True)
class LineStudy:
    """What three ways select, and what each obliges later.

    Attributes
    ----------
    conditions : Conditions
    budgets, promised : mapping of int to Decimal
        Thousands of dollars by fiscal year.
    selections : Selections
    out_years : mapping of Way to list of OutYear
        Of each way that selects anything.
    duplicates : sequence of set of str
        Of the cycle file; they bind the best set alone.
    promises : sequence of tuple
        Of :func:`promises_of`.
    unconfirmed : sequence of str
        Of :attr:`fct.scoring.ranking.order.OrderOfMerit.unconfirmed`.
    no_effect : sequence of str
        A sentence for each ref that the conditions name in vain.
    reach : sequence of str
        A sentence where the funding line reaches past a tier, or passes over many.
    """

    conditions: Conditions
    budgets: Money
    promised: Money
    selections: Selections
    out_years: Mapping[Way, list[OutYear]]
    duplicates: Sequence[AbstractSet[str]]
    promises: Sequence[tuple[str, int, Decimal | None, Decimal]]
    unconfirmed: Sequence[str]
    no_effect: Sequence[str]
    reach: Sequence[str] = ()

    def warnings(self, one: Selection) -> list[str]:
        """Return what a selection does not keep, and which duplicates it funds together."""
        # Duplicates bind the best set alone (reading 59), so an order may well fund two.
        both = [sorted(group & one.shares.keys()) for group in self.duplicates]
        return [
            *one.not_kept,
            *(self.reach if one.way is Way.SKIP else ()),
            *(
                f"{' and '.join(refs)} are duplicates by the cycle file, and both are funded."
                for refs in both
                if len(refs) > 1
            ),
        ]


def study_line(
    found: OrderOfMerit,
    conditions: Conditions | None = None,
    budgets: Mapping[int, Decimal] | None = None,
) -> LineStudy:
    """Select new starts in three ways.

    Parameters
    ----------
    found : OrderOfMerit
    conditions : Conditions, optional
        Those of the run's cycle by default.
    budgets : mapping of int to Decimal, optional
        Thousands of dollars by fiscal year; those of the run's cycle by default.

    Raises
    ------
    NotNowError
        With ``LEFT_OUT``, where so many compete that this is left out.
    """
    found.refuse_large()
    conditions = found.conditions if conditions is None else conditions
    budgets = found.budgets if budgets is None else budgets
    selections = select(found.question(conditions, budgets, years=()))
    year, promised = found.cycle.fiscal_year, found.promised
    later = {one.way: out_years(year, budgets, promised, one) for one in selections.found}
    return LineStudy(
        conditions,
        budgets,
        promised,
        selections,
        later,
        duplicates=found.cycle.duplicates,
        promises=promises_of(found),
        unconfirmed=found.unconfirmed,
        no_effect=found.without_effect(conditions),
        reach=reach_warnings(
            found.tiers.tolist(),
            [ref in selections.skip.shares for ref in found.refs],
            found.competes.tolist(),
        ),
    )


def promises_of(found: OrderOfMerit) -> list[tuple[str, int, Decimal | None, Decimal]]:
    """Return ref, fiscal year, what is asked for and what was promised, of each promise.

    What is asked for is None of a project without a ranked proposal this year (reading 56).
    """
    asked = dict(zip(found.ranks["ref"], found.ranks["request_kusd"], strict=True))
    # As the cycle file has them: an order by ref would show which refs are withheld.
    return [
        (
            one.ref,
            one.fiscal_year,
            asked[one.ref].get(one.fiscal_year, Decimal(0)) if one.ref in asked else None,
            one.kusd,
        )
        for one in found.cycle.promised
    ]


def line_report(study: LineStudy) -> dict[str, Any]:
    """Return the selections side by side, what differs, and the later years."""
    selections = study.selections
    best = selections.best
    return {
        "conditions": study.conditions.as_plain(),
        "budgets": money_report(study.budgets),
        "promised": money_report(study.promised),
        "duplicates": [sorted(group) for group in study.duplicates],
        "selections": {
            str(one.way): _selection_report(one) | {"warnings": study.warnings(one)}
            for one in selections.found
        },
        "promises": [
            {
                "ref": ref,
                "fiscal_year": year,
                "asked_kusd": None if asked is None else float(asked),
                "promised_kusd": float(promised),
            }
            for ref, year, asked, promised in study.promises
        ],
        "unconfirmed": list(study.unconfirmed),
        "no_effect": list(study.no_effect),
        "infeasible": best.words if isinstance(best, Infeasible) else None,
        "differences": [
            {
                "ref": one.ref,
                "shares": {str(way): float(share) for way, share in one.shares.items()},
            }
            for one in differences(selections)
        ],
        "out_years": {str(way): _out_years_report(years) for way, years in study.out_years.items()},
    }


def _selection_report(one: Selection) -> dict[str, Any]:
    return {
        "funded": one.funded,
        "shares": {ref: float(share) for ref, share in one.shares.items()},
        "awards_kusd": {ref: money_report(award) for ref, award in one.awards_kusd.items()},
        "left": money_report(one.left_kusd),
        "unspent_kusd": float(one.unspent_kusd),
        "merit_by_tier": {str(tier): float(merit) for tier, merit in one.merit_by_tier.items()},
        "not_kept": list(one.not_kept),
    }


def _out_years_report(years: Sequence[OutYear]) -> list[dict[str, Any]]:
    return [
        {
            "fiscal_year": one.fiscal_year,
            "budget_kusd": None if one.budget_kusd is None else float(one.budget_kusd),
            "promised_kusd": float(one.promised_kusd),
            "selected_kusd": float(one.selected_kusd),
            "obliged_kusd": float(one.obliged_kusd),
            "left_kusd": float(one.left_with_kusd),
            "by_ref_kusd": {ref: float(kusd) for ref, kusd in one.by_ref_kusd.items()},
        }
        for one in years
    ]
