"""Stages of rules: what is in force, how it came about, and lowerings that wait."""

from typing import Any

import sqlalchemy as sa

from fct.data.common import UsageError
from fct.data.program import (
    WAITING,
    Lowering,
    LoweringAnswer,
    LoweringStep,
    RuleStatistics,
    Stage,
    StageChange,
    current_stages,
    declared_rule,
    refuse_change,
    refuse_lowering,
    refuse_step,
    starting_stages,
)
from fct.data.store import (
    StoreBase,
    actor_values,
    add_event,
    is_illustrative,
    kept_reason,
    lowering_answers,
    lowerings,
    row_actor,
    rule_stages,
)


class StageStore(StoreBase):
    """What the store keeps of the stages of rules."""

    def rule_stages(self) -> dict[str, Stage]:
        """Return the stages now, without the rules that are at ``block``."""
        with self._reading() as connection:
            return _stages(connection)

    def stage_changes(self, rule: str | None = None) -> list[StageChange]:
        """Return the changes of one rule's stage or of all, oldest first."""
        with self._reading() as connection:
            return _changes(connection, rule)

    def set_rule_stage(self, change: StageChange) -> None:
        """Keep a change that raises a rule's stage, with the figures that were looked at.

        Raises
        ------
        UsageError
            If there is no such rule, the step is not allowed to one person, or the reason is
            missing or long.
        """
        declared_rule(change.rule)
        reason = kept_reason(change.reason, "A change of a rule's stage")
        with self._writing() as connection:
            current = _stage(connection, change.rule)
            start = starting_stages().get(change.rule, Stage.BLOCK)
            reached = [start, *(one.stage for one in _changes(connection, change.rule))]
            refuse_change(current, change, reached)
            _insert_change(connection, change, reason)
            details = {"was": str(current), "stage": str(change.stage), "reason": reason}
            seen = {"statistics": change.statistics.as_plain()["whole"]}
            add_event(connection, change.actor, "rule stage set", change.rule, details | seen)

    def propose_lowering(self, change: StageChange) -> Lowering:
        """Keep a proposal to lower a rule, which waits for another person's confirmation.

        Raises
        ------
        UsageError
            If there is no such rule, it is a gate, the stage is not lower, a lowering of the rule
            waits already, or the reason is missing or long.
        """
        declared_rule(change.rule)
        reason = kept_reason(change.reason, "A change of a rule's stage")
        with self._writing() as connection:
            current = _stage(connection, change.rule)
            refuse_lowering(current, change)
            earlier = _read_lowerings(connection)
            _refuse_second(earlier, change.rule)
            lowering_id = f"L{len(earlier) + 1:03d}"
            figures = change.statistics.as_plain()
            connection.execute(
                sa.insert(lowerings).values(
                    id=lowering_id,
                    number=len(earlier) + 1,
                    rule=change.rule,
                    was=str(current),
                    stage=str(change.stage),
                    reason=reason,
                    statistics=figures,
                    at=change.at,
                    **actor_values(change.actor),
                )
            )
            details = {"rule": change.rule, "was": str(current), "stage": str(change.stage)}
            details |= {"reason": reason, "statistics": figures["whole"]}
            add_event(connection, change.actor, "rule lowering proposed", lowering_id, details)
            return _one_lowering(connection, lowering_id)

    def answer_lowering(self, lowering_id: str, answer: LoweringAnswer) -> Lowering:
        """Keep that a lowering is confirmed or taken back; both count from the next run on.

        Raises
        ------
        UsageError
            If there is no such lowering, it cannot be answered so now or by this person, or the
            reason is missing or long.
        """
        reason = kept_reason(answer.reason, "An answer to a lowering")
        with self._writing() as connection:
            lowering = _one_lowering(connection, lowering_id)
            current = _stage(connection, lowering.change.rule)
            refuse_step(lowering, answer, current, by_name=is_illustrative(connection))
            connection.execute(
                sa.insert(lowering_answers).values(
                    lowering_id=lowering_id,
                    step=str(answer.step),
                    reason=reason,
                    at=answer.at,
                    **actor_values(answer.actor),
                )
            )
            stage = _stage_after(lowering, answer, current)
            if stage is not current:
                _insert_change(connection, _applied(lowering, answer, stage), reason)
            proposed = lowering.change
            details = {"rule": proposed.rule, "was": str(current), "stage": str(stage)}
            details |= {"reason": reason, "proposed_by": proposed.actor.name}
            add_event(
                connection, answer.actor, f"rule lowering {answer.step}", lowering_id, details
            )
            return _one_lowering(connection, lowering_id)

    def lowerings(self, rule: str | None = None) -> list[Lowering]:
        """Return the lowerings of one rule or of all, with what was done to them, oldest first."""
        with self._reading() as connection:
            found = _read_lowerings(connection)
        return [one for one in found if rule in {None, one.change.rule}]


