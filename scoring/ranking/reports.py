"""Results as JSON values: the forms that the command prints with ``--json``.

Keys may be added, none changed or left out: other programs read them.
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fct.data.common import Note
from fct.data.program import CRITERIA, Form, Rule, Stage, starting_stages
from fct.data.proposals import GrantedWaiver
from fct.expectations.logic import OUTCOME_NAMES
from fct.scoring.judging import Finding, Judgement, cards_of
from fct.scoring.ranking.rank import waiver_reports

if TYPE_CHECKING:  # a check of a file ranks nothing
    from fct.scoring.ranking.order import OrderOfMerit

_DECIMALS = 6


def proposal_reports(judgement: Judgement) -> list[dict[str, Any]]:
    """Return the report on each proposal, in the order of the table."""
    findings: list[list[dict[str, Any]]] = [[] for _ in range(len(judgement.table))]
    for finding in judgement.findings:
        waiver = judgement.waived.get((finding.proposal, finding.rule))
        stage = judgement.stages.get(finding.rule, Stage.BLOCK)
        findings[finding.proposal].append(finding_report(finding, stage, waiver))
    waivers = waiver_reports(judgement)
    cards = cards_of(judgement)
    outcomes = judgement.outcomes.to_dict("records")
    criteria = judgement.criteria.to_dict("records")
    return [
        {
            "ref": score["ref"],
            "title": judgement.table.proposal.value("title")[n],
            "component": judgement.table.proposal.value("component")[n],
            "cycle_type": judgement.table.proposal.value("cycle_type")[n],
            "verdict": str(score["verdict"]),
            "criteria": {name: str(criteria[n][name]) for name in CRITERIA},
            "tier": int(score["tier"]) or None,
            "maturity": {
                "low": round(score["maturity_low"], _DECIMALS),
                "high": round(score["maturity_high"], _DECIMALS),
            },
            "strength": round(score["strength"], _DECIMALS),
            "merit": round(score["merit"], _DECIMALS),
            "referral": score["referral"],
            "referral_missing": [] if (card := cards[n]) is None else card["missing"],
            "card": card,
            "outcomes": {rule: OUTCOME_NAMES[value] for rule, value in outcomes[n].items()},
            "findings": findings[n],
            "waivers": waivers[n],
            "notes": [note_report(note) for note in judgement.table.notes[n]],
        }
        for n, score in enumerate(judgement.scores.reset_index().to_dict("records"))
    ]


def finding_report(
    finding: Finding, stage: Stage = Stage.BLOCK, waiver: GrantedWaiver | None = None
) -> dict[str, Any]:
    """Return one finding, without the position of its proposal.

    ``waived`` says by which waiver its rule is waived, by whom, why and until when, else null.
    """
    report = finding._asdict() | {"message": finding.message}
    del report["proposal"]
    said = {name: str(value) for name, value in report.items()}
    return said | {"stage": str(stage), "waived": None if waiver is None else waiver.as_plain()}


def note_report(note: Note) -> dict[str, str | None]:
    """Return one note of the reader."""
    return {"field": note.field, "sheet": note.sheet, "cell": note.cell, "text": note.text}


def rank_report(order: "OrderOfMerit") -> dict[str, Any]:
    """Return the order of merit, its line and the best set.

    Returns
    -------
    dict of str to object
        ``unconfirmed`` says of a proposal that it claims to be continuing and nobody promised it
        anything (reading 56). ``no_best_set`` only where no set keeps the conditions of the cycle:
        the sentence. ``held`` only where the cycle holds back money, and ``left_out`` only where so
        many compete that something is.
    """
    from fct.scoring.ranking.order import is_unconfirmed

    rows = order.ranks.to_dict("records")
    held = {year: kusd for year, kusd in order.conditions.hold_back_kusd.items() if kusd}
    return {
        "order": [
            {
                "ref": row["ref"],
                "rank": int(row["rank"]),
                "title": row["title"],
                "tier": int(row["tier"]),
                "merit": row["merit"],
                "maturity": row["maturity"],
                "project_type": row["project_type"],
                "mark": str(row["mark"]),
                "unconfirmed": is_unconfirmed(row),
                "request_kusd": money_report(row["request_kusd"]),
                "tied_with": row["tied_with"],
                "waivers": order.waivers.get(row["ref"], []),
            }
            for row in rows
        ],
        "not_ranked": [{"ref": ref, "reason": why} for ref, why in order.not_ranked.items()],
        "budgets": money_report(order.budgets),
        "promised": money_report(order.promised),
        **({"held": money_report(held)} if held else {}),
        "left": money_report(order.left),
        "best_set": list(order.best_set),
        "no_effect": order.no_effect,
        "warnings": order.warnings,
        **({"no_best_set": order.no_best_set.words} if order.no_best_set else {}),
        **({"left_out": order.left_out.as_plain()} if order.left_out else {}),
    }


def money_report(money: Mapping[int, Decimal]) -> dict[str, float | str]:
    """Return amounts by fiscal year, in thousands of dollars, as JSON numbers."""
    return {str(year): _json_number(amount) for year, amount in money.items()}


def _json_number(amount: Decimal) -> float | str:
    number = float(amount)
    return number if math.isfinite(number) else f"{amount:f}"  # JSON has no infinity


def rules_report(rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Return the declared rules, each with the stage at which it starts in a store."""
    starting = starting_stages()
    return [
        {
            "rule": rule.id,
            "criterion": rule.criterion,
            "severity": str(rule.severity),
            "text": rule.text,
            "source": rule.source,
            "fields": list(rule.fields),
            "repair": rule.repair,
            "starting_stage": str(starting.get(rule.id, Stage.BLOCK)),
        }
        for rule in rules.values()
    ]


def form_report(form: Form) -> list[dict[str, Any]]:
    """Return the declared fields, with the columns of ``declarations/form.csv``."""
    return [
        {
            "id": field.id,
            "sheet": field.sheet,
            "label": field.label,
            "type": str(field.type),
            "choices_or_unit": "|".join(field.choices) or field.unit,
            "required": field.required,
            "criterion": field.criterion,
            "why_and_source": field.source,
            "release": "yes" if field.is_released else "no",
            "summary": "yes" if field.is_of_summary else "no",
            "also_written_as": "|".join(field.also_written_as),
            "guidance": field.guidance,
            "example": field.example,
        }
        for field in form.fields
    ]
