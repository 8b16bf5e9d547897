"""Exceptions to the rules as declared: stages and waivers, and what they make of outcomes.

They change how an outcome counts, never the outcome.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fct.data.program import (
    Stage,
    counted_severity,
    is_gate,
    is_house_rule,
    load_rules,
    stage_of,
    starting_stages,
)
from fct.data.proposals import GrantedWaiver, granted_waivers
from fct.expectations.case import Case
from fct.expectations.logic import HOLDS
from fct.scoring.judging.findings import Finding

if TYPE_CHECKING:
    from fct.data.program import Cycle
    from fct.data.subjects import Store

_READABLE = "X2"
Waived = Mapping[tuple[int, str], GrantedWaiver]
"""The waivers that count, by position of the proposal in the table and rule."""


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What proposals are judged by beside the rules.

    Attributes
    ----------
    stages : mapping of str to Stage
        Of the rules that are not at ``block``; those of the declaration where none are given.
    waivers : sequence of GrantedWaiver
        In any order; those that do not count are passed over.
    uncertified : set of str
        Refs behind which their component does not stand, where the cycle asks for that: they are
        judged and not ranked.
    """

    stages: Mapping[str, Stage] = field(default_factory=starting_stages)
    waivers: Sequence[GrantedWaiver] = ()
    uncertified: AbstractSet[str] = frozenset()

    def of_nomination(self) -> "Exceptions":
        """Return these for a nomination: gates count, and whether answers can be read."""
        beside = {
            name: Stage.WATCH
            for name, rule in load_rules().items()
            if not is_gate(rule) and name != _READABLE
        }
        return Exceptions({**self.stages, **beside}, self.waivers)

    @classmethod
    def of_run(cls, evidence: Mapping[str, Any]) -> "Exceptions":
        """Return what a run was judged by, from its evidence; an older run had none."""
        names = GrantedWaiver.model_fields
        return cls(
            {rule: Stage(stage) for rule, stage in evidence.get("stages", {}).items()},
            [
                GrantedWaiver.model_validate({name: said[name] for name in names})
                for of_ref in evidence.get("waivers", {}).values()
                for said in of_ref
            ],
            frozenset(evidence.get("uncertified", ())),
        )


def waived_rules(
    case: Case, waivers: Sequence[GrantedWaiver]
) -> dict[tuple[int, str], GrantedWaiver]:
    """Return the waivers that count at the date at which each proposal is judged.

    Of two for one rule the one that lasts longer is named.
    """
    by_ref: dict[str, list[GrantedWaiver]] = {}
    # Of several waivers of one rule the last to expire stands: later ones overwrite.
    for waiver in sorted(waivers, key=lambda one: (one.expires, one.id)):
        if waiver.fiscal_year == case.cycle.fiscal_year:
            by_ref.setdefault(waiver.ref, []).append(waiver)
    if not by_ref:
        return {}
    as_of: list[dt.date] = case.as_of().astype("datetime64[D]").tolist()
    return {
        (place, waiver.rule): waiver
        for place, ref in enumerate(case.table.refs)
        for waiver in by_ref.get(ref, ())
        if waiver.counts_at(as_of[place])
    }


def counted_outcomes(
    outcomes: pd.DataFrame, stages: Mapping[str, Stage], waived: Collection[tuple[int, str]]
) -> pd.DataFrame:
    """Return the outcomes by which verdicts are given.

    A rule that is not at ``block`` and a waived one are taken to hold.
    """
    places = {str(rule): place for place, rule in enumerate(outcomes)}
    not_blocking = [
        places[rule]
        for rule, stage in stages.items()
        if stage is not Stage.BLOCK and rule in places
    ]
    if not not_blocking and not waived:
        return outcomes
    counted = outcomes.to_numpy(dtype=np.int8, copy=True)
    # A rule that does not block, or is waived, counts as one that holds: verdicts then need to know
    # nothing of stages.
    counted[:, not_blocking] = HOLDS
    for proposal, rule in waived:
        counted[proposal, places[rule]] = HOLDS
    return pd.DataFrame(counted, index=outcomes.index, columns=outcomes.columns)


def shown_findings(findings: Sequence[Finding], stages: Mapping[str, Stage]) -> list[Finding]:
    """Return the findings that are shown, each with the severity that it has at its rule's stage.

    Those of a rule at ``watch`` are not shown.
    """
    shown = []
    for finding in findings:
        severity = _severity(finding, stages)
        if severity is not None:
            shown.append(finding._replace(severity=severity))
    return shown


def _severity(finding: Finding, stages: Mapping[str, Stage]) -> str | None:
    """Return with which severity a finding is shown; a house rule has its own at every stage."""
    stage = stage_of(finding.rule, stages)
    if is_house_rule(finding.rule):
        return None if stage is Stage.WATCH else finding.severity
    return counted_severity(load_rules()[finding.rule], stage)


def stored_exceptions(store: "Store", cycle: "Cycle", versions: Mapping[str, int]) -> Exceptions:
    """Return what a run on some proposals depends on beside the rules.

    These are stages, waivers, and where the cycle asks for them certifications. Waivers that do not
    count at the cycle's as-of date are left out.

    Parameters
    ----------
    store : Store
    cycle : Cycle
    versions : mapping of str to int
        The version of each proposal by ref.
    """
    waivers = granted_waivers(
        store.waivers.of_cycle(cycle.fiscal_year), versions.keys(), cycle.final_due
    )
    uncertified = (
        store.certifications.not_certified(cycle.fiscal_year, versions, cycle.deadline)
        if cycle.certification_required
        else frozenset()
    )
    return Exceptions(store.stages.now(), waivers, uncertified)
