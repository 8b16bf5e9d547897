"""Proposals by the thousand: mostly plausible, with a few faults and edges each."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.oracle.changes import CHANGES
from tests.oracle.drafts import Draft, RawRow, plausible
from tests.oracle.form import FCT_AMOUNTS, TABLES
from tests.oracle.reading import Gap, Raw, read


@dataclass
class RawProposal:
    """Cells as a spreadsheet holds them."""

    ref: Raw
    answers: RawRow
    tables: dict[str, list[RawRow]]


@dataclass
class Season:
    """A cycle file and the proposals of a list."""

    cycle: dict[str, Any]
    proposals: list[RawProposal] = field(default_factory=list)


CYCLES: tuple[dict[str, Any], ...] = (
    {"fiscal_year": 2027, "final_due": "2026-06-30", "budgets": {2027: 6500, 2028: 4000}},
    {
        "fiscal_year": 2028,
        "final_due": "2027-05-31T17:00:00-04:00",
        "budgets": {2028: 4400.1, 2029: 3072.0},
        "out_of_cycle_as_of": "2027-09-01",
    },
    {
        "fiscal_year": 2028,
        "final_due": "2028-02-29",
        "excluded_countries": ["CN", "Russia", "the Syrian Arab Republic"],
        "budgets": {2028: 900},
    },
    {"fiscal_year": 2027, "final_due": "2026-06-30", "excluded_countries": ["Sweden", "FRA"]},
    {
        "fiscal_year": 2026,
        "final_due": "2025-07-15",
        "out_of_cycle_as_of": "2026-02-28",
        "budgets": {2026: 12000, 2027: 8000, 2028: 3000},
    },
)


def season(seed: int, count: int) -> Season:
    """Some proposals of one of the cycles, the same for the same seed."""
    rng = Random(seed)
    made = Season(dict(CYCLES[seed % len(CYCLES)]))
    made.proposals = [proposal(rng, made.cycle, place) for place in range(count)]
    refs = [str(one.ref) for one in made.proposals]
    continuing = [ref for ref in refs if rng.random() < 0.3]
    made.cycle["promised"] = [
        {"ref": ref, "fiscal_year": made.cycle["fiscal_year"], "kusd": rng.choice((10, 35.5))}
        for ref in [*continuing, "GONE-1"]
    ]
    made.cycle["already_funded"] = {
        ref: [made.cycle["fiscal_year"] - back for back in rng.sample((1, 2, 3), rng.randint(1, 3))]
        for ref in refs
        if rng.random() < 0.2
    }
    return made


def proposal(rng: Random, cycle: dict[str, Any], place: int) -> RawProposal:
    """A plausible proposal with a few changes, until the contract says all about it."""
    ref: Raw = place + 17 if rng.random() < 0.1 else f"GEN-{place:05d}"
    while True:
        draft = plausible(rng, cycle)
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4, 8))):
            rng.choice(CHANGES)(draft)
        if not leaves_room(draft):
            return RawProposal(ref, draft.answers, draft.tables)


def leaves_room(draft: Draft) -> bool:
    """Whether readings 15 and 30 together do not say how G8 comes out.

    A negative amount of a row without a year may lower the sum of any year.
    """
    for row in draft.tables["Funding"]:
        amounts = [read(row.get(name), TABLES["Funding"][name]) for name in FCT_AMOUNTS]
        undated = not isinstance(
            read(row.get("funding_year"), TABLES["Funding"]["funding_year"]), int
        )
        if undated and any(amount < 0 for amount in amounts if not isinstance(amount, Gap)):
            return True
    return False


def small_season(seed: int) -> Season:
    """Up to a dozen proposals that mostly are rankable: alike, in groups, promised or not."""
    rng = Random(seed)
    cycle: dict[str, Any] = {
        "fiscal_year": 2027,
        "final_due": "2026-06-30",
    }
    refs = [f"S-{place:02d}" for place in range(rng.randint(2, 12))]
    rng.shuffle(refs)
    alike = [plausible(rng, cycle) for _ in range(rng.choice((1, 3, 6)))]
    made = Season(cycle, [rankable(rng, rng.choice(alike), ref) for ref in refs])
    share = rng.choice((0, 60, 90, 150, 200, 400))
    cycle["budgets"] = {
        year: share * len(refs) + rng.choice((0, 0.1)) for year in rng.choice(BUDGET_YEARS)
    }
    cycle["promised"] = [
        {"ref": ref, "fiscal_year": rng.choice((2027, 2027, 2028)), "kusd": rng.choice((20, 99.9))}
        for ref in rng.sample([*refs, "GONE-1", "GONE-2"], rng.choice((0, 1, 3)))
    ]
    cycle["duplicates"] = [
        rng.sample([*refs, "GONE-1", "GONE-3"], rng.choice((2, 2, 3)))
        for _ in range(rng.choice((0, 1, 2)))
    ]
    return made


BUDGET_YEARS = ((2027, 2028), (2027, 2028), (2027, 2028, 2030), (2027,), (2028,), ())


def rankable(rng: Random, pattern: Draft, ref: str) -> RawProposal:
    """A proposal that ties with others made from the same draft, or nearly so."""
    answers = pattern.answers | {
        "title": rng.choice(("Alpha", "ALPHA ", "Beta", "\u00c4gir")),
        "component_priority": rng.choice((None, 1, 2, "2")),
        "project_type": rng.choice(("new start", "new start", "Continuing")),
    }
    if rng.random() < 0.3:
        answers["purpose"] = rng.choice(("technical assessment", "technical assessment", None))
    if rng.random() < 0.3:
        answers["intent"] = rng.choice(("conditional", "no"))
    years = rng.choice(((2027,), (2027, 2028), (2028, 2027)))
    funding: list[RawRow] = [
        {
            "funding_year": year,
            "fct_articles_kusd": rng.choice((0, 50, 100, 100, 130, 250.1, 400)),
            "fct_test_kusd": rng.choice((0, 50, 100)),
            "component_kusd": 40,
        }
        for year in years
    ]
    return RawProposal(ref, answers, pattern.tables | {"Funding": funding})
