"""Stages of rules: what is in force, how it came about, and lowerings that wait."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from fct.data import program, tables
from fct.data.common import UsageError, not_there
from fct.data.people import Action
from fct.data.program import Lowering, LoweringAnswer, Stage, StageChange
from fct.data.store import Repository, add_event, is_illustrative, kept_reason, sees_all
from fct.data.tables import insert_record, lowering_answers, lowerings, rule_stages

_ALL_CHANGES = sa.select(rule_stages).order_by(rule_stages.c.id)


class Stages(Repository):
    """The stages of rules."""

    def now(self) -> dict[str, Stage]:
        """Return the stages now, without the rules that are at ``block``."""
        with self._reading() as connection:
            return _stages(connection)

    def changes(self, rule: str | None = None) -> list[StageChange]:
        """Return the changes of one rule's stage or of all, oldest first."""
        with self._reading() as connection:
            return [self._shown(change) for change in _changes(connection, rule)]

    def set(self, change: StageChange) -> None:
        """Keep a change that raises a rule's stage, with the figures that were looked at.

        Raises
        ------
        UsageError
            If there is no such rule, the step is not allowed to one person, or the reason is
            missing or long.
        """
        self._database.ask(_action(change.stage))
        program.declared_rule(change.rule)
        reason = kept_reason(change.reason, "A change of a rule's stage")
        with self._writing() as connection:
            current = _stage(connection, change.rule)
            start = program.stage_of(change.rule, program.starting_stages())
            # Back up to a stage that it had takes one person's word, higher only step by step.
            reached = [start, *(one.stage for one in _changes(connection, change.rule))]
            program.refuse_change(current, change, reached)
            insert_record(connection, rule_stages, replace(change, reason=reason))
            details = {
                "was": str(current),
                "stage": str(change.stage),
                "reason": reason,
                "statistics": _whole(change),
            }
            add_event(connection, change.actor, "rule stage set", change.rule, details)

    def propose_lowering(self, change: StageChange) -> Lowering:
        """Keep a proposal to lower a rule, which waits for another person's confirmation.

        Raises
        ------
        UsageError
            If there is no such rule, it is a gate, the stage is not lower, a lowering of the rule
            waits already, or the reason is missing or long.
        """
        self._database.ask(_action(change.stage))
        program.declared_rule(change.rule)
        reason = kept_reason(change.reason, "A change of a rule's stage")
        with self._writing() as connection:
            current = _stage(connection, change.rule)
            program.refuse_lowering(current, change)
            earlier = _read_lowerings(connection)
            _refuse_second(earlier, change.rule)
            lowering_id = f"L{len(earlier) + 1:03d}"
            proposed = replace(change, reason=reason)
            insert_record(
                connection,
                lowerings,
                proposed,
                id=lowering_id,
                number=len(earlier) + 1,
                was=current,
            )
            details = {
                "rule": change.rule,
                "was": str(current),
                "stage": str(change.stage),
                "reason": reason,
                "statistics": _whole(change),
            }
            add_event(connection, change.actor, "rule lowering proposed", lowering_id, details)
            return _one_lowering(connection, lowering_id)

    def answer_lowering(self, lowering_id: str, answer: LoweringAnswer) -> Lowering:
        """Keep that a lowering is confirmed or taken back; both count from the next run on.

        Raises
        ------
        DeniedError
            If who answers may not, or there is no such lowering; ``SEPARATION``, if the one who
            proposed it confirms.
        UsageError
            If it cannot be answered so now, or the reason is missing or long.
        """
        with self._reading() as connection:
            asked = _one_lowering(connection, lowering_id)
            by_name = is_illustrative(connection)
        is_confirmed = answer.step is program.LoweringStep.CONFIRMED
        self._database.ask(Action.RULE_CHANGE if is_confirmed else _action(asked.change.stage))
        # Outside the writing transaction below: a denial is logged in its own, which the refusal
        # must not undo.
        if (denied := program.own_step(asked, answer, by_name=by_name)) is not None:
            self._database.deny(denied, Action.RULE_CHANGE, lowering_id)
        reason = kept_reason(answer.reason, "An answer to a lowering")
        with self._writing() as connection:
            lowering = _one_lowering(connection, lowering_id)
            current = _stage(connection, lowering.change.rule)
            # Read again: another person may have answered since.
            program.refuse_step(lowering, answer, current)
            given = replace(answer, reason=reason)
            insert_record(connection, lowering_answers, given, lowering_id=lowering_id)
            stage = _stage_after(lowering, answer, current)
            if stage is not current:
                insert_record(connection, rule_stages, _applied(lowering, given, stage))
            proposed = lowering.change
            details = {"rule": proposed.rule, "was": str(current), "stage": str(stage)}
            details |= {"reason": reason, "proposed_by": proposed.actor.name}
            add_event(
                connection, answer.actor, f"rule lowering {answer.step}", lowering_id, details
            )
            answered = _one_lowering(connection, lowering_id)
        return replace(answered, change=self._shown(answered.change))

    def lowerings(self, rule: str | None = None) -> list[Lowering]:
        """Return the lowerings of one rule or of all, with what was done to them, oldest first."""
        with self._reading() as connection:
            found = _read_lowerings(connection)
        return [
            replace(one, change=self._shown(one.change))
            for one in found
            if rule in {None, one.change.rule}
        ]

    def _shown(self, change: StageChange) -> StageChange:
        """Return a change without its figures where they count what is not seen."""
        return change if sees_all(self._database.acting) else replace(change, statistics=None)


