"""The smallest documented change of a proposal that would cross the funding line.

Every change is tried for real: the answer is replaced, the proposal judged again, as if the sponsor
had documented it, and the line drawn again with the proposal at its new place. What a rule that
does not hold would add is added as it stands in the rubric. All other proposals, budgets and
promises stay as they are.

What nobody can document but as it is - how many are fielded where, at which stage production and
readiness are - are facts: they come last, and are called so.
"""

import itertools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from fct.data.common import Cell, RawProposal, plural
from fct.data.program import (
    CRITERIA,
    ChoiceScale,
    Cycle,
    FieldingScale,
    LevelScale,
    Rubric,
    Severity,
    Stage,
    counted_severity,
    country_group,
    load_form,
    load_rules,
)
from fct.data.proposals import NO_CELL, ProposalTable, Variant, build_table, table_of_variants
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules, outcomes_frame
from fct.expectations.logic import HOLDS
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.judging import MATURITY_PARTS, Exceptions, Judgement, Verdict, judge_outcomes

FACTS = frozenset({"production_status", "mrl", "trl", "quantity_fielded", "in_service_with"})
"""Fields whose answer is a fact about the item, which no sponsor can change by documenting more."""

_SMALLEST = 1e-9  # of points of merit: less is a rounding error
_AT_A_TIME = 25  # proposals whose variants are judged together; no result depends on it


class Step(NamedTuple):
    """One answer that would be another, or one rule that would hold.

    Attributes
    ----------
    part : str
        Of merit: a part of maturity or a criterion.
    field : str
        Id of the answer; empty for a rule.
    rule : str
        Id of the rule; empty for an answer.
    was, becomes : str
        In words.
    value : object
        What the answer would read; None for a rule.
    """

    part: str
    field: str
    rule: str
    was: str
    becomes: str
    value: Any = None

    @property
    def is_fact(self) -> bool:
        """Whether it would take another fact about the item."""
        return self.field in FACTS


@dataclass(frozen=True, slots=True)
class Change:
    """Steps made together, and where the proposal would then stand.

    Attributes
    ----------
    steps : tuple of Step
    adds : float
        Points of merit.
    tier : int
    rank : int
    crosses : bool
        Whether it would be funded.
    drops : tuple of str
        Refs that would then lose their money.
    """

    steps: tuple[Step, ...]
    adds: float
    tier: int
    rank: int
    crosses: bool
    drops: tuple[str, ...] = ()

    @property
    def is_fact(self) -> bool:
        """Whether one of its steps would take another fact about the item."""
        return any(step.is_fact for step in self.steps)


@dataclass(frozen=True, slots=True)
class Counterfactuals:
    """What it would take.

    Attributes
    ----------
    smallest : Change or None
        Of one step, else of two: the one that crosses and adds least merit. One that takes other
        facts only where no other change crosses.
    by_part : list of Change
        For each part of merit the least single step that crosses, else the step that adds most;
        facts last.
    """

    smallest: Change | None
    by_part: list[Change]


class JudgedBy(NamedTuple):
    """What a proposal and its variants are judged by.

    Attributes
    ----------
    cycle : Cycle
    rubric : Rubric
        The run's own.
    exceptions : Exceptions
        Stages and waivers that the run was judged by.
    """

    cycle: Cycle
    rubric: Rubric
    exceptions: Exceptions


class _Tried(NamedTuple):
    """A set of answers, judged."""

    tier: int
    merit: float
    maturity: float
    is_rankable: bool


class _Found(NamedTuple):
    """What each single step would come to, and the smallest change that crosses."""

    singles: list[Change]
    smallest: Change | None


_Steps: TypeAlias = tuple[Step, ...]
_Search: TypeAlias = Generator[Sequence[_Steps], None, _Found]


def counterfactuals(
    proposal: RawProposal,
    line: LineTrial,
    cycle: Cycle,
    rubric: Rubric,
    exceptions: Exceptions | None = None,
) -> Counterfactuals:
    """Return the smallest change by which a ranked new start would be funded.

    Parameters
    ----------
    proposal : RawProposal
        The version that the run judged.
    line : LineTrial
        Around it.
    cycle : Cycle
    rubric : Rubric
        The run's own.
    exceptions : Exceptions, optional
        Stages and waivers that the run was judged by.
    """
    by = JudgedBy(cycle, rubric, exceptions or Exceptions())
    ((trial, found),) = _searched([(proposal, line)], by)
    smallest = None if found.smallest is None else trial.with_drops(found.smallest)
    return Counterfactuals(smallest, list(map(trial.with_drops, _by_part(found.singles))))


def smallest_changes(
    proposals: Iterable[tuple[RawProposal, LineTrial]], by: JudgedBy
) -> Iterator[Change | None]:
    """Yield the smallest change of each of many, as :func:`counterfactuals` has it, without drops.

    Parameters
    ----------
    proposals : iterable of (RawProposal, LineTrial)
        Each with the line around it.
    by : JudgedBy
    """
    left = iter(proposals)
    while some := list(itertools.islice(left, _AT_A_TIME)):
        for _, found in _searched(some, by):
            yield found.smallest


