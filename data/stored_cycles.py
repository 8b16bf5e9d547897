"""The cycles of the store, read."""

from fct.data.cycle import Cycle, parse_cycle
from fct.data.errors import UsageError
from fct.data.store import CycleRow, Store


def stored_cycle(store: Store, fiscal_year: int) -> tuple[CycleRow, Cycle]:
    """Return the last version of the cycle of a fiscal year, as it is kept and as it reads.

    Raises
    ------
    UsageError
        If the store has none.
    """
    row = store.cycle(fiscal_year)
    if row is None:
        known = ", ".join(str(other.fiscal_year) for other in store.cycles()) or "none"
        raise UsageError(
            f"The store has no cycle of fiscal year {fiscal_year}; it has: {known}. Add one with "
            "`fct cycle add FILE`."
        )
    return row, parse_cycle(row.yaml, f"cycle {fiscal_year}")