def _action(stage: Stage) -> Action:
    """Return what a change to a stage is: an operator sets rules to ``watch``, no others."""
    return Action.RULE_WATCH if stage is Stage.WATCH else Action.RULE_CHANGE


def _stages(connection: sa.Connection) -> dict[str, Stage]:
    return program.current_stages((row.rule, row.stage) for row in connection.execute(_ALL_CHANGES))


def _stage(connection: sa.Connection, rule: str) -> Stage:
    return program.stage_of(rule, _stages(connection))


def _changes(connection: sa.Connection, rule: str | None) -> list[StageChange]:
    chosen = _ALL_CHANGES if rule is None else _ALL_CHANGES.where(rule_stages.c.rule == rule)
    return tables.read_records(connection, StageChange, chosen)


def _whole(change: StageChange) -> dict[str, Any]:
    """Return the figures of a change over all proposals, as they are logged."""
    return {} if change.statistics is None else change.statistics.whole.model_dump(mode="json")


def _stage_after(lowering: Lowering, answer: LoweringAnswer, current: Stage) -> Stage:
    if answer.step is program.LoweringStep.CONFIRMED:
        return lowering.change.stage
    # Taken back while it waits it changed nothing; once confirmed it goes back to what the rule was
    # at.
    return current if lowering.status == program.WAITING else lowering.was


def _applied(lowering: Lowering, answer: LoweringAnswer, stage: Stage) -> StageChange:
    return replace(
        lowering.change, stage=stage, reason=answer.reason, at=answer.at, actor=answer.actor
    )


def _refuse_second(earlier: list[Lowering], rule: str) -> None:
    for lowering in earlier:
        if lowering.change.rule == rule and lowering.status == program.WAITING:
            raise UsageError(
                f"{lowering.id} proposes to lower rule {rule} already, by "
                f"{lowering.change.actor.name}; have it answered first, with `fct rule confirm` or "
                "`fct rule take-back`."
            )


def _one_lowering(connection: sa.Connection, lowering_id: str) -> Lowering:
    for lowering in _read_lowerings(connection):
        if lowering.id == lowering_id:
            return lowering
    raise not_there(lowering_id)


def _read_lowerings(connection: sa.Connection) -> list[Lowering]:
    answers: dict[str, list[LoweringAnswer]] = {}
    given = sa.select(lowering_answers).order_by(lowering_answers.c.id)
    for row in connection.execute(given).mappings():
        of_lowering = answers.setdefault(row["lowering_id"], [])
        of_lowering.append(tables.record_of(LoweringAnswer, tables.shown_row(connection, row)))
    return [
        Lowering(
            id=row["id"],
            was=row["was"],
            change=tables.record_of(StageChange, tables.shown_row(connection, row)),
            answers=tuple(answers.get(row["id"], ())),
        )
        for row in connection.execute(sa.select(lowerings).order_by(lowerings.c.number)).mappings()
    ]
