"""From the judgements of a season to its order of merit, the line and the best set."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.cycles import Cycle
from tests.oracle.form import FCT_AMOUNTS
from tests.oracle.judging import Judgement, judge
from tests.oracle.reading import BLANK, Gap, Proposal
from tests.oracle.wording import normalized

SIX = Decimal("0.000001")
Money = dict[int, Decimal]


@dataclass(frozen=True)
class Candidate:
    """A rankable proposal."""

    proposal: Proposal
    judgement: Judgement
    request: Money
    is_promised: bool

    @property
    def ref(self) -> str:
        """Its ref."""
        return self.proposal.ref

    @property
    def merit(self) -> Decimal:
        """Merit, rounded."""
        return self.judgement.merit.quantize(SIX)

    @property
    def maturity(self) -> Decimal:
        """Lowest maturity, rounded."""
        return self.judgement.maturity_low.quantize(SIX)

    @property
    def standing(self) -> tuple[int | None, Decimal, Decimal]:
        """What ties are counted by."""
        return self.judgement.tier, self.merit, self.maturity


@dataclass(frozen=True)
class Order:
    """What a season comes to."""

    candidates: Sequence[Candidate]
    marks: Mapping[str, str]
    tied_with: Mapping[str, set[str]]
    left: Money


def order_of_merit(
    proposals: Sequence[Proposal], cycle: Cycle, known: Collection[str] | None = None
) -> Order:
    """Rank what is rankable by all rules, or by those that are known, and draw the line."""
    ranked = sorted(rankable(proposals, cycle, known), key=rank_key)
    competing = [candidate for candidate in ranked if not candidate.is_promised]
    years = years_asked_for(competing)
    left, funded = line(competing, after_promises(cycle, years))
    return Order(
        candidates=ranked,
        marks=marks(ranked, funded),
        tied_with={
            one.ref: {
                other.ref
                for other in ranked
                if other.ref != one.ref and other.standing == one.standing
            }
            for one in ranked
        },
        left=left,
    )


def rankable(
    proposals: Sequence[Proposal], cycle: Cycle, known: Collection[str] | None
) -> Iterator[Candidate]:
    """Reading 55: who is ranked, and who of them competes."""
    for proposal in proposals:
        judgement = judge(proposal, cycle, known)
        if judgement.verdict == "rankable":
            promised = (
                proposal.answers["project_type"] == "continuing"
                and proposal.ref in cycle.promised_refs
            )
            yield Candidate(proposal, judgement, request(proposal), promised)


def request(proposal: Proposal) -> Money:
    """FCT money asked for by fiscal year, where there is any."""
    asked: Money = {}
    for row in proposal.tables["Funding"]:
        amounts = [row[name] for name in FCT_AMOUNTS if row[name] is not BLANK]
        asked[row["funding_year"]] = sum(amounts, Decimal(0))
    return {year: kusd for year, kusd in asked.items() if kusd > 0}


def rank_key(candidate: Candidate) -> tuple[object, ...]:
    """Reading 54."""
    answers = candidate.proposal.answers
    priority = answers["component_priority"]
    return (
        candidate.judgement.tier,
        -candidate.merit,
        -candidate.maturity,
        (1, 0) if isinstance(priority, Gap) else (0, priority),
        normalized(answers["title"]),
        candidate.ref,
    )


def after_promises(cycle: Cycle, years: set[int]) -> Money:
    """Reading 56: budgets less promises, for every year that anybody names."""
    named = years | set(cycle.budgets) | {year for _, year, _ in cycle.promised}
    money = {year: cycle.budgets.get(year, Decimal(0)) for year in sorted(named)}
    for _, year, kusd in cycle.promised:
        money[year] -= kusd
    return money


def years_asked_for(competing: Sequence[Candidate]) -> set[int]:
    """The fiscal years that somebody asks for."""
    return {year for candidate in competing for year in candidate.request}


def fits(asked: Money, money: Money) -> bool:
    """Reading 57: equal fits; a year in which nothing is asked for always does."""
    return all(kusd <= money[year] for year, kusd in asked.items())


def less(money: Money, asked: Money) -> Money:
    """What is left after a request."""
    return {year: kusd - asked.get(year, Decimal(0)) for year, kusd in money.items()}


def line(competing: Sequence[Candidate], money: Money) -> tuple[Money, set[str]]:
    """Fund in rank order what fits."""
    funded = set()
    for candidate in competing:
        if fits(candidate.request, money):
            money = less(money, candidate.request)
            funded.add(candidate.ref)
    return money, funded


def marks(ranked: Sequence[Candidate], funded: set[str]) -> dict[str, str]:
    """Reading 68."""
    words: dict[str, str] = {}
    for place, candidate in enumerate(ranked):
        later = any(other.ref in funded for other in ranked[place + 1 :])
        if candidate.is_promised:
            words[candidate.ref] = "continuing"
        elif candidate.ref in funded:
            words[candidate.ref] = "funded"
        else:
            words[candidate.ref] = "passed over" if later else "below the line"
    return words


def binding_refs(proposals: Sequence[Proposal], cycle: Cycle) -> set[str]:
    """Reading 71: who is promised money and does not say that it is a new start."""
    new = {one.ref for one in proposals if one.answers["project_type"] == "new start"}
    return set(cycle.promised_refs - new)


def best_set(
    proposals: Sequence[Proposal], cycle: Cycle, known: Collection[str] | None = None
) -> list[str]:
    """Reading 58, by looking at every set that can be paid; for a dozen candidates at most."""
    ranked = sorted(rankable(proposals, cycle, known), key=rank_key)
    bound = binding_refs(proposals, cycle)
    shut_out = {ref for group in cycle.duplicates if group & bound for ref in group}
    open_ones = [one for one in ranked if not one.is_promised and one.ref not in shut_out]
    money = after_promises(cycle, years_asked_for(open_ones))
    sets = affordable_sets(open_ones, money, cycle.duplicates)
    best = max(sets, key=lambda chosen: value(chosen, open_ones))
    return [candidate.ref for candidate in best]


def affordable_sets(
    candidates: Sequence[Candidate], money: Money, groups: Sequence[frozenset[str]]
) -> Iterator[list[Candidate]]:
    """Every set within the budgets that holds one at most of each group of duplicates."""
    if not candidates:
        yield []
        return
    first, others = candidates[0], candidates[1:]
    yield from affordable_sets(others, money, groups)
    if fits(first.request, money):
        alike = {ref for group in groups if first.ref in group for ref in group}
        unlike = [candidate for candidate in others if candidate.ref not in alike]
        for chosen in affordable_sets(unlike, less(money, first.request), groups):
            yield [first, *chosen]


def value(
    chosen: Sequence[Candidate], open_ones: Sequence[Candidate]
) -> tuple[tuple[Decimal, ...], tuple[bool, ...]]:
    """Merit by tier; then who is in it, in rank order."""
    held = {candidate.ref for candidate in chosen}
    merits = tuple(
        sum((one.merit for one in chosen if one.judgement.tier == tier), Decimal(0))
        for tier in (1, 2, 3)
    )
    return merits, tuple(candidate.ref in held for candidate in open_ones)
