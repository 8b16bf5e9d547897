"""The out-years: what this year's choices oblige in the fiscal years after the cycle's.

A promise to a continuing project stands whatever is selected; a new start that is selected adds
what it is given in later years.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fct.scoring.ranking.ledger import Money
from fct.scoring.ranking.set_comparison import Selection


@dataclass(frozen=True, slots=True)
class OutYear:
    """One later fiscal year, in thousands of dollars.

    Attributes
    ----------
    fiscal_year : int
    budget_kusd : Decimal or None
        None where the cycle states none; it then counts as 0 (reading 57).
    promised_kusd : Decimal
        To continuing projects.
    selected_kusd : Decimal
        What the selection adds.
    by_ref_kusd : mapping of str to Decimal
        The selected new starts that get money in this year, in rank order.
    """

    fiscal_year: int
    budget_kusd: Decimal | None
    promised_kusd: Decimal
    selected_kusd: Decimal
    by_ref_kusd: Mapping[str, Decimal]

    @property
    def obliged_kusd(self) -> Decimal:
        """Promises and what the selection adds."""
        return self.promised_kusd + self.selected_kusd

    @property
    def left_without_kusd(self) -> Decimal:
        """What the budget leaves beside promises alone; below zero if they are more."""
        return (self.budget_kusd or Decimal(0)) - self.promised_kusd

    @property
    def left_with_kusd(self) -> Decimal:
        """What the budget leaves beside promises and the selection."""
        return self.left_without_kusd - self.selected_kusd


def out_years(
    fiscal_year: int, budgets: Money, promised: Money, selection: Selection
) -> list[OutYear]:
    """Return each year after the cycle's that has a budget, a promise or an award, in order."""
    awarded = {year for award in selection.awards_kusd.values() for year in award}
    found = []
    for year in sorted({*budgets, *promised, *awarded}):
        if year > fiscal_year:
            awards = selection.awards_kusd.items()
            by_ref = {ref: award[year] for ref, award in awards if year in award}
            found.append(
                OutYear(
                    fiscal_year=year,
                    budget_kusd=budgets.get(year),
                    promised_kusd=promised.get(year, Decimal(0)),
                    selected_kusd=sum(by_ref.values(), Decimal(0)),
                    by_ref_kusd=by_ref,
                )
            )
    return found