def _stages(connection: sa.Connection) -> dict[str, Stage]:
    changes = sa.select(rule_stages.c.rule, rule_stages.c.stage).order_by(rule_stages.c.id)
    return current_stages((row.rule, row.stage) for row in connection.execute(changes))


def _stage(connection: sa.Connection, rule: str) -> Stage:
    return _stages(connection).get(rule, Stage.BLOCK)


def _changes(connection: sa.Connection, rule: str | None) -> list[StageChange]:
    found = sa.select(rule_stages).order_by(rule_stages.c.id)
    chosen = found if rule is None else found.where(rule_stages.c.rule == rule)
    return [_change(row) for row in connection.execute(chosen)]


def _change(row: sa.Row[Any]) -> StageChange:
    return StageChange(
        rule=row.rule,
        stage=Stage(row.stage),
        reason=row.reason,
        statistics=RuleStatistics.model_validate(row.statistics),
        at=row.at,
        actor=row_actor(row),
    )


def _insert_change(connection: sa.Connection, change: StageChange, reason: str) -> None:
    connection.execute(
        sa.insert(rule_stages).values(
            rule=change.rule,
            stage=str(change.stage),
            reason=reason,
            statistics=change.statistics.as_plain(),
            at=change.at,
            **actor_values(change.actor),
        )
    )


def _stage_after(lowering: Lowering, answer: LoweringAnswer, current: Stage) -> Stage:
    if answer.step is LoweringStep.CONFIRMED:
        return lowering.change.stage
    return current if lowering.status == WAITING else lowering.was


def _applied(lowering: Lowering, answer: LoweringAnswer, stage: Stage) -> StageChange:
    return StageChange(
        rule=lowering.change.rule,
        stage=stage,
        reason=answer.reason,
        statistics=lowering.change.statistics,
        at=answer.at,
        actor=answer.actor,
    )


def _refuse_second(earlier: list[Lowering], rule: str) -> None:
    for lowering in earlier:
        if lowering.change.rule == rule and lowering.status == WAITING:
            raise UsageError(
                f"{lowering.id} proposes to lower rule {rule} already, by "
                f"{lowering.change.actor.name}; have it answered first, with `fct rule confirm` or "
                "`fct rule take-back`."
            )


def _one_lowering(connection: sa.Connection, lowering_id: str) -> Lowering:
    for lowering in _read_lowerings(connection):
        if lowering.id == lowering_id:
            return lowering
    raise UsageError(
        f"There is no lowering {lowering_id}; they are named as in L001, and `fct rule stages` "
        "shows them."
    )


def _read_lowerings(connection: sa.Connection) -> list[Lowering]:
    answers: dict[str, list[LoweringAnswer]] = {}
    for row in connection.execute(sa.select(lowering_answers).order_by(lowering_answers.c.id)):
        answers.setdefault(row.lowering_id, []).append(
            LoweringAnswer(
                step=LoweringStep(row.step), reason=row.reason, at=row.at, actor=row_actor(row)
            )
        )
    return [
        Lowering(
            id=row.id,
            was=Stage(row.was),
            change=_change(row),
            answers=tuple(answers.get(row.id, ())),
        )
        for row in connection.execute(sa.select(lowerings).order_by(lowerings.c.number))
    ]
