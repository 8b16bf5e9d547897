"""A few new starts under every kind of condition mixed, and their best set by trying all."""

import itertools
import random
from collections.abc import Mapping
from decimal import Decimal

from fct.data.program.conditions import ComponentLimits, Conditions, Partial
from fct.scoring.ranking.best_set_problem import Candidate, Question

YEARS = (2027, 2028)


def of_conditions(seed: int, size: int) -> Question:
    """A few candidates of two components, under every kind of condition mixed."""
    chance = random.Random(seed)
    drawn = [
        (
            chance.choice([1, 1, 2, 3]),
            -(chance.choice([60.0, 80.0]) if seed % 3 == 0 else round(chance.uniform(40, 98), 6)),
            {year: Decimal(chance.randint(0, 6)) for year in YEARS},
            chance.choice(["Army", "Navy"]),
        )
        for _ in range(size)
    ]
    drawn.sort(key=lambda one: one[:2])
    candidates = [
        Candidate(f"P{number}", tier, -minus, request, component)
        for number, (tier, minus, request, component) in enumerate(drawn)
    ]
    refs = [one.ref for one in candidates]
    must_fund = frozenset(chance.sample(refs, min(size, chance.choice([0, 0, 1, 2]))))
    few = frozenset(chance.sample(refs, min(size, 3)))
    steps = {"least_share": Decimal("0.5"), "step_share": Decimal("0.25")}
    return Question(
        candidates,
        {year: Decimal(chance.randint(4, 18)) for year in YEARS},
        Conditions(
            must_fund=must_fund,
            excluded=frozenset(chance.sample(refs, chance.choice([0, 0, 1]))) - must_fund,
            hold_back_kusd={2027: Decimal(chance.randint(0, 3))},
            components={name: of_component(chance) for name in ("Army", "Navy")},
            partial=Partial(refs=few, **steps) if seed % 4 == 1 else None,
        ),
        [frozenset(chance.sample([*refs, "GOES-ON"], 2)) for _ in range(chance.randint(0, 2))],
        frozenset({"GOES-ON"}),
    )


def of_component(chance: random.Random) -> ComponentLimits:
    """A floor and a ceiling above it in some years."""
    floors = {year: Decimal(chance.randint(0, 5)) for year in YEARS if chance.random() < 0.5}
    ceilings = {
        year: floors.get(year, Decimal(0)) + chance.randint(1, 8)
        for year in YEARS
        if chance.random() < 0.5
    }
    return ComponentLimits(floor_kusd=floors, ceiling_kusd=ceilings)


def is_kept(question: Question, shares: Mapping[str, Decimal]) -> bool:
    """Whether shares keep every condition, by its words."""
    conditions, held = question.conditions, {ref for ref, share in shares.items() if share}
    if not conditions.must_fund <= held or conditions.excluded & held:
        return False
    for group in question.groups:
        if len(group & held) > 1 or (group & question.bound and group & held):
            return False
    for year in YEARS:
        given = {
            one.ref: one.request_kusd[year] * shares.get(one.ref, 0) for one in question.candidates
        }
        money = question.left_kusd[year] - conditions.hold_back_kusd.get(year, 0)
        if sum(given.values()) > max(money, 0):
            return False
        for name, limits in conditions.components.items():
            own = sum(given[one.ref] for one in question.candidates if one.component == name)
            floor, ceiling = limits.floor_kusd.get(year, 0), limits.ceiling_kusd.get(year, own)
            if not floor <= own <= ceiling:
                return False
    return True


def by_trying_all_shares(question: Question) -> dict[str, Decimal] | None:
    """The best of all sets and shares, by the words of the rule."""
    best: tuple[list[Decimal], dict[str, Decimal]] | None = None
    given = [(Decimal(0), *question.conditions.shares_of(one.ref)) for one in question.candidates]
    for shares in itertools.product(*given):
        by_ref = dict(zip((one.ref for one in question.candidates), shares, strict=True))
        if is_kept(question, by_ref):
            sums = [
                sum(
                    (
                        Decimal(str(one.merit)) * by_ref[one.ref]
                        for one in question.candidates
                        if one.tier == tier
                    ),
                    Decimal(0),
                )
                for tier in (1, 2, 3)
            ]
            if best is None or best[0] < [*sums, *shares]:
                best = ([*sums, *shares], by_ref)
    return None if best is None else {ref: share for ref, share in best[1].items() if share}
