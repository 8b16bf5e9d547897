"""The official entry point: every rule as a great-expectations check, its results kept as evidence.

One custom expectation over one table metric calls the very functions of the quick entry point and
gives back refs alone: no answer of a sponsor enters a result. A context of its own for every call,
under one lock, because a context shared by threads gives wrong counts without an error
(great-expectations issue 12209).
"""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import great_expectations as gx
import pandas as pd
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from fct.data.program import Rule, Severity, load_rules
from fct.expectations.case import Case, RuleResult
from fct.expectations.judge_rules import rule_functions
from fct.expectations.logic import FAILS, UNKNOWN

_METRIC = "table.fct_rule_outcomes"
_SEVERITY = {
    Severity.GATE: FailureSeverity.CRITICAL,
    Severity.CRITERION: FailureSeverity.CRITICAL,
    Severity.FORM: FailureSeverity.CRITICAL,
    Severity.WEAKNESS: FailureSeverity.WARNING,
    Severity.NOTE: FailureSeverity.INFO,
}
LOCK = threading.Lock()
_CASES: dict[str, "_OpenCase"] = {}


@dataclass(slots=True)
class _OpenCase:
    """A case while it is validated, and the results as its checks compute them."""

    case: Case
    results: dict[str, RuleResult] = field(default_factory=dict)


class FctRuleOutcomes(TableMetricProvider):  # named like other metrics of great-expectations
    """Table metric: the refs on which a rule fails, and those on which it is unknown."""

    metric_name = _METRIC
    value_keys = ("rule", "case")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805 (great-expectations binds the class)
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> dict[str, list[str]]:
        frame, _domain, _accessor = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        opened = _CASES[metric_value_kwargs["case"]]
        rule = metric_value_kwargs["rule"]
        result = opened.results[rule] = rule_functions()[rule](opened.case)
        refs = frame["ref"]
        return {
            "fails": refs[result.outcomes == FAILS].tolist(),
            "unknown": refs[result.outcomes == UNKNOWN].tolist(),
        }


class ExpectProposalsToHoldRule(BatchExpectation):
    """Expect every proposal of the batch to hold one declared rule."""

    rule: str
    case: str

    metric_dependencies: ClassVar[tuple[str, ...]] = (_METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("rule", "case")
    args_keys: ClassVar[tuple[str, ...]] = ("rule", "case")

    _kept: ExpectationConfiguration | None = PrivateAttr(None)

    @property
    def configuration(self) -> ExpectationConfiguration:
        """What it was made with, which does not change."""
        # A check asks two dozen times; made anew each time it takes as long as all else together.
        if self._kept is None:
            self._kept = super().configuration
        return self._kept

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - as the base has it
        execution_engine: Any = None,  # noqa: ARG002 - as the base has it
    ) -> dict[str, Any]:
        refs = metrics[_METRIC]
        return {"success": not refs["fails"] and not refs["unknown"], "result": refs}


@dataclass(frozen=True, slots=True)
class Validation:
    """What the suites found of a run.

    Attributes
    ----------
    results : mapping of str to RuleResult
        By rule, as the checks computed them.
    evidence : list of dict
        For each rule ``rule``, ``severity``, ``success``, and the refs that ``fails`` and
        ``unknown`` hold: what is kept with the run.
    """

    results: Mapping[str, RuleResult]
    evidence: list[dict[str, Any]]


def build_suites(case_token: str) -> list[gx.ExpectationSuite]:
    """Return one suite for each criterion of the declared rules, in their order."""
    by_criterion: dict[str, list[Rule]] = {}
    for rule in load_rules().values():
        by_criterion.setdefault(rule.criterion, []).append(rule)
    return [
        gx.ExpectationSuite(
            name=criterion,
            expectations=[
                ExpectProposalsToHoldRule(
                    rule=rule.id,
                    case=case_token,
                    severity=_SEVERITY[rule.severity],
                    notes=rule.text,
                    meta={"rule": rule.id, "severity": str(rule.severity), "source": rule.source},
                )
                for rule in rules
            ],
        )
        for criterion, rules in by_criterion.items()
    ]


def validate(case: Case) -> Validation:
    """Hold a table of proposals against every rule by great-expectations.

    Raises
    ------
    RuntimeError
        If a check could not run; that is not an outcome of a rule.
    """
    token = uuid.uuid4().hex
    opened = _CASES[token] = _OpenCase(case)
    try:
        with LOCK:
            evidence = _validate_batch(token, pd.DataFrame({"ref": case.table.refs}))
    finally:
        del _CASES[token]
    declared = load_rules()
    in_order = {rule: opened.results[rule] for rule in declared}
    return Validation(in_order, [evidence[rule] for rule in declared])


def ephemeral_context() -> Any:
    """Return a context of great-expectations that keeps nothing and writes no pages."""
    # No Data Docs: their pages would hold what sponsors wrote, unescaped.
    defaults = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(
        store_backend_defaults=defaults, progress_bars=ProgressBarsConfig(globally=False)
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _validate_batch(token: str, frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    batch = (
        ephemeral_context()
        .data_sources.add_pandas("fct")
        .add_dataframe_asset("proposals")
        .add_batch_definition_whole_dataframe("cycle")
        .get_batch({"dataframe": frame})
    )
    # All suites as one, as each that is validated makes the batch ready anew. Not by a checkpoint:
    # it compares a suite with a copy in a store, field by field and several times, which takes
    # twice as long as the checks.
    every = [one for suite in build_suites(token) for one in suite.expectations]
    results = batch.validate(
        gx.ExpectationSuite(name="declared rules", expectations=every),
        result_format={"result_format": "COMPLETE"},
    )
    return {record["rule"]: record for record in map(_evidence_of, results.results)}


def _evidence_of(result: Any) -> dict[str, Any]:
    meta = result.expectation_config.meta
    refs = result.result
    if "fails" not in refs:
        raise RuntimeError(
            f"the check of rule {meta['rule']} could not run: {result.exception_info}"
        )
    return {
        "rule": meta["rule"],
        "severity": meta["severity"],
        "success": bool(result.success),
        "fails": refs["fails"],
        "unknown": refs["unknown"],
    }
