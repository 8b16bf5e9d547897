"""Rules that two people lowered, where a test needs a store with one."""

import datetime as dt

from fct.data.common.actor import Actor
from fct.data.program.lowerings import Lowering, LoweringAnswer, LoweringStep
from fct.data.program.rule_stages import AlarmCounts, RuleStatistics, Stage, StageChange
from fct.data.subjects.store import Store

AT = dt.datetime(2026, 6, 12, 14, tzinfo=dt.UTC)
OPERATOR, SECOND = Actor("An Operator", account=70_001), Actor("A Second", account=70_002)


def propose(store: Store, rule: str, stage: Stage, reason: str = "Tried out.") -> Lowering:
    """Propose that a rule is lowered."""
    figures = RuleStatistics(rule=rule, whole=AlarmCounts())
    return store.stages.propose_lowering(
        StageChange(
            rule=rule, stage=stage, reason=reason, statistics=figures, at=AT, actor=OPERATOR
        )
    )


def lower(store: Store, rule: str, stage: Stage, reason: str = "Tried out.") -> None:
    """Propose that a rule is lowered, and confirm it as another person."""
    proposed = propose(store, rule, stage, reason)
    said = LoweringAnswer(step=LoweringStep.CONFIRMED, reason=reason, at=AT, actor=SECOND)
    store.stages.answer_lowering(proposed.id, said)
