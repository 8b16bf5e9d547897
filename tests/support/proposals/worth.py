"""Small seasons on which much hangs, and what single answers change by judging all again."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from fct.data.common.cells import Cell, RawProposal
from fct.data.program.conditions import Conditions, parse_conditions
from fct.data.program.cycle import Cycle, Promise
from fct.data.program.robustness_terms import load_robustness_terms
from fct.data.proposals.table import build_table
from fct.expectations.case import Case
from fct.expectations.judge_rules import judge_rules, outcomes_frame
from fct.scoring.defending.rank_robustness import robustness
from fct.scoring.defending.weight_samples import (
    MERIT_UNITS,
    SensitivityTerms,
    merit_samples,
    order_samples,
)
from fct.scoring.judging.judgement import judge, judge_outcomes
from fct.scoring.ranking.funding_line import shares_in_order
from fct.scoring.ranking.order import OrderOfMerit, order_of_merit
from tests.support.proposals.cases import CYCLE, valid_proposal

_CHANGES: tuple[tuple[float, str, tuple[Any, ...]], ...] = (
    (0.5, "mrl", (7, 8, 9, 10)),
    (0.4, "trl", (7, 8, 9)),
    (0.4, "quantity_fielded", (None, 1, 10, 5000)),
    (0.4, "in_service_with", (None, "Norway", "Norway; Sweden", "Norway; Sweden; India; Japan")),
    (0.3, "foreign_test_data", ("provided", "available on request", "none")),
    (0.2, "advocacy_level", ("below",)),
    (0.2, "market_notice", (None,)),
    (0.1, "intent", ("conditional",)),
    (0.1, "purpose", ("technical assessment",)),
    (0.2, "project_type", ("continuing",)),
    (0.3, "component", ("Navy",)),
    (0.2, "component_priority", (1, 2, None)),
)
_OPEN: tuple[tuple[str, Any], ...] = (
    *(("mrl", None), ("trl", "?"), ("foreign_test_data", None), ("intent", None)),
    *(("requirement_status", "soon"), ("advocacy_date", None), ("acquisition_strategy", None)),
    *(("fct_articles_kusd", None), ("appropriation", None), ("market_completed", None)),
)


def worth_season(seed: int) -> OrderOfMerit:
    """The order of merit of up to eight proposals, with the proposals that it was made from."""
    rng = random.Random(seed)
    proposals = [_proposal(rng, n) for n in range(rng.randint(2, 7))]
    each = rng.choice((500, 800, 1100))
    promised = [
        Promise(ref=ref, fiscal_year=2027, kusd=Decimal("20.5"))
        for ref in rng.sample([one.ref for one in proposals], rng.choice((0, 0, 1)))
    ]
    changes = {
        "budgets": {2027: Decimal(each * len(proposals) // 2), 2028: Decimal(100)},
        "promised": tuple(promised),
        "conditions": _conditions(rng, proposals),
    }
    return order_of(proposals, CYCLE.model_copy(update=changes))


def _proposal(rng: random.Random, number: int) -> RawProposal:
    changes: dict[str, Any] = {
        field: rng.choice(values) for share, field, values in _CHANGES if rng.random() < share
    }
    changes["fct_test_kusd"] = rng.choice((100, 200, 333.3, 400))
    changes["title"] = f"Title {rng.randrange(3)}"
    if rng.random() < 0.3:
        field, value = rng.choice(_OPEN)
        changes[field] = value
    return valid_proposal(f"P-{number}", **changes)


def _conditions(rng: random.Random, proposals: Sequence[RawProposal]) -> Conditions:
    written: dict[str, Any] = {}
    refs = [one.ref for one in proposals]
    if rng.random() < 0.2:
        written["must_fund"] = [rng.choice(refs)]
    if rng.random() < 0.2 and (rest := sorted(set(refs) - set(written.get("must_fund", ())))):
        written["excluded"] = [rng.choice(rest)]
    if rng.random() < 0.3:
        written["components"] = {"Army": {"ceiling_kusd": {2027: rng.choice((400, 800.5))}}}
    if rng.random() < 0.5:
        limits = {"lowest_merit": 84.5, "lowest_tier": 2, "most_passed_over": rng.choice((0, 1))}
        named = rng.sample(sorted(limits), rng.choice((1, 1, 2)))
        written["line"] = {name: limits[name] for name in named}
    return parse_conditions(written, "conditions")


def order_of(proposals: Sequence[RawProposal], cycle: Cycle) -> OrderOfMerit:
    """The order of merit of proposals, with them."""
    order = order_of_merit(judge(proposals, cycle), cycle)
    return replace(order, proposals={one.ref: one for one in proposals})


def few_samples() -> SensitivityTerms:
    """Weight samples of ``fct sure``, fewer of them."""
    return SensitivityTerms(terms=load_robustness_terms().but(draws=60, least_draws=1))


def with_answer(proposal: RawProposal, field: str, value: Any) -> RawProposal:
    """The proposal with an answer of the sheet Proposal changed, or a column that is open."""
    if field in proposal.answers:
        old = proposal.answers[field]
        return replace(
            proposal, answers=proposal.answers | {field: Cell(value, old.row, old.column)}
        )
    rows = {
        sheet: [
            row | {field: row[field]._replace(value=value)}
            if field in row and row[field].value is None
            else row
            for row in of_sheet
        ]
        for sheet, of_sheet in proposal.rows.items()
    }
    return replace(proposal, rows=rows)


def judged_again(order: OrderOfMerit, ref: str, field: str, value: Any) -> OrderOfMerit:
    """The order of merit with one answer changed and everything judged again."""
    changed = [
        with_answer(one, field, value) if one.ref == ref else one
        for one in order.proposals.values()
    ]
    return order_of(changed, order.cycle)


def without_rule(order: OrderOfMerit, ref: str, rule: str) -> OrderOfMerit:
    """The order of merit where a rule fails of one proposal, and everything is judged again."""
    proposals, rubric = list(order.proposals.values()), order.rubric
    case = Case(build_table(proposals), order.cycle, rubric.terms)
    outcomes = outcomes_frame(case, judge_rules(case))
    outcomes.loc[ref, rule] = -1
    judgement = judge_outcomes(case, outcomes, rubric, order.exceptions)
    return replace(order_of_merit(judgement, order.cycle), proposals=order.proposals)


def mark_of(order: OrderOfMerit, ref: str) -> str | None:
    """The mark of a proposal; None where it is not ranked."""
    marks = dict(zip(order.refs, order.ranks["mark"], strict=True))
    return None if ref not in marks else str(marks[ref])


def share_of(order: OrderOfMerit, ref: str) -> float:
    """In which share of the samples a proposal is funded."""
    if not order.refs:
        return 0.0
    found = {one.ref: one.funded_share for one in robustness(order, few_samples()).proposals}
    return found.get(ref) or 0.0


def funded_sets(order: OrderOfMerit) -> list[frozenset[str]]:
    """Whom the ledger's line funds in each sample."""
    draws = few_samples().terms.draws
    if not order.refs:
        return [frozenset()] * draws
    merits = merit_samples(order.parts, few_samples())
    places = order_samples(order, merits)
    question, found = order.question().whole, []
    candidates = {one.ref: one for one in order.candidates}
    for sample, column in enumerate(np.asarray(places).T):
        in_order = [
            replace(candidates[order.refs[place]], merit=merits[place, sample] / MERIT_UNITS)
            for place in column
            if order.refs[place] in candidates
        ]
        found.append(frozenset(shares_in_order(replace(question, candidates=in_order))))
    return found