def _searched(
    proposals: Sequence[tuple[RawProposal, LineTrial]], by: JudgedBy
) -> list[tuple["_Trial", _Found]]:
    """Search for several proposals at once: what they try is judged together."""
    present = _judged(build_table([one for one, _ in proposals]), by)
    trials = [_Trial(one, line, present, n) for n, (one, line) in enumerate(proposals)]
    searches = [_search(trial, present, by.rubric) for trial in trials]
    found: dict[int, _Found] = {}
    while len(found) < len(trials):
        wanted: list[tuple[_Trial, _Steps]] = []
        for n, search in enumerate(searches):
            if n in found:
                continue
            try:
                wanted += [(trials[n], steps) for steps in next(search)]
            except StopIteration as ended:
                found[n] = ended.value
        _try(wanted, present.table, by)
    return [(trial, found[n]) for n, trial in enumerate(trials)]


def _search(trial: "_Trial", present: Judgement, rubric: Rubric) -> _Search:
    """Look for the smallest change; yield what has to be judged before it goes on."""
    rules = _rule_steps(present, trial.place, rubric)
    answers = _answer_steps(present, trial.place, rubric)
    alone = [(step,) for step in answers]
    yield alone
    singles = [*trial.try_answers(alone), *trial.add_rules([()], rules)]
    enough = [change for change in singles if change.crosses]
    # Pairs are many and come second to a single documented step, so they are tried only where no
    # such step is enough.
    if all(change.is_fact for change in enough):
        pairs = [pair for pair in itertools.combinations(answers, 2) if _are_apart(pair)]
        yield pairs
        enough += [
            change
            for change in (
                *trial.try_answers(pairs),
                *trial.add_rules(alone, rules),
                *trial.add_rules([()], rules, size=2),
            )
            if change.crosses
        ]
    return _Found(singles, min(enough, key=_size, default=None))


def _try(wanted: Sequence[tuple["_Trial", _Steps]], table: ProposalTable, by: JudgedBy) -> None:
    """Judge sets of answers of proposals, and let each trial know what its own come to."""
    if not wanted:
        return
    variants = [
        Variant(trial.place, _with(trial.proposal, steps), tuple(step.field for step in steps))
        for trial, steps in wanted
    ]
    judgement = _judged(table_of_variants(table, variants), by)
    for (trial, steps), tried in zip(wanted, _all_tried(judgement), strict=True):
        trial.known[steps] = tried


def _judged(table: ProposalTable, by: JudgedBy) -> Judgement:
    """Judge proposals or variants of them, which keep their refs, without findings."""
    case = Case(table, by.cycle, by.rubric.terms)
    return judge_outcomes(case, outcomes_frame(case, judge_rules(case)), by.rubric, by.exceptions)


def _all_tried(judgement: Judgement) -> list[_Tried]:
    scores = judgement.scores
    figures = (scores[name].tolist() for name in ("tier", "merit", "maturity_low", "verdict"))
    return [
        _Tried(int(tier), float(merit), float(maturity), verdict == Verdict.RANKABLE)
        for tier, merit, maturity, verdict in zip(*figures, strict=True)
    ]


def _size(change: Change) -> tuple[bool, int, float, int]:
    """Return what orders changes: facts last, one step before two, the least merit first."""
    return change.is_fact, len(change.steps), round(change.adds, 6), change.rank


def _are_apart(steps: Iterable[Step]) -> bool:
    fields = [step.field for step in steps]
    return len(set(fields)) == len(fields)


def _by_part(singles: Sequence[Change]) -> list[Change]:
    best: dict[str, Change] = {}
    for part in (*MATURITY_PARTS, *CRITERIA):
        of_part = [change for change in singles if change.steps[0].part == part]
        enough = [change for change in of_part if change.crosses]
        if enough:
            best[part] = min(enough, key=_size)
        elif of_part:
            # Nothing of this part is enough: the one that comes nearest is shown.
            best[part] = max(of_part, key=lambda change: (change.adds, -change.rank))
    return sorted(best.values(), key=lambda change: change.is_fact)


