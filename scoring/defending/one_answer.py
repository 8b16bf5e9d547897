"""One answer changed, and the proposal judged again: everything else stays as the sponsor wrote it.

Which single answers can be one step lower, which are open and what they could be, and what a
proposal comes to with each.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from fct.data.common import Cell, CellValue, RawProposal
from fct.data.program import (
    CRITERIA,
    PROPOSAL,
    ChoiceScale,
    Cycle,
    Field,
    FieldingScale,
    FieldType,
    LevelScale,
    Rubric,
    Severity,
    Stage,
    country_group,
    load_form,
    load_rules,
)
from fct.data.proposals import (
    NO_CELL,
    State,
    Variant,
    build_table,
    read_fields,
    table_of_variants,
)
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules, outcomes_frame
from fct.expectations.logic import FAILS, HOLDS, UNKNOWN
from fct.scoring.judging import (
    MATURITY_PARTS,
    Exceptions,
    Judgement,
    Parts,
    Verdict,
    counted_outcomes,
    judge_outcomes,
    parts_of_judgement,
)
from fct.scoring.ranking import CONTINUING, requests_kusd

FAILING = "fails"
"""Instead of a lower answer: the rule does not hold."""

_NONE = "none"
_OPEN = (State.BLANK, State.UNREADABLE)
_MOST_TRIED = 100  # answers of a range that are all tried; of a longer one its powers of ten
_HALF_YEARS = range(-6, 17)  # around the as-of date: every rule of age, and five years of S4
_LARGEST = 9  # as a power of ten, of an amount or a quantity


class OneChange(NamedTuple):
    """One answer of one proposal that would be another.

    Attributes
    ----------
    place : int
        Of the proposal among those that were judged.
    field : str
        Of a rule its first.
    written : str
        What the answer would read; ``fails`` for a rule.
    value : CellValue
        The same as a cell holds it.
    rule : str
        That would not hold, whatever its answers; empty for an answer.
    """

    place: int
    field: str
    written: str
    value: CellValue = None
    rule: str = ""

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """The field whose answer is another; none for a rule."""
        return () if self.rule else (self.field,)


@dataclass(frozen=True, eq=False)
class JudgedSeason:
    """The proposals of a run as they are, and by what they were judged.

    Attributes
    ----------
    proposals : sequence of RawProposal
    cycle : Cycle
    rubric : Rubric
    exceptions : Exceptions
    """

    proposals: Sequence[RawProposal]
    cycle: Cycle
    rubric: Rubric
    exceptions: Exceptions

    @cached_property
    def present(self) -> Judgement:
        """The judgement of the proposals as they are."""
        case = Case(build_table(self.proposals), self.cycle, self.rubric.terms)
        outcomes = outcomes_frame(case, judge_rules(case))
        return judge_outcomes(case, outcomes, self.rubric, self.exceptions)

    def with_changes(self, changes: Sequence[OneChange]) -> "Changed":
        """Return what each change would come to."""
        variants = [
            Variant(one.place, _changed(self.proposals[one.place], one), one.changed_fields)
            for one in changes
        ]
        table = table_of_variants(self.present.table, variants)
        case = Case(table, self.cycle, self.rubric.terms)
        outcomes = outcomes_frame(case, judge_rules(case))
        # Rules that are to fail are set after all were judged: no answer has to be made up for
        # them.
        held = outcomes.to_numpy(copy=True)
        columns = {str(rule): place for place, rule in enumerate(outcomes)}
        for row, one in enumerate(changes):
            if one.rule:
                held[row, columns[one.rule]] = FAILS
        outcomes = pd.DataFrame(held, index=outcomes.index, columns=outcomes.columns)
        judgement = judge_outcomes(case, outcomes, self.rubric, self.exceptions)
        return Changed(judgement, self.cycle, self.rubric)


def _changed(proposal: RawProposal, one: OneChange) -> RawProposal:
    """Return the proposal with one answer changed, in every row of a table where it is open."""
    if one.rule:
        return proposal
    field = load_form()[one.field]
    if field.sheet == PROPOSAL:
        old = proposal.answers.get(one.field, NO_CELL)
        answers = {**proposal.answers, one.field: Cell(one.value, old.row, old.column)}
        return replace(proposal, answers=answers)
    open_rows = _open_rows(proposal, one.field)
    rows = [
        {**row, one.field: row.get(one.field, NO_CELL)._replace(value=one.value)}
        if place in open_rows
        else row
        for place, row in enumerate(proposal.rows.get(field.sheet, ()))
    ]
    return replace(proposal, rows={**proposal.rows, field.sheet: rows})


def _open_rows(proposal: RawProposal, field_id: str) -> Collection[int]:
    """Return the rows of a table in which an answer is blank or unreadable."""
    sheet = read_fields([proposal], [field_id]).sheet_of(field_id)
    return {int(row) for row in np.flatnonzero(np.isin(sheet.state(field_id), _OPEN))}


@dataclass(frozen=True, eq=False)
class Changed:
    """What proposals come to with one answer changed, one row a change.

    Attributes
    ----------
    judgement : Judgement
        A ref stands there as often as it was changed.
    cycle : Cycle
    rubric : Rubric
    """

    judgement: Judgement
    cycle: Cycle
    rubric: Rubric

    @cached_property
    def is_ranked(self) -> list[bool]:
        """Whether each would be ranked."""
        ranked: list[bool] = self.judgement.is_ranked.tolist()
        return ranked

    @cached_property
    def parts(self) -> Parts:
        """What each reaches of every part of merit."""
        return parts_of_judgement(self.judgement, self.rubric)

    @cached_property
    def requests(self) -> list[dict[int, Decimal]]:
        """What each asks for, by fiscal year."""
        return requests_kusd(self.judgement.table)

    @cached_property
    def competes(self) -> list[bool]:
        """Whether each competes for money where it is ranked (reading 55)."""
        promised = {promise.ref for promise in self.cycle.promised}
        kinds = self.judgement.table.proposal.value("project_type")
        return [
            not (kind == CONTINUING and ref in promised)
            for ref, kind in zip(self.judgement.table.refs, kinds, strict=True)
        ]


def lower_changes(season: JudgedSeason, refs: Collection[str]) -> list[OneChange]:
    """Return every answer of some proposals one step lower, and every rule that would not hold.

    A row for each answer that carries points of maturity and each criterion or weakness rule that
    holds (reviewing.md, detail 28).
    """
    places = [n for n, one in enumerate(season.proposals) if one.ref in refs]
    return [
        change
        for place in places
        for change in (*_lower_answers(season, place), *_failing_rules(season, place))
    ]


def _lower_answers(season: JudgedSeason, place: int) -> Iterator[OneChange]:
    proposal = season.present.table.proposal
    for part in MATURITY_PARTS:
        scale = getattr(season.rubric.maturity, part)
        match scale:
            case ChoiceScale():
                lower = _next_choice(proposal.value(part)[place], part, scale)
                if lower is not None:
                    yield OneChange(place, part, lower, lower)
            case LevelScale():
                level = proposal.value(part)[place]
                if scale.points and level is not None and level > scale.lowest:
                    yield OneChange(place, part, str(level - 1), level - 1)
            case FieldingScale():
                yield from _less_fielded(season, place, scale)


def _next_choice(now: str | None, part: str, scale: ChoiceScale) -> str | None:
    """Return the choice that gives the next lower points; None where the answer gives none."""
    # Without points nothing can be lost, and a blank answer counts for the least already.
    if now is None or not scale.points * scale.scale[now]:
        return None
    lower = [
        choice for choice in load_form()[part].choices if scale.scale[choice] < scale.scale[now]
    ]
    return max(lower, key=lambda choice: scale.scale[choice], default=None)


def _less_fielded(season: JudgedSeason, place: int, scale: FieldingScale) -> Iterator[OneChange]:
    proposal = season.present.table.proposal
    quantity = proposal.value("quantity_fielded")[place]
    if scale.points * scale.quantity_share and quantity is not None and quantity > 0:
        yield OneChange(place, "quantity_fielded", str(quantity - 1), quantity - 1)
    users = proposal.value("in_service_with")[place]
    if scale.points * (1 - scale.quantity_share) and users:
        less = "; ".join(users[:-1]) or _NONE
        yield OneChange(place, "in_service_with", less, less)


def _failing_rules(season: JudgedSeason, place: int) -> Iterator[OneChange]:
    outcomes = season.present.outcomes.iloc[place]
    for rule in load_rules().values():
        counts = rule.severity in {Severity.CRITERION, Severity.WEAKNESS}
        is_watched = season.exceptions.stages.get(rule.id) is Stage.WATCH
        if counts and not is_watched and outcomes[rule.id] == HOLDS:
            yield OneChange(place, rule.fields[0], FAILING, rule=rule.id)


class OpenAnswer(NamedTuple):
    """An answer that is blank or could not be read, and matters.

    Attributes
    ----------
    place : int
        Of the proposal among those that were judged.
    field : str
    criterion : str
        That it leaves ``not shown``; empty where it carries points of maturity.
    """

    place: int
    field: str
    criterion: str


def open_answers(season: JudgedSeason) -> list[OpenAnswer]:
    """Return the open answers that carry points of maturity or leave a criterion ``not shown``."""
    return [one for place in range(len(season.proposals)) for one in _open_of(season, place)]


def _open_of(season: JudgedSeason, place: int) -> Iterator[OpenAnswer]:
    blocking = _blocking_fields(season, place)
    for field in load_form().fields:
        weighs = field.id in _weighed_fields(season.rubric)
        if (weighs or field.id in blocking) and _is_open(season.present, place, field):
            yield OpenAnswer(place, field.id, "" if weighs else blocking[field.id])


def _weighed_fields(rubric: Rubric) -> set[str]:
    """Return the fields that carry points of maturity."""
    points = rubric.maturity
    fields = {
        part for part in MATURITY_PARTS if part != "fielding" and getattr(points, part).points
    }
    scale = points.fielding
    if scale.points * scale.quantity_share:
        fields.add("quantity_fielded")
    if scale.points * (1 - scale.quantity_share):
        fields.add("in_service_with")
    return fields


def _blocking_fields(season: JudgedSeason, place: int) -> Mapping[str, str]:
    """Return the fields of the unknown rules of criteria that are not shown, each with its own."""
    present = season.present
    counted = counted_outcomes(present.outcomes, present.stages, present.waived).iloc[place]
    not_shown = {name for name in CRITERIA if present.criteria[name].iloc[place] == "not shown"}
    return {
        field: rule.criterion
        # Backwards, so that of several rules the first one of the declarations stays with the
        # field.
        for rule in reversed(list(load_rules().values()))
        if rule.severity is Severity.CRITERION
        and rule.criterion in not_shown
        and counted[rule.id] == UNKNOWN
        for field in rule.fields
    }


def _is_open(present: Judgement, place: int, field: Field) -> bool:
    sheet = present.table.sheet_of(field.id)
    own = sheet.state(field.id)[sheet.owner == place]
    return bool(np.isin(own, _OPEN).any())


def possible_answers(season: JudgedSeason, one: OpenAnswer) -> list[OneChange]:
    """Return the answers that an open one could have: its choices, or its range.

    All of a short range; of a longer one its ends and the powers of ten between; of dates each half
    year around the as-of date; of texts a short and a long one and the names that others have.
    """
    field = load_form()[one.field]
    tried = dict.fromkeys(_possible(season, one.place, field))
    return [OneChange(one.place, field.id, str(value), value) for value in tried]


def _possible(season: JudgedSeason, place: int, field: Field) -> list[CellValue]:
    match field.type:
        case FieldType.CHOICE:
            return list(field.choices)
        case FieldType.MULTI_CHOICE:
            return [*field.choices, "; ".join(field.choices)]
        case FieldType.INTEGER | FieldType.MONEY:
            return _numbers(field)
        case FieldType.DATE:
            return list(_dates(season.cycle.final_due))
        case FieldType.COUNTRY | FieldType.COUNTRY_LIST:
            return _countries(field, season.rubric.maturity.fielding.full_countries)
        case FieldType.TEXT | FieldType.EMAIL:
            return _texts(season.proposals[place], field, season.rubric.terms.text_characters)


def _numbers(field: Field) -> list[CellValue]:
    low, high = field.minimum or 0, field.maximum
    if high is not None and high - low < _MOST_TRIED:
        return list(range(low, high + 1))
    # Points go by the logarithm of a quantity, so powers of ten span its whole scale.
    return [low, *(10**power for power in range(_LARGEST + 1) if 10**power > low)]


def _dates(as_of: dt.date) -> Iterator[dt.date]:
    month = as_of.year * 12 + as_of.month - 1
    for half_years in _HALF_YEARS:
        year, month_of = divmod(month + 6 * half_years, 12)
        yield dt.date(year, month_of + 1, 1)


def _countries(field: Field, most: int) -> list[CellValue]:
    partners = sorted(country_group("qualifying"))
    if field.type is FieldType.COUNTRY:
        return ["US", *partners]
    return [_NONE, *("; ".join(partners[:count]) for count in range(1, most + 1))]


def _texts(proposal: RawProposal, field: Field, characters: int) -> list[CellValue]:
    if field.type is FieldType.EMAIL:
        return ["name@example.org"]
    names = [cell.value for cell in (proposal.answers.get("vendor", NO_CELL),)]
    names += [row.get("source", NO_CELL).value for row in proposal.rows.get("Market", ())]
    known = [name for name in names if isinstance(name, str) and name.strip()]
    named = known if field.id in {"vendor", "source"} else []
    # The shortest text, the shortest that is long enough, and the names with which M3 and M4
    # compare.
    return ["A", "A" * characters, *named]


def standing_key(changed: Changed, row: int) -> tuple[Any, ...]:
    """Return what orders answers of one proposal, the best highest: where it would stand."""
    scores = changed.judgement.scores.iloc[row]
    if not changed.is_ranked[row]:
        return (False, scores["verdict"] == Verdict.NOT_RECOMMENDED)
    # Of equals in merit the smaller request is the better answer: it fits more often.
    asked = sum(changed.requests[row].values(), Decimal(0))
    merit, maturity = round(float(scores["merit"]), 6), round(float(scores["maturity_low"]), 6)
    return (True, -int(scores["tier"]), merit, maturity, -asked)
