"""What of a cycle file is asked of the store before it is taken, and said of it."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from fct.data.common import kusd_words, line_of_keys
from fct.data.program import DATE_NAMES, Cycle, CycleRefusedError
from fct.data.subjects import Store

_FAR_YEARS = 5
_FIXED = ("opens", "final_due", "rubric", "budgets", "promised", "excluded_countries")


def refuse_unknown_expected(store: Store, cycle: Cycle, text: str, name: str) -> None:
    """Raise CycleRefusedError for an expected ref of which nobody says whose it is.

    Parameters
    ----------
    store : Store
    cycle : Cycle
    text : str
        Of its file.
    name : str
        Of its file.
    """
    known = store.versions.known_facts()
    for index, one in enumerate(cycle.expected):
        if one.ref in known or (one.component in cycle.components and one.title):
            continue
        line = line_of_keys(text).get(("expected", index), 0)
        raise CycleRefusedError(
            "NOT_KNOWN",
            f"{name}, line {line}: the store knows no proposal {one.ref}. Write it as "
            f"{{ref: {one.ref}, component: ..., title: ...}}, with a component of the cycle.",
            [("expected", line)],
        )


def refuse_closed(store: Store, was: Cycle, wanted: Cycle, text: str, now: dt.datetime) -> None:
    """Raise CycleRefusedError for what is fixed once the run of a cycle is published (detail 21).

    Parameters
    ----------
    store : Store
    was, wanted : Cycle
    text : str
        Of the file that is to be taken.
    now : datetime
    """
    if not store.ticks.is_action_done("publish", was.fiscal_year):
        return  # what a person published without a date for it may still be judged otherwise
    changed = list(_fixed_keys(was, wanted, now))
    if not changed:
        return
    lines = line_of_keys(text)
    named = [(key, lines.get(("calendar", key)) or lines.get((key,), 0)) for key in changed]
    listed = ", ".join(f"{key} (line {line})" if line else key for key, line in named)
    raise CycleRefusedError(
        "CLOSED",
        f"The run of fiscal year {was.fiscal_year} is published, so what it was judged by and the "
        f"dates behind it are fixed. Put back: {listed}. Dates ahead may move.",
        named,
    )


def _fixed_keys(was: Cycle, wanted: Cycle, now: dt.datetime) -> Iterator[str]:
    for key in _FIXED:
        if key not in DATE_NAMES and getattr(was, key) != getattr(wanted, key):
            yield key
    if was.conditions.excluded != wanted.conditions.excluded:
        yield "conditions"
    for key in DATE_NAMES:
        before, after = was.at(key), wanted.at(key)
        # A date that has passed was acted on: people were notified, files were late.
        is_past = before is not None and before <= now
        if before != after and (is_past or key in _FIXED):
            yield key


def cycle_notes(store: Store, cycle: Cycle, was: Cycle | None) -> list[str]:
    """Return what an operator should know of a cycle file before it is taken.

    Parameters
    ----------
    store : Store
    cycle : Cycle
    was : Cycle or None
        The version that it replaces.
    """
    notes = []
    if was is not None and was.final_due != cycle.final_due:
        notes.append(
            f"The as-of date of every rule about age moves from {was.final_due} to "
            f"{cycle.final_due}."
        )
    promised: dict[int, Decimal] = {}
    for one in cycle.promised:
        promised[one.fiscal_year] = promised.get(one.fiscal_year, Decimal(0)) + one.kusd
    for year, kusd in sorted(promised.items()):
        budget = cycle.budgets.get(year)
        if budget is not None and kusd > budget:
            notes.append(
                f"The promises of fiscal year {year}, {kusd_words(kusd)}, exceed its budget, "
                f"{kusd_words(budget)}."
            )
    known = store.versions.known_facts()
    unknown = sorted({one.ref for one in cycle.promised if one.ref not in known})
    if unknown:
        notes.append(f"The store knows no proposal of these promised refs: {', '.join(unknown)}.")
    far = [year for year in sorted(cycle.budgets) if year > cycle.fiscal_year + _FAR_YEARS]
    if far:
        listed = ", ".join(map(str, far))
        notes.append(f"There is a budget for {listed}, more than {_FAR_YEARS} years ahead.")
    return notes