class _Trial:
    """What a proposal comes to with other answers, and where it would then stand to the line."""

    def __init__(
        self, proposal: RawProposal, line: LineTrial, present: Judgement, place: int
    ) -> None:
        self.proposal = proposal
        self.place = place  # among those that are judged together
        self.known: dict[_Steps, _Tried] = {(): _all_tried(present)[place]}
        self._line = line
        self._crosses: dict[tuple[float, ...], bool] = {}
        self._merits: dict[_Steps, float] = {}

    def try_answers(self, chosen: Sequence[_Steps]) -> list[Change]:
        """Return what each set of answers would come to; they are judged already."""
        return [self._change(steps, 0.0, ()) for steps in chosen]

    def add_rules(
        self, chosen: Sequence[_Steps], rules: Mapping[Step, float], *, size: int = 1
    ) -> list[Change]:
        """Return what each set of answers would come to if so many rules held besides."""
        return [
            self._change(steps, sum(rules[rule] for rule in added), added)
            for steps in chosen
            for added in itertools.combinations(rules, size)
        ]

    def with_drops(self, change: Change) -> Change:
        """Return a change with the refs that would lose their money."""
        if not change.crosses:
            return change
        merit = round(self._merits[change.steps], 6)
        question = self._line.at(change.rank - 1, tier=change.tier, merit=merit)
        return replace(change, drops=tuple(self._line.drops(question)))

    def _change(self, steps: _Steps, points: float, rules: _Steps) -> Change:
        tried, every = self.known[steps], (*steps, *rules)
        merit = tried.merit + points
        self._merits[every] = merit
        place = self._line.place_of(tried.tier, round(merit, 6), round(tried.maturity, 6))
        return Change(
            steps=every,
            adds=merit - self.known[()].merit,
            tier=tried.tier,
            rank=place + 1,
            crosses=tried.is_rankable and self._is_funded(place, tried.tier, round(merit, 6)),
        )

    def _is_funded(self, place: int, tier: int, merit: float) -> bool:
        """Return whether it is funded at a place; each drawn once."""
        # Without limits of the line a place says all that the line asks for.
        figures = () if self._line.conditions.line.is_empty else (tier, merit)
        key = (place, *figures)
        if key not in self._crosses:
            self._crosses[key] = self._line.is_funded_at(place, tier=tier, merit=merit)
        return self._crosses[key]


def _with(proposal: RawProposal, steps: Iterable[Step]) -> RawProposal:
    answers = dict(proposal.answers)
    for step in steps:
        old = answers.get(step.field, NO_CELL)
        answers[step.field] = Cell(step.value, old.row, old.column)
    return replace(proposal, answers=answers)


def _answer_steps(present: Judgement, place: int, rubric: Rubric) -> list[Step]:
    """Return every single answer that would raise a part of maturity."""
    steps: list[Step] = []
    for part in MATURITY_PARTS:
        scale = getattr(rubric.maturity, part)
        read = present.table.proposal
        match scale:
            case ChoiceScale():
                now = read.value(part)[place]
                reached = min(scale.scale.values()) if now is None else scale.scale[now]
                better = [c for c in load_form()[part].choices if scale.scale[c] > reached]
                steps += [_step(part, part, now, choice) for choice in better]
            case LevelScale():
                now = read.value(part)[place]
                first = scale.lowest if now is None else int(now) + 1
                steps += [_step(part, part, now, n) for n in range(first, scale.highest + 1)]
            case FieldingScale():
                steps += _fielding_steps(present, place, scale)
    return steps


def _step(part: str, field: str, was: object, value: Any) -> Step:
    return Step(part, field, "", "blank" if was is None else str(was), str(value), value)


def _fielding_steps(present: Judgement, place: int, scale: FieldingScale) -> list[Step]:
    read = present.table.proposal
    known = read.value("quantity_fielded")[place]
    quantity = max(0, known or 0)
    steps = [
        _step("fielding", "quantity_fielded", known, 10**power - 1)
        for power in range(1, int(scale.full_quantity_log10) + 1)
        # Points go by the logarithm of the quantity plus one, so that these are its whole steps.
        if 10**power - 1 > quantity
    ]
    served: tuple[str, ...] | None = read.value("in_service_with")[place]
    users = served or ()
    # Which countries use it does not matter, only how many; a list of partners serves.
    others = sorted(country_group("qualifying") - set(users))
    steps += [
        Step(
            *("fielding", "in_service_with", ""),
            was="blank" if served is None else _countries(len(users)),
            becomes=_countries(len(users) + more),
            value="; ".join([*users, *others[:more]]),
        )
        for more in range(1, scale.full_countries - len(users) + 1)
    ]
    return steps


def _countries(count: int) -> str:
    return plural(count, "country", "countries")


def _rule_steps(present: Judgement, place: int, rubric: Rubric) -> dict[Step, float]:
    """Return the rules of the criteria that do not hold, each with the points it would add."""
    share = rubric.merit.strength * 100 / len(CRITERIA)
    weights = {
        Severity.CRITERION: rubric.strength.criterion,
        Severity.WEAKNESS: rubric.strength.weakness,
    }
    steps = {}
    for criterion in CRITERIA:
        counted = {
            rule.id: counted_severity(rule, present.stages.get(rule.id, Stage.BLOCK))
            for rule in load_rules().values()
            if rule.criterion == criterion
        }
        weighed = {
            rule: weights[severity] for rule, severity in counted.items() if severity in weights
        }
        whole = sum(weighed.values())
        for rule, weight in weighed.items():
            if present.outcomes[rule].iloc[place] == HOLDS:
                continue
            step = Step(criterion, "", rule, "does not hold", "holds")
            steps[step] = share * weight / whole
    return {step: points for step, points in steps.items() if points > _SMALLEST}
