"""The smallest documented change of a proposal that would cross the funding line.

Every change is tried for real: the answer is replaced, the proposal judged again, as if the sponsor
had documented it, and the line drawn again with the proposal at its new place. What a rule that
does not hold would add is added as it stands in the rubric. All other proposals, budgets and
promises stay as they are.

What nobody can document but as it is - how many are fielded where, at which stage production and
readiness are - are facts: they come last, and are called so.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from fct.data.common import Cell, RawProposal
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
from fct.data.proposals import NO_CELL
from fct.expectations.logic import HOLDS
from fct.scoring.defending.line_trials import LineTrial
from fct.scoring.judging import MATURITY_PARTS, Exceptions, Judgement, Verdict, judge

FACTS = frozenset({"production_status", "mrl", "trl", "quantity_fielded", "in_service_with"})
"""Fields whose answer is a fact about the item, which no sponsor can change by documenting more."""

_SMALLEST = 1e-9  # of points of merit: less is a rounding error


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


class _Tried(NamedTuple):
    """A set of answers, judged."""

    steps: tuple[Step, ...]
    tier: int
    merit: float
    maturity: float
    is_rankable: bool


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
    judged_by = _JudgedBy(cycle, rubric, exceptions or Exceptions())
    trial = _Trial(proposal, line, judged_by)
    rules = _rule_steps(trial.present, rubric)
    answers = _answer_steps(trial.present, rubric)
    singles = [*trial.try_answers([(step,) for step in answers]), *trial.add_rules([()], rules)]
    enough = [change for change in singles if change.crosses]
    # Pairs are many and come second to a single documented step, so they are tried only where no
    # such step is enough.
    if all(change.is_fact for change in enough):
        pairs = [pair for pair in itertools.combinations(answers, 2) if _are_apart(pair)]
        enough += [
            change
            for change in (
                *trial.try_answers(pairs),
                *trial.add_rules([(step,) for step in answers], rules),
                *trial.add_rules([()], rules, size=2),
            )
            if change.crosses
        ]
    smallest = min(enough, key=_size, default=None)
    return Counterfactuals(smallest, _by_part(singles))


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


class _JudgedBy(NamedTuple):
    """What a proposal and its variants are judged by."""

    cycle: Cycle
    rubric: Rubric
    exceptions: Exceptions


class _Trial:
    """Judges a proposal with other answers, and draws the line with it at its new place."""

    def __init__(self, proposal: RawProposal, line: LineTrial, judged_by: _JudgedBy) -> None:
        self._proposal = proposal
        self._line = line
        self._drawn: dict[tuple[float, ...], tuple[bool, tuple[str, ...]]] = {}
        self._judged_by = judged_by
        self._known: dict[tuple[Step, ...], _Tried] = {}
        cycle, rubric, exceptions = judged_by
        self.present = judge([proposal], cycle, rubric, exceptions=exceptions)
        self._merit = float(self.present.scores["merit"].iloc[0])
        self._known[()] = _tried((), self.present.scores.iloc[0])

    def try_answers(self, chosen: Sequence[tuple[Step, ...]]) -> list[Change]:
        """Return what each set of answers would come to."""
        return [self._change(tried, 0.0, ()) for tried in self._judged(chosen)]

    def add_rules(
        self, chosen: Sequence[tuple[Step, ...]], rules: Mapping[Step, float], *, size: int = 1
    ) -> list[Change]:
        """Return what each set of answers would come to if so many rules held besides."""
        return [
            self._change(tried, sum(rules[rule] for rule in added), added)
            for tried in self._judged(chosen)
            for added in itertools.combinations(rules, size)
        ]

    def _judged(self, chosen: Sequence[tuple[Step, ...]]) -> list[_Tried]:
        unknown = [steps for steps in chosen if steps not in self._known]
        if unknown:
            # Judged together in one table: judging costs by the call far more than by the row.
            variants = [_with(self._proposal, steps, f"{n}") for n, steps in enumerate(unknown)]
            cycle, rubric, exceptions = self._judged_by
            # Variants have refs of their own; what was waived for the proposal is waived for them.
            own = exceptions.for_variants(self._proposal.ref, [one.ref for one in variants])
            scores = judge(variants, cycle, rubric, exceptions=own).scores
            for n, steps in enumerate(unknown):
                self._known[steps] = _tried(steps, scores.iloc[n])
        return [self._known[steps] for steps in chosen]

    def _change(self, tried: _Tried, points: float, rules: tuple[Step, ...]) -> Change:
        merit = tried.merit + points
        place = self._line.place_of(tried.tier, round(merit, 6), round(tried.maturity, 6))
        is_funded = False
        drops: tuple[str, ...] = ()
        if tried.is_rankable:
            is_funded, drops = self._at(place, tried.tier, round(merit, 6))
        return Change(
            steps=(*tried.steps, *rules),
            adds=merit - self._merit,
            tier=tried.tier,
            rank=place + 1,
            crosses=is_funded,
            drops=drops,
        )

    def _at(self, place: int, tier: int, merit: float) -> tuple[bool, tuple[str, ...]]:
        """Return whether it is funded at a place, and who then loses money; each drawn once."""
        # Without limits of the line a place says all that the line asks for.
        figures = () if self._line.conditions.line.is_empty else (tier, merit)
        key = (place, *figures)
        if key not in self._drawn:
            question = self._line.at(place, tier=tier, merit=merit)
            is_funded = self._line.is_funded(question)
            drops = tuple(self._line.drops(question)) if is_funded else ()
            self._drawn[key] = is_funded, drops
        return self._drawn[key]


def _tried(steps: tuple[Step, ...], score: "pd.Series[Any]") -> _Tried:
    return _Tried(
        steps,
        int(score["tier"]),
        float(score["merit"]),
        float(score["maturity_low"]),
        bool(score["verdict"] == Verdict.RANKABLE),
    )


def _with(proposal: RawProposal, steps: Iterable[Step], ref: str) -> RawProposal:
    answers = dict(proposal.answers)
    for step in steps:
        old = answers.get(step.field, NO_CELL)
        answers[step.field] = Cell(step.value, old.row, old.column)
    return replace(proposal, ref=ref, answers=answers)


def _answer_steps(present: Judgement, rubric: Rubric) -> list[Step]:
    """Return every single answer that would raise a part of maturity."""
    steps: list[Step] = []
    for part in MATURITY_PARTS:
        scale = getattr(rubric.maturity, part)
        read = present.table.proposal
        match scale:
            case ChoiceScale():
                now = read.value(part)[0]
                reached = min(scale.scale.values()) if now is None else scale.scale[now]
                better = [c for c in load_form()[part].choices if scale.scale[c] > reached]
                steps += [_step(part, part, now, choice) for choice in better]
            case LevelScale():
                now = read.value(part)[0]
                first = scale.lowest if now is None else int(now) + 1
                steps += [_step(part, part, now, n) for n in range(first, scale.highest + 1)]
            case FieldingScale():
                steps += _fielding_steps(present, scale)
    return steps


def _step(part: str, field: str, was: object, value: Any) -> Step:
    return Step(part, field, "", "blank" if was is None else str(was), str(value), value)


def _fielding_steps(present: Judgement, scale: FieldingScale) -> list[Step]:
    read = present.table.proposal
    known = read.value("quantity_fielded")[0]
    quantity = max(0, known or 0)
    steps = [
        _step("fielding", "quantity_fielded", known, 10**power - 1)
        for power in range(1, int(scale.full_quantity_log10) + 1)
        # Points go by the logarithm of the quantity plus one, so that these are its whole steps.
        if 10**power - 1 > quantity
    ]
    served: tuple[str, ...] | None = read.value("in_service_with")[0]
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
    return "1 country" if count == 1 else f"{count} countries"


def _rule_steps(present: Judgement, rubric: Rubric) -> dict[Step, float]:
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
            if present.outcomes[rule].iloc[0] == HOLDS:
                continue
            step = Step(criterion, "", rule, "does not hold", "holds")
            steps[step] = share * weight / whole
    return {step: points for step, points in steps.items() if points > _SMALLEST}
